"""The headings of an export that fits a survey definition, in the order a platform writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from satindex.language import Words, in_language
from satindex.survey.model import Item, Survey

_NUMBERED = re.compile(r"^\s*(\d+)\s*[、.:：．]")
STEM = Words("How far do you agree with each statement?", "您在多大程度上同意下列说法？")


def headings(survey: Survey, groups: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the heading of every item and dividing column, keyed by its name, in the order of the export.

    `groups` holds (name, column) of the dividing columns. Numbered questions stand in their order, after all
    columns without a number: an unnumbered column would belong to the question before it.
    """
    by_column = {column: name for name, column in groups}
    found = {name: column for column, name in by_column.items() if column not in survey.items}
    numbers = _question_numbers(survey)
    first = _first_items(survey)
    for name, item in survey.items.items():
        if item.column not in by_column:
            found[by_column.get(name, name)] = _heading(item, numbers, name in first, survey.language)
    ordered = sorted(found, key=lambda name: _number_of(found[name]))
    return _unique({name: found[name] for name in _rows_in_order(ordered, survey.items)})


def _rows_in_order(names: list[str], items: Mapping[str, Item]) -> list[str]:
    """Put the rows of a matrix question in their order without moving the question."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        question = items[name].question if name in items and items[name].column is None else None
        if question is not None:
            places.setdefault(question, []).append(place)
    ordered = list(names)
    for at in places.values():
        rows = sorted((names[place] for place in at), key=lambda name: items[name].question_index)
        for place, name in zip(at, rows, strict=True):
            ordered[place] = name
    return ordered


def _question_numbers(survey: Survey) -> dict[str, int]:
    asked = dict.fromkeys(item.question for item in survey.items.values() if item.question and not item.column)
    taken = {int(question) for question in asked if question and question.isdecimal()}
    taken |= {_number_of(item.column) for item in survey.items.values() if item.column}
    found: dict[str, int] = {}
    for question in asked:
        if question and question.isdecimal():
            found[question] = int(question)
        elif question:
            found[question] = max(taken, default=0) + 1
            taken.add(found[question])
    return found


def _first_items(survey: Survey) -> set[str]:
    first: dict[str, Item] = {}
    for item in survey.items.values():
        if item.question and not item.column:
            known = first.setdefault(item.question, item)
            if item.question_index < known.question_index:
                first[item.question] = item
    return {item.name for item in first.values()}


def _heading(item: Item, numbers: Mapping[str, int], is_first: bool, language: str) -> str:
    if item.column:
        return item.column
    if not item.question:
        return item.name
    row = in_language(item.text, language, item.name)
    stem = STEM.say(language) if item.question.isdecimal() else item.question
    return f"{numbers[item.question]}、{f'{stem}—' if is_first else ''}{row}"


def _number_of(heading: str) -> int:
    found = _NUMBERED.match(heading)
    return int(found[1]) if found else -1


def _unique(found: Mapping[str, str]) -> dict[str, str]:
    """Number repeated headings as readers do: `text`, `text (2)`."""
    seen: dict[str, int] = {}
    unique = {}
    for name, heading in found.items():
        seen[heading] = seen.get(heading, 0) + 1
        unique[name] = heading if seen[heading] == 1 else f"{heading} ({seen[heading]})"
    return unique
