"""A measure's headline: its figure, the score column that it is the mean of, which part of the measure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satindex.analysis.analysis import Change, Headline
from satindex.language import Words
from satindex.measures.measure import Measure, words_of
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Result, Row

OVERALL = "overall"


def headline_columns(scores: Scores) -> dict[str, str]:
    """Return, by measure, the score column whose mean is its headline figure; measures without one are left out."""
    found = {measure.name: _column(measure) for measure in scores.measures.values()}
    return {name: column for name, column in found.items() if column in scores.names}


def _column(measure: Measure) -> str:
    if measure.name in measure.score_names:
        return measure.name
    return ".".join((measure.name, *map(str, (measure.headline or {}).values())))


def part_of(measure: Measure) -> Row:
    """Return the key of the part that a measure's headline is, where that is not the whole."""
    chosen = dict(measure.headline or {})
    return {} if OVERALL in chosen.values() else chosen


def headlines_of(measure: Measure, table: Result, change: Change | None = None) -> Iterator[Headline]:
    """Yield the headline that a measure has in a table of its own, of all respondents or of some."""
    chosen = measure.headline
    for row in table.rows if chosen is not None else ():
        if all(row.get(key) == value for key, value in (chosen or {}).items()):
            yield Headline(
                title=words_of(measure.title, measure.name),
                estimate=_number(row["estimate"]),
                ci_low=_number(row["ci_low"]),
                ci_high=_number(row["ci_high"]),
                n=_count(row),
                unit=measure.unit,
                table=measure.name,
                reason=_reason(row),
                change=change,
            )


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def _count(row: Row) -> int:
    n = row["n"]
    return int(n) if isinstance(n, int | float) else 0


def _reason(row: Row) -> Words | None:
    reason = row.get("reason")
    return reason if isinstance(reason, Words) else None


def change_of(tables: Mapping[str, Result], measure: str, chosen: Mapping[str, str]) -> Change | None:
    """Return how a measure's headline figure changed since the wave before; None where no waves are compared."""
    table = tables.get("changes")
    for row in table.rows if table else ():
        estimate, verdict = row.get("estimate"), row.get("verdict")
        if row["measure"] == measure and all(row.get(key) == value for key, value in chosen.items()):
            bounds = [one if isinstance(one := row.get(name), float) else None for name in ("ci_low", "ci_high")]
            since = table.options["headings"]["before"].en if table else ""
            found = verdict if isinstance(verdict, Words) else None
            return Change(estimate, bounds[0], bounds[1], since, found) if isinstance(estimate, float) else None
    return None
