"""Letters for groups that differ or do not: compact letters, and the letters that head a table's columns."""

from __future__ import annotations

import string
from collections.abc import Collection, Sequence

LETTERS = string.ascii_lowercase + string.ascii_uppercase


def compact_letters(ordered: Sequence[str], different: Collection[frozenset[str]]) -> dict[str, str] | None:
    """Return each level's letters; two levels share one if and only if their pair is not among the `different`.

    `ordered` lists the levels, the first gets `a`. None where more letters would be needed than there are. By
    insertion and absorption: Piepho 2004, Journal of Computational and Graphical Statistics 13: 456–466.

    Examples
    --------
    >>> compact_letters(["x", "y", "z"], {frozenset({"x", "z"})})
    {'x': 'a', 'y': 'ab', 'z': 'b'}
    """
    sets: list[frozenset[str]] = [frozenset(ordered)]
    for pair in sorted(different, key=lambda levels: [level in levels for level in ordered], reverse=True):
        one, other = sorted(pair)
        split: list[frozenset[str]] = []
        for members in sets:
            split += [members - {one}, members - {other}] if pair <= members else [members]
        sets = _absorbed(split)
        if len(sets) > 4 * len(LETTERS):
            return None
    place = {level: at for at, level in enumerate(ordered)}
    columns = sorted(sets, key=lambda members: sorted(place[level] for level in members))
    if len(columns) > len(LETTERS):
        return None
    named = list(zip(LETTERS, columns, strict=False))
    return {level: "".join(letter for letter, members in named if level in members) for level in ordered}


def comparable(levels: Sequence[str], untested: Collection[frozenset[str]]) -> list[str]:
    """Return the levels that letters can speak of: not those of a pair that differs and has no test.

    Without a test such a pair would share a letter, as if it did not differ.

    Examples
    --------
    >>> comparable(["x", "y", "z"], {frozenset({"x", "y"})})
    ['z']
    """
    return [level for level in levels if not any(level in pair for pair in untested)]


def column_letter(place: int) -> str:
    """Return the letter that heads a table's column: A … Z, then AA, AB …, as in a spreadsheet; the first is 0.

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701), column_letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters


def _absorbed(sets: list[frozenset[str]]) -> list[frozenset[str]]:
    """Return the sets that are not within another one."""
    distinct = list(dict.fromkeys(sets))
    return [one for one in distinct if not any(one < other for other in distinct)]
