"""Which codes a statistics file declares to mean no answer: single ones, ranges of them, tagged ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from satindex.readers.opening.cells import as_written
from satindex.readers.statistics.file import StatisticsFile

COLUMNS_AT_ONCE = 50
TAG = re.compile(r"\.[a-z_]")


def is_tag(code: str) -> bool:
    """Tell whether a code is a tagged missing value of Stata or SAS: `.a` to `.z`."""
    return TAG.fullmatch(code) is not None


@dataclass(frozen=True)
class Span:
    """Codes from `low` to `high`, both included; of texts, only one code."""

    low: float | str
    high: float | str

    @property
    def is_one(self) -> bool:
        return self.low == self.high

    @property
    def low_text(self) -> str:
        return as_written(self.low)

    def holds(self, code: str) -> bool:
        """Tell whether a code, as text, lies within."""
        if isinstance(self.low, str) or isinstance(self.high, str):
            return code == self.low
        try:
            return self.low <= float(code) <= self.high
        except ValueError:
            return False


def spans_of(file: StatisticsFile, columns: Mapping[str, str]) -> dict[str, tuple[Span, ...]]:
    """Return what the file's own dictionary declares missing, by column; a lonely LO or HI is an infinite end."""
    told = file.told.missing_ranges or {}
    return {columns[name]: tuple(Span(one["lo"], one["hi"]) for one in spans) for name, spans in told.items() if spans}


@dataclass(frozen=True)
class MissingCodes(Mapping[str, tuple[str, ...]]):
    """The codes of each column that mean no answer, in order; the rows are read when it is first asked.

    Of a range those codes count that some row holds or that have a label; so with tagged ones.
    """

    file: StatisticsFile
    variables: Mapping[str, str]
    spans: Mapping[str, tuple[Span, ...]]
    labels: Mapping[str, Mapping[str, str]]

    def __getitem__(self, column: str) -> tuple[str, ...]:
        return self._found[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def _found(self) -> dict[str, tuple[str, ...]]:
        held = self._held([column for column in self.variables if self._needs_rows(column)])
        found = {column: tuple(self._codes(column, held.get(column, []))) for column in self.variables}
        return {column: codes for column, codes in found.items() if codes}

    def _needs_rows(self, column: str) -> bool:
        tagged = self.file.format.tagged and not self.file.is_text(self.variables[column])
        return tagged or any(not span.is_one for span in self.spans.get(column, ()))

    def _held(self, columns: list[str]) -> dict[str, list[str]]:
        """Return the different cells of columns as text, a few columns in memory at a time."""
        found: dict[str, list[str]] = {}
        for first in range(0, len(columns), COLUMNS_AT_ONCE):
            part = columns[first : first + COLUMNS_AT_ONCE]
            cells = self.file.cells([self.variables[column] for column in part])
            for column in part:
                found[column] = self._candidates(cells.pop(self.variables[column]))
        return found

    def _candidates(self, cells: pl.Series) -> list[str]:
        different = cells.drop_nulls().unique().sort()
        if self.file.format.tagged:
            return [code for code in different if is_tag(code)] if different.dtype == pl.String else []
        return [as_written(code) for code in different]

    def _codes(self, column: str, held: list[str]) -> Iterator[str]:
        """Yield single codes as declared, then those of ranges and the tagged, by size."""
        spans = self.spans.get(column, ())
        known = dict.fromkeys(span.low_text for span in spans if span.is_one)
        within = [code for code in (*held, *self.labels.get(column, ())) if self._is_within(code, column)]
        yield from dict.fromkeys((*known, *sorted(set(within), key=_by_size)))

    def _is_within(self, code: str, column: str) -> bool:
        if any(span.holds(code) for span in self.spans.get(column, ())):
            return True
        return self.file.format.tagged and is_tag(code) and not self.file.is_text(self.variables[column])


def _by_size(code: str) -> tuple[bool, float, str]:
    try:
        return False, float(code), code
    except ValueError:
        return True, 0.0, code
