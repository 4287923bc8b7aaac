"""Texts as a cell of a workbook holds them."""

from __future__ import annotations

from typing import Any, Final

import wcwidth

from satindex.results.inert import inert

LIMIT: Final = 32_767
NARROWEST, WIDEST = 6, 60
"""Characters across a column; longer texts are broken into lines."""

LOOKED_AT: Final = 200


def cell_text(text: str, limit: int = LIMIT) -> str:
    """Return a text as a cell holds it: what XML can't hold is marked, what is longer than a cell is cut.

    Excel counts a sign outside the basic plane (an emoji) as two.

    Examples
    --------
    >>> cell_text("a\\x00b") == "a\ufffdb", len(cell_text("😀" * 20_000))
    (True, 16383)
    """
    said = inert(text)
    return said if 2 * len(said) <= limit else said.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


def width_of(cell: Any) -> int:
    """Return how many characters wide a column must be for a cell; a Chinese one takes two.

    Examples
    --------
    >>> width_of("营业网点"), width_of(-12.333), width_of("x" * 500)
    (10, 9, 60)
    """
    if not isinstance(cell, str):
        return NARROWEST if cell is None else NARROWEST + 3
    longest = max(wcwidth.width(line[:LOOKED_AT]) for line in cell.split("\n"))
    return min(max(longest + 2, NARROWEST), WIDEST)
