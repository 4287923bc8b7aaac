"""Files whose footers tell that all answers are on their scales are read as those whose answers were counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from satindex.analysis.frequencies import item_frequencies
from satindex.errors import AnswerError, DataError
from satindex.frames.engines import Engine, using
from satindex.frames.footers import Bounds
from satindex.measures.registry import TYPES
from satindex.measures.scores import score
from satindex.readers.opening.recognition import open_export
from satindex.readers.stacking import open_exports
from satindex.responses.reading import read_responses
from satindex.responses.responses import Responses
from satindex.survey.load import parse_survey

SURVEY = parse_survey(
    """
survey: cafe
language: en
scales: {again: {codes: {1: 1, 2: 0}, missing: [9]}}
items: {A: {scale: 1..5}, B: {scale: 1..5, reverse: true}, C: {scale: again}}
measures: {taste: {type: mean, items: [A, B]}, back: {type: mean, items: [C]}}
""",
    "cafe.yaml",
    TYPES,
)
ROWS = pl.DataFrame({"A": [1, 5, None, 2], "B": [5, 5, 4, 1], "C": [1, 2, 2, None]})


def read(folder: Path, rows: pl.DataFrame, monkeypatch: pytest.MonkeyPatch | None = None) -> tuple[Responses, Any]:
    """Return the responses to a Parquet file left on the disk, and the columns that were counted ahead."""
    counted: list[tuple[str, ...]] = []
    if monkeypatch:
        from satindex.responses import reading

        count = reading.all_counts

        def counting(frame: Any, columns: tuple[str, ...], *others: Any, **named: Any) -> Any:
            counted.append(tuple(columns))
            return count(frame, columns, *others, **named)

        monkeypatch.setattr(reading, "all_counts", counting)
    rows.write_parquet(folder / "cafe.parquet")
    return read_responses(open_exports([folder / "cafe.parquet"]), SURVEY), counted


def test_answers_within_their_scales_are_not_counted_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_responses(open_export(ROWS), SURVEY)
    with using(Engine("polars")):
        found, counted = read(tmp_path, ROWS, monkeypatch)
        assert counted == [()]
        assert found.audit.empty == whole.audit.empty == {"A": 1, "C": 1}
        assert (found.audit.cells, found.audit.rows_used) == (whole.audit.cells, 4)
        tables = [item_frequencies(score(one)).to_dicts("en") for one in (found, whole)]
    assert tables[0] == tables[1]


@pytest.mark.parametrize(("column", "values"), [("A", [1, 7, 7, 2]), ("C", [1, 2, 9, 1])])
def test_others_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str, values: list[int]) -> None:
    """7 is on no scale of five points; 9 is declared to be no answer, and counted as such."""
    rows = ROWS.with_columns(pl.Series(column, values))
    with using(Engine("polars")):
        if column == "A":
            with pytest.raises(AnswerError, match=r"'7' \(2 ×"):
                read(tmp_path, rows)
            return
        found, counted = read(tmp_path, rows, monkeypatch)
    assert counted == [("C",)]
    assert [(cell.item, cell.value, cell.count) for cell in found.audit.cells] == [("C", "9", 1)]


def test_footers_that_do_not_tell_the_truth_are_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ROWS.with_columns(A=pl.Series([1, 8, 2, 3]))
    monkeypatch.setattr("satindex.frames.row_groups.bounds", lambda _, names: {n: Bounds(1, 2, 0) for n in names})
    with using(Engine("polars")):
        found, _ = read(tmp_path, rows)
        with pytest.raises(DataError, match=r"A: cafe\.parquet .* 8"):
            item_frequencies(score(found))
