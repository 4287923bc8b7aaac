"""Native charts in a workbook: each stands with its table, its unrounded figures in a block of a sheet of their own.

A chart names cells for all it shows, its title too, so that no text of the data is read as a formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from satindex.report.office.native import Axis, Figures, Native, Series, is_dark, lengths
from satindex.report.workbook.cells import cell_text
from satindex.results import drawing
from satindex.results.inert import inert

if TYPE_CHECKING:
    from xlsxwriter import Workbook

TYPES: Final[dict[str, dict[str, str]]] = {
    "bars": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "percent_stacked"},
    "line": {"type": "line"},
    "points": {"type": "scatter"},
}
SIGNS: Final = ("+", "−")
WIDTH: Final = 900
ROW, ROUND, UPRIGHT = 26, 130, 440
"""Heights in pixels: of a bar, of what stands round the bars, of a chart with no rows."""

READABLE: Final = "[>=0.06]0%;;"
MOVED_NOT_SIZED: Final = 2


class ChartSheet:
    """The sheet of the charts' figures; `name` is taken at once, the sheet comes when all charts are placed."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.book, self.name = book, name
        self.row = 0
        self.cells: list[tuple[int, int, str | float]] = []

    def place(self, drawn: Native, sheet: Any, row: int, column: int) -> int:
        """Put a chart on `sheet` with its upper left corner in a cell; returns its height in pixels."""
        title = self._text(self.row, 0, drawn.title)
        self._text(self.row + 1, 0, " · ".join(drawn.notes))
        chart = self.book.add_chart(TYPES[drawn.kind])
        self.row += 2
        add = self._points if drawn.kind == "points" else self._categories
        add(chart, drawn)
        chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
        several = len(drawn.series) > 1 and not drawn.labelled
        chart.set_legend({"position": "top"} if several else {"none": True})
        height = _height(drawn)
        chart.set_size({"width": WIDTH, "height": height})
        said = {"description": inert(drawn.said), "object_position": MOVED_NOT_SIZED}
        sheet.insert_chart(row, column, chart, said)
        self.row += 1
        return height

    def write(self) -> None:
        """Write the sheet; nothing where there is no chart."""
        if not self.cells:
            return
        sheet = self.book.add_worksheet(self.name)
        for row, column, cell in self.cells:
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            else:
                sheet.write_number(row, column, cell)
        sheet.set_column(0, 0, 48)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(0, 1)

    def _categories(self, chart: Any, drawn: Native) -> None:
        """Write a row for each category, a column for each series, and two for each series' intervals."""
        head, first = self.row, self.row + 1
        for at, category in enumerate(drawn.categories):
            self._text(first + at, 0, category)
        self.row += 1 + len(drawn.categories)
        names: dict[str, Any] = {"categories": self._range(first, 0, len(drawn.categories))}
        names["categories_data"] = [cell_text(category) for category in drawn.categories]
        column = len(drawn.series) + 1
        for at, series in enumerate(drawn.series, 1):
            values = {**names, **self._values("values", first, at, series.values)}
            bars = self._error_bars((series.values, series.lows, series.highs), head, column, "")
            column += 2 * bool(bars)
            look = _of_line(series) if drawn.kind == "line" else {"fill": {"color": series.colour}, "gap": 60}
            look |= {"data_labels": _shares(series)} if drawn.kind == "stacked" else {}
            look |= {"y_error_bars": bars} if bars else {}
            chart.add_series({"name": self._text(head, at, series.name), **values, **look})
        across = drawn.kind != "line"
        quiet = {"line": {"color": drawing.GREY}, "major_gridlines": {"visible": False}}
        by_name = {**quiet, "label_position": "low", "reverse": across}
        # An order turned round takes the axis of figures to the top.
        figures = {**_axis(drawn.y), "line": {"none": True}, "label_position": "high" if across else "low"}
        # Of bars the library calls the level axis x, and on it the figures are.
        chart.set_x_axis(figures if across else by_name)
        chart.set_y_axis(by_name if across else figures)

    def _points(self, chart: Any, drawn: Native) -> None:
        """Write a block for each series: across, upwards, and the lengths of the intervals of both."""
        titles = [self._text(self.row, at, axis.title) for at, axis in enumerate((drawn.x, drawn.y))]
        for series in drawn.series:
            head, first = self.row + 1, self.row + 2
            values = self._values("categories", first, 0, series.xs) | self._values("values", first, 1, series.values)
            upright = self._error_bars((series.values, series.lows, series.highs), head, 2, "y ")
            across = self._error_bars((series.xs, series.x_lows, series.x_highs), head, 4, "x ")
            look = _of_line(series)
            look |= {"y_error_bars": upright} if upright else {}
            look |= {"x_error_bars": across} if across else {}
            if drawn.labelled and series.look == "dots":
                look["data_labels"] = {"series_name": True, "position": "right"}
            chart.add_series({"name": self._text(head, 1, series.name), **values, **look})
            self.row = first + len(series.xs)
        for put, axis, title in zip((chart.set_x_axis, chart.set_y_axis), (drawn.x, drawn.y), titles, strict=True):
            named = {"name": title} if axis.title else {}
            put({**_axis(axis), **named, "label_position": "low", "line": {"color": drawing.GREY}})

    def _values(self, name: str, row: int, column: int, figures: Figures) -> dict[str, Any]:
        """Write figures below each other; their cells, and what the chart keeps of them."""
        self.cells += [(row + at, column, value) for at, value in enumerate(figures) if value is not None]
        return {name: self._range(row, column, len(figures)), f"{name}_data": list(figures)}

    def _error_bars(
        self, figures: tuple[Figures, Figures, Figures], head: int, column: int, direction: str
    ) -> dict[str, Any]:
        middles, lows, highs = figures
        if not any(one is not None for one in (*lows, *highs)):
            return {}
        bars: dict[str, Any] = {"type": "custom", "line": {"color": drawing.INK, "width": 1.25}}
        sides = zip(("plus", "minus"), SIGNS, (lengths(middles, highs), lengths(lows, middles)), strict=True)
        for at, (side, sign, found) in enumerate(sides, column):
            self._text(head, at, direction + sign)
            values = self._values(f"{side}_values", head + 1, at, found)
            bars |= {f"{side}_values": values[f"{side}_values"], f"{side}_data": list(found)}
        return bars

    def _text(self, row: int, column: int, text: str) -> list[Any]:
        """Write a text; the cell by which a chart names it."""
        self.cells.append((row, column, cell_text(text)))
        return [self.name, row, column]

    def _range(self, row: int, column: int, count: int) -> str:
        from xlsxwriter.utility import quote_sheetname, xl_range_abs

        return f"={quote_sheetname(self.name)}!{xl_range_abs(row, column, row + max(count, 1) - 1, column)}"


def _axis(axis: Axis) -> dict[str, Any]:
    said: dict[str, Any] = {"num_format": axis.number_format, "crossing": axis.crossed}
    said["major_gridlines"] = {"visible": axis.crossed is None, "line": {"color": drawing.GRID}}
    return said if axis.low is None else {**said, "min": axis.low, "max": axis.high}


def _of_line(series: Series) -> dict[str, Any]:
    """Return how a series of points or over time is drawn."""
    line: dict[str, Any] = {"none": True} if series.look == "dots" else {"color": series.colour, "width": 2.25}
    if series.look == "dashes":
        line |= {"width": 1.25, "dash_type": "dash"}
    dot = {"type": "circle", "size": 8, "fill": {"color": series.colour}, "border": {"color": series.colour}}
    return {"line": line, "marker": dot if series.look in ("dots", "dotted") else {"type": "none"}}


def _shares(series: Series) -> dict[str, Any]:
    colour = drawing.ON_DARK if is_dark(series.colour) else drawing.ON_LIGHT
    return {"value": True, "num_format": READABLE, "position": "center", "font": {"color": colour}}


def _height(drawn: Native) -> int:
    if drawn.kind in ("line", "points"):
        return UPRIGHT
    rows = len(drawn.categories) * (len(drawn.series) if drawn.kind == "bars" else 1)
    return ROUND + ROW * max(rows, 2)
