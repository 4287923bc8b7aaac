"""The page's filter: how its tables stand for one level of a segment or one wave, laid out beforehand.

It shows rows of the tables by segment, which are marked and withheld already: it can't show what these do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from satindex.analysis.analysis import Analysis, Headline
from satindex.language import Words, in_language
from satindex.report.page.contents import Block, Contents, Glance, anchors_of, block_of, glance_of
from satindex.results.columns import label, written
from satindex.results.result import Cell, Result, Row

if TYPE_CHECKING:
    from satindex.measures.measure import Measure

MOST_LEVELS: Final = 30
"""Levels of one segment that the page holds every table of."""
MOST_TABLES: Final = 600
"""Tables that the page holds of all levels together: some 700 kB."""


@dataclass(frozen=True)
class Choice:
    """One level that may be chosen, or why it may not."""

    key: str
    label: str
    reason: str = ""


@dataclass(frozen=True)
class Choices:
    """The levels of one segment, or the waves."""

    title: str
    levels: tuple[Choice, ...]
    is_wave: bool = False


@dataclass(frozen=True)
class Select:
    """One control: `everyone` is what it says where nothing is chosen."""

    title: str
    everyone: str
    segments: tuple[Choices, ...]


@dataclass(frozen=True)
class Filter:
    """What may be chosen, and what is then shown: tables by their place and the choice's key, headlines by key.

    `left_out` says of which segments nothing may be chosen, and why.
    """

    selects: tuple[Select, ...]
    left_out: tuple[str, ...]
    blocks: Mapping[str, Mapping[str, Block]]
    glances: Mapping[str, tuple[Glance, ...]]


@dataclass(frozen=True)
class _Level:
    """One level's tables under the names that those of all respondents have."""

    key: str
    level: str
    label: str
    tables: Mapping[str, Result]

    @property
    def is_shown(self) -> bool:
        """Whether any figure is not withheld."""
        return any(isinstance(row.get("estimate"), int | float) for row in self._rows)

    @property
    def reason(self) -> Cell:
        """Why there is no figure."""
        return next((row["reason"] for row in self._rows if row.get("reason")), None)

    @property
    def _rows(self) -> Iterator[Row]:
        return (row for table in self.tables.values() for row in table.rows)


def filter_of(analysis: Analysis, contents: Contents, language: str) -> Filter | None:
    """Return what the page's filter shows; None where the analysis is by no segment."""
    names = _shown(analysis, contents)
    segments: list[Choices] = []
    blocks: dict[str, dict[str, Block]] = {}
    glances: dict[str, tuple[Glance, ...]] = {}
    left_out: list[str] = []
    keys: dict[tuple[str, str], str] = {}
    for at, segment in enumerate(analysis.survey.respondent.groupings):
        title = in_language(segment.title, language, segment.column)
        split = _split(analysis, names, segment.column)
        there = _levels_of(split)
        laid_out = sum(map(len, blocks.values()))
        if len(there) > MOST_LEVELS or laid_out + len(there) * len(split) > MOST_TABLES:
            left_out.append(TOO_MANY.say(language).format(title=title, levels=written(len(there), "count")))
            continue
        levels = [_level(analysis, split, level, (f"{at}.{place}", language)) for place, level in enumerate(there)]
        if any(level.is_shown for level in levels):
            wave = segment == analysis.survey.respondent.wave
            segments.append(Choices(title, tuple(_choice(level, language) for level in levels), wave))
        for level in levels:
            if level.is_shown:
                _add(blocks, names, level, language)
                glances[level.key] = _glances(analysis, level, language)
                keys[segment.column, level.level] = level.key
    for level in _both(analysis, names, keys, MOST_TABLES - sum(map(len, blocks.values()))):
        _add(blocks, names, level, language)
        glances[level.key] = _glances(analysis, level, language)
    selects = tuple(_selects(segments, language))
    return Filter(selects, tuple(left_out), blocks, glances) if selects else None


def _selects(segments: Sequence[Choices], language: str) -> Iterator[Select]:
    """Yield the control of all segments, and that of the waves."""
    for wave, everyone in ((False, EVERYONE), (True, ALL_WAVES)):
        found = tuple(one for one in segments if one.is_wave == wave)
        if found:
            yield Select(found[0].title if len(found) == 1 else GROUP.say(language), everyone.say(language), found)


EVERYONE: Final = Words("All respondents", "全部受访者")
ALL_WAVES: Final = Words("All waves", "全部时期")
GROUP: Final = Words("Group", "分组")


TOO_MANY: Final = Words(
    "{title} has {levels} levels, too many for this page to choose from: see the tables by segment, JSON and Excel.",
    "{title}共有 {levels} 个组别，超出本页可供选择的数量：请见分组表格、JSON 与 Excel。",
)


def _shown(analysis: Analysis, contents: Contents) -> dict[str, str]:
    """Return the names of the tables on the page, with their places."""
    places = anchors_of(analysis)
    there = {block.anchor for block in contents.blocks}
    return {name: place for name, place in places.items() if place in there}


def _split(analysis: Analysis, names: Mapping[str, str], segment: str) -> dict[str, Result]:
    """Return the tables by a segment that the report does not leave out, under the names of what they split."""
    split = {name: analysis.tables.get(f"{name} by {segment}") for name in names}
    return {
        name: table
        for name, table in split.items()
        if table is not None and table.of_level is not None and table.name not in analysis.left_out
    }


def _levels_of(split: Mapping[str, Result]) -> list[str]:
    return list(dict.fromkeys(str(row["level"]) for table in list(split.values())[:1] for row in table.rows))


def _level(analysis: Analysis, split: Mapping[str, Result], level: str, said: tuple[str, str]) -> _Level:
    key, language = said
    title = label(next(iter(split.values())), level, language)
    found = {name: table.of_level(level) for name, table in split.items() if table.of_level}
    return _Level(key, level, title, {name: _as_whole(analysis, name, table) for name, table in found.items()})


def _both(
    analysis: Analysis, names: Mapping[str, str], keys: Mapping[tuple[str, str], str], most: int
) -> Iterator[_Level]:
    """Yield the levels of segments in each wave, where both may be chosen alone, of segments that have few enough."""
    wave = analysis.survey.respondent.wave
    if wave is None:
        return
    for segment, cells in analysis.by_wave().items():
        split = _split(analysis, names, segment)
        most -= len(cells) * len(split)
        for (level, one), tables in cells.items() if most >= 0 else ():
            places = (segment, level), (wave.column, one)
            found = {name: _as_whole(analysis, name, tables[name]) for name in split if name in tables}
            both = _Level("+".join(keys.get(place, "") for place in places), level, level, found)
            if both.is_shown and all(place in keys for place in places):
                yield both


def _as_whole(analysis: Analysis, name: str, found: Result) -> Result:
    """Return a table of some with the columns of that of all respondents, no more and no less."""
    whole = analysis.tables[name]
    kept = dict.fromkeys((*whole.columns, "reason", "base_note"))
    rows = tuple(
        {column: row.get(column) for column in kept if column in whole.columns or column in row} for row in found.rows
    )
    return replace(found, rows=rows, chart=whole.chart, language=whole.language)


def _choice(level: _Level, language: str) -> Choice:
    if level.is_shown:
        return Choice(level.key, level.label)
    reason = level.reason
    return Choice(level.key, level.label, reason.say(language) if isinstance(reason, Words) else str(reason or "—"))


def _add(blocks: dict[str, dict[str, Block]], names: Mapping[str, str], level: _Level, language: str) -> None:
    for name, table in level.tables.items():
        if table.rows:
            blocks.setdefault(names[name], {})[level.key] = block_of(table, names[name], language)


def _glances(analysis: Analysis, level: _Level, language: str) -> tuple[Glance, ...]:
    """Return the headlines in their order; one without a figure by segment says that it has none."""
    from satindex.analysis.headline import headlines_of

    of_level: dict[str, Iterator[Headline]] = {
        name: headlines_of(cast("Measure", analysis.survey.measures[name]), table)
        for name, table in level.tables.items()
        if name in analysis.survey.measures
    }
    return tuple(
        glance_of(analysis, next(of_level.get(one.table, iter(())), _not_split(one)), language)
        for one in analysis.headlines
    )


NOT_SPLIT: Final = Words("not computed by segment", "未按分组计算")


def _not_split(headline: Headline) -> Headline:
    return replace(headline, estimate=None, ci_low=None, ci_high=None, n=0, reason=NOT_SPLIT, change=None)
