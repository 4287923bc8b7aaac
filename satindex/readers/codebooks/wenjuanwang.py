"""问卷网 (Wenjuan.com): the file of codes beside the answers, `Q1, 题干, 题型`, then a row per code; no headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Codebook, Export, OptionSet, QuestionType
from satindex.readers.opening.platform_export import described as with_codebook
from satindex.readers.opening.source import Source

WHAT = Words(
    "the file of codes (code.csv) that Wenjuan.com gives beside the answers", "问卷网随答卷导出的编码文件（code.csv）"
)
QUESTION = re.compile(r"^Q\d{1,4}$")
KIND = re.compile(r"^[^,\"]{1,8}题$")
TYPES: tuple[tuple[str, QuestionType], ...] = (
    ("多选", "multiple"),
    ("排序", "rank"),
    ("填空", "text"),
    ("打分", "scale"),
    ("量表", "scale"),
    ("NPS", "scale"),
    ("单选", "single"),
)
BY_OPTION = ("multiple", "rank")
FIRST = 4
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass
class _Question:
    """A question of the file, with its codes in order."""

    name: str
    text: str
    type: QuestionType | None
    codes: dict[str, str] = field(default_factory=dict)


def recognises(source: Source) -> bool:
    """Tell whether the first row is a question, its text and its type, and one of its codes or a question follows."""
    for encoding in ENCODINGS:
        rows = _rows(source.head.decode(encoding, "ignore"), FIRST)
        if len(rows) > 1 and _is_question(rows[0]) and all(_is_question(row) or _is_code(row) for row in rows):
            return True
    return False


def described(source: Source, export: Export) -> Export:
    """Return the export with the texts, types, labels and options of its columns `Q1`, `Q6_A1`, …

    Raises DataError where the export has none of the file's questions.
    """
    questions = list(_questions(_rows(_text(source))))
    columns = {one.name: _columns(one.name, export.columns) for one in questions}
    if not any(columns.values()):
        raise DataError(
            Words(
                f"{export.source} has no column of a question of {source.name} ({questions[0].name}, …).",
                f"{export.source} 中没有 {source.name} 所列题目的列（{questions[0].name} 等）。",
            )
        )
    return with_codebook(export, _codebook([one for one in questions if columns[one.name]], columns))


def _codebook(questions: Sequence[_Question], columns: Mapping[str, tuple[str, ...]]) -> Codebook:
    options = {
        f"{one.name}_A{code}": label
        for one in questions
        if one.type in BY_OPTION
        for code, label in one.codes.items()
        if f"{one.name}_A{code}" in columns[one.name]
    }
    labels = {
        name: dict(one.codes)
        for one in questions
        if one.codes and one.type not in BY_OPTION
        for name in columns[one.name]
    }
    texts = {name: one.text for one in questions for name in columns[one.name]}
    several = {one.text or one.name: columns[one.name] for one in questions if one.type == "multiple"}
    return Codebook(
        questions={name: f"{text} — {options[name]}" if name in options else text for name, text in texts.items()},
        value_labels=labels,
        question_columns={
            **{
                one.text: columns[one.name]
                for one in questions
                if [other.text for other in questions].count(one.text) == 1
            },
            **{one.name.removeprefix("Q"): columns[one.name] for one in questions},
        },
        types={name: one.type for one in questions if one.type for name in columns[one.name]},
        sets={text: OptionSet(names, ("1",)) for text, names in several.items() if len(names) > 1},
        options=options,
        counted_from={name: 1 for name, one in labels.items() if all(code.isdecimal() and int(code) for code in one)},
    )


def _text(source: Source) -> str:
    """Return the file's text in the encoding in which it was recognised: its types of questions are Chinese."""
    data = Path(source.given).read_bytes()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(
        Words(
            f"{source.name} has damaged characters: it is neither UTF-8 nor GBK. Export it again.",
            f"{source.name} 含有损坏的字符，既不是 UTF-8 也不是 GBK。请重新导出。",
        )
    )


def _columns(question: str, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in columns if name == question or name.startswith(f"{question}_"))


def _questions(rows: Sequence[Sequence[str]]) -> Iterator[_Question]:
    current: _Question | None = None
    for row in rows:
        if _is_question(row):
            if current is not None:
                yield current
            kind = next((found for sign, found in TYPES if sign in row[2]), None)
            current = _Question(row[0].strip(), row[1].strip(), kind)
        elif current is not None and _is_code(row) and row[2].strip():
            current.codes[_code(row[1])] = row[2].strip()
    if current is not None:
        yield current


def _code(text: str) -> str:
    return re.sub(r"^(\d+)\.0+$", r"\1", text.strip())


def _rows(text: str, most: int | None = None) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    try:
        rows = [row for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    except csv.Error:
        return []
    return rows[:most]


def _is_question(row: Sequence[str]) -> bool:
    return len(row) >= 3 and bool(QUESTION.match(row[0].strip()) and KIND.match(row[2].strip()))


def _is_code(row: Sequence[str]) -> bool:
    return len(row) >= 3 and not row[0].strip() and bool(row[1].strip())
