"""Why customers left: each reason's share of those who left with its interval, and beside it the profit lost.

Rows: `cause, estimate` (share of those who gave a reason, 0–1), `ci_low, ci_high, profit_lost, profit_low,
profit_high, n`; in the order of the rows. Left panel: share; right panel: profit lost, from zero.
"""

from __future__ import annotations

from typing import Any

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

LEFT: drawing.Spec = {"range": [0, {"expr": "width * 0.46"}], "zero": True, "nice": True}
RIGHT: drawing.Spec = {"range": [{"expr": "width * 0.54"}, {"expr": "width"}], "zero": True, "nice": True}
LEGEND = Words(
    "left: share of those who gave a reason; right: profit lost in a year; lines: 95% CI",
    "左：占说明原因者的比例；右：一年损失的毛利；线：95% 置信区间",
)
ALONE = Words("bars: share of those who gave a reason; lines: 95% CI", "条形：占说明原因者的比例；线：95% 置信区间")
BESIDE_SHARE = 24  # columns of a reason, where its share stands beside it above half a picture


def chart(result: Result, language: str) -> drawing.Spec:
    """Return bars of the reasons in two panels; in one where no profit is known."""
    with_profit = any(isinstance(row.get("profit_lost"), (int, float)) for row in result.rows)
    rows = [_drawn(result, row, language, with_profit) for row in result.rows]
    share_scale = LEFT if with_profit else {"zero": True, "nice": True}
    marks = _panel("estimate", ("low", "high"), share_scale, drawing.BLUE, result, language, format="%")
    if with_profit:
        marks += _panel("profit", ("profit_low", "profit_high"), RIGHT, drawing.VERMILION, result, language)
    spec = drawing.in_rows(result, language, rows, marks, [(LEGEND if with_profit else ALONE).say(language)])
    return spec | {"resolve": {"scale": {"x": "independent"}, "axis": {"x": "independent"}}}


def _drawn(result: Result, row: Row, language: str, with_profit: bool) -> drawing.Spec:
    share = drawing.figure_text(result, row, language)
    label = drawing.row_label(result, row, language, ("cause",))
    numbers = {
        "estimate": "estimate",
        "low": "ci_low",
        "high": "ci_high",
        "profit": "profit_lost",
        "profit_low": "profit_low",
        "profit_high": "profit_high",
    }
    return {
        "label": f"{drawing.cut(label, BESIDE_SHARE)}  {share}" if with_profit else label,
        "value": written(row.get("profit_lost"), "money") if with_profit else share,
        "strong": False,
        "said_n": written(row.get("count"), "count"),
        **{name: row[key] for name, key in numbers.items() if isinstance(row.get(key), (int, float))},
    }


def _panel(
    field: str, ends: tuple[str, str], scale: drawing.Spec, colour: str, result: Result, language: str, **axis: Any
) -> list[drawing.Spec]:
    """Bars from zero with their intervals; both marks on one scale, told by the longest of either."""
    about = {"about": CATALOGUE["cause"].heading, "said_n": CATALOGUE["count"].heading}
    hover = [{"field": name, "type": "nominal", "title": words.say(language)} for name, words in about.items()]
    shown = drawing.x_field(field, drawing.x_axis(orient="bottom", **axis), scale)
    low, high = ends
    inside = {**scale, "domain": _domain(result, field)}
    bar = {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": {"type": "bar", "height": 16, "color": colour},
        "encoding": {"x": {**shown, "scale": inside}, "x2": {"datum": 0}, "tooltip": hover},
    }
    rule = {
        "transform": [{"filter": f"isValid(datum.{low}) && isValid(datum.{high})"}],
        "mark": {"type": "rule", "strokeWidth": 2, "color": drawing.INK},
        "encoding": {"x": {**shown, "field": low, "axis": None, "scale": inside}, "x2": {"field": high}},
    }
    return [bar, rule]


def _domain(result: Result, field: str) -> list[float]:
    columns = ("estimate", "ci_high") if field == "estimate" else ("profit_lost", "profit_low", "profit_high")
    found = [drawing.number(row, column) for row in result.rows for column in columns]
    return [min(0.0, *found), max([*found, 0.0]) or 1.0]
