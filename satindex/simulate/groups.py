"""Columns that divide respondents (segments, controls, clusters …): their levels, shares, and answers in the export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.responses.derived import band_labels
from satindex.simulate.answers import answer_text, of_language
from satindex.survey.model import CROSS, Derived, Survey

Array = npt.NDArray[np.float64]
Numbers = Mapping[str, float]
DEFAULT_LEVELS = {"zh": ("甲", "乙", "丙", "丁"), "en": ("A", "B", "C", "D")}
LAST_BAND = 10


@dataclass(frozen=True)
class Group:
    """One dividing column: the name figures use, the column of the export it comes from, and its levels.

    `answers` holds, for each level, the answers in the export that lead to it.
    """

    name: str
    column: str
    levels: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]


def groups(survey: Survey, stated: Mapping[str, Numbers]) -> tuple[Group, ...]:
    """Return the dividing columns of a survey; levels that it does not name come from `stated` or are A, B, C, D."""
    found: dict[str, Group] = {}
    columns: set[str] = set()
    for name in dict.fromkeys(_names(survey)):
        group = _group(survey, name, tuple(stated.get(name, ())))
        if group is not None and group.column not in columns:
            found[name] = group
            columns.add(group.column)
    return tuple(found.values())


def _names(survey: Survey) -> Iterator[str]:
    person = survey.respondent
    yield from (segment.column for segment in person.groupings)
    yield from (name for name in (person.stratum, person.cluster) if name)
    yield from person.rake
    for model in survey.models.values():
        yield from (name for name in model.beside if name.split(".")[0] not in survey.measures)
    for measure in survey.measures.values():
        yield from measure.columns
    yield from survey.joins
    yield from (condition.column for condition in survey.where if condition.one_of)
    yield from (derived.name for derived in survey.derive)
    yield from (name for derived in survey.derive for name in derived.cross)


def _group(survey: Survey, name: str, stated: tuple[str, ...]) -> Group | None:
    for derived in survey.derive:
        if derived.name == name:
            return _derived(derived, {*survey.respondent.rake.get(name, ()), *_parts_of_margins(survey, name)})
    if name in survey.items:
        return _from_item(survey, name, stated)
    levels = stated or _declared(survey, name) or DEFAULT_LEVELS[of_language(survey.language)]
    return Group(name, name, levels, tuple((level,) for level in levels))


def _from_item(survey: Survey, name: str, stated: tuple[str, ...]) -> Group | None:
    item = survey.items[name]
    if item.scale.kind == "codes":
        answers = [answer_text(item.scale, value, survey.language) for value in item.scale.values]
        return Group(name, name, tuple(answers), tuple((answer,) for answer in answers))
    if item.scale.is_numeric:
        return None
    levels = stated or _declared(survey, name) or DEFAULT_LEVELS[of_language(survey.language)]
    return Group(name, name, levels, tuple((level,) for level in levels))


def _derived(derived: Derived, margin: set[str]) -> Group | None:
    """Return a derived column; the band below the first bound is drawn where a margin gives it a share."""
    if derived.merge:
        return Group(derived.name, derived.source, tuple(derived.merge), tuple(derived.merge.values()))
    if not derived.bands:
        return None
    lower = [int(bound) for bound in derived.bands]
    upper = [*(bound - 1 for bound in lower[1:]), lower[-1] + LAST_BAND]
    spans = list(zip(lower, upper, strict=True))
    labels = band_labels(derived.bands)
    if labels[0] in margin:
        spans.insert(0, (max(0, lower[0] - LAST_BAND), lower[0] - 1))
    return Group(
        derived.name,
        derived.source,
        labels[-len(spans) :],
        tuple(tuple(str(number) for number in range(first, last + 1)) for first, last in spans),
    )


def _parts_of_margins(survey: Survey, name: str) -> tuple[str, ...]:
    """Return the levels that the margins of crossed columns name of one of the columns they cross."""
    found: dict[str, None] = {}
    for derived in survey.derive:
        if name in derived.cross:
            at = derived.cross.index(name)
            levels = [level.split(CROSS) for level in survey.respondent.rake.get(derived.name, ())]
            found |= dict.fromkeys(parts[at] for parts in levels if len(parts) == len(derived.cross))
    return tuple(found)


def _declared(survey: Survey, name: str) -> tuple[str, ...]:
    if name in survey.respondent.rake:
        return tuple(survey.respondent.rake[name])
    if parts := _parts_of_margins(survey, name):
        return parts
    for segment in survey.respondent.groupings:
        if segment.column == name and segment.order:
            return segment.order
    for condition in survey.where:
        if condition.column == name and condition.one_of:
            return condition.one_of
    for measure in survey.measures.values():
        if measure.levels.get(name):
            return measure.levels[name]
    return survey.joins.get(name, ())


def level_shares(group: Group, stated: Numbers | None) -> Array:
    """Return the share of each level, summing to 1; unstated levels are about equal, the first a little larger."""
    if stated:
        shares = np.array([stated.get(level, 0.0) for level in group.levels])
    else:
        shares = np.linspace(1.2, 0.8, len(group.levels))
    found: Array = shares / shares.sum()
    return found
