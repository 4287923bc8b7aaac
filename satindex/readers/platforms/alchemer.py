"""Alchemer (SurveyGizmo): `Response ID, Time Started, Date Submitted, Status` first; signature and roles only."""

from __future__ import annotations

from satindex.readers.export import Role, Table
from satindex.readers.opening.own_columns import folded, leading_roles, with_own_columns
from satindex.readers.opening.platform_export import PlatformExport

SIGNATURE = ["response id", "time started", "date submitted", "status"]
ROLES: dict[str, Role] = {
    "response id": "id",
    "time started": "start",
    "date submitted": "end",
    "status": "status",
    "language": "language",
    "ip address": "ip",
    **dict.fromkeys(("longitude", "latitude", "country", "city", "state/region", "postal"), "location"),
    **dict.fromkeys(("contact id", "legacy comments", "comments", "tags", "sessionid"), "embedded"),
    **dict.fromkeys(("referer", "extended referer", "user agent"), "source"),
}


def recognises(table: Table) -> bool:
    """Tell by the first four headings."""
    return [folded(heading) for heading in table.headings[:4]] == SIGNATURE


def of_platform(table: Table) -> PlatformExport:
    """Return the answers, under the headings as written: what they are made of is not documented."""
    return with_own_columns(table, "Alchemer", leading_roles(table, ROLES))
