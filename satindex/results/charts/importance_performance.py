"""Importance against performance in four quadrants, cut at the means (Martilla & James 1977).

Rows: `importance, performance`, about a construct, an item …; `ci_low, ci_high` of the importance where known. Where
importance has an interval of its own (`importance_low, importance_high`), the row's estimate is the performance and
`ci_low, ci_high` are its interval.
`options["cuts"]` (`importance`, `performance`): where the quadrants are cut instead of at the means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import MISSING, heading, kind, label, written
from satindex.results.layout import interval
from satindex.results.placing import Edges, Placed, placed
from satindex.results.result import Result, Row

HEIGHT: Final = 360
NARROW: Final = 280
AXES: Final = ("importance", "performance")
SHOWN: Final = {"importance": ("importance", "low", "high"), "performance": ("performance", "bottom", "top")}
AT_THE_MEANS: Final = Words("cut at the means (a convention)", "以均值划分（惯例）")
QUADRANTS: Final = (
    (Words("Concentrate here", "优先改进"), "right", "bottom"),
    (Words("Keep it up", "继续保持"), "right", "top"),
    (Words("Low priority", "次要改进"), "left", "bottom"),
    (Words("Possible overkill", "可能过度"), "left", "top"),
)
Ends = Mapping[str, tuple[float, float]]


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the scatter with its cut lines and quadrants named."""
    drawn = [_point(result, row, language) for row in result.rows]
    known = [point for point in drawn if _is_known(point)]
    shown = {axis: [float(p[name]) for p in known for name in SHOWN[axis] if name in p] for axis in AXES}
    ends = {axis: _ends(values) for axis, values in shown.items()}
    cuts = _cuts(result, known)
    sides = _placed(known, ends, cuts)
    layers = [*_quadrants(language), *_cut_lines(result, cuts, ends, language), *_marks(result, language, ends)]
    for side in dict.fromkeys(sides):
        beside = [point for point, own in zip(known, sides, strict=True) if own == side]
        layers.append(_labels(result, language, ends, side, beside))
    said = [f"{point['about']}: {point['said']}" for point in drawn]
    notes = [] if result.options.get("cuts") else [AT_THE_MEANS.say(language)]
    spec = drawing.framed(result, language, layers, said, notes)
    spec["data"] = {"values": drawn}
    spec["height"] = HEIGHT
    return spec


def _point(result: Result, row: Row, language: str) -> drawing.Spec:
    about = drawing.row_label(result, row, language).replace("\n", " ")
    own = "importance_low" in row
    cells = ("importance", "estimate") if own else AXES
    figures = [f"{heading(result, cell).say(language)} {written(row.get(cell), kind(result, cell))}" for cell in cells]
    bounds = interval(result, row)
    figures[1 if own else 0] += "" if bounds == MISSING else f" {bounds}"
    reason = row.get("reason")
    said = "; ".join([*figures, *([label(result, reason, language)] if reason is not None else [])])
    numbers = dict(zip(AXES, cells, strict=True))
    of_performance = {"low": "importance_low", "high": "importance_high", "bottom": "ci_low", "top": "ci_high"}
    numbers |= of_performance if own else {"low": "ci_low", "high": "ci_high"}
    known = {name: row[cell] for name, cell in numbers.items() if isinstance(row.get(cell), (int, float))}
    return {"about": about, "label": drawing.wrapped(about, 18, 2), "said": said, **known}


def _is_known(point: Mapping[str, object]) -> bool:
    return all(axis in point for axis in AXES)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """The stretch that an axis shows: all points and intervals, with room for labels."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = 0.18 * ((high - low) or abs(high) or 1.0)
    return low - room, high + room


def _cuts(result: Result, known: Sequence[drawing.Spec]) -> dict[str, float]:
    stated = result.options.get("cuts") or {}
    means = {axis: sum(float(point[axis]) for point in known) / len(known) for axis in AXES} if known else {}
    return {axis: float(cut) for axis, cut in {**means, **stated}.items()}


def _channel(result: Result, axis: str, ends: Ends, language: str) -> drawing.Spec:
    scale = {"domain": list(ends[axis]), "nice": False, "zero": False}
    shown = drawing.x_axis(heading(result, axis).say(language), labelFlush=False)
    return {"field": axis, "type": "quantitative", "scale": scale, "axis": shown}


def _placed(points: Sequence[drawing.Spec], ends: Ends, cuts: Mapping[str, float]) -> list[Placed]:
    """Place the labels as on a phone, clear of what else is written; wider pictures only have more room."""
    middles = [(_across(p["importance"], ends), _down(p["performance"], ends)) for p in points]
    labels = [(x, y, str(point["label"])) for point, (x, y) in zip(points, middles, strict=True)]
    bounded = [(p, y) for p, (_, y) in zip(points, middles, strict=True) if "low" in p and "high" in p]
    intervals = [(_across(p["low"], ends), _across(p["high"], ends), y - 2, y + 2) for p, y in bounded]
    upright = [(p, x) for p, (x, _) in zip(points, middles, strict=True) if "bottom" in p and "top" in p]
    intervals += [(x - 2, x + 2, _down(p["top"], ends), _down(p["bottom"], ends)) for p, x in upright]
    return placed(labels, NARROW, HEIGHT, [*intervals, *_written(ends, cuts)])


def _written(ends: Ends, cuts: Mapping[str, float]) -> list[Edges]:
    """Where the cut lines' figures and the quadrants' names stand."""
    corners = [(x, x + 100, y, y + 18) for x in (0, NARROW - 100) for y in (0, HEIGHT - 18)]
    if not all(axis in cuts for axis in AXES):
        return list(corners)
    across, down = _across(cuts["importance"], ends), _down(cuts["performance"], ends)
    return [*corners, (across, across + 70, 22, 36), (0, 60, down - 16, down)]


def _across(importance: float, ends: Ends) -> float:
    low, high = ends["importance"]
    return (importance - low) / (high - low) * NARROW


def _down(performance: float, ends: Ends) -> float:
    low, high = ends["performance"]
    return (high - performance) / (high - low) * HEIGHT


def _quadrants(language: str) -> list[drawing.Spec]:
    """The quadrants' names, in the corners."""
    return [
        {
            "data": {"values": [{}]},
            "mark": {"type": "text", "align": across, "baseline": down, "color": drawing.MUTED, "fontStyle": "italic"}
            | {"text": words.say(language), "dx": -6 if across == "right" else 6, "dy": 6 if down == "top" else -6},
            "encoding": {
                "x": {"value": "width" if across == "right" else 0},
                "y": {"value": 0 if down == "top" else "height"},
            },
        }
        for words, across, down in QUADRANTS
    ]


def _cut_lines(result: Result, cuts: Mapping[str, float], ends: Ends, language: str) -> list[drawing.Spec]:
    """A dashed line at each cut, with its value at its end."""
    layers: list[drawing.Spec] = []
    for axis, cut in cuts.items():
        upright = axis == "importance"
        at = {"x" if upright else "y": {**_channel(result, axis, ends, language), "field": "cut"}}
        said = Words("mean", "均值").say(language) if not result.options.get("cuts") else ""
        text = f"{said} {written(cut, kind(result, axis))}".strip()
        values = {"data": {"values": [{"cut": cut}]}}
        rule = {"type": "rule", "strokeDash": [4, 4], "color": drawing.GREY, "strokeWidth": 1.2}
        label_mark = {"type": "text", "text": text, "color": drawing.MUTED, "fontSize": 11}
        if upright:
            label_mark |= {"align": "left", "baseline": "top", "dx": 4, "dy": 22}
            end: drawing.Spec = {"y": {"value": 0}}
        else:
            label_mark |= {"align": "left", "baseline": "bottom", "dx": 4, "dy": -3}
            end = {"x": {"value": 0}}
        layers += [
            {**values, "mark": rule, "encoding": at},
            {**values, "mark": label_mark, "encoding": {**at, **end}},
        ]
    return layers


def _marks(result: Result, language: str, ends: Ends) -> list[drawing.Spec]:
    x, y = (_channel(result, axis, ends, language) for axis in AXES)
    hover = drawing.hover(result, language)
    known = [{"filter": "isValid(datum.importance) && isValid(datum.performance)"}]
    bounds = [{"filter": "isValid(datum.low) && isValid(datum.high) && isValid(datum.performance)"}]
    upright = [{"filter": "isValid(datum.bottom) && isValid(datum.top) && isValid(datum.importance)"}]
    rule = {"type": "rule", "strokeWidth": 2.5, "color": drawing.SKY, "opacity": 0.6, "clip": True}
    return [
        {
            "transform": bounds,
            "mark": rule,
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "transform": upright,
            "mark": rule,
            "encoding": {"x": x, "y": {**y, "field": "bottom"}, "y2": {"field": "top"}},
        },
        {
            "transform": known,
            "mark": {"type": "point", "opacity": 1, "size": 80, "fill": drawing.BLUE, "stroke": drawing.BLUE},
            "encoding": {"x": x, "y": y, "tooltip": hover},
        },
    ]


def _labels(result: Result, language: str, ends: Ends, side: Placed, points: Sequence[drawing.Spec]) -> drawing.Spec:
    """The labels that stand on one side of their points."""
    x, y = (_channel(result, axis, ends, language) for axis in AXES)
    mark = {"type": "text", "align": side.align, "baseline": "middle", "dx": side.dx, "dy": side.dy}
    return {
        "data": {"values": list(points)},
        "mark": {**mark, "lineBreak": "\n", "lineHeight": 14, "limit": 0},
        "encoding": {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}},
    }
