"""Gaps 1–5 in their order: against ○——● compared on the scale; the chain of gaps as dots about zero.

Rows: `gap, between, compared_mean, against_mean, estimate, ci_low, ci_high, n`; or, of the chain, `step, between,
estimate, ci_low, ci_high, n`. By segment: gap 5 (else the last one) of each level. `options["low"]`, `options["high"]`:
the ends of the scale. Orange: a shortfall whose interval lies below 0.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts.estimates import dots
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

LEGEND = Words(
    "○ against  ● compared, bar: 95% CI of the gap, orange where it lies below 0",
    "○ 基准方  ● 比较方，横条：差距的 95% 置信区间（橙色：全部低于 0）",
)
ENDS = ("against_mean", "compared_mean")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return dumbbells in the order of the gaps; dots about zero for a chain."""
    if any("step" in row for row in result.rows):
        return _chain(result, language)
    rows = [_drawn(result, row, language) for row in _shown(result)]
    ends = drawing.scale_note(result)
    notes = [LEGEND.say(language), *([Words(f"scale {ends}", f"{ends} 分量表").say(language)] if ends else [])]
    return drawing.in_rows(result, language, rows, _marks(result, rows, language), notes)


def _shown(result: Result) -> list[Row]:
    rows = list(result.rows)
    if not any("level" in row for row in rows):
        return rows
    last = max(int(drawing.number(row, "gap")) for row in rows)
    return drawing.ordered_levels(result, [row for row in rows if row.get("gap") == last])


def _chain(result: Result, language: str) -> drawing.Spec:
    keys = ("level", "step", "between")
    rows = [drawing.dotted(result, row, language, keys) for row in result.rows]
    marks = [drawing.line_at(0, drawing.GAP_SCALE), *dots(result, language, drawing.GAP_SCALE)]
    return drawing.in_rows(result, language, rows, marks)


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    drawn: drawing.Spec = {
        "label": drawing.row_label(result, row, language, ("level", "gap", "between")),
        "value": drawing.figure_text(result, row, language),
        "said_compared": written(row.get("compared_mean"), "points"),
        "said_against": written(row.get("against_mean"), "points"),
        "said_n": written(row.get("n"), "count"),
    }
    if not all(isinstance(row.get(name), (int, float)) for name in (*ENDS, "estimate")):
        return drawn
    against, compared = (drawing.number(row, name) for name in ENDS)
    drawn |= {"against": against, "compared": compared}
    if not all(isinstance(row.get(name), (int, float)) for name in ("ci_low", "ci_high")):
        return drawn
    low, high = (against + drawing.number(row, name) for name in ("ci_low", "ci_high"))
    return {**drawn, "low": low, "high": high, "short": drawing.number(row, "ci_high") < 0}


def _marks(result: Result, rows: list[drawing.Spec], language: str) -> list[drawing.Spec]:
    ends = [row.get(name) for row in rows for name in ("against", "compared", "low", "high")]
    x = drawing.x_field("against", drawing.x_axis(), drawing.scale_of(result, ends))
    more = {f"said_{name}": CATALOGUE[f"{name}_mean"].heading for name in ("compared", "against")}
    hover = drawing.hover(result, language, {**more, "said_n": CATALOGUE["n"].heading})
    known = [{"filter": "isValid(datum.compared)"}]
    point = {"type": "point", "opacity": 1, "size": 90, "strokeWidth": 2}
    colour = {"condition": {"test": "datum.short", "value": drawing.ORANGE}, "value": drawing.SKY}
    return [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "strokeWidth": 11, "opacity": 0.55},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
        },
        {
            "transform": known,
            "mark": {"type": "rule", "strokeWidth": 2, "color": drawing.BLUE},
            "encoding": {"x": x, "x2": {"field": "compared"}, "tooltip": hover},
        },
        {
            "transform": known,
            "mark": {**point, "fill": drawing.PAPER, "stroke": drawing.BLUE},
            "encoding": {"x": x, "tooltip": hover},
        },
        {
            "transform": known,
            "mark": {**point, "fill": drawing.BLUE, "stroke": drawing.BLUE},
            "encoding": {"x": {**x, "field": "compared"}, "tooltip": hover},
        },
    ]
