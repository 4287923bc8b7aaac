"""Where an engine fails while reading, the part that can't be read is named, and a full disk is told in words."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pyarrow.parquet as pq
import pytest

from satindex.errors import DataError, WriteError
from satindex.frames import faults
from satindex.frames.batches import batches, row_count
from satindex.frames.counts import CountsSum
from satindex.frames.engines import Engine, from_parquet, using
from satindex.frames.passes import passed

ROWS = pl.DataFrame({"a": [number % 7 for number in range(4000)]})


@pytest.fixture(autouse=True)
def _nothing_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_read", {})


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """Three parts of four row groups; of the second part the third row group is damaged, its footer is not."""
    paths = [tmp_path / f"part-{number}.parquet" for number in range(3)]
    for path in paths:
        ROWS.write_parquet(path, row_group_size=1000)
    place = pq.ParquetFile(paths[1]).metadata.row_group(2).column(0)
    start = place.dictionary_page_offset or place.data_page_offset
    content = bytearray(paths[1].read_bytes())
    content[start : start + 16] = b"\xff" * 16
    paths[1].write_bytes(content)
    return paths


def read_on(engine: Any, paths: list[Path]) -> Any:
    with using(Engine(engine)):
        frame = from_parquet(paths, {"a": "a"}, size=1)
        return passed(frame, [CountsSum("a")])


@pytest.mark.parametrize("engine", ["memory", "polars", "duckdb"])
def test_the_part_and_its_row_group_are_named(parts: list[Path], engine: str) -> None:
    with pytest.raises(DataError) as told:
        read_on(engine, parts)
    assert str(told.value).startswith(f"{parts[1]}, row group 3 of 4, is damaged")
    assert f"{parts[1]} 的第 3/4 个行组已损坏" in told.value.words.zh
    assert read_on(engine, [parts[0], parts[2]])[0].counts == {value: 2 * n for value, n in COUNTS.items()}


COUNTS = {value: 4000 // 7 + (value < 4000 % 7) for value in range(7)}


def test_a_stream_of_polars_names_the_part_too(parts: list[Path]) -> None:
    faults.remember(parts)
    frame = nw.from_native(pl.scan_parquet(parts))
    with pytest.raises(DataError, match=r"part-1\.parquet, row group 3 of 4"):
        list(batches(frame, ["a"]))
    with pytest.raises(DataError, match=r"part-1\.parquet, row group 3 of 4"):
        row_count(frame.filter(nw.col("a") > 1))


def test_a_part_that_was_removed_or_cut_off_meanwhile(parts: list[Path]) -> None:
    parts[1].write_bytes(parts[0].read_bytes()[:100])
    with using(Engine("duckdb")):
        frame = from_parquet([parts[0]], {"a": "a"}, size=1)
        faults.remember([parts[1]])
        parts[0].unlink()
        with pytest.raises(DataError, match=r"part-0\.parquet is no longer there"):
            row_count(frame.filter(nw.col("a") > 1))
    with pytest.raises(DataError, match=r"part-1\.parquet is damaged"), faults.told():
        raise pl.exceptions.ComputeError("parquet: out of specification")


def test_a_disk_without_room_for_what_is_spilled(tmp_path: Path) -> None:
    with using(Engine("duckdb", memory=24 << 20, spill=tmp_path)) as engine:
        database = engine.database()
        database.execute("SET max_temp_directory_size = '1MiB'; SET threads = 1")
        frame = nw.from_native(database.sql("SELECT hash(range) AS x FROM range(6000000)"))
        with pytest.raises(WriteError, match=r"the disk is full.*--spill"):
            list(batches(frame.sort("x"), ["x"]))
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_fault_of_an_engine_passes_unchanged(parts: list[Path]) -> None:
    faults.remember(parts)
    with pytest.raises(ValueError, match="mine"), faults.told():
        raise ValueError("mine")
    with pytest.raises(WriteError), faults.told():
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(WriteError, match="--memory"), faults.told():
        raise pl.exceptions.ComputeError("out of memory")


def test_an_engine_that_fails_otherwise_says_so_itself(parts: list[Path]) -> None:
    faults.remember([parts[0]])
    with pytest.raises(pl.exceptions.ColumnNotFoundError), faults.told():
        pl.scan_parquet(parts[0]).select("b").collect()
