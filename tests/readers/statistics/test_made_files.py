"""Statistics files made here: ranges, sets of codes, encodings, damage; and any table written and read back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import DataError, NoRowsError
from satindex.measures.registry import TYPES
from satindex.readers import open_export
from satindex.responses.reading import read_responses
from satindex.survey.load import load_survey

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)
CODE = st.integers(-(10**9), 10**9)
CELL = st.one_of(st.none(), CODE.map(float), st.floats(-1e6, 1e6).map(lambda number: round(number, 3)))
COLUMN = st.one_of(st.lists(CELL, min_size=3, max_size=3), st.lists(TEXT, min_size=3, max_size=3))


def saved(path: Path, data: dict[str, list[Any]], **wishes: Any) -> Path:
    frame = pd.DataFrame(data)
    if path.suffix == ".dta":
        pyreadstat.write_dta(frame, str(path), **wishes)
    elif path.suffix == ".xpt":
        pyreadstat.write_xport(frame, str(path), **wishes)
    elif path.suffix == ".por":
        pyreadstat.write_por(frame, str(path), **wishes)
    else:
        pyreadstat.write_sav(frame, str(path), compress=path.suffix == ".zsav", **wishes)
    return path


def test_codes_of_a_range_that_occur_or_have_a_label_are_missing(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "ranges.sav",
        {"q": [1.0, -3.0, -1.5, 99.0], "plain": [1.0, 2.0, 3.0, -3.0]},
        missing_ranges={"q": [{"lo": -999.0, "hi": -1.0}, 99.0]},
        variable_value_labels={"q": {-2.0: "never asked", 1.0: "one", 0.0: "none"}},
    )
    export = open_export(path)
    assert export.codebook.missing == {"q": ("99", "-3", "-2", "-1.5")}
    assert export.codebook.missing_reasons["-2"].en == "never asked"


def test_a_user_missing_code_is_no_answer_and_the_audit_names_its_label(tmp_path: Path) -> None:
    """Answers 1, 5, 9: 9 is declared missing, so the mean of the item is (1 + 5) / 2 = 3."""
    path = saved(
        tmp_path / "coded.sav",
        {"q": [1.0, 5.0, 9.0]},
        missing_ranges={"q": [9.0]},
        variable_value_labels={"q": {9.0: "refused"}},
    )
    (tmp_path / "s.yaml").write_text("survey: s\nscales: {five: {points: [1, 5]}}\nitems: {q: {scale: five}}\n")
    responses = read_responses(open_export(path), load_survey(tmp_path / "s.yaml", TYPES))
    assert responses.frame.lazy().collect()["q"].to_list() == [1, 5, None]
    assert [(one.value, one.count, one.reason.en) for one in responses.audit.cells] == [("9", 1, "refused")]


def test_a_label_that_looks_like_another_code_is_only_a_label(tmp_path: Path) -> None:
    path = saved(tmp_path / "odd.sav", {"q": [2.0, 1.0]}, variable_value_labels={"q": {2.0: "1", 1.0: "2"}})
    export = open_export(path)
    assert export.codebook.value_labels == {"q": {"2": "1", "1": "2"}}
    assert export.read()["q"].to_list() == [2, 1]


@pytest.mark.parametrize("version", [5, 8])
def test_sas_transport_files(tmp_path: Path, version: int) -> None:
    """20 000 days after 1 January 1960 is 4 October 2014."""
    path = saved(
        tmp_path / "t.xpt",
        {"id": [1.0, 2.0], "day": [20000.0, None], "said": ["中文", ""], "x": [1.5, None]},
        file_format_version=version,
        column_labels=["Number", "Day", "What?", None],
        variable_format={"day": "DATE9"},
    )
    export = open_export(path)
    assert export.kind == "sas transport"
    assert export.read().rows() == [(1, "2014-10-04", "中文", 1.5), (2, None, None, None)]
    assert export.codebook.questions == {"id": "Number", "day": "Day", "said": "What?"}


def test_stata_months_and_long_numbers(tmp_path: Path) -> None:
    """Month 660 is 55 years after January 1960; 2**53 − 1 is the longest whole number a double is sure of."""
    path = saved(
        tmp_path / "m.dta",
        {"month": [660.0, 671.0], "id": [9007199254740991.0, 1.0]},
        variable_format={"month": "%tm"},
    )
    assert open_export(path).read().rows() == [("2015-01", 9007199254740991), ("2015-12", 1)]


@pytest.mark.parametrize(("inside", "encoding"), [("满意度", "gb18030"), ("满意", "gb18030")])
def test_texts_that_are_not_in_the_encoding_the_file_names(tmp_path: Path, inside: str, encoding: str) -> None:
    label = "L" * len(inside.encode(encoding))
    raw = saved(tmp_path / "e.sav", {"a": ["x", "y"]}, column_labels=[label]).read_bytes()
    (tmp_path / "e.sav").write_bytes(raw.replace(label.encode(), inside.encode(encoding)))
    export = open_export(tmp_path / "e.sav")
    assert (export.kind, export.codebook.questions) == (f"spss ({encoding})", {"a": inside})


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta", "por", "xpt"])
def test_a_cut_file_is_refused_in_words(tmp_path: Path, ending: str) -> None:
    rows = {"q": [float(number) for number in range(2000)], "t": [f"text {number}" for number in range(2000)]}
    path = saved(tmp_path / f"cut.{ending}", rows)
    path.write_bytes(path.read_bytes()[:-1999])
    with pytest.raises(DataError, match=r"cut\..* is cut off or damaged"):
        open_export(path).read()


def test_a_wrong_ending_is_named_and_a_file_without_rows_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.sav", {"q": [1.0]}).rename(tmp_path / "a.csv")
    assert open_export(path).kind == "spss (utf-8) (named .csv)"
    with pytest.raises(NoRowsError, match=r"none\.sav has no rows"):
        open_export(saved(tmp_path / "none.sav", {"q": []}))


def test_without_pyreadstat_the_message_holds_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "a.sav", {"q": [1.0]})
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(DataError, match=r'pip install "satindex\[statistics\]"'):
        open_export(path)


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta", "xpt"])
@settings(settings.get_profile("costly"))
@given(columns=st.lists(COLUMN, min_size=1, max_size=4))
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, ending: str, columns: list[list[Any]]
) -> None:
    data = {f"v{at}": cells for at, cells in enumerate(columns)}
    numbers = {name for name, cells in data.items() if not any(isinstance(cell, str) for cell in cells)}
    series = {name: pd.Series(cells, dtype="float64" if name in numbers else "str") for name, cells in data.items()}
    path = saved(tmp_path_factory.mktemp("any") / f"any.{ending}", series)  # type: ignore[arg-type]
    expected = {name: [None if cell == "" else cell for cell in cells] for name, cells in data.items()}
    assert open_export(path).read().to_dict(as_series=False) == expected


@pytest.mark.parametrize("left", [81, 160, 250])
def test_a_portable_file_that_ends_before_its_mark_of_the_end_is_refused(tmp_path: Path, left: int) -> None:
    path = saved(tmp_path / "p.por", {"q": [float(number) for number in range(50)]})
    path.write_bytes(path.read_bytes()[:-left])
    with pytest.raises(DataError, match="cut off or damaged"):
        open_export(path)


def broken(raw: bytes, at: bytes, to: bytes) -> bytes:
    assert raw.count(at) == 1
    return raw.replace(at, to)


@pytest.mark.parametrize(
    ("at", "to"),
    [
        # the first variable's width is 0 (a number); the labels' only variable is number 1
        (b"\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00", b"\x00\x00\x00\x02\x00\x00\x00\xff\xff\xff\xff"),
        (b"\x04\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00", b"\x04\x00\x00\x00\x01\x00\x00\x00\x01\x3c\x00\x00"),
    ],
)
def test_records_that_would_bring_the_reader_down_are_refused(tmp_path: Path, at: bytes, to: bytes) -> None:
    path = saved(tmp_path / "b.sav", {"q": [1.0]}, variable_value_labels={"q": {1.0: "one"}})
    path.write_bytes(broken(path.read_bytes(), at, to))
    with pytest.raises(DataError, match="cut off or damaged"):
        open_export(path)


def test_coded_texts_in_another_encoding_than_the_file_names(tmp_path: Path) -> None:
    path = saved(tmp_path / "g.sav", {"q": ["AAAA", "b"]}, variable_value_labels={"q": {"AAAA": "label"}})
    path.write_bytes(path.read_bytes().replace(b"AAAA", "满意".encode("gb18030")))
    export = open_export(path)
    assert export.codebook.value_labels == {"q": {"满意": "label"}}
    assert export.read()["q"].to_list() == ["满意", "b"]


def test_a_time_that_no_clock_holds_stays_a_number(tmp_path: Path) -> None:
    path = saved(tmp_path / "t.sav", {"t": [36610.0, 1e300, None]}, variable_format={"t": "TIME8"})
    assert open_export(path).read()["t"].to_list() == ["10:10:10", str(int(1e300)), None]
