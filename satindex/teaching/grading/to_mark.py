"""What the trainer marks: a table of texts and rubric lines to be filled in, and the marks read back from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from pathlib import Path

import narwhals as nw
import polars as pl

from satindex.errors import DataError, WriteError
from satindex.language import Words, listed
from satindex.results.score_files import write_table
from satindex.teaching.grading.groups import Marks
from satindex.teaching.grading.key import Key
from satindex.teaching.grading.marks import Open
from satindex.teaching.grading.saved import saved_rows
from satindex.teaching.reading import number_of

ID = "id"
POINTS = Words("points given", "得分")
NUMBER, NAME = Words("number", "学号"), Words("name", "姓名")
TASK, TEXT = Words("task", "题目"), Words("answer", "作答")
LINE, OF = Words("rubric line", "评分要点"), Words("out of", "满分")
LONGEST = 30_000


def open_lines(marks: Marks) -> tuple[Open, ...]:
    """Return what is left to be marked, each line once, in the order of the class and the tasks."""
    found = {one.id: one for own in marks.values() for mark in own for one in mark.open}
    return tuple(found.values())


def write_to_mark(lines: Iterable[Open], key: Key, path: Path, language: str | None) -> None:
    """Write the lines as a table in which the last column waits for points.

    Raises WriteError where a table with marks stands there already: it is never written over.
    """
    if _has_marks(path):
        raise WriteError(
            Words(
                f"{path} holds marks already: add --marked {path}, or name another file.",
                f"{path} 已有评分：请加 --marked {path}，或另选文件。",
            )
        )
    names = {number: entry.name for number, entry in key.learners.items()}
    rows = [
        {
            ID: one.id,
            NUMBER.say(language): " ".join(one.who),
            NAME.say(language): " ".join(names[number] for number in one.who),
            TASK.say(language): one.task,
            TEXT.say(language): one.text[:LONGEST],
            LINE.say(language): one.line.say(language),
            OF.say(language): one.of,
            POINTS.say(language): "",
        }
        for one in lines
    ]
    write_table(nw.from_native(pl.DataFrame(rows), eager_only=True), path)


def free_place(path: Path) -> Path:
    """Return `path`, or where it holds marks the first of `path-2`, `path-3` … that holds none."""
    places = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(place for place in chain([path], places) if not _has_marks(place))


def _has_marks(path: Path) -> bool:
    return path.exists() and any(cell.strip() for _, _, cell in _filled(path))


def read_marked(paths: Iterable[Path], lines: Iterable[Open]) -> Mapping[str, float]:
    """Return the points that are filled in, by the line's id.

    Raises DataError, which tells all rows at fault, for marks that are no numbers, above what a line has or below 0,
    twice, or for an answer that is not there any more.
    """
    known = {one.id: one for one in lines}
    found: dict[str, float] = {}
    faults: list[Words] = []
    for path in paths:
        for row, line, cell in _filled(path):
            points = number_of(cell)
            fault = _fault(known.get(line), points, cell, line in found) if cell.strip() else None
            if fault is not None:
                faults.append(Words(f"{path}, row {row}: {fault.en}", f"{path} 第 {row} 行：{fault.zh}"))
            elif points is not None:
                found[line] = points
    if faults:
        said = listed(faults)
        raise DataError(Words(f"{said.en}.", f"{said.zh}。"))
    return found


def _fault(one: Open | None, points: float | None, cell: str, twice: bool) -> Words | None:
    if twice:
        return Words("this line has a mark already", "此行已有评分")
    if one is None:
        return Words(
            "the mark is of an answer that is not there (handed in anew, or the id was changed)",
            "评分对应的作答不存在（已重新提交，或 id 被改动）",
        )
    if points is None:
        return Words(f"'{cell}' is no number of points", f"“{cell}”不是分数")
    if not 0 <= points <= one.of:
        return Words(f"{points:g} is not between 0 and {one.of:g}", f"{points:g} 不在 0 与 {one.of:g} 之间")
    return None


def _filled(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield the row, the id and the points of every line, as a spreadsheet has saved them."""
    rows = saved_rows(path)
    heads = rows[0] if rows else []
    at = next((place for place, name in enumerate(heads) if name.strip() in (POINTS.en, POINTS.zh)), None)
    if ID not in heads or at is None:
        what = Words(f"columns '{ID}' and '{POINTS.en}' are expected", f"应有“{ID}”和“{POINTS.zh}”两列")
        raise DataError(Words(f"{path}: {what.en}.", f"{path}：{what.zh}。"))
    place = heads.index(ID)
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > place and row[place].strip():
            yield number, row[place].strip(), row[at] if len(row) > at else ""
