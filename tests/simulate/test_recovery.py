"""What is estimated from a simulated export is what was put in: within four standard errors at n = 200,000."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from satindex.simulate import default_truth, simulate
from satindex.survey.model import Survey

Scored = Callable[[pl.DataFrame, Survey], pl.DataFrame]
N, SEED, ERRORS = 200_000, 11, 4.0
TRUTH = {
    "means": {
        "quality.tangibles.expected": 5.8,
        "quality.tangibles.perceived": 5.5,
        "quality.reliability.expected": 6.3,
        "quality.reliability.perceived": 5.0,
        "quality.responsiveness.perceived": 3.9,
        "satisfaction": 7.25,
        "loyalty.behavioural": 41.0,
        "loyalty.conative": 66.0,
    },
    "sds": {"satisfaction": 1.7, "quality.assurance.perceived": 1.25},
    "shares": {
        "nps": {"promoters": 0.45, "passives": 0.3, "detractors": 0.25},
        "branch": {"城东支局": 0.3, "城西支局": 0.3, "城南支局": 0.2, "城北支局": 0.1, "高新区支局": 0.1},
    },
    "differences": {
        "branch": {"城东支局": {"quality": 0.3, "nps": 12, "loyalty": 4}, "高新区支局": {"satisfaction": -0.8}},
        "age_band": {"51+": {"satisfaction": 0.6}},
    },
    "models": {
        "repurchase": {
            "intercept": 1.1,
            "quality.tangibles": 0.1,
            "quality.reliability": 0.6,
            "quality.responsiveness": 0.3,
            "quality.assurance": 0.0,
            "quality.empathy": -0.2,
            "age_band=26-35": 0.4,
            "age_band=51+": -0.3,
        }
    },
}


def within(estimate: float, error: float, truth: float) -> bool:
    return abs(estimate - truth) <= ERRORS * error


def mean_and_error(values: pl.Series) -> tuple[float, float]:
    found = values.drop_nulls().cast(pl.Float64).to_numpy()
    return float(found.mean()), float(found.std(ddof=1) / np.sqrt(len(found)))


@pytest.fixture(scope="module")
def answers(postal: Survey, scored: Scored) -> pl.DataFrame:
    return scored(simulate(postal, N, SEED, {**TRUTH, "missing": 0.01, "odd": 0.01}), postal)


@pytest.fixture(scope="module")
def complete(postal: Survey, scored: Scored) -> pl.DataFrame:
    return scored(simulate(postal, N, SEED + 1, {**TRUTH, "missing": 0, "odd": 0, "empty": 0}), postal)


def test_every_mean_is_recovered_through_missing_and_odd_cells(postal: Survey, answers: pl.DataFrame) -> None:
    truth = {**default_truth(postal).means, **TRUTH["means"]}
    found = {name: (*mean_and_error(answers[name]), value) for name, value in truth.items()}
    assert len(found) == 14
    assert {name: one for name, one in found.items() if not within(*one)} == {}


def test_shares_of_promoters_and_of_branches(answers: pl.DataFrame) -> None:
    groups = answers["nps.group"].drop_nulls()
    for name, share in TRUTH["shares"]["nps"].items():
        estimate, error = mean_and_error(groups == name.removesuffix("s"))
        assert within(estimate, error, share), name
    branches = answers["@branch"].drop_nulls()
    for name, share in TRUTH["shares"]["branch"].items():
        estimate, error = mean_and_error(branches == name)
        assert within(estimate, error, share), name


@pytest.mark.parametrize(
    ("score", "one", "other", "difference"),
    [
        ("quality.empathy", "城东支局", "城西支局", 0.3),
        ("nps", "城东支局", "城北支局", 12.0),
        ("loyalty.affective", "城东支局", "城南支局", 4.0),
        ("satisfaction", "高新区支局", "城西支局", -0.8),
    ],
)
def test_differences_between_branches(
    answers: pl.DataFrame, score: str, one: str, other: str, difference: float
) -> None:
    first, second = (mean_and_error(answers.filter(pl.col("@branch") == level)[score]) for level in (one, other))
    assert within(first[0] - second[0], float(np.hypot(first[1], second[1])), difference)


def test_a_stated_sd_is_that_of_one_answer_within_a_segment(postal: Survey, complete: pl.DataFrame) -> None:
    same = complete.filter((pl.col("@branch") == "城西支局") & (pl.col("@age_band") == "18-25"))
    for item, sd in (("S1", 1.7), ("P14", 1.25), ("P17", 1.25)):
        values = same[item].cast(pl.Float64).to_numpy()
        # Standard error of a variance: √((m₄ − s⁴)/n), whatever the distribution; of the sd, by the delta method.
        fourth = float(np.mean((values - values.mean()) ** 4))
        error = np.sqrt((fourth - values.var() ** 2) / len(values)) / (2 * values.std())
        assert within(float(values.std(ddof=1)), float(error), sd), item


def test_the_coefficients_of_the_repurchase_model(complete: pl.DataFrame) -> None:
    import statsmodels.api as sm

    terms = [name for name in TRUTH["models"]["repurchase"] if name != "intercept"]
    columns = [
        complete[name] if name in complete.columns else complete["@age_band"] == name.split("=")[1] for name in terms
    ]
    design = sm.add_constant(np.column_stack([column.cast(pl.Float64).to_numpy() for column in columns]))
    fit = sm.Logit(complete["R1"].to_numpy(), design).fit(disp=0)
    for name, estimate, error in zip(["intercept", *terms], fit.params, fit.bse, strict=True):
        assert within(estimate, error, TRUTH["models"]["repurchase"][name]), name


def test_answers_hang_together_as_stated(postal: Survey, scored: Scored) -> None:
    still = {"missing": 0, "odd": 0, "empty": 0, "differences": {"branch": {}}}
    none = {"correlation": {"items": 0, "dimensions": 0, "sides": 0}}
    apart = scored(simulate(postal, 40_000, 5, {**still, **none}), postal)
    # Standard error of a correlation of independent answers: 1/√n.
    for one, other in (("P1", "P2"), ("P1", "P9"), ("P1", "E1")):
        assert abs(np.corrcoef(apart[one], apart[other])[0, 1]) < ERRORS / np.sqrt(40_000)
    strong = {"correlation": {"items": 0.8, "dimensions": 0.5, "sides": 0.2}}
    together = scored(simulate(postal, 40_000, 5, {**still, **strong}), postal)
    found = [np.corrcoef(together["P1"], together[other])[0, 1] for other in ("P2", "P9", "E1")]
    # Rounding to seven points weakens a correlation, never strengthens it.
    for estimate, most in zip(found, (0.8, 0.5, 0.2), strict=True):
        assert 0.75 * most < estimate < most
