"""Score tables on disk: exact, inert, whole or not there at all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import openpyxl
import pandas as pd
import polars as pl
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satindex.errors import MissingExtraError, WriteError
from satindex.results import score_files
from satindex.results.score_files import write_table

TABLE = pl.DataFrame(
    {
        "序号": ["1", "2", "3"],
        "quality.tangibles": [0.1 + 0.2, float("nan"), None],
        "nps": pl.Series([-100, 0, None], dtype=pl.Int8),
        "why": ["=1+1", "慢", None],
    }
)


def written(folder: Path, name: str, table: Any = TABLE) -> Path:
    path = folder / name
    write_table(nw.from_native(table), path)
    return path


def test_csv_is_read_by_excel_and_keeps_every_digit(tmp_path: Path) -> None:
    assert written(tmp_path, "s.csv").read_bytes() == (
        b"\xef\xbb\xbf" + "序号,quality.tangibles,nps,why\n1,0.30000000000000004,-100,'=1+1\n2,,0,慢\n3,,,\n".encode()
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_texts_that_would_run_are_inert_and_numbers_untouched(tmp_path: Path, start: str) -> None:
    table = pl.DataFrame({"a": [f"{start}cmd|' /C calc'!A0"], f"{start}b": [-1.5]})
    read = pl.read_csv(written(tmp_path, "s.csv", table), infer_schema=False)
    assert read.rows() == [(f"'{start}cmd|' /C calc'!A0", "-1.5")]
    assert read.columns == ["a", f"'{start}b"]


def test_parquet_keeps_types_and_holds_no_nan(tmp_path: Path) -> None:
    read = pl.read_parquet(written(tmp_path, "s.parquet"))
    assert read.schema == TABLE.schema
    assert read["quality.tangibles"].to_list() == [0.1 + 0.2, None, None]


def test_excel_texts_never_become_formulas_or_links(tmp_path: Path) -> None:
    table = TABLE.with_columns(link=pl.lit("https://example.org"))
    page = openpyxl.load_workbook(written(tmp_path, "s.xlsx", table)).active
    rows = list(page.iter_rows())
    assert [cell.value for cell in rows[0]] == ["序号", "quality.tangibles", "nps", "why", "link"]
    assert [cell.value for cell in rows[1]] == ["1", 0.3, -100, "=1+1", "https://example.org"]
    assert [rows[1][3].data_type, rows[1][4].hyperlink] == ["s", None]
    assert [cell.value for cell in rows[3]] == ["3", None, None, None, "https://example.org"]


def test_spss_names_labels_and_values(tmp_path: Path) -> None:
    table = TABLE.rename({"why": "why not?"})
    frame, meta = pyreadstat.read_sav(written(tmp_path, "s.sav", table))
    assert meta.column_names == ["序号", "quality.tangibles", "nps", "why_not"]
    assert meta.column_labels == ["序号", "quality.tangibles", "nps", "why not?"]
    assert frame["quality.tangibles"].iloc[0] == 0.1 + 0.2
    assert frame["nps"].isna().tolist() == [False, False, True]


def test_spss_without_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(MissingExtraError) as told:
        written(tmp_path, "s.sav")
    assert str(told.value) == (
        "Writing .sav needs the package pyreadstat, which is not installed. "
        'Install it with: pip install "satindex[statistics]"'
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "said"), [("s.docx", "ends in '.docx'"), ("scores", "has no ending")])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(WriteError) as told:
        written(tmp_path, name)
    assert str(told.value) == f"{tmp_path / name} {said}; scores can be written as .csv, .parquet, .xlsx, .sav."


def test_too_many_rows_for_excel(tmp_path: Path) -> None:
    table = pl.DataFrame({"a": pl.Series([1], dtype=pl.Int8).new_from_index(0, 1_048_576)})
    with pytest.raises(
        WriteError, match=r"^The table has 1,048,576 rows and 1 columns; an Excel sheet holds 1,048,575"
    ):
        written(tmp_path, "s.xlsx", table)


def test_a_text_too_long_for_excel(tmp_path: Path) -> None:
    with pytest.raises(
        WriteError, match=r"^Column 'why' has a text of 32,768 characters; an Excel cell holds 32,767\."
    ):
        written(tmp_path, "s.xlsx", pl.DataFrame({"why": ["x" * 32_768]}))


@pytest.mark.parametrize("name", ["s.csv", "s.parquet", "s.xlsx", "s.sav"])
def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"what stood here")

    def fail(table: pl.DataFrame, temporary: Path, extras: score_files.Extras) -> None:
        temporary.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(score_files.WRITERS, path.suffix, fail)
    with pytest.raises(WriteError) as told:
        written(tmp_path, name)
    assert str(told.value) == f"{path} could not be written: No space left on device."
    assert path.read_bytes() == b"what stood here"
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_table_that_csv_cannot_hold_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(b"what stood here")
    with pytest.raises(WriteError, match="could not be written"):
        written(tmp_path, "s.csv", pl.DataFrame({"a": [[1, 2]]}))
    assert path.read_bytes() == b"what stood here"


@pytest.mark.parametrize("engine", ["pandas", "lazy", "duckdb"])
def test_every_engine_writes_the_same_file(tmp_path: Path, engine: str) -> None:
    table = TABLE.with_columns(pl.col("nps").cast(pl.Float64))
    frames: dict[str, Any] = {
        "pandas": table.to_pandas,
        "lazy": table.lazy,
        "duckdb": lambda: duckdb.from_arrow(table.to_arrow()),
    }
    assert written(tmp_path, "a.csv", frames[engine]()).read_bytes() == written(tmp_path, "b.csv", table).read_bytes()


def test_numbered_columns_of_pandas_are_written(tmp_path: Path) -> None:
    assert written(tmp_path, "a.csv", pd.DataFrame({"a": [1.5]})).read_text("utf-8-sig") == "a\n1.5\n"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_csv_numbers_read_back_equal(tmp_path: Path, values: list[float]) -> None:
    path = written(tmp_path, "s.csv", pl.DataFrame({"a": values}))
    assert [float(line) for line in path.read_text("utf-8-sig").split()[1:]] == values
