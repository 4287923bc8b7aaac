"""The contents of the HTML page, ready to lay out: every figure written, every chart a spec, nothing computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from satindex.analysis.analysis import Analysis, Headline, Section
from satindex.language import Words, in_language
from satindex.report.page.specs import on_page
from satindex.report.page.texts import TEXTS, texts
from satindex.report.page.unrounded import unrounded
from satindex.results import banner_html, picture
from satindex.results.banner import banner
from satindex.results.bundle import inert_json
from satindex.results.columns import unit_of, written
from satindex.results.layout import LaidOut, laid_out
from satindex.results.notes import as_html
from satindex.results.result import Result
from satindex.results.words import Explained, base_text, explained

MOST_DRAWN: Final = 80
"""Pictures with more rows than a reader scrolls through are left out; their tables stand open instead."""


MOST_ROWS: Final = 1000
"""Rows of one table that the page shows; JSON and Excel have all."""


@dataclass(frozen=True)
class Drawn:
    """One picture of a table, as JSON that can't end its element; `title` only where the table has several."""

    anchor: str
    title: str
    subtitle: str
    spec: str
    alternative: str


@dataclass(frozen=True)
class Wide:
    """A table laid out wide, as HTML in which every text is escaped: its base above it, what its marks mean below."""

    base: str
    html: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """One table on the page: its pictures, its figures, its explanation; `folded` figures stand in another's `wide`.

    `values` are figures unrounded, `sliders` figures to be moved, each as JSON that can't end its element.
    """

    anchor: str
    name: str
    title: str
    pictures: tuple[Drawn, ...]
    shown: LaidOut
    values: str | None
    explained: Explained
    wide: Wide | None
    folded: bool
    sliders: str | None


@dataclass(frozen=True)
class Part:
    """One section of the page; `note` is the author's, as HTML in which nothing runs."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    note: str = ""


@dataclass(frozen=True)
class Glance:
    """One headline as written."""

    title: str
    figure: str
    interval: str
    base: str
    unit: str
    reason: str
    anchor: str
    change: str = ""


@dataclass(frozen=True)
class Contents:
    """Everything the page says about one analysis."""

    glances: tuple[Glance, ...]
    parts: tuple[Part, ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of all parts."""
        return tuple(block for part in self.parts for block in part.blocks)


def contents(analysis: Analysis, language: str) -> Contents:
    """Return the page's contents in `language`; tables that no section names come last, so that none is lost."""
    anchors = anchors_of(analysis)
    parts = tuple(
        Part(
            f"section-{at}",
            section.title.say(language),
            tuple(_blocks(analysis, section, anchors, language)),
            as_html(section.note.say(language)) if section.note else "",
        )
        for at, section in enumerate(sections(analysis))
    )
    return Contents(
        glances=glances(analysis, language),
        parts=tuple(part for part in parts if part.blocks),
        facts=tuple(facts(analysis, language)),
    )


def anchors_of(analysis: Analysis) -> dict[str, str]:
    """Return the place of each table on the page."""
    return {name: f"table-{at}" for at, name in enumerate(analysis.tables) if name not in analysis.left_out}


def sections(analysis: Analysis) -> Iterator[Section]:
    """Yield the sections of a report in their order; tables that none names come last, so that none is lost."""
    yield from analysis.sections
    named = {name for section in analysis.sections for name in section.tables}
    left = (name for name in analysis.tables if name not in named and name not in analysis.left_out)
    yield Section("other", TEXTS["other"], tuple(left))


def _blocks(analysis: Analysis, section: Section, anchors: dict[str, str], language: str) -> Iterator[Block]:
    for name in section.tables:
        if name in analysis.tables:
            yield block_of(analysis.tables[name], anchors[name], language)


def block_of(table: Result, anchor: str, language: str) -> Block:
    """Return a table as it stands at its place."""
    wide, kept = banner(table, language), _kept(table)
    shown = laid_out(kept, language)
    return Block(
        anchor=anchor,
        name=table.name,
        title=table.title.say(language),
        pictures=tuple(_pictures(table, anchor, language)),
        shown=_noted(shown, len(table.rows) - len(kept.rows)),
        values=unrounded(kept, shown),
        explained=explained(table, language),
        wide=None if wide is None else Wide(base_text(table) or "", banner_html.table(wide), wide.notes),
        folded=bool(table.options.get("in_banner")),
        sliders=_sliders(table, language),
    )


def _sliders(table: Result, language: str) -> str | None:
    made = table.options.get("sliders")
    figures = made(language) if made else None
    return None if figures is None else inert_json(figures)


def _kept(table: Result) -> Result:
    """Return the table with the rows that the page shows: those its `page` option keeps, at most `MOST_ROWS`."""
    kept = table.options.get("page", {})
    if not kept:
        return table if len(table.rows) <= MOST_ROWS else replace(table, rows=tuple(table.rows[:MOST_ROWS]))
    rows = (row for row in table.rows if all(row.get(column) in values for column, values in kept.items()))
    first = tuple(islice(rows, MOST_ROWS))
    return table if len(first) == len(table.rows) else replace(table, rows=first)


def _noted(shown: LaidOut, left: int) -> LaidOut:
    """Return what is shown with a note of how many rows are not."""
    if not left:
        return shown
    note = TEXTS["rows_left"].say(shown.language).format(written(left, "count"))
    return replace(shown, footnotes=(*shown.footnotes, note))


def _pictures(table: Result, anchor: str, language: str) -> Iterator[Drawn]:
    """Yield the table's picture, or one for each of its `panels`: what the chart's options are there."""
    panels = table.options.get("panels")
    for at, options in enumerate(panels or [{}]):
        spec = picture.spec(replace(table, options={**table.options, **options}), language)
        if spec is None or _too_long(spec):
            continue
        title = spec["title"]
        yield Drawn(
            anchor=f"{anchor}-{at}",
            title=" ".join(title["text"]) if panels else "",
            subtitle=" ".join(title["subtitle"]),
            spec=inert_json(on_page(spec)),
            alternative=spec["description"],
        )


def _too_long(spec: dict[str, Any]) -> bool:
    """Whether a picture of one line per row has more rows than a reader scrolls through."""
    return isinstance(spec.get("height"), dict) and len(spec["data"]["values"]) > MOST_DRAWN


def glances(analysis: Analysis, language: str) -> tuple[Glance, ...]:
    """Return the headline figures as written."""
    return tuple(glance_of(analysis, headline, language) for headline in analysis.headlines)


def glance_of(analysis: Analysis, headline: Headline, language: str) -> Glance:
    """Return a headline figure as written."""
    table = analysis.tables.get(headline.table)
    unit = headline.form or (unit_of(table) if table else "points")
    bounds = [written(bound, unit, language) for bound in (headline.ci_low, headline.ci_high)]
    has_bounds = headline.ci_low is not None and headline.ci_high is not None
    return Glance(
        title=headline.title.say(language),
        figure=written(headline.estimate, unit, language),
        interval=f"[{bounds[0]}, {bounds[1]}]" if has_bounds else "",
        base=f"n = {written(headline.n, 'count')}",
        unit=headline.unit.say(language),
        reason=headline.reason.say(language) if headline.reason else "",
        anchor=anchors_of(analysis).get(headline.table, ""),
        change=_change(headline, unit, language),
    )


def _change(headline: Headline, unit: str, language: str) -> str:
    """Return how a headline figure changed since the wave before, as `+0.4 [0.1, 0.7] since 2026-Q1: rose`."""
    change = headline.change
    if change is None:
        return ""
    said = written(change.estimate, unit, language).removeprefix("+")
    estimate = said if change.estimate <= 0 else f"+{said}"
    bounds = [written(bound, unit, language) for bound in (change.ci_low, change.ci_high)]
    within = f" [{bounds[0]}, {bounds[1]}]" if change.ci_low is not None and change.ci_high is not None else ""
    found = change.verdict.say(language) if change.verdict else ""
    if language.startswith("zh"):
        return f"较 {change.since} {estimate}{within}" + (f"：{found}" if found else "")
    return f"{estimate}{within} since {change.since}" + (f": {found}" if found else "")


def facts(analysis: Analysis, language: str) -> Iterator[tuple[str, str]]:
    """Yield what the answers are, each with its heading."""
    said = texts(language, analysis.subject.texts)
    yield from ((said[name], value) for name, value in _of_survey(analysis, language))
    yield from ((heading.say(language), value.say(language)) for heading, value in analysis.facts)


def _of_survey(analysis: Analysis, language: str) -> Iterator[tuple[str, str]]:
    survey = analysis.survey
    comma = Words(", ", "、").say(language)
    yield "source", analysis.audit.source
    if survey.items:
        yield "items", written(len(survey.items), "count")
    wave = survey.respondent.wave
    if wave is not None:
        yield "waves", comma.join(_levels(analysis, wave.column)) or wave.column
    if survey.respondent.segments:
        yield (
            "segments",
            comma.join(in_language(entry.title, language, entry.column) for entry in survey.respondent.segments),
        )
    yield from _fieldwork(analysis)
    titles = {name: measure.title for name, measure in survey.measures.items()}
    titles |= {name: model.title for name, model in survey.models.items()}
    titles |= {name: chain.title for name, chain in survey.chains.items()}
    if titles:
        yield "measures", comma.join(in_language(title, language, name) for name, title in titles.items())


def _fieldwork(analysis: Analysis) -> Iterator[tuple[str, str]]:
    """Yield the rates with the numbers they are made of; nothing where the survey does not give any."""
    for row in analysis.tables["fieldwork"].rows if "fieldwork" in analysis.tables else ():
        rates = (("response_rate", "returned", "sent"), ("valid_rate", "used", "returned"))
        for rate, of, whole in rates:
            numbers = f"{written(row[of], 'count')} / {written(row[whole], 'count')}"
            yield rate, f"{written(row[rate], 'share')} ({numbers})"


def _levels(analysis: Analysis, segment: str) -> list[str]:
    rows = [row for table in analysis.tables.values() for row in table.rows if row.get("segment") == segment]
    return list(dict.fromkeys(str(row["level"]) for row in rows if row.get("level") is not None))
