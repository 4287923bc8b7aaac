"""What a heading of LimeSurvey asks: the question, its row, its scale, by code or by text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from satindex.readers.opening.plain_text import plain_text

CODE = re.compile(r"^(?P<question>[A-Za-z][A-Za-z0-9]*)(?:\[(?P<bracketed>.+)\]|_(?P<joined>\w+))?$")
WRITTEN = re.compile(r"(?:other|comment|filecount)$")
BESIDE = frozenset({"Other", "Comment", "Sonstiges"})


@dataclass(frozen=True)
class Asked:
    """A column's question, by code or text, its row and scale or column; `beside` is free text or a count beside it."""

    column: str
    code: str
    text: str
    question: str
    parts: tuple[str, ...]
    beside: bool

    @property
    def stem(self) -> str:
        """The question's text without its row."""
        return question_and_parts(self.text)[0]

    @property
    def full(self) -> str:
        """The question's text with its row."""
        stem, parts = question_and_parts(self.text)
        return " — ".join(part for part in (stem, *parts) if part)


def question_and_parts(heading: str) -> tuple[str, tuple[str, ...]]:
    """Return a text and what stands in each pair of brackets at its end.

    Examples
    --------
    >>> question_and_parts("Where to? [Bar]"), question_and_parts("Tasks [New [or old]][Scale 1]")
    (('Where to?', ('Bar',)), ('Tasks', ('New [or old]', 'Scale 1')))
    >>> question_and_parts("Where to?"), question_and_parts("Which [if any] apply?")
    (('Where to?', ()), ('Which [if any] apply?', ()))
    """
    text, parts = heading.strip(), list[str]()
    while text.endswith("]"):
        start = _opening(text)
        if start is None:
            break
        parts.insert(0, text[start + 1 : -1].strip())
        text = text[:start].rstrip()
    return text, tuple(parts)


def _opening(text: str) -> int | None:
    """Return where the bracket opens that the text's last character closes."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == "]") - (text[at] == "[")
        if depth == 0:
            return at
    return None


def asked(column: str, code: str, text: str) -> Asked:
    """Return what a column asks, from its code (may be empty) and its text (may be empty)."""
    code, text = code.strip(), plain_text(text)
    stem, parts = question_and_parts(text)
    if (match := CODE.match(code)) is not None:
        part = match["bracketed"] or match["joined"] or ""
        by_code = tuple(re.split(r"\]\[|_", part)) if part else ()
        return Asked(column, code, text, match["question"], parts or by_code, bool(WRITTEN.search(part)))
    return Asked(column, code, text, stem, parts, len(parts) == 1 and parts[0] in BESIDE)


Groups = dict[str, list[Asked]]


def grouped(columns: Sequence[Asked]) -> Groups:
    """Return the columns of each question by its code or text; one that stands apart a second time is left out."""
    groups: list[list[Asked]] = []
    for before, one in pairwise([None, *columns]):
        assert one is not None  # noqa: S101 - only the first has nothing before it
        if before is not None and one.question and one.question == before.question and one.parts:
            groups[-1].append(one)
        else:
            groups.append([one])
    names = [group[0].question for group in groups]
    return {name: group for name, group in zip(names, groups, strict=True) if name and names.count(name) == 1}


def rows_of(group: Sequence[Asked]) -> tuple[str, ...]:
    """Return a question's columns without the free texts beside them; of two scales, the first one's come first."""
    if not group[0].parts:
        return (group[0].column,)
    return tuple(column for columns in _by_scale(group).values() for column in columns)


def question_columns(groups: Groups) -> dict[str, tuple[str, ...]]:
    """Return the columns of each question by its code, its text, and with `[…]` after it by scale or column."""
    found: dict[str, tuple[str, ...]] = {}
    stems = [group[0].stem for group in groups.values()]
    for name, group in groups.items():
        stem = group[0].stem
        for said in (name, stem if stems.count(stem) == 1 else ""):
            if said:
                found[said] = rows_of(group)
                scales = _by_scale(group)
                found |= {f"{said} [{scale}]": columns for scale, columns in scales.items() if len(scales) > 1}
    return {name: columns for name, columns in found.items() if columns}


def _by_scale(group: Sequence[Asked]) -> dict[str, tuple[str, ...]]:
    rows = [one for one in group if not one.beside]
    if not all(len(one.parts) > 1 for one in rows):
        return {"": tuple(one.column for one in rows)}
    scales = dict.fromkeys(one.parts[-1] for one in rows)
    return {scale: tuple(one.column for one in rows if one.parts[-1] == scale) for scale in scales}
