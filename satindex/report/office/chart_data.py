"""The workbook behind a native chart: its figures unrounded, the ends of its intervals beside them, texts inert."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter

from satindex.report.office.drawn import Native
from satindex.report.office.inert import inert

SHEET: Final = "Sheet1"
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


class _Categories(_Inert, CategoryWorkbookWriter):  # type: ignore[misc]
    """Figures by category; the ends of intervals stand right of them as lengths, as error bars take them."""

    def _populate_worksheet(self, workbook: Any, worksheet: Any) -> None:
        super()._populate_worksheet(workbook, worksheet)
        for at, (name, lengths) in enumerate(self._chart_data.lengths, len(self._chart_data) + 1):
            worksheet.write_string(0, at, name)
            for row, length in enumerate(lengths, 1):
                if length is not None:
                    worksheet.write_number(row, at, length)


class _Points(_Inert, XyWorkbookWriter):  # type: ignore[misc]
    """Points in a workbook."""


class BarData(CategoryChartData):  # type: ignore[misc]
    """Figures by category, with the lengths of their error bars (`lengths`: name and lengths, a column each)."""

    def __init__(self, drawn: Native) -> None:
        super().__init__(number_format="General")
        self.lengths: list[tuple[str, list[float | None]]] = []
        self.categories = [inert(category) for category in drawn.categories]
        for series in drawn.series:
            self.add_series(inert(series.name), series.values)
            if any(low is not None for low in series.lows):
                whole = list(zip(series.values, series.lows, series.highs, strict=True))
                known = [one for one in whole if None not in one]
                if known:
                    self.lengths.append(("+", [_length(value, high) for value, _, high in whole]))
                    self.lengths.append(("−", [_length(low, value) for value, low, _ in whole]))

    @property
    def _workbook_writer(self) -> _Categories:
        return _Categories(self)


class PointData(XyChartData):  # type: ignore[misc]
    """Points, a series each, so that each carries its name."""

    def __init__(self, drawn: Native) -> None:
        super().__init__(number_format="General")
        for series in drawn.series:
            own = self.add_series(inert(series.name))
            for x, y in zip(series.xs, series.values, strict=True):
                own.add_data_point(x, y)

    @property
    def _workbook_writer(self) -> _Points:
        return _Points(self)


def _length(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else end - start
