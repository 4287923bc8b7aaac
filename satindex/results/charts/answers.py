"""How each item was answered: stacked bars that diverge from the neutral point, n at the end.

Rows: `item, code, answer, estimate, n` (the estimate is the share, 0–1, of the item's n), one row per item and point.
Items whose answers are not points of a scale (free numbers, more than 11 different ones) stay in the table only
(Robbins & Heiberger 2011).
"""

from __future__ import annotations

from collections import defaultdict

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, label, written
from satindex.results.result import Result, Row

MOST_POINTS = 11
READABLE = 0.12
SCALE = {"zero": True, "nice": False}
RAMP = ("#B34700", "#E58A4E", "#F5C9A6", "#D3D7DC", "#A9CFE8", "#4F9ACB", "#00568A")
LEGEND = Words("lowest answer vermilion, highest blue; bars centred on neutral", "最低回答为朱红，最高为蓝；以中点居中")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return diverging stacked bars, one row an item, in the table's order."""
    items = [(name, rows) for name, rows in _by_item(result).items() if 2 <= len(rows) <= MOST_POINTS]
    drawn = [_drawn(result, rows, language) for _, rows in items]
    parts = [part for at, (_, rows) in enumerate(items) for part in _parts(result, at, rows, drawn[at], language)]
    return drawing.in_rows(result, language, drawn, _marks(result, parts, language), [_legend(result, items, language)])


def _by_item(result: Result) -> dict[tuple[object, object], list[Row]]:
    """The rows of each item (and level), ascending by code; only coded answers with a share."""
    items: dict[tuple[object, object], list[Row]] = defaultdict(list)
    for row in result.rows:
        if isinstance(row.get("code"), (int, float)) and isinstance(row.get("estimate"), (int, float)):
            items[row.get("item"), row.get("level")].append(row)
    return {name: sorted(rows, key=lambda row: drawing.number(row, "code")) for name, rows in items.items()}


def _drawn(result: Result, rows: list[Row], language: str) -> drawing.Spec:
    return {
        "label": drawing.row_label(result, rows[0], language, ("level", "item")),
        "value": f"n = {written(rows[0].get('n'), 'count')}",
    }


def _parts(result: Result, at: int, rows: list[Row], drawn: drawing.Spec, language: str) -> list[drawing.Spec]:
    low, high = drawing.number(rows[0], "code"), drawing.number(rows[-1], "code")
    places = [(drawing.number(row, "code") - low) / (high - low or 1.0) for row in rows]
    shares = [drawing.number(row, "estimate") for row in rows]
    start = -sum(share * _below(place) for share, place in zip(shares, places, strict=True))
    parts = []
    for row, place, share in zip(rows, places, shares, strict=True):
        parts.append(
            {
                "at": at,
                "answer": drawing.wrapped(label(result, row.get("answer") or row.get("code"), language), 60, 1),
                "from": start,
                "to": start + share,
                "middle": start + share / 2,
                "about": str(drawn["label"]).replace("\n", " "),
                "said": written(share, "share"),
                "short": f"{share:.0%}" if share >= READABLE else "",
                "colour": RAMP[round(place * (len(RAMP) - 1))],
                "ink": drawing.ON_DARK if abs(place - 0.5) > 0.45 else drawing.ON_LIGHT,
            }
        )
        start += share
    return parts


def _below(place: float) -> float:
    """The part of a point's bar that lies left of neutral."""
    return 0.5 if abs(place - 0.5) < 1e-9 else float(place < 0.5)


def _marks(result: Result, parts: list[drawing.Spec], language: str) -> list[drawing.Spec]:
    axis = drawing.x_axis(format=".0%", labelExpr="format(abs(datum.value), '.0%')")
    x = drawing.x_field("from", axis, SCALE)
    hover = drawing.hover(result, language, {"answer": CATALOGUE["answer"].heading})
    as_given = {"type": "nominal", "scale": None, "legend": None}
    data = {"values": parts}
    return [
        {
            "data": data,
            "mark": {"type": "bar", "height": 19},
            "encoding": {"x": x, "x2": {"field": "to"}, "color": {"field": "colour", **as_given}, "tooltip": hover},
        },
        {
            "data": data,
            "mark": {"type": "text", "fontSize": 11},
            "encoding": {
                "x": {**x, "field": "middle"},
                "text": {"field": "short", "type": "nominal"},
                "color": {"field": "ink", **as_given},
            },
        },
    ]


def _legend(result: Result, items: list[tuple[tuple[object, object], list[Row]]], language: str) -> str:
    ends = {
        tuple(label(result, row.get("answer") or row.get("code"), language) for row in (rows[0], rows[-1]))
        for _, rows in items
    }
    if len(ends) != 1:
        return LEGEND.say(language)
    low, high = (drawing.wrapped(end, 30, 1) for end in ends.pop())
    return f"{low} ◄ ► {high}"
