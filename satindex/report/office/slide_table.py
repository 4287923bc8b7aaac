"""A native table on a slide: three rules, letters as large as its rows leave room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

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
SIDES, ABOVE = Pt(4), Pt(1)
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def place_table(slide: Any, shown: LaidOut, where: Any, tag: str) -> None:
    """Put a table at `where` (left, top, width, height)."""
    rows, wanted = len(shown.rows) + 1, widths(shown)
    high = min(int(where.height / rows), Pt(34))
    across = [where.width * one // sum(wanted) for one in wanted]
    # The library would make a cell at a time, which takes ten times as long.
    frame = slide.shapes.add_table(1, 1, where.left, where.top, where.width, high * rows)
    table = frame.table
    table._tbl.tblPr.find(f"{A}tableStyleId").text = PLAIN
    table.horz_banding = False
    made = parse_xml(_grid_and_rows(shown, across, high, tag))
    for old in table._tbl.findall(f"{A}tblGrid") + table._tbl.findall(f"{A}tr"):
        table._tbl.remove(old)
    table._tbl.extend(list(made))


def _grid_and_rows(shown: LaidOut, across: Sequence[int], high: int, tag: str) -> str:
    size = _size(shown, across, high)
    last = len(shown.rows)
    rows = [(shown.headings, True, {"T": THICK, "B": THIN})]
    rows += [
        (tuple(cell.text for cell in row), at - 1 in shown.emphasised, {"B": THICK} if at == last else {})
        for at, row in enumerate(shown.rows, 1)
    ]
    grid = "".join(f'<a:gridCol w="{one}"/>' for one in across)
    body = "".join(
        f'<a:tr h="{high}">'
        + "".join(
            _cell(_fit(text, width, high, size), size, tag, bold=bold, right=figure, rules=rules)
            for text, width, figure in zip(texts, across, shown.is_figure, strict=True)
        )
        + "</a:tr>"
        for texts, bold, rules in rows
    )
    return f"<a:tbl {nsdecls('a')}><a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl>"


def _fit(text: str, width: int, high: int, size: float) -> str:
    return fitted(inert(text), Emu(width).pt - 8, Emu(high).pt - 2, size, 7)[0].replace("\n", " ")


def _size(shown: LaidOut, across: Sequence[int], high: int) -> float:
    texts = [shown.headings, *(tuple(cell.text for cell in row) for row in shown.rows)]
    sizes = (
        fitted(text, Emu(width).pt - 8, Emu(high).pt - 2, LARGEST, SMALLEST)[1]
        for row in texts
        for text, width in zip(row, across, strict=True)
    )
    return min(sizes, default=LARGEST)


def _cell(text: str, size: float, tag: str, *, bold: bool, right: bool, rules: dict[str, int]) -> str:
    lines = "".join(
        f'<a:ln{side} w="{width}"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln{side}>'
        for side, width in rules.items()
    )
    aligned = '<a:pPr algn="r"/>' if right else ""
    return (
        f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p>{aligned}<a:r><a:rPr lang="{tag}" sz="{round(size * 100)}" '
        f'b="{int(bold)}"/><a:t>{escape(text)}</a:t></a:r></a:p></a:txBody>'
        f'<a:tcPr marL="{SIDES}" marR="{SIDES}" marT="{ABOVE}" marB="{ABOVE}" anchor="ctr">{lines}</a:tcPr></a:tc>'
    )
