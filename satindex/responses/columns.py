"""Which column of the export each item stands in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from satindex.errors import DataError, did_you_mean
from satindex.language import Words
from satindex.readers.export import Codebook, Export
from satindex.readers.opening.plain_text import plain_text
from satindex.responses.folding import loosely, very_loosely
from satindex.survey.form_texts import FORM_MARK, form_name
from satindex.survey.model import Item

_MOST_SHOWN = 4
_IN_GROUP = re.compile(r"^b\d+(?:_\d+)?[-.:]")
_NUMBERED = re.compile(r"^\s*(?:[Qq]?(\d+)\s*[、.．:：)）]|第\s*(\d+)\s*题)")


class Headings:
    """The headings of one export, found as written first, then forgiving white space, width and punctuation.

    `text (1)` names the first of several columns or questions of one text, `text (2)` the second.
    """

    def __init__(self, export: Export) -> None:
        self._export = export
        self._columns = export.columns
        self._exact = set(export.columns)
        self._loose = [(fold, _single(fold, export.columns)) for fold in (loosely, very_loosely)]
        self._questions = export.codebook.question_columns
        self._loose_questions = [(fold, _single(fold, self._questions)) for fold in (loosely, very_loosely)]
        self._repeated = {very_loosely(text) for text in export.repeated}
        self._names = _names_in_form(export)

    def find(self, wanted: str) -> str | None:
        """Return the heading that `wanted` names, None where there is none or more than one."""
        if wanted in self._exact:
            return wanted
        for text in dict.fromkeys((wanted, plain_text(wanted), self._first(wanted))):
            for fold, known in self._loose:
                if (found := known.get(fold(text))) is not None:
                    return found
        return None

    def of_form(self, name: str) -> str | None:
        """Return the column of a question that the form itself calls `name`, in the export of a form made from here."""
        return self._names.get(form_name(name))

    @property
    def codebook(self) -> Codebook:
        """What the export itself, or its questionnaire, says of its columns."""
        return self._export.codebook

    def is_repeated(self, heading: str) -> bool:
        """Return whether a heading stands more than once in the file."""
        return heading in self._export.repeated

    def why_absent(self, heading: str) -> Words | None:
        """Return why the export has no such column, where its platform's exports may have one."""
        return self._export.codebook.absent.get(heading)

    def of_question(self, question: str) -> tuple[str, ...]:
        """Return the columns of a platform's question, named by its number or by its text, in order.

        Raises DataError where more than one question has that text, or begins with it.
        """
        if very_loosely(plain_text(question)) in self._repeated:
            raise DataError(_told_apart(f"the question '{question}'", f"问题“{question}”", question))
        wanted = self._first(question)
        if self._questions:
            return self._of_known(wanted) or (() if wanted.isdecimal() else self._that_begin(wanted))
        by_number = numbered_questions(self._columns)
        if wanted in by_number:
            return by_number[wanted]
        stem = very_loosely(wanted)
        starts = [number for number, columns in by_number.items() if stem in very_loosely(columns[0])]
        if stem and len(starts) == 1:
            return by_number[starts[0]]
        return self._that_begin(wanted)

    def _of_known(self, question: str) -> tuple[str, ...]:
        if question in self._questions:
            return tuple(self._questions[question])
        text = plain_text(question)
        for fold, known in self._loose_questions:
            if (found := known.get(fold(text))) is not None:
                return tuple(self._questions[found])
        stem = very_loosely(text)
        folded = self._loose_questions[-1][1]
        starts = {self._questions[text]: text for begin, text in folded.items() if begin.startswith(stem)}
        if stem and len(starts) > 1 and not question.isdecimal():
            raise DataError(_several_questions(question, list(starts.values())))
        return next(map(tuple, starts), ()) if stem and not question.isdecimal() else ()

    def _that_begin(self, question: str) -> tuple[str, ...]:
        """Return the columns whose headings begin with a text, which stand together where they are one question's."""
        stem = very_loosely(question)
        at = [place for place, column in enumerate(self._columns) if stem and very_loosely(column).startswith(stem)]
        if at and at[-1] - at[0] >= len(at):
            raise DataError(_several_questions(question, [self._columns[place] for place in at]))
        return tuple(self._columns[place] for place in at)

    def _first(self, wanted: str) -> str:
        """Return `text` for `text (1)` where several columns or questions are called so."""
        text = wanted.removesuffix(" (1)")
        return text if text != wanted and very_loosely(plain_text(text)) in self._repeated else wanted

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
    named = headings.of_form(item.name)
    if named is not None:
        return named
    if item.question is not None and item.column is None:
        return _of_question(item, headings, faults)
    wanted = item.column or item.name
    column = headings.find(wanted)
    if column is None:
        faults.append(_absent(item, wanted, headings.all))
    elif headings.is_repeated(column) and column == wanted:
        words = _told_apart(f"the heading '{wanted}'", f"列名“{wanted}”", wanted)
        faults.append(Words(f"{item.name}: {words.en}", f"{item.name}：{words.zh}"))
    return column


def _of_question(item: Item, headings: Headings, faults: list[Words]) -> str | None:
    try:
        columns = headings.of_question(item.question or "")
    except DataError as error:
        faults.append(Words(f"{item.name}: {error.words.en}", f"{item.name}：{error.words.zh}"))
        return None
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


def _told_apart(what: str, what_zh: str, text: str) -> Words:
    return Words(
        f"{what} stands more than once; name '{text} (1)' for its first column, '{text} (2)' for its second",
        f"{what_zh}出现多次；第一列请写作“{text} (1)”，第二列写作“{text} (2)”",
    )


def _several_questions(question: str, found: Sequence[str]) -> Words:
    shown = found[:_MOST_SHOWN]
    more = len(found) - len(shown)
    listed, listed_zh = ", ".join(f"'{text}'" for text in shown), "、".join(f"“{text}”" for text in shown)
    return Words(
        f"more than one question begins with '{question}': {listed}{f' and {more} more' if more else ''}; "
        "give the whole text of the one meant",
        f"以“{question}”开头的问题不止一个：{listed_zh}{f'，另有 {more} 个' if more else ''}；请写出所指问题的全文",
    )


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


def _names_in_form(export: Export) -> dict[str, str]:
    """Return the columns of an export by the names in its form; none, unless the form was made from a definition.

    ODK Central puts the name of a form's group before a name with a hyphen, which names may hold too: a whole name
    goes first.
    """
    ids = {column: path.rpartition("/")[2] for column, path in export.codebook.ids.items()}
    within = {column: _IN_GROUP.sub("", name) for column, name in ids.items()}
    found = {**_by_name(within), **_by_name(ids)}
    return found if FORM_MARK in found else {}


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    counts = Counter(names.values())
    return {name: column for column, name in names.items() if counts[name] == 1}


def _single(fold: Callable[[str], str], columns: Iterable[str]) -> dict[str, str]:
    """Return the headings that no other heading folds to."""
    found: dict[str, list[str]] = {}
    for column in columns:
        found.setdefault(fold(column), []).append(column)
    return {folded: names[0] for folded, names in found.items() if len(names) == 1}
