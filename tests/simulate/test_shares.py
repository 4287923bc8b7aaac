"""Shares of points that have a stated mean and standard deviation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.simulate.grids import nps_shares, tilted
from satindex.simulate.shares import poisson, possible_sds, rounded_normal, thresholds


@settings(deadline=None, max_examples=40)
@given(
    points=st.integers(2, 11),
    place=st.floats(0.02, 0.98),
    spread=st.floats(0.02, 0.98),
)
def test_rounded_normal_has_the_mean_and_sd_asked_for(points: int, place: float, spread: float) -> None:
    mean = np.array([place * (points - 1)])
    least, largest = possible_sds(mean, points)
    sd = least + spread * (largest - least)
    shares = rounded_normal(mean, sd, points)[0]
    steps = np.arange(points)
    assert shares.min() >= 0
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert shares @ steps == pytest.approx(mean[0], abs=1e-9)
    assert np.sqrt(shares @ steps**2 - (shares @ steps) ** 2) == pytest.approx(sd[0], abs=1e-5)


def test_possible_sds_are_those_of_two_points() -> None:
    # By hand: mean 2.25 on 0…4. Least: answers 2 and 3, three to one: √(.25 · .75) = .4330.
    # Largest: answers 0 and 4 with shares .4375 and .5625: √(2.25 · 1.75) = 1.9843.
    least, largest = possible_sds(np.array([2.25]), 5)
    assert least[0] == pytest.approx(0.4330127, abs=1e-7)
    assert largest[0] == pytest.approx(1.9843135, abs=1e-7)


@settings(deadline=None)
@given(mean=st.floats(0.1, 4.9))
def test_tilted_has_the_mean_asked_for(mean: float) -> None:
    values = np.array([0.0, 1.0, 5.0])
    shares = tilted(np.array([mean]), values)[0]
    assert shares @ values == pytest.approx(mean, abs=1e-9)
    assert shares.min() > 0


@settings(deadline=None)
@given(mean=st.floats(0.05, 60))
def test_poisson_shares_have_the_mean(mean: float) -> None:
    shares = poisson(np.array([mean]))[0]
    assert shares @ np.arange(len(shares)) == pytest.approx(mean, rel=1e-6)


def test_thresholds_give_the_shares_back() -> None:
    # Φ(−.67449) = .25, Φ(.67449) = .75: standard normal quartiles.
    cuts = thresholds(np.array([[0.25, 0.5, 0.25]]))
    assert cuts[0] == pytest.approx([-0.6744898, 0.6744898], abs=1e-7)


def test_nps_shares_keep_the_classes() -> None:
    shares = nps_shares(np.array([0.5]), np.array([0.3]), np.array([0.2]))[0]
    assert (shares[:7].sum(), shares[7:9].sum(), shares[9:].sum()) == pytest.approx((0.2, 0.3, 0.5))
