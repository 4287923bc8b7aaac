"""A figure against something that is moved: a line with its band for each series, today's value marked.

Rows: the moved value under `options["x"]`, `estimate, ci_low, ci_high, n`, and the series under `options["series"]`
(optional). `options["today"]`: where today stands; `options["x_title"]`: Words below the axis; `options["x_format"]`:
the format of the moved value (`share` and the like), `number` by default.
"""

from __future__ import annotations

from collections import Counter

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, heading, label, written
from satindex.results.result import Result, Row

HEIGHT = 300
ABOVE, NAME = -12, 15  # pixels from a line's end to its name, and from a name to the next
COLOURS = (drawing.BLUE, drawing.VERMILION, drawing.GREEN, drawing.ORANGE)
BAND = Words("bands: 95% CI", "色带：95% 置信区间")
TODAY = Words("today", "现状")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return lines with bands; each line's name stands at its end, a series of one point is none."""
    rows = [row for row in result.rows if isinstance(row.get("estimate"), (int, float))]
    drawn = [_point(result, row, language) for row in rows]
    of = Counter(point["about"] for point in drawn)
    points = [point for point in drawn if of[point["about"]] > 1]
    names = [name for name in of if of[name] > 1]
    layers = [_band(), *_today(result, language), _line(), _dots(result, language), *_names(points, names)]
    said = [f"{point['about']} {point['said_x']}: {point['said']}".strip() for point in points]
    spec = drawing.framed(result, language, layers, said, [BAND.say(language)])
    return spec | {
        "data": {"values": points},
        "height": HEIGHT,
        "encoding": _encoding(result, names, language),
    }


def _point(result: Result, row: Row, language: str) -> drawing.Spec:
    x, series = row.get(str(result.options["x"])), result.options.get("series")
    ends = {name: row.get(key) for name, key in (("low", "ci_low"), ("high", "ci_high"))}
    return {
        "x": x,
        "y": row["estimate"],
        "about": label(result, row.get(series), language) if series else "",
        "said": drawing.figure_text(result, row, language),
        "said_x": written(x, str(result.options.get("x_format", "number"))),
        "said_n": written(row.get("n"), "count"),
        **{name: cell for name, cell in ends.items() if isinstance(cell, (int, float))},
    }


def _encoding(result: Result, names: list[str], language: str) -> drawing.Spec:
    title = result.options.get("x_title")
    shares = {name: {"format": "%"} for name in ("share", "change")}
    x_axis = drawing.x_axis(
        title.say(language) if isinstance(title, Words) else None,
        labelFlush=False,
        **shares.get(str(result.options.get("x_format")), {}),
    )
    y_axis = drawing.x_axis(
        heading(result, "estimate").say(language),
        labelFlush=False,
        **shares.get(drawing.estimate_kind(result), {}),
    )
    field = {"type": "quantitative", "scale": {"zero": False, "nice": True}}
    colours = {"domain": names, "range": [COLOURS[at % len(COLOURS)] for at in range(len(names))]}
    return {
        "x": {"field": "x", **field, "axis": x_axis},
        "y": {"field": "y", **field, "axis": y_axis},
        "color": {"field": "about", "type": "nominal", "scale": colours, "legend": None},
    }


def _band() -> drawing.Spec:
    return {
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
        "mark": {"type": "area", "opacity": 0.22},
        "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
    }


def _line() -> drawing.Spec:
    return {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": {}}


def _dots(result: Result, language: str) -> drawing.Spec:
    more = {"said_x": heading(result, str(result.options["x"])), "said_n": CATALOGUE["n"].heading}
    return {
        "mark": {"type": "circle", "size": 60, "opacity": 1},
        "encoding": {"tooltip": drawing.hover(result, language, more)},
    }


def _today(result: Result, language: str) -> list[drawing.Spec]:
    today = result.options.get("today")
    if not isinstance(today, (int, float)):
        return []
    data = {"values": [{"at": today, "name": TODAY.say(language)}]}
    x = {"field": "at", "type": "quantitative"}
    mark = {"type": "text", "align": "left", "dx": 4, "baseline": "top", "color": drawing.MUTED}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": drawing.GREY, "strokeDash": [4, 3]},
            "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": "height"}, "color": {"value": drawing.GREY}},
        },
        {
            "data": data,
            "mark": mark,
            "encoding": {
                "x": x,
                "y": {"value": 2},
                "text": {"field": "name", "type": "nominal"},
                "color": {"value": drawing.MUTED},
            },
        },
    ]


def _names(points: list[drawing.Spec], names: list[str]) -> list[drawing.Spec]:
    """The name of each series above its last point, where there are several; one that would cover another, below it."""
    if len(names) < 2:
        return []
    last = [max((point for point in points if point["about"] == name), key=lambda point: point["x"]) for name in names]
    ends = [point[name] for point in points for name in ("y", "low", "high") if name in point]
    pixels = HEIGHT / ((max(ends) - min(ends)) or 1.0)
    layers, free = [], float("-inf")
    for point in sorted(last, key=lambda point: -point["y"]):
        above = (max(ends) - point["y"]) * pixels + ABOVE
        free = above if free <= above else max(free, above - 2 * ABOVE)
        mark = {"type": "text", "align": "right", "dy": round(ABOVE + free - above), "fontWeight": 600}
        text = {"text": {"field": "about", "type": "nominal"}}
        layers.append({"data": {"values": [point]}, "mark": mark, "encoding": text})
        free += NAME
    return layers
