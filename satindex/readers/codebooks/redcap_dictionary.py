"""REDCap's data dictionary: a row per field with its type, label, choices, validation, and whether it identifies."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Codebook, Export, OptionSet, QuestionType, Role
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import described as with_codebook
from satindex.readers.opening.questions import with_numbers
from satindex.readers.opening.source import Source
from satindex.readers.platforms.redcap import TICKED
from satindex.readers.text.encoding import as_utf8

WHAT = Words("a REDCap data dictionary", "REDCap 数据字典")
FIRST_LINE = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:\"?Variable / Field Name\"?([,;\t])\"?Form Name\"?\1"
    rb"|\"?field_name\"?([,;\t])\"?form_name\"?\2)"
)
# The headings of the file that users download, then those of REDCap's API.
NAMES = {
    "name": ("Variable / Field Name", "field_name"),
    "kind": ("Field Type", "field_type"),
    "label": ("Field Label", "field_label"),
    "choices": ("Choices, Calculations, OR Slider Labels", "Choices OR Calculations",
                "select_choices_or_calculations"),
    "validation": ("Text Validation Type OR Show Slider Number", "text_validation_type_or_show_slider_number"),
    "identifier": ("Identifier?", "identifier"),
    "number": ("Question Number (surveys only)", "question_number"),
    "matrix": ("Matrix Group Name", "matrix_group_name"),
}  # fmt: skip
LISTED = frozenset({"radio", "dropdown", "checkbox"})
FIXED = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
TYPES: dict[str, QuestionType] = {
    "radio": "single",
    "dropdown": "single",
    "yesno": "single",
    "truefalse": "single",
    "sql": "single",
    "checkbox": "multiple",
    "calc": "number",
    "slider": "number",
    "notes": "text",
    "text": "text",
}
VALIDATED: tuple[tuple[str, QuestionType], ...] = (("date", "date"), ("number", "number"), ("integer", "number"))
PERSONAL: dict[str, Role] = {"email": "email", "phone": "phone"}


@dataclass(frozen=True)
class Field:
    """A field of a project: its choices are labels by code; `identifies` is what the project itself says."""

    name: str
    kind: str
    label: str
    choices: Mapping[str, str]
    validation: str
    identifies: bool
    number: str
    matrix: str

    @property
    def type(self) -> QuestionType | None:
        """The question's type; what is typed may be a number or a date."""
        if self.kind == "text":
            return next((kind for start, kind in VALIDATED if self.validation.startswith(start)), "text")
        return TYPES.get(self.kind)

    @property
    def role(self) -> Role | None:
        """A role for what identifies a respondent; a name stands for any other sign of who it is."""
        personal = PERSONAL.get(self.validation)
        return personal or ("name" if self.identifies else "embedded" if self.kind == "file" else None)


def recognises(source: Source) -> bool:
    """Tell whether the file begins with the dictionary's own headings."""
    return FIRST_LINE.match(source.head) is not None


def described(source: Source, export: Export) -> Export:
    """Return the export with its fields' labels, choices and types; raises DataError where it has none of them."""
    fields = fields_of(source)
    found = _found(fields, export)
    if not found:
        raise _of_another_project(source.name, fields, export)
    return with_codebook(export, _told(found, export))


def fields_of(source: Source) -> tuple[Field, ...]:
    """Read the dictionary; raises DataError where a choice has no code, or the file is cut off."""
    match = FIRST_LINE.match(source.head)
    assert match is not None  # noqa: S101 - only a recognised file is read
    with as_utf8(source).open() as file:
        text = file.read().decode("utf-8-sig")
    rows = csv.DictReader(StringIO(text.lstrip(), newline=""), delimiter=(match[1] or match[2]).decode())
    return tuple(_field(source.name, rows.line_num, row) for row in rows)


def _field(file: str, line: int, row: Mapping[str | None, str | None]) -> Field:
    cells = [cell for cell in row.values() if cell is not None]
    if len(cells) < len(row):
        raise _cut_off(file, line, len(cells), len(row))
    said = {key: next((cell for name in names if (cell := row.get(name))), "") for key, names in NAMES.items()}
    kind = said["kind"].strip().lower()
    name = said["name"].strip()
    choices = dict(_choices(file, line, name, said["choices"])) if kind in LISTED else FIXED.get(kind, {})
    return Field(
        name,
        kind,
        plain_text(said["label"]),
        choices,
        said["validation"].strip().lower(),
        said["identifier"].strip().lower() == "y",
        said["number"].strip(),
        said["matrix"].strip(),
    )


def _choices(file: str, line: int, name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield codes and labels: `1, one | 2, two, or more`, where the first comma ends the code."""
    for choice in text.split("|"):
        code, comma, label = choice.partition(",")
        if comma:
            yield code.strip(), plain_text(label)
        elif choice.strip():
            raise DataError(
                Words(
                    f"{file}, line {line}: the choice '{choice.strip()}' of {name} has no code; choices are written "
                    "'1, one | 2, two'.",
                    f"{file} 第 {line} 行：{name} 的选项“{choice.strip()}”没有编码；选项应写作“1, one | 2, two”。",
                )
            )


@dataclass(frozen=True)
class _Column:
    field: Field
    code: str = ""


def _found(fields: Sequence[Field], export: Export) -> dict[str, _Column]:
    """Return each column's field: by its name, else by a label that one field alone has."""
    names = {said: _Column(one) for one in fields for said in (one.name,) if one.kind != "checkbox"}
    labels = Counter(one.label for one in fields)
    for one in fields:
        if one.kind == "checkbox":
            names |= {_box(one.name, code): _Column(one, code) for code in one.choices}
        if labels[one.label] == 1:
            texts = {f"{one.label} (choice={label})": _Column(one, code) for code, label in one.choices.items()}
            names = {**({one.label: _Column(one)} if one.kind != "checkbox" else texts), **names}
    written = {column: plain_text(export.codebook.ids.get(column, column)) for column in export.columns}
    return {column: names[said] for column, said in written.items() if said in names}


def _box(name: str, code: str) -> str:
    """Return the column of a box: codes are written in small letters, a minus as `_`.

    Examples
    --------
    >>> _box("race", "A"), _box("race", "-1")
    ('race___a', 'race____1')
    """
    return f"{name}___{code.lower().replace('-', '_')}"


def _told(found: Mapping[str, _Column], export: Export) -> Codebook:
    boxes: dict[str, list[str]] = defaultdict(list)
    for column, one in found.items():
        if one.code:
            boxes[one.field.name].append(column)
    roles = {column: role for column, one in found.items() if (role := one.field.role) is not None}
    return Codebook(
        questions={column: _full(one) for column, one in found.items() if one.field.label},
        value_labels={column: one.field.choices for column, one in found.items() if one.field.choices and not one.code},
        question_columns=with_numbers(_question_columns(found)),
        ids={column: one.field.name for column, one in found.items()},
        types={column: kind for column, one in found.items() if (kind := one.field.type) is not None},
        roles={column: role for column, role in roles.items() if export.codebook.roles.get(column) != "id"},
        sets={name: OptionSet(tuple(columns), TICKED) for name, columns in boxes.items()},
        options={column: one.field.choices[one.code] for column, one in found.items() if one.code},
    )


def _full(one: _Column) -> str:
    return f"{one.field.label} — {one.field.choices[one.code]}" if one.code else one.field.label


def _question_columns(found: Mapping[str, _Column]) -> dict[str, tuple[str, ...]]:
    """Return columns by the field's name, label and question number, and by the name of its matrix."""
    columns: dict[str, list[str]] = defaultdict(list)
    matrices: dict[str, list[str]] = defaultdict(list)
    fields = {one.field.name: one.field for one in found.values()}
    said = Counter(text for one in fields.values() for text in {one.name, one.label, one.number})
    for column, one in found.items():
        for text in dict.fromkeys((one.field.name, one.field.label, one.field.number)):
            if text and said[text] == 1:
                columns[text].append(column)
        if one.field.matrix and not one.code:
            matrices[one.field.matrix].append(column)
    return {name: tuple(asked) for name, asked in {**matrices, **columns}.items()}


def _cut_off(file: str, line: int, cells: int, headings: int) -> DataError:
    return DataError(
        Words(
            f"{file}, line {line}: the row has {cells} of {headings} cells: the file is cut off. Download it again.",
            f"{file} 第 {line} 行只有 {headings} 个单元格中的 {cells} 个：文件不完整，请重新下载。",
        )
    )


def _of_another_project(name: str, fields: Sequence[Field], export: Export) -> DataError:
    some = ", ".join(one.name for one in fields[:5])
    return DataError(
        Words(
            f"{name} describes none of the columns of {export.source}: its fields are {some}. Is it the "
            "dictionary of this project?",
            f"{name} 未说明 {export.source} 的任何一列：其字段为 {some}。它是这个项目的数据字典吗？",
        )
    )
