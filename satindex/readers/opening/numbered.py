"""Questions that platforms number in their headings: `3、…`, `3.…`, `第3题(…)`, and the columns that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBERED = re.compile(r"^\s*[Qq]?(\d{1,4})\s*([、.．:：])(?!\s*\d)\s*(.*)$", re.DOTALL)
_ENUMERATED = re.compile(r"^\s*[Qq]?(\d{1,4})\s*(、)\s*(.*)$", re.DOTALL)
_OF_QUESTION = re.compile(r"^\s*第\s*(\d{1,4})\s*题\s*(.*)$", re.DOTALL)
_SIGNS = str.maketrans({"．": ".", "：": ":"})
_OPENING, _CLOSING = "(（", ")）"


@dataclass(frozen=True)
class NumberedColumn:
    """A column of a question: its name, its heading without the number, and whether it bears the number itself."""

    name: str
    text: str
    numbered: bool


@dataclass(frozen=True)
class NumberedQuestion:
    """A question by its number, with its columns in order."""

    number: str
    columns: tuple[NumberedColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)


def numbered_questions(headings: Iterable[tuple[str, str]]) -> tuple[NumberedQuestion, ...]:
    """Return the numbered questions of pairs of a column's name and its heading.

    A column without a number belongs to the question before it. The first number's sign is that of the file: `3.5 m`
    is no question among `1、…`. Nor is a number that is lower than the one before: it counts a question's own rows.

    Examples
    --------
    >>> found = numbered_questions((name, name) for name in ["1、Sex", "3、Rating—look", "price", "第4题(a)"])
    >>> [(one.number, one.names) for one in found]
    [('1', ('1、Sex',)), ('3', ('3、Rating—look', 'price')), ('4', ('第4题(a)',))]
    """
    found: dict[int, list[NumberedColumn]] = {}
    sign, current = "", 0
    for name, heading in headings:
        number, with_sign, text = _parsed(heading)
        if number is not None and number >= current and with_sign in ("", sign or with_sign):
            sign, current = sign or with_sign, number
            found.setdefault(number, []).append(NumberedColumn(name, text, numbered=True))
        elif found:
            found[current].append(NumberedColumn(name, heading.strip(), numbered=False))
    return tuple(NumberedQuestion(str(number), tuple(columns)) for number, columns in found.items())


def _parsed(heading: str) -> tuple[int | None, str, str]:
    if (of_question := _OF_QUESTION.match(heading)) is not None:
        return int(of_question[1]), "", of_question[2].strip()
    match = _ENUMERATED.match(heading) or _NUMBERED.match(heading)
    if match is None:
        return None, "", heading
    return int(match[1]), match[2].translate(_SIGNS), match[3].strip()


def in_brackets(text: str) -> str | None:
    """Return what stands in a text's outermost pair of brackets where that is the whole of it, else None.

    Examples
    --------
    >>> in_brackets("(comics (and games))"), in_brackets("(1) your name"), in_brackets("（a）")
    ('comics (and games)', None, 'a')
    """
    whole = text.strip()
    if len(whole) < 3 or whole[0] not in _OPENING or whole[-1] not in _CLOSING:
        return None
    depth = 0
    for at, sign in enumerate(whole):
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth <= 0:
            # Closing brackets alone may follow, as after the smile of `(good :))`.
            return whole[1:-1].strip() if not whole[at:].strip(_CLOSING) else None
    return whole[1:-1].strip()
