"""The list of a class: numbers as they are written, names in any script."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from satindex.errors import DataError
from satindex.language import Words, listed
from satindex.results.file_names import is_device

_NUMBER = ("学号", "number", "id", "student")
_NAME = ("姓名", "name")
_GROUP = ("小组", "组别", "组", "group")
_FILE_NAME = re.compile(r"^\w[\w-]{0,63}$")


@dataclass(frozen=True)
class Learner:
    """One learner: the number (学号) is a text, its leading zeros are kept."""

    number: str
    name: str = ""
    group: str = ""


def read_learners(path: Path) -> tuple[Learner, ...]:
    """Return the learners of a CSV file with the columns 学号 (number) and, where there are, 姓名 (name), 小组 (group).

    Raises DataError, which tells all rows at fault, where the file can't be read, a learner stands there twice or a
    number can't name a file.
    """
    rows = list(csv.reader(io.StringIO(text_of(path))))
    heads = [cell.strip().casefold() for cell in rows[0]] if rows else []
    at = next((heads.index(name) for name in _NUMBER if name in heads), None)
    named = next((heads.index(name) for name in _NAME if name in heads), None)
    grouped = next((heads.index(name) for name in _GROUP if name in heads), None)
    if at is None:
        what = Words("a column 学号 (or number, id) is expected", "应有“学号”（或 number、id）列")
        raise DataError(Words(f"{path}: {what.en}.", f"{path}：{what.zh}。"))
    found = {
        line: Learner(_cell(row, at), _cell(row, named), _cell(row, grouped))
        for line, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    }
    faults = list(_faults(found))
    if faults or not found:
        said = listed(faults or [Words("there are no learners", "没有学员")])
        raise DataError(Words(f"{path}: {said.en}.", f"{path}：{said.zh}。"))
    return tuple(found.values())


def text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(Words(f"{path}: can't be read: {reason}.", f"{path}：无法读取：{reason}。")) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(Words(f"{path}: is neither UTF-8 nor GB 18030.", f"{path}：既不是 UTF-8 也不是 GB 18030 编码。"))


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _faults(found: Mapping[int, Learner]) -> Iterator[Words]:
    """Numbers that differ in capitals only would be one file on Windows."""
    seen: dict[str, int] = {}
    for row, learner in found.items():
        number = learner.number
        if not _FILE_NAME.match(number):
            yield Words(
                f"row {row}: '{number}' is no number of letters, digits, '_' and '-'",
                f"第 {row} 行：“{number}”不是由字母、数字、“_”和“-”组成的学号",
            )
        elif is_device(number):
            yield Words(
                f"row {row}: '{number}' can't name a folder on Windows",
                f"第 {row} 行：“{number}”在 Windows 上不能作文件夹名",
            )
        first = seen.setdefault(number.casefold(), row)
        if first != row:
            yield Words(
                f"row {row}: '{number}' stands in row {first} already", f"第 {row} 行：“{number}”与第 {first} 行重复"
            )
