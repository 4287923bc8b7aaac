"""The report as a workbook: a sheet per table with its native charts, full figures in formats; all text inert."""

from __future__ import annotations

import datetime
import io
import math
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from satindex.analysis.analysis import Analysis
from satindex.language import Words, in_language
from satindex.report.json import EMPTY
from satindex.report.office.drawn import charts
from satindex.report.office.pictures import SCALE, pictures
from satindex.report.workbook.banner_sheet import BannerSheet
from satindex.report.workbook.cells import cell_text, width_of
from satindex.report.workbook.charts import ChartSheet
from satindex.results.banner import banner
from satindex.results.columns import heading, kind, label
from satindex.results.inert import inert
from satindex.results.result import Result

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SUFFIXES = (".xlsx",)
NUMBER_FORMATS: Final[dict[str, str]] = {
    "gap": "+0.00;-0.00;0.00",
    "points": "0.00",
    "index": "0.0",
    "nps": "+0.0;-0.0;0.0",
    "coefficient": "0.000",
    "ratio": "0.00",
    "statistic": "0.00",
    "alpha": "0.00",
    "share": "0.0%",
    "percent": '0.0"%"',
    "count": "#,##0",
    "p": '[<0.001]"< .001";0.000',
    "number": "General",
    "sign": "+0;-0;0",
    "money": "#,##0.00",
    "sign_number": "+General;-General;0",
    "change": "+0.0%;-0.0%;0.0%",
    "change_points": "+0.0%;-0.0%;0.0%",
}
SHEET_LIMIT: Final = 31
MOST_ROWS: Final = 100_000
"""Rows of one table that a sheet holds (Excel's own end is at 1,048,576): JSON has all."""

MOST_CELLS: Final = 2_000_000
"""Cells of a workbook, which is made in memory: beyond it the sheets of the longest tables hold fewer rows."""

FEW_ROWS: Final = 1000
"""Rows that a sheet holds however many sheets there are."""

LEFT: Final = Words("{} further rows are in the JSON report.", "其余 {} 行见 JSON 报告。")
INERT: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
ABOUT = Words("About", "说明")
CODEBOOK = Words("Codebook", "编码簿")
AUDIT = Words("Audit", "审计")
BANNER = Words(" (banner)", "（交叉表）")
CHARTS = Words("Figures of the charts", "图表数据")
CREATED: Final = datetime.datetime(1980, 1, 1)  # noqa: DTZ001 -- a workbook knows no time zone
SHORT: Final = 30
"""Rows of a table below which there is still room for a chart that is seen; of a longer one it stands beside."""

ROW_PIXELS: Final = 20
HALF_SIZE: Final = {"x_scale": 1 / SCALE, "y_scale": 1 / SCALE, "object_position": 2}
FILTER: Final = 3
"""Width of a filter's button beside a heading, in characters."""


def write(analysis: Analysis, path: Path, language: str) -> None:
    """Write the workbook to `path`."""
    from xlsxwriter import Workbook

    with Workbook(str(path), INERT) as book:
        book.set_properties({"title": cell_text(analysis.title(language))[:255], "created": CREATED})
        tables = {name: table for name, table in analysis.tables.items() if name not in analysis.left_out}
        sheets = Sheets(book, language, _most_rows(tables.values()))
        sheets.add(ABOUT.say(language), *_about(analysis, language))
        for name, table in tables.items():
            sheets.add_table(name, table)
        if analysis.survey.items:
            sheets.add(CODEBOOK.say(language), *_codebook(analysis, language))
        sheets.add(AUDIT.say(language), *_audit(analysis, language))
        sheets.charts.write()


def _most_rows(tables: Collection[Result]) -> int:
    """Return how many rows of a table a sheet holds."""

    def cells(most: int) -> int:
        return sum(min(len(table.rows), most) * len(table.columns) for table in tables)

    return max(bisect_right(range(MOST_ROWS + 1), MOST_CELLS, key=cells) - 1, min(FEW_ROWS, MOST_ROWS))


class Sheets:
    """The sheets of one workbook: frozen and filtered headings, names that Excel takes, one format a kind."""

    def __init__(self, book: Workbook, language: str, most_rows: int) -> None:
        self.book = book
        self.most_rows = most_rows
        self.language = language
        self.names: set[str] = set()
        self.charts = ChartSheet(book, self._free_name(CHARTS.say(language)))
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vbottom"})
        self.head_of_figures = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vbottom", "align": "right"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.formats = {
            name: book.add_format({"num_format": form, "valign": "top"}) for name, form in NUMBER_FORMATS.items()
        }

    def add_table(self, name: str, table: Result) -> None:
        """Add a result: raw columns, full figures, labels in words; laid out wide before that where it has a banner."""
        wide = banner(table, self.language)
        if wide is not None:
            sheet = self.book.add_worksheet(self._free_name(f"{name}{BANNER.say(self.language)}"))
            BannerSheet(self.book, sheet, wide, NUMBER_FORMATS).write()
        columns, left = table.columns, len(table.rows) - self.most_rows
        table = table if left <= 0 else replace(table, rows=tuple(table.rows[: self.most_rows]))
        kinds = [kind(table, column) for column in columns]
        rows = [
            [_cell(table, row.get(column), form, self.language) for column, form in zip(columns, kinds, strict=True)]
            for row in table.rows
        ]
        each = [[kind(table, column, row) for column in columns] for row in table.rows]
        sheet = self.add(name, [heading(table, column).say(self.language) for column in columns], rows, each)
        if left > 0:
            sheet.write_string(len(rows) + 1, 0, LEFT.say(self.language).format(f"{left:,}"))
        self._draw(table, sheet, len(rows), len(columns))

    def _draw(self, table: Result, sheet: Any, rows: int, columns: int) -> None:
        """Put the table's charts, or its pictures, below it, beside it where it is long."""
        row, column = (rows + 2, 0) if rows <= SHORT else (1, columns + 1)
        for drawn in charts(table, self.language):
            row += self.charts.place(drawn, sheet, row, column) // ROW_PIXELS + 2
        for picture in pictures(table, self.language):
            said = {"description": inert(picture.said), "image_data": io.BytesIO(picture.png), **HALF_SIZE}
            if picture.png:
                sheet.insert_image(row, column, "picture.png", said)

    def add(
        self,
        name: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[Any]],
        kinds: Sequence[Sequence[str]] | None = None,
    ) -> Any:
        """Add and return a sheet of `rows` under `headings`; `kinds` names each cell's number format, row by row."""
        sheet = self.book.add_worksheet(self._free_name(name))
        for at, text in enumerate(headings):
            over_figures = kinds and kinds[0][at] != "text"
            sheet.write_string(0, at, cell_text(text), self.head_of_figures if over_figures else self.head)
        count, widths = 0, [width_of(text) + FILTER for text in headings]
        for count, row in enumerate(rows, 1):
            for at, cell in enumerate(row):
                widths[at] = max(widths[at], width_of(cell))
                self._write(sheet, count, at, cell, kinds[count - 1][at] if kinds else "number")
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, count, max(len(headings) - 1, 0))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _write(self, sheet: Any, row: int, column: int, cell: Any, form: str) -> None:
        if cell is None:
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell_text(cell), self.text)
        elif math.isfinite(cell):
            sheet.write_number(row, column, cell, self.formats.get(form, self.formats["number"]))

    def _free_name(self, name: str) -> str:
        """A sheet name that Excel takes: 31 characters, no []:*?/\\, no quote at its ends, unique without case."""
        safe = cell_text(re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name).strip("'"), SHEET_LIMIT).strip("'") or "_"
        safe = f"{safe}_" if safe.casefold() == "history" else safe
        unique, number = safe, 2
        while unique.casefold() in self.names:
            ending = f" ({number})"
            unique, number = safe[: SHEET_LIMIT - len(ending)] + ending, number + 1
        self.names.add(unique.casefold())
        return unique


def _cell(table: Result, cell: Any, form: str, language: str) -> Any:
    return label(table, cell, language) if form == "text" and cell is not None else _said(cell, language)


def _said(cell: Any, language: str) -> Any:
    return cell.say(language) if isinstance(cell, Words) else cell


def _about(analysis: Analysis, language: str) -> tuple[list[str], list[list[Any]]]:
    survey, audit = analysis.survey, analysis.audit
    facts: list[tuple[Words, Any]] = [
        (analysis.subject.texts.get("name", Words("Survey", "调查")), analysis.title(language)),
        (Words("Data", "数据"), audit.source),
        (Words("Rows read", "读入行数"), audit.rows_read),
        (Words("Rows used", "使用行数"), audit.rows_used),
        (Words("Methods", "方法说明"), analysis.methods),
        (Words("SHA-256 of the definition", "定义文件的 SHA-256"), survey.definition_hash),
        (Words("satindex", "satindex"), analysis.version),
    ]
    rows = [[words.say(language), _said(said, language)] for words, said in facts]
    tables = [
        [name, f"{table.title.say(language)}: {table.explanation.formula.say(language)}"]
        for name, table in analysis.tables.items()
        if name not in analysis.left_out
    ]
    return [ABOUT.say(language), ""], rows + tables


def _codebook(analysis: Analysis, language: str) -> tuple[list[str], list[list[Any]]]:
    words = (
        Words("Item", "题目"),
        Words("Question", "题干"),
        Words("Column", "列"),
        Words("Scale", "量表"),
        Words("Answers", "选项"),
        Words("Reverse-keyed", "反向题"),
    )
    rows = [
        [
            item.name,
            in_language(item.text, language),
            item.column or item.question,
            item.scale.name,
            _answers(item.scale.labels.get(language) or next(iter(item.scale.labels.values()), {})),
            Words("yes", "是").say(language) if item.reverse else "",
        ]
        for item in analysis.survey.items.values()
    ]
    return [entry.say(language) for entry in words], rows


def _answers(labels: Any) -> str:
    return "; ".join(f"{point:g} = {said}" for point, said in labels.items())


def _audit(analysis: Analysis, language: str) -> tuple[list[str], list[list[Any]]]:
    words = (
        Words("What", "内容"),
        Words("Column", "列"),
        Words("Written as", "原始值"),
        Words("Reason", "原因"),
        Words("Count", "数量"),
    )
    audit = analysis.audit
    rows: list[list[Any]] = [[Words("rows read", "读入行").say(language), None, None, None, audit.rows_read]]
    aside = Words("rows set aside", "剔除行").say(language)
    rows += [[aside, None, None, entry.reason.say(language), entry.count] for entry in audit.set_aside]
    rows.append([Words("rows used", "使用行").say(language), None, None, None, audit.rows_used])
    rows += [[cell.item, cell.column, cell.value, cell.reason.say(language), cell.count] for cell in audit.cells]
    rows += [[item, None, None, EMPTY.say(language), count] for item, count in audit.empty.items()]
    rows += [[note.say(language), None, None, None, None] for note in audit.notes]
    return [entry.say(language) for entry in words], rows
