"""One pass over a frame's rows, on whatever engine they are: what each batch adds, added up."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar, cast

import narwhals as nw
import polars as pl

from satindex.frames.batch import Batch as Batch
from satindex.frames.batches import Frame, batches
from satindex.frames.kept import Kept
from satindex.frames.one_thread import one_thread
from satindex.frames.packing import packed, unpacked
from satindex.frames.recipes import ROWS, Recipe

Part = TypeVar("Part")
Progress = Callable[[int], None]
_PART = "part"


class Sum(ABC, Generic[Part]):
    """What a figure needs of the rows: what one batch of them adds, and how two parts add up.

    Sums are small and can be sent to where the rows are. `plus` gives the same whatever the order and the grouping of
    the parts, rounding apart. `keepable` tells that its parts are sums alone, from which no row can be told: they may
    stand in a file of moments.
    """

    keepable: ClassVar[bool] = False

    @property
    @abstractmethod
    def key(self) -> str:
        """What is asked, whatever the data are: the same question has the same key."""

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""

    def prepared(self, first: Batch) -> Sum[Part]:
        """Return the sum ready for rows like those of a first batch, such as with numbers near their means."""
        return self

    @abstractmethod
    def of(self, batch: Batch) -> Part:
        """Return what a batch adds."""

    @abstractmethod
    def plus(self, one: Part, other: Part) -> Part:
        """Return what two parts add together."""

    def fitted(self, part: Part | Kept) -> Part:
        """Return a part that an equal question got elsewhere in the form of this one's, such as with its levels."""
        return cast("Part", part)

    def kept(self, part: Part) -> Kept:
        """Return a part in the form in which it is kept and added to those of other rows, where it is `keepable`."""
        raise TypeError(f"{type(part).__name__} is not kept")


def passed(frame: Frame, sums: Sequence[Sum[Any]], progress: Progress | None = None) -> list[Any]:
    """Return the parts of all sums over a frame's rows, computed together in one pass on the frame's engine.

    Memory is bounded by the batches in work and by what the sums keep. The parts of batches are added in the frame's
    order where it has one, so that the same frame gives the same figures to the last digit. On Spark each partition
    adds up its own batches where it lies, and the driver adds up the partitions.
    """
    columns = list(dict.fromkeys(column for one in sums for column in one.columns))
    if not sums or not columns:
        return [one.of(Batch(pl.DataFrame())) for one in sums]
    if isinstance(frame, Recipe):
        return _added(_where_they_lie(frame, sums, columns, progress), sums, frame, columns)
    return _added(_in_threads(batches(frame, columns), sums, progress), sums, frame, columns)


def _in_threads(
    parts: Iterable[pl.DataFrame], sums: Sequence[Sum[Any]], progress: Progress | None
) -> Iterator[list[Any]]:
    """Yield what a few batches at a time add, each batch in a thread of its own."""
    found, workers, done, ready = iter(parts), min(4, os.cpu_count() or 1), 0, None
    # Each batch has its thread: products of matrices that take several more would only wait for each other.
    with one_thread(), ThreadPoolExecutor(workers) as pool:
        while chunk := list(_placed(islice(found, workers), done)):
            ready = ready or [one.prepared(chunk[0]) for one in sums]
            yield reduce(_together(ready), pool.map(_of(ready), chunk))
            done += sum(map(len, chunk))
            if progress:
                progress(done)


def _placed(parts: Iterable[pl.DataFrame], start: int) -> Iterator[Batch]:
    for part in parts:
        yield Batch(part, start)
        start += part.height


def _of(sums: Sequence[Sum[Any]]) -> Callable[[Batch], list[Any]]:
    return lambda batch: [one.of(batch) for one in sums]


def _together(sums: Sequence[Sum[Any]]) -> Callable[[list[Any], list[Any]], list[Any]]:
    return lambda parts, others: [one.plus(a, b) for one, a, b in zip(sums, parts, others, strict=True)]


def _added(parts: Iterable[list[Any]], sums: Sequence[Sum[Any]], frame: Frame, columns: Sequence[str]) -> list[Any]:
    together = _together(sums)
    whole: list[Any] | None = None
    for part in parts:
        whole = part if whole is None else together(whole, part)
    return whole if whole is not None else _of(sums)(_empty(frame, columns))


def _empty(frame: Frame, columns: Sequence[str]) -> Batch:
    """Return a batch of no rows with the frame's columns."""
    schema = frame.select(*columns).collect_schema()
    texts = {name for name, kind in schema.items() if kind == nw.String or kind == nw.Categorical}
    return Batch(pl.DataFrame(schema={name: pl.String if name in texts else pl.Float64 for name in columns}))


def _where_they_lie(
    frame: Recipe, sums: Sequence[Sum[Any]], columns: Sequence[str], progress: Progress | None
) -> Iterator[list[Any]]:
    """Yield what each partition adds, added up where it lies; what travels are sums and parts, never rows."""
    head = Batch(frame.select(*columns).head(ROWS // 32).collect().to_native())
    ready = [one.prepared(head) for one in sums] if len(head) else list(sums)

    here = frame.source.here
    found = frame.each(columns, AddedUp(tuple(ready), here), progress)
    return found if here else (unpacked(part[_PART].item()) for part in found)


@dataclass(frozen=True)
class AddedUp:
    """What the batches of a partition add to sums; `here` tells that it need not be packed to travel."""

    sums: tuple[Sum[Any], ...]
    here: bool

    def __call__(self, batches: Iterator[pl.DataFrame], place: int) -> Iterator[Any]:
        parts = map(_of(self.sums), _placed(batches, place))
        whole = next(parts, None)
        if whole is not None:
            added = reduce(_together(self.sums), parts, whole)
            yield added if self.here else pl.DataFrame({_PART: [packed(added)]})


class Answered:
    """What is already known of a frame's rows: each question is answered once, several unknown ones in one pass."""

    def __init__(self, known: dict[str, Any] | None = None) -> None:
        self.known: dict[str, Any] = {} if known is None else known

    def ask(self, frame: Frame, sums: Sequence[Sum[Any]], progress: Progress | None = None) -> list[Any]:
        """Return the parts of sums over all rows of `frame`, which must always be the same rows."""
        unknown = list({one.key: one for one in sums if one.key not in self.known}.values())
        if unknown:
            found = passed(frame, unknown, progress)
            self.known |= {one.key: part for one, part in zip(unknown, found, strict=True)}
        return [one.fitted(self.known[one.key]) for one in sums]
