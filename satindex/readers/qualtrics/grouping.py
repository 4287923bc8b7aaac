"""Which columns belong to one question, where no questionnaire says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from satindex.readers.opening.headings import unique_headings
from satindex.readers.qualtrics.headings import Column

_PLACES = re.compile(r"(?:#\d+)?(?:_(?:-?\d+|x\d+))*(?:_TEXT)?$")
_DOUBLED = re.compile(r"^(.+)_\1$")  # the tags of rows often repeat the question's
_NUMBERED = re.compile(r"^[Qq]?(\d+)$")


@dataclass(frozen=True)
class Asked:
    """A question's columns in order, its text, and what else names it: export tag, number, id."""

    text: str
    columns: tuple[str, ...]
    names: tuple[str, ...] = ()


def asked_by(columns: Iterable[Column]) -> list[Asked]:
    """Return the questions that columns belong to; what was written in beside an answer is no column of its own."""
    asked = [column for column in columns if column.role is None]
    written = Counter(column.heading for column in asked)
    groups: dict[str, list[Column]] = {}
    for column in asked:
        repeated = written[column.heading] > 1 and column.import_id is None
        groups.setdefault(column.name if repeated else _key(column), []).append(column)
    return [_asked(tuple(one for one in members if not one.is_text) or tuple(members)) for members in groups.values()]


def question_columns(asked: Sequence[Asked]) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return each question's columns by what names it alone and by its text, and the texts of several questions.

    Of several questions with one text the second is `text (2)`, as with headings.

    Examples
    --------
    >>> question_columns([Asked("Why?", ("Q1",), ("1",)), Asked("Why?", ("Q2",), ("2",))])[0]
    {'1': ('Q1',), '2': ('Q2',), 'Why?': ('Q1',), 'Why? (2)': ('Q2',)}
    """
    named = Counter(name for one in asked for name in one.names)
    found = {name: one.columns for one in asked for name in one.names if name and named[name] == 1}
    worded = [one for one in asked if one.text]
    texts, repeated = unique_headings(one.text for one in worded)
    by_text = {text: one.columns for text, one in zip(texts, worded, strict=True) if text not in found}
    return found | by_text, repeated


def number_of(tag: str) -> str:
    """Return the number in an export tag, empty where it has none.

    Examples
    --------
    >>> number_of("Q12"), number_of("mood")
    ('12', '')
    """
    found = _NUMBERED.match(tag)
    return found[1] if found else ""


def _key(column: Column) -> str:
    told = column.import_id
    if told is None:
        return _PLACES.sub("", column.heading)
    return f"{told.loop}_{told.question}" if told.loop else told.question


def _asked(answers: Sequence[Column]) -> Asked:
    told = answers[0].import_id
    tag = _DOUBLED.sub(r"\1", _tag(answers))
    names = [tag, number_of(tag), _key(answers[0]) if told else ""]
    text = _stem([one.text for one in answers])
    return Asked(text, tuple(one.name for one in answers), tuple(dict.fromkeys(name for name in names if name)))


def _tag(answers: Sequence[Column]) -> str:
    headings = [one.heading for one in answers]
    if len(headings) == 1:
        return headings[0] if _whole(answers[0]) else _PLACES.sub("", headings[0])
    shared = _beginning(headings)
    return _PLACES.sub("", shared[: max(shared.rfind("_"), shared.rfind("#"), 0)] or headings[0])


def _whole(column: Column) -> bool:
    told = column.import_id
    return told is None or not (told.places or told.column)


def _stem(texts: Sequence[str]) -> str:
    """Return the text that a question's columns share, up to the dash before what differs."""
    if len(texts) == 1:
        return texts[0]
    shared = _beginning(texts)
    return shared[: max(shared.rfind("-"), 0)].rstrip(" -:")


def _beginning(texts: Sequence[str]) -> str:
    """Return what all texts begin with."""
    shared = takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False))
    return "".join(signs[0] for signs in shared)
