"""Who buys less than they used to: by hand, and how often nobody's change is called one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.stats.falling import falling


def test_flags_by_hand() -> None:
    # C(6, 2) = 15 choices; at level .2 three of them may flag. Sums of two of (5, 4, 3, 2, 1, 0): the smallest are
    # 1, 2, 3, 3, so that the cut is the fourth, 3: the last two, 1 + 0, are below it. So are 2 + 0 and no others.
    found = falling(np.array([[[5.0, 4, 3, 2, 1, 0], [0.0, 1, 2, 3, 4, 5]]]), 2, level=0.2)
    assert found.by_any.tolist() == [True, False]
    assert found.alarm.tolist() == pytest.approx([2 / 15, 2 / 15])


def test_a_customer_of_two_purchases_says_too_little() -> None:
    # Without purchases in the last three months are 120 of the 220 choices of three months of twelve.
    found = falling(np.array([[[1.0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]]]), 3)
    assert not found.by_any[0]
    assert found.alarm[0] == 0


@given(st.lists(st.integers(0, 6), min_size=8, max_size=8), st.sampled_from([0.05, 0.1, 0.3]))
def test_alarm_is_the_share_of_choices_that_would_flag(months: list[int], level: float) -> None:
    row = np.array(months, dtype=float)
    choices = list(combinations(range(8), 2))
    flagged = 0
    for choice in choices:
        last = np.concatenate([np.delete(row, choice), row[list(choice)]])
        flagged += bool(falling(last[None, None, :], 2, level).by_any[0])
    found = falling(row[None, None, :], 2, level)
    assert found.alarm[0] == pytest.approx(flagged / len(choices))
    assert found.alarm[0] <= level


def test_steady_customers_are_flagged_as_often_as_said() -> None:
    random = np.random.default_rng(4)
    orders = random.poisson(random.gamma(2, 1.5, 6000)[:, None], (6000, 12)).astype(float)
    spend = orders * random.lognormal(3, 0.5, orders.shape)
    found = falling(np.stack([orders, spend]), 3)
    expected = found.alarm.sum()
    assert expected < 0.05 * 6000
    assert abs(found.by_any.sum() - expected) < 3 * np.sqrt(expected)


def test_halved_buyers_are_found() -> None:
    random = np.random.default_rng(4)
    rate = np.repeat([6.0, 6.0], [9, 3]) * np.repeat([1.0, 1 / 6], [9, 3])
    orders = random.poisson(rate, (500, 12)).astype(float)
    assert falling(orders[None], 3).by_any.mean() > 0.95
