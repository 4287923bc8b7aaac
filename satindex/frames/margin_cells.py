"""Combinations of margins' levels: rows of the same one get weights in the same proportion, whoever else answers.

So sums that are kept by combination can be weighted when all parts of a sample are together, and only then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import numpy as np
import polars as pl

from satindex.frames.batch import Key
from satindex.frames.packing import packable
from satindex.stats.moments import Array
from satindex.stats.sums import Codes

COUNT: Final = "count"
_MASS: Final = ("weight", "squares", "lowest", "highest")
Combination = tuple[Any, ...]


@packable
@dataclass(frozen=True)
class MarginCells:
    """What a sample holds of each combination of `columns`, before its weights are fitted to margins.

    The columns are the margins, then the weight where its values must be told apart, the stratum and the cluster, as
    far as they are declared. `sums` (combinations × 5): rows, Σd, Σd², the lowest and the highest d, d the weights
    before fitting.
    """

    columns: tuple[str, ...]
    combinations: tuple[Combination, ...]
    sums: Array

    @classmethod
    def of(cls, cells: pl.DataFrame, columns: Sequence[str], weight: str | None) -> MarginCells:
        """Return what cells hold: combinations of values, the weight before among them, each with its `count`."""
        count = pl.col(COUNT).cast(pl.Float64)
        d = pl.col(weight).cast(pl.Float64) if weight else pl.lit(1.0)
        mass = (count * d, count * d * d, d, d)
        found = cells.select(
            *((d if name == weight else pl.col(name)).alias(f"key {name}") for name in columns),
            count.alias(COUNT),
            *(one.alias(name) for one, name in zip(mass, _MASS, strict=True)),
        )
        return cls._grouped(found.rename({f"key {name}": name for name in columns}), columns)

    @classmethod
    def _grouped(cls, rows: pl.DataFrame, columns: Sequence[str]) -> MarginCells:
        adding = [pl.col(name).sum() for name in (COUNT, *_MASS[:2])]
        found = rows.group_by(columns, maintain_order=True).agg(*adding, pl.col(_MASS[2]).min(), pl.col(_MASS[3]).max())
        found = found.sort(columns, nulls_last=True)
        return cls(tuple(columns), tuple(found.select(columns).rows()), found.select(COUNT, *_MASS).to_numpy())

    def plus(self, other: MarginCells) -> MarginCells:
        """Return what both parts hold together."""
        if self.columns != other.columns:
            raise ValueError("cells of other margins")
        together = (*self.combinations, *other.combinations)
        sums = np.concatenate([self.sums, other.sums])
        return MarginCells._grouped(_frame(self.columns, together, sums), self.columns)

    def frame(self) -> pl.DataFrame:
        """Return the combinations as a frame, one row each, with their `count` of rows."""
        return _frame(self.columns, self.combinations, self.sums).drop(_MASS)


def _frame(columns: Sequence[str], combinations: Sequence[Combination], sums: Array) -> pl.DataFrame:
    keys = {name: [one[at] for one in combinations] for at, name in enumerate(columns)}
    numbers = {name: sums[:, at] for at, name in enumerate((COUNT, *_MASS))}
    return pl.DataFrame({**keys, **numbers}, strict=False)


@dataclass(frozen=True)
class CellWeights:
    """What the rows of each combination weigh: `after` fitting and `before`, as multiples of the column `weight`.

    The combinations are of `columns`: the margins, then the weight itself where its values are told apart (and `weight`
    is None), then the `stratum` where one is declared. Until all parts of a sample are together both are the weight
    before fitting: figures made with them are to be thrown away. `only` tells that rows can't be weighted one by one.
    """

    columns: tuple[str, ...]
    combinations: tuple[Combination, ...]
    margins: tuple[str, ...]
    weight: str | None
    stratum: str | None
    after: Array
    before: Array
    only: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that are read of each row."""
        return (*self.columns, *([self.weight] if self.weight else []))

    @cached_property
    def key(self) -> Crossed:
        """What rows are brought together by."""
        return Crossed(" × ".join(self.columns), self.combinations, self.columns)

    def strata(self, levels: Sequence[object]) -> Codes:
        """Return which of the strata each combination lies in."""
        if self.stratum is None:
            return np.zeros(len(self.combinations), dtype=np.int64)
        at, places = self.columns.index(self.stratum), {level: place for place, level in enumerate(levels)}
        return np.array([places[one[at]] for one in self.combinations], dtype=np.int64)

    def frame(self) -> pl.DataFrame:
        """Return the combinations as a frame, one row each."""
        keys = {name: [one[at] for one in self.combinations] for at, name in enumerate(self.columns)}
        return pl.DataFrame(keys, strict=False)


@dataclass(frozen=True, eq=False)
class Crossed(Key):
    """A key of several columns: its levels are combinations of their values."""

    parts: tuple[str, ...] = ()

    def codes(self, rows: pl.DataFrame) -> Codes:
        """Return each row's code; raises ValueError for a combination that is not among the levels."""
        known, order = self._known
        joined = self._joined([key.codes(_as_told_apart(rows, key)) for key in self._keys])
        at = np.minimum(np.searchsorted(known, joined), len(known) - 1)
        if (known[at] != joined).any():
            raise ValueError("a combination of margins' levels that was not counted")
        return np.asarray(order[at], dtype=np.int64)

    @cached_property
    def _keys(self) -> tuple[Key, ...]:
        columns = zip(*cast("tuple[Combination, ...]", self.levels), strict=True)
        return tuple(Key(name, tuple(dict.fromkeys(values))) for name, values in zip(self.parts, columns, strict=True))

    @cached_property
    def _known(self) -> tuple[Codes, Codes]:
        """The combinations as single numbers, sorted, and which of the levels each is."""
        columns = zip(*cast("tuple[Combination, ...]", self.levels), strict=True)
        places = [{level: at for at, level in enumerate(key.levels)} for key in self._keys]
        coded = [np.array([of[value] for value in column]) for of, column in zip(places, columns, strict=True)]
        joined = self._joined(coded)
        order = np.argsort(joined)
        return joined[order], order

    def _joined(self, codes: Sequence[Codes]) -> Codes:
        found = np.zeros(len(codes[0]), dtype=np.int64)
        for key, of_key in zip(self._keys, codes, strict=True):
            found = found * len(key.levels) + of_key
        return found


def _as_told_apart(rows: pl.DataFrame, key: Key) -> pl.DataFrame:
    """Return the rows with numbers as floats where the key's levels are such."""
    name = str(key.column)
    return rows.select(pl.col(name).cast(pl.Float64)) if isinstance(key.levels[0], float) else rows
