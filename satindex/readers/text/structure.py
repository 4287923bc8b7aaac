"""Whether every row of a delimited text is whole: counted block by block, without reading a single cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from satindex.readers.text.layout import Layout

BLOCK = 1 << 17
LONGEST_ROW = 1 << 24
QUOTE = 34
CARRIAGE_RETURN = 13
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Structure:
    """What was counted: rows below the headings, and whether each is sound enough for the fast reader.

    `regular` means that every row has as many cells as there are headings, that no line is blank and that every
    quotation mark opens or closes a cell; `zeros` that there are NUL bytes.
    """

    rows: int
    regular: bool
    quotes: bool
    zeros: bool


def structure_of(file: BinaryIO, layout: Layout) -> Structure:
    """Count the rows of an open UTF-8 text, from its first byte."""
    counter = _Counter(layout)
    rest = _below_headings(file, layout.skip_lines, layout.newline.encode())
    zeros = b"\0" in rest
    rest = counter.take(rest)
    while block := file.read(BLOCK):
        zeros = zeros or b"\0" in block
        rest = counter.take(rest + block)
        if len(rest) > LONGEST_ROW:
            return Structure(counter.rows, False, counter.quotes, zeros)
    if rest:
        counter.take(rest + layout.newline.encode())
    return Structure(counter.rows, counter.regular and not counter.open_quote, counter.quotes, zeros)


def _below_headings(file: BinaryIO, lines: int, newline: bytes) -> bytes:
    """Read past the first `lines` lines and return what was read beyond them."""
    while block := file.read(BLOCK):
        ends = block.count(newline)
        if ends >= lines:
            return block.split(newline, lines)[lines]
        lines -= ends
    return b""


class _Counter:
    """Counts over blocks of bytes; what stands after the last whole row is handed back."""

    def __init__(self, layout: Layout) -> None:
        self.delimiter, self.newline = ord(layout.delimiter), ord(layout.newline)
        self.expected = np.uint8((len(layout.headings) - 1) % 256)
        self.rows = 0
        self.regular = True
        self.quotes = False
        self.open_quote = False

    def take(self, block: bytes) -> bytes:
        data: Bytes = np.frombuffer(block, np.uint8)
        ends = data == self.newline
        delimiters = data == self.delimiter
        returns = self._lone_returns(data) if CARRIAGE_RETURN in block else np.False_
        if QUOTE in block:
            self.quotes = True
            outside = self._outside_quotes(data)
            ends &= outside
            delimiters &= outside
            returns = returns & outside
        self.regular &= not returns.any()
        places = np.flatnonzero(ends)
        self.open_quote = bool(QUOTE in block and not places.size)
        if places.size:
            self._check(data, delimiters.view(np.uint8), places)
        return block[int(places[-1]) + 1 :] if places.size else block

    def _outside_quotes(self, data: Bytes) -> NDArray[np.bool_]:
        marks = data == QUOTE
        inside = np.bitwise_xor.accumulate(marks.view(np.uint8)).view(np.bool_)
        edge = marks | (data == self.delimiter) | (data == self.newline)
        before, after = np.ones_like(edge), np.ones_like(edge)
        before[1:] = edge[:-1]
        after[:-1] = (edge | (data == CARRIAGE_RETURN))[1:]
        stray = marks & ((inside & ~before) | (~inside & ~after))
        self.regular &= not stray.any()
        return ~inside

    def _lone_returns(self, data: Bytes) -> NDArray[np.bool_]:
        """Mark carriage returns that stand without a newline in a text of newlines: its line ends are mixed."""
        lone: NDArray[np.bool_] = (data == CARRIAGE_RETURN) & (self.newline != CARRIAGE_RETURN)
        lone[:-1] &= data[1:] != self.newline
        lone[-1] = False
        return lone

    def _check(self, data: Bytes, delimiters: Bytes, ends: NDArray[np.intp]) -> None:
        starts = np.concatenate(([0], ends[:-1] + 1))
        counts = np.add.reduceat(delimiters[: int(ends[-1]) + 1], starts, dtype=np.uint8)
        length = ends - starts
        blank = (length == 0) | ((length == 1) & (data[starts] == CARRIAGE_RETURN))
        self.rows += ends.size
        self.regular &= bool((counts == self.expected).all() and not blank.any())
