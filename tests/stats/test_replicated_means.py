"""Figures over replicates: by hand, and where they are undefined."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from satindex.stats.base import Estimate
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.replicated_means import (
    TOO_FEW_REPLICATES,
    ReplicatedMean,
    not_replicated,
    pooled,
    resampled,
)

FOUND = Estimate(5.0, 0.9, df=9.0, n=10)


def test_the_error_of_replicates_by_hand() -> None:
    """Replicates 4, 5, 6: standard deviation 1; t with the estimate's own 9 degrees of freedom."""
    found = resampled(FOUND, np.array([4.0, 6.0, 5.0, np.nan]))
    assert (found.estimate, found.std_error, found.df, found.statistic, found.n) == (5.0, 1.0, 9.0, 5.0, 10)
    half = stats.t.ppf(0.975, 9)
    assert [found.ci_low, found.ci_high] == pytest.approx([5 - half, 5 + half])
    assert found.p_value == pytest.approx(2 * stats.t.sf(5, 9))


def test_without_degrees_of_freedom_it_is_normal() -> None:
    found = resampled(Estimate(5.0, 0.9, n=10), np.array([4.0, 6.0, 5.0]))
    assert found.p_value == pytest.approx(2 * stats.norm.sf(5))


@pytest.mark.parametrize(
    ("replicated", "reason", "wanted"),
    [
        (np.array([1.0, 2.0, np.nan, np.nan, np.nan]), None, TOO_FEW_REPLICATES),
        (np.array([1.0, np.nan]), None, TOO_FEW_REPLICATES),
        (np.empty(0), LONELY_UNIT, LONELY_UNIT),
    ],
)
def test_undefined_in_most_replicates_is_no_error(replicated: np.ndarray, reason: object, wanted: object) -> None:
    found = resampled(FOUND, replicated, reason)  # type: ignore[arg-type]
    assert (found.estimate, found.std_error, found.ci_low, found.p_value) == (5.0, None, None, None)
    assert found.reason is wanted


def test_what_does_not_vary_keeps_its_error() -> None:
    """Replicates that differ by rounding only: no error of 1e-15 and no p of 0 from it."""
    same = np.full(50, 5.0) + np.linspace(0, 1e-14, 50)
    assert resampled(Estimate(5.0, 0.0, 5.0, 5.0, 10, 9.0), same) == Estimate(5.0, 0.0, 5.0, 5.0, 10, 9.0)
    without = Estimate(None, n=3, reason=LONELY_UNIT)
    assert resampled(without, same) is without


def test_means_over_parts_by_hand() -> None:
    """Totals 6 and 4 of weights 3 and 1 → 10/4; less the second again 2; nobody left is no number."""
    one = ReplicatedMean(np.array([6.0, 0.0]), np.array([3.0, 0.0]))
    other = ReplicatedMean(np.array([4.0, 4.0]), np.array([1.0, 1.0]))
    whole = pooled([one, other])
    assert whole.means.tolist() == [2.5, 4.0]
    assert whole.minus(other).means[0] == 2.0
    assert np.isnan(whole.minus(other).means[1])
    assert not_replicated(LONELY_UNIT).means.size == 0
