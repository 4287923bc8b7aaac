"""A difference of percentages in percent of one of them, where percentage points are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.errors import FigureError
from satindex.language import Words
from satindex.results.columns import kind
from satindex.teaching.altered import Asked

NAME = Words("percent for percentage points", "把百分比当成百分点")
HINT = Words(
    "From 40 % to 50 % is 10 percentage points, but a change of 25 %: points are asked for.",
    "从 40% 到 50% 是 10 个百分点，但变化率为 25%：此处要求百分点。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the difference as a percentage of the level that is subtracted."""
    found, measure = asked.found, asked.measure
    segment, other = found.row.get("segment"), found.row.get("other")
    if measure is None or found.column != "estimate" or found.table.chart != "differences" or other is None:
        return
    if kind(found.table, "estimate", found.row) not in ("percent", "share", "change_points"):
        return
    try:
        before = asked.figures.figure(f"{measure.name} by {segment}.[{other}].estimate").figure()
    except FigureError:
        return
    if before:
        yield 100 * asked.right / before
