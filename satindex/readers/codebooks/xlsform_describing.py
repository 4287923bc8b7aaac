"""What an XLSForm says of the columns of an export."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.codebooks.xlsform_reading import Form, FormQuestion
from satindex.readers.export import Codebook, Export, OptionSet, QuestionType, Role
from satindex.readers.opening.distinct import Cells, distinct_cells
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import described
from satindex.readers.opening.questions import with_numbers
from satindex.readers.platforms.kobo import TICKED

SEPARATORS = ("/", ".", "-", ":")
TYPES: dict[str, QuestionType] = {
    "select_one": "single",
    "select_multiple": "multiple",
    "rank": "rank",
    "integer": "number",
    "int": "number",
    "decimal": "number",
    "range": "number",
    "date": "date",
    "time": "text",
    "datetime": "date",
    "text": "text",
    "string": "text",
    "acknowledge": "single",
    "barcode": "text",
}
ROLES: dict[str, Role] = {
    "geopoint": "location",
    "geotrace": "location",
    "geoshape": "location",
    "start": "start",
    "starttime": "start",
    "end": "end",
    "endtime": "end",
    "today": "embedded",
    "username": "name",
    "email": "email",
    "phonenumber": "phone",
    "deviceid": "ip",
    "uri:deviceid": "ip",
    "subscriberid": "ip",
    "simserial": "ip",
    "simid": "ip",
    "calculate": "embedded",
    "hidden": "embedded",
    "note": "embedded",
    "image": "embedded",
    "audio": "embedded",
    "video": "embedded",
    "file": "embedded",
    "audit": "embedded",
}


@dataclass(frozen=True)
class _Column:
    """What a column holds: a question's answer, one option of it (by name), or the text of `other`."""

    question: FormQuestion
    option: str = ""
    is_other: bool = False


Found = Mapping[str, _Column]
Paths = tuple[tuple[str, ...], ...]


def described_by(form: Form, name: str, export: Export) -> Export:
    """Return the export with what the form says; raises DataError where it knows none of its columns."""
    known = _known(form)
    found = {
        column: known[said]
        for column in export.columns
        if (said := next((one for one in _names(column, export) if one in known), None)) is not None
    }
    if not found:
        raise _of_another_form(form, name, export)
    return described(export, _told(form, found, export))


def _names(column: str, export: Export) -> Iterator[str]:
    """Yield what a heading may be called: as written, and where it is of texts, without those of groups before it."""
    written = export.codebook.ids.get(column, column)
    yield written
    text = plain_text(written)
    while text:
        yield text
        _, _, text = text.partition("/")
        if not re.search(r"\s|[^\x00-\x7f]", text):  # a name may stand in several groups
            return


def _known(form: Form) -> dict[str, _Column]:
    """Return what a heading may be: a path, a name or a text that one question alone has."""
    every: dict[str, list[_Column]] = defaultdict(list)
    for question in form.questions:
        for heading in _headings(question):
            every[heading].append(_Column(question))
            for option, labels in _choices(form, question) if question.kind == "select_multiple" else ():
                for said in dict.fromkeys((option, *labels.values())):
                    for separator in SEPARATORS:
                        every[f"{heading}{separator}{said}"].append(_Column(question, option))
            if question.other:
                every[f"{heading}_other"].append(_Column(question, is_other=True))
    return {heading: columns[0] for heading, columns in every.items() if len(set(map(_key, columns))) == 1}


def _key(column: _Column) -> tuple[Paths, str, bool]:
    return column.question.paths, column.option, column.is_other


def _headings(question: FormQuestion) -> dict[str, None]:
    """Return the headings of a question in an export: its path in every spelling, its name, its texts."""
    joined = [separator.join(path) for path in question.paths for separator in SEPARATORS]
    name = [question.name] if len(question.paths) == 1 else []
    return dict.fromkeys([*joined, *name, *question.labels.values()])


def _choices(form: Form, question: FormQuestion) -> tuple[tuple[str, Mapping[str, str]], ...]:
    listed = form.choices.get(question.list_name, ())
    return (*listed, ("other", {"": "Other"})) if question.other else listed


def _told(form: Form, found: Found, export: Export) -> Codebook:
    language = _spoken(form, found, export)
    answers = {column: one for column, one in found.items() if not one.is_other}
    whole = {column: one for column, one in answers.items() if not one.option}
    options = {column: one for column, one in answers.items() if one.option}
    labels = {one.question.paths: _labels(form, one.question, language) for one in answers.values()}
    return Codebook(
        questions=dict(_questions(found, labels, language)),
        value_labels={column: said for column, one in whole.items() if (said := _labels(form, one.question, language))},
        question_columns=with_numbers(_question_columns(whole, options, language)),
        ids={column: "/".join(one.question.paths[0]) for column, one in found.items()},
        types=dict(_types(found)),
        roles={column: role for column, one in whole.items() if (role := ROLES.get(one.question.kind)) is not None},
        sets={one.question.name: marked for one, marked in _sets(options)},
        options={column: labels[one.question.paths].get(one.option, one.option) for column, one in options.items()},
    )


def _spoken(form: Form, found: Found, export: Export) -> str:
    """Return the language that most headings and cells are in; the form's own where none is."""
    languages = form.languages
    if len(languages) == 1:
        return languages[0]
    chosen = [column for column, one in found.items() if one.question.kind == "select_one" and not one.is_other]
    cells: Cells = distinct_cells(chosen, export)
    headings = {column: plain_text(export.codebook.ids.get(column, column)) for column in found}

    def matches(language: str) -> int:
        asked = sum(headings[column] == one.question.labels.get(language) for column, one in found.items())
        return asked + sum(
            labels.get(language) in cells[column]
            for column in chosen
            for _, labels in _choices(form, found[column].question)
        )

    return max(languages, key=lambda one: (matches(one), _speaks(form, one)))


def _speaks(form: Form, language: str) -> int:
    """Return whether a form's questions have texts in a language: labels without one may not be there at all."""
    return int(any(language in question.labels for question in form.questions))


def _said(labels: Mapping[str, str], language: str) -> str:
    return labels.get(language) or labels.get("") or next(iter(labels.values()), "")


def _text(question: FormQuestion, language: str) -> str:
    return _said(question.labels, language) or question.name


def _labels(form: Form, question: FormQuestion, language: str) -> dict[str, str]:
    return {name: text for name, labels in _choices(form, question) if (text := _said(labels, language))}


def _questions(found: Found, labels: Mapping[Paths, Mapping[str, str]], language: str) -> Iterator[tuple[str, str]]:
    for column, one in found.items():
        if text := _said(one.question.labels, language):
            option = labels.get(one.question.paths, {}).get(one.option, one.option)
            yield column, f"{text} — {option}" if option else text


def _question_columns(whole: Found, options: Found, language: str) -> dict[str, tuple[str, ...]]:
    """Return the columns of each question by name and text, and those of a group's questions by the group's name.

    A question with a column per option has those, one without them its own.
    """
    columns: dict[str, list[str]] = defaultdict(list)
    groups: dict[str, list[str]] = defaultdict(list)
    texts = Counter(_text(question, language) for question in {id(one.question): one.question for one in
                                                               whole.values()}.values())  # fmt: skip
    split = {one.question.paths for one in options.values()}
    for column, one in {**whole, **options}.items():
        question = one.question
        if one.option or question.paths not in split:
            text = _text(question, language)
            for said in dict.fromkeys((question.name, text if texts[text] <= 1 else "")):
                if said:
                    columns[said].append(column)
        if not one.option and question.group and question.kind not in ROLES:
            groups[question.group].append(column)
    return {name: tuple(found) for name, found in {**groups, **columns}.items()}


def _types(found: Found) -> Iterator[tuple[str, QuestionType]]:
    for column, one in found.items():
        kind = "text" if one.is_other else TYPES.get(one.question.kind)
        if kind is not None:
            yield column, kind


def _sets(options: Found) -> Iterator[tuple[_Column, OptionSet]]:
    groups: dict[Paths, list[str]] = defaultdict(list)
    for column, one in options.items():
        groups[one.question.paths].append(column)
    for columns in groups.values():
        yield options[columns[0]], OptionSet(tuple(columns), TICKED)


def _of_another_form(form: Form, name: str, export: Export) -> DataError:
    some = ", ".join(one.name for one in form.questions[:5])
    return DataError(
        Words(
            f"{name} describes none of the columns of {export.source}: its questions are {some}. Is it the form "
            "of this survey?",
            f"{name} 未说明 {export.source} 的任何一列：其题目为 {some}。它是这份调查的表单吗？",
        )
    )
