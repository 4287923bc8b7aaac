"""The workbook behind a native chart: its figures unrounded, the ends of its intervals beside them, texts inert."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter

from satindex.report.office.native import Figures, Native, lengths
from satindex.results.inert import inert

SHEET: Final = "Sheet1"
SIGNS: Final = ("+", "−")
_WORKBOOK: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CREATED: Final = datetime.datetime(1980, 1, 1)  # noqa: DTZ001 -- a workbook knows no time zone


class _Inert:
    """Opens a workbook in which no text is a formula or a link, and that no time of writing marks."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: io.BytesIO) -> Iterator[tuple[Any, Any]]:
        from xlsxwriter import Workbook

        book = Workbook(xlsx_file, _WORKBOOK)
        book.set_properties({"created": _CREATED})
        yield book, book.add_worksheet(SHEET)
        book.close()


@dataclass(frozen=True)
class ErrorBars:
    """The intervals of one series along x or y: lengths to both sides, and the cells of the workbook they stand in."""

    series: int
    direction: str
    plus: Figures
    minus: Figures
    column: int
    row: int

    def write(self, worksheet: Any) -> None:
        """Write the lengths, each side in a column."""
        for at, figures in enumerate((self.plus, self.minus)):
            for row, length in enumerate(figures, self.row):
                if length is not None:
                    worksheet.write_number(row, self.column + at, length)

    def cells(self, side: int) -> str:
        """Return where the lengths of one side (0: plus, 1: minus) stand."""
        column = self.column + side
        from xlsxwriter.utility import xl_range_abs

        return f"{SHEET}!{xl_range_abs(self.row, column, self.row + len(self.plus) - 1, column)}"


class _Categories(_Inert, CategoryWorkbookWriter):  # type: ignore[misc]
    """Figures by category; the ends of intervals stand right of them as lengths, as error bars take them."""

    def _populate_worksheet(self, workbook: Any, worksheet: Any) -> None:
        super()._populate_worksheet(workbook, worksheet)
        for bars in self._chart_data.error_bars:
            for at, sign in enumerate(SIGNS):
                worksheet.write_string(0, bars.column + at, sign)
            bars.write(worksheet)


class _Points(_Inert, XyWorkbookWriter):  # type: ignore[misc]
    """Points in a workbook, a block for each series; lengths of intervals stand right of them."""

    def _populate_worksheet(self, workbook: Any, worksheet: Any) -> None:
        super()._populate_worksheet(workbook, worksheet)
        for bars in self._chart_data.error_bars:
            for at, sign in enumerate(SIGNS):
                worksheet.write_string(bars.row - 1, bars.column + at, f"{bars.direction} {sign}")
            bars.write(worksheet)


class BarData(CategoryChartData):  # type: ignore[misc]
    """Figures by category, with their error bars."""

    def __init__(self, drawn: Native) -> None:
        super().__init__(number_format="General")
        self.categories = [inert(category) for category in drawn.categories]
        self.error_bars: list[ErrorBars] = []
        for at, series in enumerate(drawn.series):
            self.add_series(inert(series.name), series.values)
            column = len(drawn.series) + 1 + 2 * len(self.error_bars)
            self.error_bars += _bars(at, "y", (series.values, series.lows, series.highs), column, 1)

    @property
    def _workbook_writer(self) -> _Categories:
        return _Categories(self)


class PointData(XyChartData):  # type: ignore[misc]
    """Points in series, with their error bars to the sides and upwards."""

    def __init__(self, drawn: Native) -> None:
        super().__init__(number_format="General")
        self.error_bars: list[ErrorBars] = []
        row = 1
        for at, series in enumerate(drawn.series):
            own = self.add_series(inert(series.name))
            for x, y in zip(series.xs, series.values, strict=True):
                own.add_data_point(x, y)
            self.error_bars += _bars(at, "x", (series.xs, series.x_lows, series.x_highs), 4, row)
            self.error_bars += _bars(at, "y", (series.values, series.lows, series.highs), 2, row)
            row += len(series.xs) + 2

    @property
    def _workbook_writer(self) -> _Points:
        return _Points(self)


def _bars(
    series: int, direction: str, figures: tuple[Figures, Figures, Figures], column: int, row: int
) -> list[ErrorBars]:
    """Return the error bars of a series' middles, lows and highs; none where no interval is known."""
    middles, lows, highs = figures
    if not any(one is not None for one in (*lows, *highs)):
        return []
    return [ErrorBars(series, direction, lengths(middles, highs), lengths(lows, middles), column, row)]
