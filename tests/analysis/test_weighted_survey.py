"""A survey with margins, a finite population and its fieldwork: simulated, read back, reported, on every engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import satindex as si
from satindex.simulate import simulate

DEFINITION = """
    survey: weighted
    language: en
    respondent:
      id: person
      weight: w
      fpc: people
      rake: {sex: {F: 0.51, M: 0.49}, band: {<18: 0.1, 18-29: 0.3, 30+: 0.6}, member: {Yes: 40, No: 60}}
      trim: {ratio: 3, strict: true}
      segments: [town]
      wave: year
    derive: {band: {from: age, bands: [18, 30]}}
    items: {Q1..Q4: {scale: 1..7}, N: {scale: likely11}, member: {scale: yes_no}, again: {scale: yes_no}}
    measures:
      nps: {type: nps, item: N}
      liking: {type: mean, items: Q1..Q4}
    models: {back: {outcome: again, predictors: [liking], controls: [sex]}}
    fieldwork: {sent: 2000, returned: 700}
    """


def test_a_report_on_every_engine(scored: Any, defined: Any, tmp_path: Path) -> None:
    export = simulate(defined(DEFINITION), 600, 3)
    tables = []
    for data in (export, export.to_pandas(), duckdb.sql("SELECT * FROM export")):
        scores = scored(DEFINITION, data)
        si.write_report(si.analyse(scores), tmp_path / "r.json", tmp_path / "r.html", tmp_path / "r.xlsx")
        tables.append(json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["tables"])
    for found in tables:
        margins = [row for row in found["weighting"] if row["level"] is not None]
        assert [row["target"] for row in margins] == pytest.approx([0.51, 0.49, 0.1, 0.3, 0.6, 0.4, 0.6])
        assert [row["after"] for row in margins] == pytest.approx([row["target"] for row in margins], abs=0.02)
        assert found["fieldwork"][0]["response_rate"] == 0.35
        assert found["nps by town"][0]["std_error"] > 0
    first, *others = [{name: rows for name, rows in found.items() if "careless" not in name} for found in tables]
    for other in others:
        assert list(other) == list(first)
        assert _numbers(other) == pytest.approx(_numbers(first), rel=1e-8, abs=1e-9)


def _numbers(tables: dict[str, list[dict[str, Any]]]) -> list[float]:
    wanted = [
        rows for name, rows in tables.items() if name.partition(" ")[0] in ("nps", "liking", "weighting", "items")
    ]
    return [cell for rows in wanted for row in rows for cell in row.values() if isinstance(cell, int | float)]


def test_all_respondents_are_the_same_beside_segments(scored: Any, defined: Any) -> None:
    """The moments of all respondents are those of a segment's levels together: errors from residuals too."""
    scores = scored(DEFINITION, simulate(defined(DEFINITION), 400, 8))
    alone, beside = scores.tables(["liking"])["liking"], scores.tables(["liking"], ["town"])["liking"]
    assert beside.rows[0]["std_error"] == pytest.approx(alone.rows[0]["std_error"], rel=1e-12)


def test_scores_hold_the_raked_weight(scored: Any, defined: Any) -> None:
    found = scored(DEFINITION, simulate(defined(DEFINITION), 400, 8)).to_frame()
    assert {"person", "w", "raked_weight", "nps"} <= set(found.columns)
    assert found["raked_weight"].sum() == pytest.approx(pl.Series(found["w"]).sum())
    assert found["raked_weight"].max() <= 3 * found["raked_weight"].mean() * (1 + 1e-12)
