"""Respondents in the cells of two scores: the counts under a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from satindex.stats.moments import Array
from satindex.stats.sample import Sample

MOST_VALUES = 12
PIECES = 10
ROUNDING = 1e-9


@dataclass(frozen=True)
class Cell2:
    """One cell: where it begins and ends on both scores (the same for a single answer), its (weighted) share of n."""

    x_from: float
    x_to: float
    y_from: float
    y_to: float
    count: int
    share: float
    n: int


def cells_of(sample: Sample, x_cuts: Sequence[float], y_cuts: Sequence[float]) -> list[Cell2]:
    """Return the cells of the sample's first two columns that hold anybody, by x, then by y.

    A score with few different values has a cell for each; others are cut into about ten pieces, none of which
    reaches across a cut; a piece holds its lower end.

    Examples
    --------
    >>> found = cells_of(Sample(np.array([[1.0, 5.0, 5.0], [2.0, 4.0, 4.0]])), [3.5], [3.0])
    >>> [(cell.x_from, cell.y_from, cell.count) for cell in found]
    [(1.0, 2.0, 1), (5.0, 4.0, 2)]
    """
    kept = sample.only(sample.complete())
    n = kept.values.shape[1]
    weights = np.ones(n) if kept.weights is None else kept.weights
    if not weights.sum() > 0:
        return []
    (x_lows, x_highs), (y_lows, y_highs) = (
        _pieces(values, cuts) for values, cuts in zip(kept.values[:2], (x_cuts, y_cuts), strict=True)
    )
    x_at, y_at = _places(kept.values[0], x_lows), _places(kept.values[1], y_lows)
    place = x_at * len(y_lows) + y_at
    counts = np.bincount(place, minlength=len(x_lows) * len(y_lows))
    shares = np.bincount(place, weights, minlength=len(counts)) / weights.sum()
    found = []
    for at in np.flatnonzero(counts).tolist():
        i, j = divmod(at, len(y_lows))
        ends = (float(x_lows[i]), float(x_highs[i]), float(y_lows[j]), float(y_highs[j]))
        found.append(Cell2(*ends, int(counts[at]), float(shares[at]), n))
    return found


def _pieces(values: Array, cuts: Sequence[float]) -> tuple[Array, Array]:
    different = np.unique(np.round(values, 9))
    if len(different) <= MOST_VALUES:
        return different, different
    low, high = float(different[0]), float(different[-1])
    ends = [low, *(cut for cut in sorted(cuts) if low < cut < high), high]
    edges = [low]
    for start, stop in pairwise(ends):
        number = max(1, round(PIECES * (stop - start) / (high - low)))
        edges += np.linspace(start, stop, number + 1)[1:].tolist()
    return np.array(edges[:-1]), np.array(edges[1:])


def _places(values: Array, lows: Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.clip(np.searchsorted(lows - ROUNDING, values, side="right") - 1, 0, len(lows) - 1)
