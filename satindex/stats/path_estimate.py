"""A path model of respondents' answers, with its bootstrap: the whole model fitted again to each replicate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.moments import Array
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
    respondents have weights.
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
    found = spreads(products.sum(axis=0, keepdims=True), items)
    constant = np.flatnonzero(found.deviations[0] == 0)
    fits = fit_path_models(found.correlations, model) if n >= FEWEST and not len(constant) else None
    deviations = found.deviations[0] * np.sqrt(n / max(n - 1, 1))
    u = unstandardised(fits.weights[0] if fits else np.full(items, np.nan), deviations)
    again = _refitted(products, fits, model, drawn) if drawn and fits and fits.solved[0] else None
    means, weighted = found.means[0] + centre[:, 0], sample.weights is not None
    return PathEstimate(model, n, means, deviations, constant, fits, u, again, weighted)


def _refitted(products: Array, fits: PathFits, model: PathModel, drawn: Replicates) -> Refitted:
    found = spreads(drawn.totals(products), len(model.owner))
    again = fit_path_models(found.correlations, model, fits.weights[0], REPLICATES_TOLERANCE)
    return Refitted(drawn, again, unstandardised(again.weights, found.deviations))
