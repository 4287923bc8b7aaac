"""Differences of groups as dot and interval about zero, the largest first; of waves in their order.

Rows: `level, other, estimate, ci_low, ci_high, p_adjusted, n`. Filled: significant at 5% after
adjustment. Where several figures are compared, the overall one is drawn.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts.estimates import dots
from satindex.results.columns import CATALOGUE, label, written
from satindex.results.result import Result, Row

LEGEND = Words("● significant (adjusted p < .05)  ○ not", "● 差异显著（校正后 p < .05） ○ 不显著")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return dots with intervals on the figure's own scale, zero marked."""
    rows = drawing.summing_up(result.rows)
    if not result.options.get("wave"):
        rows = sorted(rows, key=lambda row: -abs(drawing.number(row, "estimate")))
    drawn = [_drawn(result, row, language) for row in rows]
    more = {"said_p": CATALOGUE["p_adjusted"].heading}
    marks = [drawing.line_at(0, drawing.GAP_SCALE), *dots(result, language, drawing.GAP_SCALE, more)]
    return drawing.in_rows(result, language, drawn, marks, [LEGEND.say(language)])


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    sides = " − ".join(
        label(result, row.get(side), language) for side in ("level", "other", "benchmark") if row.get(side)
    )
    keys = tuple(key for key in drawing.KEYS if key != "level" and not drawing.is_overall(row))
    about = drawing.row_label(result, row, language, keys)
    p = row.get("p_adjusted")
    hollow = not isinstance(p, (int, float)) or p >= 0.05
    drawn = drawing.dotted(result, row, language, ("level",))
    said = drawing.wrapped(
        " · ".join(part for part in (about, sides) if part), drawing.LABEL_COLUMNS, drawing.LABEL_LINES
    )
    return {**drawn, "label": said, "hollow": hollow, "said_p": written(p, "p")}
