"""Column names from the headings as a file writes them: stripped, never empty, never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def unique_headings(written: Iterable[object]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return unique column names in the order of the file, and the headings that stand more than once.

    White space around a heading is dropped, the rest stays as written. An empty heading is named after its
    position, a repeated one gets ` (2)`, ` (3)`, … A heading that frame engines take for a pattern of many columns
    (`*`, `^…$`) counts as empty.

    Examples
    --------
    >>> unique_headings([" id", "Q1", "Q1", ""])[0]
    ('id', 'Q1', 'Q1 (2)', 'column 4')
    """
    headings = ["" if one is None else _plain(str(one)) for one in written]
    counts = Counter(heading for heading in headings if heading)
    taken = set(counts)
    names: list[str] = []
    seen: Counter[str] = Counter()
    for place, heading in enumerate(headings, start=1):
        name = heading or f"column {place}"
        seen[name] += 1
        if seen[name] > 1 or (not heading and name in taken):
            name = _free(name, max(seen[name], 2), taken)
        taken.add(name)
        names.append(name)
    return tuple(names), frozenset(heading for heading, count in counts.items() if count > 1)


def _free(name: str, number: int, taken: set[str]) -> str:
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def _plain(heading: str) -> str:
    text = heading.strip().strip("\ufeff").strip()
    return "" if text == "*" or (text.startswith("^") and text.endswith("$")) else text
