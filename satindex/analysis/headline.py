"""Which score column a measure's headline figure is the mean of, and which part of the measure that is."""

from __future__ import annotations

from satindex.measures.measure import Measure
from satindex.measures.scores import Scores
from satindex.results.result import Row

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
