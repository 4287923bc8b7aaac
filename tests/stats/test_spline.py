"""Restricted cubic splines: straight outside, smooth inside, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats.spline import RestrictedCubic, spline_of

KNOTS = RestrictedCubic((0.0, 1.0, 2.5, 4.0))


def test_by_hand():
    """Harrell's formula at x = 2 with knots 0, 1, 2.5, 4: 8/16 and (2 − 1)³/16."""
    assert KNOTS.columns(np.array([2.0]))[0].tolist() == [2, 0.5, 0.0625]


def test_the_slopes_are_the_derivatives():
    x = np.linspace(-1, 6, 57)
    numerical = (KNOTS.columns(x + 1e-6) - KNOTS.columns(x - 1e-6)) / 2e-6
    assert KNOTS.slopes(x) == pytest.approx(numerical, abs=1e-5)


def test_it_is_straight_beyond_the_outer_knots():
    for outside in (np.array([-3.0, -2.0, -1.0]), np.array([5.0, 6.0, 7.0])):
        columns = KNOTS.columns(outside)
        assert columns[2] - columns[1] == pytest.approx(columns[1] - columns[0])


def test_the_number_of_knots_follows_the_different_values():
    """Of 1 … 7 four knots at the 5th, 35th, 65th and 95th percentiles; of four values three; of three the line."""
    assert spline_of(np.arange(1.0, 8.0)).knots == pytest.approx((1.3, 3.1, 4.9, 6.7))
    assert spline_of(np.repeat([1.0, 2.0, 3.0, 4.0], 5)).knots == pytest.approx((1.3, 2.5, 3.7))
    line = spline_of(np.array([1.0, 2.0, 3.0]))
    assert (line.knots, line.width) == ((), 1)
    assert line.columns(np.array([2.0, 3.0])).tolist() == [[2], [3]]
    assert spline_of(np.arange(9.0), fewest=4).width == 2
