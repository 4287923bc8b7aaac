"""Direct, indirect and total effects as dot and interval about 0, grouped by what they are effects of.

Rows: `term, effect, through, estimate, ci_low, ci_high`. Hollow: the interval includes 0, or there is none.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts.estimates import dots
from satindex.results.result import Result, Row

MANY = 12
IN_TABLE = Words("single paths: in the table", "各条路径见表")
LEGEND = Words("● interval without 0  ○ with 0", "● 区间不含 0  ○ 含 0")
ROW = ("term", "effect", "through")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the effects in the order of the table; of many, the sums over all paths only."""
    sums = [row for row in result.rows if row.get("effect") != "indirect" or row.get("through") == "(all)"]
    fewer = len(result.rows) > MANY and any(row.get("through") == "(all)" for row in sums)
    drawn = [_drawn(result, row, language) for row in (sums if fewer else result.rows)]
    marks = [drawing.line_at(0, drawing.GAP_SCALE), *dots(result, language, drawing.GAP_SCALE)]
    notes = [LEGEND.say(language), *([IN_TABLE.say(language)] if fewer else [])]
    return drawing.in_rows(result, language, drawn, marks, notes)


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    low, high = row.get("ci_low"), row.get("ci_high")
    sure = isinstance(low, (int, float)) and isinstance(high, (int, float)) and (low > 0 or high < 0)
    strong = row.get("effect") == "total"
    return drawing.dotted(result, row, language, ROW) | {"hollow": not sure, "strong": strong}
