"""Values as learners hand them in, made plain: what JSON can hold, whatever library they come from."""

from __future__ import annotations

import math
from typing import Any

from satindex.language import Words

Plain = float | int | str | bool | list[str]
NOT_A_NUMBER = Words(
    "The value is missing (NaN or infinite): look at how it was computed. Nothing was recorded.",
    "此值缺失（NaN 或无穷大）：请检查计算过程。未作记录。",
)
NO_VALUE = Words(
    "Hand in a number, a text, yes or no, or a list of texts. Nothing was recorded.",
    "请提交一个数、一段文字、是或否，或一个文字列表。未作记录。",
)


def is_blank(value: object) -> bool:
    """Whether a cell still waits for its value.

    Examples
    --------
    >>> is_blank(...), is_blank(" "), is_blank(0)
    (True, True, False)
    """
    return value is None or value is ... or (isinstance(value, str) and not value.strip())


def plain(value: Any) -> Plain | Words:
    """Return a value as JSON holds it, or the words that say why it is none.

    Examples
    --------
    >>> plain(True), plain(("a", "b")), str(plain({"a": 1}))[:16]
    (True, ['a', 'b'], 'Hand in a number')
    """
    value = _unwrapped(value)
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else NOT_A_NUMBER
    if isinstance(value, (list, tuple)):
        parts = [_unwrapped(one) for one in value]
        known = [one for one in parts if isinstance(one, (str, int, float)) and not is_blank(one)]
        return [str(one) for one in known] if parts and len(known) == len(parts) else NO_VALUE
    return _as_float(value)


def _unwrapped(value: Any) -> Any:
    """Take a number out of numpy's, and a list out of an array, a Series or an Index."""
    if isinstance(value, (bool, int, float, str, list, tuple)) and type(value).__module__ == "builtins":
        return value
    for name in ("tolist", "to_list"):
        if hasattr(value, name):
            found = getattr(value, name)()
            return found[0] if isinstance(found, list) and len(found) == 1 else found
    return value


def _as_float(value: Any) -> float | Words:
    """Take what says itself that it is a number: decimals, fractions."""
    if not hasattr(value, "__float__"):
        return NO_VALUE
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return NO_VALUE
    return found if math.isfinite(found) else NOT_A_NUMBER
