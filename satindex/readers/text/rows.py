"""Rows that the fast reader would misread: read one by one, made whole where that is safe, refused where not."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from satindex.errors import DataError
from satindex.frames.engines import engine
from satindex.language import Words
from satindex.readers.text.encoding import Text
from satindex.readers.text.layout import Layout

ALL_QUOTED: Final[Mapping[str, Any]] = {"quoting": csv.QUOTE_ALL, "lineterminator": "\n"}
FEW_COLUMNS = 3  # with fewer, a row of one cell may lack only its last, empty one
Lengths = deque[tuple[int, int]]


@dataclass(frozen=True)
class Repaired:
    """The same table with every cell quoted and every row whole; `completed` rows had lost their last cells.

    What is large stands in a file in the folder for what memory can't hold.
    """

    data: Path | bytes
    rows: int
    completed: int


class UnpairedError(csv.Error):
    """A row's quotation marks do not pair: the one on line `opened` is not closed up to `line`."""

    def __init__(self, opened: int, line: int) -> None:
        super().__init__(opened, line)
        self.opened, self.line = opened, line


def repaired(text: Text, layout: Layout, name: str) -> Repaired:
    """Return the rows made whole; raises DataError where a row can't be trusted.

    Blank lines are no rows. Cells beyond the headings are dropped if empty, else refused. A row with too few cells is
    completed with empty ones, as spreadsheets leave out empty cells at a row's end; but it is refused if it looks like
    a piece of a row that a line break tore apart (one cell, or neighbours that together make one row), or if the file
    breaks off in it.
    """
    try:
        return _made_whole(text, layout, name, quoting=True)
    except UnpairedError as error:
        try:
            return _made_whole(text, layout, name, quoting=False)
        except (csv.Error, DataError):
            raise _unpaired(name, error) from error


def opening(text: str, delimiter: str) -> int | None:
    """Return the place of the first quotation mark that opens a cell and does not pair with one that closes it.

    Examples
    --------
    >>> opening('a,"b, c",d', ","), opening('a,"b","c', ",")
    (None, 6)
    """
    ends = rf"(?=[{re.escape(delimiter)}\r\n]|\Z)"
    cells = re.compile(rf'"(?:[^"]++|"")*+"{ends}|(?!")[^{re.escape(delimiter)}\r\n]*+')
    at = 0
    while at < len(text):
        cell = cells.match(text, at)
        if cell is None:
            return at
        at = cell.end() + 1
    return None


def _made_whole(text: Text, layout: Layout, name: str, quoting: bool) -> Repaired:
    path = engine().spool() / "rows.csv" if engine().leaves_on_disk(text.size) else None
    out = BytesIO() if path is None else path.open("wb")
    with TextIOWrapper(out, encoding="utf-8", newline="") as lines:
        rows, completed = _written_whole(text, layout, name, quoting, csv.writer(lines, **ALL_QUOTED))
        lines.flush()
        return Repaired(out.getvalue() if isinstance(out, BytesIO) else path or b"", rows, completed)


def _written_whole(text: Text, layout: Layout, name: str, quoting: bool, writer: Any) -> tuple[int, int]:
    """Write each row whole; return how many there are, and how many were completed."""
    width = len(layout.headings)
    short: Lengths = deque(maxlen=width)  # no more of them can be pieces of one row
    rows = completed = 0
    for rows, (line, cells) in enumerate(_rows(text, layout, quoting), start=1):
        if len(cells) > width:
            cells = _without_empty_tail(cells, width, line, name)
        if len(cells) < width:
            completed += 1
            short.append((rows, len(cells)))
            _check_torn(short, width, line, name)
        writer.writerow(cells + [""] * (width - len(cells)))
    if completed == 1 and short[-1][0] == rows and not _is_finished(text, layout):
        raise _broken_off(name, short[-1][1], width)
    if not quoting and completed:
        raise csv.Error("rows of different length")
    return rows, completed


def _rows(text: Text, layout: Layout, quoting: bool) -> Iterator[tuple[int, list[str]]]:
    """Yield each row below the headings with its line number; blank lines are left out."""
    quotes: Literal[0, 3] = csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE
    waiting: list[int] = []
    whole = 0
    with TextIOWrapper(_below_headings(text, layout), encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True, quoting=quotes)
        try:
            for cells in reader:
                whole = reader.line_num
                line = layout.skip_lines + whole
                if any(cell.strip() for cell in cells) or len(cells) > 1:
                    yield from ((blank, [""]) for blank in waiting)
                    waiting.clear()
                    yield line, cells
                elif len(layout.headings) == 1:
                    waiting.append(line)
        except csv.Error as error:
            opened = whole + _line_of_opening(text, layout, whole, reader.line_num)
            raise UnpairedError(layout.skip_lines + opened, layout.skip_lines + reader.line_num) from error


def _line_of_opening(text: Text, layout: Layout, before: int, last: int) -> int:
    """Return on which of the lines after `before`, counted below the headings, a mark opens that does not pair."""
    with TextIOWrapper(_below_headings(text, layout), encoding="utf-8", newline="") as lines:
        row = "".join(islice(lines, before, last))
    at = opening(row, layout.delimiter) or 0
    return len(re.findall(r"\r\n?|\n", row[:at])) + 1


def _below_headings(text: Text, layout: Layout) -> BinaryIO:
    file = text.open()
    if layout.newline == "\n":
        for _ in range(layout.skip_lines):
            file.readline()
        return file
    with file:
        return BytesIO(file.read().split(b"\r", layout.skip_lines)[-1])


def _without_empty_tail(cells: list[str], width: int, line: int, name: str) -> list[str]:
    if any(cell.strip() for cell in cells[width:]):
        raise DataError(
            Words(
                f"{name}, line {line}: the row has {len(cells)} cells, the heading line has {width}. An answer that "
                "holds the delimiter must stand in quotation marks; or the first column has no heading.",
                f"{name} 第 {line} 行有 {len(cells)} 个单元格，标题行只有 {width} 个。含分隔符的答案须加引号；"
                "或第一列缺少标题。",
            )
        )
    return cells[:width]


def _check_torn(short: Lengths, width: int, line: int, name: str) -> None:
    """Refuse a row of one cell, and neighbouring short rows whose cells together make exactly one row."""
    if short[-1][1] == 1 and width >= FEW_COLUMNS:
        raise _single_cell(name, line, width)
    total = 0
    for back, (row, cells) in enumerate(reversed(short)):
        total += cells - 1
        if row != short[-1][0] - back or total >= width:
            return
        if back and total + 1 == width:
            raise DataError(
                Words(
                    f"{name}, line {line}: a row seems torn in two by a line break (the rows before it have too few "
                    f"cells, and together they make the {width} of the headings). An answer that holds a line break "
                    "must stand in quotation marks.",
                    f"{name} 第 {line} 行：一行似乎被换行拆开（相邻几行单元格不足，合起来正好 {width} 个）。"
                    "含换行的答案须加引号。",
                )
            )


def _single_cell(name: str, line: int, width: int) -> DataError:
    return DataError(
        Words(
            f"{name}, line {line}: the row has 1 cell, the heading line has {width}. It is either the rest of an "
            "answer that holds a line break (such an answer must stand in quotation marks) or a note that must be "
            "deleted.",
            f"{name} 第 {line} 行只有 1 个单元格，"
            f"标题行有 {width} 个。可能是含换行的答案的后半部分（此类答案须加引号）,"
            "或是应删除的备注。",
        )
    )


def _is_finished(text: Text, layout: Layout) -> bool:
    with text.open() as file:
        file.seek(-1, 2)
        return file.read(1) == layout.newline.encode()


def _broken_off(name: str, cells: int, width: int) -> DataError:
    return DataError(
        Words(
            f"{name} breaks off in its last row, which has {cells} of {width} cells: export or download it again.",
            f"{name} 在最后一行中断（只有 {width} 个单元格中的 {cells} 个）：请重新导出或下载。",
        )
    )


def _unpaired(name: str, found: UnpairedError) -> DataError:
    en, zh = "", ""
    if found.line > found.opened:
        en = f": the one that opens an answer here is not closed up to line {found.line}"
        zh = f"：此处开始答案的引号到第 {found.line} 行仍未闭合"
    return DataError(
        Words(
            f"{name}, line {found.opened}: quotation marks do not pair{en}. A quotation mark inside a quoted answer "
            "must be doubled.",
            f"{name} 第 {found.opened} 行：引号不成对{zh}。加引号的答案内部的引号须写两次。",
        )
    )
