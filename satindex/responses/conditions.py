"""The lines of `where`: which values of a column keep a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from satindex.responses.answers import Matcher
from satindex.responses.folding import as_number, as_text, is_blank
from satindex.survey.model import Condition

Meaning = Callable[[Any], float | str | None]
Numeric = Callable[[Any], float | None]
_DURATION = re.compile(
    r"(?:(?P<h>\d+)\s*(?:小时|时|hours?|h)\s*)?(?:(?P<m>\d+)\s*(?:分钟|分|minutes?|mins?|m)\s*)?"
    r"(?:(?P<s>\d+(?:\.\d+)?)\s*(?:秒钟|秒|seconds?|secs?|s)?)?"
)


def said(condition: Condition) -> str:
    """Return a condition as a reader would write it."""
    if condition.one_of:
        return f"{condition.column} = {' / '.join(condition.one_of)}"
    bounds = [(condition.at_least, "≥"), (condition.at_most, "≤")]
    return " ".join(f"{condition.column} {sign} {bound:g}" for bound, sign in bounds if bound is not None)


def condition_test(condition: Condition, text: Meaning, numeric: Numeric) -> Meaning:
    """Return a function of a stored value: 1 where the condition holds, 0 where not, None where nobody can say.

    `text` and `numeric` read a stored value as text and as a number; numbers are compared by value.
    """
    return _one_of(condition.one_of, text, numeric) if condition.one_of else _between(condition, numeric)


def _one_of(choices: tuple[str, ...], text: Meaning, numeric: Numeric) -> Meaning:
    wanted = Matcher((choice, 1.0) for choice in choices)
    numbers = {numeric(choice) for choice in choices} - {None}

    def meaning(stored: Any) -> float | None:
        if is_blank(stored):
            return None
        if numeric(stored) in numbers:
            return 1.0
        written = text(stored)
        return (None if written is None else wanted.find(str(written))) or wanted.find(as_text(stored)) or 0.0

    return meaning


def _between(condition: Condition, numeric: Numeric) -> Meaning:
    low, high = condition.at_least, condition.at_most

    def meaning(stored: Any) -> float | None:
        number = None if is_blank(stored) else numeric(stored)
        if number is None:
            return None
        return float((low is None or number >= low) and (high is None or number <= high))

    return meaning


def seconds(stored: Any) -> float | None:
    """Return a duration in seconds; None for what is none, as a negative number.

    Examples
    --------
    >>> seconds("136秒"), seconds("2分16秒"), seconds("0:02:16"), seconds("soon"), seconds(-5)
    (136.0, 136.0, 136.0, None, None)
    """
    number = as_number(stored)
    if number is not None:
        return number if number >= 0 else None
    text = as_text(stored).strip().casefold()
    if re.fullmatch(r"\d+(:\d{1,2}){1,2}(\.\d+)?", text):
        total = 0.0
        for part in text.split(":"):
            total = total * 60 + float(part)
        return total
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    hours, minutes, rest = (float(part or 0) for part in match.group("h", "m", "s"))
    return hours * 3600 + minutes * 60 + rest
