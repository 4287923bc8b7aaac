"""The gap of each pair of items as dot and interval about zero, worst first.

Rows: `item, estimate, ci_low, ci_high, p_adjusted, n`. Filled: differs from zero after Holm's correction at 5%.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts.estimates import dots
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

LEGEND = Words("● differs from zero (p < .05, Holm)  ○ does not", "● 与零差异显著（Holm 校正 p < .05）  ○ 不显著")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return dots with intervals on the gap's own scale, zero marked."""
    ordered = sorted(result.rows, key=lambda row: drawing.number(row, "estimate", float("inf")))
    rows = [_drawn(result, row, language) for row in ordered]
    more = {"said_p": CATALOGUE["p_adjusted"].heading}
    marks = [drawing.line_at(0, drawing.GAP_SCALE), *dots(result, language, drawing.GAP_SCALE, more)]
    return drawing.in_rows(result, language, rows, marks, [LEGEND.say(language)])


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    keys = tuple(key for key in drawing.KEYS if key in ("level", "item"))
    drawn = drawing.dotted(result, row, language, keys)
    p = row.get("p_adjusted")
    hollow = isinstance(p, (int, float)) and p >= 0.05
    return {**drawn, "hollow": hollow, "said_p": written(p, "p")}
