"""Weights fitted to margins when parts are put together: the report is that of all rows, errors included.

The weights, figures and errors of all rows are compared with R's `survey` in tests/measures/test_raking.py and
tests/measures/test_survey_of_r.py; here those of parts with those of all rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

import satindex as si
from satindex.analysis.analysis import Analysis
from satindex.cli import main
from satindex.errors import ROWS_NEEDED, DataError, FigureError
from satindex.frames import design
from satindex.responses import weighting
from satindex.results.result import Result
from satindex.summaries import bounds
from satindex.summaries.file import read_file, read_files
from satindex.summaries.scoring import IDS_APART
from satindex.survey.model import Survey

DEFINITION = """
survey: raked
language: en
respondent:
  id: id
  segments: [town]
  {design}
items: {{Q1..Q2: {{scale: 1..7}}, N: {{scale: likely11}}, again: {{scale: yes_no}}}}
measures:
  nps: {{type: nps, item: N}}
  liking: {{type: mean, items: Q1..Q2}}
models:
  back: {{outcome: again, predictors: [liking, nps], controls: [sex], drivers: lmg}}
"""
MARGINS = "rake: {sex: {F: 0.6, M: 0.4}, band: {young: 25, middle: 45, old: 30}}"
DESIGNS = {
    "raked": MARGINS,
    "trimmed": f"{MARGINS}\n  trim: {{ratio: 1.3, strict: true}}",
    "from weights": f"weight: w\n  {MARGINS}",
    "weights trimmed": f"weight: w\n  {MARGINS}\n  trim: 1.5",
    "strata": f"weight: w\n  stratum: region\n  {MARGINS}",
    "clusters": f"stratum: region\n  cluster: area\n  {MARGINS}\n  trim: {{cap: 1.6}}",
    "domain": f"weight: w\n  {MARGINS}\nwhere: {{town: [Ash, Elm]}}\n#",
}
OF_ROWS = {"back", "back.fit", "careless"}
OF_SAMPLE = {"std_error", "ci_low", "ci_high", "performance_low", "performance_high"}
"""What drivers lack: replicates are drawn from the rows, and so are errors of the means of complete cases."""


def rows(n: int = 260) -> pl.DataFrame:
    random = np.random.default_rng(5)
    old = random.integers(0, 3, n)
    quality = np.clip(np.round(random.normal(4 + old / 2, 1.3, (2, n))), 1, 7).astype(int)
    frame = pl.DataFrame(
        {
            "id": np.arange(n),
            "sex": random.choice(["F", "M"], n, p=[0.45, 0.55]),
            "band": np.array(["young", "middle", "old"])[old],
            "town": random.choice(["Ash", "Elm", "Oak"], n),
            "region": np.where(np.arange(n) % 5 < 2, "north", "south"),
            "area": [f"a{at % 5 // 2}-{at % 3}" for at in range(n)],
            "w": random.choice([0.5, 1.0, 1.25, 3.0], n),
            "Q1": quality[0],
            "Q2": quality[1],
            "N": random.integers(0, 11, n),
            "again": np.where(random.random(n) < quality.mean(axis=0) / 7, "Yes", "No"),
        }
    )
    return frame.with_columns(pl.when(pl.col("id") % 9 == 4).then(None).otherwise(pl.col("Q2")).alias("Q2"))


def parts_of(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """A part without old people, one with nothing but men, the rest."""
    first = frame[:90].filter(pl.col("band") != "old")
    second = frame[90:].filter(pl.col("sex") == "M")
    there = pl.concat([first, second])["id"].implode()
    return [first, second, frame.filter(~pl.col("id").is_in(there))]


def defined(design: str, folder: Path) -> Survey:
    path = folder / "raked.yaml"
    path.write_text(DEFINITION.format(design=DESIGNS.get(design, design)), encoding="utf-8")
    return si.load_survey(path)


def same_figures(whole: Analysis, merged: Analysis) -> int:
    """Assert that every table that is there is that of all rows; returns how many numbers were compared."""
    return same_tables(whole.tables, {name: one for name, one in merged.tables.items() if name not in OF_ROWS})


def same_tables(whole: Mapping[str, Result], merged: Mapping[str, Result]) -> int:
    compared = 0
    for name in merged:
        theirs, mine = whole[name].rows, merged[name].rows
        assert len(theirs) == len(mine), name
        for one, other in zip(theirs, mine, strict=True):
            wanted = {key: cell for key, cell in one.items() if not (name.startswith("back.") and key in OF_SAMPLE)}
            assert set(wanted) <= set(other), name
            for key, cell in wanted.items():
                if isinstance(cell, float):
                    assert other[key] == pytest.approx(cell, rel=1e-9, abs=1e-9), (name, key, one)
                    compared += 1
                else:
                    assert other[key] == cell, (name, key, one)
    return compared


@pytest.mark.parametrize("design", DESIGNS)
def test_the_report_of_parts_is_that_of_all_rows(design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So are figures of rows that are many to each combination of levels: those are summed by combination, too."""
    survey, frame = defined(design, tmp_path), rows()
    for at, part in enumerate(parts_of(frame)):
        si.write_moments(si.summarise(part, survey), tmp_path / f"{at}.moments")
    merged = si.analyse(si.read_moments(tmp_path / "*.moments", survey))
    whole = si.analyse(si.score(si.read_responses(frame, survey)))
    assert same_figures(whole, merged) > 240
    assert merged.tables["nps by town"].rows[0]["std_error"] > 0  # type: ignore[operator]
    assert {"weighting", "back.drivers"} <= set(merged.tables)
    assert set(merged.audit.notes) == {*whole.audit.notes, IDS_APART}
    assert {row["reason"] for row in merged.tables["back"].rows} == {ROWS_NEEDED}
    assert {row["reason"] for row in merged.tables["back.importance_performance"].rows} == {ROWS_NEEDED}
    monkeypatch.setattr(weighting, "ROWS_PER_CELL", 0)
    scores = si.score(si.read_responses(frame, survey))
    assert scores.responses.by_cell is not None
    same_tables(whole.tables, scores.tables(by=["town"]))


def test_parts_of_parts_and_parts_that_were_raked_alone_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scores whose weights were fitted to their part alone are kept as those that were not."""
    monkeypatch.setattr(design, "MOST_BY_CELL", 0)  # what rows that are there are not kept by
    survey, frame = defined("weights trimmed", tmp_path), rows()
    cut = [frame[:70], frame[70:150], frame[150:]]
    for at, part in enumerate(cut):
        found = si.summarise(part, survey) if at else si.summarise(si.score(si.read_responses(part, survey)))
        si.write_moments(found, tmp_path / f"{at}.moments")
    files = [tmp_path / f"{at}.moments" for at in range(3)]
    si.write_moments(read_files([files[2], files[0]]), tmp_path / "late.moments")
    merged = si.analyse(si.read_moments([tmp_path / "late.moments", files[1]], survey))
    assert same_figures(si.analyse(si.score(si.read_responses(frame, survey))), merged) > 250


def test_what_can_not_be_weighted_is_told_when_the_parts_are_together(tmp_path: Path) -> None:
    survey, frame = defined("raked", tmp_path), rows()
    young = si.summarise(frame.filter(pl.col("band") != "old"), survey)
    si.write_moments(young, tmp_path / "young.moments")
    with pytest.raises(DataError, match="nobody in the sample is 'old' in 'band'"):
        si.read_moments(tmp_path / "young.moments", survey)
    with pytest.raises(DataError, match=r"respondent\.rake\.sex does not list 'X'"):
        si.summarise(frame.with_columns(pl.lit("X").alias("sex")), survey)
    other = defined("rake: {sex: {F: 0.5, M: 0.5}}", tmp_path)
    with pytest.raises(DataError, match="different definitions, in respondent"):
        si.read_moments(tmp_path / "young.moments", other)


def test_too_many_combinations_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    survey, frame = defined("weights trimmed", tmp_path), rows()
    monkeypatch.setattr(bounds, "MOST_SUMS", 1000)
    with pytest.raises(FigureError, match=r"2\d combinations of sex, band, w are too many .* round weights") as caught:
        si.summarise(frame, survey)
    assert "对需截断的权重取整" in caught.value.words.zh
    with pytest.raises(FigureError, match="too many"):
        si.summarise(si.score(si.read_responses(frame, survey)))


def test_the_command_puts_parts_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On polars, piece by piece, and in memory; a part may lack a level of a margin."""
    defined("from weights", tmp_path)
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    for at, (part, engine) in enumerate(zip(parts_of(rows()), ("polars", "duckdb", "memory"), strict=True)):
        part.write_parquet(f"{at}.parquet")
        words = ["summarise", "raked.yaml", f"{at}.parquet", "-o", f"{at}.moments", "--engine", engine]
        assert run.invoke(main, words).exit_code == 0
    assert run.invoke(main, ["report", "raked.yaml", "--from", "?.moments", "-o", "r.json"]).exit_code == 0
    survey = si.load_survey("raked.yaml")
    merged = si.analyse(si.read_moments("?.moments", survey))
    assert same_figures(si.analyse(si.score(si.read_responses(rows(), survey))), merged) > 250
    assert read_file(Path("0.moments")).account.cells is not None


def test_a_part_without_complete_cases_that_lacks_a_level_changes_nothing(tmp_path: Path) -> None:
    """A control's dummy that such a part does not know varies in the others, and stays in the model."""
    survey, frame = defined("weight: w", tmp_path), rows()
    empty = frame[:40].with_columns(pl.lit("F").alias("sex"), pl.lit(None, pl.String).alias("again"))
    for at, part in enumerate((empty, frame[40:])):
        si.write_moments(si.summarise(part, survey), tmp_path / f"{at}.moments")
    merged = si.analyse(si.read_moments(tmp_path / "*.moments", survey))
    whole = si.analyse(si.score(si.read_responses(pl.concat([empty, frame[40:]]), survey)))
    drivers = [(row["term"], pytest.approx(row["importance"])) for row in whole.tables["back.drivers"].rows]
    assert [(row["term"], row["importance"]) for row in merged.tables["back.drivers"].rows] == drivers
    assert merged.tables["back.fit"].rows[0]["r2"] == pytest.approx(whole.tables["back.fit"].rows[0]["r2"])
