"""Whether a column's cells are several answers each, joined by commas."""

from __future__ import annotations

import re
from collections.abc import Set

_COMMA = re.compile(", ")


def joins_answers(cells: Set[str]) -> bool:
    """Tell whether some cell joins two others.

    Examples
    --------
    >>> joins_answers({"near, fast", "near", "fast"}), joins_answers({"Yes, always", "Yes"})
    (True, False)
    """
    return any(
        cell[: comma.start()] in cells and cell[comma.end() :] in cells
        for cell in cells
        for comma in _COMMA.finditer(cell)
    )
