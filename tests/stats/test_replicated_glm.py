"""Models fitted anew in replicates are those that statsmodels fits to the rows drawn."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats.replicated_glm import Rows, exponential, logistic, mean_slope, refit


def rows(kind, n=300, units=None, weights=None, seed=1):
    rng = np.random.default_rng(seed)
    columns = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    linear = columns @ [0.2, 0.8, -0.5]
    drawn = rng.random(n) < 1 / (1 + np.exp(-linear)) if kind == "logit" else rng.poisson(np.exp(linear))
    mass = np.ones(n) if weights is None else weights
    return Rows(columns, drawn.astype(float), mass, np.arange(n) if units is None else units)


@pytest.mark.parametrize("kind", ["logit", "poisson"])
def test_each_replicate_is_its_own_weighted_fit(kind):
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    given = rows(kind, units=np.arange(300) // 5, weights=rng.uniform(0.5, 2, 300))
    counts = rng.multinomial(60, np.full(60, 1 / 60), size=7).astype(float)
    family = sm.families.Binomial() if kind == "logit" else sm.families.Poisson()
    found = refit(given, logistic if kind == "logit" else exponential, np.zeros(3), counts)
    for at, times in enumerate(counts):
        mass = given.weights * times[given.units]
        theirs = sm.GLM(given.outcome, given.columns, family=family, freq_weights=mass).fit(tol=1e-12)
        assert found.coefficients[at] == pytest.approx(theirs.params, abs=1e-7)
        expected = theirs.fittedvalues * (1 - theirs.fittedvalues) if kind == "logit" else theirs.fittedvalues
        assert found.slope[at] == pytest.approx(np.average(expected, weights=mass), abs=1e-7)


def test_a_separated_replicate_has_no_coefficients():
    """Of six rows the outcome follows the sign of x but for rows 2 and 3: without them it is separated."""
    columns = np.column_stack([np.ones(6), [-3.0, -2, 1, -1, 2, 3]])
    given = Rows(columns, np.array([0.0, 0, 0, 1, 1, 1]), np.ones(6), np.arange(6))
    found = refit(given, logistic, np.zeros(2), np.array([[1.0, 1, 1, 1, 1, 1], [2, 1, 0, 0, 1, 2]]))
    assert np.isfinite(found.coefficients[0]).all()
    assert np.isnan(found.coefficients[1]).all()
    assert np.isnan(found.slope[1])


def test_mean_slope_by_hand():
    """At coefficients 0 every probability is ½: ½·½."""
    assert mean_slope(rows("logit"), logistic, np.zeros((1, 3)), np.ones((1, 300))).tolist() == [0.25]
