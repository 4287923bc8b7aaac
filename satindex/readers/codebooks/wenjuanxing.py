"""The same answers in another form of 问卷星 (Wenjuanxing): what numbers mean is learned from the rows in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Codebook, Export
from satindex.readers.opening.numbered import NumberedQuestion
from satindex.readers.opening.platform_export import PlatformExport, described
from satindex.readers.platforms.wenjuanxing import Layout, columns_by_question, is_of_platform, layout_of
from satindex.readers.platforms.wenjuanxing_forms import (
    MISSING,
    Form,
    as_code,
    is_filled,
    options_of,
)
from satindex.readers.platforms.wenjuanxing_texts import STEM_AND_ROW

WHAT = Words(
    "for numbers exported by Wenjuanxing, the same answers exported as text, and the reverse",
    "问卷星按序号导出的答卷可用同一批答卷的文本导出，反之亦可",
)
LONGEST_SHOWN = 30

Columns = Mapping[str, Sequence[str | None]]
Labels = dict[str, str]


@dataclass(frozen=True)
class _Side:
    """One of the two files: what it holds, and its cells in the rows that both have."""

    source: str
    layout: Layout
    cells: Columns

    @property
    def questions(self) -> Mapping[str, NumberedQuestion]:
        return {question.number: question for question in self.layout.questions}


def pairs(told: Export, export: Export) -> bool:
    """Tell whether both files are exports of this platform."""
    return is_of_platform(told) and is_of_platform(export)


def described_by(told: Export, export: Export) -> Export:
    """Return the export with the labels of its codes, and the questions' texts, as its twin of another form has them.

    Raises DataError where the two don't belong together: the same form, no answer in common, other questions, or a
    number with two labels.
    """
    assert isinstance(told, PlatformExport)  # noqa: S101 - as `pairs` says
    assert isinstance(export, PlatformExport)  # noqa: S101 - as `pairs` says
    theirs, ours = layout_of(told.table), layout_of(export.table)
    if (theirs.form is Form.TEXT) == (ours.form is Form.TEXT):
        raise _same_form(told, export)
    here, there = _in_common(export, ours, told, theirs)
    labels: dict[str, Mapping[str, str]] = {}
    texts: dict[str, str] = {}
    for number in [number for number in here.questions if number in there.questions]:
        labels |= _labels(here, there, number)
        texts |= _texts(here, there, number)
    columns = {
        text: here.questions[number].names
        for text, number in ((there.layout.wordings[number].stem, number) for number in there.questions)
        if text in columns_by_question(theirs) and number in here.questions
    }
    found = described(export, Codebook(questions=texts, value_labels=labels, question_columns=columns))
    amounts = frozenset(_amounts(here, there))
    positions = {name: first for name, first in found.codebook.counted_from.items() if name not in amounts}
    return replace(found, codebook=replace(found.codebook, counted_from=positions))  # type: ignore[type-var]  # as above


def _amounts(here: _Side, there: _Side) -> Iterator[str]:
    """Yield the columns of numbers that both files write alike: answers themselves, no positions of options."""
    for number, question in here.questions.items():
        other = there.questions.get(number)
        if other is None or len(other.columns) != len(question.columns):
            continue
        for mine, theirs in zip(question.names, other.names, strict=True):
            both = {(a, b) for a, b in zip(here.cells[mine], there.cells[theirs], strict=True) if a and b}
            given = {(a, b) for a, b in both if a not in MISSING and b not in MISSING}
            if len(given) > 1 and all(a == b for a, b in given):
                yield mine


def _in_common(export: PlatformExport, ours: Layout, told: PlatformExport, theirs: Layout) -> tuple[_Side, _Side]:
    mine, others = _rows(export, ours), _rows(told, theirs)
    common = [number for number in mine if number in others]
    if not common:
        raise DataError(
            Words(
                f"{told.source} and {export.source} have no answer in common by '{ours.id}', so the one can't tell "
                "what the other's numbers mean. Export both of the same survey.",
                f"{told.source} 与 {export.source} 没有相同的“{ours.id}”，无法互相说明。请导出同一问卷的两种格式。",
            )
        )
    return _side(export, ours, [mine[number] for number in common]), _side(
        told, theirs, [others[number] for number in common]
    )


def _side(export: PlatformExport, layout: Layout, rows: Sequence[tuple[str | None, ...]]) -> _Side:
    return _Side(export.source, layout, {name: [row[at] for row in rows] for at, name in enumerate(layout.names)})


def _rows(export: PlatformExport, layout: Layout) -> dict[str, tuple[str | None, ...]]:
    """Return the answers to the questions by the number of the answer sheet; raises DataError where one repeats."""
    frame = export.read([layout.id, *layout.names]).lazy().collect()
    found: dict[str, tuple[str | None, ...]] = {}
    for number, *cells in frame.rows():
        if not is_filled(number):
            continue
        if as_code(number) in found:
            raise _repeated(export.source, layout.id, as_code(number))
        found[as_code(number)] = tuple(as_code(cell) if is_filled(cell) else None for cell in cells)
    return found


def _labels(here: _Side, there: _Side, number: str) -> dict[str, Mapping[str, str]]:
    """Return what the stored answers of a question's columns mean, in the order of the options."""
    one, other = here.questions[number], there.questions[number]
    coded, worded = (there, here) if here.layout.form is Form.TEXT else (here, there)
    options = options_of(coded.questions[number])
    if options is not None and len(worded.questions[number].columns) == 1:
        return {one.names[0]: dict(zip(options, options, strict=True))} if worded is here else {}
    if len(one.columns) != len(other.columns):
        return {}
    found: dict[str, Mapping[str, str]] = {}
    for mine, code, text in zip(one.names, coded.questions[number].names, worded.questions[number].names, strict=True):
        learned = _learned(coded.cells[code], worded.cells[text], coded, worded, code)
        if learned:
            found[mine] = learned if coded is here else {text: text for text in learned.values()}
    return found


def _learned(
    codes: Sequence[str | None], texts: Sequence[str | None], coded: _Side, worded: _Side, name: str
) -> Labels:
    """Return the label of each code, by number; nothing where the column holds no codes but texts or amounts."""
    both = [(code, text) for code, text in zip(codes, texts, strict=True) if code and text]
    given = [(code, text) for code, text in both if code not in MISSING and text not in MISSING]
    if all(code == text for code, text in given) or not all(code.isdecimal() for code, _ in given):
        return {}
    labels: Labels = {}
    for code, text in given:
        if labels.setdefault(code, text) != text:
            if coded.layout.form is Form.SCORES:
                return {}
            raise _contradicted(coded, worded, name, (code, labels[code], text))
    if len(set(labels.values())) < len(labels) and coded.layout.form is not Form.SCORES:
        raise _contradicted(coded, worded, name, next(_twice(labels)))
    return dict(sorted(labels.items(), key=lambda one: int(one[0])))


def _twice(labels: Labels) -> Iterator[tuple[str, str, str]]:
    """Yield a label that two codes have, with the codes."""
    seen: dict[str, str] = {}
    for code, label in labels.items():
        if seen.setdefault(label, code) != code:
            yield label, seen[label], code


def _texts(here: _Side, there: _Side, number: str) -> dict[str, str]:
    """Return the full texts of a question's columns where the twin alone has the question's own."""
    options, stem = options_of(here.questions[number]), there.layout.wordings[number].stem
    if options is None or not stem:
        return {}
    return {
        name: f"{stem}{STEM_AND_ROW}{option}"
        for name, option in zip(here.questions[number].names, options, strict=True)
    }


def _same_form(told: PlatformExport, export: PlatformExport) -> DataError:
    return DataError(
        Words(
            f"{told.source} and {export.source} have the same form ({told.platform}; {export.platform}), so neither "
            "tells what the other's answers mean. Give the answers as text beside the answers as numbers.",
            f"{told.source} 与 {export.source} 的导出形式相同（{told.platform}；{export.platform}），无法互相说明。"
            "请一份按文本导出，一份按序号导出。",
        )
    )


def _repeated(source: str, column: str, number: str) -> DataError:
    return DataError(
        Words(
            f"{source}: '{column}' {number} stands more than once, so its rows can't be paired with another file's.",
            f"{source}：“{column}”{number} 出现多次，无法与另一文件逐行对应。",
        )
    )


def _contradicted(coded: _Side, worded: _Side, name: str, said: tuple[str, str, str]) -> DataError:
    what, first, second = (one if len(one) <= LONGEST_SHOWN else one[: LONGEST_SHOWN - 1] + "…" for one in said)
    return DataError(
        Words(
            f"question '{name}': '{what}' stands for both '{first}' and '{second}' in the rows that {coded.source} and "
            f"{worded.source} have in common. They are not the same answers: export both anew, of the same survey.",
            f"问题“{name}”：在 {coded.source} 与 {worded.source} 的共同答卷中，“{what}”同时对应“{first}”和“{second}”。"
            "两份文件不是同一批答卷，请重新导出同一问卷的两种格式。",
        )
    )
