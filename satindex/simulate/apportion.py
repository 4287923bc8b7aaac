"""Whole numbers of answers for shares and means: sums that are met to rounding."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from satindex.errors import DataError
from satindex.language import Words

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

NOISE = 1e-9


def largest_remainders(expected: Array, total: int) -> Places:
    """Return whole numbers near `expected` that sum to `total`: the largest remainders are rounded up, the first first.

    Source: Hamilton's method (Balinski, M. L. & Young, H. P., 1982, Fair Representation).

    Examples
    --------
    >>> largest_remainders(np.array([4.5, 3.3, 2.2]), 10)
    array([5, 3, 2])
    """
    floors = np.floor(expected + NOISE).astype(np.int64)
    if floors.sum() > total:
        floors = np.floor(np.maximum(expected - NOISE, 0.0)).astype(np.int64)
    if not 0 <= total - floors.sum() <= len(floors):
        raise ValueError(f"{expected} can't be rounded to sum to {total}")
    first = np.argsort(-np.round(expected - floors, 9), kind="stable")
    floors[first[: total - int(floors.sum())]] += 1
    return floors


def rounded_along(expected: Array) -> Places:
    """Return each number rounded down or up, so that every sum from the first on is the nearest whole number.

    Examples
    --------
    >>> rounded_along(np.array([0.4, 0.4, 0.4]))
    array([0, 1, 0])
    """
    reached = np.floor(np.cumsum(expected) + 0.5 + NOISE).astype(np.int64)
    return np.diff(reached, prepend=0)


def counts_with_sum(shares: Array, n: int, mean: float, total: int) -> Places:
    """Return how many of `n` answers each place 0, 1, … gets, so that the places sum to `total`.

    `total` is n·mean rounded down or up. How many lie at or above each place (n·P(Y ≥ k), whose sum is that of the
    places) is moved to the mean without changing order, then rounded by largest remainders; it stays descending.

    Examples
    --------
    >>> counts = counts_with_sum(np.array([0.1, 0.2, 0.4, 0.3]), 7, 1.9, 13)
    >>> counts, int(counts @ np.arange(4))
    (array([1, 1, 3, 2]), 13)
    """
    last = len(shares) - 1
    above = n * np.clip(np.cumsum(shares[::-1])[::-1][1:], 0.0, 1.0)
    planned = float(above.sum()) / n if n else 0.0
    if mean > planned:
        above = above + (n - above) * (mean - planned) / (last - planned)
    elif planned > 0:
        above = above * (mean / planned)
    at_least = np.concatenate([[n], largest_remainders(above, total), [0]])
    return -np.diff(at_least)


def met_in_cells(planned: Array, shares: Array, levels: Places, counts: Places) -> Array:
    """Return the cells' means with which every level's mean in the sample lies from the others' as planned.

    `planned` are the means of cells of crossed segments (segments × cells: `levels`), additive; `shares` the cells'
    shares as planned, `counts` their respondents. The mean over all respondents is that planned over all cells. Raises
    DataError where crossed segments are so unevenly filled that it can't be.
    """
    overall, n = float(planned @ shares), int(counts.sum())
    rows: list[Array] = []
    wanted: list[float] = []
    effects: list[Array] = []
    for row in levels:
        sizes = np.bincount(row, weights=counts)
        effect = np.bincount(row, weights=planned * shares) / np.bincount(row, weights=shares) - overall
        effect = effect - float(sizes @ effect) / n
        effects.append(effect[row])
        present = np.flatnonzero(sizes)
        rows.extend(np.where(row == level, counts / sizes[level], 0.0) for level in present)
        wanted.extend(effect[present].tolist())
    found = np.full(planned.shape, overall) + sum(effects)
    if len(levels) < 2:
        return found
    return found + _corrected(np.array(rows), np.array(wanted) + overall, found, levels)


def _corrected(rows: Array, wanted: Array, found: Array, levels: Places) -> Array:
    """Return the smallest additive change of the cells' means that meets every level's."""
    additive = np.vstack([levels[at] == level for at in range(len(levels)) for level in np.unique(levels[at])]).T
    change, *_ = np.linalg.lstsq(rows @ additive, wanted - rows @ found, rcond=None)
    if np.abs(rows @ (found + additive @ change) - wanted).max() > NOISE:
        raise DataError(
            Words(
                "So few respondents fill the crossed segments so unevenly that all stated differences can't be exact. "
                "Take more respondents, or state differences of one segment.",
                "受访者太少，交叉分组填充不均，无法使所有给定的组间差异精确成立。请增加受访者，或只给出一个分组的差异。",
            )
        )
    result: Array = additive @ change
    return result
