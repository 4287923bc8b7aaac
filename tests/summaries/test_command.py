"""The command line: parts summarised, put together, reported; what can't be summarised is refused with its reasons."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import satindex as si
from satindex.cli import main
from satindex.errors import DataError
from satindex.measures.scores import PEOPLE_UNKNOWN
from satindex.survey.model import Survey

DEFINITION = """
survey: small
language: en
respondent: {id: id, segments: [shop], wave: year}
items:
  N1: {scale: likely11}
  A1..A3: {scale: 1..7}
measures:
  nps: {type: nps, item: N1}
  index:
    type: composite
    weights: {method: entropy}
    components: {one: {items: A1..A2}, two: {items: [A3]}}
"""
ROWS = [
    f"{at},{'ab'[at % 2]},{2025 + at % 3 // 2},{at * 7 % 11},{at % 7 + 1},{at * 3 % 7 + 1},{at * 5 % 7 + 1}"
    for at in range(60)
]
OF_WAVES = ("letters", "higher_than", "changed")
"""What is told of waves only where it is known whether the same people answered in several."""
HEAD = "id,shop,year,N1,A1,A2,A3\n"


def run(*words: str) -> str:
    result = CliRunner().invoke(main, words, env={"SATINDEX_LANG": "en"})
    return f"{result.exit_code} {result.output}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "small.yaml").write_text(DEFINITION, encoding="utf-8")
    for name, rows in (("a", ROWS[:25]), ("b", ROWS[25:]), ("all", ROWS)):
        (tmp_path / f"{name}.csv").write_text(HEAD + "\n".join(rows), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_parts_are_reported_as_the_whole(folder: Path) -> None:
    for name in "ab":
        assert run("summarise", "small.yaml", f"{name}.csv", "-o", f"{name}.moments").startswith("0")
    assert run("summarise", "--from", "?.moments", "-o", "both.moments").startswith("0")
    assert run("report", "small.yaml", "--from", "both.moments", "-o", "parts.json").startswith("0")
    assert run("report", "small.yaml", "all.csv", "-o", "whole.json").startswith("0")
    parts, whole = (json.loads(Path(name).read_text(encoding="utf-8")) for name in ("parts.json", "whole.json"))
    assert parts["respondents"] == whole["respondents"]
    for name in ("nps", "nps by shop", "nps by year", "items"):
        for one, other in zip(parts["tables"][name], whole["tables"][name], strict=True):
            for key, cell in other.items():
                if key not in OF_WAVES:
                    assert one[key] == (pytest.approx(cell, rel=1e-12) if isinstance(cell, float) else cell), (
                        name,
                        key,
                    )
    (index,) = parts["tables"]["index"]
    assert index["estimate"] is None
    assert "fitted to all rows together" in index["reason"]
    (waves,) = parts["tables"]["nps differences by year"]
    assert waves["reason"] == PEOPLE_UNKNOWN.en
    said = run("report", "small.yaml", "--from", "both.moments", "--from", "a.moments", "-o", "twice.json")
    assert said.startswith("2")
    assert "each of its answers would count twice" in said


def test_what_is_given_is_data_or_files_of_moments(folder: Path) -> None:
    for words in (
        ("summarise", "small.yaml"),
        ("report", "small.yaml"),
        ("report", "small.yaml", "a.csv", "--from", "b"),
    ):
        said = run(*words, "-o", "out.json")
        assert said.startswith("2")
        assert "--from" in said
    assert "no file of moments" in run("report", "small.yaml", "--from", "a.csv", "-o", "out.json")


def test_rows_that_others_would_change_are_refused_with_every_reason(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(
        DEFINITION.replace("shop]", "shop], cluster: id, fpc: shops") + "exclude: [mahalanobis]\n",
        encoding="utf-8",
    )
    survey: Survey = si.load_survey(tmp_path / "small.yaml")
    (tmp_path / "all.csv").write_text(HEAD + "\n".join(ROWS), encoding="utf-8")
    rows = pl.read_csv(tmp_path / "all.csv", infer_schema=False).with_columns(shops=pl.lit(900))
    scores = si.score(si.read_responses(rows, survey))
    with pytest.raises(DataError) as caught:
        si.summarise(scores)
    by_oneself = "'id' groups the rows and may identify a person"
    for said in ("exclude: who is set aside by mahalanobis", by_oneself):
        assert said in caught.value.words.en
