"""The sections of a report as its definition wishes them: their order, titles, notes, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from satindex.analysis.analysis import Section
from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.survey.report_wishes import ReportWishes, Texts

TOPICS: Final = (
    *("asked", "satisfaction", "recommendation", "loyalty", "models"),
    *("segments", "others", "soundness"),
)
"""What a report speaks of, in this order: a measure says by its `topic` where it belongs."""
PARTS: Final = {
    **dict.fromkeys(("whole", "fieldwork", "weighting"), "asked"),
    "reasons": "recommendation",
    "chains": "models",
    **dict.fromkeys(("changes", "segments", "benchmarks", "tables", "agreement"), "segments"),
    **dict.fromkeys(("soundness", "careless"), "soundness"),
}
"""What the further sections of a report are about, those of one topic in their order."""


def arranged(
    sections: Iterable[Section], wishes: ReportWishes, topics: Mapping[str, str] | None = None
) -> tuple[Section, ...]:
    """Return the sections that are not left out, with their titles and notes: those of the wished order first.

    The others follow by topic, `topics` telling those of measures and models.
    """
    wished = {name: at for at, name in enumerate(wishes.order)}
    known, order = {**PARTS, **(topics or {})}, {name: at for at, name in enumerate(PARTS)}
    kept = (_without(section, wishes) for section in sections if section.key not in wishes.leave_out)
    told = (_told(section, wishes) for section in kept if section.tables)

    def place(section: Section) -> tuple[int, int, int]:
        topic = TOPICS.index(known.get(section.key, "others"))
        return wished.get(section.key, len(wished)), topic, order.get(section.key, -1)

    return tuple(sorted(told, key=place))


def _without(section: Section, wishes: ReportWishes) -> Section:
    return replace(section, tables=tuple(name for name in section.tables if name not in wishes.leave_out))


def _told(section: Section, wishes: ReportWishes) -> Section:
    title, note = wishes.titles.get(section.key), wishes.notes.get(section.key)
    return replace(
        section, title=words_of(title, section.title) if title else section.title, note=_words(note) if note else None
    )


def _words(texts: Texts) -> Words:
    return words_of(texts, next(iter(texts.values())))
