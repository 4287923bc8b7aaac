"""How often each value of columns occurs, as a sum over rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from satindex.frames.batch import Batch
from satindex.frames.batches import Frame, all_distinct_counts, counted_values
from satindex.frames.footers import Bounds
from satindex.frames.kept import Kept
from satindex.frames.packing import packable
from satindex.frames.passes import Answered, Progress, Sum
from satindex.frames.recipes import Recipe
from satindex.frames.value_counts import counts_of_all
from satindex.stats.value_counts import Tally

Value = Any


@packable
@dataclass(frozen=True)
class CountsPart(Kept):
    """How many rows have each value; those without one stand under None."""

    counts: dict[Value, int]

    def joined(self, other: Kept) -> CountsPart:
        if not isinstance(other, CountsPart):
            raise TypeError(f"counts and {type(other).__name__} do not add up")
        found = dict(self.counts)
        for value, count in other.counts.items():
            found[value] = found.get(value, 0) + count
        return CountsPart(found)


@dataclass(frozen=True)
class CountsSum(Sum[CountsPart]):
    """The count of each value of a column; a missing value is None, whatever way it is missing.

    Examples
    --------
    >>> import narwhals as nw, polars as pl
    >>> from satindex.frames.passes import passed
    >>> frame = nw.from_native(pl.DataFrame({"x": [2.0, None, 1.0, 2.0]}))
    >>> one = CountsSum("x")
    >>> one.finished(passed(frame, [one])[0])
    {1.0: 1, 2.0: 2, None: 1}
    """

    column: str

    keepable = True

    @property
    def key(self) -> str:
        return f"counts {json.dumps(self.column, ensure_ascii=False)}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def of(self, batch: Batch) -> CountsPart:
        found = counts_of_all(batch, (self.column,)) if batch.schema[self.column].is_integer() else None
        return CountsPart(dict(counted_values(batch.frame[self.column])) if found is None else _of_tally(found))

    def plus(self, one: CountsPart, other: CountsPart) -> CountsPart:
        return one.joined(other)

    def kept(self, part: CountsPart) -> CountsPart:
        return part

    def finished(self, part: CountsPart) -> dict[Value, int]:
        """Return the counts in the order of the values, those without a value last."""
        return {value: part.counts[value] for value in in_order(list(part.counts))}


def _of_tally(found: Tally) -> dict[Value, int]:
    """Return the counts of the values that occur, the missing ones last."""
    ((values,), (counts,)), last = (found.values, found.plain), len(found.plain[0]) - 1
    return {int(values[at]) if at < last else None: int(counts[at]) for at in np.flatnonzero(counts).tolist()}


def all_counts(
    frame: Frame,
    columns: Sequence[str],
    progress: Progress | None = None,
    answered: Answered | None = None,
    ahead: Sequence[Sum[Any]] = (),
) -> dict[str, dict[Value, int]]:
    """Return how often each value of several columns occurs, of a lazy frame from one pass; see `distinct_counts`.

    Numbers with fractions may all differ: those are left to the engine. The pass answers what is asked `ahead`, too.
    """
    schema, answered = frame.collect_schema(), answered or Answered()
    sums = [CountsSum(name) for name in columns if isinstance(frame, nw.LazyFrame) and not schema[name].is_float()]
    parts = answered.ask(frame, [*sums, *ahead], progress)
    found = {one.column: one.finished(part) for one, part in zip(sums, parts, strict=False)}
    others = all_distinct_counts(frame, [name for name in columns if name not in found])
    return {name: found[name] if name in found else dict(others[name]) for name in columns}


def bounds(frame: Frame, columns: Sequence[str]) -> Mapping[str, Bounds]:
    """Return within which bounds the whole numbers of columns lie, of those that tell without their rows being read."""
    return frame.bounds(columns) if isinstance(frame, Recipe) else {}


def in_order(values: Sequence[Value]) -> list[Value]:
    """Return numbers by size, texts by letter, None last.

    Examples
    --------
    >>> in_order(["b", None, "a"])
    ['a', 'b', None]
    """
    return sorted(values, key=lambda value: (value is None, isinstance(value, str), "" if value is None else value))
