"""Two scores as a heat map of respondents, the quadrants outlined and their shares printed.

Rows: cells `class, x_from, x_to, y_from, y_to, estimate` (share 0–1), `n`; the ends of a cell are the same where it is
a single answer. `options`: `x, y` the scores' names, `axes` their words, `divide` where the quadrants meet, `cuts`
every cut of each axis (Jones & Sasser 1995).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, label, written
from satindex.results.result import Result, Row

HEIGHT = 400
DARKEST = drawing.BLUE
SHADE = Words("darker: more respondents", "颜色越深人数越多")
CUT = Words("cuts: ", "切点：")
Places = dict[float, tuple[float, float]]


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the heat map; cells are drawn as wide as each other, cuts between the cells they part."""
    rows = [row for row in result.rows if isinstance(row.get("estimate"), (int, float))]
    places = {axis: _places(rows, axis) for axis in "xy"}
    cells = [_cell(result, row, places, language) for row in rows]
    lines = {axis: [_line(places[axis], cut) for cut in _cuts(result, axis)] for axis in "xy"}
    names = _names(result, rows, cells, language)
    layers = [_heat(result, cells, language), *_outlines(result, places, lines), _texts(names)]
    said = [f"{name['about']}: {name['share']}" for name in names]
    spec = drawing.framed(result, language, layers, said, [SHADE.say(language), *_said_cuts(result, language)])
    axes = {axis: _axis(result, axis, places[axis], language) for axis in "xy"}
    return spec | {"data": {"values": cells}, "height": HEIGHT, "encoding": axes}


def _places(rows: Sequence[Row], axis: str) -> Places:
    """Where each cell's lower end stands on the axis, and its upper end as a number."""
    lows = sorted({drawing.number(row, f"{axis}_from") for row in rows})
    highs = {drawing.number(row, f"{axis}_from"): drawing.number(row, f"{axis}_to") for row in rows}
    return {low: (float(at), highs[low]) for at, low in enumerate(lows)}


def _cell(result: Result, row: Row, places: dict[str, Places], language: str) -> drawing.Spec:
    drawn: drawing.Spec = {"share_of_n": row["estimate"], "said": written(row["estimate"], "share")}
    for axis in "xy":
        low, high = drawing.number(row, f"{axis}_from"), drawing.number(row, f"{axis}_to")
        at = places[axis][low][0]
        drawn |= {axis: at, f"{axis}2": at + 1, f"said_{axis}": _said(low, high)}
    drawn["class"] = row.get("class")
    drawn["about"] = label(result, row.get("class"), language)
    drawn["said_n"] = written(row.get("n"), "count")
    return drawn


def _said(low: float, high: float) -> str:
    return _short(low) if low == high else f"{_short(low)}–{_short(high)}"


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def _cuts(result: Result, axis: str) -> tuple[float, ...]:
    return tuple((result.options.get("cuts") or {}).get(axis, ()))


def _line(places: Places, cut: float) -> float:
    """Return where a cut stands: before the first cell that begins at or above it."""
    return next((at for low, (at, _) in places.items() if low >= cut - 1e-9), float(len(places)))


def _names(result: Result, rows: Sequence[Row], cells: Sequence[drawing.Spec], language: str) -> list[drawing.Spec]:
    """Return each class with its share, in the middle of its cells."""
    of_class: dict[object, list[drawing.Spec]] = defaultdict(list)
    for cell in cells:
        of_class[cell["class"]].append(cell)
    found = []
    for name, inside in of_class.items():
        share = sum(float(cell["share_of_n"]) for cell in inside)
        middle = {axis: (min(c[axis] for c in inside) + max(c[f"{axis}2"] for c in inside)) / 2 for axis in "xy"}
        said, about = written(share, "share"), label(result, name, language) if isinstance(name, str) else ""
        found.append({**middle, "about": about, "share": said, "label": f"{drawing.wrapped(about, 18, 1)}\n{said}"})
    return found


def _heat(result: Result, cells: list[drawing.Spec], language: str) -> drawing.Spec:
    words = {
        "about": CATALOGUE["class"].heading,
        "said_x": _axis_words(result, "x"),
        "said_y": _axis_words(result, "y"),
        "said": CATALOGUE["share"].heading,
        "said_n": CATALOGUE["n"].heading,
    }
    hover = [{"field": name, "type": "nominal", "title": title.say(language)} for name, title in words.items()]
    most = max((float(cell["share_of_n"]) for cell in cells), default=1.0)
    colour = {
        "field": "share_of_n",
        "type": "quantitative",
        "scale": {"domain": [0, most], "range": [drawing.PAPER, DARKEST], "interpolate": "rgb"},
        "legend": None,
    }
    ends = {axis: {"field": axis, "type": "quantitative"} for axis in "xy"}
    seconds = {f"{axis}2": {"field": f"{axis}2"} for axis in "xy"}
    return {
        "mark": {"type": "rect", "opacity": 0.75},
        "encoding": {**ends, **seconds, "color": colour, "tooltip": hover},
    }


def _outlines(result: Result, places: dict[str, Places], lines: dict[str, list[float]]) -> list[drawing.Spec]:
    divide = result.options.get("divide") or {}
    marks = []
    for axis, other in (("x", "y"), ("y", "x")):
        for cut, at in zip(_cuts(result, axis), lines[axis], strict=True):
            divides = cut == divide.get(axis)
            mark = {"type": "rule", "color": drawing.INK, "strokeWidth": 2.5 if divides else 1}
            dash = {} if divides else {"strokeDash": [4, 4]}
            ends = {other: {"datum": 0}, f"{other}2": {"datum": len(places[other])}}
            marks.append({"mark": {**mark, **dash}, "encoding": {axis: {"datum": at}, **ends}})
    return marks


def _texts(names: list[drawing.Spec]) -> drawing.Spec:
    mark = {"type": "text", "lineBreak": "\n", "fontWeight": 600, "fontSize": 13, "color": drawing.ON_LIGHT}
    return {
        "data": {"values": names},
        "mark": mark,
        "encoding": {"text": {"field": "label", "type": "nominal"}},
    }


def _axis_words(result: Result, axis: str) -> Words:
    found = (result.options.get("axes") or {}).get(axis)
    return found if isinstance(found, Words) else Words(axis, axis)


def _axis(result: Result, axis: str, places: Places, language: str) -> drawing.Spec:
    """An axis whose cells are labelled in their middle by what they hold."""
    said = {at + 0.5: _said(low, high) for low, (at, high) in places.items()}
    words = ", ".join(f"'{at:g}': '{text}'" for at, text in said.items())
    title = f"{_axis_words(result, axis).say(language)} ({result.options.get(axis)})"
    labelled = {"values": list(said), "labelExpr": f"({{{words}}})[datum.value]", "grid": False, "labelFlush": False}
    scale = {"domain": [0, max(len(places), 1)], "nice": False, "zero": False}
    return {
        "field": axis,
        "type": "quantitative",
        "scale": scale,
        "axis": drawing.x_axis(drawing.wrapped(title, 60, 1), **labelled),
    }


def _said_cuts(result: Result, language: str) -> list[str]:
    said = {axis: ", ".join(_short(cut) for cut in _cuts(result, axis)) for axis in "xy"}
    names = {axis: drawing.wrapped(str(result.options.get(axis)), 24, 1) for axis in "xy"}
    parts = [f"{names[axis]} {cuts}" for axis, cuts in said.items() if cuts]
    return [f"{CUT.say(language)}{'; '.join(parts)}"] if parts else []
