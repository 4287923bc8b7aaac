"""Ranges of names: `P1..P4` stands for P1, P2, P3, P4."""

from __future__ import annotations

import re
from collections.abc import Iterable

from satindex.language import Words

_RANGE = re.compile(r"^(?P<prefix>.*?)(?P<first>\d+)\s*\.\.\s*(?P<prefix2>.*?)(?P<last>\d+)$")
LONGEST = 10_000
_LONGEST_TEXT = 200


def is_range(text: str) -> bool:
    """Return whether `text` is written as a range.

    Examples
    --------
    >>> is_range("P1..P4"), is_range("P1")
    (True, False)
    """
    return ".." in text


def expand(text: str) -> tuple[str, ...]:
    """Return the names a range stands for, counted by number, padded as written; one name stands for itself.

    Raises ValueError, its words in both languages, when the two ends have different prefixes, run backwards,
    or no digits.

    Examples
    --------
    >>> expand("P8..P11")
    ('P8', 'P9', 'P10', 'P11')
    >>> expand("e01..e03")
    ('e01', 'e02', 'e03')
    """
    text = text.strip()
    if not is_range(text):
        return (text,)
    found = _RANGE.match(text) if len(text) <= _LONGEST_TEXT else None
    if found is None or found["prefix"] != found["prefix2"]:
        raise ValueError(_not_a_range(text))
    first, last = int(found["first"]), int(found["last"])
    if last < first:
        raise ValueError(Words(f"'{text}' runs backwards.", f"“{text}”的首尾颠倒了。"))
    if last - first >= LONGEST:
        raise ValueError(Words(f"'{text}' stands for more than {LONGEST} names.", f"“{text}”超过 {LONGEST} 个名称。"))
    width = len(found["first"]) if found["first"].startswith("0") else 0
    return tuple(f"{found['prefix']}{number:0{width}d}" for number in range(first, last + 1))


def _not_a_range(text: str) -> Words:
    short = text if len(text) <= _LONGEST_TEXT else text[:40] + "…"
    return Words(
        f"'{short}' is not a range: both ends need the same beginning and a number at the end.",
        f"“{short}”不是区间：两端须有相同的开头，并以数字结尾。",
    )


def expand_all(value: object) -> object:
    """Return one range, or a list of ranges and names, as one tuple of names; anything else as it is."""
    if isinstance(value, str):
        return expand(value)
    if isinstance(value, Iterable) and not isinstance(value, dict):
        entries = list(value)
        if all(isinstance(entry, str) for entry in entries):
            return tuple(name for entry in entries for name in expand(entry))
    return value
