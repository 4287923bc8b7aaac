"""The headline figures as a table."""

from __future__ import annotations

from satindex.report.office.words import UNIT
from satindex.report.page.contents import Glance
from satindex.report.page.texts import TEXTS
from satindex.report.paper.document import Document
from satindex.results.columns import CATALOGUE
from satindex.results.layout import Cell, LaidOut


def headlines(said: Document) -> LaidOut:
    """Return what the report says at a glance: figure, interval, base, change where waves are compared, unit."""
    changed = any(one.change for one in said.headlines)
    more = (CATALOGUE["change"].heading,) if changed else ()
    words = (CATALOGUE["measure"].heading, CATALOGUE["estimate"].heading, TEXTS["interval"], CATALOGUE["n"].heading)
    return LaidOut(
        title=TEXTS["headlines"].say(said.language),
        headings=tuple(one.say(said.language) for one in (*words, *more, UNIT)),
        is_figure=(False, True, True, True, *(False for _ in more), False),
        rows=tuple(_row(one, changed) for one in said.headlines),
        emphasised=frozenset(),
        notes=(),
        footnotes=(),
        language=said.language,
    )


def _row(one: Glance, changed: bool) -> tuple[Cell, ...]:
    return (
        Cell(one.title, is_figure=False),
        Cell(one.reason or one.figure, is_figure=True, is_reason=bool(one.reason)),
        Cell(one.interval, is_figure=True),
        Cell(one.base.removeprefix("n = "), is_figure=True),
        *((Cell(one.change, is_figure=False),) if changed else ()),
        Cell(one.unit, is_figure=False),
    )
