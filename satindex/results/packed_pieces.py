"""Some rows of a long table, column by column: what can be asked of a column without looking at each cell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.results.result import Cell, Row

Places = npt.NDArray[np.int64]
Where = npt.NDArray[np.bool_]
_NOTHING: Final = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Column:
    """The cells of one column: numbers, or codes of the `texts` that occur."""

    values: npt.NDArray[Any]
    texts: tuple[Cell, ...] | None = None

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Column:
        """Return the cells as a column, with their own types."""
        kinds = {*map(type, cells)} - {type(None)}
        if kinds == {float}:
            values = np.array([math.nan if cell is None else cell for cell in cells], dtype=np.float64)
            if np.isnan(values).sum() == cells.count(None):
                return cls(values)
        if kinds == {int}:
            return cls(np.array([_NOTHING if cell is None else cell for cell in cells], dtype=np.int64))
        places: dict[Any, int] = {}
        codes = [places.setdefault((type(cell), cell), len(places)) for cell in cells]
        return cls(np.array(codes, dtype=np.int32), tuple(cast("Cell", cell) for _, cell in places))

    @classmethod
    def repeated(cls, cell: Cell, times: int) -> Column:
        """Return one cell so many times."""
        return cls(np.zeros(times, dtype=np.int32), (cell,))

    @classmethod
    def floats(cls, numbers: npt.NDArray[np.float64]) -> Column:
        """Return numbers, of which NaN is None."""
        return cls(numbers)

    @classmethod
    def joined(cls, columns: Sequence[Column]) -> Column:
        """Return the cells of columns one after the other."""
        first = columns[0]
        if all(one.texts is first.texts and one.values.dtype == first.values.dtype for one in columns):
            return replace(first, values=np.concatenate([one.values for one in columns]))
        texts = [one.texts for one in columns if one.texts is not None]
        if len(texts) < len(columns):
            return cls.of([cell for one in columns for cell in one.cells()])
        places: dict[Any, int] = {}
        codes = [[places.setdefault((type(text), text), len(places)) for text in some] for some in texts]
        moved = [np.array(code, dtype=np.int32)[one.values] for code, one in zip(codes, columns, strict=True)]
        return cls(np.concatenate(moved), tuple(cast("Cell", text) for _, text in places))

    def __len__(self) -> int:
        return len(self.values)

    def cells(self) -> list[Any]:
        """Return the cells themselves."""
        found = self.values.tolist()
        if self.texts is not None:
            return [self.texts[code] for code in found]
        if self.values.dtype == np.float64:
            return [None if value != value else value for value in found] if np.isnan(self.values).any() else found
        return [None if value == _NOTHING else value for value in found]

    @cached_property
    def missing(self) -> Where:
        """Where cells are None."""
        if self.texts is not None:
            return self._where(text is None for text in self.texts)
        missing: Where = np.isnan(self.values) if self.values.dtype == np.float64 else self.values == _NOTHING
        return missing

    @property
    def in_words(self) -> Where:
        """Where cells are texts."""
        if self.texts is None:
            return np.zeros(len(self), dtype=np.bool_)
        return self._where(isinstance(text, str | Words) for text in self.texts)

    def _where(self, of_texts: Iterable[bool]) -> Where:
        found: Where = np.array([*of_texts], dtype=np.bool_)[self.values]
        return found

    @property
    def numbers(self) -> npt.NDArray[np.float64]:
        """The cells that are numbers, NaN where they are none."""
        if self.texts is not None:
            numbers = [float(text) if isinstance(text, int | float) else math.nan for text in self.texts]
            found: npt.NDArray[np.float64] = np.array(numbers)[self.values]
            return found
        return np.where(self.missing, np.nan, self.values.astype(np.float64))

    def said(self) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return each cell's place among the texts that the cells are as `str`, and these texts."""
        if self.texts is None:
            kept, codes = np.unique(self.values, return_inverse=True)
            texts = [str(cell) for cell in Column(kept).cells()]
        else:
            codes, texts = self.values, [str(text) for text in self.texts]
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        return np.array([places[text] for text in texts], dtype=np.int64)[codes], list(places)

    def taken(self, at: Places) -> Column:
        """Return the cells at these places."""
        return replace(self, values=self.values[at])

    def without(self, where: Where) -> Column:
        """Return the column with None in these places."""
        if self.texts is not None:
            codes = np.where(where, len(self.texts), self.values).astype(self.values.dtype)
            return replace(self, values=codes, texts=(*self.texts, None))
        return replace(
            self, values=np.where(where, np.nan if self.values.dtype == np.float64 else _NOTHING, self.values)
        )


@dataclass(frozen=True)
class Rows:
    """Rows with the same columns, in order."""

    columns: dict[str, Column]
    number: int

    def __iter__(self) -> Iterator[Row]:
        if not self.columns:
            return iter([{}] * self.number)
        cells = zip(*(column.cells() for column in self.columns.values()), strict=True)
        return (dict(zip(self.columns, of_row, strict=True)) for of_row in cells)

    def taken(self, at: Places) -> Rows:
        """Return the rows at these places."""
        return Rows({name: column.taken(at) for name, column in self.columns.items()}, len(at))


@dataclass(frozen=True)
class Piece:
    """Some rows: `parts` have the same columns each; `of_row` is the part that each row is the next of."""

    parts: tuple[Rows, ...]
    of_row: npt.NDArray[np.int32]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Piece:
        """Return the rows column by column."""
        shapes: dict[tuple[str, ...], list[Row]] = {}
        of_row = []
        for row in rows:
            names = tuple(row)
            shapes.setdefault(names, []).append(row)
            of_row.append(names)
        codes = {names: code for code, names in enumerate(shapes)}
        parts = tuple(_together(names, found) for names, found in shapes.items())
        return cls(parts, np.array([codes[names] for names in of_row], dtype=np.int32))

    def __len__(self) -> int:
        return len(self.of_row)

    def __iter__(self) -> Iterator[Row]:
        of_part = [iter(part) for part in self.parts]
        return (next(of_part[part]) for part in self.of_row.tolist())

    def placed(self) -> Iterator[tuple[Places, Rows]]:
        """Yield the rows of each part with their places in the piece."""
        return ((np.flatnonzero(self.of_row == code), part) for code, part in enumerate(self.parts))

    @classmethod
    def placing(cls, placed: Sequence[tuple[Places, Rows]]) -> Piece:
        """Return the piece whose rows stand in these places; none of the parts is empty."""
        ordered = sorted(placed, key=lambda one: int(one[0][0]))
        of_row = np.empty(sum(len(at) for at, _ in ordered), dtype=np.int32)
        for code, (at, _) in enumerate(ordered):
            of_row[at] = code
        return cls(tuple(part for _, part in ordered), of_row)


def _together(names: tuple[str, ...], rows: list[Row]) -> Rows:
    cells = zip(*(row.values() for row in rows), strict=True)
    return Rows(dict(zip(names, map(Column.of, cells), strict=True)), len(rows))
