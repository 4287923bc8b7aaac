"""A native chart as Office keeps it: its XML, dressed in the palette, and the workbook that it is edited from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from pptx.chart.chart import Chart
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from satindex.report.office.chart_data import BarData, ErrorBars, PointData
from satindex.report.office.chart_looks import colour_of, dress_points, join, scale
from satindex.report.office.native import Figures, Native, Series, is_dark
from satindex.results import drawing
from satindex.results.remembered import remembered

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
    data = _data(drawn)
    element = parse_xml(data.xml_bytes(TYPES[drawn.kind]))
    chart = Chart(element, None)
    _typeset(element, chart, language, size)
    if drawn.kind == "points":
        dress_points(chart, drawn, size)
    else:
        _axes(chart, drawn, size)
        for series, said in zip(chart.plots[0].series, drawn.series, strict=True):
            _dress(series, said, drawn)
    if len(drawn.series) > 1 and not drawn.labelled:
        _legend(chart, size)
    _intervals(element, drawn, data.error_bars)
    return Drawing(element, workbook(drawn))


@remembered
def workbook(drawn: Native) -> bytes:
    """Return the workbook that a chart is edited from, the same in Word and on a slide."""
    blob: bytes = _data(drawn).xlsx_blob
    return blob


def _data(drawn: Native) -> Any:
    return PointData(drawn) if drawn.kind == "points" else BarData(drawn)


def packed(element: Any) -> bytes:
    """Return a chart's XML as it stands in the file."""
    whole: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return whole


def _typeset(element: Any, chart: Any, language: str, size: float) -> None:
    chart.has_title = False
    chart.font.size = Pt(size)
    chart.font.color.rgb = colour_of(drawing.INK)
    properties = element.find(f"{qn('c:txPr')}//{qn('a:defRPr')}")
    # Without their language Chinese texts may be set in the font of another one, where that of the name is not there.
    properties.set("lang", "zh-CN" if language.startswith("zh") else "en-GB")
    properties.set("altLang", "zh-CN")
    latin, chinese = FAMILIES
    for tag, family in (("latin", latin), ("ea", chinese)):
        properties.append(parse_xml(f'<a:{tag} {nsdecls("a")} typeface="{family}"/>'))
    chart.has_legend = False


def _axes(chart: Any, drawn: Native, size: float) -> None:
    category, value = chart.category_axis, chart.value_axis
    upright = drawn.kind == "line"
    category.reverse_order = not upright
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.format.line.color.rgb = colour_of(drawing.GREY)
    category.has_major_gridlines = False
    value.major_gridlines.format.line.color.rgb = colour_of(drawing.GRID)
    value.format.line.fill.background()
    scale(value, drawn.y)
    if not upright:
        # An order turned round takes the axis of figures to the top.
        value.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        chart.plots[0].gap_width = 60 if len(drawn.categories) >= FEW else 200
        _every_label(category)


def _every_label(category: Any) -> None:
    """Name every bar: else Office leaves out each second name where there are many."""
    last = category._element.find(qn("c:noMultiLvlLbl"))
    last.addprevious(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>'))


def _legend(chart: Any, size: float) -> None:
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.legend.font.size = Pt(size)


def _dress(series: Any, said: Series, drawn: Native) -> None:
    if drawn.kind == "line":
        series.smooth = False
        join(series, said, said.look)
        return
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = colour_of(said.colour)
    series.invert_if_negative = False
    if drawn.kind == "stacked":
        _shares(series, said)


def _shares(series: Any, said: Series) -> None:
    """Print each share that has room in its part of the bar, dark on light and light on dark."""
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, f"[>={READABLE}]0%;;", False
    labels.position = XL_LABEL_POSITION.CENTER
    labels.font.color.rgb = colour_of(drawing.ON_DARK if is_dark(said.colour) else drawing.ON_LIGHT)


def _intervals(element: Any, drawn: Native, bars: Sequence[ErrorBars]) -> None:
    """Draw the intervals as error bars that are edited with the workbook."""
    series = list(element.iter(qn("c:ser")))
    for one in bars:
        before = series[one.series].find(qn("c:xVal" if drawn.kind == "points" else "c:cat"))
        before.addprevious(parse_xml(_error_bars(one, with_direction=drawn.kind in ("line", "points"))))


def _error_bars(bars: ErrorBars, *, with_direction: bool) -> str:
    direction = f'<c:errDir val="{bars.direction}"/>' if with_direction else ""
    parts = [
        f"<c:{side}><c:numRef><c:f>{bars.cells(at)}</c:f>{_cache(figures)}</c:numRef></c:{side}>"
        for at, (side, figures) in enumerate((("plus", bars.plus), ("minus", bars.minus)))
    ]
    return (
        f'<c:errBars {nsdecls("c", "a")}>{direction}<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{"".join(parts)}<c:spPr><a:ln w="15875"><a:solidFill>'
        f'<a:srgbClr val="{drawing.INK[1:].upper()}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )


def _cache(values: Figures) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
    )
    return f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache>'
