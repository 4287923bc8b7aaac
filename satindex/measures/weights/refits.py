"""Weights taken from the data anew in every bootstrap replicate, and an index with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.measures.resampling_words import TOO_MANY
from satindex.measures.weights.fitted import FromData, Summaries
from satindex.stats.grouped_rows import Grouped, Rows
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.moments import Array
from satindex.stats.replicated_means import ReplicatedMean, Spread, not_replicated, spread_of
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Read, Sample
from satindex.stats.weighting.entropy import times_log


@dataclass(frozen=True)
class Refits:
    """The bootstrap of fitted weights; nothing is drawn before something is asked.

    `given` are everyone's parts (and the outcome): one by one, or by groups, and then about their means `centre`.
    Without it nobody can be drawn.
    """

    method: FromData
    given: Rows | None
    centre: tuple[float, ...] = ()

    @cached_property
    def drawn(self) -> Replicates | None:
        """The replicates; None where there are none."""
        return None if isinstance(self._drawn, Words) else self._drawn[0]

    @cached_property
    def _drawn(self) -> tuple[Replicates, Array] | Words:
        """The replicates and their weights (R × k, not a number where the method refuses them); else why none."""
        if self.given is None:
            return TOO_MANY
        found = self._of_groups(self.given) if isinstance(self.given, Grouped) else self._of_rows(self.given)
        return found if isinstance(found, Words) else (found[0], self._weights(found[1]))

    def _of_rows(self, read: Read) -> tuple[Replicates, Summaries] | Words:
        everyone = read(self.method.columns)
        drawn = replicates(everyone, self.method.replicates, self.method.seed)
        return LONELY_UNIT if drawn is None else (drawn, _summaries(everyone, drawn, len(self.method.parts)))

    def _of_groups(self, grouped: Grouped) -> tuple[Replicates, Summaries] | Words:
        method, centre = self.method, np.array(self.centre)
        logs = method.parts if method.method == "entropy" else ()
        found = grouped.products(method.columns, centre, method.replicates, method.seed, logs)
        if found.replicates is None:
            return found.reason or LONELY_UNIT
        sums, m = found.replicates.totals(np.concatenate([found.products, found.logs], axis=1)), len(centre)
        one, other = np.triu_indices(m + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            means = sums[:, 1:] / sums[:, :1]
        full = np.ones((len(sums), m + 1, m + 1))
        full[:, one[1:], other[1:]] = full[:, other[1:], one[1:]] = means[:, : len(one) - 1]
        covariance = full[:, 1:, 1:] - full[:, 0, 1:, None] * full[:, 0, None, 1:]
        return found.replicates, Summaries(full[:, 0, 1:] + centre, covariance, means[:, len(one) - 1 :], found.n)

    def _weights(self, summaries: Summaries) -> Array:
        usable = self.method.usable(summaries)
        weights = np.full((len(usable), len(self.method.parts)), np.nan)
        if usable.any():
            fits = self.method.fits(summaries.of(usable))
            weights[usable] = np.where(fits.refused.any(axis=1, keepdims=True), np.nan, fits.weights)
        weights[~np.isfinite(weights).all(axis=1)] = np.nan
        return weights

    @property
    def why_none(self) -> Words | None:
        """Why nothing is drawn, where nothing is."""
        return self._drawn if isinstance(self._drawn, Words) else None

    @property
    def kept(self) -> int:
        """How many replicates have weights; the method refuses those of the others."""
        return 0 if isinstance(self._drawn, Words) else int(np.isfinite(self._drawn[1]).all(axis=1).sum())

    def spreads(self) -> list[Spread | None]:
        """Return how the weight of each part varies; None where most replicates have none."""
        if isinstance(self._drawn, Words):
            return [None] * len(self.method.parts)
        return [spread_of(w) for w in self._drawn[1].T]

    def index_mean(self, some: Sample, partial: bool) -> ReplicatedMean:
        """Return the index's mean over some respondents (their parts) in each replicate.

        Weights and means come from the same replicate, so that what the weights owe to the sample is counted.
        """
        if isinstance(self._drawn, Words):
            return not_replicated(self._drawn)
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
