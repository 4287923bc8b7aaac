"""Calibration as a table of the model, of every family where it means something."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import satindex as si

DEFINITION = """
    survey: again
    respondent: {{{person}}}
    scales: {{bought: {{codes: {{"no": 0, "yes": 1}}}}, five: {{points: [1, 5]}}}}
    items:
      R1: {{scale: bought}}
      L1: {{scale: five}}
      n: {{scale: count}}
      y: {{scale: number}}
      x: {{scale: number}}
    models:
      again: {{outcome: {outcome}, predictors: [x]}}
    """


@pytest.fixture
def answers():
    rng = np.random.default_rng(3)
    x = rng.normal(size=300)
    return pl.DataFrame(
        {
            "x": x,
            "R1": np.where(rng.random(300) < 1 / (1 + np.exp(-x)), "yes", "no"),
            "L1": np.clip(np.round(3 + x + rng.logistic(size=300) / 2), 1, 5).astype(int),
            "n": rng.poisson(np.exp(0.5 * x)),
            "y": x + rng.normal(size=300),
            "w": rng.uniform(1, 2, 300),
            "shop": [f"s{k % 20}" for k in range(300)],
        }
    )


@pytest.mark.parametrize("outcome", ["R1", "L1", "n", "y"])
def test_every_family(scored, answers, outcome):
    found = si.link(scored(DEFINITION.format(person="", outcome=outcome), answers), "again")
    table = found["again.calibration"]
    assert [row["n"] for row in table.rows] == [30] * 10
    codes = {"no": 0.0, "yes": 1.0}
    observed = [codes.get(value, value) for value in answers[outcome].to_list()]
    assert np.mean([row["estimate"] for row in table.rows]) == pytest.approx(np.mean(observed))
    assert np.mean([row["predicted"] for row in table.rows]) == pytest.approx(np.mean(observed), rel=0.02)
    assert all(row["ci_low"] < row["estimate"] < row["ci_high"] for row in table.rows)
    assert table.plot("zh").to_dict()["description"]


def test_designs_have_an_interval_of_the_auc_and_no_hosmer_lemeshow(scored, answers):
    found = si.link(scored(DEFINITION.format(person="weight: w, cluster: shop", outcome="R1"), answers), "again")
    fit = found.fit.rows[0]
    assert 0.5 < fit["auc_low"] < fit["auc"] < fit["auc_high"] < 1
    assert fit["hosmer_lemeshow"] is None
    plain = si.link(scored(DEFINITION.format(person="", outcome="R1"), answers), "again").fit.rows[0]
    assert plain["auc_high"] - plain["auc"] == pytest.approx(1.959963984540054 * plain["auc_std_error"])
    assert plain["hosmer_lemeshow_df"] == 8
