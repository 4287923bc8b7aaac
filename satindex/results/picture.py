"""A table as a picture: which chart draws it, and the Altair chart of it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words, reader_language
from satindex.results.result import Result

if TYPE_CHECKING:
    import altair


PARTIAL = "partial"
"""The option of a table that lacks some of its columns, so that it can't be drawn."""

MOST_ROWS: Final = 10_000
"""Rows of a table beyond which nobody could read a picture."""


def spec(result: Result, language: str | None = None) -> dict[str, Any] | None:
    """Return the table's picture as a plain Vega-Lite dict; None where it has no chart, no row to draw, or too many."""
    if result.chart is None or not 0 < len(result.rows) <= MOST_ROWS or result.options.get(PARTIAL):
        return None
    if result.chart not in kinds():
        hint = did_you_mean(result.chart, kinds()) or Words("", "")
        raise FigureError(
            Words(
                f"There is no chart '{result.chart}'. {hint.en}".rstrip(),
                f"没有名为“{result.chart}”的图。{hint.zh}",
            )
        )
    drawn: dict[str, Any] = import_module(f"satindex.results.charts.{result.chart}").chart(
        result, language or result.language or reader_language()
    )
    return drawn


@cache
def kinds() -> tuple[str, ...]:
    """Return the names of the charts there are: one file of `charts` each."""
    folder = Path(__file__).parent / "charts"
    return tuple(sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")))


def plot(result: Result, language: str | None = None) -> altair.LayerChart:
    """Return the table's picture as an Altair chart that shows in a notebook with the network cut.

    Raises FigureError where the table has no picture.
    """
    drawn = spec(result, language)
    if drawn is None and len(result.rows) > MOST_ROWS:
        n = len(result.rows)
        raise FigureError(
            Words(
                f"'{result.name}' has {n} rows, too many for a chart: choose some with .only(…).",
                f"“{result.name}”有 {n} 行，过多而无法作图：请用 .only(…) 选取部分行。",
            )
        )
    if drawn is None:
        raise FigureError(Words(f"'{result.name}' has no chart.", f"“{result.name}”没有对应的图。"))
    from satindex.results.offline import OfflineChart

    return OfflineChart.drawing(drawn)
