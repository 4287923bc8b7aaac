"""The header rows of an export: one, two (legacy: V1, V2, …) or three (with import ids), and what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from satindex.readers.export import Role, Table
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.qualtrics.import_ids import ImportId, parsed, written_id
from satindex.readers.qualtrics.metadata import is_derived, role_of

_LEGACY = re.compile(r"^V\d+$")
_RESPONSE = re.compile(r"^(?:R|FS)_\w+$")
OWN = ("startdate", "enddate", "status", "finished")


@dataclass(frozen=True)
class Column:
    """One column: its heading as written, its unique name, the question's text and the import id where told."""

    heading: str
    name: str
    text: str
    id: str

    @property
    def import_id(self) -> ImportId | None:
        """What the import id says of a question."""
        return parsed(self.id) if self.id else None

    @property
    def role(self) -> Role | None:
        """What the column is about where it holds no answers."""
        known = role_of(self.id or self.heading)
        if known is not None:
            return known
        if not self.id:
            return "embedded" if is_derived(self.heading) else None
        if self.import_id is None:
            return "score" if self.id.startswith("SC_") else "embedded"
        return "embedded" if self.import_id.kind == "other" else None

    @property
    def is_text(self) -> bool:
        """Whether the cells are what respondents wrote."""
        return self.import_id.kind == "text" if self.import_id else self.heading.endswith("_TEXT")


def is_qualtrics(table: Table) -> bool:
    """Tell whether a row of import ids stands below the headings, or the headings are Qualtrics' own."""
    first = table.first_rows(2) if table.headings else []
    if any(_ids(row) for row in first):
        return True
    if _is_legacy(table.headings, first):
        return True
    named = {re.sub(r"\W", "", heading).casefold() for heading in table.headings}
    return named.issuperset(OWN) and not named.isdisjoint({"responseid", "recordid"})


def header_rows(table: Table) -> int:
    """Return how many rows below the headings are headings too."""
    first = table.first_rows(2)
    with_ids = next((at for at, row in enumerate(first) if _ids(row)), None)
    if with_ids is not None:
        return with_ids + 1
    if _is_legacy(table.headings, first):
        return 1
    return 1 if first and not _is_response(table.headings, first[0]) else 0


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return every column with what its header rows say, or where there are none of texts what the file tells of it."""
    headers = header_rows(table)
    rows = table.first_rows(headers) if headers else []
    ids = _ids(rows[-1]) if rows else None
    texts = rows[:-1] if ids else rows
    told = [table.codebook.questions.get(name) for name in table.columns]
    said = tuple(plain_text(cell or "") for cell in (texts[0] if texts else told))
    headings = _named(table.headings, said)
    return tuple(
        Column(heading, name, text, own)
        for heading, name, text, own in zip(
            headings, unique_headings(headings)[0], said, ids or ("",) * len(headings), strict=True
        )
    )


def _ids(row: Sequence[str | None]) -> tuple[str, ...] | None:
    """Return the import ids of a row, empty where a cell has none; None where the row is none of ids."""
    if not row or not any(cell and "ImportId" in cell for cell in row[:5]):
        return None
    found = tuple(written_id(cell) or "" for cell in row)
    return found if sum(map(bool, found)) * 2 > len(found) else None


def _is_legacy(headings: Sequence[str], first: Sequence[Sequence[str | None]]) -> bool:
    if not first or not headings or not _LEGACY.match(headings[0].strip()):
        return False
    return "responseid" in {(cell or "").strip().casefold() for cell in first[0]}


def _is_response(headings: Sequence[str], row: Sequence[str | None]) -> bool:
    """Tell whether a row is a response: it has a response's id, or dates."""
    for heading, cell in zip(headings, row, strict=True):
        if role_of(heading) == "id" and _RESPONSE.match((cell or "").strip()):
            return True
        if role_of(heading) == "start" and any(sign.isdigit() for sign in cell or ""):
            return True
    return False


def _named(headings: Sequence[str], said: Sequence[str]) -> list[str]:
    """Return the headings, where the legacy format has only numbers (V1, V2, …) what stands below them."""
    return [
        text if _LEGACY.match(heading.strip()) and role_of(text) else heading.strip().strip("\ufeff")
        for heading, text in zip(headings, said, strict=True)
    ]
