"""Firth's penalty against a published worked table, by hand, and by brute force."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize

from satindex.stats.estimates import NotFitted
from satindex.stats.firth import PenalisedLikelihood, fit_firth
from satindex.stats.logit import fit_logit
from satindex.stats.model_matrix import matrix_of, summarise

ENDOMETRIAL = np.loadtxt(Path(__file__).parent.parent / "references" / "endometrial.csv", delimiter=",", skiprows=1)


def matrix(columns, outcome):
    return matrix_of([columns], summarise([columns], outcome))


def fitted(columns, outcome, **options):
    return fit_firth(matrix(columns, outcome), outcome, **options)


def test_endometrial_cancer_as_published():
    """Heinze & Schemper 2002, Statistics in Medicine 21: 2409–2419, example; digits by R logistf(HG ~ NV + PI + EH).

    The paper's table has NV 2.93 (se 1.55), interval .61 to 7.85; PI −.035 (.040), −.12 to .04; EH −2.60 (.78),
    −4.37 to −1.23. Without the penalty NV separates: nobody with neovasculation has a low grade.
    """
    columns, outcome = ENDOMETRIAL[:, :3], ENDOMETRIAL[:, 3]
    assert fit_logit(matrix(columns, outcome), outcome) == NotFitted("quasi_separation", (0,))
    found = fitted(columns, outcome)
    assert found.coefficients == pytest.approx([3.77455951, 2.92927330, -0.03475175, -2.60416387], abs=1e-6)
    assert found.covariance.std_errors[1:].round(2).tolist() == [1.55, 0.04, 0.78]
    intervals = [(1.0825371, 7.20928050), (0.6097244, 7.85463171), (-0.1244587, 0.04045547), (-4.3651832, -1.23272106)]
    for profile, expected in zip(found.profiles, intervals, strict=True):
        assert (profile.low, profile.high) == pytest.approx(expected, abs=1e-6)


def penalised(at, columns, outcome):
    """ℓ(b) + ½ log |X'WX| on raw columns, straight from the definition."""
    design = np.column_stack([np.ones(len(outcome)), columns])
    chance = np.clip(1 / (1 + np.exp(-design @ at)), 1e-15, 1 - 1e-15)
    volume = np.linalg.slogdet(design.T @ (design * (chance * (1 - chance))[:, None]))[1]
    return float(np.log(np.where(outcome == 1, chance, 1 - chance)).sum() + volume / 2)


def separated(shared):
    """The separation case of models.json: y = 1 exactly where x > 4."""
    rows = json.loads((shared / "golden" / "models.json").read_text())["separation"]["data"]
    return np.array([[row["x"]] for row in rows], dtype=float), np.array([row["y"] for row in rows], dtype=float)


def test_separated_data_by_brute_force(shared):
    columns, outcome = separated(shared)
    assert fit_logit(matrix(columns, outcome), outcome).cause == "separation"
    found = fitted(columns, outcome)
    options = {"method": "Nelder-Mead", "options": {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 10_000}}
    best = optimize.minimize(lambda at: -penalised(at, columns, outcome), [0.0, 0.0], **options)
    assert found.coefficients == pytest.approx(best.x, abs=1e-5)
    assert np.isfinite(found.covariance.std_errors).all()

    def height(slope):
        others = optimize.minimize_scalar(lambda b: -penalised([b, slope], columns, outcome), bracket=(-30, 0))
        return -others.fun

    # The interval ends where the best penalised likelihood has fallen by χ²(1)/2 = 1.920729 (on standardised columns
    # the determinant differs by a constant only).
    for end in (found.profiles[1].low, found.profiles[1].high):
        assert -best.fun - height(end) == pytest.approx(1.920729, abs=1e-5)
    assert found.profiles[1].statistic == pytest.approx(np.sqrt(2 * (-best.fun - height(0.0))), abs=1e-5)
    assert found.model.chi2 == pytest.approx(found.profiles[1].statistic ** 2, abs=1e-8)


@pytest.mark.parametrize("counts", [(9, 0, 4, 7), (3, 5, 2, 8), (6, 0, 0, 6)])
def test_a_fourfold_table_has_half_added_to_each_cell(counts):
    """For one 0/1 column Firth's estimate is the log odds ratio of the cells plus ½ (Firth 1993, section 3)."""
    a, b, c, d = counts
    columns = np.repeat([1.0, 1.0, 0.0, 0.0], counts)[:, None]
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], counts)
    found = fitted(columns, outcome)
    assert found.coefficients[1] == pytest.approx(np.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5))), abs=1e-8)
    assert found.coefficients[0] == pytest.approx(np.log((c + 0.5) / (d + 0.5)), abs=1e-8)


def test_profiles_only_where_asked_and_units_do_not_matter():
    columns, outcome = ENDOMETRIAL[:, :3], ENDOMETRIAL[:, 3]
    assert fitted(columns, outcome, profiled=False).profiles == ()
    one, other = fitted(columns, outcome), fitted(columns * [1, 100, 0.01] + [5, 0, -3], outcome)
    assert other.coefficients[1:] * [1, 100, 0.01] == pytest.approx(one.coefficients[1:], abs=1e-6)
    assert other.profiles[2].low * 100 == pytest.approx(one.profiles[2].low, abs=1e-6)
    assert other.profiles[1].p_value == pytest.approx(one.profiles[1].p_value, abs=1e-8)


def test_one_outcome_and_too_few_rows():
    assert fitted(np.arange(5.0)[:, None], np.ones(5)) == NotFitted("one_outcome")
    assert fitted(np.arange(4.0).reshape(2, 2), np.array([0.0, 1.0])) == NotFitted("too_few_rows")


def test_the_gradient_is_that_of_the_penalised_likelihood():
    columns, outcome = ENDOMETRIAL[:, :3], ENDOMETRIAL[:, 3]
    likelihood = PenalisedLikelihood(matrix(columns, outcome), outcome)
    at, step = np.array([0.3, -0.2, 0.5, 0.1]), 1e-6
    numerical = [
        (likelihood.evaluate(at + step * axis).value - likelihood.evaluate(at - step * axis).value) / (2 * step)
        for axis in np.eye(4)
    ]
    assert likelihood.evaluate(at).gradient == pytest.approx(numerical, abs=1e-6)
