"""Frames from a notebook and Parquet files: the same answers whatever the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from satindex.errors import DataError
from satindex.frames.engines import Engine, using
from satindex.readers import open_export

DATA = {"id": ["1", "2", "3"], "Q1": [7, None, 3], "why": ["好", "", None]}
ROWS = [("1", 7, "好"), ("2", None, None), ("3", 3, None)]


def given(engine: str, folder: Path) -> Any:
    table = pl.DataFrame(DATA)
    if engine == "duckdb":
        return duckdb.from_arrow(table.to_arrow())
    if engine == "parquet":
        table.write_parquet(folder / "answers.parquet")
        return folder / "answers.parquet"
    if engine == "dask":
        import dask.dataframe

        return dask.dataframe.from_pandas(table.to_pandas(), npartitions=2)
    if engine == "dataset":
        import pyarrow.dataset

        table.write_parquet(folder / "answers.parquet")
        return pyarrow.dataset.dataset(folder / "answers.parquet")
    if engine == "ibis":
        import ibis

        connection = ibis.duckdb.connect()
        connection.con.register("given", table.to_arrow())
        connection.con.execute("create table answers as select * from given")
        return connection.table("answers")
    arrow = table.to_arrow()
    if engine in ("batch", "stream"):
        return arrow.to_batches()[0] if engine == "batch" else arrow.to_reader(max_chunksize=1)
    makers = {"polars": lambda: table, "polars lazy": table.lazy, "pyarrow": table.to_arrow, "pandas": table.to_pandas}
    return makers[engine]()


@pytest.mark.parametrize("engine", ["polars", "polars lazy", "pyarrow", "pandas", "duckdb", "parquet"])
def test_every_engine_gives_the_same_cells(tmp_path: Path, engine: str) -> None:
    export = open_export(given(engine, tmp_path))
    assert export.kind == engine.removesuffix(" lazy")
    assert export.columns == ("id", "Q1", "why")
    read = export.read(["id", "Q1", "why"]).lazy().collect("polars").to_native()
    assert read.with_columns(pl.col("Q1").cast(pl.Float64).fill_nan(None)).rows() == ROWS


@pytest.mark.parametrize("threshold", [0, 1 << 30])
@pytest.mark.parametrize("engine", ["dask", "ibis", "dataset", "stream", "batch"])
def test_what_no_engine_carries_is_put_down_as_files(tmp_path: Path, engine: str, threshold: int) -> None:
    with using(Engine(threshold=threshold, spill=tmp_path)):
        export = open_export(given(engine, tmp_path))
        assert export.source.startswith({"dask": "Dask frame", "ibis": "Ibis table"}.get(engine, "pyarrow "))
        frame = export.read(["id", "Q1", "why"])
        assert isinstance(frame, nw.LazyFrame) is (threshold == 0)
        read = frame.lazy().collect("polars").to_native()
        assert read.with_columns(pl.col("Q1").cast(pl.Float64).fill_nan(None)).rows() == ROWS
    assert not list(tmp_path.glob("satindex-*"))


@pytest.mark.parametrize("given", [pl.DataFrame({"a": []}).to_arrow().to_reader()])
def test_a_stream_without_rows_is_refused(given: Any) -> None:
    with pytest.raises(DataError, match=r"^The pyarrow RecordBatchReader has no rows\.$"):
        open_export(given)


@pytest.mark.parametrize("engine", ["polars lazy", "duckdb", "parquet"])
def test_lazy_frames_stay_lazy(tmp_path: Path, engine: str) -> None:
    # A file beyond the bound, here of no bytes, stays on disk; a small one is held in memory.
    with using(Engine(threshold=0)):
        assert isinstance(open_export(given(engine, tmp_path)).read(["id"]), nw.LazyFrame)


def test_pandas_headings_that_repeat_or_are_no_text() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["Q", "Q", 5, " x "])
    export = open_export(frame)
    assert export.columns == ("Q", "Q (2)", "5", "x")
    assert export.repeated == frozenset({"Q"})
    assert export.read(["Q (2)", "5"]).rows() == [(2, 3)]
    assert list(frame.columns) == ["Q", "Q", 5, " x "]


def test_pandas_categories_and_mixed_objects_become_texts() -> None:
    frame = pd.DataFrame({"c": pd.Categorical(["a", None]), "m": pd.Series([3.0, "N/A"], dtype=object)})
    read = open_export(frame).read().to_polars()
    assert read.rows() == [("a", "3"), (None, "N/A")]


def test_half_a_sign_is_marked() -> None:
    # Objects of Python can hold a lone surrogate; no engine's text and no file can.
    halves = {"t": ["x\ud800y", None], "m": ["\udfff", 3.0]}
    read = open_export(pd.DataFrame(halves, dtype=object)).read().to_polars()
    assert read.rows() == [("x\ufffdy", "\ufffd"), (None, "3")]


@pytest.mark.parametrize("frame", [pd.DataFrame({"a": []}), pl.DataFrame({"a": []}), pl.DataFrame()])
def test_a_frame_without_rows_is_refused(frame: Any) -> None:
    with pytest.raises(DataError, match=r"^The (pandas|polars) frame has no rows\.$"):
        open_export(frame)


def test_a_series_is_no_frame() -> None:
    with pytest.raises(DataError, match=r"^pandas\.Series can't be read as an export"):
        open_export(pd.Series([1]))


def test_parquet_is_known_by_its_content(tmp_path: Path) -> None:
    pl.DataFrame(DATA).write_parquet(tmp_path / "answers.csv")
    assert open_export(tmp_path / "answers.csv").kind == "parquet (named .csv)"
