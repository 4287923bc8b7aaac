"""The report as a Word document: native tables and charts to be edited, contents, methods, audit, the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from satindex.analysis.analysis import Analysis
from satindex.errors import MissingExtraError
from satindex.report.office.drawn import charts
from satindex.report.office.glances import headlines
from satindex.report.office.pictures import pictures
from satindex.report.office.words import NEEDED_WORD, QUESTIONNAIRE
from satindex.report.paper.document import Document, Told, document

if TYPE_CHECKING:
    from satindex.report.office.word_document import WordDocument

SUFFIXES = (".docx",)
TAKES_TEMPLATE = True


def write(analysis: Analysis, path: Path, language: str, template: Path | None = None) -> None:
    """Write the document to `path`, in the styles of `template` where one is given.

    Raises MissingExtraError without python-docx or python-pptx, which writes the charts.
    """
    try:
        from satindex.report.office.repeatable import save
        from satindex.report.office.word_document import WordDocument
    except ImportError as error:
        raise MissingExtraError(error.name or "python-docx", "office", NEEDED_WORD) from error
    word, said = WordDocument(template, language), document(analysis, language)
    _opening(word, said, asked=bool(analysis.survey.items))
    _chapters(word, said)
    word.heading(said.methods_title, 1, new_page=True)
    for line in said.methods:
        word.text(line)
    word.heading(said.audit_title, 1)
    word.table(said.audit, said.audit_notes)
    if analysis.survey.items:
        _questionnaire(word, analysis)
    save(word.document, path)


def _opening(word: WordDocument, said: Document, *, asked: bool) -> None:
    word.title(said.title)
    for heading, value in said.facts:
        word.text(value, lead=heading + word.colon)
    if said.headlines:
        word.table(headlines(said))
    appendix = (QUESTIONNAIRE.say(word.language),) if asked else ()
    word.contents((*(chapter.title for chapter in said.chapters), said.methods_title, said.audit_title, *appendix))


def _chapters(word: WordDocument, said: Document) -> None:
    numbers = count(1)
    for chapter in said.chapters:
        word.heading(chapter.title, 1, new_page=True)
        for line in chapter.note:
            word.text(line)
        for told in chapter.tables:
            if told.shown.title != chapter.title:
                word.heading(told.shown.title, 2)
            for drawn in charts(told.result, word.language):
                word.chart(drawn, next(numbers))
            for picture in pictures(told.result, word.language):
                word.picture(picture)
            word.table(told.shown, _below(told, word))


def _below(told: Told, word: WordDocument) -> Iterator[str]:
    """Yield how a table was computed, a line for each part of it."""
    for heading, sentences in told.parts:
        yield heading + word.colon + " ".join(sentences)


def _questionnaire(word: WordDocument, analysis: Analysis) -> None:
    """Write the questionnaire as it is printed, in the report's language."""
    from satindex.forms.questions.building import questionnaire
    from satindex.forms.word import add_questions

    word.heading(QUESTIONNAIRE.say(word.language), 1, new_page=True)
    add_questions(word.document, questionnaire(analysis.survey, "zh" if word.chinese else "en"))
