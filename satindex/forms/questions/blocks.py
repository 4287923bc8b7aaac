"""Questions as a respondent sees them: numbered, batteries that share a scale as one matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from satindex.forms.questions.questionnaire import Block, Question
from satindex.forms.questions.wording import ANY_OF_THESE, ONE_PER_ROW, SHARE, SIDES, both
from satindex.simulate.targets import allocations
from satindex.survey.counted import MultipleSet
from satindex.survey.model import Survey, Titles

WIDEST_MATRIX = 12
_IN_ROW = re.compile(r"^(.*?)\d+$", re.DOTALL)
_NUMBER = re.compile(r"^\s*(\d+)\s*[、.:：．]")


def blocks(questions: Sequence[Question], survey: Survey) -> tuple[Block, ...]:
    """Return the questions in numbered blocks; every question is in one."""
    return tuple(_block(number, group, survey) for number, group in enumerate(_grouped(questions, survey), start=1))


def _grouped(questions: Sequence[Question], survey: Survey) -> Iterator[tuple[Question, ...]]:
    together = _together(survey)
    by_name = {question.name: question for question in questions}
    done: set[str] = set()
    run: list[Question] = []
    for question in questions:
        if question.name in done:
            continue
        if run and _key(question, survey) != _key(run[0], survey):
            yield from _runs(run)
            run = []
        if question.name in together:
            yield from _runs(run)
            run = []
            names = [name for name in together[question.name] if name in by_name]
            done.update(names)
            yield tuple(by_name[name] for name in names)
        else:
            run.append(question)
    yield from _runs(run)


def _runs(run: Sequence[Question]) -> Iterator[tuple[Question, ...]]:
    if run and _key_allows(run[0]):
        yield tuple(run)
    else:
        yield from ((question,) for question in run)


def _together(survey: Survey) -> Mapping[str, tuple[str, ...]]:
    """Return, of each item that is a box of a question or a part of 100 points, all items of the same."""
    texts = {name for name, item in survey.items.items() if item.scale.kind == "text"}
    sets = [one.items for one in survey.multiple.values() if texts.issuperset(one.items)]
    return {name: items for items in (*sets, *allocations(survey)) for name in items}


def _key_allows(question: Question) -> bool:
    return question.kind in ("scale", "choice") and len(question.choices) <= WIDEST_MATRIX


def _key(question: Question, survey: Survey) -> object:
    """Return what the rows of a matrix share: the platform's question, or the letters of their names; the answers."""
    item = survey.items.get(question.name)
    if item is None or not _key_allows(question):
        return question.name
    in_row = _IN_ROW.match(item.name)
    row = item.question if item.question and not item.column else in_row[1] if in_row else item.name
    alone = item.column is not None and _NUMBER.match(item.column) is not None
    return item.name if alone else (row, question.choices, question.asked)


def _block(number: int, questions: tuple[Question, ...], survey: Survey) -> Block:
    first = questions[0]
    item = survey.items.get(first.name)
    heading = _NUMBER.match(first.column)
    of_platform = heading[1] if heading else ""
    if len(questions) == 1:
        return Block(number, questions, platform_number=of_platform)
    shared = any(set(points) >= {one.name for one in questions} for points in allocations(survey))
    kind = "options" if first.kind == "option" else "matrix"
    asked = item.question if item and item.question and not item.column else ""
    total = 100.0 if shared else None
    stem = _stem(questions, asked or "", shared, survey)
    return Block(number, questions, stem, kind, of_platform, total)  # type: ignore[arg-type]


def _stem(questions: Sequence[Question], asked: str, shared: bool, survey: Survey) -> Titles:
    names = [question.name for question in questions]
    one = _set_of(names, survey)
    for key in (asked, one.name if one else ""):
        if key and key in survey.form.texts:
            return survey.form.texts[key]
    if one is not None:
        return one.title or both(ANY_OF_THESE)
    if asked and not asked.isdecimal():
        return {"": asked}
    if shared:
        return both(SHARE)
    return _side_of(names, survey) or both(ONE_PER_ROW)


def _set_of(names: Sequence[str], survey: Survey) -> MultipleSet | None:
    return next((one for one in survey.multiple.values() if one.items[0] == names[0]), None)


def _side_of(names: Sequence[str], survey: Survey) -> Titles | None:
    """Return the stem of one side of pairs: which, the names of the scores say that the items make."""
    for measure in survey.measures.values():
        for one in measure.item_sets:
            side = one.name.rpartition(".")[2]
            if names[0] in one.items and side in SIDES:
                said = SIDES[side]
                return {"en": f"{said.en} {ONE_PER_ROW.en}", "zh": f"{said.zh}{ONE_PER_ROW.zh}"}
    return None
