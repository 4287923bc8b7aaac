"""Answers replaced value by value: every row stays, what is not mapped is missing."""

from __future__ import annotations

from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest

from satindex.frames.batches import row_count
from satindex.frames.recode import recoded


def native(engine: str, values: list[Any]) -> Any:
    frame = pl.DataFrame({"a": pl.Series(values, dtype=pl.String)})
    if engine == "duckdb":
        return duckdb.connect().from_arrow(frame.to_arrow())
    return {"polars": frame, "lazy": frame.lazy(), "pandas": frame.to_pandas(), "arrow": frame.to_arrow()}[engine]


@pytest.mark.parametrize("engine", ["polars", "lazy", "pandas", "arrow", "duckdb"])
@pytest.mark.parametrize(
    ("values", "mapping", "wanted"),
    [
        (["x", "y", None, "x"], {"x": 1.0, "y": 2.5}, [1.0, 2.5, None, 1.0]),
        (["x", "y", None, "x"], {"x": 1.0, "y": None}, [1.0, None, None, 1.0]),
        (["x", "y", "x"], {"x": "one", "y": "two"}, ["one", "two", "one"]),
        # A frame that holds nothing but missing values has as many rows as before.
        (["x", "y", "x"], {"x": None, "y": None}, [None, None, None]),
        ([None, None], {}, [None, None]),
    ],
)
def test_recoded(engine: str, values: list[Any], mapping: dict[str, Any], wanted: list[Any]) -> None:
    frame = nw.from_native(native(engine, values))
    found = frame.select(recoded(frame, "a", mapping, "b"))
    assert row_count(found) == len(values)
    eager = found.collect(backend="polars") if isinstance(found, nw.LazyFrame) else found
    values_found = [None if value != value else value for value in eager["b"].to_list()]
    assert sorted(values_found, key=str) == sorted(wanted, key=str)
    if engine != "duckdb":
        assert values_found == wanted
