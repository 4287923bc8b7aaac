"""From files in jupytext's percent format to chapters: everything that is wrong with them is reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from satindex.errors import Fault, MissingExtraError, SurveyError
from satindex.language import Words
from satindex.teaching.course.checking import faults_of
from satindex.teaching.course.source import Cell, Chapter

_NAME = re.compile(r"^\w[\w-]*$")
_MARK = re.compile(r"^# ?%%(?!%)")
_OF_JUPYTEXT = {"tags", "lines_to_next_cell", "cell_marker"}


def read_course(source: Path) -> tuple[Chapter, ...]:
    """Return the chapters of a folder of sources, or the one of a single file, in the order of their names.

    Raises SurveyError, which holds every fault of all files with its line, where a source has faults or there is none.
    """
    paths = sorted(source.glob("*.py")) if source.is_dir() else [source]
    if not paths:
        what = Words("No source of a course: there is no .py file here.", "这里没有课程源文件（.py）。")
        raise SurveyError([Fault(str(source), 0, "", what)])
    chapters: list[Chapter] = []
    faults: list[Fault] = []
    for path in paths:
        found = _read(path)
        if isinstance(found, Chapter):
            chapters.append(found)
        else:
            faults += found
    if faults:
        raise SurveyError(faults)
    return tuple(chapters)


def _read(path: Path) -> Chapter | tuple[Fault, ...]:
    if not _NAME.match(path.stem):
        what = Words(
            "The name of a chapter is of letters, digits, '_' and '-', as 01-coding.py.",
            "章节文件名只能由字母、数字、“_”和“-”组成，如 01-coding.py。",
        )
        return (Fault(str(path), 0, "", what),)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return (Fault(str(path), 0, "", Words("There is no such file.", "没有这个文件。")),)
    except UnicodeDecodeError:
        return (Fault(str(path), 0, "", Words("The file is not UTF-8.", "文件不是 UTF-8 编码。")),)
    except OSError as error:
        reason = error.strerror or str(error)
        return (Fault(str(path), 0, "", Words(f"The file can't be read: {reason}.", f"无法读取文件：{reason}。")),)
    return read_text(text, path.stem, str(path))


def read_text(text: str, name: str, file: str) -> Chapter | tuple[Fault, ...]:
    """Return the chapter of a text in percent format, or all its faults; `file` is what they call it."""
    lines = text.replace("\r\n", "\n").split("\n")
    marks = [number for number, line in enumerate(lines, start=1) if _MARK.match(line)]
    cells = _cells(text.replace("\r\n", "\n"))
    if len(cells) != len(marks):
        what = Words(
            f"{len(marks)} lines begin with '# %%', but the file holds {len(cells)} cells: every cell begins with "
            "such a line, also the first, and no text in a cell does.",
            f"有 {len(marks)} 行以“# %%”开头，文件中却有 {len(cells)} 个单元：每个单元（包括第一个）都要以这样一行"
            "开头，单元内的文字不能这样开头。",
        )
        return (Fault(file, marks[0] if marks else 0, "", what),)
    read = [_cell(raw, line) for raw, line in zip(cells, marks, strict=True)]
    faults = [
        Fault(file, line, "", *said)
        for raw, line in zip(cells, marks, strict=True)
        for said in _faults_of_mark(raw.metadata)
    ]
    chapter = Chapter(name, tuple(read))
    faults += [Fault(file, line, "", what, hint) for line, what, hint in faults_of(chapter)]
    return tuple(faults) or chapter


def _cells(text: str) -> list[Any]:
    try:
        import jupytext
    except ImportError as error:
        raise MissingExtraError("jupytext", "course", Words("Building a course", "生成课程")) from error
    return list(jupytext.reads(text, fmt="py:percent").cells)


def _cell(raw: Any, line: int) -> Cell:
    tags = raw.metadata.get("tags", [])
    return Cell(raw.cell_type, raw.source.strip("\n"), frozenset(map(str, tags)), line)


def _faults_of_mark(metadata: dict[str, Any]) -> Iterator[tuple[Words, Words]]:
    """What stands after `# %%` besides the tags."""
    hint = Words('Write # %% [markdown] tags=["zh", "slide"].', '应写作 # %% [markdown] tags=["zh", "slide"]。')
    for key, value in metadata.items():
        if key == "incorrectly_encoded_metadata":
            yield Words(f"'{value}' can't be read.", f"无法读取“{value}”。"), hint
        elif key == "title":
            yield Words(f"A cell has no title: '{value}'.", f"单元没有标题：“{value}”。"), hint
        elif key not in _OF_JUPYTEXT:
            yield Words(f"A cell has tags only, no '{key}'.", f"单元只有 tags，没有“{key}”。"), hint
