"""The report, in one or several formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from satindex.commands.batches import EACH, check_each, say_batch, write_each
from satindex.commands.definitions import load, responses_of
from satindex.commands.engine_options import on_engine
from satindex.commands.wording import CODEBOOK, COMPUTING, FROM, INPUT, REPORTS, TEMPLATE, WRITING, help_text
from satindex.language import Words
from satindex.results.progress import Progress

if TYPE_CHECKING:
    from satindex.measures.scores import Scores
    from satindex.survey.model import Survey

ORDER = 40
DATA_OR_PARTS = Words("give data, or files of moments with --from.", "请给出数据，或用 --from 给出矩文件。")


@click.command(
    "report",
    help=help_text(
        Words("Write the report; several -o write several formats at once.", "生成报告；多个 -o 可同时生成多种格式。"),
        "satindex report surveys/postal.yaml surveys/postal.csv -o report.html -o report.xlsx",
    ),
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT, nargs=-1)
@FROM
@REPORTS
@click.option(
    "--lang",
    help=str(Words("Language of the report (zh, en); else the survey's.", "报告语言（zh、en）；默认取自问卷。")),
)
@EACH
@CODEBOOK
@on_engine
@TEMPLATE
def command(
    survey: Path,
    data: tuple[Path, ...],
    parts: tuple[str, ...],
    output: tuple[Path, ...],
    lang: str | None,
    each: str | None,
    codebook: Path | None,
    templates: tuple[Path, ...],
) -> None:
    from satindex.report import check_templates, format_of

    check_templates(templates)
    for path in output:
        format_of(path)
    if bool(parts) == bool(data):
        raise click.UsageError(str(DATA_OR_PARTS))
    if each is not None:
        check_each(each, output, from_parts=bool(parts))
    defined = load(survey)
    with Progress() as progress:
        scores = _from_moments(parts, defined) if parts else _scored(data, defined, progress, codebook)
        found = None if each is None else write_each(scores, each, output, lang, templates)
        if found is None:
            _write_one(scores, output, lang, templates, progress)
    if found is not None:
        say_batch(found)


def _write_one(
    scores: Scores, output: tuple[Path, ...], lang: str | None, templates: tuple[Path, ...], progress: Progress
) -> None:
    from satindex.analysis.building import analyse
    from satindex.report import write_report

    analysis = analyse(scores, lang)
    progress.stage(WRITING)
    for path in output:
        write_report(analysis, path, lang, templates)


def _scored(data: tuple[Path, ...], defined: Survey, progress: Progress, codebook: Path | None) -> Scores:
    from satindex.analysis.asking import asked
    from satindex.measures.scores import score

    responses = responses_of(data, defined, progress, codebook)
    progress.stage(COMPUTING, responses.audit.rows_read)
    return score(responses, progress.rows, asked)


def _from_moments(parts: tuple[str, ...], defined: Survey) -> Scores:
    from satindex.summaries.file import read_files
    from satindex.summaries.scoring import scores_of

    return scores_of(read_files(parts), defined)
