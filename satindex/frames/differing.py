"""Whether every value of a column is another one, as ids should be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from satindex.frames.batch import Batch
from satindex.frames.batches import Frame, batches, computed, is_ordered, row_count
from satindex.frames.counts_in_place import values_differ
from satindex.frames.packing import packable
from satindex.frames.passes import Answered, Sum
from satindex.frames.recipes import Recipe

_MOST_HASHES = 20_000_000
_HEAD = 1024


def asks(frame: Frame, column: str | None) -> list[Sum[Any]]:
    """Return what to ask ahead of `all_differ`: nothing where the first rows tell that it would not help."""
    if column is None or not isinstance(frame, nw.LazyFrame):
        return []
    in_runs = isinstance(frame, Recipe) or is_ordered(frame)
    return [RisingSum(column)] if in_runs and _begins_rising(frame, column) else []


def all_differ(frame: Frame, column: str, answered: Answered | None = None) -> bool:
    """Return whether every value of a column is another one; rows without a value do not count.

    Values that rise from row to row, as ids mostly do, are told while reading; others are compared by their hashes,
    so many at a time that memory stays bounded.
    """
    if isinstance(frame, nw.DataFrame) and frame.implementation.is_polars():
        present = frame[column].to_polars().drop_nulls()
        return _hashes_differ(present.hash().to_numpy()) or present.n_unique() == len(present)
    if _rise(frame, column, answered or Answered()):
        return True
    if isinstance(frame, nw.LazyFrame) and is_ordered(frame):
        return _differ_in_parts(frame, column)
    if isinstance(frame, Recipe):
        return values_differ(frame, column)
    values = frame.select(column).filter(~nw.col(column).is_null())
    counts = values.select(nw.col(column).n_unique().alias("distinct"), nw.col(column).count().alias("present"))
    distinct, present_values = computed(counts).row(0)
    return bool(distinct == present_values)


@packable
@dataclass(frozen=True)
class RisingPart:
    """The lowest and highest value of each run of rows in which values rise; None: they do not rise everywhere."""

    runs: tuple[tuple[Any, Any], ...] | None

    @property
    def differ(self) -> bool:
        """Whether no value stands in two runs, as far as that is told."""
        if self.runs is None:
            return False
        return all(one[1] < other[0] for one, other in pairwise(sorted(self.runs)))


@dataclass(frozen=True)
class RisingSum(Sum[RisingPart]):
    """The runs of rows in which a column's values rise, rows without a value apart."""

    column: str

    @property
    def key(self) -> str:
        return f"rising {json.dumps(self.column, ensure_ascii=False)}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def of(self, batch: Batch) -> RisingPart:
        present = batch.frame[self.column].drop_nulls()
        if not len(present):
            return RisingPart(())
        return RisingPart(((present[0], present[-1]),)) if _rises(present) else RisingPart(None)

    def plus(self, one: RisingPart, other: RisingPart) -> RisingPart:
        return RisingPart(None if one.runs is None or other.runs is None else (*one.runs, *other.runs))


def _rises(present: pl.Series) -> bool:
    return bool((present[1:] > present[:-1]).all())


def _rise(frame: Frame, column: str, answered: Answered) -> bool:
    one = RisingSum(column)
    asked = [one] if one.key in answered.known else asks(frame, column)
    return any(part.differ for part in answered.ask(frame, asked))


def _begins_rising(frame: Frame, column: str) -> bool:
    head = frame.select(column).head(_HEAD)
    first = head.collect(backend="polars") if isinstance(head, nw.LazyFrame) else head
    return _rises(first[column].to_polars().drop_nulls())


def _hashes_differ(hashes: Any) -> bool:
    """Values that hash apart are different, which is told several times as fast as counting texts."""
    hashes = np.sort(hashes)
    return bool((hashes[1:] != hashes[:-1]).all())


def _differ_in_parts(frame: Frame, column: str) -> bool:
    parts = -(-row_count(frame) // _MOST_HASHES)
    for part in range(parts):
        hashes = (batch[column].drop_nulls().hash().to_numpy() for batch in batches(frame, [column]))
        there = [found[found % parts == part] for found in hashes]
        if not _hashes_differ(np.concatenate([np.empty(0, dtype=np.uint64), *there])):
            return False
    return True
