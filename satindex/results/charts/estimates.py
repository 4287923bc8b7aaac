"""Estimates as dot and interval, one row each; waves as a line with its band.

Rows: `estimate, ci_low, ci_high, n`, about a component, a level …; by segment the overall row of each level, a wave's
row only where there is one.
`options["low"]`, `options["high"]`: the ends of the scale; `options["order"]`: the segment's declared levels, where it
has an order; `options["keys"]`: the columns that say what a row is about, where they are not the usual ones;
`options["wave"]`: true where the levels are waves; a row that `changed` (up, down) since the wave before has a shape of
its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, NO_LEVEL, label, written
from satindex.results.layout import is_small, small_note
from satindex.results.result import Result, Row

CHANGED = Words(
    "▲ ▼ significant change since the wave before (adjusted p < .05)", "▲ ▼ 与前一期差异显著（校正后 p < .05）"
)
_SHAPES: Final[drawing.Spec] = {
    "field": "shape",
    "type": "nominal",
    "scale": {"domain": ["same", "up", "down"], "range": ["circle", "triangle-up", "triangle-down"]},
    "legend": None,
}


def chart(result: Result, language: str) -> drawing.Spec:
    """Return dots with intervals, best first or in the declared order; a line with a band for waves."""
    rows = drawing.summing_up(result.rows)
    by_level = any("level" in row for row in rows)
    if by_level and result.options.get("wave"):
        waves = [row for row in drawing.ordered_levels(result, rows) if row["level"] != NO_LEVEL]
        return _line(result, waves, language)
    ordered = drawing.ordered_levels(result, rows)
    ordered = sorted(ordered, key=lambda row: not by_level and drawing.is_overall(row))
    own = result.options.get("keys")
    keys = own or (("level",) if by_level and all(drawing.is_overall(row) for row in rows) else drawing.KEYS)
    drawn = [drawing.dotted(result, row, language, keys) for row in ordered]
    scale = drawing.scale_of(result, [entry.get(name) for entry in drawn for name in ("estimate", "low", "high")])
    ends = drawing.scale_note(result)
    notes = [Words(f"scale {ends}", f"量表 {ends}").say(language)] if ends else []
    axis = drawing.x_axis(format="%") if drawing.estimate_kind(result) == "share" else None
    return drawing.in_rows(result, language, drawn, dots(result, language, scale, axis=axis), notes)


def dots(
    result: Result,
    language: str,
    scale: drawing.Spec,
    more: Mapping[str, Words] | None = None,
    axis: drawing.Spec | None = None,
) -> list[drawing.Spec]:
    """Return the marks: interval as a rule, estimate as a dot, hollow where the row says so."""
    hover = drawing.hover(result, language, {"said_n": CATALOGUE["n"].heading, **(more or {})})
    x = drawing.x_field("estimate", axis or drawing.x_axis(), scale)
    fill = {"condition": {"test": "datum.hollow", "value": drawing.PAPER}, "value": drawing.BLUE}
    return [
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "strokeWidth": 2.5, "color": drawing.SKY, "strokeCap": "round"},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "tooltip": hover},
        },
        {
            "transform": [{"filter": "isValid(datum.estimate)"}],
            "mark": {"type": "point", "opacity": 1, "size": 80, "stroke": drawing.BLUE, "strokeWidth": 2},
            "encoding": {"x": x, "fill": fill, "tooltip": hover},
        },
    ]


def _line(result: Result, rows: list[Row], language: str) -> drawing.Spec:
    data = [
        {
            "wave": label(result, row["level"], language),
            "about": label(result, row["level"], language),
            "estimate": row.get("estimate"),
            "low": row.get("ci_low"),
            "high": row.get("ci_high"),
            "said": drawing.figure_text(result, row, language),
            "short": written(row.get("estimate"), drawing.estimate_kind(result), language)
            + (" †" if is_small(result, row) else ""),
            "said_n": written(row.get("n"), "count"),
            "shape": row.get("changed") or "same",
        }
        for row in rows
    ]
    said = [f"{r['wave']}: {r['said']}" for r in data]
    notes = [CHANGED.say(language)] if any(row["shape"] != "same" for row in data) else []
    drawn = [row for row in rows if row.get("estimate") is not None]
    notes += [small_note(result).say(language)] if any(is_small(result, row) for row in drawn) else []
    spec = drawing.framed(result, language, _line_marks(result, language), said, notes)
    spec["data"] = {"values": data}
    spec["height"] = 220
    axis = {"title": None, "labelAngle": 0, "grid": False, "labelFontSize": 13}
    spec["encoding"] = {"x": {"field": "wave", "type": "ordinal", "sort": None, "axis": axis}}
    return spec


def _line_marks(result: Result, language: str) -> list[drawing.Spec]:
    scale = {"zero": False, "nice": True}
    y = {"field": "estimate", "type": "quantitative", "axis": drawing.x_axis(labelFlush=False), "scale": scale}
    hover = drawing.hover(result, language, {"said_n": CATALOGUE["n"].heading})
    bounds = {"y": {**y, "field": "low"}, "y2": {"field": "high"}}
    return [
        {"mark": {"type": "area", "color": drawing.SKY, "opacity": 0.3}, "encoding": bounds},
        {"mark": {"type": "line", "color": drawing.BLUE, "strokeWidth": 2.5}, "encoding": {"y": y}},
        {
            "mark": {"type": "point", "size": 90, "fill": drawing.BLUE, "stroke": drawing.BLUE, "opacity": 1},
            "encoding": {"y": y, "tooltip": hover, "shape": _SHAPES},
        },
        {
            "mark": {"type": "text", "dy": -14, "fontWeight": 600},
            "encoding": {"y": y, "text": {"field": "short", "type": "nominal"}},
        },
    ]
