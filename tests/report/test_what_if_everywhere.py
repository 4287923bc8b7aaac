"""The predicted change is one figure: the same in the notebook, on the page, in JSON and in Excel."""

from __future__ import annotations

import json

import numpy as np
import openpyxl
import polars as pl
import pytest

import satindex as si
from satindex.analysis.building import analyse
from satindex.report import excel, html
from satindex.report import json as as_json
from satindex.results.columns import written

DEFINITION = """
    survey: again
    scales: {bought: {codes: {"no": 0, "yes": 1}}, seven: {points: [1, 7]}}
    items: {R1: {scale: bought}, P1..P4: {scale: seven}}
    measures:
      quality: {type: servqual, dimensions: {tangibles: {perceived: P1..P2}, empathy: {perceived: P3..P4}}}
    models:
      again: {outcome: R1, predictors: [quality.*], what_if: {quality.empathy: 0.5}, target: 0.7}
    """


@pytest.fixture
def scores(scored):
    rng = np.random.default_rng(8)
    mood = rng.normal(size=250)
    items = {f"P{k}": np.clip(np.round(4.5 + mood + rng.normal(size=250)), 1, 7).astype(int) for k in range(1, 5)}
    bought = np.where(rng.random(250) < 1 / (1 + np.exp(-mood)), "yes", "no")
    return scored(DEFINITION, pl.DataFrame({"R1": bought, **items}))


def test_one_figure_everywhere(scores, tmp_path):
    linked = si.link(scores, "again")
    shown = linked["again.what_if"]
    (row,) = shown.rows
    analysis = analyse(scores, "en")
    in_json = json.loads(json.dumps(as_json.content(analysis, "en"), default=float))["tables"]["again.what_if"]
    assert in_json[0]["estimate"] == row["estimate"]
    assert (in_json[0]["ci_low"], in_json[0]["ci_high"]) == (row["ci_low"], row["ci_high"])
    excel.write(analysis, tmp_path / "report.xlsx", "en")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["again.what_if"]
    cells = dict(zip((cell.value for cell in sheet[1]), (cell.value for cell in sheet[2]), strict=True))
    assert cells["Change (percentage points)"] == pytest.approx(row["estimate"], abs=1e-15)
    assert cells["Predicted after the move"] == pytest.approx(row["moved"], abs=1e-15)
    said = written(row["estimate"], "change_points")
    assert said in shown._repr_html_()
    page = html.page(analysis, "en")
    assert said in page
    assert f'"moved":{json.dumps(row["moved"])}' in page.replace(": ", ":")
    assert shown.to_frame()["estimate"].tolist() == [row["estimate"]]
    assert linked.what_if({"quality.empathy": 0.5}).rows[0]["estimate"] == row["estimate"]


def test_a_model_that_can_not_be_fitted_says_why_and_the_report_stands(scored):
    answers = pl.DataFrame({"R1": ["yes"] * 40, **{f"P{k}": [k, k + 1, 7, 1] * 10 for k in range(1, 5)}})
    analysis = analyse(scored(DEFINITION, answers), "en")
    content = as_json.content(analysis, "en")["tables"]
    for name in ("again", "again.what_if", "again.required"):
        assert all("same outcome" in row["reason"] for row in content[name]), name
    assert content["quality"][0]["estimate"] is not None
    assert "everyone in the model has the same outcome" in html.page(analysis, "en")
