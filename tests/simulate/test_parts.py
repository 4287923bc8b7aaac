"""An export written in parts: the same respondents however many there are."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from satindex.errors import DataError, WriteError
from satindex.simulate import draw, parts, simulate
from satindex.simulate.truth_file import read_truth
from satindex.simulate.writing import write_parts
from satindex.survey.model import Item, Respondent, Scale, Segment, Survey

SURVEY = Survey(
    "mini",
    respondent=Respondent(id="id", segments=(Segment("branch", {}, ()),)),
    items={name: Item(name, Scale("1..5", "points", 1, 5)) for name in ("Q1", "Q2")},
)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "ROWS", 100)
    monkeypatch.setattr(parts.os, "cpu_count", lambda: 1)


@pytest.mark.parametrize(("number", "odd", "kind"), [(1, 0, pl.Int8), (3, 0, pl.Int8), (5, 0.1, pl.String)])
def test_parts_hold_what_one_file_would(tmp_path: Path, number: int, odd: float, kind: type[pl.DataType]) -> None:
    (tmp_path / "truth.yaml").write_text(f"odd: {odd}")
    written = write_parts(SURVEY, 450, 7, tmp_path / "truth.yaml", tmp_path / "parts", number)
    files = sorted((tmp_path / "parts").iterdir())
    assert len(files) == written.parts == number
    found = pl.concat([pl.read_parquet(file) for file in files])
    whole = simulate(SURVEY, 450, 7, read_truth(tmp_path / "parts.truth.json", SURVEY))
    assert found.equals(whole.cast(dict(found.schema)))
    assert found["id"].n_unique() == 450
    assert found["Q1"].dtype == kind


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "old.parquet").write_text("mine")
    with pytest.raises(WriteError, match=r"holds old\.parquet already"):
        write_parts(SURVEY, 450, 7, None, tmp_path, 2)
    assert [file.name for file in tmp_path.iterdir()] == ["old.parquet"]


def test_more_parts_than_blocks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="1 to 5 parts, not 6"):
        write_parts(SURVEY, 450, 7, None, tmp_path / "parts", 6)
