"""Microsoft Forms: `ID, Start time, Completion time, Email, Name`, then a column per question or statement."""

from __future__ import annotations

import re
from collections.abc import Mapping

from satindex.readers.export import Codebook, QuestionType, Role, Table
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import PlatformExport, platform_export
from satindex.readers.opening.questions import Question, with_questions

IDS = frozenset({"id", "id.", "识别码", "識別碼", "标识符"})
# When a respondent began and ended, in the languages of the forms' editor.
TIMES = frozenset({
    ("start time", "completion time"), ("开始时间", "完成时间"), ("開始時間", "完成時間"), ("開始時刻", "完了時刻"),
    ("시작 시간", "완료 시간"), ("startzeit", "fertigstellungszeit"), ("heure de début", "heure de fin"),
    ("hora de inicio", "hora de finalización"), ("hora de início", "hora de conclusão"),
    ("ora di inizio", "ora di completamento"), ("begintijd", "tijd van voltooien"),
})  # fmt: skip
ROLES: dict[str, Role] = {
    **dict.fromkeys(("email", "e-mail", "电子邮件", "電子郵件", "メール", "전자 메일", "이메일"), "email"),
    **dict.fromkeys(("adresse de messagerie", "correo electrónico", "posta elettronica"), "email"),
    **dict.fromkeys(("name", "姓名", "名称", "名稱", "名前", "이름", "nom", "nombre", "nome", "naam"), "name"),
    **dict.fromkeys(("last modified time", "上次修改时间", "上次修改時間", "最終変更時刻"), "embedded"),
    **dict.fromkeys(("uhrzeit der letzten änderung", "heure de la dernière modification"), "embedded"),
    **dict.fromkeys(("hora de la última modificación", "마지막으로 수정한 시간"), "embedded"),
    **dict.fromkeys(("total points", "总分", "總分", "gesamtpunktzahl", "total de points"), "score"),
    **dict.fromkeys(("puntos totales", "合計点", "총 점수"), "score"),
    **dict.fromkeys(("quiz feedback", "grade posted time"), "embedded"),
}
LANGUAGES = frozenset({"language", "语言", "語言", "言語", "언어", "sprache", "langue", "idioma"})
GRADED = re.compile(r"^(?:Points|Feedback|得分|反馈|分數|回饋|Punkte|Puntos|点数|점수|피드백) [-–] ")
SEVERAL = re.compile(r"^[^;]+;(?:[^;]+;)*$")
OWN, LOOKED_AT = 7, 100


def recognises(table: Table) -> bool:
    """Tell whether the first three headings are the form's own, in any of its languages."""
    first = [_folded(heading) for heading in table.headings[:3]]
    return len(first) == 3 and first[0] in IDS and (first[1], first[2]) in TIMES


def of_platform(table: Table) -> PlatformExport:
    """Return the answers and how long they took.

    A question whose every cell ends in `;` lets a respondent choose several options.
    """
    given, start, end = table.columns[:3]
    roles: dict[str, Role] = {given: "id", start: "start", end: "end", **_roles(table), **_graded(table)}
    asked = [name for name in table.columns if name not in roles]
    types: dict[str, QuestionType] = {name: "multiple" for name in _several(table) if name in asked}
    book = Codebook(questions={name: plain_text(name) for name in asked}, roles=roles, types=types)
    export = platform_export(table, "Microsoft Forms", codebook=book, duration=(start, end))
    return with_questions(export, [Question(plain_text(name), (name,)) for name in asked])


def _roles(table: Table) -> Mapping[str, Role]:
    found = {name: role for name in table.columns[3:] if (role := ROLES.get(_folded(name)))}
    return found | {name: "language" for name in table.columns[3:OWN] if _folded(name) in LANGUAGES}


def _graded(table: Table) -> Mapping[str, Role]:
    """Return a quiz's columns behind each question: `Points - X` and `Feedback - X` in any language, where X is it."""
    found: dict[str, Role] = {name: "score" for name in table.columns if GRADED.match(name)}
    for question, points, feedback in zip(table.columns, table.columns[1:], table.columns[2:], strict=False):
        ends = tuple(f" {sign} {question}" for sign in "-–")
        if points.endswith(ends) and feedback.endswith(ends):
            found |= {points: "score", feedback: "embedded"}
    return found


def _several(table: Table) -> list[str]:
    rows = table.first_rows(LOOKED_AT)
    cells = ([row[place] for row in rows if row[place]] for place in range(len(table.columns)))
    return [
        name
        for name, given in zip(table.columns, cells, strict=True)
        if given and all(SEVERAL.match(cell or "") for cell in given)
    ]


def _folded(heading: str) -> str:
    return " ".join(heading.strip("\ufeff ").split()).casefold()
