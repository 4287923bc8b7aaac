"""Pieces of WordprocessingML that python-docx has no call for: fields, fonts, tables of three rules, charts."""

from __future__ import annotations

from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu

from satindex.report.office.chart_xml import Drawing, packed
from satindex.results.inert import inert

CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHARTS: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def set_fonts(properties: Any, latin: str, chinese: str) -> None:
    """Name the fonts of a style, in the place of its theme's."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for kind, family in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{kind}"), family)


def set_language(properties: Any, chinese: bool) -> None:
    """Say in which languages a style's texts are."""
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    spoken.set(qn("w:val"), "zh-CN" if chinese else "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN")


def add_field(paragraph: Any, code: str, shown: str, *, dirty: bool = False) -> None:
    """Add a field that shows `shown` until Word works it out anew, on opening where `dirty`."""
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = shown
            continue
        element = OxmlElement("w:instrText" if kind == "code" else "w:fldChar")
        if kind == "code":
            element.text = f" {code} "
            element.set(qn("xml:space"), "preserve")
        else:
            element.set(qn("w:fldCharType"), kind)
            if kind == "begin" and dirty:
                element.set(qn("w:dirty"), "true")
        run._r.append(element)


def add_chart(document: Any, paragraph: Any, drawn: Drawing, number: int, size: tuple[int, int], said: str) -> None:
    """Put a chart into a paragraph, with the workbook from which it is edited in Word."""
    package = document.part.package
    workbook = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"), WORKBOOK_TYPE, drawn.workbook, package
    )
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, b"", package)
    drawn.element.get_or_add_externalData().rId = chart.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)
    chart._blob = packed(drawn.element)
    tie = document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    width, height = (Emu(side) for side in size)
    paragraph.add_run()._r.append(
        parse_xml(
            f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{1000 + number}" name="Chart {number}" '
            f"descr={quoteattr(inert(said))}/><wp:cNvGraphicFramePr/><a:graphic>"
            f'<a:graphicData uri="{CHARTS}"><c:chart xmlns:c="{CHARTS}" r:id="{tie}"/></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing>"
        )
    )


def small_paragraph(text: str, size: float, colour: str) -> Any:
    """Return a paragraph in the plain style, in smaller type of a colour, with little room below it."""
    # The library would set a paragraph and its run piece by piece, which takes five times as long.
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:spacing w:after="40"/></w:pPr>{text_runs(text, size, colour=colour)}</w:p>'
    )


def text_runs(text: str, size: float, *, bold: bool = False, italic: bool = False, colour: str = "") -> str:
    """Return a run of text as XML; a line break is one in the text."""
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    marks += f'<w:color w:val="{colour}"/>' if colour else ""
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in inert(text).split("\n"))
    return f'<w:r><w:rPr>{marks}<w:sz w:val="{round(size * 2)}"/></w:rPr>{said}</w:r>'
