"""A frame taken apart by the levels of a text column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import narwhals as nw
import numpy as np
import polars as pl

from satindex.frames.batches import MOST_IN_MEMORY, Frame, computed
from satindex.stats.sample import Codes

PLACE: Final = "#place"


def rows_by_level(frame: Frame, column: str, levels: Sequence[str], rows: int) -> Iterator[tuple[str, Frame]]:
    """Yield the rows of each level, in memory where they fit; those of a frame in memory with their places in it.

    `rows` counts those of the frame: where they fit, they are read once.
    """
    if isinstance(frame, nw.LazyFrame) and rows <= MOST_IN_MEMORY:
        frame = frame.collect(backend="polars")
    if isinstance(frame, nw.DataFrame):
        frame = frame.with_row_index(PLACE)
    for level in levels:
        yield level, frame.filter(nw.col(column) == level)


def gathered(frame: Frame, rows: int) -> Any:
    """Return a frame in memory where its `rows` fit there."""
    return frame.collect(backend="polars") if isinstance(frame, nw.LazyFrame) and rows <= MOST_IN_MEMORY else frame


def placed(frame: Frame) -> tuple[Frame, Codes | None]:
    """Return a level's rows as they were, and their places in the whole where these are known."""
    if PLACE not in frame.collect_schema().names():
        return frame, None
    places = computed(frame.select(PLACE))[PLACE].to_numpy()
    return frame.drop(PLACE), np.asarray(places, dtype=np.int64)


def levels_in(frame: Frame, column: str) -> set[str | None]:
    """Return the levels of a text column that occur, None for missing."""
    return set(computed(frame.select(column).unique())[column].to_list())


def cells_of_others(cells: pl.DataFrame, column: str, level: str, beyond: pl.DataFrame | None) -> pl.DataFrame:
    """Return the cells of all levels but one, with those `beyond` the frame: combinations with their `count`.

    Examples
    --------
    >>> cells = pl.DataFrame({"w": [1, 1, 2], "b": ["x", "y", None], "count": [3, 1, 2]})
    >>> cells_of_others(cells, "b", "x", pl.DataFrame({"w": [1], "count": [5]})).rows()
    [(1, 6), (2, 2)]
    """
    others = cells.filter(pl.col(column).ne_missing(level)).drop(column)
    parts = [others] if beyond is None else [others, beyond.select(others.columns)]
    names = [name for name in others.columns if name != "count"]
    return pl.concat(parts, how="vertical_relaxed").group_by(names).agg(pl.col("count").sum()).sort(names)
