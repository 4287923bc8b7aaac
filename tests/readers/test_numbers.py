"""Columns asked for as numbers: exact, or left as they stand."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satindex.readers import open_export

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def column(folder: Path, cells: list[str], delimiter: str = ",") -> nw.Series:
    path = folder / "export.csv"
    path.write_text(
        f"id{delimiter}Q\n" + "".join(f"{n}{delimiter}{cell}\n" for n, cell in enumerate(cells)), encoding="utf-8"
    )
    return open_export(path).read(["Q"], numeric=["Q"])["Q"]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", "7", ""], [1, 7, None]),
        (["007", " 3", "+2"], [7, 3, 2]),
        (["-99", "999", "5"], [-99, 999, 5]),
        (["1.0", "2", "4.35"], [1.0, 2.0, 4.35]),
        (["1e3", ".5", "5."], [1000.0, 0.5, 5.0]),
        (["3 ", "4", " 5 "], [3.0, 4.0, 5.0]),
        (["", "", ""], [None, None, None]),
        (["5", " ", ""], [5, None, None]),
        (["5.5", "  ", ""], [5.5, None, None]),
        ([" ", "1 ", "+2"], [None, 1.0, 2.0]),
    ],
)
def test_plain_numbers_become_numbers(tmp_path: Path, cells: list[str], values: list[float | None]) -> None:
    assert column(tmp_path, cells).to_list() == values


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "N/A"],
        ["1.5", "nan"],
        ["1.5", "inf"],
        ["1.5", "1_000"],
        ["1", "4分"],
        ["1", "True"],
        ["12345678901234567890", "1"],
        ["9007199254740993.5", "1"],
        ["1", "0x10"],
    ],
)
def test_anything_else_leaves_the_column_as_written(tmp_path: Path, cells: list[str]) -> None:
    assert column(tmp_path, cells).to_list() == cells


@pytest.mark.parametrize("last", ["999", "2.5", "-40000", "123456789012"])
def test_a_number_that_no_sample_showed_is_read_whole(tmp_path: Path, last: str) -> None:
    read = column(tmp_path, ["5"] * 3000 + [last])
    assert read.to_list() == [5] * 3000 + [float(last)]


def test_a_late_label_turns_the_column_back_to_text_as_written(tmp_path: Path) -> None:
    assert column(tmp_path, ["05"] * 3000 + ["N/A"]).to_list() == ["05"] * 3000 + ["N/A"]


def test_a_late_label_in_one_column_leaves_the_others_numbers(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("a,b\n" + "1,2\n" * 3000 + "N/A,300\n", encoding="utf-8")
    frame = open_export(path).read(numeric=["a", "b"])
    assert frame["a"].to_list()[-1] == "N/A"
    assert frame["b"].to_list()[-1] == 300


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_decimal_commas(tmp_path: Path, delimiter: str) -> None:
    assert column(tmp_path, ["3,5", "4", "", "0,125"], delimiter).to_list() == [3.5, 4.0, None, 0.125]


def test_a_decimal_comma_elsewhere_in_the_column_settles_what_could_be_thousands(tmp_path: Path) -> None:
    assert column(tmp_path, ["1,234", "3,5"], ";").to_list() == [1.234, 3.5]


@pytest.mark.parametrize("cells", [["1,234", "5,678"], ["3,5", "4.5"], ["1,234,567", "1"], ["3,5", "N/A"]])
def test_ambiguous_commas_are_not_guessed(tmp_path: Path, cells: list[str]) -> None:
    assert column(tmp_path, cells, ";").to_list() == cells


def test_quoted_decimal_commas_of_a_real_export(shared: Path) -> None:
    """The file's first row reads `1,Valdez,"1,54","52,3",22.1,2`."""
    frame = open_export(shared / "data/exports/redcap/decimal-comma_data.csv").read(numeric=["height", "bmi"])
    assert frame["height"].to_list()[0] == 1.54
    assert frame["bmi"].to_list()[0] == 22.1


@CALM
@given(values=st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=30))
def test_decimals_are_exact(tmp_path: Path, values: list[float]) -> None:
    """Python's repr is the shortest text that reads back as the same double."""
    assert column(tmp_path, [repr(value) for value in values]).to_list() == values


@CALM
@given(values=st.lists(st.integers(-(2**53) + 1, 2**53 - 1), min_size=1, max_size=30))
def test_whole_numbers_are_exact(tmp_path: Path, values: list[int]) -> None:
    assert column(tmp_path, [str(value) for value in values]).to_list() == values
