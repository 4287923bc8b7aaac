"""Delimited text in the shapes that platforms, spreadsheets and people give it."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import pytest

from satindex.errors import DataError
from satindex.frames.engines import Engine, using
from satindex.readers import open_export


def opened(folder: Path, text: str | bytes, name: str = "export.csv"):  # type: ignore[no-untyped-def]
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return open_export(path)


def test_cells_stay_as_written(tmp_path: Path) -> None:
    export = opened(tmp_path, "id,a,b,c\n007,N/A,1.0, x \n8,NA,无,null\n")
    assert export.read().rows() == [("007", "N/A", "1.0", " x "), ("8", "NA", "无", "null")]


def test_empty_cells_are_null_quoted_or_not(tmp_path: Path) -> None:
    assert opened(tmp_path, 'a,b\n,""\n"",x\n').read().rows() == [(None, None), (None, "x")]


def test_quoted_newlines_doubled_quotes_and_delimiters(tmp_path: Path) -> None:
    export = opened(tmp_path, 'id,"why,\nin short",n\r\n1,"a ""b"", c\r\nd",2\r\n2,plain,3\r\n')
    assert export.columns == ("id", "why,\nin short", "n")
    assert export.read().rows() == [("1", 'a "b", c\r\nd', "2"), ("2", "plain", "3")]


def test_headings_are_stripped_named_and_made_unique(tmp_path: Path) -> None:
    export = opened(tmp_path, " id ,Q1,Q1,,Q1 (2),x\n1,2,3,4,5,6\n")
    assert export.columns == ("id", "Q1", "Q1 (3)", "column 4", "Q1 (2)", "x")
    assert export.repeated == frozenset({"Q1"})
    assert export.read(["Q1 (3)", "column 4"]).rows() == [("3", "4")]


@pytest.mark.parametrize("start", ["\n\n", "sep=;\n", '"sep=;"\r\n\n', "\ufeffsep=;\n"])
def test_leading_blank_lines_and_a_declared_delimiter(tmp_path: Path, start: str) -> None:
    assert opened(tmp_path, start + "a;b\n1;2\n").read().rows() == [("1", "2")]


def test_carriage_returns_alone_end_lines(tmp_path: Path) -> None:
    assert opened(tmp_path, "\ra,b\r1,x\r2,y\r").read().rows() == [("1", "x"), ("2", "y")]


def test_a_closing_delimiter_makes_no_column(tmp_path: Path) -> None:
    assert opened(tmp_path, "a,b,\n1,x,\n2,y,\n").columns == ("a", "b")
    assert opened(tmp_path, "a,b\n1,x,\n2,y,\n").read().rows() == [("1", "x"), ("2", "y")]
    assert opened(tmp_path, "a,b,\n1,x,\n2,y,z\n").columns == ("a", "b", "column 3")


def test_blank_lines_are_no_respondents_but_empty_rows_are(tmp_path: Path) -> None:
    assert opened(tmp_path, "a,b\n1,x\n\n,\n2,y\n\n\n").read().rows() == [("1", "x"), (None, None), ("2", "y")]


def test_in_a_single_column_a_blank_line_between_answers_is_an_empty_answer(tmp_path: Path) -> None:
    assert opened(tmp_path, "Q1\n9\n\n10\n\n").read().rows() == [("9",), (None,), ("10",)]


def test_commas_of_a_sentence_are_no_delimiters(tmp_path: Path) -> None:
    export = opened(tmp_path, "How, then?;Why, then?\n3,5;2,1\n4,5;1,1\n")
    assert export.columns == ("How, then?", "Why, then?")


def test_semicolons_inside_answers_do_not_make_them_the_delimiter(tmp_path: Path) -> None:
    export = opened(tmp_path, "id,which,n\n1,A;B;,3\n2,A;,4\n3,C;B;,5\n")
    assert export.kind == "csv (utf-8, ',')"
    assert export.read(["which"]).rows() == [("A;B;",), ("A;",), ("C;B;",)]


def test_quotation_marks_inside_plain_cells_are_kept(tmp_path: Path) -> None:
    export = opened(tmp_path, 'id,a,b\n1,5" screen,x\n2,say "hi" there,y\n')
    assert export.read(["a", "b"]).rows() == [('5" screen', "x"), ('say "hi" there', "y")]


def test_a_text_without_quoting_is_read_with_its_marks(tmp_path: Path) -> None:
    export = opened(tmp_path, 'id\ta\n1\t"open\n2\t"x" y\n')
    assert export.read(["a"]).rows() == [('"open',), ('"x" y',)]


def test_rows_without_their_last_empty_cells_are_completed_and_said(tmp_path: Path) -> None:
    export = opened(tmp_path, "a,b,c,d,why\n1,2,3,4,well\n1,2,3,4\n1,2,3,4\n5,6,7,8,ok\n")
    assert export.kind == "csv (utf-8, ','; short rows completed: 2)"
    assert export.read(["d", "why"]).rows() == [("4", "well"), ("4", None), ("4", None), ("8", "ok")]


def test_only_the_asked_columns_come_in_the_asked_order(tmp_path: Path) -> None:
    frame = opened(tmp_path, "a,b,c\n1,2,3\n").read(["c", "a"])
    assert frame.columns == ["c", "a"]
    assert frame.rows() == [("3", "1")]


def test_an_asked_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as told:
        opened(tmp_path, "branch,b\n1,2\n").read(["brunch"])
    assert str(told.value) == "export.csv has no column 'brunch'. Did you mean 'branch'?"


def test_a_hundred_thousand_columns(tmp_path: Path) -> None:
    names = [f"a heading longer than a few letters: Q{n}" for n in range(100_000)]
    export = opened(tmp_path, ",".join(names) + "\n" + ",".join("7" * 100_000) + "\n")
    assert len(export.columns) == 100_000
    assert export.read([names[-1]], numeric=[names[-1]]).rows() == [(7,)]


def test_rows_longer_than_a_block_of_reading(tmp_path: Path) -> None:
    long = "好" * 400_000
    export = opened(tmp_path, f'id,why\n1,"{long}\n""{long}"""\n2,{long}\n')
    assert export.read(["why"]).rows() == [(f'{long}\n"{long}"',), (long,)]


def test_column_names_are_never_patterns_or_code(tmp_path: Path) -> None:
    """polars takes `*` and `^…$` for patterns of many columns."""
    export = opened(tmp_path, "__import__('os'),^.*$,*,a.*\n1,2,3,4\n")
    assert export.columns == ("__import__('os')", "column 2", "column 3", "a.*")
    assert export.read(["a.*", "column 3"], numeric=["a.*", "column 3"]).rows() == [(4, 3)]
    assert export.read(["__import__('os')"]).rows() == [("1",)]


@pytest.mark.parametrize("name", ["export.xls", "export.xlsx"])
def test_text_under_the_name_of_a_workbook_is_read_and_said(tmp_path: Path, name: str) -> None:
    export = opened(tmp_path, "a\tb\n1\t2\n", name)
    assert export.kind == f"csv (utf-8, tab; named {Path(name).suffix})"


def test_mixed_line_ends_all_end_lines(tmp_path: Path) -> None:
    export = opened(tmp_path, "a,b\n1,x\r2,y\r\n3,z\n")
    assert export.read().rows() == [("1", "x"), ("2", "y"), ("3", "z")]


def test_a_carriage_return_in_a_quoted_answer_is_kept(tmp_path: Path) -> None:
    assert opened(tmp_path, 'a,b\n1,"x\ry"\n').read().rows() == [("1", "x\ry")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_what_is_left_on_disk_is_transcoded_and_completed_there(tmp_path: Path, encoding: str) -> None:
    """The second row lacks its last cell, the third has a blank line before it."""
    text = "id,满意度,为什么\n1,5,很好\n2,4\n\n3,1,“慢”\n" + "".join(f"{k},3,一般\n" for k in range(4, 40))
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode(encoding))
    here = open_export(path).read().rows()
    assert here[:3] == [("1", "5", "很好"), ("2", "4", None), ("3", "1", "“慢”")]
    with using(Engine("polars", spill=tmp_path)):
        export = open_export(path)
        folders = [one for one in tmp_path.iterdir() if one.is_dir()]
        assert len(folders) == (1 if encoding == "utf-8" else 2)  # for the rows made whole; for the transcoded text
        frame = export.read()
        assert isinstance(frame, nw.LazyFrame)
        assert frame.collect("polars").rows() == here
    assert list(tmp_path.iterdir()) == [path]
