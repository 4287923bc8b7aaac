"""Google Forms: `Timestamp` in the form's language first, then a column per question or row of a grid `Question [Row]`.

Answers to checkboxes are joined by `, `, which their labels may hold too: `options` of an item tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw

from satindex.frames.batches import distinct_counts
from satindex.readers.export import Codebook, QuestionType, Role, Table
from satindex.readers.opening.joined import joins_answers
from satindex.readers.opening.platform_export import PlatformExport, Rewrite, platform_export
from satindex.readers.opening.questions import Question, with_questions

TIMESTAMPS = frozenset({
    "timestamp", "時間戳記", "时间戳记", "时间戳", "타임스탬프", "タイムスタンプ", "zeitstempel", "horodateur",
    "horodatage", "marca temporal", "marca de tiempo", "marca de temps", "carimbo de data/hora",
    "informazioni cronologiche", "tijdstempel", "tidsstempel", "tidstämpel", "sygnatura czasowa",
    "časová značka", "отметка времени", "позначка часу", "zaman damgası", "stempel waktu", "cap waktu",
    "dấu thời gian", "ประทับเวลา",
})  # fmt: skip
MAILS = frozenset({
    "email address", "email", "e-mail address", "username", "電子郵件地址", "电子邮件地址", "使用者名稱",
    "用户名", "이메일 주소", "사용자 이름", "メールアドレス", "ユーザー名", "e-mail-adresse", "nutzername",
    "adresse e-mail", "nom d'utilisateur", "dirección de correo electrónico", "nombre de usuario",
    "endereço de e-mail", "indirizzo email", "e-mailadres",
})  # fmt: skip
SCORES = frozenset({
    "score", "total score", "總分", "分數", "得分", "总分", "分数", "점수", "총점", "スコア", "合計点",
    "punktzahl", "gesamtpunktzahl", "score total", "note", "puntuación", "puntuación total", "pontuação",
    "punteggio",
})  # fmt: skip
AT = re.compile(
    r"^\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}日?\.?,?[T ]\s*"
    r"(?:[^\W\d]+\s)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?\D.*|\.\d+)?$"
)
MARKS = re.compile(r"^\d+(?:[.,]\d+)? / (\d+(?:[.,]\d+)?)$")
OUT_OF = r" / [\d.,]+$"
CELL = re.compile(r"^(?P<stem>.*\S)\s*\[(?P<row>[^\[\]]+)\]$", re.DOTALL)
GRADED: dict[str, Role] = {"Score": "score", "Feedback": "embedded"}
OWN, LOOKED_AT = 3, 100


def recognises(table: Table) -> bool:
    """Tell by the first heading, which is the platform's word for a timestamp, over nothing but dates with times."""
    if len(table.headings) < 2 or _folded(table.headings[0]) not in TIMESTAMPS:
        return False
    times = [row[0] for row in table.first_rows(LOOKED_AT) if row[0]]
    return bool(times) and all(AT.match(time.strip()) for time in times)


def of_platform(table: Table) -> PlatformExport:
    """Return the answers; points of a quiz are without the `/ 5` that all of them share."""
    marks = {name: len(out_of) == 1 for name in _candidates(table) if (out_of := _out_of(table, name))}
    roles = {**_graded(table), **_roles(table, marks)}
    groups = _groups([name for name in table.columns if name not in roles])
    questions = {name: text for _, columns in groups for name, text in columns.items()}
    types: dict[str, QuestionType] = {name: "multiple" for name in _joined(table) if name in questions}
    rewrites: dict[str, Rewrite] = {name: _points for name, same in marks.items() if same}
    export = platform_export(
        table, "Google Forms", codebook=Codebook(questions=questions, roles=roles, types=types), rewrites=rewrites
    )
    return with_questions(export, [Question(stem, tuple(columns)) for stem, columns in groups])


def _roles(table: Table, marks: Mapping[str, bool]) -> dict[str, Role]:
    """Return the roles of the columns beside the timestamp, which end at the first that is none of the form's own."""
    roles: dict[str, Role] = {table.columns[0]: "end"}
    for name in table.columns[1:OWN]:
        if _folded(name) in MAILS:
            roles[name] = "email"
        elif name in marks:
            roles[name] = "score"
        else:
            break
    return roles


def _graded(table: Table) -> dict[str, Role]:
    """Return the columns of a quiz that stand beside a question: `Question [Score]`, `Question [Feedback]`."""
    asked = set(table.columns)
    cells = ((name, CELL.match(name)) for name in table.columns)
    return {
        name: GRADED[cell["row"]] for name, cell in cells if cell and cell["row"] in GRADED and cell["stem"] in asked
    }


def _candidates(table: Table) -> list[str]:
    """Return the columns that may hold a quiz's points: beside the timestamp, or beside a question."""
    beside = (name for name in table.columns[1:OWN] if _folded(name) in SCORES)
    return [*beside, *(name for name, role in _graded(table).items() if role == "score")]


def _out_of(table: Table, name: str) -> set[str]:
    """Return of how many points a column's cells are; nothing where not all of them are points."""
    at = table.columns.index(name)
    first = [row[at] for row in table.first_rows(LOOKED_AT) if row[at]]
    if not first or not all(MARKS.match(cell or "") for cell in first):
        return set()
    cells = (str(cell) for cell, _ in distinct_counts(table.read([name]), name) if cell not in (None, ""))
    found = [MARKS.match(cell) for cell in cells]
    return {match[1] for match in found if match} if all(found) else set()


def _points(cell: nw.Expr) -> nw.Expr:
    return cell.str.replace_all(OUT_OF, "")


def _joined(table: Table) -> Iterator[str]:
    """Yield the columns of checkboxes: some cell joins two others."""
    rows = table.first_rows(LOOKED_AT)
    for at, name in enumerate(table.columns):
        if joins_answers({cell.strip() for row in rows if (cell := row[at])}):
            yield name


def _groups(names: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Return each question's text with its columns and their full texts.

    Rows of a grid may stand apart from it, as one that was added late does; a row that the grid has already belongs
    to another of the same text.
    """
    found: list[tuple[str, dict[str, str]]] = []
    rows: list[set[str]] = []
    for name, stem, row in _cells(names):
        last = len(found) - 1
        fitting = [at for at, (text, _) in enumerate(found) if row and text == stem and row not in rows[at]]
        at = last if last in fitting else fitting[0] if len(fitting) == 1 else None
        if at is None:
            found.append((stem, {}))
            rows.append(set())
        columns, known = found[-1 if at is None else at][1], rows[-1 if at is None else at]
        columns[name] = f"{stem} — {row}" if row else stem
        known.add(row)
    return found


def _cells(names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each column with its question's text and its row, which is empty where the question is no grid."""
    cells = {name: CELL.match(_heading(name)) for name in names}
    stems = [cell["stem"] for cell in cells.values() if cell]
    for name, cell in cells.items():
        if cell is not None and stems.count(cell["stem"]) > 1:
            yield name, cell["stem"], cell["row"]
        else:
            yield name, _heading(name), ""


def _heading(name: str) -> str:
    """Return the heading of a column whose name tells it from another of the same heading."""
    return re.sub(r"(?<=\]) \(\d+\)$", "", name)


def _folded(heading: str) -> str:
    return " ".join(heading.strip("\ufeff ").split()).casefold()
