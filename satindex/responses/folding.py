"""What is forgiven when answers are matched: white space, case, full-width forms, punctuation."""

from __future__ import annotations

import math
import re
import unicodedata

_SPACES = re.compile(r" +")
_SPACE_AROUND_MARK = re.compile(r"(?<=[^\w ]) +| +(?=[^\w ])")
_ALWAYS_KEPT = "%‰"
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
    """Return a text without white space, punctuation and invisible marks either, save what makes another number.

    Examples
    --------
    >>> very_loosely("非常 同意。") == very_loosely("非常同意")
    True
    >>> very_loosely("1 – 2 次"), very_loosely("12次"), very_loosely("-1"), very_loosely("5 %")
    ('1-2次', '12次', '-1', '5%')
    """
    visible = "".join(_plain(char) for char in unicodedata.normalize("NFKC", text).casefold())
    spaced = _SPACE_AROUND_MARK.sub("", _SPACES.sub(" ", visible.strip()))
    kept = (char for at, char in enumerate(spaced) if not _is_idle(char, spaced, at))
    return "".join(kept)


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Pd" or char == "−":
        return "-"
    return "" if category == "Cf" else " " if category[0] in "ZC" else char


def _is_idle(char: str, text: str, at: int) -> bool:
    """Whether leaving out a character can't turn a number into another one."""
    category = unicodedata.category(char)[0]
    if char in _ALWAYS_KEPT or category not in "PZ":
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not after.isdecimal():
        return True
    return not (char == "-" or not before or before.isdecimal())


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
