"""An export that was converted is read back with the same columns, answers and codebook, from every kind of file."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from satindex.language import Words
from satindex.readers import open_export
from satindex.readers.export import Codebook, Export, OptionSet
from satindex.readers.opening.headings import unique_headings
from satindex.readers.tidy.converting import convert
from satindex.responses.folding import as_text

ENDINGS = ("csv", "xlsx", "parquet", "sav")
NASTY = (
    "=1+1", "'=1", "''@x", "-5", "+5", "007", "1.0", "0.1", "-0", "1e5", "N/A", " x", "a\nb", '"q", r', "true",
    "_x0041_", "2018-05-06", "9007199254740993", "123456789012345678", "0.30000000000000004", ".5", "1,5",
    "很满意", "〖其他〗",
)  # fmt: skip
TEXT = st.one_of(st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=20), st.sampled_from(NASTY))
CODES = st.lists(st.one_of(st.integers(-99, 10**6).map(str), TEXT.filter(str.strip)), max_size=6, unique=True)
CELLS = st.one_of(
    st.lists(st.one_of(st.none(), TEXT), min_size=3, max_size=3),
    st.lists(st.one_of(st.none(), st.integers(-99, 99).map(str)), min_size=3, max_size=3),
    st.lists(st.one_of(st.none(), st.integers(-(2**62), 2**62)), min_size=3, max_size=3),
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda x: round(x, 4))), min_size=3, max_size=3),
)


@st.composite
def exports(draw: st.DrawFn) -> Export:
    columns = unique_headings(draw(st.lists(TEXT, min_size=1, max_size=4)))[0]
    data = {column: draw(CELLS) for column in columns}
    data[columns[0]] = draw(st.lists(TEXT.filter(str.strip), min_size=3, max_size=3))  # a wholly empty row is none
    frame = pl.DataFrame({name: pl.Series(name, cells, strict=False) for name, cells in data.items()})
    return replace(open_export(frame), codebook=draw(codebooks(columns)))  # type: ignore[type-var]


@st.composite
def codebooks(draw: st.DrawFn, columns: tuple[str, ...]) -> Codebook:
    """Any codebook: empty texts say nothing, so there are none."""
    said = TEXT.filter(bool)
    some = st.dictionaries(st.sampled_from(columns), said, max_size=4)
    coded = {column: draw(CODES) for column in columns}
    labels = {column: {code: draw(said) for code in codes if draw(st.booleans())} for column, codes in coded.items()}
    missing = {column: tuple(code for code in codes if draw(st.booleans())) for column, codes in coded.items()}
    declared = sorted({code for codes in missing.values() for code in codes})
    groups = st.lists(st.sampled_from(columns), min_size=1, unique=True).map(tuple)
    return Codebook(
        questions=draw(some),
        value_labels={column: own for column, own in labels.items() if own},
        missing={column: codes for column, codes in missing.items() if codes},
        missing_reasons={code: Words(draw(said), draw(said)) for code in declared if draw(st.booleans())},
        question_columns=draw(st.dictionaries(said, groups, max_size=2)),
        ids=draw(some),
        types=dict.fromkeys(columns[:1], "multiple"),
        roles=dict.fromkeys(columns[1:2], "duration"),
        sets=draw(st.dictionaries(said, st.builds(OptionSet, groups, CODES.map(tuple)), max_size=2)),
        options=draw(some),
        counted_from={column: draw(st.integers(0, 1)) for column in columns[:2]},
        labels_elsewhere={
            column: {code: (draw(said),) for code in own}
            for column, own in labels.items()
            if own and draw(st.booleans())
        },
        absent={f"not {column}": Words(draw(said), draw(said)) for column in columns[:1]},
        notes=tuple(Words(text, text) for text in draw(st.lists(said, max_size=2))),
    )


def test_every_part_of_a_codebook_is_written() -> None:
    """A part that is added must be added to the table of the codebook, and to the codebooks drawn above."""
    assert {one.name for one in fields(Codebook)} == {
        "questions", "value_labels", "missing", "question_columns", "missing_reasons", "ids", "types", "roles", "sets",
        "options", "counted_from", "labels_elsewhere", "absent", "notes",
    }  # fmt: skip


def told(codebook: Codebook) -> dict[str, Any]:
    """What a codebook says; the order of labels counts, that of missing codes means nothing."""
    parts: dict[str, Any] = {one.name: getattr(codebook, one.name) for one in fields(codebook)}
    parts = {name: said if isinstance(said, tuple) else dict(said) for name, said in parts.items()}
    parts["missing"] = {column: sorted(codes) for column, codes in parts["missing"].items()}
    parts["value_labels"] = {column: list(labels.items()) for column, labels in parts["value_labels"].items()}
    return parts


def answers(export: Export, ending: str) -> list[tuple[str | None, ...]]:
    """Every cell as text; SPSS fills texts up with blanks, so those at the end are none there."""
    frame = export.read().lazy().collect("polars").to_native()
    rows = [[None if cell is None else as_text(cell) for cell in row] for row in frame.rows()]
    if ending == "sav":
        rows = [[None if cell is None else cell.rstrip(" ") or None for cell in row] for row in rows]
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("ending", ENDINGS)
@settings(settings.get_profile("costly"), phases=[Phase.generate])
@given(export=exports())
def test_any_table_with_any_codebook_comes_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, ending: str, export: Export
) -> None:
    path = tmp_path_factory.mktemp("tidy") / f"tidy.{ending}"
    convert(export, path, keep_personal=True)
    back = open_export(path)
    assert back.kind.startswith("satindex, ")
    assert back.columns == export.columns
    assert answers(back, ending) == answers(export, ending)
    assert told(back.codebook) == told(export.codebook)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "name",
    [
        "spss_stata/simple_alltypes.sav",
        "spss_stata/sample_missing.sav",
        "spss_stata/tagged-na-double.dta",
        "spss_stata/hebrews.sav",
        "surveymonkey/flying-etiquette.csv",
        "surveymonkey/food-world-cup-data.csv",
        "limesurvey/survey_100001_R_data_file.csv",
    ],
)
def test_real_exports_come_back_the_same(shared: Path, tmp_path: Path, name: str, ending: str) -> None:
    export = open_export(shared / "data/exports" / name)
    convert(export, tmp_path / f"tidy.{ending}", keep_personal=True)
    back = open_export(tmp_path / f"tidy.{ending}")
    assert back.columns == export.columns
    assert answers(back, ending) == answers(export, ending)
    assert told(back.codebook) == told(export.codebook)
