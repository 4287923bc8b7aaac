"""Detractors, passives and promoters as one stacked bar a row, the score with its interval beside it.

Rows: `estimate, ci_low, ci_high, n, promoters, passives, detractors` (shares 0–1); by segment also `level`, in the
order of `options["order"]`, else best first.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, UNITS, written
from satindex.results.result import Result, Row

GROUPS = (("detractors", drawing.VERMILION), ("passives", drawing.GREY), ("promoters", drawing.BLUE))
READABLE = 0.09


def chart(result: Result, language: str) -> drawing.Spec:
    """Return stacked bars of the three groups, shares printed where they fit."""
    rows = drawing.ordered_levels(result, result.rows)
    drawn = [_drawn(result, row, language) for row in rows]
    parts = [part for at, row in enumerate(rows) for part in _parts(at, row, drawn[at], language)]
    return drawing.in_rows(result, language, drawn, _marks(result, parts, language))


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    name = drawing.row_label(result, row, language, ("level",)) or UNITS["nps"].say(language)
    return {
        "label": name,
        "value": drawing.figure_text(result, row, language),
        "said_n": written(row.get("n"), "count"),
    }


def _parts(at: int, row: Row, drawn: drawing.Spec, language: str) -> list[drawing.Spec]:
    if not all(isinstance(row.get(name), (int, float)) for name, _ in GROUPS):
        return []
    parts, start = [], 0.0
    for name, _ in GROUPS:
        share = drawing.number(row, name)
        parts.append(
            {
                "said_n": drawn["said_n"],
                "at": at,
                "group": CATALOGUE[name].heading.say(language),
                "from": start,
                "to": start + share,
                "middle": start + share / 2,
                "about": drawn["label"],
                "said": drawn["value"],
                "part": written(share, "share"),
                "short": f"{share:.0%}" if share >= READABLE else "",
                "dark": name == "passives",
            }
        )
        start += share
    return parts


def _marks(result: Result, parts: list[drawing.Spec], language: str) -> list[drawing.Spec]:
    names = [CATALOGUE[name].heading.say(language) for name, _ in GROUPS]
    axis = drawing.x_axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    x = drawing.x_field("from", axis, {"domain": [0, 1], "nice": False})
    more = {"group": Words("Group", "类别"), "part": CATALOGUE["share"].heading, "said_n": CATALOGUE["n"].heading}
    hover = drawing.hover(result, language, more)
    colour = {
        "field": "group",
        "type": "nominal",
        "scale": {"domain": names, "range": [colour for _, colour in GROUPS]},
        "legend": {"symbolType": "square"},
    }
    data = {"values": parts}
    return [
        {
            "data": data,
            "mark": {"type": "bar", "height": 19},
            "encoding": {"x": x, "x2": {"field": "to"}, "color": colour, "tooltip": hover},
        },
        *(_share_text(data, x, dark, ink) for dark, ink in ((True, drawing.ON_LIGHT), (False, drawing.ON_DARK))),
    ]


def _share_text(data: drawing.Spec, x: drawing.Spec, on_light: bool, ink: str) -> drawing.Spec:
    return {
        "data": data,
        "transform": [{"filter": f"datum.dark === {str(on_light).lower()}"}],
        "mark": {"type": "text", "fontWeight": 600, "fontSize": 12, "color": ink},
        "encoding": {"x": {**x, "field": "middle"}, "text": {"field": "short", "type": "nominal"}},
    }
