"""How many sampling units a frame holds, and how many rows each combination of values has."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from satindex.frames.batches import Frame, row_count


def sampling_units(frame: Frame, stratum: str | None, cluster: str | None) -> dict[str | None, int]:
    """Return how many clusters (respondents where none is declared) each stratum of a frame holds."""
    keys = [column for column in (stratum, cluster) if column]
    if not keys:
        return {None: row_count(frame)}
    counted = frame.group_by(*keys).agg(nw.len().alias("__rows"))
    eager = counted.collect(backend="polars") if isinstance(counted, nw.LazyFrame) else counted
    strata = eager[stratum].to_list() if stratum else [None] * len(eager)
    units = [1] * len(eager) if cluster else eager["__rows"].to_list()
    found: dict[str | None, int] = {}
    for level, count in zip(strata, units, strict=True):
        found[None if level is None else str(level)] = found.get(None if level is None else str(level), 0) + int(count)
    return found


def cell_counts(frame: Frame, columns: Sequence[str]) -> pl.DataFrame:
    """Return each combination of values of `columns` that occurs with its `count`, sorted."""
    counted = frame.group_by(*columns).agg(nw.len().alias("count"))
    eager = counted.collect(backend="polars") if isinstance(counted, nw.LazyFrame) else counted
    found: pl.DataFrame = eager.to_polars()
    return found.sort(*columns, nulls_last=True)


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
