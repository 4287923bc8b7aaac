"""Answers replaced value by value: every row stays, what is not mapped is missing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest

from satindex.frames.batches import row_count
from satindex.frames.recipes import Recipe
from satindex.frames.recode import recoded
from satindex.frames.row_groups import RowGroups


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


AMOUNTS = [round(0.01 + 1.37 * k, 2) for k in range(300)]
MANY: dict[str, tuple[pl.Series, dict[Any, float | None]]] = {
    "floats, one stands for missing, one is scored another way": (
        pl.Series([*AMOUNTS, None, float("nan"), 99999.0, 7777.5]),
        {**{x: x for x in AMOUNTS}, 99999.0: None, 7777.5: 1.0},
    ),
    "small whole numbers": (
        pl.Series([*range(-20, 100), None], dtype=pl.Int64),
        {x: float(x) for x in range(-20, 100)},
    ),
    "decimals": (
        pl.Series([*map(Decimal, map(str, AMOUNTS)), None], dtype=pl.Decimal(18, 2)),
        {Decimal(str(x)): x for x in AMOUNTS},
    ),
    "texts, some of them no plain numbers": (
        pl.Series([*map(str, AMOUNTS), "1,234.5", "none", " ", None]),
        {**{str(x): x for x in AMOUNTS}, "1,234.5": 1234.5, "none": None, " ": None},
    ),
    "texts reversed": (pl.Series([*map(str, AMOUNTS), None]), {str(x): 500 - x for x in AMOUNTS}),
}


@pytest.mark.parametrize("engine", ["duckdb", "files", "polars"])
@pytest.mark.parametrize("kind", MANY)
def test_many_numbers_are_what_they_are_mapped_to(engine: str, kind: str, tmp_path: Path) -> None:
    """The mapping itself says what is expected of each value."""
    values, mapping = MANY[kind]
    table = pl.DataFrame({"place": range(len(values)), "a": values})
    table.write_parquet(tmp_path / "a.parquet")
    frame: Any = nw.from_native(table)
    if engine == "duckdb":
        frame = nw.from_native(duckdb.from_arrow(table.to_arrow()))
    elif engine == "files":
        frame = Recipe(RowGroups([tmp_path / "a.parquet"], {"place": "place", "a": "a"}))
    found = frame.select("place", recoded(frame, "a", mapping, "b"))
    eager = found.collect("polars") if isinstance(found, nw.LazyFrame) else found
    assert eager.sort("place")["b"].to_list() == [mapping.get(value) for value in values]


def test_what_an_engine_is_asked_does_not_name_every_number() -> None:
    values, mapping = MANY["floats, one stands for missing, one is scored another way"]
    frame = nw.from_native(duckdb.from_arrow(pl.DataFrame({"a": values}).to_arrow()))
    assert len(frame.select(recoded(frame, "a", mapping, "b")).to_native().sql_query()) < 1000
