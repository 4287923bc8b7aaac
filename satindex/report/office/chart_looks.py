"""How points, lines and axes of a native chart look."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from satindex.report.office.native import Axis, Look, Native, Series
from satindex.results import drawing
from satindex.results.inert import inert


def dress_points(chart: Any, drawn: Native, size: float) -> None:
    """Dress a chart of points on two axes of figures."""
    for axis, said in ((chart.category_axis, drawn.x), (chart.value_axis, drawn.y)):
        axis.has_title = bool(said.title)
        if said.title:
            axis.axis_title.text_frame.text = inert(said.title)
            axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis.has_major_gridlines = said.crossed is None
        if said.crossed is None:
            axis.major_gridlines.format.line.color.rgb = colour_of(drawing.GRID)
        axis.format.line.color.rgb = colour_of(drawing.GREY)
        scale(axis, said)
    # What an axis says of where it is crossed stands with the other one.
    for axis, said in ((chart.category_axis, drawn.x), (chart.value_axis, drawn.y)):
        if said.crossed is not None:
            axis.crosses_at = said.crossed
    for series, points in zip(chart.plots[0].series, drawn.series, strict=True):
        series.smooth = False
        join(series, points, points.look)
        if drawn.labelled and points.look == "dots":
            _name(series)


def scale(axis: Any, said: Axis) -> None:
    """Write figures in their format, from end to end."""
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = said.number_format, False
    if said.low is not None and said.high is not None:
        axis.minimum_scale, axis.maximum_scale = said.low, said.high


def join(series: Any, said: Series, look: Look) -> None:
    """Draw a series as dots, as a line, as dots on a line, or as dashes."""
    if look == "dots":
        series.format.line.fill.background()
    else:
        series.format.line.color.rgb = colour_of(said.colour)
        series.format.line.width = Pt(1.25 if look == "dashes" else 2.25)
        if look == "dashes":
            series.format.line.dash_style = MSO_LINE.DASH
    if look in ("line", "dashes"):
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour_of(said.colour)
    series.marker.format.line.color.rgb = colour_of(said.colour)


def _name(series: Any) -> None:
    """Write a point's name beside it."""
    flags = (("LegendKey", 0), ("Val", 0), ("CatName", 0), ("SerName", 1), ("Percent", 0), ("BubbleSize", 0))
    shown = "".join(f'<c:show{name} val="{flag}"/>' for name, flag in flags)
    labels = parse_xml(f'<c:dLbls {nsdecls("c")}><c:dLblPos val="r"/>{shown}</c:dLbls>')
    series._element.find(qn("c:xVal")).addprevious(labels)


def colour_of(value: str) -> Any:
    """Return a colour as the libraries take it."""
    return RGBColor.from_string(value[1:].upper())
