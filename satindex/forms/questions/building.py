"""From a definition to the questionnaire that asks for its answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from satindex.errors import Fault, SatindexError
from satindex.forms.questions.asking import questions
from satindex.forms.questions.blocks import blocks
from satindex.forms.questions.people import asked_id
from satindex.forms.questions.questionnaire import Block, Question, Questionnaire
from satindex.forms.questions.wording import lacks
from satindex.language import LANGUAGES, Words
from satindex.simulate.answers import of_language
from satindex.survey.faults import Faults
from satindex.survey.model import Survey
from satindex.survey.parsing import read_tree
from satindex.survey.tree import Path

Language = Literal["zh", "en", "both"]
_MOST_NAMED = 8
_CALLED = {"en": Words("English", "英文"), "zh": Words("Chinese", "中文")}


def questionnaire(survey: Survey, language: Language = "both") -> Questionnaire:
    """Return the questionnaire of a survey in one language or both, its own first.

    Raises SatindexError where the definition has no items. What it lacks is told in `faults`, each with its line.
    """
    if not survey.items:
        raise SatindexError(
            Words(f"{survey.file} has no items: there is nothing to ask.", f"{survey.file} 没有题项，无法生成问卷。")
        )
    own = of_language(survey.language)
    languages = tuple(sorted(LANGUAGES, key=lambda one: one != own)) if language == "both" else (language,)
    asked = blocks(questions(survey), survey)
    person, form = survey.respondent, survey.form
    fixed = dict(form.fixed)
    if person.weight and person.weight not in fixed:
        fixed[person.weight] = "1"
    if person.fpc and person.fpc not in fixed:
        fixed[person.fpc] = ""
    return Questionnaire(
        survey.name,
        survey.definition_hash,
        languages[0],
        languages,
        survey.title or {"": survey.name},
        asked,
        form.introduction,
        form.consent,
        form.thanks,
        None if asked_id(survey) or (person.id or "") in fixed else person.id,
        person.duration,
        person.answered,
        fixed,
        tuple(_faults(survey, asked, languages)),
    )


def _faults(survey: Survey, asked: tuple[Block, ...], languages: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what the definition lacks for a questionnaire, each with its line."""
    faults = Faults(survey.file)
    faults.root = read_tree(survey.text, Faults(survey.file))
    every = [question for block in asked for question in block.questions]
    for path, line, names in _by_place(_wordless(survey, every), survey):
        called, also = _named(names)
        what = Words(f"no text for {called}: the name is asked", f"{also} 没有题目文本（text），以名称代替")
        faults.add(path, what, line=line)
    for language in languages:
        for path, line, names in _by_place(_unsaid(every, language), survey):
            called, also = _named(names)
            what = _CALLED[language]
            faults.add(
                path,
                Words(f"no {what.en} text for {called}: another language's is shown",
                      f"{also} 没有{what.zh}文本，以其他语言代替"),
                line=line,
            )  # fmt: skip
        for question in every:
            if any(language in lacks(choice.texts, (language,)) for choice in question.choices if choice.texts):
                _answers_unsaid(survey, question, language, faults)
    _people(survey, every, faults)
    yield from sorted(faults.found, key=lambda fault: (fault.line, fault.path))


def _answers_unsaid(survey: Survey, question: Question, language: str, faults: Faults) -> None:
    item, what = survey.items.get(question.name), _CALLED[language]
    faults.add(
        ("items", question.name) if item else ("respondent",),
        Words(f"the answers to {question.name} have no {what.en} words", f"{question.name} 的答案没有{what.zh}文字"),
        Words(
            "Write them: form: {answers: {ANSWER: {en: …, zh: …}}}.",
            "请写明：form: {answers: {答案: {en: …, zh: …}}}。",
        ),
        item.line if item else None,
    )


def _wordless(survey: Survey, asked: Iterable[Question]) -> Iterator[Question]:
    for question in asked:
        item = survey.items.get(question.name)
        if item and not item.column and not item.text and item.name not in survey.form.texts:
            yield question


def _unsaid(asked: Iterable[Question], language: str) -> Iterator[Question]:
    return (question for question in asked if language in lacks(question.texts, (language,)))


def _by_place(asked: Iterable[Question], survey: Survey) -> Iterator[tuple[Path, int | None, list[str]]]:
    """Yield the questions that one entry of the definition writes, by its path and line."""
    found: dict[int | None, list[str]] = {}
    for question in asked:
        item = survey.items.get(question.name)
        found.setdefault(item.line if item else None, []).append(question.name)
    for line, names in found.items():
        yield (("respondent",) if line is None else ("items", names[0])), line, names


def _people(survey: Survey, every: list[Question], faults: Faults) -> None:
    person, form = survey.respondent, survey.form
    if person.weight and person.weight not in form.fixed:
        faults.add(
            ("respondent", "weight"),
            Words("no respondent knows their weight: every row gets 1", "受访者不知道自己的权重：每行均写 1"),
            Words("Write the weights in before the report, or rake.", "请在生成报告前填入权重，或使用 rake 加权。"),
        )
    for question in every:
        if question.kind == "text" and question.name not in survey.items and question.name != person.id:
            faults.add(
                ("respondent",),
                Words(f"no answers are declared for {question.name}: it is asked in own words",
                      f"{question.name} 没有声明可选答案，按填空题提问"),
                Words("List them: segments: {…: {order: […]}}, or derive: merge.",
                      "请列出：segments: {…: {order: […]}}，或用 derive 的 merge。"),
            )  # fmt: skip
    if person.fpc and person.fpc not in form.fixed:
        faults.add(
            ("respondent", "fpc"),
            Words("no respondent knows the population: the column is empty", "受访者不知道总体数：该列留空"),
            Words(
                f"Write it: form: {{fixed: {{{person.fpc}: …}}}}.", f"请写明：form: {{fixed: {{{person.fpc}: …}}}}。"
            ),
        )
    known = {question.name for question in every} | {question.column for question in every} | set(survey.multiple)
    known |= {item.question for item in survey.items.values() if item.question} | {person.id or ""}
    for name in form.texts:
        if name not in known:
            faults.add(
                ("form", "texts", name), Words(f"'{name}' is no question of this form", f"问卷中没有“{name}”这一题")
            )


def _named(names: list[str]) -> tuple[str, str]:
    shown = names[:_MOST_NAMED]
    more = len(names) - len(shown)
    listed, also = ", ".join(shown), "、".join(shown)
    return (f"{listed} and {more} more", f"{also} 等 {len(names)} 题") if more else (listed, also)
