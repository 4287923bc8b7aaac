"""How a delimited text is laid out: its delimiter, its line ends, where its headings stop."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from satindex.errors import DataError
from satindex.language import Words

DELIMITERS = ("\t", ";", "|", ",")
LOOK_AT_ROWS = 100
DECLARED = re.compile(r"(?i)^\"?sep=([,;|:\t ])\"?$")
csv.field_size_limit(1 << 27)


@dataclass(frozen=True)
class Layout:
    """A text's delimiter, its newline character, its headings as written.

    `first_rows` are the cells of the first rows below the headings, `skip_lines` counts the physical lines up to
    and with the headings.
    """

    delimiter: str
    newline: str
    headings: tuple[str, ...]
    skip_lines: int
    first_rows: tuple[tuple[str, ...], ...]
    was: str = ""

    @property
    def written_delimiter(self) -> str:
        """The delimiter as the file had it, before rows were made whole."""
        return self.was or self.delimiter


def layout_of(head: bytes, name: str, *, whole: bool) -> Layout:
    """Find the layout from the head of a UTF-8 text, or the `whole` of it; raises DataError without a heading."""
    text = head.decode("utf-8", "ignore").removeprefix("\ufeff")
    newline = "\n" if "\n" in text else "\r" if "\r" in text else "\n"
    lines = text.split(newline)
    start, declared = _start(lines)
    if start == len(lines):
        raise DataError(Words(f"{name} holds only blank lines.", f"{name} 只有空行。"))
    body = newline.join(lines[start:])
    delimiter = declared or _delimiter(body, newline, whole)
    rows, heading_lines = _first_rows(body, delimiter, newline, whole)
    if not rows:
        raise DataError(Words(f"{name} has no readable heading line.", f"{name} 没有可读的标题行。"))
    return Layout(delimiter, newline, tuple(rows[0]), start + heading_lines, tuple(tuple(row) for row in rows[1:]))


def lines_of_rows(file: BinaryIO, layout: Layout, rows: int) -> int:
    """Count the physical lines of the first rows below the headings; a quoted cell may hold line ends."""
    text = file.read().decode("utf-8") if layout.newline == "\r" else None
    lines = text.split("\r") if text is not None else (line.decode("utf-8") for line in file)
    below = islice(lines, layout.skip_lines, None)
    reader = csv.reader((line.rstrip("\n") + "\n" for line in below), delimiter=layout.delimiter)
    for _ in islice((row for row in reader if row), rows):
        pass
    return reader.line_num


def _start(lines: list[str]) -> tuple[int, str | None]:
    """Return the line where the headings start, and the delimiter that a `sep=;` line declares."""
    declared = None
    for place, line in enumerate(lines):
        told = DECLARED.match(line.strip("\r"))
        if told:
            declared = told[1]
        elif line.strip(" \r"):
            return place, declared
    return len(lines), declared


def _first_rows(body: str, delimiter: str, newline: str, whole: bool) -> tuple[list[list[str]], int]:
    """Return the first rows and the lines of the first; an unfinished last row is left out of a cut text."""
    rows: list[list[str]] = []
    heading_lines = 1
    reader = csv.reader((line + newline for line in body.split(newline)), delimiter=delimiter)
    with suppress(csv.Error):
        for row in reader:
            heading_lines = heading_lines if rows else reader.line_num
            rows += [row] if row else []
            if len(rows) > LOOK_AT_ROWS:
                return rows[:-1], heading_lines
    return (rows if whole or len(rows) < 2 else rows[:-1]), heading_lines


def _delimiter(body: str, newline: str, whole: bool) -> str:
    """Return the delimiter that cuts the most rows into as many cells as the headings."""
    found = {one: _fit(_first_rows(body, one, newline, whole)[0]) for one in DELIMITERS}
    best = max(DELIMITERS, key=found.__getitem__)
    return best if found[best][2] > 1 else ","


def _fit(rows: list[list[str]]) -> tuple[float, bool, int]:
    """Rank a delimiter: share of rows like the headings, whether it is no mere punctuation, number of cells."""
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, False, 1
    alike = sum(len(row) == width for row in rows) / len(rows)
    prose = 2 * sum(cell.startswith(" ") for cell in rows[0][1:]) > width - 1
    return round(alike, 2), not prose, width
