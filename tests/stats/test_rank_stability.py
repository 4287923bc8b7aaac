"""Ranks over replicates, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats.rank_stability import rank_stability


def test_ranks_by_hand():
    """Four replicates of three figures: the first leads in 3 of 4, the third is last in 2 of 4 and second in 2."""
    drawn = np.array([[5, 3, 1], [5, 1, 3], [4, 3, 2], [1, 5, 4]], dtype=float)
    found = rank_stability(np.array([4.0, 3.0, 2.0]), drawn)
    assert found.ranks.tolist() == [1, 2, 3]
    assert found.probability.tolist() == [[0.75, 0, 0.25], [0.25, 0.5, 0.25], [0, 0.5, 0.5]]
    assert (found.kept[0, 1], found.kept[0, 2], found.kept[1, 2]) == (0.75, 0.75, 0.75)
    assert found.probability.sum(axis=0) == pytest.approx(1)


def test_reach_leaves_equal_tails():
    """100 replicates of two figures, the first on top in 97: its rank is 1 only at 94% (tails of 3), 1–2 at 95%."""
    drawn = np.column_stack([np.arange(100.0), np.full(100, 2.5)])
    found = rank_stability(np.array([50.0, 2.5]), drawn)
    assert found.probability[0, 0] == pytest.approx(0.97)
    assert found.reach(0.94)[0].tolist() == [1, 1]
    assert found.reach(0.95)[0].tolist() == [1, 2]


def test_a_single_figure_is_always_first():
    found = rank_stability(np.array([0.2]), np.random.default_rng(1).normal(size=(30, 1)))
    assert (found.ranks.tolist(), found.probability.tolist(), found.reach().tolist()) == ([1], [[1]], [[1, 1]])
