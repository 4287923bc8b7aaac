"""The outcome at each level of a score: a point with its interval, as large as n, and a smooth line with its band.

Rows: `x, estimate, ci_low, ci_high, n`, and `level`, the group of each line. `options["line"]`: points
`level, x, y, low, high` of the smooth lines; `options["x_title"]`: the score's Words (Jones & Sasser 1995).
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, heading, label, written
from satindex.results.result import Result, Row

HEIGHT = 320
LINE = 16
ABOVE = 22
COLOURS = (drawing.BLUE, drawing.VERMILION, drawing.GREEN, drawing.ORANGE, drawing.SKY, drawing.INK)
LEGEND = Words(
    "points as large as n, with 95% CI; line: smooth, band 95% CI",
    "点的大小表示 n，附 95% 置信区间；平滑曲线及其 95% 置信带",
)


def chart(result: Result, language: str) -> drawing.Spec:
    """Return points over lines; each line's name stands at its end where there are several."""
    rows = [row for row in result.rows if isinstance(row.get("estimate"), (int, float)) and row.get("x") is not None]
    points = [_point(result, row, language) for row in rows]
    curve = [{**entry, "about": label(result, entry["level"], language)} for entry in result.options.get("line", ())]
    curve = [{name: cell for name, cell in entry.items() if name != "level"} for entry in curve]
    names = list(dict.fromkeys(point["about"] for point in [*curve, *points]))
    layers = [*_lines(curve), *_points(result, language), *_names(curve, names)]
    said = [f"{point['about']}, {point['said_x']}: {point['said']}" for point in points]
    spec = drawing.framed(result, language, layers, said, [LEGEND.say(language)])
    return spec | {"data": {"values": points}, "height": HEIGHT, "encoding": _encoding(result, names, language)}


def _point(result: Result, row: Row, language: str) -> drawing.Spec:
    ends = {name: row.get(key) for name, key in (("low", "ci_low"), ("high", "ci_high"))}
    return {
        "x": row["x"],
        "y": row["estimate"],
        "about": label(result, row.get("level"), language),
        "said": drawing.figure_text(result, row, language),
        "said_x": label(result, row.get("value"), language),
        "said_n": written(row.get("n"), "count"),
        "size": drawing.number(row, "n"),
        **{name: cell for name, cell in ends.items() if isinstance(cell, (int, float))},
    }


def _encoding(result: Result, names: list[str], language: str) -> drawing.Spec:
    title = result.options.get("x_title")
    x_axis = drawing.x_axis(title.say(language) if isinstance(title, Words) else None, labelFlush=False)
    share = {"format": "%"} if drawing.estimate_kind(result) == "share" else {}
    y_axis = drawing.x_axis(heading(result, "estimate").say(language), labelFlush=False, **share)
    field = {"type": "quantitative", "scale": {"zero": False, "nice": True}}
    colours = {"domain": names, "range": [COLOURS[at % len(COLOURS)] for at in range(len(names))]}
    return {
        "x": {"field": "x", **field, "axis": x_axis},
        "y": {"field": "y", **field, "axis": y_axis},
        "color": {"field": "about", "type": "nominal", "scale": colours, "legend": None},
    }


def _lines(curve: list[drawing.Spec]) -> list[drawing.Spec]:
    data = {"data": {"values": curve}}
    band = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    return [
        {**data, "mark": {"type": "area", "opacity": 0.18}, "encoding": band},
        {**data, "mark": {"type": "line", "strokeWidth": 2.5}, "encoding": {}},
    ]


def _points(result: Result, language: str) -> list[drawing.Spec]:
    more = {"said_x": heading(result, "value"), "said_n": CATALOGUE["n"].heading}
    size = {"field": "size", "type": "quantitative", "legend": None, "scale": {"range": [24, 420], "zero": True}}
    return [
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "strokeWidth": 1.5},
            "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "circle", "opacity": 0.85, "stroke": drawing.PAPER, "strokeWidth": 1},
            "encoding": {"size": size, "tooltip": drawing.hover(result, language, more)},
        },
    ]


def _names(curve: list[drawing.Spec], names: list[str]) -> list[drawing.Spec]:
    """The name of each line at its end, where there are several; names that would cover each other are moved apart."""
    lines = {name: [point for point in curve if point["about"] == name] for name in names}
    ends = [max(points, key=lambda point: point["x"]) for points in lines.values() if points]
    if len(ends) < 2:
        return []
    low, high = min(point["low"] for point in curve), max(point["high"] for point in curve)
    places = sorted(((high - end["y"]) / ((high - low) or 1) * HEIGHT, at) for at, end in enumerate(ends))
    moved, last = {}, -float(LINE)
    for place, at in places:
        last = max(place, last + LINE)
        moved[at] = last - place
    text = {"text": {"field": "about", "type": "nominal"}}
    return [
        {
            "data": {"values": [end]},
            "mark": {"type": "text", "align": "right", "dx": -4, "dy": moved[at] - ABOVE, "fontWeight": 600},
            "encoding": text,
        }
        for at, end in enumerate(ends)
    ]
