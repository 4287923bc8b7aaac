"""The forms in which 问卷星 (Wenjuanxing) gives the same answers: as text, as numbers of options, as scores."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum

from satindex.language import Words
from satindex.readers.export import Table
from satindex.readers.opening.cells import is_no_cell
from satindex.readers.opening.numbered import NumberedQuestion, in_brackets

LOOKED_AT = 100
SKIPPED, BLANK = ("(跳过)", "（跳过）"), ("(空)", "（空）")
TEXT_MISSING = (*SKIPPED, *BLANK)
CODE_MISSING = ("-3", "-2")
MISSING = frozenset((*CODE_MISSING, *TEXT_MISSING))
REASONS: Mapping[str, Words] = {
    **{text: Words("not asked: skipped by the questionnaire's logic", "未被问及（逻辑跳过）") for text in SKIPPED},
    **{text: Words("asked and left blank", "题目已显示但未填写") for text in BLANK},
    "-3": Words("not asked: skipped by the questionnaire's logic (code -3)", "未被问及（逻辑跳过，代码 -3）"),
    "-2": Words("left blank, or an option not ranked (code -2)", "未填写，或排序题中未排序的选项（代码 -2）"),
}
MARKED_AS_TEXT = re.compile(r"┋|^\s*[(（](?:跳过|空)[)）]\s*$")
IN_ORDER = "→"
POINTS = re.compile(r"^\s*-?\d+(?:\.\d+)?\s*分\s*$")
NUMBER = re.compile(r"^\s*-?\d+(?:\.\d+)?\s*$")
WHOLE = re.compile(r"^-?\d+\.0+$")
REPEATED = 4

Cells = Mapping[str, Collection[str]]
"""The filled cells of each column, as text."""
Rows = Sequence[Mapping[str, str | None]]
"""Rows of cells by column."""


class Form(Enum):
    """What the cells hold: the options' texts, their positions, their scores, or texts or positions, who knows."""

    TEXT = "text"
    SEQUENCE = "sequence"
    SCORES = "scores"
    UNSURE = "text or sequence"


def as_code(value: object) -> str:
    """Return a cell as text; a whole number has no decimal point.

    Examples
    --------
    >>> as_code(4.0), as_code("-2.0"), as_code("男 ")
    ('4', '-2', '男')
    """
    text = str(value).strip()
    return text.partition(".")[0] if WHOLE.match(text) else text


def first_rows(table: Table) -> list[dict[str, str | None]]:
    """Return the first rows by column, of a lazy frame any rows; blank cells are None."""
    rows: Sequence[Sequence[object]] = table.first_rows(LOOKED_AT)
    if not rows:
        rows = table.read(table.columns).head(LOOKED_AT).lazy().collect().rows()
    cells = ([as_code(cell) if is_filled(cell) else None for cell in row] for row in rows)
    return [dict(zip(table.columns, row, strict=True)) for row in cells]


def filled(rows: Rows, names: Iterable[str]) -> dict[str, list[str]]:
    """Return the filled cells of columns."""
    return {name: [cell for row in rows if (cell := row[name]) is not None] for name in names}


def is_filled(cell: object) -> bool:
    """Tell whether a cell holds anything."""
    return not is_no_cell(cell) and bool(str(cell).strip())


def options_of(question: NumberedQuestion) -> tuple[str, ...] | None:
    """Return the options that a question's columns stand for, a column each; None where they stand for none."""
    options = [in_brackets(column.text) for column in question.columns if column.numbered]
    if len(options) < 2 or len(options) != len(question.columns) or None in options:
        return None
    return tuple(option for option in options if option is not None)


def form_of(questions: Sequence[NumberedQuestion], rows: Rows, total: str | None) -> Form:
    """Return the form that the first rows show; `total` is the column of total scores."""
    found = filled(rows, [name for question in questions for name in question.names])
    cells = {name: given for name, given in found.items() if given}
    numbers = [name for name, given in cells.items() if all(map(NUMBER.match, given))]
    if total is not None and _adds_up(rows, numbers, total):
        return Form.SCORES
    if any(options_of(question) and set(question.names) <= set(numbers) for question in questions):
        return Form.SEQUENCE
    if any(map(_marked_as_text, cells.values())):
        return Form.TEXT
    if any(cell in CODE_MISSING for name in numbers for cell in cells[name]):
        return Form.SEQUENCE
    texts = [name for name, given in cells.items() if _repeats_texts(given)]
    if len(texts) > len(numbers) or not numbers:
        return Form.TEXT
    return Form.UNSURE if texts else Form.SEQUENCE


def _adds_up(rows: Rows, numbers: Iterable[str], total: str) -> bool:
    """Whether every row's total is the sum of its numbers, as where they are scores (a skipped question has none)."""
    known = [row for row in rows if NUMBER.match(row[total] or "")]
    names = list(numbers)
    sums = [sum(max(float(row[name] or 0), 0.0) for name in names) for row in known]
    return len(known) > 1 and [float(row[total] or 0) for row in known] == sums


def in_points(given: Collection[str]) -> bool:
    """Whether every answer of a column is points, `4分`."""
    answers = [cell for cell in given if cell not in TEXT_MISSING]
    return bool(answers) and all(map(POINTS.match, answers))


def in_order(given: Collection[str]) -> bool:
    """Whether the answers of a column are options put in order, `A→B→C`."""
    return sum(IN_ORDER in cell for cell in given) * 2 > sum(cell not in TEXT_MISSING for cell in given)


def _marked_as_text(given: Collection[str]) -> bool:
    return any(map(MARKED_AS_TEXT.search, given)) or in_points(given) or in_order(given)


def _repeats_texts(given: Collection[str]) -> bool:
    """Whether cells look like options chosen again and again, rather than like numbers or people's own words."""
    counts = Counter(cell for cell in given if not NUMBER.match(cell))
    return counts.total() * 2 > len(given) and (len(counts) * 2 <= counts.total() or counts.total() < REPEATED)
