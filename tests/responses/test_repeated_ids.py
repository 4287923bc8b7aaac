"""Ids that stand more than once are told, never set aside: a person twice, or files numbered alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from satindex.frames.repeated import Repeated, repeated
from satindex.measures.registry import TYPES
from satindex.readers.stacking import open_exports
from satindex.responses.reading import read_responses
from satindex.survey.load import parse_survey

SURVEY = """
survey: repeated
respondent: {{id: id{wave}}}
items: {{Q: {{scale: 0..10}}}}
measures: {{m: {{type: mean, items: [Q]}}}}
"""
ROWS = {"id": ["a", "b", "a", None, None, "c", "c", "c"], "wave": ["1", "1", "2", "1", "1", "1", "1", "2"]}
# Of all rows: a stands twice and c three times, 2 ids in 5 rows; within a wave only c stands twice, in wave 1.


def told(data: Any, wave: str = "") -> list[str]:
    survey = parse_survey(SURVEY.format(wave=wave), "s.yaml", TYPES)
    responses = read_responses(open_exports([data]), survey)
    assert responses.audit.rows_used == responses.audit.rows_read == 8
    return [note.en for note in responses.audit.notes]


@pytest.mark.parametrize("engine", ["polars", "pandas", "duckdb"])
@pytest.mark.parametrize(
    ("wave", "said"),
    [
        ("", "ids of 'id' that stand more than once: 2, in 5 rows; each row counts as a respondent of its own"),
        (
            ", wave: wave",
            "ids of 'id' that stand more than once in one wave: 1, in 2 rows; each row counts "
            "as a respondent of its own",
        ),
    ],
)
def test_ids_that_stand_more_than_once_are_told(engine: str, wave: str, said: str) -> None:
    frame: Any = pl.DataFrame({**ROWS, "Q": range(8)})
    if engine == "duckdb":
        duckdb = pytest.importorskip("duckdb")
        frame = duckdb.from_arrow(frame.to_arrow())
    assert said in told(frame.to_pandas() if engine == "pandas" else frame, wave)


def test_ids_that_stand_once_are_not() -> None:
    assert told(pl.DataFrame({"id": range(8), "Q": range(8)})) == []


def test_files_that_number_their_respondents_alike(tmp_path: Path) -> None:
    for name in ("first.csv", "second.csv"):
        (tmp_path / name).write_text("id,Q\n1,10\n2,0\n", encoding="utf-8")
    survey = parse_survey(SURVEY.format(wave=""), "s.yaml", TYPES)
    export = open_exports([tmp_path / "first.csv", tmp_path / "second.csv"])
    assert [note.zh for note in read_responses(export, survey).audit.notes] == [
        "“id”中有 2 个编号出现多次（共 4 行）：每行均按一名受访者计"
    ]


def test_beyond_memory_their_number_is_estimated_from_a_part_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """600 of 3,600 ids stand twice; of 42 ids one is looked at: 600 ± 4·√(600·42), rows twice as many."""
    ids = [f"p{at % 3_600}" for at in range(4_200)]
    frame = nw.from_native(pl.DataFrame({"id": ids}).sample(fraction=1, shuffle=True, seed=1).lazy())
    assert repeated(frame, ["id"]) == Repeated(600, 1_200)
    monkeypatch.setattr("satindex.frames.repeated.MOST_NAMES", 100)
    found = repeated(frame, ["id"])
    assert found.of == 42
    assert found.rows == 2 * found.names
    assert found.names == pytest.approx(600, abs=4 * (600 * 42) ** 0.5)
    assert found.names > 0


def test_an_estimate_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satindex.frames.repeated.MOST_NAMES", 4)
    monkeypatch.setattr("satindex.frames.repeated.seeded", lambda hashes, seed: hashes - hashes)
    assert (
        "ids of 'id' that stand more than once: 4, in 10 rows (estimated from one of 2 ids)"
        in told(pl.DataFrame({**ROWS, "Q": range(8)}).lazy())[0]
    )
