"""Everything counted alike, although it has weights: respondents, or the parts of an index."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from satindex.language import Words
from satindex.teaching.altered import Asked
from satindex.teaching.naming import OVERALL, keys_of_row, siblings

NAME = Words("not weighted", "没有加权")
HINT = Words(
    "That is the plain mean; here weights apply: Σ weight × value / Σ weight.",
    "这是简单平均；此处须加权：Σ 权数 × 数值 / Σ 权数。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the figure of unweighted respondents, then the plain mean of an overall figure's weighted parts."""
    unweighted = asked.without_weights()
    if unweighted is not None:
        yield unweighted
    found = asked.found
    if OVERALL not in keys_of_row(found.table, found.row):
        return
    parts = [row.get(found.column) for row in siblings(found.table, found.row) if row.get("weight") is not None]
    figures = [float(part) for part in parts if isinstance(part, (int, float))]
    if found.column in ("estimate", "expected", "perceived") and len(figures) == len(parts) > 1:
        yield fmean(figures)
