"""The report, in one or several formats."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.definitions import load, responses_of
from satindex.commands.wording import CODEBOOK, COMPUTING, INPUT, REPORTS, WRITING, help_text
from satindex.language import Words
from satindex.results.progress import Progress

ORDER = 40


@click.command(
    "report",
    help=help_text(
        Words("Write the report; several -o write several formats at once.", "生成报告；多个 -o 可同时生成多种格式。"),
        "satindex report surveys/postal.yaml surveys/postal.csv -o report.html -o report.xlsx",
    ),
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT, nargs=-1, required=True)
@REPORTS
@click.option(
    "--lang",
    help=str(Words("Language of the report (zh, en); else the survey's.", "报告语言（zh、en）；默认取自问卷。")),
)
@CODEBOOK
def command(
    survey: Path, data: tuple[Path, ...], output: tuple[Path, ...], lang: str | None, codebook: Path | None
) -> None:
    from satindex.analysis.asking import asked
    from satindex.analysis.building import analyse
    from satindex.measures.scores import score as scored
    from satindex.report import format_of, write_report

    for path in output:
        format_of(path)
    defined = load(survey)
    with Progress() as progress:
        responses = responses_of(data, defined, progress, codebook)
        progress.stage(COMPUTING, responses.audit.rows_read)
        analysis = analyse(scored(responses, progress.rows, asked), lang)
        progress.stage(WRITING)
        for path in output:
            write_report(analysis, path, lang)
