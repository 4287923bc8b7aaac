"""What Parquet's footers tell of columns: the bounds of their whole numbers, or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satindex.frames.footers import Bounds, bounds, heights
from satindex.frames.recipes import Recipe
from satindex.frames.row_groups import RowGroups

Answers = list[int | None]
COLUMN = st.lists(st.none() | st.integers(-128, 127), min_size=1, max_size=12)


@given(COLUMN, COLUMN, st.integers(1, 5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bounds_are_those_of_all_rows(
    tmp_path: Path, one: list[int | None], other: list[int | None], size: int
) -> None:
    paths = [tmp_path / "one.parquet", tmp_path / "other.parquet"]
    for path, rows, kind in zip(paths, (one, other), (pl.Int8, pl.Int64), strict=True):
        pl.DataFrame({"x": pl.Series(rows, dtype=kind)}).write_parquet(path, row_group_size=size)
    there = [x for x in (*one, *other) if x is not None]
    low, high = min(there, default=None), max(there, default=None)
    assert bounds(paths, ["x"]) == {"x": Bounds(low, high, len(one) + len(other) - len(there))}
    assert [sum(heights(path)) for path in paths] == [len(one), len(other)]


def test_nothing_is_told_of_what_is_no_whole_number_or_where_footers_are_silent(tmp_path: Path) -> None:
    path = tmp_path / "some.parquet"
    rows = {"f": [1.0, 2.0], "t": ["a", "b"], "d": [date(2026, 1, 1)] * 2, "b": [True, False], "i": [3, None]}
    pl.DataFrame(rows).write_parquet(path)
    assert bounds([path], [*rows, "missing"]) == {"i": Bounds(3, 3, 1)}
    pl.DataFrame(rows).write_parquet(tmp_path / "silent.parquet", statistics=False)
    assert bounds([path, tmp_path / "silent.parquet"], list(rows)) == {}


def test_two_columns_of_one_path_tell_nothing(tmp_path: Path) -> None:
    """A column "a.b" and the field b of a column "a" have the same path in a footer."""
    pq.write_table(pa.table({"a": [{"b": 9}], "a.b": [1], "c": [2]}), tmp_path / "nested.parquet")
    assert bounds([tmp_path / "nested.parquet"], ["a.b", "c"]) == {"c": Bounds(2, 2, 0)}


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    pl.DataFrame({"x": [1, 7, None], "y": [2, 2, 3], "z": [0.5, 1, 2]}).write_parquet(tmp_path / "a.parquet")
    return Recipe(RowGroups([tmp_path / "a.parquet"], {"one": "x", "two": "y", "z": "z"}))


def test_a_recipe_tells_of_columns_that_stand_as_they_were_with_all_rows(recipe: Recipe) -> None:
    assert recipe.bounds(["one", "two", "z"]) == {"one": Bounds(1, 7, 1), "two": Bounds(2, 3, 0)}
    made = recipe.select("one", (nw.col("two") * 2).alias("two")).with_columns((nw.col("one") + 1).alias("more"))
    assert made.bounds(["one", "two"]) == {"one": Bounds(1, 7, 1)}
    assert recipe.with_columns((nw.col("two") + nw.col("one")).alias("one")).bounds(["one"]) == {}
    assert recipe.filter(nw.col("two") == 2).bounds(["one"]) == {}
