"""What fits where: the columns of a table across a page, a text in a box."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import wcwidth

from satindex.report.office.words import FURTHER_COLUMNS
from satindex.results.drawing import cut
from satindex.results.layout import LaidOut

FIRST: Final = (
    *("expected", "perceived", "estimate", "ci_low", "importance", "alpha", "alpha_low", "share", "odds_ratio"),
    *("odds_ratio_low", "n", "p_adjusted", "p_value", "letters", "verdict", "finding"),
)
"""The columns of figures that stay where a table is wider than the page, before all others."""

LONGEST: Final = 34
SIDES: Final = 2
_EM: Final = 0.53
"""Width of a column of type as a part of its size: half a Chinese character, and a Latin letter of usual type."""


def widths(shown: LaidOut) -> list[int]:
    """Return how many letters wide each column wants to be; longer texts are broken into lines."""
    return [
        min(max([_head(heading), *(wcwidth.width(row[at].text) for row in shown.rows)]), LONGEST) + SIDES
        for at, heading in enumerate(shown.headings)
    ]


def _head(heading: str) -> int:
    longest = max((wcwidth.width(word) for word in heading.split()), default=0)
    return max(min(longest, 14), min(wcwidth.width(heading) // 2 + 1, 14))


def narrowed(shown: LaidOut, room: int, language: str) -> LaidOut:
    """Return the columns that fit into `room` letters, those a reader looks for first; a note names the others."""
    wanted = widths(shown)
    if sum(wanted) <= room or not shown.names:
        return shown
    place = {name: at for at, name in enumerate(FIRST)}
    order = sorted(range(len(wanted)), key=lambda at: (shown.is_figure[at], place.get(shown.names[at], len(place)), at))
    kept: list[int] = []
    used = 0
    for at in order:
        if not kept or used + wanted[at] <= room:
            kept.append(at)
            used += wanted[at]
    return _only(shown, sorted(kept), language)


def _only(shown: LaidOut, kept: Sequence[int], language: str) -> LaidOut:
    left = [heading for at, heading in enumerate(shown.headings) if at not in kept]
    note = FURTHER_COLUMNS.say(language).format(("、" if language.startswith("zh") else ", ").join(left))
    return replace(
        shown,
        headings=tuple(shown.headings[at] for at in kept),
        is_figure=tuple(shown.is_figure[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in shown.rows),
        names=tuple(shown.names[at] for at in kept),
        footnotes=(*shown.footnotes, note),
    )


def size_for(text: str, width: float, height: float, largest: float, smallest: float) -> float:
    """Return the largest size of type, in points, at which a text fits into a box of so many points.

    `smallest` where it fits at none: cut the text to what `room_at` has then.
    """
    size = largest
    while size > smallest and lines_at(text, width, size) * size * 1.25 > height:
        size -= 0.5
    return size


def lines_at(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes at a size of type."""
    across = max(width / (size * _EM), 1)
    return sum(max(math.ceil(max(wcwidth.width(line), 0) / across), 1) for line in text.split("\n"))


def fitted(text: str, width: float, height: float, largest: float, smallest: float) -> tuple[str, float]:
    """Return a text with the size at which it fits, cut with … where it fits at none."""
    size = size_for(text, width, height, largest, smallest)
    lines = max(int(height / (size * 1.25)), 1)
    if lines_at(text, width, size) <= lines:
        return text, size
    across = int(width / (size * _EM))
    return cut(text.replace("\n", " "), max((across - 2) * lines - across // 6 * (lines - 1), 4)), size
