"""Lorenz curve: the share of revenue that the least valuable customers have together, the top fifth marked.

Rows: `customers` (share of customers, least first, 0–1), `estimate` (their share of the total), `ci_low, ci_high, n`.
`options["marked"]`: the share of customers whose complement is marked (.8 for the top fifth).
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

HEIGHT = 420
ALIKE = Words("all alike", "人人相同")
BAND = Words("curve with 95% CI; straight line: all alike", "曲线及 95% 置信区间；直线：人人相同")
X_TITLE = Words("Share of customers, least valuable first →", "客户累计占比（由低到高）→")
Y_TITLE = Words("Their share of the total →", "金额累计占比 →")
TOP = Words("top {top} of customers: {share}", "前 {top} 的客户：{share}")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the curve with its band, the diagonal, and what the top fifth have."""
    rows = [row for row in result.rows if isinstance(row.get("estimate"), (int, float))]
    points = [_point(row) for row in rows]
    marked = [_marked(row, language) for row in rows if row.get("customers") == result.options.get("marked")]
    layers = [_diagonal(), *_curve(language), *([_drop(marked), *_top(marked)] if marked else [])]
    said = [str(point["said"]).replace("\n", " ") for point in marked]
    said += [f"{point['said_x']}: {point['said_y']}" for point in points]
    spec = drawing.framed(result, language, layers, said, [BAND.say(language)])
    return spec | {"data": {"values": points}, "height": HEIGHT, "encoding": _encoding(language)}


def _point(row: Row) -> drawing.Spec:
    point: drawing.Spec = {
        "x": row["customers"],
        "y": row["estimate"],
        "said_x": written(row["customers"], "share"),
        "said_y": written(row["estimate"], "share"),
    }
    ends = {name: row.get(key) for name, key in (("low", "ci_low"), ("high", "ci_high"))}
    return point | {name: cell for name, cell in ends.items() if isinstance(cell, (int, float))}


def _marked(row: Row, language: str) -> drawing.Spec:
    rest, share = 1 - drawing.number(row, "customers"), 1 - drawing.number(row, "estimate")
    said = TOP.say(language).format(top=f"{rest:.0%}", share=written(share, "share"))
    return {**_point(row), "said": said}


def _encoding(language: str) -> drawing.Spec:
    field = {"type": "quantitative", "scale": {"domain": [0, 1], "nice": False}}
    axis = {"labelFlush": False, "format": "%"}
    return {
        "x": {"field": "x", **field, "axis": drawing.x_axis(X_TITLE.say(language), **axis)},
        "y": {"field": "y", **field, "axis": drawing.x_axis(Y_TITLE.say(language), **axis)},
    }


def _diagonal() -> drawing.Spec:
    ends = {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]}
    return {"data": ends, "mark": {"type": "line", "color": drawing.GREY, "strokeWidth": 1.5}, "encoding": {}}


def _curve(language: str) -> list[drawing.Spec]:
    y = {"type": "quantitative"}
    hover = [
        {"field": "said_x", "type": "nominal", "title": CATALOGUE["customers"].heading.say(language)},
        {"field": "said_y", "type": "nominal", "title": CATALOGUE["share"].heading.say(language)},
    ]
    return [
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "area", "color": drawing.SKY, "opacity": 0.35},
            "encoding": {"y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": drawing.BLUE, "strokeWidth": 2.5},
            "encoding": {"tooltip": hover},
        },
    ]


def _drop(marked: list[drawing.Spec]) -> drawing.Spec:
    mark = {"type": "rule", "color": drawing.VERMILION, "strokeWidth": 1.5, "strokeDash": [4, 3]}
    return {"data": {"values": marked}, "mark": mark, "encoding": {"y": {"field": "y"}, "y2": {"datum": 1}}}


def _top(marked: list[drawing.Spec]) -> list[drawing.Spec]:
    text = {"type": "text", "align": "right", "dx": -8, "dy": -10, "fontWeight": 600, "color": drawing.INK}
    return [
        {
            "data": {"values": marked},
            "mark": {"type": "circle", "size": 90, "color": drawing.VERMILION, "opacity": 1},
            "encoding": {},
        },
        {
            "data": {"values": marked},
            "mark": text,
            "encoding": {"text": {"field": "said", "type": "nominal"}},
        },
    ]
