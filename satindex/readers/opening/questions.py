"""A platform's questions by number and by text, with the columns of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.platform_export import PlatformExport

_NUMBERED = re.compile(r"^\s*(?:[Qq]\s*)?(\d+)\s*[.、．:：)）]\s*(?!\d)")


@dataclass(frozen=True)
class Question:
    """A question as the platform asked it: its text, and its columns in order."""

    text: str
    columns: tuple[str, ...]


def with_questions(export: PlatformExport, asked: Sequence[Question], numbered: bool = True) -> PlatformExport:
    """Return the export whose codebook finds every question by its text, and by its number where it is `numbered`.

    The second question of the same text is `text (2)`, and the text alone counts as repeated.
    """
    _, repeated = unique_headings(question.text for question in asked)
    columns = question_columns(asked, numbered)
    return replace(
        export,
        repeated=export.repeated | repeated,
        codebook=replace(export.codebook, question_columns={**export.codebook.question_columns, **columns}),
    )


def question_columns(asked: Sequence[Question], numbered: bool = True) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of every question by its number and by its text.

    A question's number is the one that its text begins with; where no text begins with one, its place in the file.
    A number that two questions begin with names neither.

    Examples
    --------
    >>> question_columns([Question("Age", ("Age",)), Question("Rate", ("Rate — a", "Rate — b"))])["2"]
    ('Rate — a', 'Rate — b')
    """
    names, _ = unique_headings(question.text for question in asked)
    by_text = {name: question.columns for name, question in zip(names, asked, strict=True)}
    return {**(_by_number(asked) if numbered else {}), **by_text}


def with_numbers(columns: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return columns by text also by the number that a text begins with, where one question alone begins with it.

    `text [scale]` names a part of the question `text`.

    Examples
    --------
    >>> with_numbers({"3. Rate": ("a", "b"), "3. Rate [now]": ("a",), "age": ("c",)})["3"]
    ('a', 'b')
    """
    texts: dict[str, list[str]] = {}
    for text in columns:
        if (match := _NUMBERED.match(text)) is not None:
            texts.setdefault(match[1], []).append(text)
    whole = {number: min(said, key=len) for number, said in texts.items()}
    alone = (
        number for number, said in texts.items() if all(f"{one} [".startswith(f"{whole[number]} [") for one in said)
    )
    return {**{number: columns[whole[number]] for number in alone}, **columns}


def _by_number(asked: Sequence[Question]) -> Mapping[str, tuple[str, ...]]:
    written = [match[1] if (match := _NUMBERED.match(question.text)) else "" for question in asked]
    if not any(written):
        return {str(place): question.columns for place, question in enumerate(asked, start=1)}
    return {
        number: question.columns
        for number, question in zip(written, asked, strict=True)
        if number and written.count(number) == 1
    }
