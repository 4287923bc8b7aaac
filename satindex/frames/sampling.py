"""How many sampling units a frame holds, and how many rows each combination of values has."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from satindex.frames.batches import Frame, row_count


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
