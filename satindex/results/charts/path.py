"""A path diagram: constructs from causes to effects, their index and R² in the boxes, coefficients at the arrows.

Rows: `from, to, estimate, ci_low, ci_high, n`. `options["nodes"]`: for each construct `name, depth, index, r2`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, label, written
from satindex.results.layered import Layered, layered
from satindex.results.result import Result, Row

BOX: Final = 58
GAP: Final = 74
STUB: Final = 30
LIFT: Final = 18
CROWDED: Final = 4
"""More arrows than this into one box have their coefficients in two lines, one above the other."""
NARROW: Final = 330
INCLUDES_ZERO: Final = Words("dashed: the interval includes 0", "虚线：区间包含 0")
APART: Final = 0.95
"""Boxes side by side are drawn a little narrower than their places, so that they don't touch."""
IN_BOXES: Final = Words("in the boxes: index 0–100, R²", "框内：指数（0–100）与 R²")
_CURVE: Final = {"type": "line", "interpolate": "monotone", "orient": "horizontal", "strokeCap": "round"}
_BEHIND_TEXT: Final = "M-1,-0.45H1V0.45H-1Z"

Node = Mapping[str, Any]
Route = list[tuple[float, int]]


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the diagram, drawn downwards in the order of the arrows."""
    nodes: Sequence[Node] = result.options.get("nodes") or _nodes_of(result)
    depths = {str(node["name"]): int(node["depth"]) for node in nodes}
    edges = [(str(row["from"]), str(row["to"])) for row in result.rows]
    places = layered(depths, edges)
    drawn = [_edge(result, row, language) for row in result.rows]
    routes = _routes(places, edges)
    layers = [
        *_lines(drawn, routes, _height(places)),
        *_boxes(result, nodes, places, language),
        *_coefficients(result, drawn, routes, _height(places), language),
    ]
    uncertain = any(entry["dashed"] for entry in drawn)
    notes = [IN_BOXES.say(language), *([INCLUDES_ZERO.say(language)] if uncertain else [])]
    spec = drawing.framed(result, language, layers, _said(result, nodes, drawn, language), notes)
    spec["data"] = {"values": drawn}
    spec["height"] = _height(places)
    return spec


def _nodes_of(result: Result) -> list[Node]:
    """Constructs with their depths from the arrows alone."""
    edges = [(str(row["from"]), str(row["to"])) for row in result.rows]
    depths = dict.fromkeys((name for edge in edges for name in edge), 0)
    for _ in depths:
        for cause, effect in edges:
            depths[effect] = max(depths[effect], depths[cause] + 1)
    return [{"name": name, "depth": depth} for name, depth in depths.items()]


def _edge(result: Result, row: Row, language: str) -> drawing.Spec:
    ends = [drawing.wrapped(label(result, row[end], language), 24, 1) for end in ("from", "to")]
    bounds = [row.get("ci_low"), row.get("ci_high")]
    low, high = (float(bound) if isinstance(bound, (int, float)) else None for bound in bounds)
    known = isinstance(row.get("estimate"), (int, float))
    about = " → ".join(ends)
    return {
        "about": about,
        "said": drawing.figure_text(result, row, language),
        "said_n": written(row.get("n"), "count"),
        "short": written(row.get("estimate"), "ratio"),
        "dashed": not known or (low is not None and high is not None and low <= 0 <= high),
        "thick": round(1.5 + 4 * min(abs(drawing.number(row, "estimate")), 1.0)) if known else 1,
    }


def _said(result: Result, nodes: Sequence[Node], drawn: Sequence[drawing.Spec], language: str) -> list[str]:
    boxes = [f"{label(result, str(node['name']), language)}: {_figures(node, language)}" for node in nodes]
    return [*boxes, *(f"{entry['about']}: {entry['said']}" for entry in drawn)]


def _top(row: int) -> int:
    return row * (BOX + GAP)


def _height(places: Layered) -> int:
    return places.number * (BOX + GAP) - GAP + 2


def _ports(places: Layered, edges: Sequence[tuple[str, str]], end: int) -> dict[tuple[str, str], float]:
    """Where each edge leaves (end 0) or enters (end 1) its box, in the order of where it comes from or goes to."""
    found: dict[tuple[str, str], float] = {}
    for name in places.rows:
        mine = [edge for edge in edges if edge[end] == name]
        mine.sort(key=lambda edge: _towards(places, edge, end))
        for at, edge in enumerate(mine):
            found[edge] = places.middles[name] + places.box * ((at + 1) / (len(mine) + 1) - 0.5)
    return found


def _towards(places: Layered, edge: tuple[str, str], end: int) -> float:
    lanes = places.lanes[edge]
    if not lanes:
        return places.middles[edge[1 - end]]
    return lanes[max(lanes) if end else min(lanes)]


def _routes(places: Layered, edges: Sequence[tuple[str, str]]) -> list[Route]:
    """Return each edge's points (x as a share, y in pixels), the last at the box it enters."""
    leaves, enters = _ports(places, edges, 0), _ports(places, edges, 1)
    routes: list[Route] = []
    stub = STUB + LIFT * any(_crowd(edges, name) > CROWDED for name in places.rows)
    for edge in edges:
        bottom, top = _top(places.rows[edge[0]]) + BOX, _top(places.rows[edge[1]])
        points = [(leaves[edge], bottom), (leaves[edge], bottom + 4)]
        for row, x in places.lanes[edge].items():
            points += [(x, _top(row) - 4), (x, _top(row) + BOX + 4)]
        routes.append([*points, (enters[edge], top - stub), (enters[edge], top - 6)])
    return routes


def _crowd(edges: Sequence[tuple[str, str]], name: str) -> int:
    return sum(edge[1] == name for edge in edges)


def _lifts(edges: Sequence[tuple[str, str]], routes: Sequence[Route]) -> list[int]:
    """How far each coefficient is raised, so that neighbours in a crowd do not cover each other."""
    found = [0] * len(edges)
    for name in {edge[1] for edge in edges}:
        into = sorted((at for at, edge in enumerate(edges) if edge[1] == name), key=lambda at: routes[at][-1][0])
        for place, at in enumerate(into if len(into) > CROWDED else ()):
            found[at] = LIFT * (place % 2)
    return found


def _x(field: str = "x") -> drawing.Spec:
    return {"field": field, "type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False}}


def _y(height: int, field: str = "y") -> drawing.Spec:
    scale = {"domain": [0, height], "nice": False, "reverse": True}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def _lines(drawn: Sequence[drawing.Spec], routes: Sequence[Route], height: int) -> list[drawing.Spec]:
    points = [
        {"edge": at, "step": step, "x": x, "y": y, "dashed": entry["dashed"], "thick": entry["thick"]}
        for at, (entry, route) in enumerate(zip(drawn, routes, strict=True))
        for step, (x, y) in enumerate(route)
    ]
    ends = [point for point, after in zip(points, [*points[1:], {"step": 0}], strict=True) if after["step"] == 0]
    width = {"field": "thick", "type": "quantitative", "scale": None}
    curve = {"x": _x(), "y": _y(height), "detail": {"field": "edge", "type": "nominal"}}
    curve |= {"order": {"field": "step", "type": "quantitative"}, "strokeWidth": width}
    styles = (("!datum.dashed", drawing.BLUE, [1, 0]), ("datum.dashed", drawing.GREY, [5, 5]))
    return [
        layer
        for test, colour, dash in styles
        for layer in (
            {
                "data": {"values": points},
                "transform": [{"filter": test}],
                "mark": {**_CURVE, "stroke": colour, "strokeDash": dash},
                "encoding": curve,
            },
            {
                "data": {"values": ends},
                "transform": [{"filter": test}],
                "mark": {"type": "point", "shape": "triangle-down", "size": 90, "opacity": 1, "yOffset": 2}
                | {"fill": colour, "stroke": colour},
                "encoding": {"x": _x(), "y": _y(height)},
            },
        )
    ]


def _figures(node: Node, language: str) -> str:
    """What stands in a box below the construct's name."""
    index, r2 = node.get("index"), node.get("r2")
    parts = [written(index, "index") if "index" in node else ""]
    parts += [f"R² {written(r2, 'ratio')}"] if isinstance(r2, (int, float)) else []
    return " · ".join(part for part in parts if part)


def _boxes(result: Result, nodes: Sequence[Node], places: Layered, language: str) -> list[drawing.Spec]:
    columns, height = max(6, int(places.box * NARROW / 7.4)), _height(places)
    half = places.box * APART / 2
    data = []
    for node in nodes:
        name, middle = str(node["name"]), places.middles[str(node["name"])]
        top, said = _top(places.rows[name]), drawing.wrapped(label(result, name, language), columns, 2)
        lines = said.count("\n") + 1
        first = top + (BOX - 17 * (lines + 1)) // 2 + 3
        data.append(
            {"x": middle, "left": middle - half, "right": middle + half, "top": top + 1}
            | {"bottom": top + BOX, "said": said, "figures": _figures(node, language)}
            | {"first": first, "second": first + 17 * lines}
        )
    values = {"data": {"values": data}}
    text = {"type": "text", "baseline": "top", "lineBreak": "\n", "lineHeight": 17}
    return [
        {
            **values,
            "mark": {"type": "rect", "fill": drawing.PAPER, "stroke": drawing.INK, "strokeWidth": 1.2}
            | {"cornerRadius": 6, "opacity": 1},
            "encoding": {"x": _x("left"), "x2": {"field": "right"}, "y": _y(height, "top"), "y2": {"field": "bottom"}},
        },
        {
            **values,
            "mark": {**text, "fontWeight": 600, "fontSize": 13},
            "encoding": {"x": _x(), "y": _y(height, "first"), "text": {"field": "said", "type": "nominal"}},
        },
        {
            **values,
            "mark": {**text, "color": drawing.MUTED},
            "encoding": {"x": _x(), "y": _y(height, "second"), "text": {"field": "figures", "type": "nominal"}},
        },
    ]


def _coefficients(
    result: Result, drawn: Sequence[drawing.Spec], routes: Sequence[Route], height: int, language: str
) -> list[drawing.Spec]:
    """The coefficients, on the last stretch of each arrow."""
    lifts = _lifts([(str(row["from"]), str(row["to"])) for row in result.rows], routes)
    data = [
        {**entry, "x": route[-1][0], "y": route[-1][1] - 16 - lift}
        for entry, route, lift in zip(drawn, routes, lifts, strict=True)
    ]
    hover = drawing.hover(result, language, {"said_n": CATALOGUE["n"].heading})
    place = {"x": _x(), "y": _y(height), "tooltip": hover}
    return [
        {
            "data": {"values": data},
            "mark": {"type": "point", "shape": _BEHIND_TEXT, "size": 1150, "opacity": 1, "fill": drawing.PAPER}
            | {"strokeWidth": 0},
            "encoding": place,
        },
        {
            "data": {"values": data},
            "mark": {"type": "text", "fontSize": 12, "baseline": "middle"},
            "encoding": {**place, "text": {"field": "short", "type": "nominal"}},
        },
    ]
