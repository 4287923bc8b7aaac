"""The named tables that a report lays out and an exercise looks up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from satindex.language import Words, in_language
from satindex.responses.audit import Audit
from satindex.results.result import Result
from satindex.survey.model import Survey


@dataclass(frozen=True)
class Section:
    """A part of the report: its title, the names of its tables in order, and a note of the author in Markdown."""

    key: str
    title: Words
    tables: tuple[str, ...]
    note: Words | None = None


@dataclass(frozen=True)
class Part:
    """A section with its tables, made by one file of `analysis.parts`."""

    section: Section
    tables: Mapping[str, Result]


@dataclass(frozen=True)
class Change:
    """How a headline figure changed since the wave before: the difference with its interval, and what a test found."""

    estimate: float
    ci_low: float | None
    ci_high: float | None
    since: str
    verdict: Words | None


@dataclass(frozen=True)
class Headline:
    """A figure that stands at the top: `estimate` with its interval, in the unit that `unit` names.

    `form` is the format of its numbers, where that is not the table's; `change` is there where waves are compared.
    """

    title: Words
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    unit: Words
    table: str
    reason: Words | None = None
    form: str | None = None
    change: Change | None = None


@dataclass(frozen=True)
class Subject:
    """What an analysis is about: what JSON calls the definition and its rows, and the page's words that differ."""

    definition: str
    rows: str
    texts: Mapping[str, Words] = field(default_factory=dict)


RESPONDENTS = Subject("survey", "respondents")


@dataclass(frozen=True)
class Analysis:
    """Everything computed for one definition and its data: tables by name, the audit, the methods paragraph.

    `facts` stand at the top of the page, `details` beside the name in JSON. Tables of `left_out` stand in no section.
    `by_wave` makes the tables of each segment's levels in each wave, by segment, then by level and wave.
    """

    survey: Survey
    audit: Audit
    tables: Mapping[str, Result]
    sections: tuple[Section, ...]
    headlines: tuple[Headline, ...]
    methods: Words
    language: str
    version: str
    subject: Subject = RESPONDENTS
    facts: tuple[tuple[Words, Words], ...] = ()
    details: Mapping[str, str | None] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    by_wave: Callable[[], Mapping[str, Mapping[tuple[str, str], Mapping[str, Result]]]] = field(
        default=dict, compare=False, repr=False
    )

    def title(self, language: str | None = None) -> str:
        """Return the report's title: as its definition wishes, else the survey's."""
        wished = self.survey.report.title
        return in_language(wished, language, self.survey.label(language)) if wished else self.survey.label(language)
