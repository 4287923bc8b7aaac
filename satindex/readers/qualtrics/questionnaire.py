"""A questionnaire as Qualtrics exports it (QSF): its questions, with rows, options, codes and names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from satindex.readers.opening.plain_text import plain_text

Form = Literal["single", "multiple", "rows", "rows multiple", "row texts", "items", "text", "columns", "other"]
_PIPED = re.compile(r"\$\{\w+://([^}]*)\}")
_CARRIED = re.compile(r"^q://(QID\d+)/")
_SEVERAL = ("MAVR", "MAHR", "MACOL", "MSB")


@dataclass(frozen=True)
class Choice:
    """An option or a row: its number, its text, the code it is stored as, its name in exports and its own tag."""

    id: str
    label: str
    code: str
    naming: str = ""
    written: str = ""
    tag: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What a cell of an export of texts may hold for it."""
        return tuple(text for text in dict.fromkeys([self.label, self.naming, self.written]) if text)


@dataclass(frozen=True)
class Question:
    """A question, or one column of a side by side question.

    `choices` are its options; of a matrix they are its rows, and `answers` the options. `descriptions` are its texts
    as an export's second header row may have them, `tag` names its columns there.
    """

    id: str
    tag: str
    text: str
    kind: str
    selector: str = ""
    sub_selector: str = ""
    content: str = ""
    choices: tuple[Choice, ...] = ()
    answers: tuple[Choice, ...] = ()
    columns: tuple[Question, ...] = ()
    column_tag: str = ""
    descriptions: tuple[str, ...] = ()
    unused: bool = False

    @property
    def form(self) -> Form:
        """What columns an export has of it."""
        if self.kind == "MC":
            return "multiple" if self.selector in _SEVERAL else "single"
        if self.kind == "Matrix":
            return self._matrix
        if self.kind == "TE":
            return "items" if self.selector == "FORM" else "text"
        if self.kind in ("Slider", "CS", "RO"):
            return "items"
        return "columns" if self.kind == "SBS" else "other"

    @property
    def _matrix(self) -> Form:
        if self.selector == "TE":
            return "row texts"
        if self.selector == "Likert" and self.sub_selector == "MultipleAnswer":
            return "rows multiple"
        return "rows" if self.selector in ("Likert", "Bipolar") else "other"


def questions_of(told: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return the questions in the order of their blocks; those in the trash are marked as unused."""
    elements = [one for one in _list(told.get("SurveyElements")) if isinstance(one, Mapping)]
    payloads = [
        one["Payload"] for one in elements if one.get("Element") == "SQ" and isinstance(one.get("Payload"), dict)
    ]
    given = {str(one["QuestionID"]): one for one in payloads if one.get("QuestionID")}
    order, unused = _order(elements)
    places = {name: at for at, name in enumerate(order)}
    found = sorted(given, key=lambda name: places.get(name, len(places)))
    return tuple(_question(given[name], given, unused=name in unused) for name in found)


def _order(elements: list[Mapping[str, Any]]) -> tuple[list[str], set[str]]:
    order: list[str] = []
    unused: set[str] = set()
    for element in elements:
        if element.get("Element") != "BL":
            continue
        for block in _list(element.get("Payload")):
            if not isinstance(block, Mapping):
                continue
            names = [
                str(one.get("QuestionID")) for one in _list(block.get("BlockElements")) if isinstance(one, Mapping)
            ]
            order += names
            unused.update(names if block.get("Type") == "Trash" else ())
    return order, unused


def _question(told: Mapping[str, Any], given: Mapping[str, Mapping[str, Any]], unused: bool = False) -> Question:
    matrix = told.get("QuestionType") == "Matrix"
    codes, naming = _dict(told.get("RecodeValues")), _dict(told.get("VariableNaming"))
    rows = _choices(told, "Choice", given, *(({}, {}) if matrix else (codes, naming)))
    answers = _choices(told, "Answer", given, codes, naming) if matrix else ()
    parts = _dict(told.get("AdditionalQuestions"))
    columns = tuple(_question(part, given, unused) for part in parts.values() if isinstance(part, Mapping))
    text = readable(told.get("QuestionText"))
    described = readable(told.get("QuestionDescription"))
    settings = _dict(_dict(told.get("Validation")).get("Settings"))
    return Question(
        id=str(told.get("QuestionID")),
        tag=str(told.get("DataExportTag") or ""),
        text=text or described,
        kind=str(told.get("QuestionType") or ""),
        selector=str(told.get("Selector") or ""),
        sub_selector=str(told.get("SubSelector") or ""),
        content=str(settings.get("ContentType") or ""),
        choices=rows,
        answers=answers,
        columns=columns,
        column_tag=str(told.get("AnswerDataExportTag") or ""),
        descriptions=tuple(one for one in dict.fromkeys([text, described]) if one),
        unused=unused,
    )


def _choices(
    told: Mapping[str, Any],
    of: Literal["Choice", "Answer"],
    given: Mapping[str, Mapping[str, Any]],
    codes: Mapping[str, Any],
    naming: Mapping[str, Any],
) -> tuple[Choice, ...]:
    """Return the options or rows in the order in which respondents see them."""
    known = dict(_carried(told, of, given)) | _dict(told.get(f"{of}s"))
    tags = _dict(told.get(f"{of}DataExportTags"))
    order = [name for name in map(str, _list(told.get(f"{of}Order"))) if name in known]
    return tuple(
        _choice(name, known[name], str(codes.get(name, name)), naming.get(name), tags.get(name))
        for name in dict.fromkeys([*order, *known])
    )


def _choice(name: str, told: Any, code: str, naming: Any, tag: Any) -> Choice:
    display = told.get("Display") if isinstance(told, Mapping) else told
    written = "" if display is None else str(display)
    named = readable(naming) if isinstance(naming, (str, int, float)) else ""
    label = readable(written) or named or code
    return Choice(name, label, code, named, " ".join(written.split()), str(tag) if tag else "")


def _carried(told: Mapping[str, Any], of: str, given: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield the options that are carried forward from another question: `x1` is its first."""
    locator = _dict(told.get(f"Dynamic{of}s")).get("Locator")
    source = _CARRIED.match(locator) if isinstance(locator, str) else None
    if source and source[1] in given:
        for name, choice in _dict(given[source[1]].get("Choices")).items():
            yield f"x{name}", choice


def readable(written: object) -> str:
    """Return a text without its markup; what is piped into it from elsewhere stands in brackets.

    Examples
    --------
    >>> readable("<b>Why</b> ${q://QID1/ChoiceGroup/SelectedChoices}?")
    'Why [QID1-ChoiceGroup-SelectedChoices]?'
    """
    if written is None:
        return ""
    return plain_text(_PIPED.sub(lambda found: f"[{found[1].replace('/', '-')}]", str(written)))


def _dict(told: Any) -> dict[str, Any]:
    """Return an object as it was meant: one without names, or with numbers from 0, is written as a list."""
    if isinstance(told, Mapping):
        return {str(name): value for name, value in told.items()}
    return {str(at): value for at, value in enumerate(told)} if isinstance(told, list) else {}


def _list(told: Any) -> list[Any]:
    return list(told.values()) if isinstance(told, Mapping) else told if isinstance(told, list) else []
