"""Any table of texts, written by other programs or by us, is read back cell by cell."""

from __future__ import annotations

import csv
from pathlib import Path

import narwhals as nw
import polars as pl
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from satindex.readers import open_export
from satindex.results.score_files import write_table

CALM = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD = "a1 0,;\t|\"'\n\r=+-@《〗满意é😀.\\"
CELL = st.text(st.sampled_from(ODD), max_size=8) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=6
)
WIDTH = st.integers(1, 4)
TABLE = WIDTH.flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6))


def expected(table: list[list[str]]) -> list[tuple[str | None, ...]]:
    return [tuple(cell or None for cell in row) for row in table]


def headings(table: list[list[str]]) -> list[str]:
    return [f"Q{place}" for place in range(len(table[0]))]


@CALM
@given(table=TABLE, delimiter=st.sampled_from(",;\t|"), newline=st.sampled_from(["\n", "\r\n"]), bom=st.booleans())
def test_all_quoted_csv(tmp_path: Path, table: list[list[str]], delimiter: str, newline: str, bom: bool) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
        writer.writerows([headings(table), *table])
    export = open_export(path)
    assert export.columns == tuple(headings(table))
    assert export.read().rows() == expected(table)


@CALM
@given(table=TABLE)
def test_csv_quoted_where_needed(tmp_path: Path, table: list[list[str]]) -> None:
    """A row of one empty cell is written `""`, which is no blank line; a lone carriage return needs its quotes."""
    assume(not any("\r" in cell for row in table for cell in row))
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings(table), *table])
    assert open_export(path).read().rows() == expected(table)


@CALM
@given(table=TABLE)
def test_parquet(tmp_path: Path, table: list[list[str]]) -> None:
    path = tmp_path / "a.parquet"
    frame = pl.DataFrame(table, schema=dict.fromkeys(headings(table), pl.String), orient="row")
    write_table(nw.from_native(frame), path)
    assert open_export(path).read().lazy().collect().rows() == expected(table)


@settings(CALM, max_examples=40)
@given(
    table=st.lists(
        st.lists(st.text("a1 0,;\t|\"'\n=+-@《〗满意é😀.\\<&_x", max_size=8), min_size=3, max_size=3), max_size=6
    )
)
def test_xlsx(tmp_path: Path, table: list[list[str]]) -> None:
    """Excel's own format knows no control characters but tab and newline; wholly empty rows are no rows there."""
    rows = [["id", "x", "y"], *([str(place), *row] for place, row in enumerate(table)), ["last", "", ""]]
    names = ["Q0", "Q1", "Q2", "Q3"]
    filled = [[*row, ""][:4] for row in rows]
    path = tmp_path / "a.xlsx"
    frame = pl.DataFrame(filled, schema=dict.fromkeys(names, pl.String), orient="row")
    write_table(nw.from_native(frame), path)
    assert open_export(path).read(["Q0", "Q1", "Q2"]).rows() == [row[:3] for row in expected(filled)]
