"""A KPI over time as a control chart: values with intervals, centre line, control limits, target, signals.

Rows: `kpi, period_kind, period, estimate, ci_low, ci_high, control_centre, control_low, control_high, target, signal`.
`options["kpi"]` says which KPI is drawn (the first that has figures), `options["period_kind"]` which periods (months).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import kind, label, written
from satindex.results.result import Result, Row

HEIGHT: Final = 210
LIMITS: Final = Words("dashed: control limits", "虚线：控制限")
CENTRE: Final = Words("thin line: centre", "细线：中心线")
TARGET: Final = Words("green: target", "绿线：目标")
SIGNAL: Final = Words("◆ signal", "◆ 信号")
REMARK: Final = Words("hollow: see the remark in the table", "空心：见表中备注")
_COLUMNS: Final = {
    "estimate": "estimate",
    "low": "ci_low",
    "high": "ci_high",
    "centre": "control_centre",
    "limit_low": "control_low",
    "limit_high": "control_high",
    "target": "target",
}


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the line of one KPI with what it is held against."""
    name, periods = _chosen(result)
    rows = [row for row in result.rows if row.get("kpi") == name and row.get("period_kind") == periods]
    form = kind(result, "estimate", rows[0]) if rows else "points"
    data = [_point(result, row, form, language) for row in rows]
    title = Words(f"{result.title.en}: {_called(result, name).en}", f"{result.title.zh}：{_called(result, name).zh}")
    said = [f"{point['period']}: {point['said']}" for point in data]
    notes = [words.say(language) for words in _notes(data)]
    drawn = drawing.framed(_titled(result, title, rows), language, _layers(data, form), said, notes)
    axis = {"title": None, "labelAngle": 0, "labelOverlap": True, "labelSeparation": 8, "grid": False}
    x = {"field": "period", "type": "ordinal", "sort": None, "axis": axis}
    return drawn | {"data": {"values": data}, "height": HEIGHT, "encoding": {"x": x}}


def _chosen(result: Result) -> tuple[object, object]:
    periods = result.options.get("period_kind", "month")
    drawable = (
        row["kpi"]
        for row in result.rows
        if row.get("period_kind") == periods and isinstance(row.get("estimate"), int | float)
    )
    return result.options.get("kpi") or next(drawable, None), periods


def _called(result: Result, name: object) -> Words:
    return result.labels.get(str(name)) or Words(str(name), str(name))


def _titled(result: Result, title: Words, rows: list[Row]) -> Result:
    return replace(result, title=title, rows=tuple(rows))


def _point(result: Result, row: Row, form: str, language: str) -> drawing.Spec:
    signal, known = row.get("signal"), _is_number(row, "estimate")
    numbers = {name: drawing.number(row, column) for name, column in _COLUMNS.items() if _is_number(row, column)}
    return {
        "period": row["period"],
        "said": drawing.figure_text(result, row, language),
        "said_n": written(row.get("n"), "count"),
        "signal": label(result, signal, language) if signal is not None else "",
        "remark": label(result, row["remark"], language) if row.get("remark") is not None else "",
        **({name: 100 * value if form == "share" else value for name, value in numbers.items()} if known else {}),
    }


def _is_number(row: Row, column: str) -> bool:
    return isinstance(row.get(column), int | float)


def _notes(data: list[drawing.Spec]) -> list[Words]:
    notes = []
    if any("limit_low" in point for point in data):
        notes += [LIMITS, CENTRE]
    if any("target" in point for point in data):
        notes.append(TARGET)
    if any(point["signal"] for point in data):
        notes.append(SIGNAL)
    return [*notes, REMARK] if any(point["remark"] for point in data) else notes


def _layers(data: list[drawing.Spec], form: str) -> list[drawing.Spec]:
    axis = {
        **drawing.x_axis(labelFlush=False, tickCount=4),
        **({"labelExpr": "datum.label + '%'"} if form == "share" else {}),
    }
    scale = {"zero": False, "nice": True}

    def y(name: str) -> drawing.Spec:
        return {"field": name, "type": "quantitative", "axis": axis, "scale": scale}

    line = {"type": "line", "interpolate": "step", "strokeWidth": 1}
    layers = [
        {
            "mark": {"type": "area", "color": drawing.SKY, "opacity": 0.25},
            "encoding": {"y": y("low"), "y2": {"field": "high"}},
        },
        *(
            {"mark": {**line, "strokeDash": [4, 3], "color": drawing.MUTED}, "encoding": {"y": y(name)}}
            for name in ("limit_low", "limit_high")
        ),
        {"mark": {**line, "color": drawing.MUTED}, "encoding": {"y": y("centre")}},
        {"mark": {**line, "color": drawing.GREEN, "strokeWidth": 2}, "encoding": {"y": y("target")}},
        {"mark": {"type": "line", "color": drawing.BLUE, "strokeWidth": 2}, "encoding": {"y": y("estimate")}},
    ]
    return [*layers, _points(y("estimate"))]


def _points(y: drawing.Spec) -> drawing.Spec:
    signalled = "datum.signal != ''"
    hover = [
        {"field": name, "type": "nominal", "title": title}
        for name, title in (("period", " "), ("said", "  "), ("said_n", "n"), ("signal", "◆"), ("remark", "○"))
    ]
    colour = {"condition": {"test": signalled, "value": drawing.VERMILION}, "value": drawing.BLUE}
    return {
        "transform": [{"filter": "isValid(datum.estimate)"}],
        "mark": {"type": "point", "opacity": 1, "strokeWidth": 1.5},
        "encoding": {
            "y": y,
            "tooltip": hover,
            "stroke": colour,
            "fill": {
                "condition": [
                    {"test": "datum.remark != ''", "value": drawing.PAPER},
                    {"test": signalled, "value": drawing.VERMILION},
                ],
                "value": drawing.BLUE,
            },
            "shape": {"condition": {"test": signalled, "value": "diamond"}, "value": "circle"},
            "size": {"condition": {"test": signalled, "value": 110}, "value": 40},
        },
    }
