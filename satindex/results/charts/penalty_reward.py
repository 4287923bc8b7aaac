"""Penalty and reward of each attribute as bars to both sides of 0 with their intervals, the widest range first.

Rows: `term, penalty, penalty_low, penalty_high, reward, reward_low, reward_high, range, factor`.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import MISSING, label, written
from satindex.results.result import Result, Row

LEGEND = Words(
    "orange: lowest box, blue: highest box, against what lies between; 95% CI",
    "橙：低分段；蓝：高分段；均相对于中间，附 95% 置信区间",
)
SIDES = ("penalty", "reward")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return two bars per attribute."""
    rows = sorted(result.rows, key=lambda row: -drawing.number(row, "range", float("-inf")))
    drawn = [_drawn(result, row, language) for row in rows]
    marks = [*(mark for side in SIDES for mark in _bars(result, language, side)), drawing.line_at(0, drawing.GAP_SCALE)]
    return drawing.in_rows(result, language, drawn, marks, [LEGEND.say(language)])


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    cells = [f"{side}{end}" for side in SIDES for end in ("", "_low", "_high")]
    known = {name: row[name] for name in cells if isinstance(row.get(name), (int, float))}
    factor = label(result, row["factor"], language) if row.get("factor") is not None else ""
    reason = label(result, row.get("reason"), language) if row.get("reason") is not None and not known else ""
    figures = " / ".join(written(row[side], "gap") for side in SIDES) if known else MISSING
    return {
        "label": drawing.row_label(result, row, language, ("term",)),
        "value": "  ".join(part for part in (figures, factor, drawing.wrapped(reason, 30, 1)) if part),
        "strong": False,
        **known,
    }


def _bars(result: Result, language: str, side: str) -> list[drawing.Spec]:
    x = drawing.x_field(side, drawing.x_axis(), drawing.GAP_SCALE)
    colour, offset = (drawing.VERMILION, -5) if side == "penalty" else (drawing.BLUE, 5)
    return [
        {
            "transform": [{"filter": f"isValid(datum.{side})"}],
            "mark": {"type": "bar", "height": 9, "yOffset": offset, "color": colour, "opacity": 0.85},
            "encoding": {"x": x, "x2": {"datum": 0}, "tooltip": drawing.hover(result, language)},
        },
        {
            "transform": [{"filter": f"isValid(datum.{side}_low) && isValid(datum.{side}_high)"}],
            "mark": {"type": "rule", "yOffset": offset, "strokeWidth": 1.5, "color": drawing.INK},
            "encoding": {"x": {**x, "field": f"{side}_low"}, "x2": {"field": f"{side}_high"}},
        },
    ]
