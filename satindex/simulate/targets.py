"""Which means a survey's measures ask for, and of which items' answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from satindex.measures.composite import Composite
from satindex.measures.mean import Mean
from satindex.measures.nps import Nps
from satindex.measures.path_index import PathIndex
from satindex.measures.servqual import Servqual
from satindex.survey.model import Survey

Side = Literal["expected", "perceived"]
Unit = Literal["scale", "percent", "nps"]


@dataclass(frozen=True)
class Target:
    """One mean, under the name of its score column, and the items whose answers have it.

    Where the unit is `percent`, `ends` holds for each item the answers that count 0 and 100.
    """

    name: str
    measure: str
    items: tuple[str, ...]
    side: Side = "perceived"
    unit: Unit = "scale"
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def targets(survey: Survey) -> tuple[Target, ...]:
    """Return every mean that a truth of this survey may state.

    An item counts for the first measure that names it; an item in no measure is a target of its own.
    """
    taken: set[str] = set()
    found: list[Target] = []
    for name, measure in survey.measures.items():
        found.extend(_own(_of_measure(name, measure), taken))
    taken.update(item for points in allocations(survey) for item in points)
    rest = [Target(name, name, (name,)) for name, item in survey.items.items() if item.scale.is_numeric]
    return (*found, *_own(rest, taken))


def _own(wanted: Iterable[Target], taken: set[str]) -> Iterator[Target]:
    for target in wanted:
        items = tuple(item for item in dict.fromkeys(target.items) if item not in taken)
        if items:
            taken.update(items)
            yield replace(target, items=items)


def _of_measure(name: str, measure: Any) -> Iterator[Target]:
    match measure:
        case Nps():
            yield Target(name, name, (measure.item,), unit="nps")
        case Servqual():
            yield from _of_dimensions(measure)
        case Composite():
            yield from _of_components(measure)
        case PathIndex():
            yield from _of_constructs(measure)
        case Mean():
            yield Target(name, name, measure.items)


def _of_dimensions(measure: Servqual) -> Iterator[Target]:
    for dimension in measure.dimensions:
        name = f"{measure.name}.{dimension.name}"
        if dimension.expected:
            yield Target(f"{name}.expected", measure.name, dimension.expected, "expected")
        yield Target(f"{name}.perceived" if dimension.expected else name, measure.name, dimension.perceived)


def _of_components(measure: Composite) -> Iterator[Target]:
    for component in measure.components:
        name = f"{measure.name}.{component.name}"
        ends = dict(zip(component.items, component.ends, strict=True))
        yield Target(name, measure.name, component.items, unit="percent", ends=ends)


def _of_constructs(measure: PathIndex) -> Iterator[Target]:
    for construct in measure.constructs:
        ends = dict(zip(construct.items, construct.ends, strict=True))
        yield Target(f"{measure.name}.{construct.name}", measure.name, construct.items, unit="percent", ends=ends)


def allocations(survey: Survey) -> tuple[tuple[str, ...], ...]:
    """Return each set of items in which respondents share 100 points among a measure's dimensions."""
    found = []
    for measure in survey.measures.values():
        if isinstance(measure, Servqual):
            points = tuple(dimension.weight for dimension in measure.dimensions if isinstance(dimension.weight, str))
            found += [points] if points else []
    return tuple(found)
