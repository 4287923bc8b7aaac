"""What polars does with rows, planned once and done with many batches: planning may take longer than a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl
from polars.io.plugins import register_io_source


class Plan:
    """A lazy frame made of rows that are given later, batch by batch; one batch at a time.

    Examples
    --------
    >>> plan = Plan(lambda rows: rows.select(pl.col("x") * 2))
    >>> [plan.made(pl.DataFrame({"x": [x]})).item() for x in (1, 2)]
    [2, 4]
    """

    def __init__(self, plan: Callable[[pl.LazyFrame], pl.LazyFrame]) -> None:
        self._plan = plan
        self._waiting: list[pl.DataFrame] = []
        self._schema: pl.Schema | None = None
        self._planned = pl.LazyFrame()

    def made(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return what the plan makes of some rows."""
        if rows.schema != self._schema:
            self._schema = rows.schema
            self._planned = self._plan(register_io_source(self._next, schema=rows.schema))
        self._waiting.append(rows)
        return self._planned.collect()

    def _next(
        self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        found = self._waiting.pop().lazy()
        found = found if predicate is None else found.filter(predicate)
        found = found if columns is None else found.select(columns)
        yield (found if rows is None else found.head(rows)).collect()
