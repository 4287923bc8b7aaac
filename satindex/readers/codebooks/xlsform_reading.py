"""An XLSForm as it is written: sheets `survey`, `choices`, `settings`; groups, repeats and loops nest by rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.opening.plain_text import plain_text

Rows = Sequence[tuple[str | None, ...]]
Path = tuple[str, ...]
SELECT = re.compile(
    r"^(?:add )?(?P<how>select[ _]one|select1|select[ _]multiple|select all that apply|rank)"
    r"(?P<where>_external|_from_file)?(?: from)?\s+(?P<list>\S+)(?P<other>\s+or[ _](?:specify[ _])?other)?\s*$",
    re.IGNORECASE,
)
BEGIN = re.compile(r"^begin[ _](?P<what>group|repeat|loop)(?:\s+over\s+(?P<list>\S+))?$", re.IGNORECASE)
END = re.compile(r"^end[ _](?P<what>group|repeat|loop)$", re.IGNORECASE)
NO_COLUMN = re.compile(r"^(?:set form |include$|\w*-external$)", re.IGNORECASE)
EXTERNAL = "external_choices: "
TEXT_OF = {"label": "label", "caption": "label"}


@dataclass(frozen=True)
class FormQuestion:
    """A question: the paths under which its column may stand (a loop has several), its type, its texts by language."""

    name: str
    paths: tuple[Path, ...]
    kind: str
    labels: Mapping[str, str]
    list_name: str = ""
    other: bool = False
    group: str = ""


@dataclass(frozen=True)
class Form:
    """The questions, the choices of each list as (name, texts by language), and the form's own language."""

    questions: tuple[FormQuestion, ...]
    choices: Mapping[str, tuple[tuple[str, Mapping[str, str]], ...]]
    language: str = ""

    @property
    def languages(self) -> list[str]:
        """The languages of questions and choices, the form's own first, then that of labels without a language."""
        texts = [one.labels for one in self.questions]
        texts += [labels for choices in self.choices.values() for _, labels in choices]
        said = list(dict.fromkeys(["", *(language for labels in texts for language in labels)]))
        return sorted(said, key=lambda language: language != self.language) if self.language in said else said


@dataclass
class _Open:
    what: str
    name: str
    row: int
    paths: list[Path]


@dataclass
class _Reading:
    """The state of reading `survey` row by row."""

    file: str
    choices: Mapping[str, tuple[tuple[str, Mapping[str, str]], ...]]
    open: list[_Open] = field(default_factory=list)
    found: list[FormQuestion] = field(default_factory=list)
    rows: dict[Path, int] = field(default_factory=dict)

    @property
    def paths(self) -> list[Path]:
        return self.open[-1].paths if self.open else [()]


def form_of(file: str, sheets: Mapping[str, Rows]) -> Form:
    """Read the form; raises DataError, with the row, where it can't be told which column a question has."""
    if "survey" not in sheets:
        raise _no_survey(file, sheets)
    choices = _choices(sheets.get("choices", ()))
    choices |= {EXTERNAL + name: listed for name, listed in _choices(sheets.get("external_choices", ())).items()}
    reading = _Reading(file, choices)
    included: list[str] = []
    for number, row, labels in _records(sheets["survey"]):
        kind, name = " ".join(row.get("type", "").split()), row.get("name", "")
        if kind.lower() == "include":
            included.append(name)
        _take(reading, number, kind, name, labels)
    if reading.open:
        raise _unclosed(file, reading.open[-1])
    if not reading.found:
        raise _no_questions(file, included)
    return Form(tuple(reading.found), choices, _own_language(sheets.get("settings", ())))


def _take(reading: _Reading, number: int, kind: str, name: str, labels: Mapping[str, str]) -> None:
    if (begin := BEGIN.match(kind)) is not None:
        reading.open.append(_Open(begin["what"].lower(), name, number, _below(reading, name, begin["list"])))
    elif (end := END.match(kind)) is not None:
        if not reading.open or reading.open[-1].what != end["what"].lower():
            raise _wrong_end(reading, number, kind)
        reading.open.pop()
    elif kind and name and not NO_COLUMN.match(kind):
        paths = tuple((*path, name) for path in reading.paths)
        for path in paths:
            if (before := reading.rows.setdefault(path, number)) != number:
                raise _twice(reading.file, "/".join(path), before, number)
        reading.found.append(_question(kind, name, paths, labels, reading.open[-1].name if reading.open else ""))


def _below(reading: _Reading, name: str, looped: str | None) -> list[Path]:
    own = [(*path, name) if name else path for path in reading.paths]
    if looped is None:
        return own
    return [(*path, choice) for path in own for choice, _ in reading.choices.get(looped, ())]


def _question(kind: str, name: str, paths: tuple[Path, ...], labels: Mapping[str, str], group: str) -> FormQuestion:
    match = SELECT.match(kind)
    if match is None:
        plain = re.sub(r"^get ", "", kind.lower()).replace(" ", "").replace("_", "")
        return FormQuestion(name, paths, plain, labels, group=group)
    how = match["how"].lower()
    kind = "rank" if how == "rank" else "select_one" if "one" in how or how == "select1" else "select_multiple"
    known = {"_from_file": "", "_external": EXTERNAL + match["list"]}.get(match["where"] or "", match["list"])
    return FormQuestion(name, paths, kind, labels, known, match["other"] is not None, group)


def _records(rows: Rows) -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
    """Yield a sheet's rows with their number: cells by heading in lower case, and labels by language."""
    if not rows:
        return
    headings = [_heading(cell or "") for cell in rows[0]]
    for number, cells in enumerate(rows[1:], start=2):
        row: dict[str, str] = {}
        labels: dict[str, str] = {}
        for (name, language), cell in zip(headings, cells, strict=False):
            if cell is None or not cell.strip():
                continue
            if name == "label":
                labels.setdefault(language, plain_text(cell))
            elif not language:
                row.setdefault(name, cell.strip())
        yield number, row, labels


def _heading(cell: str) -> tuple[str, str]:
    """Return a heading's name and language.

    Examples
    --------
    >>> _heading("label::English (en)"), _heading("LABEL:EN"), _heading("list name"), _heading("media::image")
    (('label', 'english (en)'), ('label', 'en'), ('list_name', ''), ('media', 'image'))
    """
    name, _, language = re.sub(r":+", ":", cell.strip().lower()).partition(":")
    name = re.sub(r"[ _]+", "_", name.strip())
    return TEXT_OF.get(name, name), language.strip()


def _choices(rows: Rows) -> dict[str, tuple[tuple[str, Mapping[str, str]], ...]]:
    """Return each list's choices in order; of those with one name and several texts, the texts are left out."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for _, row, labels in _records(rows):
        known = found.setdefault(row.get("list_name", ""), {})
        name = row.get("name") or row.get("value") or ""
        agreed = known.setdefault(name, labels)
        known[name] = {language: text for language, text in agreed.items() if labels.get(language) == text}
    return {name: tuple(choices.items()) for name, choices in found.items() if name}


def _own_language(rows: Rows) -> str:
    settings = next((row for _, row, _ in _records(rows)), {})
    return settings.get("default_language", "").lower()


def _no_survey(file: str, sheets: Mapping[str, Rows]) -> DataError:
    names = ", ".join(map(repr, sheets))
    return DataError(
        Words(
            f"{file} is an XLSForm without a sheet 'survey' (it has {names}). Name the sheet of questions 'survey'.",
            f"{file} 是缺少 survey 工作表的 XLSForm（现有 {names}）。请把题目所在工作表命名为 survey。",
        )
    )


def _no_questions(file: str, included: Sequence[str]) -> DataError:
    others = ", ".join(included)
    why = Words(f": it only includes other forms ({others})", f"，只引用了其他表单（{others}）")
    said = why if included else Words("", "")
    return DataError(
        Words(
            f"{file} holds no question of its own{said.en}. Give the XLSForm that holds the questions.",
            f"{file} 不含任何题目{said.zh}。请给出含有题目的 XLSForm。",
        )
    )


def _unclosed(file: str, group: _Open) -> DataError:
    return DataError(
        Words(
            f"{file}, sheet survey, row {group.row}: 'begin {group.what}' ({group.name}) is never ended.",
            f"{file} 工作表 survey 第 {group.row} 行：begin {group.what}（{group.name}）没有对应的 end。",
        )
    )


def _wrong_end(reading: _Reading, number: int, kind: str) -> DataError:
    last = reading.open[-1] if reading.open else None
    en = f"the {last.what} '{last.name}' of row {last.row} is open" if last else "nothing is open"
    zh = f"第 {last.row} 行的 {last.what}“{last.name}”尚未结束" if last else "没有已开始的组"
    return DataError(
        Words(
            f"{reading.file}, sheet survey, row {number}: '{kind}' ends nothing, for {en}.",
            f"{reading.file} 工作表 survey 第 {number} 行：“{kind}”无对应的开始，{zh}。",
        )
    )


def _twice(file: str, path: str, first: int, second: int) -> DataError:
    return DataError(
        Words(
            f"{file}, sheet survey: rows {first} and {second} both have the name '{path}', which a form can't.",
            f"{file} 工作表 survey：第 {first} 行和第 {second} 行的名称都是“{path}”，同一表单中不允许。",
        )
    )
