"""Outlets as points, one small picture for each link: the line between two means with its band, below one another.

Rows: `outlet` and a column for each name. `options["links"]`: for each picture `x, y` (names of columns), `n` and
`line`, a list of (x, y, low, high).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import heading, kind, label, written
from satindex.results.result import Result, Row

HEAD: Final = 44
BODY: Final = 150
FOOT: Final = 34
STEP: Final = HEAD + BODY + FOOT
LEFT: Final = 0.13
ROOM: Final = 0.05
EACH: Final = Words("a point: an outlet; line with 95% band", "点：网点；直线与 95% 色带")

Panel = Mapping[str, Any]
Ends = tuple[float, float]


def chart(result: Result, language: str) -> drawing.Spec:
    """Return all pictures, in the order of the chain."""
    panels: Sequence[Panel] = result.options["links"]
    points: list[drawing.Spec] = []
    lines: list[drawing.Spec] = []
    texts: list[drawing.Spec] = []
    for at, panel in enumerate(panels):
        rows = [row for row in result.rows if _is_known(row, panel["x"]) and _is_known(row, panel["y"])]
        ends = _ends(rows, panel)
        points += [_point(result, row, panel, ends, at, language) for row in rows]
        lines += [_on_line(step, ends, at) for step in panel["line"]] if rows else []
        texts += _texts(result, panel, ends if rows else None, at, language)
    height = STEP * len(panels)
    layers = [
        _frames(panels, height),
        *_lines(lines, height),
        _points(result, height, language),
        *_words(texts, height),
    ]
    said = [f"{point['about']}: {point['said']}" for point in points]
    spec = drawing.framed(result, language, layers, said, [EACH.say(language)])
    return spec | {"data": {"values": points}, "height": height}


def _is_known(row: Row, name: str) -> bool:
    return isinstance(row.get(name), (int, float))


def _ends(rows: Sequence[Row], panel: Panel) -> tuple[Ends, Ends]:
    """Return the stretch of both axes: points and line have room in it; the band may be cut."""
    found = []
    for axis, place in (("x", 0), ("y", 1)):
        values = [drawing.number(row, panel[axis]) for row in rows] + [step[place] for step in panel["line"]]
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = ROOM * (high - low) or 0.5
        found.append((low - room, high + room))
    return found[0], found[1]


def _x(value: float, ends: Ends) -> float:
    return LEFT + (1 - LEFT) * (value - ends[0]) / (ends[1] - ends[0])


def _y(value: float, ends: Ends, at: int) -> float:
    share = min(max((value - ends[0]) / (ends[1] - ends[0]), 0.0), 1.0)
    return at * STEP + HEAD + BODY * (1 - share)


def _point(result: Result, row: Row, panel: Panel, ends: tuple[Ends, Ends], at: int, language: str) -> drawing.Spec:
    names = (panel["x"], panel["y"])
    values = [f"{heading(result, name).say(language)} {written(row[name], kind(result, name))}" for name in names]
    return {
        "x": _x(drawing.number(row, names[0]), ends[0]),
        "y": _y(drawing.number(row, names[1]), ends[1], at),
        "about": label(result, row["outlet"], language),
        "said": ", ".join(values),
    }


def _on_line(step: Sequence[float], ends: tuple[Ends, Ends], at: int) -> drawing.Spec:
    x, *values = step
    middle, low, high = (_y(value, ends[1], at) for value in values)
    return {"panel": at, "x": _x(x, ends[0]), "y": middle, "low": low, "high": high}


def _texts(result: Result, panel: Panel, ends: tuple[Ends, Ends] | None, at: int, language: str) -> list[drawing.Spec]:
    """Above a picture what it shows and of how many outlets; at its axes their ends."""
    top, bottom = at * STEP + HEAD, at * STEP + HEAD + BODY
    names = [drawing.wrapped(heading(result, panel[axis]).say(language), 26, 1) for axis in ("y", "x")]
    by = Words(f"{names[0]} by {names[1]}", f"{names[0]}（纵）— {names[1]}（横）").say(language)
    found = [
        {"x": 0, "y": top - 12, "said": by, "align": "left", "strong": True},
        {"x": 1, "y": top - 12, "said": f"n = {panel['n']}", "align": "right", "strong": False},
    ]
    if ends is None:
        return found
    (left, right), (low, high) = ends
    for x, y, value, axis, align in (
        (LEFT, bottom + 12, left, "x", "left"),
        (1, bottom + 12, right, "x", "right"),
        (LEFT - 0.01, bottom - 6, low, "y", "right"),
        (LEFT - 0.01, top + 6, high, "y", "right"),
    ):
        said = written(float(f"{value:.3g}"), kind(result, panel[axis]))
        found.append({"x": x, "y": y, "said": said, "align": align, "strong": False})
    return found


def _place(height: int, y: str = "y") -> drawing.Spec:
    across = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False}}
    down = {"domain": [0, height], "nice": False, "reverse": True}
    return {"x": across, "y": {"field": y, "type": "quantitative", "axis": None, "scale": down}}


def _frames(panels: Sequence[Panel], height: int) -> drawing.Spec:
    tops = [at * STEP + HEAD for at in range(len(panels))]
    frames = [{"x": LEFT, "right": 1, "top": top, "bottom": top + BODY} for top in tops]
    return {
        "data": {"values": frames},
        "mark": {"type": "rect", "fill": None, "stroke": drawing.GRID, "opacity": 1},
        "encoding": {**_place(height, "top"), "x2": {"field": "right"}, "y2": {"field": "bottom"}},
    }


def _lines(lines: list[drawing.Spec], height: int) -> list[drawing.Spec]:
    values, each = {"values": lines}, {"detail": {"field": "panel", "type": "nominal"}}
    return [
        {
            "data": values,
            "mark": {"type": "area", "color": drawing.BLUE, "opacity": 0.16},
            "encoding": {**_place(height, "low"), **each, "y2": {"field": "high"}},
        },
        {
            "data": values,
            "mark": {"type": "line", "color": drawing.BLUE, "strokeWidth": 2},
            "encoding": {**_place(height), **each},
        },
    ]


def _points(result: Result, height: int, language: str) -> drawing.Spec:
    hover = [
        {"field": "about", "type": "nominal", "title": heading(result, "outlet").say(language)},
        {"field": "said", "type": "nominal", "title": result.title.say(language)},
    ]
    return {
        "mark": {"type": "circle", "size": 46, "opacity": 0.8, "color": drawing.INK},
        "encoding": {**_place(height), "tooltip": hover},
    }


def _words(texts: list[drawing.Spec], height: int) -> list[drawing.Spec]:
    return [
        {
            "data": {"values": texts},
            "transform": [{"filter": f"datum.align == '{align}' && {'' if strong else '!'}datum.strong"}],
            "mark": {"type": "text", "align": align, "baseline": "middle"}
            | ({"fontWeight": 600} if strong else {"color": drawing.MUTED}),
            "encoding": {**_place(height), "text": {"field": "said", "type": "nominal"}},
        }
        for align, strong in (("left", True), ("left", False), ("right", False))
    ]
