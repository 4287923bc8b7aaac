"""A native Word table of three rules: above the head, below it, below the last row; the head repeats on each page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from satindex.report.office.fitting import widths
from satindex.report.office.word_xml import text_runs
from satindex.results.layout import Cell, LaidOut

SIZE: Final = 8.5
THICK, THIN, NONE = 12, 6, 0
"""Rules in eighths of a point: 1.5 pt at the ends, 0.75 pt below the head."""


def table_of(shown: LaidOut, width: int) -> Any:
    """Return the table as an element, `width` twentieths of a point wide."""
    wanted = widths(shown)
    across = [max(width * one // sum(wanted), 300) for one in wanted]
    rows = [_row([Cell(text, is_figure=False) for text in shown.headings], shown.is_figure, across, head=True)]
    rows += [_row(row, shown.is_figure, across, bold=at in shown.emphasised) for at, row in enumerate(shown.rows)]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in across)
    margins = "".join(f'<w:{side} w:w="50" w:type="dxa"/>' for side in ("left", "right"))
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(across)}" w:type="dxa"/>{_rules(THICK, THICK)}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _rules(top: int, bottom: int) -> str:
    sides = (("top", top), ("left", NONE), ("bottom", bottom), ("right", NONE), ("insideH", NONE), ("insideV", NONE))
    return f"<w:tblBorders>{''.join(_rule(*side) for side in sides)}</w:tblBorders>"


def _rule(side: str, size: int) -> str:
    kind = "single" if size else "nil"
    return f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="0" w:color="000000"/>'


def _row(
    cells: Sequence[Cell],
    is_figure: Sequence[bool],
    across: Sequence[int],
    *,
    head: bool = False,
    bold: bool = False,
) -> str:
    said = "".join(
        _cell(cell, figure, width, head=head, bold=bold or head)
        for cell, figure, width in zip(cells, is_figure, across, strict=True)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{said}</w:tr>"


def _cell(cell: Cell, is_figure: bool, width: int, *, head: bool, bold: bool) -> str:
    borders = f"<w:tcBorders>{_rule('bottom', THIN)}</w:tcBorders>" if head else ""
    low = '<w:vAlign w:val="bottom"/>' if head else ""
    side = "right" if is_figure and not cell.is_reason else "left"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}{low}</w:tcPr><w:p><w:pPr>'
        f'{"<w:keepNext/>" if head else ""}<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
        f'<w:ind w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>'
        f"{text_runs(cell.text, SIZE, bold=bold, italic=cell.is_reason)}</w:p></w:tc>"
    )
