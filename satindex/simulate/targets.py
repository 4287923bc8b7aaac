"""Which means and classes a survey's measures ask for, and of which items' answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from satindex.measures.drawn import Target
from satindex.measures.measure import Measure
from satindex.survey.model import Survey


def targets(survey: Survey) -> tuple[Target, ...]:
    """Return everything that a truth of this survey may state.

    An item counts for the first measure that names it; an item in no measure is a target of its own, and so is one
    of a class that has lost another to an earlier measure.
    """
    taken: set[str] = set()
    found: list[Target] = []
    for measure in _measures(survey):
        found.extend(_own(measure.drawn(), taken))
    taken.update(item for points in allocations(survey) for item in points)
    rest = [Target(name, name, (name,)) for name, item in survey.items.items() if item.scale.is_numeric]
    return (*found, *_own(rest, taken))


def _own(wanted: Iterable[Target], taken: set[str]) -> Iterator[Target]:
    for target in wanted:
        items = tuple(item for item in dict.fromkeys(target.items) if item not in taken)
        if items and (target.unit != "classes" or len(items) == len(target.items)):
            taken.update(items)
            yield replace(target, items=items)


def allocations(survey: Survey) -> tuple[tuple[str, ...], ...]:
    """Return each set of items in which respondents share 100 points among a measure's parts."""
    return tuple(measure.own_points for measure in _measures(survey) if measure.own_points)


def _measures(survey: Survey) -> Iterator[Measure]:
    yield from (measure for measure in survey.measures.values() if isinstance(measure, Measure))
