"""How much of an explained variance each driver accounts for, from the correlations alone, of one sample or of many."""

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

    `correlation` (or a stack of them) is the matrix of drivers, then `controls` controls, then the outcome; controls
    stay in every subset, so that the shares sum to R² − R²(controls). No column may be constant or determined by the
    others. Raises ValueError above 25 drivers. All 2^p R² come from Schur complements: for each driver, leave it out
    or sweep it in. Sources: Lindeman, Merenda & Gold 1980; Grömping 2006, Journal of Statistical Software 17(1).

    Examples
    --------
    >>> lmg(np.array([[1, 0, 0.6], [0, 1, 0.5], [0.6, 0.5, 1]])).round(10).tolist()  # uncorrelated drivers: r²
    [0.36, 0.25]
    """
    drivers = correlation.shape[-1] - controls - 1
    if drivers > MOST_DRIVERS:
        raise ValueError(f"{drivers} drivers: exact shares are computed for at most {MOST_DRIVERS}")
    if drivers < 1:
        return np.empty((*correlation.shape[:-2], 0))
    own = without_controls(correlation, controls)
    stack = own.reshape(-1, *own.shape[-2:])
    width = max(1, 2 ** (AT_ONCE - drivers))
    parts = [_shares_of(stack[start : start + width]) for start in range(0, len(stack), width)]
    return np.concatenate(parts).reshape(*own.shape[:-2], drivers)


def without_controls(correlation: Array, controls: int) -> Array:
    """Return drivers' and outcome's own covariances: what the controls (before the outcome) do not explain of them.

    Units stay those of the correlations: the outcome's variance is 1 before anything is explained.
    """
    if not controls:
        return correlation
    width = correlation.shape[-1]
    kept, swept = [*range(width - 1 - controls), width - 1], list(range(width - 1 - controls, width - 1))
    across = correlation[..., kept, :][..., swept]
    inner = np.linalg.solve(correlation[..., swept, :][..., swept], np.swapaxes(across, -1, -2))
    return np.asarray(correlation[..., kept, :][..., kept] - across @ inner)


def shapley(values: Array) -> Array:
    """Return each member's average gain over all orders of entry (Shapley 1953) from the values of all 2^p subsets.

    Bit i of a place says whether member i is in the subset.

    Examples
    --------
    >>> shapley(np.array([0.0, 1.0, 3.0, 6.0])).tolist()
    [2.0, 4.0]
    """
    members = len(values).bit_length() - 1
    weight, gain = _size_weights(members, 0)
    inside, _ = _sums_by_member(values[:, None] * gain[0])
    return np.asarray(inside[:, 0] - float((values[:, None] * weight[0]).sum()))


def first(covariance: Array) -> Array:
    """Return each driver's gain in R² as the only one: without controls its squared correlation with the outcome.

    Like the shares below, of covariances (or a stack of them) with the outcome last, as `without_controls` gives them.

    Examples
    --------
    >>> first(np.array([[1, 0, 0.6], [0, 1, 0.5], [0.6, 0.5, 1]])).tolist()
    [0.36, 0.25]
    """
    return np.asarray(_with_outcome(covariance) ** 2 / _variances(covariance))


def last(covariance: Array) -> Array:
    """Return each driver's gain in R² when it enters after all others: β²·(1 − R² of the driver on the others)."""
    inverse = np.linalg.inv(covariance[..., :-1, :-1])
    return np.asarray(standardised_slopes(covariance) ** 2 / np.diagonal(inverse, axis1=-2, axis2=-1))


def pratt(covariance: Array) -> Array:
    """Return Pratt's β·r, which can be negative (Pratt 1987): they sum to R²."""
    return np.asarray(standardised_slopes(covariance) * _with_outcome(covariance))


def johnson(covariance: Array) -> Array:
    """Return Johnson's relative weights, which sum to R²; Genizi's decomposition (1993) is the same.

    Source: Johnson 2000, Multivariate Behavioral Research 35: 1–19; Thomas, Zumbo, Kwan & Schweitzer 2014, MBR 49:
    329–338, argue that they should no longer be used.
    """
    root, alone = _root_and_correlations(covariance)
    orthogonal = np.linalg.solve(root, alone[..., None])[..., 0]
    return np.asarray(((root**2) @ (orthogonal**2)[..., None])[..., 0])


def car(covariance: Array) -> Array:
    """Return squared CAR scores: correlations with the drivers made uncorrelated, which sum to R².

    Source: Zuber & Strimmer 2011, Statistical Applications in Genetics and Molecular Biology 10(1): 34.
    """
    root, alone = _root_and_correlations(covariance)
    return np.asarray(np.linalg.solve(root, alone[..., None])[..., 0] ** 2)


def standardised_slopes(covariance: Array) -> Array:
    """Return the slopes of the outcome (last column) on all others, in standard deviations."""
    return np.asarray(np.linalg.solve(covariance[..., :-1, :-1], covariance[..., :-1, -1:])[..., 0])


def r_squared(correlation: Array) -> float:
    """Return R² of the outcome (last column) on all others; 0 where there are none."""
    return float(correlation[:-1, -1] @ standardised_slopes(correlation)) if len(correlation) > 1 else 0.0


def _with_outcome(covariance: Array) -> Array:
    return np.asarray(covariance[..., :-1, -1])


def _variances(covariance: Array) -> Array:
    return np.diagonal(covariance, axis1=-2, axis2=-1)[..., :-1]


def _root_and_correlations(covariance: Array) -> tuple[Array, Array]:
    """The symmetric root of the drivers' correlations, and each driver's covariance with the outcome in its own SD."""
    spread = np.sqrt(_variances(covariance))
    between = covariance[..., :-1, :-1] / (spread[..., :, None] * spread[..., None, :])
    values, vectors = np.linalg.eigh(between)
    root = (vectors * np.sqrt(values)[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    return root, _with_outcome(covariance) / spread


def _shares_of(stack: Array) -> Array:
    """LMG shares of a stack of R matrices without controls (R × p).

    A driver's share is the mean unexplained variance of the subsets without it, less that of those with it.
    """
    replicates, drivers = len(stack), stack.shape[-1] - 1
    late = max(0, drivers - AT_ONCE)
    weight, gain = _size_weights(drivers, late)
    inside, everywhere = np.zeros((drivers, replicates)), np.zeros(replicates)
    for entered, matrices in _early_subsets(np.moveaxis(stack, 0, -1), late):
        unexplained, size = _all_subsets(matrices), sum(entered)
        members, total = _sums_by_member(unexplained * gain[size])
        everywhere += (unexplained * weight[size]).sum(axis=0)
        inside[:late] += np.array(entered, dtype=np.float64)[:, None] * total
        inside[late:] += members
    return np.asarray((everywhere - inside).T)


def _early_subsets(matrices: Array, count: int) -> Iterator[tuple[tuple[bool, ...], Array]]:
    """Yield, for each subset of the first `count` drivers, who entered and the matrices (m × m × R) that are left."""
    if count == 0:
        yield (), matrices
        return
    for entered in (False, True):
        left = _swept(matrices) if entered else matrices[1:, 1:]
        for others, rest in _early_subsets(left, count - 1):
            yield (entered, *others), rest


def _swept(matrices: Array) -> Array:
    return np.asarray(matrices[1:, 1:] - matrices[1:, :1] * (matrices[:1, 1:] / matrices[0, 0]))


def _all_subsets(matrices: Array) -> Array:
    """Return the outcome's unexplained variance for all subsets (2^p × R); bit i of the place: driver i entered."""
    states = matrices[:, :, None]
    while len(states) > 1:
        left, entered = states[1:, 1:], _swept(states)
        states = np.concatenate([left, entered], axis=2)
    return np.asarray(states[0, 0])


def _subset_sizes(drivers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(drivers):
        sizes = np.concatenate([sizes, sizes + 1])
    return sizes


def _size_weights(drivers: int, late: int) -> tuple[list[Array], list[Array]]:
    """Return, by how many early drivers entered, the weights of all subsets of the others as columns.

    w(s) = s!(p − s − 1)!/p! for sizes 0 … p (0 at p), and w(s − 1) + w(s).
    """
    by_size = np.array([1 / (drivers * math.comb(drivers - 1, size)) for size in range(drivers)] + [0.0])
    either = by_size + np.concatenate([[0.0], by_size[:-1]])
    sizes = _subset_sizes(drivers - late)
    placed = [sizes + early for early in range(late + 1)]
    return [by_size[at][:, None] for at in placed], [either[at][:, None] for at in placed]


def _sums_by_member(values: Array) -> tuple[Array, Array]:
    """Return, for each bit, the sum of the values (2^p × R) whose place has it set, and the sum of all."""
    sums: list[Array] = []
    while len(values) > 1:
        half = len(values) // 2
        sums.append(values[half:].sum(axis=0))
        values = values[:half] + values[half:]
    return np.array(sums[::-1]), values[0]
