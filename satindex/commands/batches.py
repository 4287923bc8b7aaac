"""A report for each level of a segment: the option, and what is said of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from satindex.language import Words

if TYPE_CHECKING:
    from satindex.measures.scores import Scores
    from satindex.report.batch.batch import Batch

EACH = click.option(
    "--each",
    metavar="SEGMENT",
    help=str(
        Words(
            "One report for each level of a segment, the whole beside it in each: -o reports/{branch}.html says where "
            "its name goes; reports/index.html lists them.",
            "按分组的每个水平各生成一份报告，均与全体比较：-o reports/{branch}.html 中花括号处填入水平名称；"
            "reports/index.html 列出全部报告。",
        )
    ),
)
NO_ROWS = Words(
    "--each needs the rows of answers: give the data, not files of moments.",
    "--each 需要逐份答卷：请给出数据，而非矩文件。",
)


def check_each(segment: str, patterns: Sequence[Path], from_parts: bool) -> None:
    """Raise an error for what can't be, before anything is read."""
    from satindex.report.batch.places import check_patterns

    if from_parts:
        raise click.UsageError(str(NO_ROWS))
    check_patterns(segment, patterns)


def write_each(
    scores: Scores, segment: str, patterns: Sequence[Path], language: str | None, templates: Sequence[Path]
) -> Batch:
    """Write the reports of all levels, on all processors."""
    from satindex.report.batch.batch import write_batch

    return write_batch(scores, segment, patterns, language, templates, processors())


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def say_batch(found: Batch) -> None:
    """Print how many reports there are and where, and which levels have none, with the reason."""
    number = len(found.files)
    levels = "level" if number == 1 else "levels"
    click.echo(
        Words(f"{number} {levels}, listed in {found.index}", f"{number} 个水平的报告，目录：{found.index}").say()
    )
    for level, reason in found.without.items():
        click.echo(Words(f"  no report for {level}: {reason.en}", f"  {level} 没有报告：{reason.zh}").say())
