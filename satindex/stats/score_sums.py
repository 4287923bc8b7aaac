"""Sums of rows' scores over sampling units, which add up: the middle of every covariance that a design gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from satindex.stats.estimates import Array, Codes

Errors = Literal["model", "robust", "cluster", "design"]
STRATUM = 1 << 32
"""The keys of a stratum's clusters begin at so many times its code."""
FEW = 1 << 16


@dataclass(frozen=True)
class Sampling:
    """How the rows were drawn. Strata and clusters are codes 0, 1, …; clusters are nested in strata.

    `sampled` holds, per stratum code, how many sampling units the whole design has (rows outside the base included);
    None: those present. `undrawn` is 1 − f per stratum code, f the share of the population's units that was drawn;
    None: a population without end.
    """

    strata: Codes | None = None
    clusters: Codes | None = None
    sampled: Codes | None = None
    undrawn: Array | None = None


@dataclass(frozen=True)
class UnitScores:
    """Totals of scores (U × k) by the key of each cluster; keys occur again until they are `together`."""

    keys: Codes
    totals: Array
    most: int = FEW

    def plus(self, other: UnitScores) -> UnitScores:
        """Return both parts' totals, each cluster once where there would be too many."""
        both = UnitScores(
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.totals, other.totals]),
            max(self.most, other.most),
        )
        if len(both.keys) <= both.most:
            return both
        found = both.together()
        return replace(found, most=max(FEW, 2 * len(found.keys)))

    def together(self) -> UnitScores:
        """Return each cluster once, in the order of the keys."""
        keys, where = np.unique(self.keys, return_inverse=True)
        by_column = [np.bincount(where, column, len(keys)).astype(np.float64) for column in self.totals.T]
        totals = np.stack(by_column, axis=1)
        return UnitScores(keys, totals, self.most)


@dataclass(frozen=True)
class ScoreSums:
    """By stratum (H): how many rows, Σ s (H × k) and Σ s·s′ over them; the totals by cluster where clusters count."""

    rows: Array
    total: Array
    square: Array
    clustered: UnitScores | None = None

    def plus(self, other: ScoreSums) -> ScoreSums:
        """Return the sums of both parts together."""
        here, there = self.clustered, other.clustered
        return ScoreSums(
            _added(self.rows, other.rows),
            _added(self.total, other.total),
            _added(self.square, other.square),
            here.plus(there) if here is not None and there is not None else None,
        )

    @cached_property
    def units(self) -> UnitScores | None:
        """The clusters, each once; None where every row is a sampling unit."""
        return None if self.clustered is None else self.clustered.together()

    @property
    def present(self) -> Array:
        """How many sampling units each stratum has."""
        return self.rows if self.units is None else np.bincount(self.units.keys // STRATUM).astype(np.float64)

    def squares_by(self, factor: Array) -> Array:
        """Return Σ f·t·t′ over the sampling units, t their totals, f the factor of their stratum."""
        units = self.units
        if units is None:
            return np.asarray(np.einsum("h,hij->ij", factor, self.square))
        return np.asarray((units.totals.T * factor[units.keys // STRATUM]) @ units.totals)


def score_sums(blocks: Iterable[tuple[slice, Array]], k: int, errors: Errors, sampling: Sampling) -> ScoreSums:
    """Return the sums of rows' scores, given as (rows, k × rows), that errors of this kind need."""
    strata = sampling.strata if errors == "design" else None
    units = _keys(strata, sampling.clusters) if errors in ("cluster", "design") else None
    number = 1 if strata is None or not len(strata) else int(strata.max()) + 1
    rows, total, square = np.zeros(number), np.zeros((number, k)), np.zeros((number, k, k))
    found, where = (None, None) if units is None else np.unique(units, return_inverse=True)
    by_unit = np.zeros((k, 0 if found is None else len(found)))
    for at, block in blocks:
        _add_by_stratum((rows, total, square), block, None if strata is None else strata[at])
        if where is not None:
            for place in range(k):
                by_unit[place] += np.bincount(where[at], block[place], by_unit.shape[1])
    return ScoreSums(rows, total, square, None if found is None else UnitScores(found, by_unit.T))


def _keys(strata: Codes | None, clusters: Codes | None) -> Codes | None:
    if clusters is None or strata is None:
        return clusters
    return np.asarray(strata * STRATUM + clusters)


def _add_by_stratum(into: tuple[Array, Array, Array], block: Array, strata: Codes | None) -> None:
    rows, total, square = into
    if strata is None:
        rows[0] += block.shape[1]
        total[0] += block.sum(axis=1)
        square[0] += block @ block.T
        return
    for stratum in np.unique(strata).tolist():
        part = block[:, strata == stratum]
        rows[stratum] += part.shape[1]
        total[stratum] += part.sum(axis=1)
        square[stratum] += part @ part.T


def _added(one: Array, other: Array) -> Array:
    """Return the sum of arrays by stratum, of which one may have seen fewer strata."""
    if len(one) < len(other):
        one, other = other, one
    found = one.copy()
    found[: len(other)] += other
    return found
