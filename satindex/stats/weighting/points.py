"""Weights from points that experts share out among the parts."""

from __future__ import annotations

from dataclasses import dataclass

from satindex.stats.moments import Array


@dataclass(frozen=True)
class SharedOut:
    """Mean of the experts' shares (k), their standard deviation (None for one expert), smallest and largest."""

    weights: Array
    std_dev: Array | None
    lowest: Array
    highest: Array


def shared_out(points: Array) -> SharedOut:
    """Return the weights of k parts from the points (experts × k, no row all 0) of experts.

    Each expert's points are brought to sum 1 first, so that everyone counts the same; then their mean.

    Examples
    --------
    >>> import numpy as np
    >>> shared_out(np.array([[50, 30, 20], [2, 2, 1]])).weights.round(3).tolist()
    [0.45, 0.35, 0.2]
    """
    shares = points / points.sum(axis=1, keepdims=True)
    spread = shares.std(axis=0, ddof=1) if len(shares) > 1 else None
    return SharedOut(shares.mean(axis=0), spread, shares.min(axis=0), shares.max(axis=0))
