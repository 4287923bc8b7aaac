"""How sure the order of several figures is: their ranks in every bootstrap replicate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array


@dataclass(frozen=True)
class RankStability:
    """Ranks of p figures, 1 the largest: of the estimates (p), and how likely each is (p × p: figure, rank − 1).

    `kept` (p × p) is the share of replicates in which the row's figure lies above the column's.
    """

    ranks: Array
    probability: Array
    kept: Array

    def reach(self, level: float = 0.95) -> Array:
        """Return the ranks (p × 2) between which each figure's rank lies in that share of replicates, equal-tailed."""
        outer = (1 - level) / 2
        reached = np.cumsum(self.probability, axis=1)
        low = (reached < outer - 1e-12).sum(axis=1) + 1
        high = (reached < 1 - outer - 1e-12).sum(axis=1) + 1
        return np.stack([low, np.minimum(high, len(low))], axis=1).astype(np.float64)


def rank_stability(estimates: Array, replicates: Array) -> RankStability:
    """Return the ranks of estimates (p) and of their replicates (R × p, all defined); ties keep the order as given.

    Examples
    --------
    >>> found = rank_stability(np.array([0.3, 0.2]), np.array([[0.4, 0.1], [0.2, 0.3], [0.3, 0.1], [0.5, 0.2]]))
    >>> found.probability.tolist(), found.kept[0, 1].item()
    ([[0.75, 0.25], [0.25, 0.75]], 0.75)
    """
    p = len(estimates)
    placed = np.argsort(np.argsort(-replicates, axis=1, kind="stable"), axis=1)
    probability = np.stack([(placed == rank).mean(axis=0) for rank in range(p)], axis=1)
    kept = (replicates[:, :, None] > replicates[:, None, :]).mean(axis=0)
    ranks = np.argsort(np.argsort(-estimates, kind="stable")).astype(np.float64) + 1
    return RankStability(ranks, probability, np.asarray(kept, dtype=np.float64))
