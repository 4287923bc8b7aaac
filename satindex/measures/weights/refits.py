"""Weights taken from the data anew in every bootstrap replicate, and an index with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.measures.resampling_words import TOO_MANY
from satindex.measures.weights.fitted import FromData, Summaries
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.moments import Array
from satindex.stats.replicated_means import ReplicatedMean, Spread, not_replicated, spread_of
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Read, Sample
from satindex.stats.weighting.entropy import times_log


@dataclass(frozen=True)
class Refits:
    """The bootstrap of fitted weights; nothing is drawn before something is asked.

    Without `read` there are too many respondents to draw from.
    """

    method: FromData
    read: Read | None

    @cached_property
    def drawn(self) -> Replicates | None:
        """The replicates; None where a stratum holds a single unit."""
        return self._drawn[0] if self._drawn else None

    @cached_property
    def _drawn(self) -> tuple[Replicates, Array] | None:
        """The replicates and their weights (R × k, not a number where the method refuses them)."""
        if self.read is None:
            return None
        everyone = self.read(self.method.columns)
        drawn = replicates(everyone, self.method.replicates, self.method.seed)
        if drawn is None:
            return None
        summaries = _summaries(everyone, drawn, len(self.method.parts))
        usable = self.method.usable(summaries)
        weights = np.full((len(usable), len(self.method.parts)), np.nan)
        if usable.any():
            fits = self.method.fits(summaries.of(usable))
            weights[usable] = np.where(fits.refused.any(axis=1, keepdims=True), np.nan, fits.weights)
        weights[~np.isfinite(weights).all(axis=1)] = np.nan
        return drawn, weights

    @property
    def why_none(self) -> Words:
        """Why nothing is drawn, where nothing is."""
        return TOO_MANY if self.read is None else LONELY_UNIT

    @property
    def kept(self) -> int:
        """How many replicates have weights; the method refuses those of the others."""
        return 0 if self._drawn is None else int(np.isfinite(self._drawn[1]).all(axis=1).sum())

    def spreads(self) -> list[Spread | None]:
        """Return how the weight of each part varies; None where most replicates have none."""
        return [None] * len(self.method.parts) if self._drawn is None else [spread_of(w) for w in self._drawn[1].T]

    def index_mean(self, some: Sample, partial: bool) -> ReplicatedMean:
        """Return the index's mean over some respondents (their parts) in each replicate.

        Weights and means come from the same replicate, so that what the weights owe to the sample is counted.
        """
        if self._drawn is None:
            return not_replicated(self.why_none)
        drawn, weights = self._drawn
        return _index(drawn.of(some), some, weights, partial)


def _summaries(everyone: Sample, drawn: Replicates, parts: int) -> Summaries:
    """Return the summaries of the respondents with every column, in each replicate."""
    kept = everyone.complete()
    values, mass = everyone.values[:, kept], everyone.mass[kept]
    centre = values.mean(axis=1, keepdims=True) if values.shape[1] else np.zeros((len(values), 1))
    x, m = values - centre, len(values)
    products = np.stack([x[i] * x[j] for i in range(m) for j in range(m)])
    counted = np.concatenate([np.ones((1, x.shape[1])), x, products, times_log_of(values[:parts])]) * mass
    sums = drawn.among(kept).sums(counted)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = sums[:, 1:] / sums[:, :1]
    first, second = means[:, :m], means[:, m : m + m * m].reshape(-1, m, m)
    covariance = second - first[:, :, None] * first[:, None, :]
    return Summaries(first + centre.ravel(), covariance, means[:, m + m * m :], int(kept.sum()))


def times_log_of(values: Array) -> Array:
    """Return x ln x of parts, 0 where a part is below 0 and so has no logarithm."""
    return times_log(np.maximum(values, 0.0))


def _index(drawn: Replicates, some: Sample, weights: Array, partial: bool) -> ReplicatedMean:
    """Return the index's mean in each replicate, summed over the sets of parts that respondents have."""
    present, mass = ~np.isnan(some.values), some.mass
    total, base = np.zeros(len(weights)), np.zeros(len(weights))
    for has in _sets(present, partial):
        members = (present == has[:, None]).all(axis=0)
        counted = np.concatenate([np.ones((1, members.sum())), some.values[has][:, members]]) * mass[members]
        sums = drawn.among(members).sums(counted)
        share = weights[:, has].sum(axis=1)
        counts = share > 0
        total += np.where(counts, (sums[:, 1:] * weights[:, has]).sum(axis=1) / np.where(counts, share, 1.0), 0.0)
        base += np.where(counts, sums[:, 0], 0.0)
    refused = ~np.isfinite(weights).all(axis=1)
    return ReplicatedMean(np.where(refused, np.nan, total), base)


def _sets(present: npt.NDArray[np.bool_], partial: bool) -> npt.NDArray[np.bool_]:
    """Return the sets of parts with which a respondent has an index."""
    if not partial:
        return np.ones((1, len(present)), dtype=np.bool_)
    found = np.unique(present, axis=1).T
    return found[found.any(axis=1)]
