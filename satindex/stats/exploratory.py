"""Exploratory factor analysis of a correlation matrix: minimum residuals or maximum likelihood, then rotated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from satindex.language import Words
from satindex.stats.moments import Array
from satindex.stats.rotation import Rotation, rotated

Method = Literal["minres", "ml"]
SINGULAR = Words("the items' correlation matrix is not positive definite", "题目的相关矩阵非正定")
TOO_MANY_FACTORS = Words("too many factors for so few items", "题目太少，无法提取这么多因子")
NO_CONVERGENCE = Words("the factor analysis did not converge", "因子分析未收敛")
LOWEST = 0.005
_MOST_STEPS = 200
_ENOUGH = 1e-9


@dataclass(frozen=True)
class Exploration:
    """Loadings (p × q, the pattern), the factors' correlations (q × q) and each item's uniqueness (p).

    `heywood` holds the items whose uniqueness stopped at its bound of .005; `reason` says why there are no loadings.
    """

    loadings: Array | None = None
    correlations: Array | None = None
    uniqueness: Array | None = None
    heywood: tuple[int, ...] = ()
    reason: Words | None = None


@dataclass(frozen=True)
class Suggestion:
    """How many factors parallel analysis suggests: eigenvalues beside those that chance alone exceeds rarely."""

    factors: int
    eigenvalues: tuple[float, ...]
    by_chance: tuple[float, ...]
    seed: int


def explore(correlation: Array, factors: int, method: Method = "minres", rotation: Rotation = "oblimin") -> Exploration:
    """Return the exploratory model of `factors` factors, whose uniquenesses are at least .005.

    Newton–Raphson over the uniquenesses (Jöreskog 1967, Psychometrika 32: 443–482; minres: Harman & Jones 1966,
    31: 351–368).

    Examples
    --------
    >>> r = np.array([[1.0, 0.48, 0.4], [0.48, 1.0, 0.3], [0.4, 0.3, 1.0]])
    >>> [round(float(loading), 4) for loading in explore(r, 1).loadings[:, 0]]
    [0.8, 0.6, 0.5]
    """
    matrix = np.asarray(correlation, dtype=np.float64)
    p = len(matrix)
    if (p - factors) ** 2 < p + factors or factors < 1:
        return Exploration(reason=TOO_MANY_FACTORS)
    if not np.isfinite(matrix).all() or np.linalg.eigvalsh(matrix)[0] < 1e-10:
        return Exploration(reason=SINGULAR)
    unique = _uniqueness(matrix, factors, method)
    if unique is None:
        return Exploration(reason=NO_CONVERGENCE)
    turned = rotated(_loadings(matrix, unique, factors, method), rotation)
    heywood = tuple(int(item) for item in np.flatnonzero(unique <= LOWEST * (1 + 1e-9)))
    return Exploration(turned.loadings, turned.correlations, unique, heywood)


def parallel_analysis(correlation: Array, n: int, seed: int = 1, draws: int = 200, level: float = 0.95) -> Suggestion:
    """Return how many eigenvalues exceed what uncorrelated normal answers of n respondents would give.

    Each of `draws` random correlation matrices is drawn straight from the Wishart distribution (Bartlett's
    decomposition), so that it costs the same for any n. Horn 1965, Psychometrika 30: 179–185; the 95th percentile in
    place of the mean: Glorfeld 1995, Educational and Psychological Measurement 55: 377–393.
    """
    p = len(correlation)
    rng = np.random.default_rng(seed)
    below = np.tril(rng.standard_normal((draws, p, p)), -1)
    freedom = np.maximum(n - 1 - np.arange(p), 1)
    below[:, np.arange(p), np.arange(p)] = np.sqrt(rng.chisquare(freedom, (draws, p)))
    wishart = below @ below.transpose(0, 2, 1)
    spread = np.sqrt(np.einsum("dii->di", wishart))
    chance = np.linalg.eigvalsh(wishart / (spread[:, :, None] * spread[:, None, :]))[:, ::-1]
    limit = np.quantile(chance, level, axis=0)
    found = np.linalg.eigvalsh(np.asarray(correlation, dtype=np.float64))[::-1]
    exceeds = found > limit
    factors = p if exceeds.all() else int(np.argmin(exceeds))
    return Suggestion(factors, tuple(map(float, found)), tuple(map(float, limit)), seed)


def _uniqueness(matrix: Array, factors: int, method: Method) -> Array | None:
    """Return the uniquenesses of the smallest discrepancy, each between .005 and 1."""
    start = (1 - 0.5 * factors / len(matrix)) / np.diag(np.linalg.inv(matrix))
    unique = np.clip(start, LOWEST, 1.0)
    value, gradient, curvature = _discrepancy(matrix, unique, factors, method)
    for _ in range(_MOST_STEPS):
        held = ((unique <= LOWEST) & (gradient > 0)) | ((unique >= 1.0) & (gradient < 0))
        if np.abs(np.where(held, 0.0, gradient * unique)).max() < _ENOUGH:
            return unique
        step = np.zeros_like(unique)
        free = ~held
        step[free] = np.linalg.lstsq(curvature[np.ix_(free, free)], -gradient[free], rcond=None)[0]
        if step @ gradient >= 0:
            step = -gradient * free
        size = 1.0
        while size > 1e-9:
            tried = np.clip(unique + size * step, LOWEST, 1.0)
            found, new_gradient, new_curvature = _discrepancy(matrix, tried, factors, method)
            if found <= value + 1e-4 * float(gradient @ (tried - unique)) + 1e-15:
                break
            size /= 2
        if np.abs(tried - unique).max() < 1e-12:
            return tried
        unique, value, gradient, curvature = tried, found, new_gradient, new_curvature
    return None


def _discrepancy(matrix: Array, unique: Array, factors: int, method: Method) -> tuple[float, Array, Array]:
    """Return the discrepancy minimised over the loadings, its gradient and an approximate Hessian."""
    rest = len(matrix) - factors
    if method == "minres":
        values, vectors = np.linalg.eigh(matrix - np.diag(unique))
        values, squares = values[:rest], vectors[:, :rest]
        return float((values**2).sum()) / 2, -(squares**2) @ values, (squares @ squares.T) ** 2
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(matrix / np.outer(root, root))
    values, squares = values[:rest], vectors[:, :rest]
    value = float((values - np.log(values) - 1).sum())
    gradient = ((squares**2) @ (1 - values)) / unique
    return value, gradient, (squares @ squares.T) ** 2 / np.outer(unique, unique)


def _loadings(matrix: Array, unique: Array, factors: int, method: Method) -> Array:
    if method == "minres":
        values, vectors = np.linalg.eigh(matrix - np.diag(unique))
        root = np.ones(len(matrix))
        values, vectors = np.linalg.eigh(matrix - np.diag(unique))
    else:
        root = np.sqrt(unique)
        values, vectors = np.linalg.eigh(matrix / np.outer(root, root) - np.eye(len(matrix)))
    largest = slice(None, -factors - 1, -1)
    found: Array = root[:, None] * vectors[:, largest] * np.sqrt(np.maximum(values[largest], 0.0))
    return found
