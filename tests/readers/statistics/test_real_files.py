"""Every real SPSS and Stata file: rows × columns, cells, labels and missing codes.

The cells and dictionaries were listed by pyreadstat 1.3.7 (`user_missing=True`); how they are to be read (ISO dates,
`.a` for a tagged missing value, which codes of a range occur or are labelled) was worked out by hand from those lists.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from satindex.readers import open_export
from satindex.readers.export import OptionSet

SAMPLE = [
    ("a", 1.1, "2018-05-06", "2018-05-06 10:10:10", 1, 1, "10:10:10"),
    ("b", 1.2, "1880-05-06", "1880-05-06 10:10:10", 2, 2, "23:10:10"),
    ("c", -1000.3, "1960-01-01", "1960-01-01 00:00:00", 1, 3, "00:00:00"),
    ("d", -1.4, "1583-01-01", "1583-01-01 00:00:00", 2, 1, "16:10:10"),
    ("e", 1000.3, None, None, 1, 1, None),
]
SEX, LEVELS = {"1": "Male", "2": "Female"}, {"1": "low", "2": "medium", "3": "high"}
TAGGED = [("1",), ("2",), ("3",), ("4",), ("5",), (".a",), (".h",), (".z",)]
Expected = tuple[
    str, tuple[int, int], dict[int, tuple[Any, ...]], dict[str, dict[str, str]], dict[str, tuple[str, ...]]
]
# kind, rows × columns, rows by place, value labels, missing codes
FILES: dict[str, Expected] = {
    "datetime-d.dta": ("stata", (1, 1), {0: ("2015-11-02",)}, {}, {}),
    # 6306150067200 s after 14 October 1582 is in the year 201416, past Python's own calendar
    "datetime.sav": (
        "spss (windows-1252)",
        (2, 3),
        {
            0: ("2014-09-22", "+201416-09-22 00:00:00", "12:11:10.09"),
            1: ("2014-09-23", "2014-09-23 15:59:20", "15:59:20.01"),
        },
        {},
        {},
    ),
    "hebrews.sav": ("spss (utf-8)", (99, 1), {0: (33,), 5: (0,)}, {}, {}),
    "labelled-num-na.sav": (
        "spss (utf-8)",
        (2, 1),
        {0: (1,), 1: (9,)},
        {"VAR00002": {"1": "This is one"}},
        {"VAR00002": ("9",)},
    ),
    "labelled-num.sav": ("spss (utf-8)", (1, 1), {0: (1,)}, {"VAR00002": {"1": "This is one"}}, {}),
    "labelled-str.sav": ("spss (utf-8)", (2, 1), {0: ("M",)}, {"gender": {"F": "Female", "M": "Male"}}, {}),
    "missing_char.sav": (
        "spss (windows-1252)",
        (2, 1),
        {0: ("Z",), 1: ("a",)},
        {"mychar": {"a": "labeled"}},
        {"mychar": ("Z",)},
    ),
    "missing_test.dta": (
        "stata",
        (1, 9),
        {0: (".a", ".b", ".c", ".x", ".y", ".z", None, None, 1)},
        {"var1": {".a": "missing"}},
        {f"var{at}": (f".{tag}",) for at, tag in enumerate("abcxyz", start=1)},
    ),
    "missing_test.sav": ("spss (windows-1252)", (2, 1), {1: (2,)}, {"var1": {"1": "missing"}}, {"var1": ("1",)}),
    "notes.dta": ("stata", (5, 4), {2: (3, 1, 1, 4)}, {}, {}),
    "ordered_category.sav": (
        "spss (utf-8)",
        (4, 1),
        {3: (2,)},
        {"Col1": {"1": "high", "2": "low", "3": "medium"}},
        {},
    ),
    "sample.dta": ("stata", (5, 7), dict(enumerate(SAMPLE)), {"mylabl": SEX, "myord": LEVELS}, {}),
    "sample.por": ("spss portable", (5, 7), dict(enumerate(SAMPLE)), {"MYLABL": SEX, "MYORD": LEVELS}, {}),
    "sample.sav": ("spss (windows-1252)", (5, 7), dict(enumerate(SAMPLE)), {"mylabl": SEX, "myord": LEVELS}, {}),
    "sample.zsav": ("spss (windows-1252)", (5, 7), dict(enumerate(SAMPLE)), {"mylabl": SEX, "myord": LEVELS}, {}),
    "sample_large.sav": ("spss (utf-8)", (485, 7), {5: SAMPLE[0], 484: SAMPLE[4]}, {}, {}),
    # mynum: 2000 thru 3000 (2500 occurs) and −1; myord: −2 is declared though nobody gave it
    "sample_missing.sav": (
        "spss (windows-1252)",
        (7, 7),
        {
            **dict(enumerate(SAMPLE)),
            5: ("Z", -1.0, None, None, -1, -1, None),
            6: (None, 2500.0, None, None, None, -3, None),
        },
        {"mylabl": {"-1": "undetermined", **SEX}, "myord": {"-1": "missing", **LEVELS}},
        {"mynum": ("-1", "2500"), "mylabl": ("-1",), "myord": ("-1", "-2", "-3")},
    ),
    # z: −999 thru 0 (−9 occurs) and 999; quarter: seconds of the quarter's first day
    "simple_alltypes.sav": (
        "spss (windows-1252)",
        (6, 12),
        {
            0: (1, "2000-01-01", -9.0, "red", 1, 1, 0, "a", "a", "b", "2014-11-01", "2014-10-01"),
            3: (4, "1776-07-04", 999.0, "NA", 0, 0, 0, "b", "b", "b", "2014-12-15", "2014-10-01"),
            4: (8, None, 3.14159, None, None, 1, 0, "a", "b", "d", "2015-01-02", "2015-01-01"),
        },
        {
            "x": {"1": "red", "2": "green", "3": "blue"},
            "z": {"999": "skipped"},
            **{f"ca_subvar_{at}": {sign: sign for sign in "abcd"} for at in (1, 2, 3)},
        },
        {"x": ("7", "8", "99"), "z": ("999", "-9")},
    ),
    "tagged-na-double.dta": (
        "stata",
        (8, 1),
        dict(enumerate(TAGGED)),
        {"x": {".a": "apple", ".z": ".zebra"}},
        {"x": (".a", ".h", ".z")},
    ),
    "tagged-na-int.dta": (
        "stata",
        (8, 1),
        dict(enumerate(TAGGED)),
        {"x": {".a": "apple", ".z": ".zebra"}},
        {"x": (".a", ".h", ".z")},
    ),
    "tegulu.sav": ("spss (utf-8)", (1, 2), {0: (210, "నేను గతంలో వాడిన బ")}, {}, {}),
    "test_width.sav": (
        "spss (utf-8)",
        (5, 4),
        {3: ("R_001YoDDgdWzjhS5", "2020-08-18 20:04:52", 2611, 2)},
        {"Finished": {"1": "False", "2": "True"}},
        {},
    ),
    "types.dta": (
        "stata",
        (2, 8),
        {
            0: (3.14, 3.14, 2, 2, 2, "2", "1960-01-01", "2015-12-01 03:14:15"),
            1: (7.0, 7.0, 7, 7, 7, "Hello, World!", "2015-12-01", "1960-01-01 00:00:00"),
        },
        {},
        {},
    ),
    "umlauts.sav": (
        "spss (utf-8)",
        (4, 1),
        {3: (3,)},
        {"var1": {"1": "the ä umlaut", "2": "the ü umlaut", "3": "the ö umlaut"}},
        {},
    ),
    "variable-label.sav": ("spss (utf-8)", (1, 1), {0: (1,)}, {"sex": {"1": "female"}}, {}),
}


@pytest.mark.parametrize("name", FILES)
def test_cells_labels_and_missing_codes(shared: Path, name: str) -> None:
    kind, shape, rows, labels, missing = FILES[name]
    export = open_export(shared / "data/exports/spss_stata" / name)
    frame = export.read()
    assert (export.kind, frame.shape) == (kind, shape)
    assert {place: frame.row(place) for place in rows} == rows
    assert export.codebook.value_labels == labels
    assert [list(codes) for codes in export.codebook.value_labels.values()] == [
        list(codes) for codes in labels.values()
    ]
    assert export.codebook.missing == missing


def test_no_real_file_is_left_out(shared: Path) -> None:
    assert {path.name for path in (shared / "data/exports/spss_stata").iterdir()} == set(FILES)


def test_variable_labels_are_questions_and_sets_of_dichotomies_are_sets(shared: Path) -> None:
    """As IBM's MRSETS writes them: a set D with counted value 1, and a set C of categories, which is no dichotomy."""
    told = open_export(shared / "data/exports/spss_stata/simple_alltypes.sav").codebook
    bools = ("bool1", "bool2", "bool3")
    assert told.questions["x"] == "Numeric variable with value labels"
    assert told.sets == {"My multiple response set": OptionSet(bools, ("1",))}
    assert told.options == {"bool1": "Response #1", "bool2": "Response #2", "bool3": "Response #3"}
    assert told.question_columns["mymrset"] == told.question_columns["My multiple response set"] == bools
    assert told.question_columns["categorical_array"] == ("ca_subvar_1", "ca_subvar_2", "ca_subvar_3")
    assert told.question_columns["Date variable"] == ("y",)
    assert {column for column, kind in told.types.items() if kind == "date"} == {"y", "date", "quarter"}
    assert told.missing_reasons["999"].en == "skipped"
    assert "8" not in told.missing_reasons


def test_texts_of_other_alphabets(shared: Path) -> None:
    folder = shared / "data/exports/spss_stata"
    assert open_export(folder / "hebrews.sav").columns == ("ותק_ב",)
    assert open_export(folder / "umlauts.sav").codebook.questions == {"var1": "This is an ä-umlaut"}


def test_only_the_columns_asked_for_are_read_and_rows_below_a_heading(shared: Path) -> None:
    export = open_export(shared / "data/exports/spss_stata/sample.sav")
    assert export.read(["mytime", "mychar"]).rows() == [(row[6], row[0]) for row in SAMPLE]
    assert export.below(3).read(["mylabl"]).rows() == [(2,), (1,)]  # type: ignore[attr-defined]
    assert export.first_rows(1) == [  # type: ignore[attr-defined]
        ("a", "1.1", "2018-05-06", "2018-05-06 10:10:10", "1", "1", "10:10:10")
    ]
