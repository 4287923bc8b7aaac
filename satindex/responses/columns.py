"""Which column of the export each item stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from satindex.errors import DataError, did_you_mean
from satindex.language import Words
from satindex.readers.export import Export
from satindex.responses.folding import loosely, very_loosely
from satindex.survey.model import Item

_NUMBERED = re.compile(r"^\s*(?:[Qq]?(\d+)\s*[、.．:：)）]|第\s*(\d+)\s*题)")


class Headings:
    """The headings of one export, found as written first, then forgiving white space, width and punctuation."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._columns = export.columns
        self._exact = set(export.columns)
        self._loose = [(fold, _single(fold, export.columns)) for fold in (loosely, very_loosely)]

    def find(self, wanted: str) -> str | None:
        """Return the heading that `wanted` names, None where there is none or more than one."""
        if wanted in self._exact:
            return wanted
        for fold, known in self._loose:
            if (found := known.get(fold(wanted))) is not None:
                return found
        return None

    def is_repeated(self, heading: str) -> bool:
        """Return whether a heading stands more than once in the file."""
        return heading in self._export.repeated

    def of_question(self, question: str) -> tuple[str, ...]:
        """Return the columns of a platform's question, named by its number or by its text, in order."""
        known = self._export.codebook.question_columns
        if question in known:
            return tuple(known[question])
        by_number = numbered_questions(self._columns)
        if question in by_number:
            return by_number[question]
        stem = very_loosely(question)
        starts = [number for number, columns in by_number.items() if stem in very_loosely(columns[0])]
        if stem and len(starts) == 1:
            return by_number[starts[0]]
        return tuple(column for column in self._columns if stem and very_loosely(column).startswith(stem))

    @property
    def all(self) -> tuple[str, ...]:
        """Every heading, in the order of the file."""
        return self._columns


def numbered_questions(columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the columns of each numbered question; a column without a number belongs to the question before it.

    Examples
    --------
    >>> numbered_questions(["序号", "1、性别", "2、评价—外观", "价格", "第3题(上网)", "第3题(看书)"])
    {'1': ('1、性别',), '2': ('2、评价—外观', '价格'), '3': ('第3题(上网)', '第3题(看书)')}
    """
    found: dict[str, list[str]] = {}
    current: str | None = None
    for column in columns:
        match = _NUMBERED.match(column)
        current = (match[1] or match[2]) if match else current
        if current is not None:
            found.setdefault(current, []).append(column)
    return {number: tuple(names) for number, names in found.items()}


def columns_of(items: Mapping[str, Item], headings: Headings) -> dict[str, str]:
    """Return each item's column; raises DataError that lists every item whose column is not there."""
    found: dict[str, str] = {}
    faults: list[Words] = []
    for item in items.values():
        column = _column_of(item, headings, faults)
        if column is not None:
            found[item.name] = column
    faults += _shared(found)
    if faults:
        raise DataError(joined(faults))
    return found


def _column_of(item: Item, headings: Headings, faults: list[Words]) -> str | None:
    if item.question is not None and item.column is None:
        return _of_question(item, headings, faults)
    wanted = item.column or item.name
    column = headings.find(wanted)
    if column is None:
        faults.append(_absent(item, wanted, headings.all))
    elif headings.is_repeated(column) and column == wanted:
        faults.append(
            Words(
                f"{item.name}: the heading '{wanted}' stands more than once; name '{wanted} (2)' for its second column",
                f"{item.name}：列名“{wanted}”出现多次；第二列请写作“{wanted} (2)”",
            )
        )
    return column


def _of_question(item: Item, headings: Headings, faults: list[Words]) -> str | None:
    columns = headings.of_question(item.question or "")
    if item.question_index < len(columns):
        return columns[item.question_index]
    faults.append(
        Words(
            f"{item.name}: question '{item.question}' has {len(columns)} columns in the export, "
            f"so there is none for number {item.question_index + 1}",
            f"{item.name}：导出文件中问题“{item.question}”有 {len(columns)} 列，没有第 {item.question_index + 1} 列",
        )
    )
    return None


def _absent(item: Item, wanted: str, columns: Sequence[str]) -> Words:
    place = Words(f" (line {item.line})", f"（第 {item.line} 行）") if item.line else Words("", "")
    hint = did_you_mean(wanted, columns)
    return Words(
        f"{item.name}{place.en}: the export has no column '{wanted}'. {hint.en if hint else ''}".rstrip(),
        f"{item.name}{place.zh}：导出文件中没有列“{wanted}”。{hint.zh if hint else ''}",
    )


def _shared(found: Mapping[str, str]) -> list[Words]:
    by_column: dict[str, list[str]] = {}
    for item, column in found.items():
        by_column.setdefault(column, []).append(item)
    return [
        Words(f"{' and '.join(names)} read the same column '{column}'", f"{'、'.join(names)} 读取同一列“{column}”")
        for column, names in by_column.items()
        if len(names) > 1
    ]


def joined(words: Iterable[Words]) -> Words:
    """Return several messages as one, a line each."""
    said = list(words)
    return Words("\n".join(word.en for word in said), "\n".join(word.zh for word in said))


def _single(fold: Callable[[str], str], columns: Iterable[str]) -> dict[str, str]:
    """Return the headings that no other heading folds to."""
    found: dict[str, list[str]] = {}
    for column in columns:
        found.setdefault(fold(column), []).append(column)
    return {folded: names[0] for folded, names in found.items() if len(names) == 1}
