"""How many sampling units a frame holds, and how many rows each combination of values has."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from satindex.errors import FigureError
from satindex.frames.batches import MOST_IN_MEMORY, Frame, computed, row_count
from satindex.language import Words


def sampling_units(frame: Frame, stratum: str | None, cluster: str | None = None) -> dict[str | None, int]:
    """Return how many clusters (respondents where none is declared) each stratum of a frame holds."""
    if cluster:
        return {level: len(names) for level, names in clusters_by_stratum(frame, stratum, cluster).items()}
    if stratum is None:
        return {None: row_count(frame)}
    found: dict[str | None, int] = {}
    for level, count in cell_counts(frame, [stratum]).rows():
        name = None if level is None else str(level)
        found[name] = found.get(name, 0) + int(count)
    return found


def clusters_by_stratum(frame: Frame, stratum: str | None, cluster: str) -> dict[str | None, tuple[str, ...]]:
    """Return the clusters that each stratum of a frame holds.

    Examples
    --------
    >>> frame = nw.from_native(pl.DataFrame({"s": ["x", "x", "y"], "c": ["1", "2", "1"]}))
    >>> clusters_by_stratum(frame, "s", "c")
    {'x': ('1', '2'), 'y': ('1',)}
    """
    cells = cell_counts(frame, [*([stratum] if stratum else []), cluster])
    strata = cells[stratum].to_list() if stratum else [None] * cells.height
    found: dict[str | None, list[str]] = {}
    for level, name in zip(strata, cells[cluster].to_list(), strict=True):
        found.setdefault(None if level is None else str(level), []).append(str(name))
    return {level: tuple(names) for level, names in found.items()}


def cell_counts(frame: Frame, columns: Sequence[str]) -> pl.DataFrame:
    """Return each combination of values of `columns` that occurs with its `count`, sorted.

    Raises FigureError where a lazy frame has more combinations than rows may be gathered.
    """
    counted = frame.group_by(*columns).agg(nw.len().alias("count"))
    found: pl.DataFrame = computed(_at_most(counted)).to_polars()
    if found.height > MOST_IN_MEMORY and isinstance(frame, nw.LazyFrame):
        raise _too_many_cells([column.lstrip("#@?") for column in columns])
    return found.sort(*columns, nulls_last=True)


def _at_most(counted: Frame) -> Frame:
    """Return one row more than may be gathered, at most; what is in memory already is all there."""
    return counted.head(MOST_IN_MEMORY + 1) if isinstance(counted, nw.LazyFrame) else counted


def _too_many_cells(columns: Sequence[str]) -> FigureError:
    said = ", ".join(columns)
    return FigureError(
        Words(
            f"more than {MOST_IN_MEMORY:,} combinations of {said} occur: too many to be kept in memory. Round a weight "
            "that differs from row to row, or leave one of them out.",
            f"{said} 的组合超过 {MOST_IN_MEMORY:,} 种，无法全部载入内存。请对逐行不同的权重取整，或去掉其中一列。",
        )
    )


def cells_beyond(cells: pl.DataFrame, frame: Frame, columns: Sequence[str]) -> pl.DataFrame:
    """Return the cells of a whole, combinations of `columns` with their `count`, less the rows that a frame holds.

    Examples
    --------
    >>> whole = pl.DataFrame({"g": ["a", "b"], "count": [3, 1]})
    >>> cells_beyond(whole, nw.from_native(pl.DataFrame({"g": ["a", "b"]})), ["g"]).rows()
    [('a', 2)]
    """
    inside = cell_counts(frame, columns).rename({"count": "inside"})
    joined = cells.join(inside, on=list(columns), how="left", nulls_equal=True)
    left = pl.col("count").cast(pl.Int64) - pl.col("inside").fill_null(0).cast(pl.Int64)
    return joined.with_columns(left.alias("count")).filter(pl.col("count") > 0).drop("inside")
