"""A file of a statistics package: what it says of its variables, and its cells, by pyreadstat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from satindex.errors import DataError, MissingExtraError
from satindex.language import Words
from satindex.readers.opening.cells import as_written
from satindex.readers.statistics.clocks import Clock, iso_texts
from satindex.readers.statistics.formats import Format
from satindex.readers.statistics.sav_records import BrokenRecordError, labels_are_legible

CELLS_AT_ONCE = 10_000_000
EXACT = 2.0**53
OTHER_ENCODINGS = ("utf-8", "gb18030")
NOT_DECODED = "convert"


@dataclass(frozen=True)
class StatisticsFile:
    """A file and what its dictionary says; `encoding` is set where the one that the file names does not fit it."""

    path: Path
    format: Format
    told: Any
    encoding: str | None = None

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The variables' names, in the order of the file."""
        return tuple(self.told.column_names)

    @property
    def rows(self) -> int | None:
        """How many rows the file says it has; None where it does not say."""
        count: int | None = self.told.number_rows
        return count

    @cached_property
    def clocks(self) -> Mapping[str, Clock]:
        """What the numbers of dates and times count, by variable."""
        forms: Mapping[str, str] = self.told.original_variable_types
        found = {name: self.format.clock(form or "") for name, form in forms.items() if not self.is_text(name)}
        return {name: clock for name, clock in found.items() if clock is not None}

    def is_text(self, name: str) -> bool:
        """Tell whether a variable holds texts."""
        return bool(self.told.readstat_variable_types.get(name) == "string")

    def cells(self, names: Sequence[str], start: int = 0, count: int = 0) -> dict[str, pl.Series]:
        """Return the cells of variables as satindex reads them; all rows from `start` on where `count` is 0.

        A whole number has no decimal point, a date is ISO text, a tagged missing value of Stata or SAS is `.a`;
        a bounded number of cells is in memory at a time, besides the result.
        """
        width = max(1, CELLS_AT_ONCE // max(count or self.rows or 1, 1))
        found: dict[str, pl.Series] = {}
        for first in range(0, len(names), width):
            part = names[first : first + width]
            data, _, _ = _called(self.path, self.format, self.encoding, usecols=list(part), **_rows(start, count))
            if self.rows is not None and not count and len(data[part[0]]) + start != self.rows:
                raise damaged(self.path.name, self.format)
            found |= {name: self.as_read(name, data.pop(name)) for name in part}
        return found

    def as_read(self, name: str, values: Sequence[Any]) -> pl.Series:
        """Return values of a variable as its cells are read; see `cells`."""
        if self.is_text(name):
            texts = pl.Series(name, values, pl.String)
            return texts.set(texts == "", None)
        try:
            numbers = pl.Series(name, values, pl.Float64).fill_nan(None)
        except TypeError:
            return pl.Series(name, [self._tagged(name, value) for value in values], pl.String)
        if name in self.clocks:
            return iso_texts(numbers, self.clocks[name]).alias(name)
        if self.told.readstat_variable_types.get(name) == "float":
            numbers = _shortest(numbers)
        whole = bool(((numbers.round() == numbers) & (numbers.abs() < EXACT)).all())
        return numbers.cast(pl.Int64) if whole else numbers

    def texts(self, name: str, values: Sequence[Any]) -> list[str]:
        """Return values of a variable as the texts of its cells, one by one."""
        return [as_written(self.as_read(name, [value])[0]) for value in values]

    def _tagged(self, name: str, value: Any) -> str | None:
        if isinstance(value, str):
            return f".{value.lower()}"
        cell = self.as_read(name, [value])[0]
        return None if cell is None else as_written(cell)


def opened(path: Path, form: Format) -> StatisticsFile:
    """Read what a file says of itself, no rows; raises DataError where it is damaged or pyreadstat is not there."""
    if path.stat().st_size % form.record:
        raise damaged(path.name, form)
    _, told, encoding = _called(path, form, _first_encoding(path, form), metadataonly=True)
    return StatisticsFile(path, form, told, encoding)


def _first_encoding(path: Path, form: Format) -> str | None:
    """Return the encoding to try first, None for the file's own; raises DataError where a record can't be trusted."""
    if form.reader != "read_sav":
        return None
    try:
        with path.open("rb") as file:
            return None if labels_are_legible(file) else OTHER_ENCODINGS[-1]
    except BrokenRecordError:
        raise damaged(path.name, form) from None


def _called(
    path: Path, form: Format, encoding: str | None, **wishes: Any
) -> tuple[dict[str, list[Any]], Any, str | None]:
    """Return cells, what the file says of itself, and the encoding that fits: its own, else one of a few others."""
    try:
        import pyreadstat
    except ImportError:
        needed = Words(f"Reading {form.words.en}", f"读取 {form.words.zh}")
        raise DataError(MissingExtraError("pyreadstat", "statistics", needed).words) from None
    asked = {**form.wishes, **wishes, "output_format": "dict", "disable_datetime_conversion": True}
    said = ""
    for tried in (encoding, *OTHER_ENCODINGS):
        named = {} if tried is None or form.reader == "read_por" else {"encoding": tried}
        try:
            return *getattr(pyreadstat, form.reader)(str(path), **asked, **named), tried
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
            said = said or str(error)
            if not isinstance(error, UnicodeDecodeError) and NOT_DECODED not in said:
                break
    raise damaged(path.name, form, said)


def _rows(start: int, count: int) -> dict[str, int]:
    return {name: value for name, value in (("row_offset", start), ("row_limit", count)) if value}


def _shortest(numbers: pl.Series) -> pl.Series:
    """Return the shortest decimals that stand for numbers held in four bytes: 3.14, not 3.140000104904175."""
    return numbers.cast(pl.Float32).cast(pl.String).cast(pl.Float64)


def damaged(name: str, form: Format, said: str = "") -> DataError:
    """Return the error for a file that is not whole; `said` is the reader's own reason."""
    why, why_zh = (f" ({said})", f"（{said}）") if said else ("", "")
    return DataError(
        Words(
            f"{name} starts like {form.words.en}, but it is cut off or damaged{why}. Save or download it again.",
            f"{name} 开头像 {form.words.zh}，但不完整或已损坏{why_zh}。请重新保存或下载。",
        )
    )
