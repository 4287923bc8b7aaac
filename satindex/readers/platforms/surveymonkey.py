"""SurveyMonkey: two rows of headings, a question's text over the first of its columns, and what each column is below.

Exports that were tidied to one row of headings are known by their ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from satindex.frames.batches import all_distinct_counts
from satindex.readers.export import Codebook, OptionSet, QuestionType, Role, Table
from satindex.readers.opening.duration import begun_and_ended
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.joined import joins_answers
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import PlatformExport, platform_export
from satindex.readers.opening.questions import Question, with_questions

ID = re.compile(r"(?i)^\ufeff?respondent ?id$")
ID_NUMBER = re.compile(r"^\d{8,14}(?:\.0)?$")
ROLES: dict[str, Role] = {
    "respondentid": "id",
    "collectorid": "source",
    "startdate": "start",
    "enddate": "end",
    "ipaddress": "ip",
    "emailaddress": "email",
    "firstname": "name",
    "lastname": "name",
}
UNNAMED = re.compile(r"^Unnamed: \d+(?:_level_\d+)?$")  # so pandas calls a column without a heading
RESPONSE, OPEN = "response", "open-ended response"
OTHER = re.compile(
    r"(?i)^(?:other|sonstige|andere|autre|otr[oa]s?|altr[oi]|outr[oa]s?|其他|其它|その他|기타)"
    r".*(?:specify|angeben|préciser|especifi|specificare|说明|說明|注明|註明|指定|具体|구체|입력)"
)
LOOKED_AT = 100
FEWEST_RANKED = 5
Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Column:
    """A column of a question: its place in the table, its name, and what the second row says."""

    at: int
    name: str
    label: str

    @property
    def is_option(self) -> bool:
        """Whether the second row names an option or a row of the question, not what kind of answer stands below."""
        return bool(self.label) and self.label.casefold() not in (RESPONSE, OPEN) and not OTHER.match(self.label)

    @property
    def is_written(self) -> bool:
        """Whether respondents answer in their own words."""
        return self.label.casefold() == OPEN or bool(OTHER.match(self.label))


@dataclass(frozen=True)
class Group:
    """A question: its text and its columns; `role` where it is about the response, not asked."""

    text: str
    columns: tuple[Column, ...]
    role: Role | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def options(self) -> tuple[Column, ...]:
        """The columns that stand for an option or a row."""
        return tuple(column for column in self.columns if column.is_option)


def recognises(table: Table) -> bool:
    """Tell by the ids' heading over a blank cell in a row of labels, or over nothing but ids as the platform makes."""
    if not table.headings or not ID.match(table.headings[0].strip()):
        return False
    rows = table.first_rows(LOOKED_AT)
    return _has_labels(rows) or (bool(rows) and all(row[0] and ID_NUMBER.match(row[0]) for row in rows))


def of_platform(table: Table) -> PlatformExport:
    """Return the answers; a column is `question — option`, or the question alone where it has one answer."""
    rows = table.first_rows(LOOKED_AT)
    labels: tuple[str, ...] = ()
    if _has_labels(rows):
        labels, rows, table = tuple(plain_text(cell or "") for cell in rows[0]), rows[1:], table.below(1)
    groups = _groups(table.headings, labels)
    names = [column.name for group in groups for column in group.columns]
    book = _codebook(table, groups, rows)
    took = begun_and_ended(book.roles)
    export = platform_export(table, "SurveyMonkey", names, codebook=book, duration=took)
    return with_questions(export, [Question(one.text, one.names) for one in groups if one.role is None and one.text])


def _has_labels(rows: Sequence[Row]) -> bool:
    return bool(rows) and not rows[0][0] and any(rows[0])


def _groups(headings: Sequence[str], labels: Sequence[str]) -> list[Group]:
    """Return the questions in the order of the file; a column without a heading belongs to the one before it."""
    texts = ["" if UNNAMED.match(heading) else plain_text(heading) for heading in headings]
    below = labels or [""] * len(texts)
    roles = _roles(texts, labels)
    goes_on = [bool(at and not texts[at] and below[at] and at - 1 not in roles) for at in range(len(texts))]
    stems: list[str] = []
    for text, on in zip(texts, goes_on, strict=True):
        stems.append(stems[-1] if on else text)
    names, _ = unique_headings(_named(stem, label) for stem, label in zip(stems, below, strict=True))
    starts = [at for at, on in enumerate(goes_on) if not on]
    return [
        Group(stems[start], tuple(Column(at, names[at], below[at]) for at in range(start, end)), roles.get(start))
        for start, end in zip(starts, [*starts[1:], len(texts)], strict=True)
    ]


def _named(stem: str, label: str) -> str:
    alone = not label or label.casefold() in (RESPONSE, OPEN)
    return stem if alone else f"{stem} — {label}" if stem else label


def _roles(texts: Sequence[str], labels: Sequence[str]) -> dict[int, Role]:
    """Return what the first columns are about; they end where a label stands below, or a heading is not their own."""
    found: dict[int, Role] = {}
    for at, text in enumerate(texts):
        role = ROLES.get(text.replace(" ", "").casefold().strip("\ufeff"))
        if at and (labels[at] if labels else role is None):
            break
        found[at] = role or "embedded"
    return found


def _codebook(table: Table, groups: Sequence[Group], rows: Sequence[Row]) -> Codebook:
    asked = [group for group in groups if group.role is None and group.text]
    several = list(_several(table, asked, rows))
    types: dict[str, QuestionType] = {}
    for group in asked:
        if group in several:
            types |= dict.fromkeys(group.names, "multiple")
        elif _is_ranking(group, rows):
            types |= {column.name: "rank" for column in group.options}
        elif joins_answers({cell for row in rows if (cell := row[group.columns[0].at])}):
            types[group.names[0]] = "multiple"  # a condensed export has one column per question
        types |= {column.name: "text" for column in group.columns if column.is_written}
    keys, _ = unique_headings(group.text for group in asked)
    return Codebook(
        questions={column.name: _named(group.text, column.label) for group in asked for column in group.columns},
        roles={name: group.role for group in groups for name in group.names if group.role is not None},
        types=types,
        sets={key: OptionSet(group.names) for key, group in zip(keys, asked, strict=True) if group in several},
        options={column.name: column.label for group in several for column in group.columns},
    )


def _several(table: Table, groups: Sequence[Group], rows: Sequence[Row]) -> Iterator[Group]:
    """Yield the questions of which every column holds its own option or nothing, in the first rows and in all."""
    likely = [group for group in groups if _is_likely_set(group, rows)]
    names = [table.columns[column.at] for group in likely for column in group.options]
    if not names:
        return
    counts = all_distinct_counts(table.read(names), names)
    for group in likely:
        if all(_own(column, [cell for cell, _ in counts[table.columns[column.at]]]) for column in group.options):
            yield group


def _is_likely_set(group: Group, rows: Sequence[Row]) -> bool:
    options = group.options
    if not options or any(not (column.is_option or OTHER.match(column.label)) for column in group.columns):
        return False
    cells = {column: [row[column.at] for row in rows] for column in options}
    return any(map(any, cells.values())) and all(_own(column, held) for column, held in cells.items())


def _own(column: Column, cells: Sequence[object]) -> bool:
    return all(plain_text(str(cell)) == column.label for cell in cells if cell is not None and cell != "")


def _is_ranking(group: Group, rows: Sequence[Row]) -> bool:
    """Tell whether everybody gave each item a place of its own, 1 to the number of items; some gave one to all."""
    places = [str(place) for place in range(1, len(group.options) + 1)]
    ranked = [[row[column.at] for column in group.options] for row in rows]
    given = [[cell for cell in cells if cell and cell in places] for cells in ranked if any(cells)]
    return (
        len(places) > 1
        and len(given) >= FEWEST_RANKED
        and all(len(set(cells)) == len(cells) for cells in given)
        and any(len(cells) == len(places) for cells in given)
    )
