"""Calibration: what was observed against what was predicted, with the diagonal on which both are the same.

Rows: `group, predicted, estimate` (observed) with `ci_low, ci_high, n`; `options["shares"]`: both are shares 0–1.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, heading, kind, written
from satindex.results.result import Result, Row

HEIGHT = 320
DIAGONAL = Words("diagonal: predictions come true", "对角线：预测与实际一致")
OBSERVED = Words("Observed", "观察")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return a dot with its interval for each group of predictions."""
    rows = [row for row in result.rows if isinstance(row.get("estimate"), (int, float))]
    points = [_point(result, row, language) for row in rows]
    said = [f"{point['said_x']}: {point['said']}" for point in points]
    spec = drawing.framed(result, language, _layers(result, points, language), said, [DIAGONAL.say(language)])
    return spec | {"data": {"values": points}, "height": HEIGHT, "encoding": _encoding(result, language)}


def _point(result: Result, row: Row, language: str) -> drawing.Spec:
    form = kind(result, "predicted")
    ends = {name: row.get(key) for name, key in (("low", "ci_low"), ("high", "ci_high"))}
    return {
        "x": row.get("predicted"),
        "y": row["estimate"],
        "about": row.get("group"),
        "said": drawing.figure_text(result, row, language),
        "said_x": written(row.get("predicted"), form),
        "said_n": written(row.get("n"), "count"),
        **{name: cell for name, cell in ends.items() if isinstance(cell, (int, float))},
    }


def _encoding(result: Result, language: str) -> drawing.Spec:
    percent = {"format": "%"} if result.options.get("shares") else {}
    field = {"type": "quantitative", "scale": {"zero": False, "nice": True}}
    x_axis = drawing.x_axis(heading(result, "predicted").say(language), labelFlush=False, **percent)
    y_axis = drawing.x_axis(OBSERVED.say(language), labelFlush=False, **percent)
    return {"x": {"field": "x", **field, "axis": x_axis}, "y": {"field": "y", **field, "axis": y_axis}}


def _layers(result: Result, points: list[drawing.Spec], language: str) -> list[drawing.Spec]:
    titles = {"said_x": heading(result, "predicted"), "said_n": CATALOGUE["n"].heading}
    ends = [value for point in points for value in (point["x"], point["y"]) if isinstance(value, (int, float))]
    diagonal = [{"x": end, "y": end} for end in ((min(ends), max(ends)) if ends else ())]
    return [
        {
            "data": {"values": diagonal},
            "mark": {"type": "line", "color": drawing.GREY, "strokeDash": [4, 3], "strokeWidth": 1.5},
        },
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "strokeWidth": 2.5, "color": drawing.SKY, "strokeCap": "round"},
            "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "circle", "size": 80, "opacity": 1, "color": drawing.BLUE},
            "encoding": {"tooltip": drawing.hover(result, language, titles)},
        },
    ]
