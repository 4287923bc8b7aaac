"""Calibration and discrimination by definition and by hand (their golden figures: test_golden_logits)."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats.calibration import calibration, grouped, hosmer_lemeshow, tenths
from satindex.stats.classification import auc_influence, discrimination, ranked
from satindex.stats.sandwich import Sampling, influence_covariance


def drawn(n=120, seed=2, digits=2):
    rng = np.random.default_rng(seed)
    chance = np.clip(np.round(rng.beta(2, 3, n), digits), 0.01, 0.99)
    return (rng.random(n) < chance).astype(float), chance, rng


def placements(outcome, chance):
    """DeLong's: for each event the share of others below (ties ½), for each other the share of events above."""
    events, others = chance[outcome == 1], chance[outcome == 0]
    wins = (events[:, None] > others[None, :]) + 0.5 * (events[:, None] == others[None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


def test_delongs_error_by_definition():
    """DeLong, DeLong & Clarke-Pearson 1988, equations 3–5: S₁₀/m + S₀₁/n, divisors m − 1 and n − 1."""
    outcome, chance, _ = drawn()
    v10, v01 = placements(outcome, chance)
    found = discrimination(ranked(outcome, chance))
    assert found.auc == pytest.approx(v10.mean(), abs=1e-12)
    variance = v10.var(ddof=1) / len(v10) + v01.var(ddof=1) / len(v01)
    assert found.std_error == pytest.approx(np.sqrt(variance), abs=1e-12)
    assert discrimination(ranked(np.array([0.0, 1.0]), np.array([0.2, 0.9]))).std_error is None
    assert discrimination(ranked(outcome, chance, np.full(120, 2.0))).std_error is None


def test_influence_on_the_auc():
    """What the AUC gains by one row's weight, by a numerical derivative; and clusters that are single rows."""
    outcome, chance, rng = drawn()
    weights = rng.uniform(0.5, 2, 120)
    influence = auc_influence(outcome, chance, weights)
    assert influence.sum() == pytest.approx(0, abs=1e-12)
    for row in (0, 17, 88):
        ends = []
        for change in (1e-5, -1e-5):
            moved = weights.copy()
            moved[row] *= 1 + change
            ends.append(discrimination(ranked(outcome, chance, moved)).auc)
        assert influence[row] == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-8)
    alone = influence_covariance(auc_influence(outcome, chance)[None, :], "design", Sampling())
    close = discrimination(ranked(outcome, chance)).std_error
    assert alone.std_errors[0] == pytest.approx(close, rel=0.02)  # n/(n − 1) against m − 1 and n − 1 of the two sides


def test_equal_predictions_stay_together():
    """Ten rows of .2 and ten of .6: of ten groups two are left, and three are needed for a test."""
    chance = np.repeat([0.2, 0.6], 10)
    outcome = np.concatenate([[1, 0, 0, 0, 0], [0] * 5, [1] * 7, [0] * 3]).astype(float)
    groups = tenths(ranked(outcome, chance))
    assert [(group.n, round(group.predicted, 9), group.observed) for group in groups] == [
        (10, 0.2, 0.1),
        (10, 0.6, 0.7),
    ]
    assert hosmer_lemeshow(groups) is None


def test_hosmer_lemeshow_by_hand():
    """Three groups of 20 at .1, .5, .9 with 3, 10 and 17 events: (3 − 2)²/1.8 + 0 + (17 − 18)²/1.8."""
    chance = np.repeat([0.1, 0.5, 0.9], 20)
    outcome = np.concatenate([np.arange(20) < events for events in (3, 10, 17)]).astype(float)
    found = hosmer_lemeshow(tenths(ranked(outcome, chance)))
    assert (found.chi2, found.df) == (pytest.approx(2 / 1.8), 1)


def test_weights_are_repetitions():
    outcome, chance, rng = drawn(digits=1)
    times = rng.integers(1, 4, 120)
    weighted = ranked(outcome, chance, times.astype(float))
    repeated = ranked(np.repeat(outcome, times), np.repeat(chance, times))
    assert discrimination(weighted).auc == pytest.approx(discrimination(repeated).auc, abs=1e-12)
    (whole,) = grouped(weighted.probability, weighted.events / weighted.mass, weighted.mass, groups=1)
    assert whole.observed == pytest.approx(np.average(outcome, weights=times))
    assert whole.predicted == pytest.approx(np.average(chance, weights=times))
    one = calibration(outcome, chance, times.astype(float))
    other = calibration(np.repeat(outcome, times), np.repeat(chance, times))
    assert (one.intercept, one.slope) == pytest.approx((other.intercept, other.slope), abs=1e-7)


def test_calibration_equals_statsmodels():
    """Slope: logit of y on logit(p); intercept: the same with logit(p) as an offset."""
    import statsmodels.api as sm

    outcome, chance, _ = drawn(400)
    off = chance**1.5
    linear = np.log(off / (1 - off))
    slope = sm.Logit(outcome, sm.add_constant(linear)).fit(disp=0, tol=1e-12).params[1]
    intercept = sm.GLM(outcome, np.ones(400), family=sm.families.Binomial(), offset=linear).fit(tol=1e-12).params[0]
    found = calibration(outcome, off)
    assert found.slope == pytest.approx(slope, abs=1e-7)
    assert found.intercept == pytest.approx(intercept, abs=1e-7)
    assert calibration(np.ones(3), np.array([0.1, 0.2, 0.3])) is None
    assert calibration(outcome, np.full(400, 0.3)).slope is None
