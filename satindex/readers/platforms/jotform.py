"""Jotform: `Submission Date` first and a `Submission ID`; answers of several lines; signature and roles only."""

from __future__ import annotations

from satindex.readers.export import Role, Table
from satindex.readers.opening.own_columns import folded, with_own_columns
from satindex.readers.opening.platform_export import PlatformExport

FIRST, ID = "submission date", "submission id"
ROLES: dict[str, Role] = {
    FIRST: "end",
    ID: "id",
    "ip": "ip",
    "submission ip": "ip",
    "last update date": "embedded",
    "submission status": "status",
}


def recognises(table: Table) -> bool:
    """Tell by the first heading and that of the submissions' ids."""
    headings = [folded(heading) for heading in table.headings]
    return headings[:1] == [FIRST] and ID in headings


def of_platform(table: Table) -> PlatformExport:
    """Return the answers; several answers of one question stand on lines of one cell."""
    roles = {name: role for name in table.columns if (role := ROLES.get(folded(name)))}
    return with_own_columns(table, "Jotform", roles)
