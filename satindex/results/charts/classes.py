"""Shares of classes as bars with their intervals, in the table's order.

Rows: `estimate` (share 0–1), `ci_low, ci_high, n`, about a `level` (by segment `level` and `class`), a `stage` of a
funnel, a `cause` or a way of coming (`came_by`); `options["keys"]` names the columns where a row is about something
else.
"""

from __future__ import annotations

from satindex.results import drawing
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

KEYS = ("level", "cause", "came_by", "class", "stage")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return horizontal bars of the shares, each with its interval."""
    drawn = [_drawn(result, row, language) for row in result.rows]
    return drawing.in_rows(result, language, drawn, _marks(result, language))


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    numbers = {"estimate": "estimate", "low": "ci_low", "high": "ci_high"}
    return {
        "label": drawing.row_label(result, row, language, result.options.get("keys", KEYS)),
        "value": drawing.figure_text(result, row, language),
        "said_n": written(row.get("n"), "count"),
        **{name: row[key] for name, key in numbers.items() if isinstance(row.get(key), (int, float))},
    }


def _marks(result: Result, language: str) -> list[drawing.Spec]:
    axis = drawing.x_axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    x = drawing.x_field("estimate", axis, {"domain": [0, 1], "nice": False})
    hover = drawing.hover(result, language, {"said_n": CATALOGUE["n"].heading})
    return [
        {
            "transform": [{"filter": "isValid(datum.estimate)"}],
            "mark": {"type": "bar", "height": 14, "color": drawing.SKY},
            "encoding": {"x": x, "x2": {"datum": 0}, "tooltip": hover},
        },
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": drawing.INK},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "tooltip": hover},
        },
    ]
