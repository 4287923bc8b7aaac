"""Partial least squares path models (mode A), fitted to many correlation matrices at once.

A construct's score is the standardised sum Σ w·z of its standardised items. Outer weights w and inner weights e are
found in turn: proxy of a construct = Σ e·score over the constructs it is joined to by a path; w ∝ covariance of item
and proxy. Everything follows from the items' correlations, so weighted correlations give the weighted model (WPLS).
Sources: Tenenhaus, Esposito Vinzi, Chatelin & Lauro 2005, Computational Statistics & Data Analysis 48: 159–205;
Becker & Ismail 2016, European Management Journal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array
from satindex.stats.sample import Codes

Truths = npt.NDArray[np.bool_]
Scheme = Literal["centroid", "factorial", "path"]

TOLERANCE = 1e-10
MOST_ITERATIONS = 300
# A construct's variance, or the determinant of predictors' correlations, that is only rounding.
NEGLIGIBLE = 1e-10


class Problem(IntEnum):
    """Why a model has no solution."""

    NONE = 0
    NO_CONVERGENCE = 1
    NO_VARIANCE = 2
    COLLINEAR = 3


@dataclass(frozen=True)
class PathModel:
    """The construct of each of p items (0 … J − 1), the arrows among J constructs as [from, to], the inner scheme."""

    owner: Codes
    arrows: Truths
    scheme: Scheme = "path"

    @cached_property
    def membership(self) -> Array:
        """p × J: 1 where the item belongs to the construct."""
        found: Array = (self.owner[:, None] == np.arange(len(self.arrows))).astype(np.float64)
        return found

    @cached_property
    def joined(self) -> Array:
        """J × J: 1 where a path joins two constructs, in either direction."""
        found: Array = (self.arrows | self.arrows.T).astype(np.float64)
        return found

    def causes(self, construct: int) -> Codes:
        """Return the constructs whose arrows lead to `construct`."""
        return np.flatnonzero(self.arrows[:, construct])

    @cached_property
    def explained(self) -> tuple[int, ...]:
        """The constructs that some arrow leads to."""
        return tuple(np.flatnonzero(self.arrows.any(axis=0)).tolist())


@dataclass(frozen=True)
class PathFits:
    """B fitted models: `weights` and `loadings` B × p; `correlations`, `paths` and `totals` B × J × J as [from, to].

    `weights` give scores of variance 1 from standardised items; `r2` (B × J) is NaN for a construct that nothing
    leads to. Where `problems` is not `Problem.NONE`, all but `correlations` (those where it stopped) are NaN.
    """

    weights: Array
    loadings: Array
    correlations: Array
    paths: Array
    totals: Array
    r2: Array
    iterations: Codes
    problems: Codes

    @property
    def solved(self) -> Truths:
        """Which of the models have a solution."""
        return np.asarray(self.problems == Problem.NONE)


def fit_path_models(
    correlations: Array,
    model: PathModel,
    start: Array | None = None,
    tolerance: float = TOLERANCE,
    most: int = MOST_ITERATIONS,
) -> PathFits:
    """Return the models of B correlation matrices (B × p × p), each iterated until no weight moves by `tolerance`.

    `start` (p, or B × p) holds the first weights, all 1 where it is left out; the loadings of a construct sum to a
    positive number.

    Examples
    --------
    >>> r = np.array([[1, 0.6, 0.3], [0.6, 1, 0.3], [0.3, 0.3, 1]])
    >>> model = PathModel(np.array([0, 0, 1]), np.array([[False, True], [False, False]]))
    >>> found = fit_path_models(r[None], model)
    >>> found.weights[0].round(4).tolist()  # 1/√(2 + 2 · 0.6), and the single item as it is
    [0.559, 0.559, 1.0]
    """
    batch, items = correlations.shape[:2]
    weights = np.ones((batch, items)) if start is None else np.broadcast_to(start, (batch, items)).copy()
    iterations, problems = np.zeros(batch, dtype=np.int64), np.full(batch, int(Problem.NO_CONVERGENCE))
    active, now, those = np.arange(batch), weights, correlations
    for iteration in range(1, most + 1):
        updated, found = _updated(those, now, model)
        moved = np.abs(updated - now).max(axis=1)
        weights[active], iterations[active] = updated, iteration
        problems[active] = np.where(moved < tolerance, Problem.NONE, Problem.NO_CONVERGENCE)
        problems[active] = np.where(found == Problem.NONE, problems[active], found)
        still = problems[active] == Problem.NO_CONVERGENCE
        if not still.any():
            break
        active, now, those = active[still], updated[still], those if still.all() else those[still]
    return _solved(correlations, weights, model, iterations, problems)


def _updated(correlations: Array, weights: Array, model: PathModel) -> tuple[Array, Codes]:
    """Return the next outer weights, standardised, and the models' problems."""
    weights, with_scores, no_variance = _standardised(correlations, weights, model)
    between = _between(weights, with_scores, model)
    inner, collinear = _inner_weights(between, model)
    proxies = np.matmul(with_scores, inner)
    following = np.take_along_axis(proxies, model.owner[None, :, None], axis=2)[:, :, 0]
    following, _, empty = _standardised(correlations, following, model)
    problems = np.where(collinear, Problem.COLLINEAR, Problem.NONE)
    return following, np.where(no_variance | empty, Problem.NO_VARIANCE, problems)


def _standardised(correlations: Array, weights: Array, model: PathModel) -> tuple[Array, Array, Truths]:
    """Return weights that give scores of variance 1, the items' covariances with those scores, and who has none."""
    with_scores = np.matmul(correlations, weights[:, :, None] * model.membership)
    own = np.take_along_axis(with_scores, model.owner[None, :, None], axis=2)[:, :, 0]
    variance = (weights * own) @ model.membership
    size = np.maximum((weights**2) @ model.membership, np.finfo(float).tiny)
    empty = ~np.isfinite(variance) | (variance <= NEGLIGIBLE * size)
    spread = np.sqrt(np.where(empty, 1.0, variance))
    return weights / spread[:, model.owner], with_scores / spread[:, None, :], np.asarray(empty.any(axis=1))


def _between(weights: Array, with_scores: Array, model: PathModel) -> Array:
    """Return the correlations among the constructs' scores."""
    outer = weights[:, :, None] * model.membership
    found: Array = np.matmul(outer.transpose(0, 2, 1), with_scores)
    return found


def _inner_weights(between: Array, model: PathModel) -> tuple[Array, Truths]:
    """Return e as [of, for]; under `path`, a cause counts by its coefficient, an effect by its correlation."""
    if model.scheme == "centroid":
        return np.sign(between) * model.joined, np.zeros(len(between), dtype=bool)
    inner = between * model.joined
    if model.scheme == "factorial":
        return inner, np.zeros(len(between), dtype=bool)
    collinear = np.zeros(len(between), dtype=bool)
    for construct in model.explained:
        causes = model.causes(construct)
        inner[:, causes, construct], failed = _coefficients(between, causes, construct)
        collinear |= failed
    return inner, collinear


def _coefficients(between: Array, causes: Codes, construct: int) -> tuple[Array, Truths]:
    """Return the standardised regression of a construct on its causes, and where these are collinear."""
    right = between[:, causes, construct]
    if len(causes) == 1:
        return right, np.zeros(len(between), dtype=bool)
    left = between[:, causes[:, None], causes]
    with np.errstate(invalid="ignore"):  # of a model without variance nothing is a number
        failed = np.asarray(~(np.linalg.det(left) > NEGLIGIBLE))
    if failed.any():
        left = np.where(failed[:, None, None], np.eye(len(causes)), left)
    found = np.linalg.solve(left, right[:, :, None]).astype(np.float64)[:, :, 0]
    return found, failed


def _solved(correlations: Array, weights: Array, model: PathModel, iterations: Codes, problems: Codes) -> PathFits:
    """Turn the signs, then read loadings, paths, R² and effects off the scores' correlations."""
    weights, with_scores, _ = _standardised(correlations, weights, model)
    own = np.take_along_axis(with_scores, model.owner[None, :, None], axis=2)[:, :, 0]
    signs = np.where(own @ model.membership < 0, -1.0, 1.0)
    weights, loadings = weights * signs[:, model.owner], own * signs[:, model.owner]
    between = _between(weights, with_scores * signs[:, None, :], model)
    paths, r2 = np.zeros_like(between), np.full(between.shape[:2], np.nan)
    for construct in model.explained:
        causes = model.causes(construct)
        paths[:, causes, construct], failed = _coefficients(between, causes, construct)
        r2[:, construct] = np.einsum("bc,bc->b", paths[:, causes, construct], between[:, causes, construct])
        problems = np.where(failed & (problems == Problem.NONE), Problem.COLLINEAR, problems)
    found = PathFits(weights, loadings, between, paths, total_effects(paths), r2, iterations, problems)
    return found if found.solved.all() else _without_unsolved(found)


def _without_unsolved(found: PathFits) -> PathFits:
    blank = ~found.solved
    names = ("weights", "loadings", "paths", "totals", "r2")
    kept = {name: np.array(getattr(found, name)) for name in names}
    for values in kept.values():
        values[blank] = np.nan
    return replace(found, **kept)


def total_effects(paths: Array) -> Array:
    """Return B + B² + … of path coefficients [from, to] without circles: direct and indirect effects together.

    Examples
    --------
    >>> b = np.zeros((1, 3, 3)); b[0, 0, 1], b[0, 1, 2], b[0, 0, 2] = 0.5, 0.4, 0.1
    >>> float(total_effects(b)[0, 0, 2].round(4))  # 0.1 + 0.5 · 0.4
    0.3
    """
    total, step = paths.copy(), paths
    for _ in range(paths.shape[-1] - 2):
        step = np.matmul(step, paths)
        total += step
    return total


def depths(arrows: Truths) -> tuple[int, ...]:
    """Return each construct's longest way from a construct that nothing leads to; -1 for those in a circle.

    Examples
    --------
    >>> depths(np.array([[False, True, True], [False, False, True], [False, False, False]]))
    (0, 1, 2)
    """
    found = np.full(len(arrows), -1)
    for depth in range(len(arrows)):
        open_causes = arrows[found < 0].any(axis=0)
        ready = np.flatnonzero((found < 0) & ~open_causes)
        if not len(ready):
            break
        found[ready] = depth
    return tuple(found.tolist())


def collinear_causes(between: Array, model: PathModel) -> tuple[int, ...]:
    """Return the causes of the first construct whose causes are collinear, from J × J correlations of scores."""
    for construct in model.explained:
        causes = model.causes(construct)
        if _coefficients(between[None], causes, construct)[1][0]:
            return tuple(causes.tolist())
    return ()
