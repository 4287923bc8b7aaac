"""Cronbach's alpha against R psych and by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.stats.internal_consistency import feldt, internal_consistency

REVERSED = {"A1", "C4", "C5", "E1", "E2", "O2", "O5"}


def bfi_covariance(shared, factor):
    import pandas

    answers = pandas.read_csv(shared / "data" / "items" / "bfi.csv")[[f"{factor}{item}" for item in range(1, 6)]]
    for item in REVERSED & set(answers.columns):
        answers[item] = 7 - answers[item]
    return answers.cov().to_numpy(), len(answers)


@pytest.mark.parametrize("factor", list("ACENO"))
def test_bfi_scales_against_r_psych(shared, factor):
    """R psych 2.2.9, alpha(bfi items, pairwise), alpha.ci: reliability.json."""
    golden = json.loads((shared / "golden" / "reliability.json").read_text())[f"bfi_{factor}"]
    found = internal_consistency(*bfi_covariance(shared, factor))
    assert found.alpha == pytest.approx(golden["raw_alpha"], abs=1e-8)
    assert found.standardised == pytest.approx(golden["std_alpha"], abs=1e-8)
    assert found.low == pytest.approx(golden["feldt"]["lower.ci"][0]["raw_alpha"], abs=1e-8)
    assert found.high == pytest.approx(golden["feldt"]["upper.ci"][0]["raw_alpha"], abs=1e-8)
    assert found.if_deleted == pytest.approx(list(golden["alpha_drop"].values()), abs=1e-8)
    assert found.item_rest == pytest.approx(list(golden["r_drop"].values()), abs=1e-8)


def test_attitude_by_hand():
    """Three items with variance 1 and covariances .5: alpha = 3/2·(1 − 3/6) = .75; item–rest 1/√3."""
    found = internal_consistency(np.full((3, 3), 0.5) + 0.5 * np.eye(3), n=40)
    assert found.alpha == pytest.approx(0.75)
    assert found.standardised == pytest.approx(0.75)
    assert found.if_deleted == pytest.approx((2 / 3,) * 3)
    assert found.item_rest == pytest.approx((3**-0.5,) * 3)


def test_feldt_of_known_alpha():
    """alpha .8, n 100, k 5 → .73056 … .85589 (R psych 2.2.9, alpha.ci)."""
    found = feldt(0.8, 100, 5)
    assert (round(found.low, 5), round(found.high, 5)) == (0.73056, 0.85589)


@pytest.mark.parametrize(
    ("covariance", "n", "says"),
    [
        (np.ones((1, 1)), 50, "two items"),
        (np.eye(3), 1, "two respondents"),
        (np.array([[1.0, np.nan], [np.nan, 1.0]]), 50, "never answered by the same"),
        (np.zeros((3, 3)), 50, "same total"),
        (np.array([[1.0, -1.0], [-1.0, 1.0]]), 50, "same total"),
    ],
)
def test_undefined_alpha_says_why(covariance, n, says):
    found = internal_consistency(covariance, n)
    assert found.alpha is None
    assert found.low is None
    assert says in found.reason.en
    assert found.reason.zh


def test_an_item_that_never_varies_has_no_correlation_with_the_rest():
    found = internal_consistency(np.diag([1.0, 1.0, 0.0]) + np.array([[0, 0.5, 0], [0.5, 0, 0], [0, 0, 0]]), 30)
    assert found.item_rest[2] is None
    assert found.standardised is None
    assert found.alpha is not None


@given(st.integers(2, 8), st.floats(0.1, 50), st.integers(0, 1000))
def test_alpha_ignores_the_unit_of_answers_and_the_order_of_items(k, unit, seed):
    answers = np.random.default_rng(seed).normal(size=(60, k)) + np.random.default_rng(seed + 1).normal(size=(60, 1))
    covariance = np.cov(answers.T)
    plain = internal_consistency(covariance, 60)
    assert internal_consistency(covariance * unit**2, 60).alpha == pytest.approx(plain.alpha)
    assert internal_consistency(covariance[::-1, ::-1], 60).alpha == pytest.approx(plain.alpha)
    assert plain.low <= plain.alpha <= plain.high
