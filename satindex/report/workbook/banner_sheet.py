"""A banner table as a sheet: heads over the segments, full figures, letters in a column of their own beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from satindex.report.workbook.cells import cell_text
from satindex.results.banner import Banner, Cell, Line

if TYPE_CHECKING:
    from xlsxwriter import Workbook

TITLE_ROW, SEGMENT_ROW = 0, 2
LABELS, FIGURES, LETTERS = 34, 9, 6
"""Widths of columns, in characters."""
LINE_LOOK: Final[dict[str, dict[str, object]]] = {
    "item": {"bold": True, "top": 1},
    "answer": {},
    "summary": {"bold": True},
    "base": {"font_color": "#59616B"},
    "test": {"font_color": "#59616B", "italic": True, "text_wrap": True, "align": "center", "valign": "top"},
}
MISSING_LOOK: Final = {"font_color": "#59616B", "italic": True}


@dataclass(frozen=True)
class BannerSheet:
    """Where each point's figure and letters stand, and the formats of the workbook."""

    book: Workbook
    sheet: Any
    of: Banner
    formats: Mapping[str, str]
    looks: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def write(self) -> None:
        """Write the whole sheet; it prints on one page's width, its heads on every page."""
        of, sheet = self.of, self.sheet
        sheet.write_string(TITLE_ROW, 0, cell_text(of.title), self.book.add_format({"bold": True, "font_size": 13}))
        body = self._heads()
        row = body
        for row, line in enumerate(of.lines, body):
            self._line(row, line)
        for at, note in enumerate(of.notes, row + 2):
            sheet.write_string(at, 0, cell_text(note))
        self._widths()
        sheet.freeze_panes(body, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(SEGMENT_ROW, body - 1)

    @property
    def _steps(self) -> Sequence[int]:
        """How many columns of the sheet each point takes: its letters stand beside its figure."""
        return [2 if point.letter else 1 for point in self.of.points]

    @property
    def _places(self) -> Sequence[int]:
        """The first column of each point, and the one after the last."""
        places = [1]
        for step in self._steps:
            places.append(places[-1] + step)
        return places

    def _heads(self) -> int:
        """Write the heads; returns the first row below them."""
        segment = self.book.add_format({"bold": True, "align": "center", "bottom": 1})
        level = self.book.add_format({"align": "center", "text_wrap": True, "valign": "vbottom"})
        last = self.book.add_format({"align": "center", "bottom": 1, "font_color": "#59616B"})
        at = 0
        for title, width in self.of.spans:
            self._over(SEGMENT_ROW, self._places[at], self._places[at + width] - 1, title, segment)
            at += width
        for at, point in enumerate(self.of.points):
            first, end = self._places[at], self._places[at + 1] - 1
            self._over(SEGMENT_ROW + 1, first, end, point.title, level)
            self._over(SEGMENT_ROW + 2, first, end, point.letter, last)
        self.sheet.write_blank(SEGMENT_ROW + 2, 0, None, last)
        return SEGMENT_ROW + 3

    def _over(self, row: int, first: int, last: int, text: str, look: Any) -> None:
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", look)
        if text:
            self.sheet.write_string(row, first, cell_text(text), look)
        elif last == first:
            self.sheet.write_blank(row, first, None, look)

    def _line(self, row: int, line: Line) -> None:
        look = self._look(line.kind)
        self.sheet.write_string(row, 0, cell_text(line.title), self._look(line.kind, {"align": "left"}))
        if line.kind == "item":
            for column in range(1, self._places[-1]):
                self.sheet.write_blank(row, column, None, look)
        elif line.kind == "test":
            self._tests(row, line, look)
        else:
            for at, cell in enumerate(line.cells):
                self._figure(row, at, line.kind, cell)

    def _tests(self, row: int, line: Line, look: Any) -> None:
        at = 0
        for cell in line.cells:
            self._over(row, self._places[at], self._places[at + cell.span] - 1, cell.text, look)
            at += cell.span
        self.sheet.set_row(row, 45)

    def _figure(self, row: int, at: int, kind: str, cell: Cell) -> None:
        column = self._places[at]
        aside = MISSING_LOOK if self.of.points[at].kind == "missing" else {}
        form = self.formats.get(cell.form, "General")
        if cell.value is not None:
            number = f'{form}" {cell.mark}"' if cell.mark else form
            self.sheet.write_number(row, column, cell.value, self._look(kind, {"num_format": number, **aside}))
        else:
            self.sheet.write_string(
                row, column, cell.shown(self.of.language), self._look(kind, {"align": "right", **aside})
            )
        if cell.letters:
            self.sheet.write_string(row, column + 1, cell.letters, self._look(kind, {"font_color": "#005A94"}))

    def _look(self, kind: str, more: Mapping[str, object] | None = None) -> Any:
        key = (kind, *sorted((more or {}).items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format({**LINE_LOOK[kind], **(more or {})})
        return self.looks[key]

    def _widths(self) -> None:
        self.sheet.set_column(0, 0, LABELS)
        for at, step in enumerate(self._steps):
            self.sheet.set_column(self._places[at], self._places[at], FIGURES)
            if step == 2:
                self.sheet.set_column(self._places[at] + 1, self._places[at] + 1, LETTERS)
