"""The sections of a report as its definition wishes them: their order, titles, notes, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from satindex.analysis.analysis import Section
from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.survey.report_wishes import ReportWishes, Texts


def arranged(sections: Iterable[Section], wishes: ReportWishes) -> tuple[Section, ...]:
    """Return the sections that are not left out, those of the wished order first, with their titles and notes."""
    place = {name: at for at, name in enumerate(wishes.order)}
    kept = (_without(section, wishes) for section in sections if section.key not in wishes.leave_out)
    told = (_told(section, wishes) for section in kept if section.tables)
    return tuple(sorted(told, key=lambda section: place.get(section.key, len(place))))


def _without(section: Section, wishes: ReportWishes) -> Section:
    return replace(section, tables=tuple(name for name in section.tables if name not in wishes.leave_out))


def _told(section: Section, wishes: ReportWishes) -> Section:
    title, note = wishes.titles.get(section.key), wishes.notes.get(section.key)
    return replace(
        section, title=words_of(title, section.title) if title else section.title, note=_words(note) if note else None
    )


def _words(texts: Texts) -> Words:
    return words_of(texts, next(iter(texts.values())))
