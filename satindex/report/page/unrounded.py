"""The figures of a table as the page holds them beside what is written: whole, to be sorted, copied and saved."""

from __future__ import annotations

import math
from typing import Any

from satindex.results.bundle import inert_json
from satindex.results.layout import LaidOut
from satindex.results.result import Cell, Result

SMALL = " †"


def unrounded(table: Result, shown: LaidOut) -> str | None:
    """Return the figures that are not written whole, as JSON by the place of their column; None where all are.

    `table` has the rows of `shown`. A column of intervals has its lower and its upper bounds.
    """
    found: dict[int, Any] = {}
    for at, (name, high) in enumerate(zip(shown.names, shown.upper, strict=True)):
        if not shown.is_figure[at]:
            continue
        figures = _column(table, name)
        if high is not None:
            found[at] = {"low": figures, "high": _column(table, high)}
        elif any(figure != _as_read(row[at].text) for figure, row in zip(figures, shown.rows, strict=True)):
            found[at] = figures
    return inert_json(found) if found else None


def _column(table: Result, name: str) -> list[float | int | None]:
    return [_number(row.get(name)) for row in table.rows]


def _number(cell: Cell) -> float | int | None:
    """Return a cell that is a figure; what has no end or is none is written as missing, too."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not math.isfinite(cell):
        return None
    return cell


def _as_read(text: str) -> float | None:
    """Return the figure as the page's script reads it from a written cell."""
    try:
        return float(text.removesuffix(SMALL).replace(",", "").replace("−", "-"))
    except ValueError:
        return None
