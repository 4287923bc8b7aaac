"""The ready postal survey is sound, and its export is what `simulate` makes of it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from satindex.api import load_survey, read_responses, score
from satindex.cli import main
from satindex.measures.registry import TYPES
from satindex.survey.load import survey_warnings


def test_the_definition_has_nothing_to_warn_about(surveys: Path) -> None:
    survey = load_survey(surveys / "postal.yaml")
    assert survey_warnings(survey, TYPES) == []
    assert len(survey.items) == 53
    assert all({"zh", "en"} <= set(item.text) for item in survey.items.values())
    assert {item.name for item in survey.items.values() if item.reverse} == {
        *(f"{side}{number}" for side in "EP" for number in (12, 13, 21, 22))
    }


def test_the_export_is_what_the_command_in_the_definition_makes(surveys: Path, tmp_path: Path) -> None:
    said = re.search(r"^#\s+satindex (simulate .*)$", (surveys / "postal.yaml").read_text(encoding="utf-8"), re.M)
    assert said is not None
    made = tmp_path / "postal.csv"
    words = shlex.split(said[1])
    words[1], words[-1] = str(surveys / "postal.yaml"), str(made)
    assert CliRunner().invoke(main, words).exit_code == 0
    assert made.read_bytes() == (surveys / "postal.csv").read_bytes()


def test_the_export_looks_like_the_platforms(surveys: Path) -> None:
    export = pl.read_csv(surveys / "postal.csv", infer_schema=False)
    assert export.height == 600
    assert export.columns[:5] == ["序号", "提交答卷时间", "所用时间", "来源", "来自IP"]
    assert export["所用时间"].str.contains(r"^\d+秒$").all()
    # 192.0.2.0/24 is kept for documentation (RFC 5737): nobody's address.
    assert export["来自IP"].str.contains(r"^192\.0\.2\.\d+\(.+-.+\)$").all()
    cells = set(pl.concat([export[name].alias("cell") for name in export.columns]))
    assert {None, "(跳过)", "(空)", "不清楚", "-3", "同意 ", "Agree"} <= cells
    assert any(cell and re.fullmatch("[０-９]+", cell) for cell in cells)


def test_two_empty_rows_are_set_aside_and_nothing_else(surveys: Path) -> None:
    responses = read_responses(surveys / "postal.csv", load_survey(surveys / "postal.yaml"))
    audit = score(responses).responses.audit
    assert (audit.rows_read, audit.rows_used) == (600, 598)
    assert [entry.count for entry in audit.set_aside] == [2]


def test_it_speaks_the_language_that_is_asked_for(surveys: Path) -> None:
    said = {language: load_survey(surveys / "postal.yaml", language).label() for language in ("zh", "en")}
    assert said == {"zh": "邮政客户满意度与忠诚度调查", "en": "Postal service quality and loyalty"}
