"""Rotating factor loadings to simple structure: varimax, promax, oblimin.

By gradient projection (Jennrich 2001, Psychometrika 66: 289–306; 2002, 67: 7–19), as R's GPArotation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from satindex.stats.moments import Array

Rotation = Literal["oblimin", "promax", "varimax", "none"]
Criterion = Callable[[Array], tuple[float, Array]]
_MOST_STEPS = 1000
_ENOUGH = 1e-7


@dataclass(frozen=True)
class Rotated:
    """Loadings (p × q, the pattern) after rotation and the correlations (q × q) of the factors."""

    loadings: Array
    correlations: Array


def rotated(loadings: Array, method: Rotation = "oblimin") -> Rotated:
    """Return loadings rotated by `method`; a single factor has nothing to rotate.

    Factors come in the order of the variance they account for, each turned so that its loadings are positive on the
    whole. Varimax: Kaiser 1958, with Kaiser's row weights; promax: Hendrickson & White 1964, power 4; oblimin:
    direct quartimin, Jennrich & Sampson 1966.

    Examples
    --------
    >>> simple = np.array([[0.8, 0.0], [0.7, 0.0], [0.0, 0.6], [0.0, 0.5]])
    >>> mixed = simple @ np.array([[0.8, -0.6], [0.6, 0.8]])
    >>> bool(np.abs(rotated(mixed, "varimax").loadings - simple).max() < 1e-4)
    True
    """
    q = loadings.shape[1]
    if q < 2 or method == "none":
        return _ordered(Rotated(loadings, np.eye(q)))
    ways = {"oblimin": _oblimin, "promax": _promax, "varimax": _varimax}
    return _ordered(ways[method](loadings))


def _varimax(loadings: Array) -> Rotated:
    height = np.sqrt((loadings**2).sum(axis=1))
    height[height == 0] = 1.0
    turn = _orthogonal(loadings / height[:, None])
    return Rotated(loadings @ turn, np.eye(loadings.shape[1]))


def _promax(loadings: Array, power: int = 4) -> Rotated:
    """Return the promax rotation as R `stats::promax`: towards the varimax loadings raised to `power`."""
    start = _varimax(loadings).loadings
    target = start * np.abs(start) ** (power - 1)
    turn = np.linalg.lstsq(start, target, rcond=None)[0]
    turn = turn * np.sqrt(np.diag(np.linalg.inv(turn.T @ turn)))
    inverse = np.linalg.inv(turn)
    return Rotated(start @ turn, inverse @ inverse.T)


def _oblimin(loadings: Array) -> Rotated:
    others = ~np.eye(loadings.shape[1], dtype=bool)

    def quartimin(at: Array) -> tuple[float, Array]:
        beside = (at**2) @ others
        return float((at**2 * beside).sum()) / 4, at * beside

    return _oblique(loadings, quartimin)


def _orthogonal(loadings: Array) -> Array:
    """Return the rotation of the largest varimax criterion, by gradient projection on orthogonal matrices."""
    turn, size = np.eye(loadings.shape[1]), 1.0
    value, gradient = _varimax_criterion(loadings @ turn)
    gradient = loadings.T @ gradient
    for _ in range(_MOST_STEPS):
        inner = turn.T @ gradient
        projected = gradient - turn @ (inner + inner.T) / 2
        slope = float(np.linalg.norm(projected))
        if slope < _ENOUGH:
            break
        size *= 2
        for _ in range(30):
            left, _, right = np.linalg.svd(turn - size * projected)
            tried = left @ right
            found, new = _varimax_criterion(loadings @ tried)
            if found < value - 0.5 * slope**2 * size:
                break
            size /= 2
        turn, value, gradient = tried, found, loadings.T @ new
    return turn


def _varimax_criterion(at: Array) -> tuple[float, Array]:
    squares = at**2 - (at**2).mean(axis=0)
    return -float((squares**2).sum()) / 4, -at * squares


def _oblique(loadings: Array, criterion: Criterion) -> Rotated:
    """Return the oblique rotation Λ(T′)⁻¹ of the smallest criterion, T with columns of length 1."""
    turn, size = np.eye(loadings.shape[1]), 1.0
    pattern = loadings.copy()
    value, slope_of = criterion(pattern)
    gradient = -(pattern.T @ slope_of @ np.linalg.inv(turn)).T
    for _ in range(_MOST_STEPS):
        projected = gradient - turn * (turn * gradient).sum(axis=0)
        slope = float(np.linalg.norm(projected))
        if slope < _ENOUGH:
            break
        size *= 2
        for _ in range(30):
            tried = turn - size * projected
            tried = tried / np.sqrt((tried**2).sum(axis=0))
            pattern = loadings @ np.linalg.inv(tried).T
            found, slope_of = criterion(pattern)
            if found < value - 0.5 * slope**2 * size:
                break
            size /= 2
        turn, value = tried, found
        gradient = -(pattern.T @ slope_of @ np.linalg.inv(turn)).T
    return Rotated(pattern, turn.T @ turn)


def _ordered(found: Rotated) -> Rotated:
    signs = np.where(found.loadings.sum(axis=0) < 0, -1.0, 1.0)
    order = np.argsort(-np.diag(found.correlations @ found.loadings.T @ found.loadings), kind="stable")
    loadings = (found.loadings * signs)[:, order]
    correlations = (found.correlations * np.outer(signs, signs))[np.ix_(order, order)]
    return Rotated(loadings, correlations)
