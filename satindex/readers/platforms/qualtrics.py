"""Qualtrics: two header rows (legacy) or three, the last with the ids by which the questionnaire (QSF) describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from satindex.readers.export import Codebook, QuestionType, Table
from satindex.readers.opening.platform_export import PlatformExport, platform_export
from satindex.readers.qualtrics.grouping import asked_by, question_columns
from satindex.readers.qualtrics.headings import Column, columns_of, header_rows, is_qualtrics
from satindex.readers.qualtrics.joined import parted
from satindex.readers.qualtrics.metadata import LOOKED_AT, SEEN, TRIALS, UNANSWERED, not_answers

_CODES = re.compile(r"^-?\d+(?:,-?\d+)*$")


def recognises(table: Table) -> bool:
    """Tell whether the header rows are those of Qualtrics."""
    return is_qualtrics(table)


def of_platform(table: Table) -> PlatformExport:
    """Return the answers below the header rows; previews and tests among real responses are set aside."""
    columns = columns_of(table)
    headers = header_rows(table)
    rows = table.below(headers) if headers else table
    status = next((place for one, place in zip(columns, table.columns, strict=True) if _is_status(one)), None)
    joined = _several_codes(rows, columns)
    aside = not_answers(rows, status)
    found, repeated = question_columns(asked_by(columns))
    trials = status is not None and not aside
    export = platform_export(
        rows,
        "Qualtrics (nothing but previews and test responses)" if trials else "Qualtrics",
        [one.heading for one in columns],
        codebook=replace(_codebook(table, columns, joined, found), notes=(TRIALS,) if trials else ()),
        rewrites=dict.fromkeys(joined, parted(())),
        not_answers=aside,
    )
    return replace(export, repeated=export.repeated | repeated)


def _codebook(
    table: Table, columns: Sequence[Column], joined: Sequence[str], found: Mapping[str, tuple[str, ...]]
) -> Codebook:
    """Return what the header rows say, added to what the file itself says of columns that keep their names."""
    asked = [one for one in columns if one.role is None]
    types: dict[str, QuestionType] = {one.name: "text" for one in asked if one.is_text}
    own = table.codebook
    return replace(
        own,
        questions={one.name: one.text or one.heading for one in asked},
        missing={**{one.name: (UNANSWERED,) for one in asked}, **own.missing},
        missing_reasons={UNANSWERED: SEEN, **own.missing_reasons},
        question_columns={**found, **own.question_columns},
        ids={one.name: one.id for one in columns if one.id},
        types={**types, **dict.fromkeys(joined, "multiple")},
        roles={one.name: role for one in columns if (role := one.role)},
    )


def _is_status(column: Column) -> bool:
    return column.role == "status" and "status" in (column.id or column.heading).casefold()


def _several_codes(rows: Table, columns: Sequence[Column]) -> list[str]:
    """Return the columns whose every cell is a code or codes joined by commas, some of several.

    Only columns that an import id says to be answers: a number that respondents wrote may hold a comma too.
    """
    first = rows.first_rows(LOOKED_AT)
    found = []
    for place, column in enumerate(columns):
        if column.role is not None or column.import_id is None or column.is_text:
            continue
        cells = [cell for row in first if (cell := row[place])]
        if any("," in cell for cell in cells) and all(_CODES.match(cell) for cell in cells):
            found.append(column.name)
    return found
