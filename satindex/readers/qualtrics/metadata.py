"""The columns that Qualtrics adds to the answers, and the responses that are no answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from satindex.language import Words
from satindex.readers.export import Role, Table
from satindex.readers.opening.platform_export import NotAnswers

UNANSWERED = "-99"
SEEN = Words("seen but not answered", "看到但未作答")
ROLES: dict[str, Role] = {
    "responseid": "id",
    "recordid": "id",
    "responseset": "embedded",
    "responsesetid": "embedded",
    "name": "name",
    "recipientlastname": "name",
    "recipientfirstname": "name",
    "recipientemail": "email",
    "emailaddress": "email",
    "ipaddress": "ip",
    "status": "status",
    "finished": "status",
    "progress": "status",
    "startdate": "start",
    "enddate": "end",
    "recordeddate": "embedded",
    "duration": "duration",
    "durationinseconds": "duration",
    "externaldatareference": "embedded",
    "externalreference": "embedded",
    "locationlatitude": "location",
    "locationlongitude": "location",
    "locationaccuracy": "location",
    "distributionchannel": "source",
    "userlanguage": "language",
}
_BEFORE = re.compile(r"^(?:panel|Location)-|^_")
_DERIVED = re.compile(r"_NPS_GROUP$|_DO(?:_\w+)?$|_(?:First Click|Last Click|Page Submit|Click Count)$")
PREVIEWS = ("1", "1.0", "9", "9.0", "17", "17.0", "Survey Preview", "Survey Preview Spam", "Offline Survey Preview")
TESTS = ("2", "2.0", "Survey Test")
PREVIEW = Words("a preview of the survey (Status)", "问卷预览（Status）")
TEST = Words("a test response (Status)", "测试答卷（Status）")
TRIALS = Words(
    "every response of the file is a preview or a test (Status), so none is set aside",
    "文件中的答卷全部是预览或测试（Status），因此未作剔除",
)
LOOKED_AT = 100


def role_of(name: str) -> Role | None:
    """Return what a column of Qualtrics' own is about, by its import id or its heading; None for any other.

    Examples
    --------
    >>> role_of("panel-RecipientEmail"), role_of("_recordId"), role_of("Duration (in seconds)"), role_of("Q1")
    ('email', 'id', 'duration', None)
    """
    return ROLES.get(re.sub(r"\W", "", _BEFORE.sub("", name)).casefold())


def is_derived(heading: str) -> bool:
    """Tell whether a heading is that of something Qualtrics derives from a question, not of its answers.

    Examples
    --------
    >>> is_derived("Q2_NPS_GROUP"), is_derived("Q5_DO_3"), is_derived("Q2_1")
    (True, True, False)
    """
    return _DERIVED.search(heading) is not None


def not_answers(table: Table, status: str | None) -> tuple[NotAnswers, ...]:
    """Return which responses are previews and tests; none are where the table holds nothing else: it is a rehearsal."""
    if status is None or _only_trials(table, status):
        return ()
    return NotAnswers(status, PREVIEWS, PREVIEW), NotAnswers(status, TESTS, TEST)


def _only_trials(table: Table, status: str) -> bool:
    trials = {*PREVIEWS, *TESTS}
    place = table.columns.index(status)
    first = [row[place] for row in table.first_rows(LOOKED_AT)]
    if not first or any(cell not in trials for cell in first):
        return False
    either = NotAnswers(status, tuple(trials), TEST)
    return len(table.read([status]).filter(~either.condition).lazy().collect()) == 0


def numeric_cells(cells: Sequence[str | None]) -> bool | None:
    """Tell by cells of Status and Finished whether an export holds codes or texts; None where they don't agree."""
    digits = {cell.replace(".", "", 1).isdigit() for cell in cells if cell}
    return digits.pop() if len(digits) == 1 else None
