"""The tables of each level of a segment in each wave, as those of all respondents are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import narwhals as nw

from satindex.frames.batches import fits
from satindex.measures.measure import Measure
from satindex.measures.presenting import labels_of, of_some, presented, table_name
from satindex.measures.scores import Scores, figure_rows
from satindex.responses.responses import about
from satindex.results.crossed_bases import shown_by_wave
from satindex.results.result import Result, Row
from satindex.results.small_bases import COMPLEMENT, base_of, figure_of, guarded
from satindex.stats.base import Base

MOST_CELLS: Final = 120
"""Levels times waves that get tables of their own."""
_BETWEEN: Final = "\x1f"

OfMeasures = Mapping[str, Mapping[str, Sequence[Row]]]
Cells = Mapping[tuple[str, str], Mapping[str, Result]]
"""Tables by level and wave, under the names that those of all respondents have."""


def crossed_with_waves(scores: Scores) -> dict[str, Cells]:
    """Return the tables of each segment's levels by wave, of those levels that small bases let be shown so.

    None where the survey has no waves, a wave itself is withheld, or the rows are too many to be read again.
    """
    wave = scores.survey.respondent.wave
    if wave is None or not scores.has_rows or not fits(scores.frame, scores.rows):
        return {}
    segments = [one.column for one in scores.survey.respondent.segments if one.column in scores.responses.levels]
    if wave.column not in scores.responses.levels or _withheld(scores, wave.column):
        return {}
    found = {segment: _cells(scores, segment, wave.column) for segment in segments}
    return {
        segment: cells
        for segment, cells in found.items()
        if not _hides(scores, segment, cells)
        or all(_hang_together(scores, segment, other, wave.column) for other in segments if other != segment)
    }


def _hides(scores: Scores, segment: str, cells: Cells) -> bool:
    """Whether some level of a segment is not shown by wave."""
    return {level for level, _ in cells} != {level for level in scores.responses.levels[segment] if level is not None}


def _hang_together(scores: Scores, segment: str, other: str, wave: str) -> bool:
    """Whether in every wave no levels of one segment together are some levels of the other, short of everybody.

    Branches within regions are: a region less the branches shown would be those that are not.
    """
    name = _BETWEEN.join((segment, other, wave))
    each = [nw.col(about(one)).cast(nw.String).fill_null("") for one in (segment, other, wave)]
    frame = scores.frame.with_columns(nw.concat_str(each, separator=_BETWEEN).alias(about(name)))
    there = replace(scores, frame=frame).counts(about(name))[about(name)]
    pairs: dict[str, list[tuple[str, str]]] = {}
    for one in there:
        level, beside, of_wave = str(one).split(_BETWEEN)
        pairs.setdefault(of_wave, []).append((level, beside))
    return all(_is_connected(of_wave) for of_wave in pairs.values())


def _is_connected(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether one gets from every level to every other by pairs that share one."""
    reached, left = {(0, pairs[0][0])}, list(pairs)
    while found := [(one, other) for one, other in left if (0, one) in reached or (1, other) in reached]:
        reached |= {node for one, other in found for node in ((0, one), (1, other))}
        left = [pair for pair in left if pair not in found]
    return not left


def _withheld(scores: Scores, segment: str) -> frozenset[str]:
    """Return the levels of which the tables by segment withhold a figure."""
    small = scores.survey.small_base
    reasons = (small.reason, COMPLEMENT)
    tables = scores.tables(by=[segment])
    return frozenset(
        str(row["level"])
        for name, table in tables.items()
        if name.endswith(f" by {segment}") and table.of_level is not None
        for row in table.rows
        if row.get("reason") in reasons
    )


def _cells(scores: Scores, segment: str, wave: str) -> Cells:
    levels, waves = ([one for one in scores.responses.levels[name] if one is not None] for name in (segment, wave))
    if not levels or len(levels) * len(waves) > MOST_CELLS:
        return {}
    rows = _rows(scores, segment, wave, [(level, one) for level in levels for one in waves])
    bases = {level: {one: _bases(rows[level, one]) for one in waves} for level in levels}
    shown = shown_by_wave(bases, scores.survey.small_base, _withheld(scores, segment))
    return {cell: dict(_tables(scores, found)) for cell, found in rows.items() if cell[0] in shown}


def _rows(
    scores: Scores, segment: str, wave: str, cells: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], OfMeasures]:
    """Return the rows of every measure's tables in each cell: a level and a wave."""
    name, named = f"{segment}{_BETWEEN}{wave}", {_BETWEEN.join(cell): cell for cell in cells}
    both = nw.concat_str([nw.col(about(one)).cast(nw.String) for one in (segment, wave)], separator=_BETWEEN)
    frame = scores.frame.with_columns(both.alias(about(name)))
    levels = {**scores.responses.levels, name: (*named, None)}
    crossed = replace(scores, frame=frame, responses=replace(scores.responses, frame=frame, levels=levels))
    of = crossed.by_segment([name])[name]
    bases = {
        level: Base(of, at, crossed.read_of(name, level), crossed.grouped(name, level))
        for at, level in enumerate(of.levels)
        if level
    }
    return {
        named[level]: {one.name: _divided(one, base) for one in scores.measures.values()}
        for level, base in bases.items()
    }


def _divided(measure: Measure, base: Base) -> dict[str, list[Row]]:
    return {suffix: rows for suffix, rows in figure_rows(measure, base).items() if suffix not in measure.undivided}


def _bases(found: OfMeasures) -> dict[Hashable, float]:
    """Return how many answers each figure of a cell has."""
    return {
        (measure, suffix, figure_of(row)): base_of(row) or 0
        for measure, tables in found.items()
        for suffix, rows in tables.items()
        for row in rows
    }


def _tables(scores: Scores, found: OfMeasures) -> Iterator[tuple[str, Result]]:
    small = scores.survey.small_base
    for name, tables in found.items():
        measure, labels = scores.measures[name], labels_of(scores.survey, scores.measures[name])
        for suffix, rows in tables.items():
            table = presented(scores, measure, suffix, guarded(rows, small), labels=labels)
            yield table_name(measure, suffix), of_some(table)
