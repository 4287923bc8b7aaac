"""What a report says from top to bottom, before any markup: facts, headline figures, tables, methods, audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from satindex.analysis.analysis import Analysis
from satindex.language import Words
from satindex.report.page.contents import MOST_ROWS, Glance, facts, glances, sections
from satindex.report.page.texts import TEXTS, texts
from satindex.results.layout import Cell, LaidOut, first_laid_out, shortened
from satindex.results.notes import as_paragraphs
from satindex.results.remembered import remembered
from satindex.results.result import Result
from satindex.results.words import NOTES, explained

ITEM: Final = Words("Item", "题目")
WRITTEN: Final = Words("Written as", "原始值")
REASON: Final = Words("Reason", "原因")
COUNT: Final = Words("Count", "数量")
ROWS_READ: Final = Words("Rows read", "读入行")
ROWS_ASIDE: Final = Words("Rows set aside", "剔除行")
ROWS_USED: Final = Words("Rows used", "使用行")
NO_ANSWER: Final = Words("no answer", "没有回答")


@dataclass(frozen=True)
class Told:
    """A table with how it was computed: `parts` are (heading, sentences); `result` is what it was laid out from."""

    shown: LaidOut
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    result: Result

    @property
    def noted(self) -> LaidOut:
        """The table with a note of how many rows are left out, where some are."""
        return shortened(self.shown, MOST_ROWS, TEXTS["rows_left"].say(self.shown.language))


@dataclass(frozen=True)
class Chapter:
    """A section: its title, the author's note as paragraphs, its tables."""

    title: str
    note: tuple[str, ...]
    tables: tuple[Told, ...]


@dataclass(frozen=True)
class Document:
    """A report to be read from top to bottom."""

    title: str
    language: str
    facts: tuple[tuple[str, str], ...]
    headlines: tuple[Glance, ...]
    chapters: tuple[Chapter, ...]
    methods_title: str
    methods: tuple[str, ...]
    audit_title: str
    audit: LaidOut
    audit_notes: tuple[str, ...]


@remembered
def document(analysis: Analysis, language: str) -> Document:
    """Return a report's contents in one language, in the order of its sections."""
    said = texts(language, analysis.subject.texts)
    chapters = (
        Chapter(
            section.title.say(language),
            as_paragraphs(section.note.say(language)) if section.note else (),
            tuple(_told(analysis, section.tables, language)),
        )
        for section in sections(analysis)
    )
    return Document(
        title=analysis.title(language),
        language=language,
        facts=tuple(facts(analysis, language)),
        headlines=glances(analysis, language),
        chapters=tuple(chapter for chapter in chapters if chapter.tables),
        methods_title=said["methods"],
        methods=tuple(line for line in analysis.methods.say(language).split("\n") if line.strip()),
        audit_title=said["audit"],
        audit=_audit(analysis, said["audit"], language),
        audit_notes=tuple(note.say(language) for note in analysis.audit.notes),
    )


def _told(analysis: Analysis, names: tuple[str, ...], language: str) -> Iterator[Told]:
    for name in names:
        if name in analysis.tables:
            table = analysis.tables[name]
            # A table's notes stand below it already.
            noted = NOTES.say(language)
            parts = tuple(part for part in explained(table, language).parts if part[0] != noted)
            yield Told(first_laid_out(table, language, MOST_ROWS), parts, table)


def _audit(analysis: Analysis, title: str, language: str) -> LaidOut:
    """Return the account of every row and of every cell that became missing."""
    audit, empty = analysis.audit, NO_ANSWER.say(language)
    rows = [(ROWS_READ.say(language), "", "", audit.rows_read)]
    rows += [(ROWS_ASIDE.say(language), "", entry.reason.say(language), entry.count) for entry in audit.set_aside]
    rows.append((ROWS_USED.say(language), "", "", audit.rows_used))
    rows += [(cell.item, cell.value, cell.reason.say(language), cell.count) for cell in audit.cells]
    rows += [(item, "", empty, count) for item, count in audit.empty.items()]
    cells = tuple(
        (*(Cell(text, is_figure=False) for text in row[:3]), Cell(f"{row[3]:,}", is_figure=True)) for row in rows
    )
    headings = tuple(words.say(language) for words in (ITEM, WRITTEN, REASON, COUNT))
    return LaidOut(title, headings, (False, False, False, True), cells, frozenset(), (), (), language)
