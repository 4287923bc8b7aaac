"""Rows of a long table, held column by column: a tenth of what as many mappings would take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, overload

import numpy as np

from satindex.results.packed_pieces import Piece
from satindex.results.result import Row

PIECE: Final = 4096


class Packed(Sequence[Row]):
    """Rows that are unpacked as they are looked at; what is looked at is not kept.

    Examples
    --------
    >>> rows = Packed([{"level": "a", "estimate": 0.5}, {"level": "b", "estimate": None, "reason": "nobody"}])
    >>> len(rows), rows[1], rows.names
    (2, {'level': 'b', 'estimate': None, 'reason': 'nobody'}, ('level', 'estimate', 'reason'))
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.pieces: list[Piece] = []
        self._starts = [0]
        self.extend(rows)

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Packed:
        """Return the rows of pieces that were made column by column."""
        packed = cls()
        for piece in pieces:
            packed.add(piece)
        return packed

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows at the end."""
        given = iter(rows)
        while some := list(islice(given, PIECE)):
            self.add(Piece.of(some))

    def add(self, piece: Piece) -> None:
        """Add a piece at the end."""
        self.pieces.append(piece)
        self._starts.append(self._starts[-1] + len(piece))

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that some row has, in the order of first appearance."""
        parts = (part for piece in self.pieces for part in piece.parts)
        return tuple(dict.fromkeys(name for part in parts for name in part.columns))

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[Row]:
        for piece in self.pieces:
            yield from piece

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
        return next(islice(self.pieces[piece], place - self._starts[piece], None))


def alike(given: Sequence[Row], rows: Iterable[Row]) -> Sequence[Row]:
    """Return rows held as those are that they were made of."""
    return Packed(rows) if isinstance(given, Packed) else list(rows)
