"""Groups of sampling units that count Poisson(1) times: their spread is the linearised error."""

from __future__ import annotations

import os

import numpy as np
import pytest

from satindex.stats.grouped import FEW_GROUPS, grouped_replicates
from satindex.stats.resampling import replicates
from satindex.stats.sample import Sample

FULL = 300
# A check of minutes draws a third of the samples; the bounds then leave √3 times the room.
SAMPLES = min(FULL, int(os.environ.get("COVERAGE_SAMPLES", 5 * FULL)) // 5)
ROOM = (FULL / SAMPLES) ** 0.5


@pytest.mark.parametrize("groups", [40, FEW_GROUPS + 200])
def test_groups_of_unequal_size_by_hand(groups: int) -> None:
    """Σ(T_g − n_g·T̄)²/(1 − Σ(n_g/n)²), T the groups' totals and T̄ the mean of all units."""
    random = np.random.default_rng(1)
    of = random.integers(0, groups, 12_000)
    values = random.normal(10, 2, 12_000)
    sizes, totals = np.bincount(of, minlength=groups).astype(float), np.bincount(of, values, groups)
    drawn = grouped_replicates(sizes, np.zeros(groups, dtype=np.int64), 12_000, 1)
    assert drawn is not None
    by_hand = np.sqrt(np.sum((totals - sizes * values.mean()) ** 2) / (1 - np.sum((sizes / 12_000) ** 2)))
    assert drawn.totals(totals[:, None]).std() == pytest.approx(by_hand, rel=0.05)
    assert drawn.totals(sizes[:, None])[:, 0] == pytest.approx(np.full(12_000, 12_000))


def test_a_stratum_with_a_single_group_has_no_replicates_unless_drawn_whole() -> None:
    sizes, strata = np.array([3.0, 2.0, 4.0, 0.0]), np.array([0, 0, 1, 1])
    assert grouped_replicates(sizes, strata, 10, 1) is None
    drawn = grouped_replicates(sizes, strata, 10, 1, np.array([0.5, 0.0]))
    assert drawn is not None
    assert (drawn.counts[:, 2] == 1).all()


def _sample(random: np.random.Generator, of_groups: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three strata far apart, skewed, of 300, 600 and 2,100 units, dealt into groups by chance as hashes do."""
    strata = np.repeat([0, 1, 2], [300, 600, 2_100])
    values = np.array([0.0, 20.0, 40.0])[strata] + random.gamma(1, 5, 3_000)
    return strata, values, strata * of_groups + random.integers(0, of_groups, 3_000)


@pytest.mark.slow
def test_intervals_hold_the_truth_and_errors_are_those_of_drawing_units() -> None:
    """300 samples: 95% ± 4·√(.95·.05/300) = 5 points; mean variances are known to √(4.5² + 6²)%/√300."""
    random, each = np.random.default_rng(5), 200
    truth = np.array([0.1, 0.2, 0.7]) @ (np.array([0.0, 20.0, 40.0]) + 5)
    held, grouped, drawn_whole, linear = 0, [], [], []
    for number in range(SAMPLES):
        strata, values, of = _sample(random, each)
        sizes, totals = np.bincount(of, minlength=3 * each).astype(float), np.bincount(of, values, 3 * each)
        drawn = grouped_replicates(sizes, np.repeat([0, 1, 2], each), 1_000, number)
        assert drawn is not None
        means = drawn.totals(totals[:, None])[:, 0] / 3_000
        low, high = np.quantile(means, [0.025, 0.975])
        held += low <= truth <= high
        grouped.append(means.var())
        ordinary = replicates(Sample(values[None], strata=strata), 1_000, number)
        assert ordinary is not None
        drawn_whole.append((ordinary.sums(values[None])[:, 0] / 3_000).var())
        linear.append(sum(values[strata == h].var(ddof=1) * (strata == h).sum() for h in range(3)) / 3_000**2)
    assert held / SAMPLES == pytest.approx(0.95, abs=0.05 * ROOM)
    assert np.mean(grouped) == pytest.approx(np.mean(linear), rel=0.01 * ROOM)
    assert np.mean(grouped) == pytest.approx(np.mean(drawn_whole), rel=0.01 * ROOM)
