"""问卷星 (Wenjuanxing): `序号, 提交答卷时间, 所用时间, 来源, …`, then numbered questions, as text or numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import narwhals as nw

from satindex.readers.export import Codebook, Export, OptionSet, QuestionType, Role, Table
from satindex.readers.opening.numbered import NumberedQuestion, numbered_questions
from satindex.readers.opening.platform_export import PlatformExport, Rewrite, platform_export
from satindex.readers.platforms.wenjuanxing_forms import (
    CODE_MISSING,
    REASONS,
    TEXT_MISSING,
    Cells,
    Form,
    as_code,
    filled,
    first_rows,
    form_of,
    in_order,
    in_points,
    is_filled,
    options_of,
)
from satindex.readers.platforms.wenjuanxing_texts import Wording, type_of, wording_of

PLATFORM = "Wenjuanxing"
SIGNATURE = frozenset({"序号", "提交答卷时间"})
TOTAL = "总分"
ROLES: Mapping[str, Role] = {
    "序号": "id",
    "提交答卷时间": "end",
    "所用时间": "duration",
    "来源": "source",
    "来源详情": "source",
    "来自IP": "ip",
    TOTAL: "score",
}
WRITTEN_IN, WRITTEN_IN_RANKED = "〖[^┋]*〗", "〖[^┋→]*〗"
POINTS = r"^\s*-?\d+(?:\.\d+)?\s*分\s*$"


@dataclass(frozen=True)
class Layout:
    """What a table of 问卷星 holds: its form, its own columns, its questions, and how each is worded."""

    form: Form
    roles: Mapping[str, Role]
    questions: tuple[NumberedQuestion, ...]
    wordings: Mapping[str, Wording]

    @property
    def id(self) -> str:
        """The column that numbers the answers."""
        return next(name for name, role in self.roles.items() if role == "id")

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of all questions."""
        return tuple(name for question in self.questions for name in question.names)


def recognises(table: Table) -> bool:
    """Tell whether the columns of the platform's own are there, in whatever order."""
    return frozenset(table.columns) >= SIGNATURE


def of_platform(table: Table) -> PlatformExport:
    """Return the answers as they are stored; what was written in beside an option (`其他〖…〗`) is no part of them."""
    layout = layout_of(table)
    text = layout.form is Form.TEXT
    cells = filled(first_rows(table), layout.names) if text else _all_cells(table, layout.names)
    ranked = frozenset() if text else _ranked(table, layout.questions)
    codebook = _codebook(layout, cells, ranked)
    rewrites = {name: _answers(cells[name]) for name in layout.names} if text else {}
    return platform_export(table, f"{PLATFORM} ({layout.form.value})", codebook=codebook, rewrites=rewrites)


def is_of_platform(export: Export) -> bool:
    """Tell whether an export is one of this platform's as text or numbers."""
    forms = {f"{PLATFORM} ({form.value})" for form in Form}
    return isinstance(export, PlatformExport) and export.platform in forms


def layout_of(table: Table) -> Layout:
    """Return what a table holds, from its headings and first rows."""
    roles = {name: ROLES[name] for name in table.columns if name in ROLES}
    pairs = zip(table.columns, table.headings, strict=True)
    questions = numbered_questions((name, heading) for name, heading in pairs if name not in roles)
    form = form_of(questions, first_rows(table), TOTAL if TOTAL in roles else None)
    return Layout(form, roles, questions, {question.number: wording_of(question) for question in questions})


def _codebook(layout: Layout, cells: Cells, ranked: Collection[str]) -> Codebook:
    types: dict[str, QuestionType] = {}
    sets: dict[str, OptionSet] = {}
    options: dict[str, str] = {}
    for question in layout.questions:
        found = "rank" if question.number in ranked else _type(question, cells, layout.form)
        types |= dict.fromkeys(question.names, found) if found else {}
        offered = options_of(question)
        if offered and found in ("multiple", "rank"):
            options |= dict(zip(question.names, offered, strict=True))
            sets |= {f"第{question.number}题": OptionSet(question.names, ("1",))} if found == "multiple" else {}
    missing = {Form.TEXT: TEXT_MISSING, Form.UNSURE: (*TEXT_MISSING, *CODE_MISSING)}.get(layout.form, CODE_MISSING)
    return Codebook(
        questions={name: text for wording in layout.wordings.values() for name, text in wording.texts.items()},
        missing=dict.fromkeys(layout.names, missing),
        missing_reasons=REASONS,
        question_columns=columns_by_question(layout),
        types=types,
        roles=layout.roles,
        sets=sets,
        options=options,
        counted_from=dict.fromkeys(_positions(layout, cells, ranked), 1),
    )


def columns_by_question(layout: Layout) -> dict[str, tuple[str, ...]]:
    """Return the columns of each question, by its number and by its text where no other question has the same."""
    by_number = {question.number: question.names for question in layout.questions}
    stems = [wording.stem for wording in layout.wordings.values()]
    by_text = {
        layout.wordings[number].stem: names
        for number, names in by_number.items()
        if stems.count(layout.wordings[number].stem) == 1
    }
    return {**{text: names for text, names in by_text.items() if text}, **by_number}


def _type(question: NumberedQuestion, cells: Cells, form: Form) -> QuestionType | None:
    """Return a question's type: as its heading says, else as its answers show, else None."""
    marked = type_of(question.columns[0].text)
    if marked is not None:
        return marked
    answers = [cell for name in question.names for cell in cells[name]]
    if form is Form.TEXT:
        return _type_of_texts(answers)
    given = {cell for cell in answers if cell not in CODE_MISSING}
    return "multiple" if options_of(question) is not None and "0" in given and given <= {"0", "1"} else None


def _ranked(table: Table, questions: Sequence[NumberedQuestion]) -> frozenset[str]:
    """Return the questions whose options were put in order: every row that has any holds each rank once, from 1.

    The rows of a matrix may be headed as options are, but there respondents give several the same answer.
    """
    offered = {question.number: question.names for question in questions if options_of(question) is not None}
    return frozenset(number for number, names in offered.items() if _are_ranks(table, names))


def _are_ranks(table: Table, names: Sequence[str]) -> bool:
    rows = table.read(names).lazy().collect().rows()
    given = [
        sorted(as_code(cell) for cell in row if is_filled(cell) and as_code(cell) not in CODE_MISSING) for row in rows
    ]
    ranks = [sorted(str(rank) for rank in range(1, len(row) + 1)) for row in given]
    return given == ranks and any(len(row) > 1 for row in given)


def _type_of_texts(answers: Sequence[str]) -> QuestionType | None:
    if any("┋" in cell for cell in answers):
        return "multiple"
    if in_points(answers):
        return "scale"
    return "rank" if in_order(answers) else None


def _positions(layout: Layout, cells: Cells, ranked: Collection[str]) -> Iterable[str]:
    """Yield the columns whose numbers are positions of options: whole, from 1. A 0 shows that they are answers."""
    if layout.form not in (Form.SEQUENCE, Form.UNSURE):
        return
    for question in layout.questions:
        for name in question.names if question.number not in ranked else ():
            given = {cell for cell in cells[name] if cell not in CODE_MISSING}
            if given and all(cell.isdecimal() and int(cell) >= 1 for cell in given):
                yield name


def _all_cells(table: Table, names: Sequence[str]) -> dict[str, set[str]]:
    """Return the distinct filled cells of whole columns: one 0 in the last row tells answers from positions."""
    frame = table.read(names).lazy().collect()
    return {name: {as_code(cell) for cell in frame[name].unique().to_list() if is_filled(cell)} for name in names}


def _answers(given: Collection[str]) -> Rewrite:
    return _read(in_points(given), WRITTEN_IN_RANKED if in_order(given) else WRITTEN_IN)


@cache
def _read(points: bool, written_in: str) -> Rewrite:
    """Return one rewrite for all columns that are written alike."""
    return partial(_answer, points=points, written_in=written_in)


def _answer(column: nw.Expr, points: bool, written_in: str) -> nw.Expr:
    """Return the answer without what was written in beside it, and points without their sign."""
    answer = column.str.replace_all(written_in, "")
    if not points:
        return answer
    return nw.when(answer.str.contains(POINTS)).then(answer.str.replace_all(r"\s*分\s*$", "")).otherwise(answer)
