"""The report as Markdown and as LaTeX: every table and figure of the analysis, and no text of the data is markup."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from satindex.language import Words
from satindex.report import write_report
from satindex.results.latex import as_latex
from satindex.results.layout import laid_out
from satindex.results.markdown import as_markdown

ENDINGS = (".md", ".tex")
HOSTILE = "<script>alert(1)</script> =cmd() \\input{/etc/passwd} $x$ a|b `c` [d](e) \u202e😀 _f_ % & # ~ ^ {g}"


def text_of(analysis, path: Path, language: str) -> str:
    return write_report(analysis, path, language).read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_table_with_its_explanation(sample, tmp_path: Path, ending: str, language: str) -> None:
    analysis = sample.sample()
    told = text_of(analysis, tmp_path / f"r{ending}", language)
    plain = told.replace("\\", "")
    for table in analysis.tables.values():
        assert table.title.say(language) in plain
    assert "0.42" not in plain or "42.3%" in plain  # shares are written as everywhere
    assert analysis.survey.label(language) in plain
    assert analysis.audit.source in plain
    assert ("方法" if language == "zh" else "Methods") in plain


def test_the_figures_are_those_of_the_table(sample) -> None:
    shown = laid_out(sample.quality(), "en")
    rows = [line for line in as_markdown(sample.quality(), "en").splitlines() if line.startswith("|")][2:]
    for row, line in zip(shown.rows, rows, strict=True):
        cells = [re.sub(r"\\(.)", r"\1", cell.strip()).strip("*") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        assert cells == [cell.text for cell in row]
    latex = as_latex(sample.quality(), "en")
    for row in shown.rows:
        assert all(cell.text.replace("−", "$-$").replace("%", "\\%") in latex for cell in row[:3])


def test_markdown_has_no_markup_of_the_data(sample, tmp_path: Path) -> None:
    words = Words(HOSTILE, HOSTILE)
    table = replace(sample.quality(), labels={"tangibles": words}, title=words)
    told = text_of(replace(sample.sample(), tables={"quality": table}), tmp_path / "r.md", "en")
    assert "\\<script\\>alert" in told
    assert not re.search(r"(?<!\\)<", told)
    line = next(line for line in told.splitlines() if "script" in line and line.startswith("|"))
    assert len(re.split(r"(?<!\\)\|", line)) == len(laid_out(table, "en").headings) + 2
    assert "\u202e😀" in told


def test_latex_has_no_command_of_the_data(sample, tmp_path: Path) -> None:
    words = Words(HOSTILE, HOSTILE)
    table = replace(sample.quality(), labels={"tangibles": words}, title=words)
    told = text_of(replace(sample.sample(), tables={"quality": table}), tmp_path / "r.tex", "en")
    assert "\\input" not in told
    assert "\\textbackslash{}input\\{/etc/passwd\\}" in told
    line = next(line for line in told.splitlines() if "textbackslash" in line and line.endswith(r"\\"))
    assert not re.search(r"(?<!\\)[%#]", line)
    assert "\u202e😀" in told


def test_a_lone_surrogate_does_not_stop_the_file(sample, tmp_path: Path) -> None:
    words = Words("a\ud800b", "a\ud800b")
    table = replace(sample.quality(), title=words)
    for ending in ENDINGS:
        told = text_of(replace(sample.sample(), tables={"quality": table}), tmp_path / f"r{ending}", "en")
        assert "a\ufffdb" in told  # marked as in every other format


def test_a_table_wider_than_a_page_comes_in_parts(sample) -> None:
    wide = sample.quality()
    more = {f"figure_{number}": 1.5 for number in range(40)}
    told = as_latex(replace(wide, rows=tuple({**row, **more} for row in wide.rows)), "en")
    assert told.count(r"\begin{longtable}") > 1
    assert "(continued)" in told
    # What a row is about stands in each part.
    assert told.count("Tangibles &") == told.count(r"\begin{longtable}")
