"""Rows of a long table, held column by column: a tenth of what as many mappings would take."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast, overload

import numpy as np

from satindex.results.result import Cell, Row

PIECE: Final = 4096
_NOTHING: Final = np.iinfo(np.int64).min


@dataclass(frozen=True)
class _Column:
    """The cells of one column: numbers, or codes of the `texts` that occur."""

    values: np.ndarray[Any, Any]
    texts: tuple[Cell, ...] | None = None

    def cells(self) -> list[Any]:
        found = self.values.tolist()
        if self.texts is not None:
            return [self.texts[code] for code in found]
        if self.values.dtype == np.float64:
            return [None if value != value else value for value in found] if np.isnan(self.values).any() else found
        return [None if value == _NOTHING else value for value in found]


@dataclass(frozen=True)
class _Piece:
    """Some rows: `shapes` are the columns that rows have, `of_row` the shape of each row."""

    shapes: tuple[tuple[str, ...], ...]
    of_row: np.ndarray[Any, Any]
    columns: tuple[tuple[_Column, ...], ...]

    def rows(self) -> Iterator[Row]:
        of_shape = [_unpacked(names, columns) for names, columns in zip(self.shapes, self.columns, strict=True)]
        return (next(of_shape[shape]) for shape in self.of_row.tolist())


def _unpacked(names: tuple[str, ...], columns: tuple[_Column, ...]) -> Iterator[Row]:
    cells = zip(*(column.cells() for column in columns), strict=True)
    return (dict(zip(names, of_row, strict=True)) for of_row in cells)


class Packed(Sequence[Row]):
    """Rows that are unpacked as they are looked at; what is looked at is not kept.

    Examples
    --------
    >>> rows = Packed([{"level": "a", "estimate": 0.5}, {"level": "b", "estimate": None, "reason": "nobody"}])
    >>> len(rows), rows[1], rows.names
    (2, {'level': 'b', 'estimate': None, 'reason': 'nobody'}, ('level', 'estimate', 'reason'))
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._pieces: list[_Piece] = []
        self._starts = [0]
        self.extend(rows)

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows at the end."""
        given = iter(rows)
        while some := list(islice(given, PIECE)):
            self._pieces.append(_packed(some))
            self._starts.append(self._starts[-1] + len(some))

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that some row has, in the order of first appearance."""
        return tuple(dict.fromkeys(name for piece in self._pieces for shape in piece.shapes for name in shape))

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[Row]:
        for piece in self._pieces:
            yield from piece.rows()

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            return list(islice(self, start, stop, step))
        place = range(len(self))[at]
        piece = int(np.searchsorted(self._starts, place, side="right")) - 1
        return next(islice(self._pieces[piece].rows(), place - self._starts[piece], None))


def alike(given: Sequence[Row], rows: Iterable[Row]) -> Sequence[Row]:
    """Return rows held as those are that they were made of."""
    return Packed(rows) if isinstance(given, Packed) else list(rows)


def _packed(rows: list[Row]) -> _Piece:
    shapes: dict[tuple[str, ...], list[Row]] = {}
    of_row = []
    for row in rows:
        names = tuple(row)
        shapes.setdefault(names, []).append(row)
        of_row.append(names)
    codes = {names: code for code, names in enumerate(shapes)}
    cells = (zip(*(row.values() for row in found), strict=True) for found in shapes.values())
    columns = tuple(tuple(map(_column, of_shape)) for of_shape in cells)
    return _Piece(tuple(shapes), np.array([codes[names] for names in of_row], dtype=np.int32), columns)


def _column(cells: tuple[Cell, ...]) -> _Column:
    kinds = {*map(type, cells)} - {type(None)}
    if kinds == {float}:
        values = np.array([math.nan if cell is None else cell for cell in cells], dtype=np.float64)
        if np.isnan(values).sum() == cells.count(None):
            return _Column(values)
    if kinds == {int}:
        return _Column(np.array([_NOTHING if cell is None else cell for cell in cells], dtype=np.int64))
    places: dict[Any, int] = {}
    codes = [places.setdefault((type(cell), cell), len(places)) for cell in cells]
    return _Column(np.array(codes, dtype=np.int32), tuple(cast("Cell", cell) for _, cell in places))
