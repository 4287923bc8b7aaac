"""Ranked by the plain gap where importance counts too, or by the weighted gap where it does not."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.errors import FigureError
from satindex.language import Words
from satindex.teaching.altered import Asked
from satindex.teaching.naming import DERIVED
from satindex.teaching.ordered import Ordered

NAME = Words("ranked by what is not weighted", "按未加权的数值排序")
HINT = Words(
    "Look at what is ranked: the gap itself, or the gap times its weight.",
    "请看清按什么排列：差距本身，还是差距 × 权数。",
)
OTHER = {DERIVED: "estimate", "estimate": DERIVED}


def wrong(asked: Asked) -> Iterator[float]:
    """Yield nothing: a single figure has no order."""
    yield from ()


def wrong_orders(ordered: Ordered) -> Iterator[tuple[str, ...]]:
    """Yield the order by the other of the two."""
    if ordered.by not in OTHER:
        return
    try:
        placed = ordered.figures.ranked(ordered.name, OTHER[ordered.by], ordered.lowest)
    except FigureError:
        return
    yield tuple(one.name for one in placed)
