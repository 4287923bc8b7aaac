"""Complete cases of a model, batch by batch, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.frames.passes import Batch, Sum
from satindex.frames.samples import Pick
from satindex.linkage.data import Array, Codes
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.score_sums import Sampling

Made = TypeVar("Made")


@dataclass(frozen=True)
class Reading:
    """The columns of a model, the outcome first, and those of the design; levels of strata and clusters by code."""

    picks: tuple[Pick, ...]
    weight: str | None = None
    stratum: str | None = None
    cluster: str | None = None
    codes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The frame's columns that are read."""
        design = (column for column in (self.weight, self.stratum, self.cluster) if column)
        return tuple(dict.fromkeys((*(pick.column for pick in self.picks), *design)))

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns of numbers: a row that lacks one is no complete case."""
        return tuple(dict.fromkeys(pick.column for pick in self.picks if pick.level is None))

    def cases(self, batch: Batch) -> Cases:
        """Return the complete cases of a batch: those with every column, whose weight is not 0."""
        values = np.stack([self._values(batch, pick) for pick in self.picks])
        kept = np.logical_not(np.isnan(values).any(axis=0))
        weights = None if self.weight is None else batch.numbers(self.weight)
        if weights is not None:
            kept &= weights != 0
        stratum, cluster = (
            None if name is None else self._codes(batch.frame, name) for name in (self.stratum, self.cluster)
        )
        every = Cases(values, weights, stratum, cluster, 0)
        return every if kept.all() else every.only(kept)

    def _values(self, batch: Batch, pick: Pick) -> Array:
        kind = batch.frame.schema[pick.column]
        stored = pick.level is None and (kind.is_numeric() or kind == pl.Boolean)
        return batch.numbers(pick.column) if stored else pick.values(batch.frame)

    def _codes(self, batch: pl.DataFrame, column: str) -> Codes:
        known = self.codes[column]
        coded = batch[column].replace_strict(list(known), list(known.values()), return_dtype=pl.Int64)
        return coded.to_numpy()


@dataclass(frozen=True)
class Cases:
    """Complete cases: columns (k × n), weights, strata, clusters; how many rows were left out."""

    values: Array
    weights: Array | None
    strata: Codes | None
    clusters: Codes | None
    left_out: int

    def only(self, kept: npt.NDArray[np.bool_]) -> Cases:
        """Return those that are kept; the others are left out."""
        there = np.flatnonzero(kept)
        return Cases(
            self.values.take(there, axis=1),
            None if self.weights is None else self.weights[there],
            None if self.strata is None else self.strata[there],
            None if self.clusters is None else self.clusters[there],
            self.left_out + len(kept) - len(there),
        )


class Rows:
    """Complete cases ready for the kernels: standardised columns, outcome, weights of mean 1, sampling units."""

    def __init__(self, cases: Cases, matrix: ModelMatrix, mean_weight: float) -> None:
        self.matrix = replace(matrix, parts=(cases.values[1:].T,), ready=None).held()
        self.outcome: Array = cases.values[0]
        self.weights = None if cases.weights is None else cases.weights / mean_weight
        self.sampling = Sampling(cases.strata, cases.clusters)
        self._made: dict[str, Any] = {}

    def once(self, what: str, make: Callable[[], Made]) -> Made:
        """Return what `make` makes of the rows, made once for all that ask for the same."""
        if what not in self._made:
            self._made[what] = make()
        found: Made = self._made[what]
        return found


class Addend(Protocol):
    """What rows add up to: sums in tuples, `plus` of their own where they are more than numbers and arrays."""

    def of(self, rows: Rows) -> Any:
        """Return what rows add."""
        ...


@dataclass(frozen=True)
class RowsSum(Sum[tuple[Any, ...]]):
    """Several addends over the complete cases of a model whose columns are standardised as in `matrix`."""

    reading: Reading
    matrix: ModelMatrix
    mean_weight: float
    addends: tuple[Addend, ...]

    @property
    def key(self) -> str:
        return f"model rows {self!r}"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.reading.columns

    def of(self, batch: Batch) -> tuple[Any, ...]:
        rows = Rows(self.reading.cases(batch), self.matrix, self.mean_weight)
        return tuple(addend.of(rows) for addend in self.addends)

    def plus(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        added: tuple[Any, ...] = together(one, other)
        return added


def together(one: Any, other: Any) -> Any:
    """Return two parts added up, member by member."""
    if one is None:
        return None
    if isinstance(one, tuple):
        return tuple(together(a, b) for a, b in zip(one, other, strict=True))
    return one.plus(other) if hasattr(one, "plus") else one + other
