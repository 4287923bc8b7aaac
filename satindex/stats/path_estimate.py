"""A path model of respondents' answers, with its bootstrap: the whole model fitted again to each replicate."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from satindex.language import Words
from satindex.stats.grouped_rows import Grouped
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.moments import Array, Columns
from satindex.stats.path_index import unstandardised
from satindex.stats.path_model import PathFits, PathModel, fit_path_models
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Codes, Sample
from satindex.stats.spreads import spreads, unit_products

# What is resampled needs no more than the weights' first digits.
REPLICATES_TOLERANCE = 1e-7
FEWEST = 3


@dataclass(frozen=True)
class Refitted:
    """The models of B replicates, and their unstandardised weights (B × p)."""

    replicates: Replicates
    fits: PathFits
    weights: Array


@dataclass(frozen=True)
class PathEstimate:
    """The model of the n respondents who answered every item, its replicates where these were drawn.

    `fits` holds one model (None where an item in `constant` has no variance, or n is too small); `means` and
    `deviations` (p; n − 1) are the items', `weights` (p) the unstandardised outer weights; `weighted` tells whether
    respondents have weights. `reason` is why there are no replicates, where they were asked for.
    """

    model: PathModel
    n: int
    means: Array
    deviations: Array
    constant: Codes
    fits: PathFits | None
    weights: Array
    again: Refitted | None = None
    weighted: bool = False
    reason: Words | None = None

    @property
    def solved(self) -> bool:
        """Whether there is a model."""
        return self.fits is not None and bool(self.fits.solved[0])


def estimate_paths(sample: Sample, model: PathModel, number: int, seed: int) -> PathEstimate:
    """Return the model of answers (p × n), fitted again to `number` bootstrap replicates by `seed`.

    Respondents lacking an item are left out of the model, not out of the design that is resampled. There are no
    replicates where `number` is 0, the model has no solution, or a stratum holds a single unit.
    """
    drawn = replicates(sample, number, seed) if number else None
    rows, items, weights = sample.values.shape[1], len(sample.values), sample.mass
    complete = sample.complete() & (weights > 0)
    n, answers = int(complete.sum()), sample.values[:, complete]
    centre = answers.mean(axis=1, keepdims=True) if n else np.zeros((items, 1))
    of_row, places = (drawn.units, drawn.places) if drawn else (np.zeros(rows, dtype=np.int64), 1)
    products = unit_products(answers - centre, weights[complete], of_row[complete], places)
    found = _fitted(model, products.sum(axis=0), n, centre[:, 0], weighted=sample.weights is not None)
    return _with_replicates(found, products, drawn, LONELY_UNIT if number else None)


def estimate_of_groups(
    grouped: Grouped, columns: Columns, items: Codes, centre: Array, model: PathModel, asked: tuple[int, int]
) -> PathEstimate:
    """Return the model of respondents given by groups, of whom `columns` are read; see `estimate_paths`.

    `items` are the columns' places for each item of the model, `centre` numbers near the columns' means; `asked` are
    number and seed of the replicates.
    """
    number, seed = asked
    sums = grouped.products(columns, centre, number, seed)
    at = [0, *(items + 1)]
    products, whole = (_of_items(found, len(columns), at) for found in (sums.products, sums.whole[None]))
    found = _fitted(model, whole[0], sums.with_weight, centre[items], sums.are_weighted)
    return _with_replicates(found, products, sums.replicates if number else None, sums.reason)


def _of_items(products: Array, columns: int, at: list[int]) -> Array:
    """Return the cross-products of columns as those of the items that they are, one of which may stand twice."""
    place = np.zeros((columns + 1, columns + 1), dtype=np.int64)
    one, other = np.triu_indices(columns + 1)
    place[one, other] = place[other, one] = np.arange(len(one))
    upper = np.triu_indices(len(at))
    return products[:, place[np.ix_(at, at)][upper]]


def _fitted(model: PathModel, products: Array, n: int, centre: Array, weighted: bool) -> PathEstimate:
    """Return the model of n respondents' cross-products about a centre."""
    items = len(centre)
    found = spreads(products[None], items)
    constant = np.flatnonzero(found.deviations[0] == 0)
    fits = fit_path_models(found.correlations, model) if n >= FEWEST and not len(constant) else None
    deviations = found.deviations[0] * np.sqrt(n / max(n - 1, 1))
    u = unstandardised(fits.weights[0] if fits else np.full(items, np.nan), deviations)
    return PathEstimate(model, n, found.means[0] + centre, deviations, constant, fits, u, None, weighted)


def _with_replicates(
    found: PathEstimate, products: Array, drawn: Replicates | None, reason: Words | None
) -> PathEstimate:
    if drawn is None or found.fits is None or not found.solved:
        return replace(found, reason=reason if drawn is None else None)
    return replace(found, again=_refitted(products, found.fits, found.model, drawn))


def _refitted(products: Array, fits: PathFits, model: PathModel, drawn: Replicates) -> Refitted:
    found = spreads(drawn.totals(products), len(model.owner))
    again = fit_path_models(found.correlations, model, fits.weights[0], REPLICATES_TOLERANCE)
    return Refitted(drawn, again, unstandardised(again.weights, found.deviations))
