"""`satindex form`: what it writes, what it says is lacking, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import satindex as si
from satindex.cli import main


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    path = tmp_path / "bare.yaml"
    path.write_text(
        "survey: bare\nlanguage: en\nrespondent:\n  weight: w\n  segments: [branch]\n"
        "items:\n  A1..A3: {scale: agree5}\n  B: {scale: agree5, text: {zh: 好}}\n"
        "measures: {m: {type: mean, items: A1..A3}}\n"
        "form: {texts: {a1: {en: Misspelt}}}\n",
        encoding="utf-8",
    )
    return path


def test_every_format_is_written_and_what_lacks_is_told_with_its_line(bare: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / f"form.{ending}" for ending in ("html", "xlsx", "docx", "txt")]
    given = [part for path in outputs for part in ("-o", str(path))]
    done = CliRunner().invoke(main, ["form", str(bare), *given, "--language", "en"])
    assert done.exit_code == 0, done.output
    assert done.stdout.split() == [str(path) for path in outputs]
    assert all(path.stat().st_size > 100 for path in outputs)
    said = [line.removeprefix(f"{bare}:") for line in done.stderr.splitlines() if line.startswith(f"{bare}:")]
    assert said == [
        "3: respondent: No answers are declared for branch: it is asked in own words. "
        "List them: segments: {…: {order: […]}}, or derive: merge.",
        "4: respondent.weight: No respondent knows their weight: every row gets 1. "
        "Write the weights in before the report, or rake.",
        "7: items.A1: No text for A1, A2, A3: the name is asked.",
        "8: items.B: No English text for B: another language's is shown.",
        "10: form.texts.a1: 'a1' is no question of this form.",
    ]


def test_an_unknown_format_and_a_definition_without_questions_are_refused(
    bare: Path, surveys: Path, tmp_path: Path
) -> None:
    done = CliRunner().invoke(main, ["form", str(bare), "-o", str(tmp_path / "form.htlm")])
    assert done.exit_code == 2
    assert "No questionnaire is written as '.htlm'" in done.stderr
    assert "Did you mean '.html'?" in done.stderr or "Did you mean '.htm'?" in done.stderr
    done = CliRunner().invoke(main, ["form", str(surveys / "big-customers.yaml"), "-o", str(tmp_path / "form.html")])
    assert done.exit_code == 2
    assert "has no items: there is nothing to ask" in done.stderr
    assert not (tmp_path / "form.html").exists()


def test_from_python(bare: Path, tmp_path: Path) -> None:
    faults = si.write_form(si.load_survey(bare), tmp_path / "a.html", tmp_path / "a.txt", language="en")
    assert [fault.line for fault in faults] == [3, 4, 7, 8, 10]
    assert "[矩阵量表题]" in (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert 'data-to="zh"' not in (tmp_path / "a.html").read_text(encoding="utf-8")
