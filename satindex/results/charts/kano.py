"""Kano's features: worse × better in quadrants with their intervals, or functional × dysfunctional with error boxes.

Rows: `feature, category, better, worse` with `better_low, better_high, worse_low, worse_high`; for
`options["picture"] = "continuous"` `functional, dysfunctional` with `…_std_error`; by segment also `level`
(Berger et al. 1993).
"""

from __future__ import annotations

from dataclasses import dataclass

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, label, written
from satindex.results.placing import placed
from satindex.results.result import Result, Row

HEIGHT = 420
LABEL = 22
COLOURS = (drawing.BLUE, drawing.VERMILION, drawing.GREEN, drawing.ORANGE, drawing.SKY, drawing.MUTED)
WITH_INTERVALS = Words("dots: shares of A, O, M, I; lines: 95% CI", "圆点：占 A、O、M、I 的比例；线：95% 置信区间")
WITH_BOXES = Words("dots: means; boxes: ± one standard error", "圆点：均值；方框：± 一个标准误")


@dataclass(frozen=True)
class _Axes:
    """What lies on the axes: the column and title of each, its ends, where the quadrants meet."""

    x: str
    y: str
    x_title: Words
    y_title: Words
    low: float
    high: float
    middle: float


_DISCRETE = _Axes(
    "worse",
    "better",
    Words("Worse: dissatisfied without it →", "不满意系数（绝对值）→"),
    Words("Better: satisfied with it →", "满意系数 →"),
    *(0.0, 1.0, 0.5),
)
_CONTINUOUS = _Axes(
    "dysfunctional",
    "functional",
    Words("Dysfunctional: without it →", "不具备时 →"),
    Words("Functional: with it →", "具备时 →"),
    *(0.0, 4.0, 2.0),
)


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the scatter of features; the four quadrants carry the categories they stand for."""
    continuous = result.options.get("picture") == "continuous"
    axes = _CONTINUOUS if continuous else _DISCRETE
    points = [point for row in result.rows if (point := _point(result, row, axes, language)) is not None]
    axes = _widened(axes, points)
    _place(points, axes)
    layers = [*_quadrants(result, axes, language), *_ranges(continuous), *_dots(result, points, axes, language)]
    said = [f"{point['about']}: {point['said']}" for point in points]
    note = WITH_BOXES if continuous else WITH_INTERVALS
    spec = drawing.framed(result, language, layers, said, [note.say(language)])
    return spec | {"data": {"values": points}, "height": HEIGHT, "encoding": _encoding(axes, language)}


def _point(result: Result, row: Row, axes: _Axes, language: str) -> drawing.Spec | None:
    x, y = row.get(axes.x), row.get(axes.y)
    if not isinstance(x, (int, float)) or not isinstance(y, (int, float)):
        return None
    name = drawing.row_label(result, row, language, ("level", "feature")).replace("\n", " ")
    form = "coefficient" if axes is _DISCRETE else "points"
    drawn = {
        "x": abs(float(x)) if axes is _DISCRETE else float(x),
        "y": float(y),
        "label": drawing.wrapped(label(result, row.get("feature"), language), LABEL, 1),
        "about": name,
        "group": label(result, row["level"], language) if "level" in row else "",
        "said": label(result, row.get("category"), language) if row.get("category") else "",
        "said_x": written(x, form),
        "said_y": written(y, form),
        "said_n": written(row.get("n"), "count"),
    }
    return drawn | (_interval(row) if axes is _DISCRETE else _box(row))


def _interval(row: Row) -> drawing.Spec:
    """The ends of both intervals; those of worse are turned round, as it is drawn without its sign."""
    ends = {"x_low": "worse_high", "x_high": "worse_low", "y_low": "better_low", "y_high": "better_high"}
    found = {name: row.get(key) for name, key in ends.items()}
    return {name: abs(cell) for name, cell in found.items() if isinstance(cell, (int, float))}


def _box(row: Row) -> drawing.Spec:
    found: drawing.Spec = {}
    for axis, side in (("x", "dysfunctional"), ("y", "functional")):
        error = row.get(f"{side}_std_error")
        if isinstance(error, (int, float)):
            middle = drawing.number(row, side)
            found |= {f"{axis}_low": middle - error, f"{axis}_high": middle + error}
    return found


def _widened(axes: _Axes, points: list[drawing.Spec]) -> _Axes:
    """Means can lie below 0: the axes then begin at −2, the lowest value there is."""
    lowest = min(
        (float(point[end]) for point in points for end in ("x", "y", "x_low", "y_low") if end in point), default=0.0
    )
    if lowest >= axes.low:
        return axes
    return _Axes(axes.x, axes.y, axes.x_title, axes.y_title, -2.0, axes.high, axes.middle)


def _place(points: list[drawing.Spec], axes: _Axes) -> None:
    span = axes.high - axes.low
    pixels = [
        (
            (point["x"] - axes.low) / span * drawing.WIDTH,
            (axes.high - point["y"]) / span * HEIGHT,
            str(point["label"]),
        )
        for point in points
    ]
    for point, place in zip(points, placed(pixels, drawing.WIDTH, HEIGHT), strict=True):
        point |= {"align": place.align, "shift": f"{place.dx:g},{place.dy:g}"}


def _encoding(axes: _Axes, language: str) -> drawing.Spec:
    scale = {"domain": [axes.low, axes.high], "nice": False, "zero": False}
    field = {"type": "quantitative", "scale": scale}
    return {
        "x": {"field": "x", **field, "axis": drawing.x_axis(axes.x_title.say(language), labelFlush=False)},
        "y": {"field": "y", **field, "axis": drawing.x_axis(axes.y_title.say(language), labelFlush=False)},
    }


def _quadrants(result: Result, axes: _Axes, language: str) -> list[drawing.Spec]:
    """Lines where the quadrants meet, and each quadrant's category in its outer corner."""
    rule = {"type": "rule", "color": drawing.GREY}
    lines: list[drawing.Spec] = [
        {
            "mark": rule,
            "encoding": {
                axis: {"datum": axes.middle},
                other: {"datum": axes.low},
                f"{other}2": {"datum": axes.high},
            },
        }
        for axis, other in ("xy", "yx")
    ]
    corners = {"A": (axes.low, axes.high), "O": (axes.high, axes.high), "M": (axes.high, axes.low)}
    corners["I"] = (axes.low, axes.low)
    texts = [
        {
            "data": {"values": [{"name": label(result, letter, language), "x": x, "y": y}]},
            "mark": {
                "type": "text",
                "color": drawing.MUTED,
                "fontSize": 13,
                "fontWeight": 600,
                "align": "left" if x == axes.low else "right",
                "baseline": "top" if y == axes.high else "bottom",
                "dx": 6 if x == axes.low else -6,
                "dy": 6 if y == axes.high else -6,
            },
            "encoding": {"text": {"field": "name", "type": "nominal"}},
        }
        for letter, (x, y) in corners.items()
    ]
    return [*lines, *texts]


def _ranges(continuous: bool) -> list[drawing.Spec]:
    ends = {axis: {"field": f"{axis}_low", "type": "quantitative"} for axis in "xy"}
    seconds = {f"{axis}2": {"field": f"{axis}_high"} for axis in "xy"}
    valid = [{"filter": "isValid(datum.x_low) && isValid(datum.y_low)"}]
    if continuous:
        mark = {"type": "rect", "fill": drawing.SKY, "opacity": 0.3, "stroke": drawing.BLUE}
        return [{"transform": valid, "mark": mark, "encoding": {**ends, **seconds}}]
    rule = {"type": "rule", "color": drawing.SKY, "opacity": 0.6}
    return [
        {"transform": valid, "mark": rule, "encoding": {axis: ends[axis], f"{axis}2": seconds[f"{axis}2"]}}
        for axis in "xy"
    ]


def _dots(result: Result, points: list[drawing.Spec], axes: _Axes, language: str) -> list[drawing.Spec]:
    titles = {"said_x": CATALOGUE[axes.x].heading, "said_y": CATALOGUE[axes.y].heading}
    about = {"about": CATALOGUE["feature"].heading, "said": CATALOGUE["category"].heading, **titles}
    about["said_n"] = CATALOGUE["n"].heading
    hover = [{"field": name, "type": "nominal", "title": words.say(language)} for name, words in about.items()]
    groups = list(dict.fromkeys(point["group"] for point in points))
    colour: drawing.Spec = {"value": drawing.BLUE}
    if groups not in ([], [""]):
        scale = {"domain": groups, "range": [COLOURS[at % len(COLOURS)] for at in range(len(groups))]}
        colour = {"field": "group", "type": "nominal", "scale": scale, "legend": {"symbolType": "circle"}}
    dots = {"mark": {"type": "circle", "size": 70, "opacity": 1}, "encoding": {"color": colour, "tooltip": hover}}
    text = {"text": {"field": "label", "type": "nominal"}}
    used = sorted({(point["align"], point["shift"]) for point in points})
    labels = [
        {
            "transform": [{"filter": f"datum.align === '{align}' && datum.shift === '{shift}'"}],
            "mark": {
                "type": "text",
                "align": align,
                "dx": float(shift.split(",")[0]),
                "dy": float(shift.split(",")[1]),
            },
            "encoding": text,
        }
        for align, shift in used
    ]
    return [dots, *labels]
