"""What adds to a total and what takes from it: a bar from zero for each component, the total as dot and interval.

Rows: `component, contribution, estimate, ci_low, ci_high, n`; totals have no `contribution`, `overall` sums up. By
segment: the overall row of each level. In the order of the definition; blue adds, vermilion takes away.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts import estimates
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

LEGEND = Words("bar: contribution  ● their sum with 95% CI", "条形：各部分贡献  ● 合计及 95% 置信区间")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return bars and the total below them; by segment, the totals as dots."""
    if any("level" in row for row in result.rows):
        return estimates.chart(result, language)
    kept = [row for row in result.rows if "contribution" in row or drawing.is_overall(row)]
    rows = [_drawn(result, row, language) for row in kept]
    marks = [drawing.line_at(0, drawing.GAP_SCALE), *_bars(result, language)]
    more = {"said_n": CATALOGUE["n"].heading}
    dots = [_only_overall(mark) for mark in estimates.dots(result, language, drawing.GAP_SCALE, more)]
    return drawing.in_rows(result, language, rows, [*marks, *dots], [LEGEND.say(language)])


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    drawn = drawing.dotted(result, row, language, ("component",))
    if drawing.is_overall(row):
        return drawn
    kept = {name: drawn[name] for name in ("label", "strong", "said_n")}
    contribution = row.get("contribution")
    if not isinstance(row.get("estimate"), (int, float)) or not isinstance(contribution, (int, float)):
        return {**kept, "value": drawing.figure_text(result, {**row, "estimate": None}, language)}
    return {**kept, "value": written(contribution, "gap"), "contribution": contribution}


def _bars(result: Result, language: str) -> list[drawing.Spec]:
    x = drawing.x_field("contribution", drawing.x_axis(), drawing.GAP_SCALE)
    colour = {"condition": {"test": "datum.contribution < 0", "value": drawing.VERMILION}, "value": drawing.BLUE}
    hover = drawing.hover(result, language, {"said_n": CATALOGUE["n"].heading})
    return [
        {
            "transform": [{"filter": "isValid(datum.contribution)"}],
            "mark": {"type": "bar", "height": 16},
            "encoding": {"x": x, "x2": {"datum": 0}, "color": colour, "tooltip": hover},
        }
    ]


def _only_overall(mark: drawing.Spec) -> drawing.Spec:
    return {**mark, "transform": [*mark["transform"], {"filter": "datum.strong"}]}
