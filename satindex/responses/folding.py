"""What is forgiven when answers are matched: white space, case, full-width forms, punctuation."""

from __future__ import annotations

import math
import re
import unicodedata

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


def as_text(value: object) -> str:
    """Return a stored value as the text a person would write: 5.0 as `5`, everything else as it is.

    Examples
    --------
    >>> as_text(5.0), as_text(4.35), as_text(" a ")
    ('5', '4.35', ' a ')
    """
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return str(int(value))
    return str(value)


def as_number(value: object) -> float | None:
    """Return the number that a value is or plainly spells (full-width digits too), else None.

    Examples
    --------
    >>> as_number("７"), as_number(" 1.0 "), as_number("nan"), as_number("3分"), as_number(True)
    (7.0, 1.0, None, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    text = unicodedata.normalize("NFKC", str(value)).strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def loosely(text: str) -> str:
    """Return a text without the differences of width, case and white space.

    Examples
    --------
    >>> loosely("Ｓtrongly   Agree ")
    'strongly agree'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def very_loosely(text: str) -> str:
    """Return a text without white space, punctuation and invisible marks either.

    Examples
    --------
    >>> very_loosely("非常 同意。") == very_loosely("非常同意")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZC")


def is_blank(value: object) -> bool:
    """Return whether a stored value is empty or holds nothing but white space.

    Examples
    --------
    >>> is_blank(None), is_blank(" \u3000"), is_blank(0)
    (True, True, False)
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    return isinstance(value, str) and not value.strip(" \t\r\n\u3000\xa0\ufeff\u200b")
