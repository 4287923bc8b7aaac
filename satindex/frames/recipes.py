"""Frames whose rows lie elsewhere, in partitions: what is done to each row is noted, and done where the row is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NoReturn, Protocol
from uuid import uuid4

import narwhals as nw
import polars as pl

from satindex.frames.expression_nodes import (
    adding_up,
    counted_by,
    expressions,
    is_by_row,
    is_row_count,
    is_unchanged,
    name_of,
    read_by,
)
from satindex.frames.footers import Bounds
from satindex.frames.plan import Plan

ROWS: Final = 32_768
_HEAD: Final = 1024
_MERGED: Final = {"len": pl.Expr.sum, "sum": pl.Expr.sum, "count": pl.Expr.sum, "max": pl.Expr.max, "min": pl.Expr.min}
"""Aggregates whose values over parts give that over the whole, and how."""

Work = Callable[[Iterator[pl.DataFrame], int], Iterator[Any]]
"""What is done with the batches of one partition, whose first row has a place among all; it can be sent elsewhere."""
Progress = Callable[[int], None]
Step = tuple[str, tuple[nw.Expr, ...]]


class Source(Protocol):
    """Rows in partitions, read where they lie."""

    @property
    def implementation(self) -> nw.Implementation:
        """The engine that holds the rows."""
        ...

    @property
    def height(self) -> int | None:
        """How many rows there are; None where only reading them would tell."""
        ...

    @property
    def here(self) -> bool:
        """Whether work is done in this process, so that it may yield anything; elsewhere it yields frames."""
        ...

    @property
    def schema(self) -> Mapping[str, Any]:
        """The columns with polars' types."""
        ...

    def bounds(self, columns: Sequence[str]) -> Mapping[str, Bounds]:
        """Return within which bounds the whole numbers of columns lie, of those that tell without their rows."""
        ...

    def head(self, rows: int) -> pl.DataFrame:
        """Return a few rows."""
        ...

    def each(self, columns: Sequence[str], work: Work, whole: bool, progress: Progress | None = None) -> Iterator[Any]:
        """Yield what work makes of each partition's columns, in the order of the partitions.

        `whole`: that is little, and all partitions are worked on at a time; else they are fetched one by one.
        `progress` is told how many rows are done.
        """
        ...

    def counted(self, recipe: Recipe, keys: Sequence[str], counts: Mapping[str, str | None]) -> nw.LazyFrame[Any]:
        """Return for each combination of keys how many rows it has, or how many values of a column."""
        ...

    def native(self, recipe: Recipe) -> Any:
        """Return the engine's own frame of what a recipe makes."""
        ...


class Recipe(nw.LazyFrame[Any]):
    """Rows of a source with what is done to them, step by step: narwhals expressions that need one row at a time.

    It is a lazy frame of narwhals' whose expressions polars computes, batch by batch, where the rows lie: so a score is
    the same number as anywhere else. Sums over rows, counts of combinations of values and the first rows are fetched;
    whatever else would need other rows is refused.
    """

    def __init__(self, source: Source, steps: tuple[Step, ...] = (), nothing: nw.LazyFrame[Any] | None = None) -> None:
        self.source, self.steps, self._no_rows = source, steps, nothing

    @property
    def _compliant_frame(self) -> NoReturn:  # type: ignore[override]
        raise NotImplementedError("this is not done to rows that lie in partitions elsewhere")

    @property
    def implementation(self) -> nw.Implementation:  # type: ignore[override]
        """The engine that holds the rows."""
        return self.source.implementation

    @cached_property
    def _schema(self) -> nw.Schema:
        return self._nothing().collect_schema()

    def collect_schema(self) -> nw.Schema:
        """Return the columns with their types."""
        return self._schema

    @property
    def schema(self) -> nw.Schema:
        """The columns with their types."""
        return self._schema

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        return self._schema.names()

    @property
    def _height(self) -> int | None:
        """How many rows there are, where that is known without reading them."""
        return None if any(name == "filter" for name, _ in self.steps) else self.source.height

    def bounds(self, columns: Sequence[str]) -> Mapping[str, Bounds]:
        """Return within which bounds the whole numbers of columns lie, of those that tell without their rows."""
        return self.source.bounds([name for name in columns if self._is_unchanged(name)])

    def _is_unchanged(self, column: str) -> bool:
        """Whether a column is one of the source's with all its rows."""
        return all(name != "filter" and all(map(is_unchanged, asked)) for name, asked in self._pruned([column])[1])

    def made(self, rows: pl.DataFrame | pl.LazyFrame) -> nw.LazyFrame[Any]:
        """Return what the steps make of rows of the source."""
        return _made(self.steps, rows)

    def _nothing(self) -> nw.LazyFrame[Any]:
        """Return what the steps make of no rows; each recipe goes on from the one before."""
        if self._no_rows is None:
            self._no_rows = self.made(pl.DataFrame(schema=self.source.schema))
        return self._no_rows

    def select(self, *exprs: Any, **named: Any) -> Any:
        """Return columns made of each row, or, where all are aggregates, their values over all rows."""
        asked = expressions(exprs, named)
        if asked and all(map(is_row_count, asked)) and self._height is not None:
            return nw.from_native(pl.LazyFrame({name_of(one): [self._height] for one in asked}))
        if asked and all(adding_up(one) for one in asked):
            return self._aggregated(asked)
        if not any(map(read_by, asked)):
            raise NotImplementedError("columns of literals alone have no rows")
        return self._then("select", asked)

    def with_columns(self, *exprs: Any, **named: Any) -> Recipe:
        """Return the frame with further columns made of each row."""
        return self._then("with_columns", expressions(exprs, named))

    def filter(self, *predicates: Any, **constraints: Any) -> Recipe:
        """Return the rows for which all predicates are true."""
        equal = tuple(nw.col(name) == value for name, value in constraints.items())
        return self._then("filter", (*expressions(predicates, {}), *equal))

    def drop(self, *columns: Any, strict: bool = True) -> Recipe:
        """Return the frame without some columns."""
        left_out = {name for one in columns for name in ([one] if isinstance(one, str) else one)}
        if strict and left_out - set(self.columns):
            raise KeyError(*(left_out - set(self.columns)))
        return self._then("select", tuple(nw.col(name) for name in self.columns if name not in left_out))

    def rename(self, mapping: Mapping[str, str]) -> Recipe:
        """Return the frame with other names of columns."""
        return self._then("select", tuple(nw.col(name).alias(mapping.get(name, name)) for name in self.columns))

    def lazy(self, backend: Any = None, *, session: Any = None) -> Recipe:
        """Return the frame: it is lazy."""
        return self

    def head(self, n: int = 5) -> Any:
        """Return at most n rows, fetched: those that the source's first rows give, where these give any."""
        found = self.first(n)
        if not found.height:
            parts, height = [], 0
            for part in self.rows(self.columns):
                parts.append(part)
                height += part.height
                if height >= n:
                    break
            found = pl.concat(parts).head(n) if parts else found
        return nw.from_native(found.lazy())

    def first(self, n: int = _HEAD) -> pl.DataFrame:
        """Return at most n rows: those that the source's first rows give, perhaps none."""
        found: pl.DataFrame = self.made(self.source.head(max(n, _HEAD))).head(n).collect().to_native()
        return found

    def collect(self, backend: Any = None, **kwargs: Any) -> nw.DataFrame[Any]:
        """Return all rows, fetched partition by partition."""
        parts = list(self.rows(self.columns))
        rows = pl.concat(parts) if parts else self._nothing().collect().to_native()
        pandas = str(backend).lower().rsplit(".", 1)[-1] == "pandas"
        return nw.from_native(rows.to_pandas() if pandas else rows, eager_only=True)

    def group_by(self, *keys: Any, drop_null_keys: bool = False) -> Counted:  # type: ignore[override]
        """Return what counts rows by combinations of values."""
        names = [name for key in keys for name in ([key] if isinstance(key, str) else key)]
        there = [~nw.col(name).is_null() for name in names] if drop_null_keys else []
        return Counted(self.filter(*there) if there else self, tuple(names))

    def to_native(self) -> Any:
        """Return the engine's own frame, which is made when it is used."""
        return self.source.native(self)

    def rows(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield columns of all rows in batches, fetched partition by partition."""
        chosen = list(dict.fromkeys(columns))
        return self.source.each(self.needed(chosen), self.worked(chosen, _unchanged), whole=False)

    def each(self, columns: Sequence[str], work: Work, progress: Progress | None = None) -> Iterator[Any]:
        """Yield what work makes of each partition's columns, all partitions worked on where they lie."""
        chosen = list(dict.fromkeys(columns))
        return self.source.each(self.needed(chosen), self.worked(chosen, work), whole=True, progress=progress)

    def worked(self, columns: Sequence[str], work: Work) -> Work:
        """Return work on columns of the recipe as work on those columns of its source that are needed."""
        return Worked(tuple(columns), self._pruned(columns)[1], work)

    def needed(self, columns: Sequence[str]) -> list[str]:
        """Return the columns of the source that some columns are made of; at least one, for its rows."""
        return self._pruned(columns)[0]

    def _pruned(self, columns: Sequence[str]) -> tuple[list[str], tuple[Step, ...]]:
        """Return what some columns need of the source, and of the steps."""
        wanted, steps = set(columns), list[Step]()
        for name, asked in reversed(self.steps):
            chosen = asked
            if name != "filter":
                chosen = tuple(one for one in asked if name_of(one) in wanted)
                chosen = chosen or (asked[:1] if name == "select" else ())
                wanted = set() if name == "select" else wanted - set(map(name_of, chosen))
            if chosen:
                steps.append((name, chosen))
            wanted.update(column for one in chosen for column in read_by(one))
        of = [name for name in self.source.schema if name in wanted] or list(self.source.schema)[:1]
        return of, tuple(reversed(steps))

    def _then(self, name: str, asked: tuple[nw.Expr, ...]) -> Recipe:
        """Return the frame with one more step, whose every expression makes one column of each row by itself."""
        for one in asked:
            if not is_by_row(one):
                raise NotImplementedError(f"{one!r} needs more than one row at a time")
        then = Recipe(self.source, (*self.steps, (name, asked)), getattr(self._nothing(), name)(*asked))
        names = list(dict.fromkeys([*(self.columns if name == "with_columns" else ()), *map(name_of, asked)]))
        if name != "filter" and then.columns != names:
            raise NotImplementedError(f"{name} makes other columns than its expressions tell: {then.columns}, {names}")
        return then

    def _aggregated(self, asked: tuple[nw.Expr, ...]) -> nw.LazyFrame[Any]:
        """Return aggregates over all rows: those over batches, put together."""
        of = sorted({name for one in asked for name in read_by(one)}) or self.columns[:1]
        found = self.each(of, Aggregated(asked))
        parts = pl.concat([_aggregates(asked, self._nothing().collect().to_native()), *found])
        ways = zip(parts.columns, map(adding_up, asked), strict=True)
        merged: nw.LazyFrame[Any] = nw.from_native(
            parts.lazy().select(_MERGED[way](pl.col(name)) for name, way in ways if way)
        )
        return merged


class Worked:
    """Work on columns that steps make, done with batches of what they are made from.

    It can be sent elsewhere; where it comes again by its `name`, it is what came first: planning is not done twice.
    """

    def __init__(self, columns: tuple[str, ...], steps: tuple[Step, ...], work: Work, name: str = "") -> None:
        self.columns, self.steps, self.work = columns, steps, work
        self.name = name or uuid4().hex
        self._free: list[Plan] = []

    def __reduce__(self) -> tuple[Any, ...]:
        return _come, (self.name, self.columns, self.steps, self.work)

    def __call__(self, batches: Iterator[pl.DataFrame], place: int) -> Iterator[Any]:
        if not self.steps:
            yield from self.work((part.select(self.columns) for part in batches if part.height), place)
            return
        plan = self._free.pop() if self._free else Plan(self._made)
        yield from self.work((part for part in map(plan.made, batches) if part.height), place)
        self._free.append(plan)

    def _made(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        found: pl.LazyFrame = _made(self.steps, rows).select(*self.columns).to_native()
        return found


_COME: Final[dict[str, Worked]] = {}
_MOST_COME: Final = 4


def _come(name: str, columns: tuple[str, ...], steps: tuple[Step, ...], work: Work) -> Worked:
    if name not in _COME:
        while len(_COME) >= _MOST_COME:
            del _COME[next(iter(_COME))]
        _COME[name] = Worked(columns, steps, work, name)
    return _COME[name]


@dataclass(frozen=True)
class Aggregated:
    """What aggregates are of each batch."""

    asked: tuple[nw.Expr, ...]

    def __call__(self, batches: Iterator[pl.DataFrame], _: int) -> Iterator[pl.DataFrame]:
        return (_aggregates(self.asked, batch) for batch in batches)


class Counted:
    """Rows of a recipe by the combinations of some columns' values."""

    def __init__(self, recipe: Recipe, keys: tuple[str, ...]) -> None:
        self.recipe, self.keys = recipe, keys

    def agg(self, *exprs: Any, **named: Any) -> nw.LazyFrame[Any]:
        """Return a row per combination with its number of rows (`nw.len()`) or of different values (`n_unique`)."""
        counts = {name_of(one): counted_by(one) for one in expressions(exprs, named)}
        return self.recipe.source.counted(self.recipe, self.keys, counts)


def _made(steps: Iterable[Step], rows: pl.DataFrame | pl.LazyFrame) -> nw.LazyFrame[Any]:
    frame: nw.LazyFrame[Any] = nw.from_native(rows.lazy())
    for name, asked in steps:
        frame = getattr(frame, name)(*asked)
    return frame


def _aggregates(asked: Sequence[nw.Expr], rows: pl.DataFrame) -> pl.DataFrame:
    """Return aggregates of a batch; counts have room for those of all rows."""
    found: pl.DataFrame = nw.from_native(rows.lazy()).select(*asked).collect().to_native()
    return found.with_columns(column.cast(pl.Int64) for column in found if column.dtype.is_integer())


def _unchanged(batches: Iterator[pl.DataFrame], _: int) -> Iterator[pl.DataFrame]:
    return batches
