"""A table with a planted mistake as a file: figures as the report rounds them, under the names that answers use."""

from __future__ import annotations

from math import log10
from pathlib import Path

import narwhals as nw
import polars as pl

from satindex.results.result import Cell, Result, Row
from satindex.results.score_files import write_table
from satindex.teaching.figures import Found


def write_planted(table: Result, path: Path, language: str | None = None) -> None:
    """Write a table as CSV (or by the ending of `path`), which a spreadsheet shows as the report does."""
    rows = [_shown(table, row) for row in table.to_dicts(language)]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    write_table(nw.from_native(frame, eager_only=True), path)


def _shown(table: Result, row: Row) -> dict[str, Cell]:
    return {name: _rounded(Found("", table, row, name)) for name in row if name != "reason"}


def _rounded(found: Found) -> Cell:
    cell, rounding = found.row.get(found.column), found.rounding
    if not isinstance(cell, float) or not rounding:
        return cell
    return round(cell, max(0, _digits(rounding)))


def _digits(rounding: float) -> int:
    """Return the digits after the point of what is rounded to ± `rounding`.

    Examples
    --------
    >>> _digits(0.005), _digits(0.5)
    (2, 0)
    """
    return round(-log10(2 * rounding))
