"""Parquet files on Spark: tasks read their pieces themselves, Spark what it takes for another type."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from satindex.errors import DataError
from satindex.frames.counts import all_counts
from satindex.frames.differing import all_differ
from satindex.frames.footers import Bounds
from satindex.frames.recipes import Recipe
from satindex.frames.spark import table
from satindex.frames.spark_rows import SparkRows

pytestmark = pytest.mark.spark
ROWS = pl.DataFrame(
    {
        "who": [f"r{k}" for k in range(60)],
        "x": [k % 8 or None for k in range(60)],
        "f": [k / 7 for k in range(60)],
        "day": [date(2026, 1, 1)] * 60,
        "at": [datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)] * 60,
        "d": [Decimal("4.50")] * 60,
    },
    schema_overrides={"x": pl.Int8, "d": pl.Decimal(5, 2)},
)


@pytest.fixture
def files(spark: Any, in_parts: Callable[[pl.DataFrame], Path]) -> tuple[Recipe, list[Path]]:
    paths = sorted(in_parts(ROWS).iterdir())
    return table(spark, paths, {name: name for name in ROWS.columns}), paths


def test_tasks_read_the_files_in_their_order(files: tuple[Recipe, list[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    frame, _ = files
    monkeypatch.setattr(SparkRows, "_mapped", None)  # what Spark itself would read
    assert frame.source.height == 60
    assert frame.bounds(["x", "f"]) == {"x": Bounds(1, 7, 8)}
    found = frame.select("who", "x", (nw.col("f") * 2).alias("f"), "day").collect("polars").to_native()
    assert found.equals(ROWS.select("who", "x", pl.col("f") * 2, "day"))
    assert frame.filter(nw.col("x") > 3).select(nw.len().alias("n")).collect("polars").item() == 28


def test_other_types_are_left_to_spark(spark: Any, files: tuple[Recipe, list[Path]]) -> None:
    """A point in time is shown in the session's time zone, a decimal as a number."""
    spark.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
    frame, _ = files
    found = frame.select("who", "at", "d").collect("polars").to_native().sort("who")
    assert found["who"].to_list() == sorted(ROWS["who"])
    assert found["at"].unique().to_list() == [datetime(2026, 1, 2, 11, 4, 5)]  # noqa: DTZ001 - as Spark shows it
    assert found["d"].unique().to_list() == [4.5]


def test_a_damaged_piece_is_named(files: tuple[Recipe, list[Path]]) -> None:
    frame, paths = files
    whole = paths[3].read_bytes()
    paths[3].write_bytes(whole[:4] + bytes(200) + whole[204:])  # its footer still tells how many rows there are
    with pytest.raises(DataError, match=r"partition 3, tried .*part-3\.parquet, row group 1 of 1, is damaged"):
        frame.select("who", "x").collect()


def test_what_is_much_is_fetched_a_partition_at_a_time(
    files: tuple[Recipe, list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Java holds what it fetches: parts that are large stay on the tasks' disks meanwhile."""
    frame, _ = files
    wanted = all_counts(frame, ["x", "who"])
    monkeypatch.setattr("satindex.frames.spark_rows._AT_ONCE", 0)
    assert all_counts(frame, ["x", "who"]) == wanted
    assert wanted["x"][None] == 8
    assert all_differ(frame, "who")


def test_a_task_that_dies_reads_its_pieces_again(files: tuple[Recipe, list[Path]], tmp_path: Path) -> None:
    frame, _ = files
    once = tmp_path / "died"

    def dying(batches: Iterator[pl.DataFrame], _: int) -> Iterator[pl.DataFrame]:
        for batch in batches:
            yield pl.DataFrame({"rows": [batch.height], "x": [batch["x"].cast(pl.Int64).sum()]})
            if not once.exists():
                once.touch()
                os._exit(1)

    found = pl.concat(frame.each(["x"], dying))
    assert once.exists()
    assert (found["rows"].sum(), found["x"].sum()) == (60, ROWS["x"].cast(pl.Int64).sum())
