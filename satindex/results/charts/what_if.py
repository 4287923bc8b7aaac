"""Predicted outcome today and after a move, a line per score: ○ today, ● moved with the interval of the change.

Rows: `term, move, figure, today, moved, estimate` (the change) with `ci_low, ci_high`; of several figures the first is
drawn.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, kind, label, written
from satindex.results.result import Result, Row

LEGEND = Words("○ today  ● after the move, with the 95% CI of the change", "○ 现在  ● 变动后，附变化的 95% 置信区间")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the rows of the first figure in their order."""
    first = next((row.get("figure") for row in result.rows if row.get("figure") is not None), None)
    rows = [row for row in result.rows if row.get("figure") in (first, None)]
    drawn = [_drawn(result, row, language) for row in rows]
    said = label(result, first, language) if first is not None else ""
    return drawing.in_rows(result, language, drawn, _marks(result, language), [said, LEGEND.say(language)])


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    name = drawing.row_label(result, row, language, ("level", "term"))
    by = row.get("move")
    drawn: drawing.Spec = {
        "label": f"{name}  {written(by, 'sign_number')}" if isinstance(by, (int, float)) else name,
        "value": drawing.figure_text(result, row, language),
        "said_clipped": written(row.get("clipped"), "count"),
        "said_n": written(row.get("n"), "count"),
    }
    if not isinstance(row.get("estimate"), (int, float)):
        return drawn
    today = drawing.number(row, "today")
    form = kind(result, "today")
    return drawn | {
        "today": today,
        "moved": drawing.number(row, "moved"),
        "low": today + drawing.number(row, "ci_low"),
        "high": today + drawing.number(row, "ci_high"),
        "about": name,
        "said": drawn["value"],
        "said_today": written(today, form),
        "said_moved": written(row.get("moved"), form),
    }


def _marks(result: Result, language: str) -> list[drawing.Spec]:
    axis = drawing.x_axis(**({"format": "%"} if kind(result, "today") == "share" else {}))
    x = drawing.x_field("today", axis)
    titles = {f"said_{name}": CATALOGUE[name].heading for name in ("today", "moved", "clipped", "n")}
    there = {"transform": [{"filter": "isValid(datum.moved)"}]}
    hover = drawing.hover(result, language, titles)
    return [
        {
            **there,
            "mark": {"type": "rule", "strokeWidth": 2.5, "color": drawing.SKY, "strokeCap": "round"},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            **there,
            "mark": {"type": "point", "filled": False, "size": 80, "strokeWidth": 2, "color": drawing.MUTED},
            "encoding": {"x": x, "tooltip": hover},
        },
        {
            **there,
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "color": drawing.BLUE},
            "encoding": {"x": {**x, "field": "moved"}, "tooltip": hover},
        },
    ]
