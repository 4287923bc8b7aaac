"""A native table on a slide: three rules, letters as large as its rows leave room for."""

from __future__ import annotations

from typing import Any, Final

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Pt

from satindex.report.office.fitting import fitted, widths
from satindex.results.inert import inert
from satindex.results.layout import LaidOut

LARGEST, SMALLEST = 14.0, 9.0
PLAIN: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The style of a table without fill and without grid."""

THICK, THIN = 19050, 9525


def place_table(slide: Any, shown: LaidOut, where: Any, tag: str) -> None:
    """Put a table at `where` (left, top, width, height)."""
    rows, wanted = len(shown.rows) + 1, widths(shown)
    high = min(int(where.height / rows), Pt(34))
    frame = slide.shapes.add_table(rows, len(wanted), where.left, where.top, where.width, high * rows)
    table = frame.table
    table._tbl.tblPr.find(f"{{{_A}}}tableStyleId").text = PLAIN
    table.horz_banding = False
    for column, one in zip(table.columns, wanted, strict=True):
        column.width = Emu(where.width * one // sum(wanted))
    size = _size(shown, [column.width for column in table.columns], high)
    cells = [(shown.headings, True), *((tuple(cell.text for cell in row), False) for row in shown.rows)]
    for at, (texts, head) in enumerate(cells):
        table.rows[at].height = high
        bold = head or at - 1 in shown.emphasised
        rules = {"T": THICK, "B": THIN} if head else {"B": THICK} if at == rows - 1 else {}
        for place, text in enumerate(texts):
            cell = table.cell(at, place)
            width = Emu(table.columns[place].width).pt - 8
            _write(cell, fitted(inert(text), width, Emu(high).pt - 2, size, 7)[0], size, tag, bold=bold)
            if shown.is_figure[place]:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
            _rule(cell, rules)


_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _size(shown: LaidOut, across: list[int], high: int) -> float:
    texts = [shown.headings, *(tuple(cell.text for cell in row) for row in shown.rows)]
    sizes = (
        fitted(text, Emu(width).pt - 8, Emu(high).pt - 2, LARGEST, SMALLEST)[1]
        for row in texts
        for text, width in zip(row, across, strict=True)
    )
    return min(sizes, default=LARGEST)


def _write(cell: Any, text: str, size: float, tag: str, *, bold: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(4)
    cell.margin_top = cell.margin_bottom = Pt(1)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    run = cell.text_frame.paragraphs[0].add_run()
    run.text = text.replace("\n", " ")
    run.font.size, run.font.bold = Pt(size), bold
    run._r.get_or_add_rPr().set("lang", tag)


def _rule(cell: Any, rules: dict[str, int]) -> None:
    properties = cell._tc.get_or_add_tcPr()
    for at, (side, width) in enumerate(rules.items()):
        line = (
            f'<a:ln{side} {nsdecls("a")} w="{width}"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln{side}>'
        )
        properties.insert(at, parse_xml(line))
