"""Weights taken from the data anew in every bootstrap replicate, and an index with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from satindex.measures.weights.fitted import FromData, Summaries
from satindex.stats.moments import Array, Columns
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Sample
from satindex.stats.weighting.entropy import times_log


@dataclass(frozen=True)
class Spread:
    """Standard errors and 95% percentile intervals of weights (k each)."""

    std_error: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class Refits:
    """The bootstrap of fitted weights; nothing is drawn before something is asked."""

    method: FromData
    read: Callable[[Columns], Sample]

    @cached_property
    def _drawn(self) -> tuple[Replicates, Array] | None:
        """The replicates and their weights (R × k, not a number where the method refuses them)."""
        everyone = self.read(self.method.columns)
        drawn = replicates(everyone, self.method.replicates, self.method.seed)
        if drawn is None:
            return None
        summaries = _summaries(everyone, drawn, len(self.method.parts))
        usable = self.method.usable(summaries)
        weights = np.full((len(usable), len(self.method.parts)), np.nan)
        fits = self.method.fits(summaries.of(usable))
        weights[usable] = np.where(fits.refused.any(axis=1, keepdims=True), np.nan, fits.weights)
        return drawn, weights

    @property
    def kept(self) -> int:
        """How many replicates have weights; the method refuses those of the others."""
        return 0 if self._drawn is None else int(np.isfinite(self._drawn[1]).all(axis=1).sum())

    def spread(self) -> Spread | None:
        """Return how the weights vary; None where fewer than two replicates have any."""
        if self._drawn is None or self.kept < 2:
            return None
        weights = self._drawn[1]
        found = weights[np.isfinite(weights).all(axis=1)]
        low, high = np.quantile(found, [0.025, 0.975], axis=0)
        return Spread(found.std(axis=0, ddof=1), low, high)

    def index_error(self, some: Sample, partial: bool) -> float | None:
        """Return the standard error of the index's mean over some respondents (their parts, with positions).

        Weights and means come from the same replicate, so that what the weights owe to the sample is counted.
        """
        if self._drawn is None or self.kept < 2:
            return None
        drawn, weights = self._drawn
        units = drawn.units if some.positions is None else drawn.units[some.positions]
        index = _index(Replicates(units, drawn.counts), some, weights, partial)
        found = index[np.isfinite(index)]
        return float(found.std(ddof=1)) if len(found) >= 2 else None


def _summaries(everyone: Sample, drawn: Replicates, parts: int) -> Summaries:
    """Return the summaries of the respondents with every column, in each replicate."""
    kept = everyone.complete()
    values, mass = everyone.values[:, kept], _mass(everyone)[kept]
    centre = values.mean(axis=1, keepdims=True) if values.shape[1] else np.zeros((len(values), 1))
    x, m = values - centre, len(values)
    among = Replicates(drawn.units[kept], drawn.counts)
    products = np.stack([x[i] * x[j] for i in range(m) for j in range(m)])
    sums = among.sums(np.concatenate([np.ones((1, x.shape[1])), x, products, times_log_of(values[:parts])]) * mass)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = sums[:, 1:] / sums[:, :1]
    first, second = means[:, :m], means[:, m : m + m * m].reshape(-1, m, m)
    covariance = second - first[:, :, None] * first[:, None, :]
    return Summaries(first + centre.ravel(), covariance, means[:, m + m * m :], int(kept.sum()))


def times_log_of(values: Array) -> Array:
    """Return x ln x of parts, 0 where a part is below 0 and so has no logarithm."""
    return times_log(np.maximum(values, 0.0))


def _mass(some: Sample) -> Array:
    return np.ones(some.values.shape[1]) if some.weights is None else some.weights


def _index(drawn: Replicates, some: Sample, weights: Array, partial: bool) -> Array:
    """Return the index's mean in each replicate, summed over the sets of parts that respondents have."""
    present, mass = ~np.isnan(some.values), _mass(some)
    total, base = np.zeros(len(weights)), np.zeros(len(weights))
    for has in _sets(present, partial):
        members = (present == has[:, None]).all(axis=0)
        among = Replicates(drawn.units[members], drawn.counts)
        sums = among.sums(np.concatenate([np.ones((1, members.sum())), some.values[has][:, members]]) * mass[members])
        share = weights[:, has].sum(axis=1)
        counts = share > 0
        total += np.where(counts, (sums[:, 1:] * weights[:, has]).sum(axis=1) / np.where(counts, share, 1.0), 0.0)
        base += np.where(counts, sums[:, 0], 0.0)
    refused = ~np.isfinite(weights).all(axis=1) | (base <= 0)
    return np.where(refused, np.nan, total / np.where(base > 0, base, 1.0))


def _sets(present: npt.NDArray[np.bool_], partial: bool) -> npt.NDArray[np.bool_]:
    """Return the sets of parts with which a respondent has an index."""
    if not partial:
        return np.ones((1, len(present)), dtype=np.bool_)
    found = np.unique(present, axis=1).T
    return found[found.any(axis=1)]
