"""Sample sizes against textbook values, and what must hold for any."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from satindex.stats.sample_size import half_width, sample_size


@pytest.mark.parametrize(
    ("margin", "n"),
    # Shares of one half, 95%: the table of every textbook, (1.96·50/margin)² rounded up.
    [(5, 385), (4, 601), (3, 1068), (2, 2401), (1, 9604)],
)
def test_shares_of_one_half(margin: float, n: int) -> None:
    assert sample_size(50, margin) == n == math.ceil((1.959963985 * 50 / margin) ** 2)


def test_a_finite_population() -> None:
    """n₀ = 384.15, n₀/(1 + n₀/1000) = 277.54."""
    assert sample_size(50, 5, population=1000) == 278


def test_a_design_effect() -> None:
    """384.15 · 1.5 = 576.2."""
    assert sample_size(50, 5, deff=1.5) == 577


def test_another_level() -> None:
    """(2.5758·50/5)² = 663.5."""
    assert sample_size(50, 5, level=0.99) == 664


def test_a_small_sample_by_t() -> None:
    """z would give (1.96·10/4)² = 24.01 → 25; t with 26 degrees of freedom holds 4, with 25 not."""
    assert sample_size(10, 4) == 27
    for n, holds in ((27, True), (26, False)):
        assert (float(stats.t.ppf(0.975, n - 1)) * 10 / math.sqrt(n) <= 4) is holds


def test_a_population_is_never_exceeded() -> None:
    assert sample_size(50, 0.001, population=40) == 40


@given(
    st.floats(0.1, 200), st.floats(0.05, 50), st.floats(0.5, 4), st.one_of(st.none(), st.floats(5, 1e6)),
)  # fmt: skip
def test_the_fewest_that_hold_the_margin(std_dev: float, margin: float, deff: float, population: float | None) -> None:
    n = sample_size(std_dev, margin, deff, population=population)
    assert half_width(n, std_dev, deff, population=population) <= margin
    assert n == 2 or half_width(n - 1, std_dev, deff, population=population) > margin
