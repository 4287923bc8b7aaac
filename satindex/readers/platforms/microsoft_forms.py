"""Microsoft Forms: `ID, Start time, Completion time, Email, Name`, then a column per question or statement."""

from __future__ import annotations

import re

from satindex.readers.export import Codebook, QuestionType, Role, Table
from satindex.readers.opening.platform_export import PlatformExport, platform_export

SIGNATURES = (
    ("id", "start time", "completion time"),
    ("id", "开始时间", "完成时间"),
)
ROLES: dict[str, Role] = {
    "id": "id",
    "start time": "start",
    "开始时间": "start",
    "completion time": "end",
    "完成时间": "end",
    "email": "email",
    "电子邮件": "email",
    "name": "name",
    "姓名": "name",
    "名称": "name",
    "last modified time": "embedded",
    "上次修改时间": "embedded",
    "total points": "score",
    "总分": "score",
    "quiz feedback": "embedded",
}
GRADED = re.compile(r"^(?:Points|Feedback|得分|反馈) [-–] ")
SEVERAL = re.compile(r"^[^;]+;(?:[^;]+;)*$")
LOOKED_AT = 100


def recognises(table: Table) -> bool:
    """Tell whether the first three headings are the form's own."""
    first = tuple(_folded(heading) for heading in table.headings[:3])
    return first in SIGNATURES


def of_platform(table: Table) -> PlatformExport:
    """Return the answers; a question whose every cell ends in `;` lets a respondent choose several options."""
    roles = {name: role for name in table.columns if (role := _role(name))}
    types: dict[str, QuestionType] = {name: "multiple" for name in _several(table) if name not in roles}
    questions = {name: name for name in table.columns if name not in roles}
    return platform_export(table, "Microsoft Forms", codebook=Codebook(questions=questions, roles=roles, types=types))


def _role(name: str) -> Role | None:
    return "score" if GRADED.match(name) else ROLES.get(_folded(name))


def _several(table: Table) -> list[str]:
    rows = table.first_rows(LOOKED_AT)
    cells = ([row[place] for row in rows if row[place]] for place in range(len(table.columns)))
    return [
        name
        for name, given in zip(table.columns, cells, strict=True)
        if given and all(SEVERAL.match(cell or "") for cell in given)
    ]


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()
