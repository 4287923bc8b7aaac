"""What the headings of 问卷星 (Wenjuanxing) say: a question's text, its rows, its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from satindex.readers.export import QuestionType
from satindex.readers.opening.numbered import NumberedColumn, NumberedQuestion
from satindex.readers.platforms.wenjuanxing_forms import options_of

ROW_SIGN = "—"
STEM_AND_ROW = " — "
_MARK = re.compile(
    r"\s*[(（\[【]\s*\*?\s*([^()（）\[\]【】]{0,6}题)(?:\s*\*?\s*(?:必答|选答|必填))?\s*[)）\]】]\s*\*?\s*$"
)
_BLANK_LINE = re.compile(r"[_＿]{2,}\s*$")
TYPES: tuple[tuple[str, QuestionType], ...] = (
    ("多选", "multiple"),
    ("排序", "rank"),
    ("量表", "scale"),
    ("评分", "scale"),
    ("NPS", "scale"),
    ("单选", "single"),
    ("填空", "text"),
)


@dataclass(frozen=True)
class Wording:
    """A question's own text (empty where its headings do not tell) and the full text of each of its columns."""

    stem: str
    texts: Mapping[str, str]


def wording_of(question: NumberedQuestion) -> Wording:
    """Return how a question is worded: `题干—行1` stands in the first column of a matrix, its other rows alone."""
    options = options_of(question)
    if options is not None:
        return Wording("", dict(zip(question.names, options, strict=True)))
    first, *others = question.columns
    stem, row = _stem_and_row(plain(first.text)) if others else (plain(first.text), "")
    if row:
        rows = [row, *(plain(column.text) for column in others)]
        return Wording(
            stem, {name: f"{stem}{STEM_AND_ROW}{text}" for name, text in zip(question.names, rows, strict=True)}
        )
    further = {column.name: _further(stem, column) for column in others}
    shared = "" if any(column.numbered for column in others) else stem
    return Wording(shared, {first.name: stem, **further})


def type_of(heading: str) -> QuestionType | None:
    """Return the type that a heading ends in.

    Examples
    --------
    >>> type_of("Which? (多选题 *必答)"), type_of("Which? [单选题]"), type_of("Which? (a few)")
    ('multiple', 'single', None)
    """
    mark = _MARK.search(heading)
    return None if mark is None else next((found for sign, found in TYPES if sign in mark[1]), None)


def plain(heading: str) -> str:
    """Return a heading's text without its type and without the line of a blank to fill in.

    Examples
    --------
    >>> plain("Which? (多选题 *必答)"), plain("(1)Name___")
    ('Which?', '(1)Name')
    """
    return _BLANK_LINE.sub("", _MARK.sub("", heading)).strip()


def _stem_and_row(text: str) -> tuple[str, str]:
    stem, _, row = text.rpartition(ROW_SIGN)
    return (stem.rstrip(f"{ROW_SIGN} "), row.strip()) if stem.strip(f"{ROW_SIGN} ") and row.strip() else (text, "")


def _further(stem: str, column: NumberedColumn) -> str:
    """Return the text of a further column: one that bears the number stands for itself, as one of several blanks."""
    return plain(column.text) if column.numbered else f"{stem}{STEM_AND_ROW}{plain(column.text)}"
