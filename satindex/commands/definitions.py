"""Definitions and answers as commands read them, and what they say of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from satindex.commands.wording import READING
from satindex.errors import SatindexError
from satindex.language import Words
from satindex.results.progress import Progress

if TYPE_CHECKING:
    from satindex.responses.audit import Audit
    from satindex.responses.responses import Responses
    from satindex.survey.model import Survey


def load(path: Path) -> Survey:
    from satindex.api import load_survey

    return load_survey(path)


def is_of_customers(defined: Survey) -> bool:
    return defined.customers is not None and not defined.items


def responses_of(
    data: Path | Sequence[Path], survey: Survey, progress: Progress, codebook: Path | None = None, *, part: bool = False
) -> Responses:
    """Return the coded answers of the named files; raises SatindexError where the definition has no items.

    Of a `part` nothing but moments may be made.
    """
    from satindex.responses.source import read_source

    if is_of_customers(survey):
        raise SatindexError(
            Words(
                f"{survey.file} defines customers and no survey (it has no items): use satindex customers.",
                f"{survey.file} 定义的是客户记录而非问卷（没有题目）；购买记录请用 satindex customers。",
            )
        )
    progress.stage(READING)
    return read_source(data, survey, codebook, part=part)


def say_audit(audit: Audit) -> None:
    """Print the account of an export: rows read, used and set aside, cells missing, notes."""
    click.echo(
        Words(
            f"{audit.source}: {audit.rows_read} rows read, {audit.rows_used} used.",
            f"{audit.source}：读取 {audit.rows_read} 行，使用 {audit.rows_used} 行。",
        ).say()
    )
    for entry in audit.set_aside:
        click.echo(
            Words(f"  set aside: {entry.count} ({entry.reason.en})", f"  剔除：{entry.count}({entry.reason.zh})").say()
        )
    cells = sum(cell.count for cell in audit.cells) + sum(audit.empty.values())
    click.echo(Words(f"  cells missing: {cells}", f"  缺失单元格：{cells}").say())
    for (value, reason), (count, items) in _by_value(audit).items():
        said = Words(
            f"'{value}' × {count} in {items} items ({reason})", f"“{value}” × {count}，{items} 个题目（{reason}）"
        )
        click.echo(f"    {said}")
    for note in audit.notes:
        click.echo(f"  {note}")


def _by_value(audit: Audit) -> dict[tuple[str, Words], tuple[int, int]]:
    """Return, for each way a missing answer was written, how often and in how many items."""
    found: dict[tuple[str, Words], tuple[int, int]] = {}
    for cell in audit.cells:
        count, items = found.get((cell.value, cell.reason), (0, 0))
        found[cell.value, cell.reason] = (count + cell.count, items + 1)
    return dict(sorted(found.items(), key=lambda entry: -entry[1][0]))
