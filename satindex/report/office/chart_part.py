"""A native chart on a slide."""

from __future__ import annotations

from typing import Any

from pptx.opc.constants import CONTENT_TYPE
from pptx.opc.packuri import PackURI
from pptx.parts.chart import ChartPart

from satindex.report.office.chart_xml import drawing_of, packed
from satindex.report.office.native import Native
from satindex.results.inert import inert


def place_chart(slide: Any, drawn: Native, where: Any, language: str, size: float) -> None:
    """Put a chart at `where` (left, top, width, height); its alternative text says what it shows."""
    made = drawing_of(drawn, language, size)
    package = slide.part.package
    name = PackURI(package.next_partname(ChartPart.partname_template))
    part = ChartPart.load(name, CONTENT_TYPE.DML_CHART, package, packed(made.element))
    part.chart_workbook.update_from_xlsx_blob(made.workbook)
    tie = slide.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart")
    frame = slide.shapes._add_chart_graphicFrame(tie, where.left, where.top, where.width, where.height)
    frame.nvGraphicFramePr.cNvPr.set("descr", inert(drawn.said))
