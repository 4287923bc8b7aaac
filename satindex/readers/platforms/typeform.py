"""Typeform: `#`, a column per question or option, then when each respondent began and submitted, in UTC.

The options of a question of several answers stand alone in the headings, its own text is lost: such columns are known
by their cells, but not which of them belong together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from satindex.readers.export import Codebook, QuestionType, Role, Table
from satindex.readers.opening.duration import begun_and_ended
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import PlatformExport, platform_export
from satindex.readers.opening.questions import Question, with_questions

STARTED, SUBMITTED = "Start Date (UTC)", "Submit Date (UTC)"
ROLES: dict[str, Role] = {
    "Response Type": "status",
    STARTED: "start",
    "Stage Date (UTC)": "embedded",
    SUBMITTED: "end",
    "Network ID": "ip",  # a hash of the address and the browser
    "Tags": "embedded",
    "Ending": "embedded",
}
EMPHASIS = re.compile(r"(?<![\w*])(\*\*?|__?)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
YES_NO = {"1": "Yes", "0": "No"}
LOOKED_AT = 100


def recognises(table: Table) -> bool:
    """Tell by the first heading, `#`, and those of the two dates."""
    headings = [heading.strip("\ufeff ") for heading in table.headings]
    return headings[:1] == ["#"] and STARTED in headings and SUBMITTED in headings


def of_platform(table: Table) -> PlatformExport:
    """Return the answers under their questions without marks of emphasis, and how long they took."""
    written = [_plain(heading) for heading in table.headings]
    names, _ = unique_headings(written)
    roles = _roles(names)
    asked = [at for at, name in enumerate(names) if name not in roles]
    cells = _cells(table)
    options = [at for at in asked if _is_option(written[at], cells[at])]
    types: dict[str, QuestionType] = {names[at]: "multiple" for at in options}
    book = Codebook(
        questions={names[at]: written[at] for at in asked if written[at]},
        value_labels={names[at]: YES_NO for at in asked if cells[at] == set(YES_NO)},
        types=types,
        roles=roles,
        options={names[at]: written[at] for at in options},
    )
    export = platform_export(table, "Typeform", names, codebook=book, duration=begun_and_ended(roles))
    questions = [Question(written[at], (names[at],)) for at in asked if written[at]]
    return with_questions(export, questions, numbered=not options)


def _roles(names: Sequence[str]) -> dict[str, Role]:
    """Return the roles of the first column and of the platform's own behind the questions."""
    began = names.index(STARTED)
    first = began - 1 if names[began - 1] == "Response Type" else began
    return {names[0]: "id", **{name: ROLES[name] for name in names[first:] if name in ROLES}}


def _cells(table: Table) -> list[set[str]]:
    rows = table.first_rows(LOOKED_AT)
    return [{cell for row in rows if (cell := row[at])} for at in range(len(table.columns))]


def _is_option(heading: str, cells: set[str]) -> bool:
    return bool(cells) and all(_plain(cell) == heading for cell in cells)


def _plain(text: str) -> str:
    return EMPHASIS.sub(r"\2", plain_text(text.strip("\ufeff")))
