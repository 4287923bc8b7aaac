"""What a questionnaire of LimeSurvey says of the columns of an export."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.codebooks.limesurvey_questions import TICKED, TYPES, Expected, Questionnaire, columns_of
from satindex.readers.export import Codebook, Export, OptionSet, QuestionType, Role
from satindex.readers.opening.distinct import Cells, distinct_cells
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import described
from satindex.readers.opening.questions import with_numbers

YES = ("Y", "Yes", "1", "Ja", "Oui")
NO = frozenset({"N", "No", "Nein", "Non", "0", "2", "N/A", "{question_not_shown}"})
NO_ANSWER = Words("not shown or not answered", "未显示或未作答")
CONVERTED = {"Y": "1", "N": "2"}
Matched = Mapping[str, Expected]
T = TypeVar("T")


def described_by(questionnaire: Questionnaire, export: Export) -> Export:
    """Return the export with what the questionnaire says; raises DataError where it is of another survey.

    A text alone may stand in two surveys: where no code is known, half of the columns must be.
    """
    asked = [column for column in export.columns if column not in export.codebook.roles]
    found = [_matched(list(columns_of(questions)), asked, export) for questions in questionnaire.languages.values()]
    most = max(map(len, found), default=0)
    by_text = not any(_is_by_code(column, one, export) for told in found for column, one in told.items())
    if not most or (by_text and 2 * most < len(asked)):
        raise _of_another_survey(questionnaire, export, most, len(asked))
    alike = [one for one in found if len(one) == most]
    return described(export, _told(_spoken(alike, export), export))


def _matched(expected: Sequence[Expected], asked: Sequence[str], export: Export) -> dict[str, Expected]:
    """Return what each column of the export is: by code, else by the text where one question alone has it.

    Where as many columns have a text as questions, they follow each other in the same order.
    """
    by_code = {said: one for one in expected for said in _codes(one)}
    names = {column: export.codebook.ids.get(column, column) for column in asked}
    found = {column: by_code[names[column]] for column in asked if names[column] in by_code}
    by_text = _by_key((_key(one.heading()), one) for one in expected)
    left = _by_key((_key(_written(column, export)), column) for column in asked if column not in found)
    for text, columns in left.items():
        candidates = by_text.get(text) or _abbreviated(_written(columns[0], export), expected)
        if text and len(candidates) == len(columns):
            found |= zip(columns, candidates, strict=True)
    return found


def _codes(one: Expected) -> tuple[str, ...]:
    """Return a column's heading by code: LimeSurvey's three, and the first as R rewrites it."""
    return one.code, one.joined, re.sub(r"[\[\]]", ".", one.code), *([one.field] if one.field else [])


def _is_by_code(column: str, one: Expected, export: Export) -> bool:
    return export.codebook.ids.get(column, column) in _codes(one)


def _written(column: str, export: Export) -> str:
    """Return the heading as the file has it: a repeated one was numbered."""
    repeated = re.sub(r" \(\d+\)$", "", column)
    return repeated if repeated in export.repeated else column


def _by_key(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return dict(found)


def _abbreviated(heading: str, expected: Sequence[Expected]) -> list[Expected]:
    """Return the columns whose texts begin like a heading that was cut with `.. `."""
    longest = heading.find("..")
    if longest < 1:
        return []
    return [one for one in expected if _key(one.heading(longest)) == _key(heading)]


def _key(text: str) -> str:
    return "".join(plain_text(text).split())


def _spoken(found: Sequence[Matched], export: Export) -> Matched:
    """Return the language whose answers stand most often in the cells; the survey's own where none does."""
    if len(found) == 1:
        return found[0]
    labelled = [column for column, one in found[0].items() if one.question.labels() and not one.beside]
    cells = distinct_cells(labelled, export)
    return max(found, key=lambda one: sum(len(cells[name] & _labels(one[name]).keys()) for name in labelled))


def _labels(one: Expected) -> dict[str, str]:
    return {label: code for code, label in one.question.labels(str(one.scale or 0)).items()}


def _told(found: Matched, export: Export) -> Codebook:
    answers = {column: one for column, one in found.items() if not one.beside}
    ticked = {column: one for column, one in answers.items() if one.question.kind in TICKED}
    yes_no = {column: one for column, one in answers.items() if one.question.kind == "Y"}
    cells = distinct_cells([*ticked, *yes_no], export)
    return Codebook(
        questions={column: one.full for column, one in found.items() if one.full},
        value_labels=dict(_value_labels(answers, cells)),
        question_columns=with_numbers(_question_columns(answers)),
        ids={column: one.code for column, one in found.items()},
        types=dict(_types(found)),
        roles={column: role for column, one in found.items() if (role := _role(one)) is not None},
        sets=dict(_sets(ticked, cells)),
        options={column: one.texts[-1] for column, one in ticked.items() if one.texts},
        missing=dict(_missing({**ticked, **yes_no}, cells, export)),
        missing_reasons={"N/A": NO_ANSWER},
    )


def _value_labels(answers: Matched, cells: Cells) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the labels by stored code; LimeSurvey may have been told to write 1 and 2 for yes and no."""
    for column, one in answers.items():
        labels = one.question.labels(str(one.scale or 0))
        if one.question.kind == "Y" and cells[column] & set(CONVERTED.values()):
            labels = {CONVERTED[code]: label for code, label in labels.items()}
        if labels:
            yield column, labels


def _question_columns(answers: Matched) -> dict[str, tuple[str, ...]]:
    """Return the columns by the question's code and text, of two scales the first one's columns before the second's."""
    groups = _by_key((one.question.code, column) for column, one in answers.items())
    texts = Counter(answers[columns[0]].question.text for columns in groups.values())
    found: dict[str, tuple[str, ...]] = {}
    for code, columns in groups.items():
        text = answers[columns[0]].question.text
        for said in (code, text if texts[text] == 1 else ""):
            if said:
                found |= _by_scale(said, columns, answers)
    return found


def _by_scale(said: str, columns: Sequence[str], answers: Matched) -> dict[str, tuple[str, ...]]:
    if not all(len(answers[column].texts) > 1 for column in columns):
        return {said: tuple(columns)}
    scales = _by_key((answers[column].texts[-1], column) for column in columns)
    whole = tuple(column for one in scales.values() for column in one)
    return {said: whole, **{f"{said} [{scale}]": tuple(one) for scale, one in scales.items()}}


def _types(found: Matched) -> Iterator[tuple[str, QuestionType]]:
    for column, one in found.items():
        kind = "text" if one.beside and one.part != "filecount" else TYPES.get(one.question.kind)
        if kind is not None:
            yield column, kind


def _role(one: Expected) -> Role | None:
    """Return a role for what is no answer: equations, files, mere texts and the language that was chosen."""
    return {"*": "embedded", "|": "embedded", "X": "embedded", "I": "language"}.get(one.question.kind)  # type: ignore[return-value]


def _sets(ticked: Matched, cells: Cells) -> Iterator[tuple[str, OptionSet]]:
    """Yield the options to tick, where the cells say ticked in a way that is known."""
    groups = _by_key((one.question.code, column) for column, one in ticked.items())
    for code, columns in groups.items():
        said = frozenset[str]().union(*(cells[column] for column in columns))
        if said <= NO.union(YES):
            yield code, OptionSet(tuple(columns), tuple(one for one in YES if one in said) or YES)


def _missing(columns: Iterable[str], cells: Cells, export: Export) -> Iterator[tuple[str, tuple[str, ...]]]:
    for column in columns:
        if "N/A" in cells[column]:
            known = export.codebook.missing.get(column, ())
            yield column, tuple(dict.fromkeys((*known, "N/A")))


def _of_another_survey(questionnaire: Questionnaire, export: Export, known: int, asked: int) -> DataError:
    questions = next(iter(questionnaire.languages.values()), ())
    some = ", ".join(one.code for one in questions[:5])
    return DataError(
        Words(
            f"{questionnaire.name} describes {known} of the {asked} columns of {export.source}: its questions are "
            f"{some}, … Is it the questionnaire of this survey?",
            f"{questionnaire.name} 只说明了 {export.source} 的 {asked} 列中的 {known} 列，其题目为 {some} 等。"
            "它是这份调查的问卷吗？",
        )
    )
