"""LimeSurvey: headings by code (`Q1[SQ001]`, `Q1_SQ001`), by text, by both, and the VV file with two heading rows.

Responses that were not handed in stay: LimeSurvey's users choose at the export whether to have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import narwhals as nw

from satindex.language import Words
from satindex.readers.export import Codebook, OptionSet, QuestionType, Role, Table
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.platform_export import PlatformExport, Rewrite, platform_export
from satindex.readers.opening.questions import with_numbers
from satindex.readers.platforms.limesurvey_headings import Asked, Groups, asked, grouped, question_columns, rows_of

NO_DATE = "1980-01-01"
NOT_SHOWN = "{question_not_shown}"
NO_ANSWER = "N/A"
REASONS = {
    NOT_SHOWN: Words("the question was not shown", "未显示该题"),
    NO_ANSWER: Words("not shown or not answered", "未显示或未作答"),
}
OWN: dict[str, Role] = {
    "id": "id",
    "responseid": "id",
    "submitdate": "end",
    "datesubmitted": "end",
    "lastpage": "status",
    "startlanguage": "language",
    "seed": "embedded",
    "token": "embedded",
    "accesscode": "embedded",
    "firstname": "name",
    "lastname": "name",
    "email": "email",
    "emailaddress": "email",
    "startdate": "start",
    "datestarted": "start",
    "datestamp": "embedded",
    "datelastaction": "embedded",
    "ipaddr": "ip",
    "ipaddress": "ip",
    "refurl": "source",
    "referrerurl": "source",
    # German and French, as exports in these languages have them.
    "antwortid": "id",
    "datumabgeschickt": "end",
    "letzteseite": "status",
    "startsprache": "language",
    "zufallsstartwert": "embedded",
    "datumgestartet": "start",
    "datumletzteaktivität": "embedded",
    "iddelaréponse": "id",
    "datedesoumission": "end",
    "dernièrepage": "status",
    "languededépart": "language",
    "têtedesérie": "embedded",
    "datedelancement": "start",
    "datedeladernièreaction": "embedded",
}
IDS = ("responseid", "antwortid", "iddelaréponse")
FIRST = ("id", *IDS, *(f"id{one}" for one in IDS))
SIGNATURE = ("submitdate", "datesubmitted", "lastpage", "startlanguage", "datumabgeschickt", "letzteseite",
             "startsprache", "datedesoumission", "dernièrepage", "languededépart")  # fmt: skip
TIMES = ("interviewtime", "totaltime")
BOTH = re.compile(r"^id(?P<between>\W+)(?:Response ID|Antwort ID|ID de la réponse)$")
RANK = re.compile(r"Rank \d+")
YES_NO = frozenset({"Yes", "No", NO_ANSWER})
LOOKED_AT = 100


def recognises(table: Table) -> bool:
    """Tell whether the response's own columns come first, by their codes or by their English names."""
    return _own(table.headings) or _is_vv(table)


def of_platform(table: Table) -> PlatformExport:
    """Return all responses; those that were not handed in are counted in what the export is called."""
    if _is_vv(table):
        texts, codes = table.headings, [cell or "" for cell in table.first_rows(1)[0]]
        return _export(table.below(1), codes, texts, vv=True)
    match = BOTH.match(table.headings[0].strip())
    if match is not None:
        halves = [heading.partition(match["between"]) for heading in table.headings]
        return _export(table, [half[0] for half in halves], [half[2] for half in halves])
    by_code = table.headings[0].strip() == "id"
    nothing = [""] * len(table.headings)
    return _export(table, table.headings if by_code else nothing, nothing if by_code else table.headings)


def _own(headings: Sequence[str | None]) -> bool:
    first = [_folded(heading or "") for heading in headings[:8]]
    return bool(first) and first[0] in FIRST and sum(name.startswith(SIGNATURE) for name in first[1:]) > 1


def _is_vv(table: Table) -> bool:
    rows = table.first_rows(1) if table.headings else []
    return bool(rows) and rows[0][0] == "id" and _own(rows[0])


def _export(table: Table, codes: Sequence[str], texts: Sequence[str], *, vv: bool = False) -> PlatformExport:
    names = unique_headings(codes)[0] if vv else table.columns
    roles = dict(_roles(names, [code or text for code, text in zip(codes, texts, strict=True)]))
    questions = [
        asked(name, code, text) for name, code, text in zip(names, codes, texts, strict=True) if name not in roles
    ]
    groups = grouped(questions)
    cells = _cells(table, names)
    ticked = {name: group for name, group in groups.items() if _ticked(group, cells)}
    codebook = Codebook(
        questions={one.column: one.full for one in questions if one.text},
        question_columns=with_numbers(question_columns(groups)),
        ids={one.column: one.code for one in questions if one.code},
        types=dict(_types(groups, cells)),
        roles={**roles, **dict(_undated(roles, cells))},
        sets={name: OptionSet(rows_of(group), ("Y",)) for name, group in ticked.items()},
        options={one.column: one.parts[-1] for group in ticked.values() for one in group if one.text},
        missing=dict(_missing(names, cells, vv)),
        missing_reasons=REASONS,
    )
    rewrites: dict[str, Rewrite] = {name: _unescaped(name in roles) for name in names} if vv else {}
    platform = "LimeSurvey VV" if vv else "LimeSurvey"
    return platform_export(table, platform + _unfinished(table, names, roles), names, codebook=codebook,
                           rewrites=rewrites)  # fmt: skip


def _roles(names: Sequence[str], headings: Sequence[str]) -> Iterator[tuple[str, Role]]:
    """Yield the roles of the columns before the questions, and of the times that close some exports."""
    folded = [_folded(heading) for heading in headings]
    times = next((place for place, name in enumerate(folded) if name in TIMES), len(folded))
    for name, own in zip(names, folded, strict=True):
        if own not in OWN:
            break
        yield name, OWN[own]
    for place in range(times, len(names)):
        yield names[place], "duration" if place == times else "embedded"


Cells = dict[str, frozenset[str]]


def _cells(table: Table, names: Sequence[str]) -> Cells:
    rows = table.first_rows(LOOKED_AT)
    return {name: frozenset(cell for row in rows if (cell := row[place])) for place, name in enumerate(names)}


def _ticked(group: Sequence[Asked], cells: Cells) -> bool:
    """Tell whether the columns are options to tick: nothing but `Y` stands in them."""
    rows = rows_of(group)
    said = [cells[column] - {NOT_SHOWN} for column in rows]
    return len(rows) > 1 and any(said) and all(one <= {"Y"} for one in said)


def _types(groups: Groups, cells: Cells) -> Iterator[tuple[str, QuestionType]]:
    for group in groups.values():
        kind: QuestionType | None = "multiple" if _ticked(group, cells) else None
        if all(one.parts and RANK.fullmatch(one.parts[0]) for one in group):
            kind = "rank"
        if kind is not None:
            yield from ((column, kind) for column in rows_of(group))


def _missing(names: Sequence[str], cells: Cells, vv: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in names:
        own = (NO_ANSWER,) if NO_ANSWER in cells[name] and cells[name] <= YES_NO else ()
        if vv or own:
            yield name, (*((NOT_SHOWN,) if vv else ()), *own)


@cache
def _unescaped(own: bool) -> Callable[[nw.Expr], nw.Expr]:
    """Return how a VV file's signs for line ends, tabs and braces become what they stand for."""

    def read(text: nw.Expr) -> nw.Expr:
        for sign, meant in (("{newline}", "\n"), ("{cr}", "\r"), ("{tab}", "\t"), ("{lbrace}", "{")):
            text = text.str.replace_all(sign, meant, literal=True)
        text = text.str.replace_all(r"^\{quote\}", '"')
        return text.str.replace_all(NOT_SHOWN, "", literal=True) if own else text

    return read


def _undated(roles: dict[str, Role], cells: Cells) -> Iterator[tuple[str, Role]]:
    """Yield the date of handing in where an anonymous survey has none: 1980 only says that it was handed in."""
    for name, role in roles.items():
        if role == "end" and any(cell.startswith(NO_DATE) for cell in cells[name]):
            yield name, "status"


def _unfinished(table: Table, names: Sequence[str], roles: dict[str, Role]) -> str:
    """Say how many responses were not handed in."""
    place = next((at for at, name in enumerate(names) if roles.get(name) == "end"), None)
    if place is None:
        return ""
    dates = table.read([table.columns[place]]).lazy().collect("polars").to_native().to_series()
    open_ones = int((dates.is_null() | (dates.cast(str) == NOT_SHOWN)).sum())
    return f" (not submitted, kept: {open_ones} of {len(dates)})" if open_ones else ""


def _folded(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading).casefold()
