"""Raking and trimming: published vectors, R survey, and what must hold for any sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.errors import FigureError
from satindex.stats.raking import Margin, kish_base, rake, trim

G = Margin("g", ("a", "b"), np.array([0, 0, 1, 1, 1]), np.array([50.0, 50.0]))
H = Margin("h", ("x", "y"), np.array([0, 1, 0, 1, 1]), np.array([60.0, 40.0]))
# Five rows, g = aabbb, h = xyxyy, by iterative proportional fitting with another program.
FIVE = [34.1128, 15.8872, 25.8872, 12.0564, 12.0564]


def test_two_margins_of_five_rows() -> None:
    found = rake(np.ones(5), [G, H])
    assert found.weights == pytest.approx(FIVE, abs=5e-5)
    assert found.error <= 1e-10
    assert found.factors[0][G.codes] * found.factors[1][H.codes] == pytest.approx(found.weights, rel=1e-12)


def test_one_margin_is_post_stratification() -> None:
    """50/2 for each a, 50/3 for each b; one round and exact."""
    found = rake(np.ones(5), [G])
    assert found.weights == pytest.approx([25, 25, 50 / 3, 50 / 3, 50 / 3])
    assert found.rounds == 1


def test_design_weights_keep_their_proportions_within_a_cell() -> None:
    weights = np.array([1.0, 3.0, 1.0, 2.0, 4.0])
    found = rake(weights, [G, H])
    assert found.weights[4] / found.weights[3] == pytest.approx(2)


def test_trimmed_once() -> None:
    """Over 25: 9.1128 and .8872 are cut off, 10 in all, a third of it to each of the other three."""
    found = trim(rake(np.ones(5), [G, H]).weights, 25)
    assert found.weights == pytest.approx([25, 19.2206, 25, 15.3897, 15.3897], abs=5e-5)
    assert (found.count, found.share) == (2, pytest.approx(10 / 3))


def test_trimmed_once_may_push_another_over_the_cap() -> None:
    """40 → 25 leaves 15, shared by two: 22 ends at 29.5. Strict: 22 is cut too, 10 takes the rest: 72 − 50 = 22."""
    weights = np.array([40.0, 10.0, 22.0])
    assert trim(weights, 25).weights.tolist() == [25, 17.5, 29.5]
    strict = trim(weights, 25, strict=True)
    assert strict.weights.tolist() == [25, 22, 25]
    assert strict.count == 2


def test_nothing_over_the_cap_changes_nothing() -> None:
    found = trim(np.array([1.0, 2.0]), 3)
    assert (found.weights.tolist(), found.count, found.share) == ([1, 2], 0, 0)


def test_cells_stand_for_their_rows() -> None:
    counts = np.array([1.0, 2.0, 3.0])
    weights = np.array([9.0, 2.0, 1.0])
    by_row = trim(np.repeat(weights, counts.astype(int)), 5)
    assert trim(weights, 5, counts).weights == pytest.approx(by_row.weights[[0, 1, 3]])
    assert kish_base(weights, counts) == pytest.approx(kish_base(np.repeat(weights, counts.astype(int))))


def _message(action: object) -> str:
    with pytest.raises(FigureError) as caught:
        action()  # type: ignore[operator]
    return str(caught.value)


def test_a_level_without_weight_is_named() -> None:
    margin = Margin("g", ("a", "b", "c"), G.codes, np.array([40.0, 50.0, 10.0]))
    assert _message(lambda: rake(np.ones(5), [margin])) == (
        "raking to 'g' is impossible: nobody in the sample has weight on 'c'."
    )


def test_margins_that_an_empty_cell_makes_impossible_are_named() -> None:
    """Nobody is (b, y): g = b must then fit within h = x, which is smaller."""
    first = Margin("g", ("a", "b"), np.array([0, 0, 1]), np.array([40.0, 60.0]))
    second = Margin("h", ("x", "y"), np.array([0, 1, 0]), np.array([50.0, 50.0]))
    said = _message(lambda: rake(np.ones(3), [first, second], most_rounds=50))
    assert said.startswith("raking has not converged after 50 rounds: 'g' = 'a' has 50 instead of 40 (0.25 off). ")
    assert "1 of 4 combinations of levels have no respondent" in said


def test_a_cap_below_the_mean_is_refused() -> None:
    assert _message(lambda: trim(np.array([1.0, 3.0]), 2)) == (
        "weights can't be trimmed at 2: that is not above their mean, 2."
    )


@given(
    st.lists(st.floats(0.1, 10), min_size=12, max_size=12),
    st.lists(st.floats(0.5, 5), min_size=3, max_size=3),
    st.lists(st.floats(0.5, 5), min_size=2, max_size=2),
)
def test_any_full_table_is_reached(weights: list[float], first: list[float], second: list[float]) -> None:
    """Every cell is filled, so margins that sum alike can be reached; odds ratios within the table stay."""
    one, two = np.tile(np.repeat(np.arange(3), 2), 2), np.tile(np.arange(2), 6)
    margins = [
        Margin("one", ("a", "b", "c"), one, np.array(first) / sum(first)),
        Margin("two", ("x", "y"), two, np.array(second) / sum(second)),
    ]
    base = np.array(weights)
    found = rake(base, margins)
    for margin in margins:
        totals = np.bincount(margin.codes, weights=found.weights)
        assert totals == pytest.approx(margin.targets, rel=1e-9)
    table, before = (np.bincount(one * 2 + two, weights=w).reshape(3, 2) for w in (found.weights, base))
    odds, odds_before = (t[0, 0] * t[1, 1] / (t[0, 1] * t[1, 0]) for t in (table, before))
    assert odds == pytest.approx(odds_before, rel=1e-8)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20), st.floats(1.01, 10), st.booleans())
def test_trimming_keeps_the_total_and_the_order(weights: list[float], ratio: float, strict: bool) -> None:
    base = np.array(weights) + 0.01
    found = trim(base, ratio * float(base.mean()), strict=strict)
    assert found.weights.sum() == pytest.approx(base.sum(), rel=1e-9)
    if strict:
        assert found.weights.max() <= found.cap * (1 + 1e-12)
        assert (np.diff(found.weights[np.argsort(base)]) >= -1e-9).all()
