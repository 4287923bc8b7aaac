"""Where a file that satindex wrote holds its codebook: a sheet, a file beside it, a key of its metadata, its notes."""

from __future__ import annotations

import base64
import binascii
import csv
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.tidy.rows import HEADINGS, Rows

SHEET = "codebook"
KEY = "satindex.codebook"
BESIDE = ".codebook.csv"
NOTE = "satindex codebook "
NOTE_WIDTH = 76
NOTE_END = "end of codebook"
HEADING_LINE = ",".join(HEADINGS)


@dataclass(frozen=True)
class Attached:
    """A codebook as rows; not `whole` where the file's own dictionary was edited since.

    `marked` where texts that a spreadsheet would run have an apostrophe before them.
    """

    rows: Rows
    whole: bool = True
    marked: bool = False


def beside(path: Path) -> Path:
    """Return where the codebook of a text file stands: `tidy.codebook.csv` beside `tidy.csv`."""
    return path.with_name(path.stem + BESIDE)


def is_codebook(head: bytes) -> bool:
    """Tell whether a file's first bytes are those of a codebook beside a text file."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(HEADING_LINE.encode())


def from_file(path: Path) -> Rows | None:
    """Return the codebook in a text file; None where there is none. Raises DataError for a damaged one."""
    try:
        if not is_codebook(path.read_bytes()[: len(HEADING_LINE) + 8]):
            return None
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _damaged(path.name) from error
    if any(len(row) != len(HEADINGS) for row in cells):
        raise _damaged(path.name)
    return from_cells([[unmarked(cell) for cell in row] for row in cells])


def from_cells(cells: Sequence[Sequence[str | None]]) -> Rows | None:
    """Return the codebook in the cells of a sheet; None where its first row is another."""
    if not cells or tuple(cells[0][: len(HEADINGS)]) != HEADINGS:
        return None
    return tuple(dict(zip(HEADINGS, (cell or "" for cell in row), strict=False)) for row in cells[1:])


def to_json(rows: Rows) -> str:
    """Return the codebook as JSON, without what is empty."""
    return json.dumps([{key: text for key, text in row.items() if text} for row in rows], ensure_ascii=False)


def from_json(text: str | None) -> Rows | None:
    """Return the codebook in a JSON text; None where it holds none."""
    try:
        found = json.loads(text or "null")
    except json.JSONDecodeError:
        return None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        return None
    return tuple({heading: str(row.get(heading, "")) for heading in HEADINGS} for row in found)


def to_notes(rows: Rows, dictionary: str) -> list[str]:
    """Return the codebook as short lines of plain signs; `dictionary` is the mark of the file's own dictionary."""
    packed = base64.b64encode(zlib.compress(to_json(rows).encode("utf-8"), 9)).decode("ascii")
    lines = [packed[at : at + NOTE_WIDTH] for at in range(0, len(packed), NOTE_WIDTH)]
    return [f"{NOTE}{dictionary}", *lines, NOTE_END]


def from_notes(notes: Iterable[str], dictionary: str) -> Attached | None:
    """Return the codebook in a file's notes; None where they hold none that is whole."""
    lines = iter(notes)
    mark = next((line for line in lines if line.startswith(NOTE)), None)
    if mark is None:
        return None
    packed = "".join(line.strip() for line in takewhile(lambda line: line.strip() != NOTE_END, lines))
    try:
        rows = from_json(zlib.decompress(base64.b64decode(packed, validate=True)).decode("utf-8"))
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return None
    return None if rows is None else Attached(rows, mark.removeprefix(NOTE).strip() == dictionary)


def dictionary_mark(told: Any) -> str:
    """Return a mark of what an SPSS file's own dictionary says of its variables, which changes when that does."""
    parts: tuple[Mapping[str, Any] | None, ...] = (
        told.column_names_to_labels,
        told.variable_value_labels,
        told.missing_ranges,
    )
    return f"{zlib.crc32(repr([sorted((part or {}).items()) for part in parts]).encode('utf-8')):08x}"


def unmarked(text: str) -> str:
    """Return a text without the apostrophe that kept a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _damaged(name: str) -> DataError:
    return DataError(
        Words(
            f"{name} starts like a codebook that satindex wrote, but its rows are damaged. Convert the export again.",
            f"{name} 开头像 satindex 写出的编码本，但内容已损坏。请重新转换导出数据。",
        )
    )
