"""REDCap: raw or label, `x___1` per box, `<form>_complete`, a row per event and repeat.

A box is 0 where it was not ticked and also where nobody saw the question: where none of a question's boxes is ticked,
its cells count as empty, as other platforms leave them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from satindex.language import Words
from satindex.readers.export import Codebook, OptionSet, QuestionType, Role, Table
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import PlatformExport, platform_export
from satindex.readers.opening.questions import with_numbers

STATES = (frozenset({"0", "1", "2"}), frozenset({"Incomplete", "Unverified", "Complete"}))
MARKS = (frozenset({"0", "1"}), frozenset({"Checked", "Unchecked"}))
RECORD = re.compile(r"(?i)(?:record|study|subject|participant)[_ ]?id")
OWN: dict[str, Role] = {
    "redcap_event_name": "embedded",
    "redcap_repeat_instrument": "embedded",
    "redcap_repeat_instance": "embedded",
    "redcap_data_access_group": "embedded",
    "redcap_survey_identifier": "name",
    "event name": "embedded",
    "repeat instrument": "embedded",
    "repeat instance": "embedded",
    "data access group": "embedded",
    "survey identifier": "name",
}
SEVERAL_ROWS = {"redcap_event_name": "event", "event name": "event", "redcap_repeat_instrument": "repeat",
                "repeat instrument": "repeat"}  # fmt: skip
BOX = re.compile(r"^(?P<raw>.+?)___(?P<code>.+)$|^(?P<label>.+?)\s*\(choice=(?P<option>.*)\)$", re.DOTALL)
TIME = re.compile(r"_timestamp$|^Survey Timestamp$")
NOT_COMPLETED = "[not completed]"
REASON = Words("the form was not completed", "表单未完成")
TICKED = ("1", "1.0", "Checked")
LOOKED_AT = 100
Boxes = Mapping[str, Sequence[str]]


def recognises(table: Table) -> bool:
    """Tell whether there is what only REDCap writes: a column it adds, boxes beside a record's id, a form's state.

    Reports have no state of forms. A state alone is a sign where the record's id comes first.
    """
    if not table.headings:
        return False
    headings = [heading.strip() for heading in table.headings]
    identified = RECORD.fullmatch(headings[0]) is not None
    states = [headings[at] for at in _states(table)]
    boxed = [match for heading in _boxed(table) if (match := BOX.match(heading)) is not None]
    return (
        any(heading in OWN and heading.startswith("redcap_") for heading in headings)
        or "Complete?" in states
        or any(match["label"] for match in boxed)
        or bool(boxed and (states or identified))
        or bool(states and identified)
    )


def of_platform(table: Table) -> PlatformExport:
    """Return every row: what a row stands for is named where there are several for a record."""
    headings = {name: heading.strip() for name, heading in zip(table.columns, table.headings, strict=True)}
    states = [table.columns[at] for at in _states(table)]
    roles = dict(_roles(headings, states))
    asked = {name: heading for name, heading in headings.items() if name not in roles}
    boxes = _boxes({name: heading for name, heading in asked.items() if heading in frozenset(_boxed(table))})
    sets = {question: OptionSet(tuple(columns), TICKED) for question, columns in boxes.items()}
    codebook = Codebook(
        questions={name: plain_text(text) for name, text in asked.items() if re.search(r"\s|\?$", text)},
        question_columns=with_numbers(_question_columns(asked, boxes)),
        types=dict(_types(boxes)),
        roles=roles,
        ids={name: heading for name, heading in asked.items() if name != heading},
        sets=sets,
        options={name: _option(headings[name]) for columns in boxes.values() for name in columns},
        missing={
            name: (NOT_COMPLETED,)
            for name in headings
            if roles.get(name) in ("end", "embedded") and TIME.search(headings[name])
        },
        missing_reasons={NOT_COMPLETED: REASON},
    )
    several = dict.fromkeys(SEVERAL_ROWS[one.lower()] for one in headings.values() if one.lower() in SEVERAL_ROWS)
    note = f" (a row per {' and '.join(several)})" if several else ""
    return platform_export(table, f"REDCap{note}", codebook=codebook, boxes=tuple(sets.values()))


def _boxed(table: Table) -> list[str]:
    """Return the headings of boxes in whose column nothing but ticked and not ticked stands."""
    rows = table.first_rows(LOOKED_AT)
    named = [(at, one.strip()) for at, one in enumerate(table.headings) if BOX.match(one.strip())]
    cells = {at: frozenset(re.sub(r"\.0$", "", cell) for row in rows if (cell := row[at])) for at, _ in named}
    return [heading for at, heading in named if any(cells[at] <= known for known in MARKS)]


def _states(table: Table) -> list[int]:
    """Return the columns that tell how far a form is: 0, 1, 2 or their labels."""
    rows = table.first_rows(LOOKED_AT)
    named = [at for at, one in enumerate(table.headings) if one.strip() == "Complete?" or one.endswith("_complete")]
    cells = {at: frozenset(re.sub(r"\.0$", "", cell) for row in rows if (cell := row[at])) for at in named}
    return [at for at in named if any(cells[at] <= known for known in STATES)]


def _roles(headings: Mapping[str, str], states: Sequence[str]) -> Iterator[tuple[str, Role]]:
    """Yield the record's id, which comes first, and what REDCap adds; the first form's time is when it was sent."""
    times = {headings[name].removesuffix("_complete") + "_timestamp" for name in states} | {"Survey Timestamp"}
    first = next((name for name, heading in headings.items() if heading in times), "")
    for place, (name, heading) in enumerate(headings.items()):
        if place == 0 and (states or RECORD.fullmatch(heading)):
            yield name, "id"
        elif heading.lower() in OWN:
            yield name, OWN[heading.lower()]
        elif name in states:
            yield name, "status"
        elif heading in times:
            yield name, "end" if name == first else "embedded"


def _boxes(asked: Mapping[str, str]) -> Boxes:
    found: dict[str, list[str]] = defaultdict(list)
    for name, heading in asked.items():
        if (match := BOX.match(heading)) is not None:
            found[match["raw"] or plain_text(match["label"])].append(name)
    return found


def _option(heading: str) -> str:
    match = BOX.match(heading)
    assert match is not None  # noqa: S101 - the headings of boxes
    return match["code"] or plain_text(match["option"] or "")


def _question_columns(asked: Mapping[str, str], boxes: Boxes) -> dict[str, tuple[str, ...]]:
    ticked = {name for columns in boxes.values() for name in columns}
    single: dict[str, list[str]] = defaultdict(list)
    for name, heading in asked.items():
        if name not in ticked:
            single[plain_text(heading)].append(name)
    found = {said: (names[0],) for said, names in single.items() if len(names) == 1}
    return {**found, **{question: tuple(columns) for question, columns in boxes.items()}}


def _types(boxes: Boxes) -> Iterator[tuple[str, QuestionType]]:
    for columns in boxes.values():
        yield from ((name, "multiple") for name in columns)
