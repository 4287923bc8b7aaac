"""Formbricks: `No., Response ID, Timestamp, Finished, Survey ID` first, then `1. question`; roles only."""

from __future__ import annotations

import re

from satindex.readers.export import Role, Table
from satindex.readers.opening.own_columns import folded, with_own_columns
from satindex.readers.opening.platform_export import PlatformExport

SIGNATURE = ["no.", "response id", "timestamp", "finished", "survey id"]
ROLES: dict[str, Role] = {
    "no.": "embedded",
    "response id": "id",
    "timestamp": "end",
    "finished": "status",
    "ip address": "ip",
    "email": "email",
    "user id": "id",
    "language": "language",
    "source": "source",
    "country": "location",
}
QUESTION = re.compile(r"^\d+\.\s")


def recognises(table: Table) -> bool:
    """Tell by the first five headings."""
    return [folded(heading) for heading in table.headings[:5]] == SIGNATURE


def of_platform(table: Table) -> PlatformExport:
    """Return the answers; a column whose heading has no number was not asked."""
    beside = [name for name in table.columns if not QUESTION.match(name)]
    roles: dict[str, Role] = {name: ROLES.get(folded(name), "embedded") for name in beside}
    return with_own_columns(table, "Formbricks", roles)
