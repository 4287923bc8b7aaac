"""The questions of an export: which columns belong to one, what they are called, what each asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from satindex.errors import DataError
from satindex.readers.export import Codebook, Export
from satindex.readers.looking.batteries import batteries_of
from satindex.readers.looking.guess import Guess, guesses
from satindex.readers.looking.profile import Profile, profiles_of
from satindex.responses.columns import Headings, numbered_questions
from satindex.survey.names import name_fault

LONGEST_NAME = 24
FEWEST = 2
# Only where questions are numbered like this does a column without a number belong to the question before it.
NUMBERED = re.compile(r"^\s*(?:\d+\s*、|第\s*\d+\s*题)")
ENDING_NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True)
class Column:
    """One column of an export: what was counted in it, what it seems to be, what its codebook says of it."""

    name: str
    profile: Profile
    guess: Guess
    question: str
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The distinct answers, empty where there are too many to be a scale."""
        return tuple(self.profile.answers or ())


@dataclass(frozen=True)
class Question:
    """Columns that are asked together; `key` is how a definition names the question, None where it can't.

    `names` are the items' names, a column each; `stem` is what they have in common, where they are several.
    """

    columns: tuple[Column, ...]
    names: tuple[str, ...]
    key: str | None = None
    stem: str = ""


def columns_of(export: Export) -> list[Column]:
    """Return every column with its counts, read a bounded number of cells at a time."""
    book = export.codebook
    return [_column(profile, found, book) for profile, found in guesses(profiles_of(export))]


def _column(profile: Profile, found: Guess, book: Codebook) -> Column:
    name = profile.name
    return Column(
        name,
        profile,
        found,
        book.questions.get(name, name),
        book.value_labels.get(name, {}),
        book.missing.get(name, ()),
    )


def questions_of(export: Export, columns: Sequence[Column]) -> list[Question]:
    """Return the questions in the order of the file; a column stands in one of them."""
    by_name = {column.name: column for column in columns}
    keys = _keys(export)
    taken: set[str] = set()
    names = _Names()
    found: list[Question] = []
    groups = _groups(export, columns, keys)
    for column in columns:
        if column.name in taken:
            continue
        group = groups.get(column.name, (column.name,))
        members = tuple(by_name[name] for name in group if name in by_name and name not in taken)
        taken.update(member.name for member in members)
        # A definition counts a question's columns from its first: where one before is left out, it can't be named so.
        key = keys.get(group) if group[: len(members)] == tuple(member.name for member in members) else None
        found.append(Question(members, names.of(members, key), key, _stem(members)))
    return found


def _keys(export: Export) -> dict[tuple[str, ...], str]:
    """Return how a definition may name each set of columns: by its question's number, else its text."""
    numbered = any(NUMBERED.match(column) for column in export.columns)
    told = export.codebook.question_columns or (numbered_questions(export.columns) if numbered else {})
    keys: dict[tuple[str, ...], str] = {}
    headings = Headings(export)
    for key, columns in told.items():
        kept = keys.get(tuple(columns))
        better = kept is None or (key.isdigit() and not kept.isdigit())
        if better and _names_exactly(headings, key, tuple(columns)):
            keys[tuple(columns)] = key
    return keys


def _names_exactly(headings: Headings, key: str, columns: tuple[str, ...]) -> bool:
    """Tell whether a definition that names this question gets these columns: another may begin with the same text."""
    try:
        return tuple(headings.of_question(key)) == columns
    except DataError:
        return False


def _groups(
    export: Export, columns: Sequence[Column], keys: Mapping[tuple[str, ...], str]
) -> dict[str, tuple[str, ...]]:
    """Return, for each column, its question's columns: as the export tells them, else as they seem."""
    told = {
        name: columns
        for columns in sorted(map(tuple, export.codebook.question_columns.values()), key=len)
        for name in columns
    }
    told |= {name: group for group in keys if len(group) >= FEWEST for name in group}
    told |= {name: one.columns for one in export.codebook.sets.values() for name in one.columns}
    batteries = batteries_of([(column.profile, column.guess) for column in columns if column.name not in told])
    return {name: battery.columns for battery in batteries for name in battery.columns} | told


def _stem(members: Sequence[Column]) -> str:
    """Return what the questions of several columns begin with, cut at a mark that ends a part of a text."""
    if len(members) < FEWEST:
        return members[0].question if members else ""
    first, *others = (member.question for member in members)
    length = next(
        (at for at, sign in enumerate(first) if any(other[at : at + 1] != sign for other in others)), len(first)
    )
    cut = max((first.rfind(mark, 0, length) for mark in "—–-[(（:：、.?？"), default=-1)
    stem = first[: max(cut, 0)].strip(" —–-[(（:：")
    return "" if stem.strip("第题Qq .").isdigit() else stem


class _Names:
    """Names for items, each once: the heading itself where it is a short name, else the question's number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._count = 0

    def of(self, members: Sequence[Column], key: str | None) -> tuple[str, ...]:
        self._count += 1
        if all(_is_name(member.name) and member.name not in self._taken for member in members):
            return tuple(self._take(member.name) for member in members)
        stem = self._free(f"Q{key}" if key is not None and key.isdigit() else f"Q{self._count}", len(members))
        if len(members) == 1:
            return (self._take(stem),)
        return tuple(self._take(f"{stem}_{place}") for place in range(1, len(members) + 1))

    def _free(self, stem: str, size: int) -> str:
        while stem in self._taken or any(f"{stem}_{place}" in self._taken for place in range(1, size + 1)):
            self._count += 1
            stem = f"Q{self._count}"
        return stem

    def _take(self, name: str) -> str:
        number = 2
        free = name
        while free in self._taken:
            free, number = f"{name}-{number}", number + 1
        self._taken.add(free)
        return free


def _is_name(heading: str) -> bool:
    return len(heading) <= LONGEST_NAME and name_fault(heading) is None and not heading[0].isdigit()


def runs(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each stretch of names that count up by one: what a range can stand for.

    Examples
    --------
    >>> list(runs(["Q1_1", "Q1_2", "Q1_3", "why"]))
    [(0, 3), (3, 4)]
    """
    start = 0
    for place in range(1, len(names) + 1):
        if place == len(names) or not _follows(names[place - 1], names[place]):
            yield start, place
            start = place


def _follows(before: str, after: str) -> bool:
    one, other = ENDING_NUMBER.search(before), ENDING_NUMBER.search(after)
    if one is None or other is None or before[: one.start()] != after[: other.start()]:
        return False
    padded = one[0].startswith("0") or other[0].startswith("0")
    return int(other[0]) == int(one[0]) + 1 and (not padded or len(one[0]) == len(other[0]))
