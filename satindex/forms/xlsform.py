"""The questionnaire as XLSForm, the workbook that KoboToolbox and ODK make a form of.

Questions bear the names of the definition (made valid XML names), so that `report` reads the export of such a form by
the same definition: with XML values and headers as it is; with labels of the survey's own language, or where an answer
holds blanks, together with the form itself (`--codebook form.xlsx`). Types and appearances: https://xlsform.org/en/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from satindex.forms.questions.questionnaire import Asked, Block, Choice, Question, Questionnaire
from satindex.forms.questions.wording import said
from satindex.language import Words
from satindex.survey.form_texts import FORM_MARK, form_name
from satindex.survey.model import Titles

SUFFIXES = (".xlsx",)
LANGUAGES = {"en": "English (en)", "zh": "中文 (zh)"}
WIDEST_TABLE = 8
LONGEST_CELL = 32_767
NOT_A_REFERENCE = "$\u2060{"
"""`${` in a label would be read as the name of a question: a word joiner, which nobody sees, parts the signs."""
SECONDS = "int((decimal-date-time(${end}) - decimal-date-time(${start})) * 86400)"
TYPES = {"number": "decimal", "count": "integer", "text": "text", "date": "date"}

Row = dict[str, str]


@dataclass
class _Names:
    """The names in a form: each stands once, whatever was made of it to be valid XML."""

    taken: set[str] = field(default_factory=lambda: {"start", "end", FORM_MARK})

    def free(self, wanted: str) -> str:
        name, number = form_name(wanted), 2
        while name in self.taken:
            name, number = f"{form_name(wanted)}_{number}", number + 1
        self.taken.add(name)
        return name


@dataclass
class _Lists:
    """The lists of choices: questions with the same answers share one."""

    found: list[tuple[Choice, ...]] = field(default_factory=list)

    def name_of(self, choices: tuple[Choice, ...]) -> str:
        if choices not in self.found:
            self.found.append(choices)
        return f"answers{self.found.index(choices) + 1}"


def write(form: Questionnaire, path: Path) -> None:
    """Write the workbook to `path`."""
    import xlsxwriter

    lists = _Lists()
    sheets = {
        "survey": list(_survey(form, lists)),
        "choices": list(_choices(form, lists)),
        "settings": [_settings(form)],
    }
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            _write_sheet(book.add_worksheet(name), rows)


def remarks(form: Questionnaire) -> Iterator[Words]:
    """Yield what has to be minded when the export of such a form is read."""
    blank = [question.name for question in form.questions if any(stored(one) != one.value for one in question.choices)]
    if blank:
        yield Words(
            f"answers to {', '.join(blank)} hold blanks, which XLSForm does not store: give the form as --codebook.",
            f"{'、'.join(blank)} 的答案含空格，XLSForm 无法照存：读取导出数据时请用 --codebook 给出此表单。",
        )


def stored(choice: Choice) -> str:
    """Return an answer as a form stores it: names of choices hold no blanks.

    Examples
    --------
    >>> stored(Choice("Month to month"))
    'Month_to_month'
    """
    return "_".join(choice.value.split())


def _survey(form: Questionnaire, lists: _Lists) -> Iterator[Row]:
    names = _Names()
    called = {question.name: names.free(question.name) for question in form.questions}
    yield {"type": "start", "name": "start"}
    yield {"type": "end", "name": "end"}
    yield _calculated(FORM_MARK, _quoted(f"{form.name} {form.definition_hash[:12]}"))
    yield from _own(form, names)
    if form.introduction:
        yield {"type": "note", "name": names.free("introduction"), **_label(form.introduction, form)}
    if form.consent:
        consent = {"type": "acknowledge", "name": names.free("consent"), "required": "yes"}
        yield {**consent, **_label(form.consent, form)}
    for block in form.blocks:
        yield from _block(block, form, lists, called, names)
    if form.thanks:
        yield {"type": "note", "name": names.free("thanks"), **_label(form.thanks, form)}


def _own(form: Questionnaire, names: _Names) -> Iterator[Row]:
    """Yield the columns that nobody is asked: number, time taken, time of answering, what is the same in every row."""
    for column, how in ((form.id, "once(uuid())"), (form.duration, SECONDS), (form.answered, "once(now())")):
        if column:
            yield _calculated(names.free(column), how)
    for column, value in form.fixed.items():
        yield _calculated(names.free(column), _quoted(value))


def _calculated(name: str, calculation: str) -> Row:
    return {"type": "calculate", "name": name, "calculation": calculation}


def _block(block: Block, form: Questionnaire, lists: _Lists, called: Mapping[str, str], names: _Names) -> Iterator[Row]:
    questions = [_question(question, form, lists, called) for question in block.questions]
    if block.kind == "single":
        yield from questions
        return
    asked = block.asked
    is_table = bool(block.first.choices) and block.kind == "matrix" and len(block.first.choices) <= WIDEST_TABLE
    yield {
        "type": "begin_group",
        "name": names.free(f"b{block.number}"),
        "appearance": "table-list" if is_table else "field-list",
        **({"relevant": _relevant(asked, form, called)} if asked else {}),
        **_label(block.stem, form),
    }
    for row in questions:
        if asked:
            row.pop("relevant", None)
        if is_table:
            row.pop("appearance", None)
        yield row
    if block.total is not None:
        row["constraint"] = (
            f"{' + '.join(f'${{{called[one.name]}}}' for one in block.questions[:-1])} + . = {block.total:g}"
        )
        row |= {f"constraint_message::{LANGUAGES[language]}": f"Σ = {block.total:g}" for language in form.languages}
    yield {"type": "end_group"}


def _question(question: Question, form: Questionnaire, lists: _Lists, called: Mapping[str, str]) -> Row:
    row = {"type": _type(question, lists), "name": called[question.name], **_label(question.texts, form)}
    if question.required:
        row["required"] = "yes"
    if question.kind == "scale":
        row["appearance"] = "likert"
    if question.asked:
        row["relevant"] = _relevant(question.asked, form, called)
    if question.kind == "count":
        row["constraint"] = ". >= 0"
    elif question.low is not None and question.high is not None and not question.choices:
        row["type"] = "integer"
        row["constraint"] = f". >= {question.low:g} and . <= {question.high:g}"
        row |= {
            f"constraint_message::{LANGUAGES[language]}": f"{question.low:g} – {question.high:g}"
            for language in form.languages
        }
    return row


def _type(question: Question, lists: _Lists) -> str:
    if question.kind == "multi":
        return f"select_multiple {lists.name_of(question.choices)}"
    if question.choices:
        return f"select_one {lists.name_of(question.choices)}"
    return TYPES[question.kind]


def _relevant(asked: Asked, form: Questionnaire, called: Mapping[str, str]) -> str:
    on = form.question(asked.name)
    values = [stored(choice) for choice in on.choices if choice.value in asked.values]
    return " or ".join(f"${{{called[asked.name]}}} = {_quoted(value)}" for value in values)


def _quoted(text: str) -> str:
    """Return a text as XPath writes it: it knows no escape, so a text with both kinds of quotes is put together."""
    plain = text.replace("${", NOT_A_REFERENCE)
    if "'" not in plain:
        return f"'{plain}'"
    if '"' not in plain:
        return f'"{plain}"'
    parts = ', "\'", '.join(f"'{part}'" for part in plain.split("'"))
    return f"concat({parts})"


def _choices(form: Questionnaire, lists: _Lists) -> Iterator[Row]:
    for choices in lists.found:
        for choice in choices:
            yield {
                "list_name": lists.name_of(choices),
                "name": stored(choice),
                **_label(choice.texts or {"": choice.value}, form),
            }


def _settings(form: Questionnaire) -> Row:
    return {
        "form_title": _plain(said(form.title, form.language)),
        "form_id": form_name(form.name).replace(".", "_"),
        "version": form.definition_hash[:12],
        "default_language": LANGUAGES[form.language],
    }


def _label(texts: Titles, form: Questionnaire) -> Row:
    return {f"label::{LANGUAGES[language]}": _plain(said(texts, language)) for language in form.languages}


def _plain(text: str) -> str:
    plain = text.strip().replace("${", NOT_A_REFERENCE) or "—"
    return plain if len(plain) <= LONGEST_CELL else f"{plain[: LONGEST_CELL - 1]}…"


def _write_sheet(sheet: Any, rows: Sequence[Row]) -> None:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading)
    for number, row in enumerate(rows, start=1):
        for at, heading in enumerate(headings):
            if heading in row:
                sheet.write_string(number, at, row[heading])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 24)
