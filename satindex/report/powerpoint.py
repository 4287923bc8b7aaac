"""The report as slides: a finding each, with sentence, native chart, base, source; methods and audit at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from satindex.analysis.analysis import Analysis
from satindex.errors import MissingExtraError
from satindex.report.office.drawn import charts
from satindex.report.office.findings import finding
from satindex.report.office.fitting import narrowed
from satindex.report.office.glances import headlines
from satindex.report.office.pictures import pictures
from satindex.report.office.words import IN_REPORTS, MORE, NEEDED_SLIDES, SOURCE
from satindex.report.page.texts import TEXTS
from satindex.report.paper.document import Document, Told, document
from satindex.results.layout import LaidOut, shortened

if TYPE_CHECKING:
    from satindex.report.office.deck import Deck

SUFFIXES = (".pptx",)
TAKES_TEMPLATE = True
MOST_ROWS: Final = 12
CUT: Final = 28
"""Letters of a name from which on a chart or a slide's table may cut it: as many Chinese ones are 56 wide."""

ROOM: Final = 110
"""Letters across a slide's table."""


def write(analysis: Analysis, path: Path, language: str, template: Path | None = None) -> None:
    """Write the slides to `path`, on the layouts of `template` where one is given.

    Raises MissingExtraError without python-pptx.
    """
    try:
        from satindex.report.office.deck import Deck
        from satindex.report.office.repeatable import save
    except ImportError as error:
        raise MissingExtraError(error.name or "python-pptx", "office", NEEDED_SLIDES) from error
    deck, said = Deck(template, language), document(analysis, language)
    source = SOURCE.say(language).format(analysis.audit.source)
    colon = _colon(language)
    deck.opening(said.title, [f"{heading}{colon}{value}" for heading, value in said.facts], source)
    if said.headlines:
        glance = deck.slide(TEXTS["headlines"].say(language), source, "")
        deck.table(glance, headlines(said))
    left = list(_findings(deck, said, source))
    _closing(deck, said, source, left)
    deck.file.core_properties.title, deck.file.core_properties.author = said.title[:255], ""
    save(deck.file, path)


def _findings(deck: Deck, said: Document, source: str) -> Iterator[str]:
    """Add a slide for each chart and each small table; yield the titles of the tables that no slide could hold."""
    for chapter in said.chapters:
        if chapter.note:
            note = "\n".join(chapter.note)
            slide = deck.slide(chapter.title, source, note)
            deck.text(slide, note, deck.room(slide), 18, 10)
        for told in chapter.tables:
            drawn = charts(told.result, said.language)
            for one in drawn:
                foot = " · ".join((*one.notes, source))
                slide = deck.slide(finding(told.result, said.language), foot, _explained(told, said.language))
                deck.chart(slide, one)
            shown = [one for one in pictures(told.result, said.language) if one.png]
            for picture in shown:
                slide = deck.slide(picture.title, source, _explained(told, said.language))
                deck.picture(slide, picture)
            if drawn or shown:
                continue
            if _is_small(told.shown):
                _tabled(deck, told, source, said.language)
            else:
                yield told.shown.title


def _is_small(shown: LaidOut) -> bool:
    return 0 < len(shown.rows) <= MOST_ROWS


def _tabled(deck: Deck, told: Told, source: str, language: str) -> None:
    shown = narrowed(told.shown, ROOM, language)
    foot = " · ".join((*told.shown.footnotes, source))
    slide = deck.slide(told.shown.title, foot, "\n".join((*shown.footnotes, _explained(told, language))))
    deck.table(slide, shown)


def _explained(told: Told, language: str) -> str:
    colon = _colon(language)
    parts = [f"{heading}{colon}{' '.join(sentences)}" for heading, sentences in told.parts]
    # Names that a slide has no room for stand in its notes as a whole.
    long = dict.fromkeys(cell.text for row in told.shown.rows for cell in row if len(cell.text) > CUT)
    return "\n".join((*parts, *told.shown.notes, *long))


def _closing(deck: Deck, said: Document, source: str, left: list[str]) -> None:
    methods = "\n".join(said.methods)
    slide = deck.slide(said.methods_title, source, methods)
    deck.text(slide, methods, deck.room(slide), 16, 10)
    rows = TEXTS["rows_left"].say(said.language)
    slide = deck.slide(said.audit_title, source, "\n".join(said.audit_notes))
    deck.table(slide, shortened(said.audit, MOST_ROWS, rows))
    if left:
        whole = IN_REPORTS.say(said.language).format(("、" if said.language.startswith("zh") else "; ").join(left))
        slide = deck.slide(MORE.say(said.language), source, whole)
        deck.text(slide, whole, deck.room(slide), 16, 10)


def _colon(language: str) -> str:
    return "：" if language.startswith("zh") else ": "
