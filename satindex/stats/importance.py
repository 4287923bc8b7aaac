"""How much of an explained variance each driver accounts for, from the correlations alone."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from satindex.stats.estimates import Array

MOST_DRIVERS = 25
AT_ONCE = 14
"""Drivers whose 2^14 subsets are worked at once: small enough to stay in a processor's cache."""


def lmg(correlation: Array, controls: int = 0) -> Array:
    """Return the exact LMG share of R² of each driver: its gain in R² averaged over all orders of entry.

    `correlation` is the matrix of drivers, then `controls` controls, then the outcome; controls stay in every
    subset, so that the shares sum to R² − R²(controls). No column may be constant or determined by the others.
    Raises ValueError above 25 drivers. All 2^p R² come from Schur complements: for each driver, leave it out or
    sweep it in. Sources: Lindeman, Merenda & Gold 1980; Grömping 2006, Journal of Statistical Software 17(1).

    Examples
    --------
    >>> lmg(np.array([[1, 0, 0.6], [0, 1, 0.5], [0.6, 0.5, 1]])).round(10).tolist()  # uncorrelated drivers: r²
    [0.36, 0.25]
    """
    drivers = len(correlation) - controls - 1
    if drivers > MOST_DRIVERS:
        raise ValueError(f"{drivers} drivers: exact shares are computed for at most {MOST_DRIVERS}")
    if drivers < 1:
        return np.empty(0)
    weight, weight_after = _order_weights(drivers)
    with_driver, everywhere = np.zeros(drivers), 0.0
    late = max(0, drivers - AT_ONCE)
    for entered, matrix in _early_subsets(_without_controls(correlation, drivers), late):
        unexplained = _all_subsets(matrix)
        sizes = _subset_sizes(drivers - late) + sum(entered)
        gains = -unexplained * weight_after[sizes]
        inside, total = _sums_by_member(gains)
        everywhere += float(unexplained @ weight[sizes])
        with_driver[:late] += np.array(entered, dtype=np.float64) * total
        with_driver[late:] += inside
    return with_driver + everywhere


def first(correlation: Array) -> Array:
    """Return each driver's R² on its own: its squared correlation with the outcome (the last column).

    Examples
    --------
    >>> first(np.array([[1, 0, 0.6], [0, 1, 0.5], [0.6, 0.5, 1]])).tolist()
    [0.36, 0.25]
    """
    return np.asarray(correlation[:-1, -1] ** 2)


def last(correlation: Array) -> Array:
    """Return each driver's gain in R² when it enters after all others: β²·(1 − R² of the driver on the others)."""
    inverse = np.linalg.inv(correlation[:-1, :-1])
    return np.asarray((inverse @ correlation[:-1, -1]) ** 2 / np.diag(inverse))


def pratt(correlation: Array) -> Array:
    """Return Pratt's β·r, which can be negative (Pratt 1987): they sum to R²."""
    return np.asarray(standardised_slopes(correlation) * correlation[:-1, -1])


def johnson(correlation: Array) -> Array:
    """Return Johnson's relative weights, which sum to R².

    Source: Johnson 2000, Multivariate Behavioral Research 35: 1–19; Thomas, Zumbo, Kwan & Schweitzer 2014, MBR 49:
    329–338, argue that they should no longer be used.
    """
    values, vectors = np.linalg.eigh(correlation[:-1, :-1])
    root = (vectors * np.sqrt(values)) @ vectors.T
    return np.asarray(root**2 @ np.linalg.solve(root, correlation[:-1, -1]) ** 2)


def standardised_slopes(correlation: Array) -> Array:
    """Return the slopes of the outcome (last column) on all others, in standard deviations."""
    return np.asarray(np.linalg.solve(correlation[:-1, :-1], correlation[:-1, -1]))


def r_squared(correlation: Array) -> float:
    """Return R² of the outcome (last column) on all others; 0 where there are none."""
    return float(correlation[:-1, -1] @ standardised_slopes(correlation)) if len(correlation) > 1 else 0.0


def _without_controls(correlation: Array, drivers: int) -> Array:
    """Sweep the controls out: what is left is the drivers' and the outcome's own variation."""
    kept = [*range(drivers), len(correlation) - 1]
    swept = list(range(drivers, len(correlation) - 1))
    if not swept:
        return correlation
    across = correlation[np.ix_(kept, swept)]
    inner = np.linalg.solve(correlation[np.ix_(swept, swept)], across.T)
    return np.asarray(correlation[np.ix_(kept, kept)] - across @ inner)


def _early_subsets(matrix: Array, count: int) -> Iterator[tuple[tuple[bool, ...], Array]]:
    """Yield, for each subset of the first `count` drivers, who entered and the matrix that is left."""
    if count == 0:
        yield (), matrix
        return
    for entered in (False, True):
        left = _swept(matrix) if entered else matrix[1:, 1:]
        for others, rest in _early_subsets(left, count - 1):
            yield (entered, *others), rest


def _swept(matrix: Array) -> Array:
    return np.asarray(matrix[1:, 1:] - matrix[1:, :1] * (matrix[:1, 1:] / matrix[0, 0]))


def _all_subsets(matrix: Array) -> Array:
    """Return the outcome's unexplained variance for all subsets; bit i of the place says whether driver i entered."""
    states = matrix[:, :, None]
    while len(states) > 1:
        left, entered = states[1:, 1:], _swept(states)
        states = np.concatenate([left, entered], axis=2)
    return np.asarray(states[0, 0])


def _subset_sizes(drivers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(drivers):
        sizes = np.concatenate([sizes, sizes + 1])
    return sizes


def _order_weights(drivers: int) -> tuple[Array, Array]:
    """Return w(s) = s!(p − s − 1)!/p! for sizes 0 … p (0 at p), and w(s − 1) + w(s)."""
    weights = [1 / (drivers * math.comb(drivers - 1, size)) for size in range(drivers)] + [0.0]
    weight = np.array(weights)
    return weight, weight + np.concatenate([[0.0], weight[:-1]])


def _sums_by_member(values: Array) -> tuple[Array, float]:
    """Return, for each bit, the sum of the values whose place has it set, and the sum of all."""
    sums: list[float] = []
    while len(values) > 1:
        half = len(values) // 2
        sums.append(float(values[half:].sum()))
        values = values[:half] + values[half:]
    return np.array(sums[::-1]), float(values[0])
