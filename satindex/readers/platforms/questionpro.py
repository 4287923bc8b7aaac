"""QuestionPro: `Response ID`, an address and the seconds taken before the questions; signature and roles only."""

from __future__ import annotations

import narwhals as nw

from satindex.readers.export import Role, Table
from satindex.readers.opening.own_columns import folded, leading_roles, with_own_columns
from satindex.readers.opening.platform_export import PlatformExport

TAKEN = "time taken to complete (seconds)"
ROLES: dict[str, Role] = {
    "response id": "id",
    "response status": "status",
    "ip address": "ip",
    "timestamp": "end",
    "timestamp (mm/dd/yyyy)": "end",
    "duplicate": "embedded",
    TAKEN: "duration",
    "seq. number": "embedded",
    "external reference": "embedded",
    **{f"custom variable {number}": "embedded" for number in range(1, 256)},
    "respondent email": "email",
    "email": "email",
    "email list": "source",
    "country code": "location",
    "country": "location",
    "region": "location",
}


def recognises(table: Table) -> bool:
    """Tell by the first heading and that of the time taken, before any question."""
    return [folded(heading) for heading in table.headings[:1]] == ["response id"] and any(
        folded(name) == TAKEN for name in leading_roles(table, ROLES)
    )


def of_platform(table: Table) -> PlatformExport:
    """Return the answers; 0 seconds were taken by those who did not finish, of whom the time is not known."""
    roles = leading_roles(table, ROLES)
    taken = next(name for name, role in roles.items() if role == "duration")
    return with_own_columns(table, "QuestionPro", roles, {taken: _known})


def _known(seconds: nw.Expr) -> nw.Expr:
    return seconds.str.replace_all(r"^\s*0+(?:\.0*)?\s*$", "")
