"""Logits of all subsets at once equal each fitted alone."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats import logit_subsets
from satindex.stats.estimates import NotFitted
from satindex.stats.likelihood_importance import mcfadden_lmg, shares_of
from satindex.stats.logit import fit_logit
from satindex.stats.logit_subsets import distinct, fit_subsets
from satindex.stats.model_matrix import matrix_of, summarise


def answers(n=400, p=5, seed=1, levels=None):
    rng = np.random.default_rng(seed)
    drivers = 0.7 * rng.normal(size=(n, p)) + 0.7 * rng.normal(size=(n, 1))
    if levels:
        drivers = np.clip(np.round(3 + drivers), 1, levels)
    chance = 1 / (1 + np.exp(-(drivers - drivers.mean(axis=0)) @ np.linspace(1.2, -0.4, p)))
    return drivers, (rng.random(n) < chance).astype(float)


def alone(columns, outcome, weights=None):
    fit = fit_logit(matrix_of([columns], summarise([columns], outcome, weights)), outcome, weights)
    assert not isinstance(fit, NotFitted)
    return fit


@pytest.mark.parametrize("p", [1, 3, 9])
def test_every_subset_has_the_likelihood_and_coefficients_of_its_own_fit(p, monkeypatch):
    """`fit_logit`, itself held against statsmodels; small pieces, so that every seam is crossed."""
    monkeypatch.setattr(logit_subsets, "AT_ONCE", 6)
    monkeypatch.setattr(logit_subsets, "ROWS", 64)
    drivers, outcome = answers(p=p)
    found = fit_subsets(distinct(np.ones((400, 1)), drivers, outcome, None))
    for subset in range(1, 2**p):
        inside = [at for at in range(p) if subset >> at & 1]
        fit = alone(drivers[:, inside], outcome)
        assert found.log_likelihood[subset] == pytest.approx(fit.likelihood.log_likelihood, abs=1e-7)
        assert found.coefficients[subset][[0, *(1 + at for at in inside)]] == pytest.approx(
            fit.likelihood.coefficients, abs=1e-6
        )
        assert np.count_nonzero(found.coefficients[subset]) == len(inside) + 1


def test_repeated_answers_are_fitted_once_with_their_weights():
    drivers, outcome = answers(2000, 2, levels=5)
    weights = np.random.default_rng(3).uniform(0.5, 2, 2000)
    rows = distinct(np.ones((2000, 1)), drivers, outcome, weights)
    assert len(rows.outcome) <= 50
    assert rows.weights.sum() == pytest.approx(weights.sum())
    found = fit_subsets(rows).log_likelihood[3]
    assert found == pytest.approx(alone(drivers, outcome, weights).likelihood.log_likelihood, abs=1e-7)


def test_controls_stay_in_and_shares_sum_to_the_gain_over_them():
    drivers, outcome = answers(p=4)
    controls = drivers[:, 3:] + np.random.default_rng(2).normal(size=(400, 1))
    found = mcfadden_lmg(drivers[:, :3], outcome, controls)
    assert not isinstance(found, NotFitted)

    def mcfadden(columns):
        likelihood = alone(columns, outcome).likelihood
        return 1 - likelihood.log_likelihood / likelihood.null_log_likelihood

    assert found.r2 == pytest.approx(mcfadden(np.column_stack([drivers[:, :3], controls])), abs=1e-8)
    assert found.r2_controls == pytest.approx(mcfadden(controls), abs=1e-8)
    assert found.shares.sum() == pytest.approx(found.r2 - found.r2_controls, abs=1e-8)


def test_one_driver_has_all():
    drivers, outcome = answers(p=1)
    found = mcfadden_lmg(drivers, outcome)
    assert not isinstance(found, NotFitted)
    assert found.shares.tolist() == pytest.approx([found.r2])


def test_a_start_only_saves_steps():
    drivers, outcome = answers()
    rows = distinct(np.ones((400, 1)), drivers, outcome, None)
    first = shares_of(rows)
    told: list[int] = []
    again = shares_of(rows, first.fits.coefficients + 0.3, told.append)
    assert again.shares == pytest.approx(first.shares, abs=1e-8)
    assert told == [32]


def test_separated_drivers_have_no_shares():
    drivers, _ = answers(p=2)
    found = mcfadden_lmg(drivers, (drivers[:, 0] > 0).astype(float))
    assert isinstance(found, NotFitted)
    assert found.cause == "separation"


def test_all_with_one_outcome_have_no_likelihood_to_share():
    drivers, _ = answers(p=1)
    assert np.isnan(distinct(np.ones((400, 1)), drivers, np.ones(400), None).null)


def test_far_starts_are_climbed_from_by_halved_steps():
    """Steep answers, begun on the wrong side, where whole Newton steps leave for infinity."""
    drivers, outcome = answers(n=60, p=2, seed=5)
    rows = distinct(np.ones((60, 1)), drivers, outcome, None)
    start = np.zeros((4, 3))
    start[3] = [0.0, -9.0, 9.0]
    found = fit_subsets(rows, start)
    assert found.log_likelihood[3] == pytest.approx(alone(drivers, outcome).likelihood.log_likelihood, abs=1e-7)


def test_too_many_drivers_are_refused():
    with pytest.raises(ValueError, match="at most 15"):
        mcfadden_lmg(np.zeros((3, 16)), np.zeros(3))
