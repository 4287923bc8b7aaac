"""One report for each level of a segment: scored once, the whole as the benchmark in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from satindex.analysis.against_whole import Whole, whole_of
from satindex.analysis.small_levels import without_report
from satindex.errors import WriteError
from satindex.language import Words
from satindex.measures.one_level import Split, split
from satindex.measures.scores import Scores
from satindex.report import check_templates, format_of
from satindex.report.batch.index import Listed, is_index, write_index
from satindex.report.batch.making import Job, make
from satindex.report.batch.places import Places, places
from satindex.results.progress import counting
from satindex.stats.base import NO_ANSWERS

REPORTS = Words("writing reports", "写入报告")


@dataclass(frozen=True)
class Batch:
    """What became of a batch: the files of each level, the levels without a report with the reason, the index page."""

    segment: str
    files: Mapping[str, tuple[Path, ...]]
    without: Mapping[str, Words]
    index: Path


def write_batch(
    scores: Scores,
    segment: str,
    patterns: Sequence[Path],
    language: str | None = None,
    templates: Sequence[str | Path] = (),
    processes: int = 1,
) -> Batch:
    """Write a report for each level of `segment` to each of `patterns`, then the page that lists them.

    Raises FigureError where the survey has no such segment, WriteError for a pattern without a place for the level or
    a file that can't be written: each file is whole, or as it was before.
    """
    divided = split(scores, segment)
    to = _checked(divided, patterns, templates)
    whole = whole_of(scores, segment)
    without = _without(whole, divided)
    job = Job(divided, to, language or scores.survey.language, tuple(map(str, templates)))
    levels = [level for level in divided.levels if level not in without]
    with counting(REPORTS, len(levels)) as done:
        made = make(job, scores, {level: whole.rows[level] for level in levels}, processes, done)
    found = Batch(segment, {level: to.of(level) for level in levels}, without, to.index)
    write_index(Listed(whole, divided.numbers, found.files, without, made), to.index, job.language)
    return found


def _checked(divided: Split, patterns: Sequence[Path], templates: Sequence[str | Path]) -> Places:
    check_templates(templates)
    to = places(divided.segment, divided.levels, patterns)
    for pattern in patterns:
        format_of(pattern)
    if to.index.exists() and not is_index(to.index):
        raise WriteError(
            Words(
                f"{to.index} is no list of reports that satindex wrote: choose another folder, or it would be lost.",
                f"{to.index} 不是 satindex 写出的报告目录：请换一个文件夹，否则该文件会丢失。",
            )
        )
    return to


def _without(whole: Whole, divided: Split) -> dict[str, Words]:
    rows = {level: divided.numbers[level] for level in divided.levels}
    bases = [whole.n(figure.column) for figure in whole.figures]
    nobody = [level for level in rows if bases and not any(of[level] for of in bases)]
    return dict.fromkeys(nobody, NO_ANSWERS) | without_report(rows, bases, whole.scores.survey.small_base)
