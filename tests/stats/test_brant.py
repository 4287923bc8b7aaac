"""Brant's test against R and by its behaviour."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats.brant import proportional_odds_test
from satindex.stats.chi_square import wald
from satindex.stats.estimates import NotFitted
from satindex.stats.model_matrix import matrix_of, summarise


def brant_of(columns, outcome, weights=None):
    return proportional_odds_test(matrix_of([columns], summarise([columns], outcome, weights)), outcome, weights)


def test_housing(shared):
    """R brant::brant on polr(Sat ~ Infl + Type + Cont), expanded rows: χ² 8.534, df 6, p .2015."""
    import pandas

    housing = pandas.read_csv(shared / "data" / "models" / "MASS_housing.csv")
    columns = np.column_stack(
        [
            *(housing["Infl"] == level for level in ("Medium", "High")),
            *(housing["Type"] == level for level in ("Apartment", "Atrium", "Terrace")),
            housing["Cont"] == "High",
        ]
    ).astype(float)
    outcome = housing["Sat"].map({"Low": 0.0, "Medium": 1.0, "High": 2.0}).to_numpy()
    times = housing["Freq"].to_numpy()
    expanded = brant_of(np.repeat(columns, times, axis=0), np.repeat(outcome, times))
    assert (round(expanded.together.chi2, 3), expanded.together.df, round(expanded.together.p_value, 4)) == (
        8.534,
        6,
        0.2015,
    )
    weighted = brant_of(columns, outcome, times.astype(float))
    assert weighted.together.chi2 == pytest.approx(expanded.together.chi2, rel=1e-8)


@pytest.mark.parametrize("proportional", [True, False])
def test_tells_proportional_odds_from_others(proportional):
    """Drawn with one slope at all cuts, and with slopes of 0, 1 and 2 at the three cuts."""
    rng = np.random.default_rng(9)
    x = rng.uniform(0, 1, (4000, 1))
    slopes = [1.0, 1.0, 1.0] if proportional else [0.0, 1.0, 2.0]
    chances = [1 / (1 + np.exp(-(a + b * x[:, 0]))) for a, b in zip((1.5, 0.0, -2.5), slopes, strict=True)]
    outcome = (rng.random(4000) < np.minimum.accumulate(chances)).sum(axis=0).astype(float)
    found = brant_of(x, outcome)
    assert found.together.df == 2
    assert (found.together.p_value > 0.01) == proportional


def test_one_cut_or_a_separated_level_has_no_test():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(50, 1))
    assert brant_of(x, (x[:, 0] > rng.normal(size=50)).astype(float)) == NotFitted("one_outcome")
    rare = np.where(np.arange(50) == np.argmax(x[:, 0]), 2.0, (rng.random(50) < 0.5).astype(float))
    assert isinstance(brant_of(x, rare), NotFitted)


def test_a_covariance_that_is_not_positive_definite_gives_no_test():
    """Seventeen answers whose estimated covariance of the slopes would give a negative χ²."""
    outcome = np.array([0, 0, 0, 1, 1, 2, 1, 2, 2, 0, 0, 1, 2, 2, 2, 0, 2], dtype=float)
    first = [1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0]
    second = [1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0]
    found = brant_of(np.column_stack([first, second]).astype(float), outcome)
    assert found == NotFitted("no_convergence")


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_an_estimate_that_is_no_covariance_tests_nothing():
    """Brant's estimate may have a negative variance in a small sample; one that is undefined tests nothing either."""
    assert wald(np.ones(2), np.diag([-1.0, 1.0])) is None
    assert wald(np.ones(2), np.diag([np.nan, 1.0])) is None
    assert wald(np.ones(2), np.ones((2, 2))) is None
