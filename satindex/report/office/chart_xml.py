"""A native chart as Office keeps it: its XML, dressed in the palette, and the workbook that it is edited from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from pptx.chart.chart import Chart
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from satindex.report.office.chart_data import SHEET, BarData, PointData
from satindex.report.office.drawn import Native, Series
from satindex.report.office.inert import inert
from satindex.results import drawing

TYPES: Final = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED_100,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "points": XL_CHART_TYPE.XY_SCATTER,
}
READABLE: Final = 0.06
"""Shares below this have no room for their figure."""

FEW: Final = 4
"""Bars of a chart with fewer stay slender."""

FAMILIES: Final = ("Arial", "SimHei")


@dataclass(frozen=True)
class Drawing:
    """A chart's XML without its tie to the workbook, and the workbook."""

    element: Any
    workbook: bytes


def drawing_of(drawn: Native, language: str, size: float) -> Drawing:
    """Return a chart with letters of `size` points."""
    data: Any = PointData(drawn) if drawn.kind == "points" else BarData(drawn)
    element = parse_xml(data.xml_bytes(TYPES[drawn.kind]))
    chart = Chart(element, None)
    _typeset(element, chart, language, size)
    if drawn.kind == "points":
        _points(chart, drawn, size)
    else:
        _axes(chart, drawn, size)
        for series, said in zip(chart.plots[0].series, drawn.series, strict=True):
            _dress(series, said, drawn)
        _intervals(element, drawn, data.lengths)
    return Drawing(element, data.xlsx_blob)


def packed(element: Any) -> bytes:
    """Return a chart's XML as it stands in the file."""
    whole: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return whole


def _typeset(element: Any, chart: Any, language: str, size: float) -> None:
    chart.has_title = False
    chart.font.size = Pt(size)
    chart.font.color.rgb = _colour(drawing.INK)
    properties = element.find(f"{qn('c:txPr')}//{qn('a:defRPr')}")
    latin, chinese = FAMILIES
    for tag, family in (("latin", latin), ("ea", chinese)):
        properties.append(parse_xml(f'<a:{tag} {nsdecls("a")} typeface="{family}"/>'))
    chart.has_legend = False


def _axes(chart: Any, drawn: Native, size: float) -> None:
    category, value = chart.category_axis, chart.value_axis
    upright = drawn.kind == "line"
    category.reverse_order = not upright
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.format.line.color.rgb = _colour(drawing.GREY)
    category.has_major_gridlines = False
    value.major_gridlines.format.line.color.rgb = _colour(drawing.GRID)
    value.format.line.fill.background()
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = drawn.number_format, False
    if drawn.low is not None and drawn.high is not None:
        value.minimum_scale, value.maximum_scale = drawn.low, drawn.high
    if not upright:
        # An order turned round takes the axis of figures to the top.
        value.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        chart.plots[0].gap_width = 60 if len(drawn.categories) >= FEW else 200
    if drawn.kind == "stacked":
        chart.has_legend = True
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.legend.font.size = Pt(size)


def _dress(series: Any, said: Series, drawn: Native) -> None:
    if drawn.kind == "line":
        series.smooth = False
        series.format.line.color.rgb = _colour(said.colour)
        series.format.line.width = Pt(2.25)
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _colour(said.colour)
        return
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = _colour(said.colour)
    series.invert_if_negative = False
    if drawn.kind == "stacked":
        _shares(series, said)


def _shares(series: Any, said: Series) -> None:
    """Print each share that has room in its part of the bar, dark on light and light on dark."""
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, f"[>={READABLE}]0%;;", False
    labels.position = XL_LABEL_POSITION.CENTER
    labels.font.color.rgb = _colour(drawing.ON_DARK if _is_dark(said.colour) else drawing.ON_LIGHT)


def _is_dark(colour: str) -> bool:
    """Whether light letters are read more easily on a colour than dark ones (relative luminance, WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) < 0.179


def _intervals(element: Any, drawn: Native, lengths: list[tuple[str, list[float | None]]]) -> None:
    """Draw the intervals as error bars that are edited with the workbook."""
    if not lengths:
        return
    series = element.find(f".//{qn('c:ser')}")
    first = len(drawn.series) + 1
    parts = [
        f"<c:{side}><c:numRef><c:f>{SHEET}!{_cells(first + at, len(values))}</c:f>{_cache(values)}"
        f"</c:numRef></c:{side}>"
        for at, (side, values) in enumerate(zip(("plus", "minus"), (lengths[0][1], lengths[1][1]), strict=True))
    ]
    direction = '<c:errDir val="y"/>' if drawn.kind == "line" else ""
    bars = (
        f'<c:errBars {nsdecls("c", "a")}>{direction}<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{"".join(parts)}<c:spPr><a:ln w="15875"><a:solidFill>'
        f'<a:srgbClr val="{drawing.INK[1:].upper()}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series.find(qn("c:cat")).addprevious(parse_xml(bars))


def _cells(column: int, count: int) -> str:
    letter = chr(ord("A") + column)
    return f"${letter}$2:${letter}${count + 1}"


def _cache(values: list[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
    )
    return f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache>'


def _points(chart: Any, drawn: Native, size: float) -> None:
    for axis, title in zip((chart.category_axis, chart.value_axis), drawn.axes, strict=True):
        axis.has_title = True
        axis.axis_title.text_frame.text = inert(title)
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "General", False
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis.has_major_gridlines = True
        axis.major_gridlines.format.line.color.rgb = _colour(drawing.GRID)
    for series, said in zip(chart.plots[0].series, drawn.series, strict=True):
        series.format.line.fill.background()
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _colour(said.colour)
        _named(series)


def _named(series: Any) -> None:
    """Write a point's name beside it."""
    flags = (("LegendKey", 0), ("Val", 0), ("CatName", 0), ("SerName", 1), ("Percent", 0), ("BubbleSize", 0))
    shown = "".join(f'<c:show{name} val="{flag}"/>' for name, flag in flags)
    labels = parse_xml(f'<c:dLbls {nsdecls("c")}><c:dLblPos val="r"/>{shown}</c:dLbls>')
    series._element.find(qn("c:xVal")).addprevious(labels)


def _colour(value: str) -> Any:
    return RGBColor.from_string(value[1:].upper())
