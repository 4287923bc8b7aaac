"""Lorenz curves, shares of the largest and Gini coefficients by hand, by property, and in repeated samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.stats.concentration import gini, lorenz, top_share

AMOUNTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=40).filter(lambda amounts: sum(amounts) > 1e-6)


def test_top_fifth_of_ten_by_hand() -> None:
    # The two largest of ten have 40 + 20 of 100; the next five 30, the least three 10.
    amounts = np.array([40.0, 20, 10, 8, 5, 4, 3, 5, 3, 2])
    assert top_share(amounts).estimate == pytest.approx(0.6)
    assert lorenz(amounts, np.array([0.3]))[0] == pytest.approx((2 + 3 + 3) / 100)


def test_a_fifth_that_is_no_whole_number_takes_part_of_a_customer() -> None:
    # A fifth of 12 is 2.4 customers: 50 + 20 and .4 of the third's 10, of 100.
    amounts = np.array([50.0, 20, 10] + [20 / 9] * 9)
    assert top_share(amounts).estimate == pytest.approx(0.74)


def test_gini_is_the_mean_difference_over_twice_the_mean() -> None:
    amounts = np.array([3.0, 8, 1, 1, 12, 5])
    differences = np.abs(amounts[:, None] - amounts[None, :]).mean()
    assert gini(amounts).estimate == pytest.approx(differences / (2 * amounts.mean()))


@given(AMOUNTS)
def test_lorenz_curves_are_convex_below_the_diagonal(amounts: list[float]) -> None:
    at = np.linspace(0, 1, len(amounts) + 1)
    curve = lorenz(np.array(amounts), at)
    assert curve[0] == 0
    assert curve[-1] == pytest.approx(1)
    assert np.all(curve <= at + 1e-12)
    assert np.all(np.diff(curve, 2) >= -1e-12)


@given(AMOUNTS)
def test_gini_lies_between_alike_and_one_has_all(amounts: list[float]) -> None:
    found = gini(np.array(amounts)).estimate
    assert -1e-12 <= found <= 1 - 1 / len(amounts) + 1e-12
    assert gini(7 * np.array(amounts)).estimate == pytest.approx(found, abs=1e-12)


@given(AMOUNTS)
def test_the_largest_fifth_has_at_least_its_share(amounts: list[float]) -> None:
    assert 0.2 - 1e-12 <= top_share(np.array(amounts)).estimate <= 1 + 1e-12


@pytest.mark.parametrize("figure", [top_share, gini])
def test_errors_are_those_of_repeated_samples(figure: object) -> None:
    random = np.random.default_rng(8)
    found = [figure(random.gamma(0.8, 100, 500)) for _ in range(400)]  # type: ignore[operator]
    spread = np.std([one.estimate for one in found], ddof=1)
    # The spread of 400 is known to within 1/√798 = 3.5% of itself (one standard error).
    assert np.mean([one.std_error for one in found]) == pytest.approx(spread, rel=0.12)
