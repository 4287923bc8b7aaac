"""A codebook as a table that people read and satindex reads back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from satindex.language import Words
from satindex.readers.export import Codebook, OptionSet

HEADINGS = (
    "about", "column", "question", "type", "role", "id", "option", "code", "label", "missing", "reason", "reason_zh",
    "counted_from", "variable",
)  # fmt: skip
COLUMN, CODE, QUESTION, SET, COUNTED = "column", "code", "question", "set", "counted"
REASON, ABSENT, NOTE, ELSEWHERE = "reason", "absent", "note", "label elsewhere"
YES = "yes"
Rows = tuple[Mapping[str, str], ...]
_FACTS = {"question": "questions", "type": "types", "role": "roles", "id": "ids", "option": "options"}


def rows_of(codebook: Codebook, columns: Sequence[str], variables: Mapping[str, str]) -> Rows:
    """Return the table; `variables` are the names that the file gives columns, where they are not their own.

    A row's `about` says what it tells: a column's question, type, role, id and option text, and the number of the first
    option where its numbers are positions; a code's label and whether it means no answer (and why); its labels in
    further files; one column of a question or of a set; an answer that counts as chosen in a set; why a column is not
    there; a note.
    """
    found: list[dict[str, str]] = []
    for column in columns:
        told = {heading: getattr(codebook, part).get(column, "") for heading, part in _FACTS.items()}
        first = {"counted_from": str(codebook.counted_from[column])} if column in codebook.counted_from else {}
        found.append({"about": COLUMN, "column": column, **told, **first, "variable": variables.get(column, "")})
        found += _codes(codebook, column)
    said = {code for codes in codebook.missing.values() for code in codes}
    found += [{"about": REASON, **_reason(codebook, code)} for code in codebook.missing_reasons if code not in said]
    for question, members in codebook.question_columns.items():
        found += [{"about": QUESTION, "question": question, "column": column} for column in members]
    for question, one in codebook.sets.items():
        found += [{"about": SET, "question": question, "column": column} for column in one.columns]
        found += [{"about": COUNTED, "question": question, "code": code} for code in one.counted]
    found += [{"about": ABSENT, "column": column, **_why(words)} for column, words in codebook.absent.items()]
    found += [{"about": NOTE, **_why(words)} for words in codebook.notes]
    return tuple({heading: row.get(heading, "") for heading in HEADINGS} for row in found)


def _codes(codebook: Codebook, column: str) -> Iterator[dict[str, str]]:
    """Yield a row per code, in the order of the labels; then those that only mean no answer."""
    labels, missing = codebook.value_labels.get(column, {}), codebook.missing.get(column, ())
    for code in dict.fromkeys((*labels, *missing)):
        row = {"about": CODE, "column": column, "code": code, "label": labels.get(code, "")}
        yield {**row, "missing": YES, **_reason(codebook, code)} if code in missing else row
    for code, others in codebook.labels_elsewhere.get(column, {}).items():
        yield from ({"about": ELSEWHERE, "column": column, "code": code, "label": label} for label in others)


def _reason(codebook: Codebook, code: str) -> dict[str, str]:
    words = codebook.missing_reasons.get(code)
    return {"code": code} if words is None else {"code": code, **_why(words)}


def _why(words: Words) -> dict[str, str]:
    return {"reason": words.en, "reason_zh": words.zh}


def codebook_of(rows: Iterable[Mapping[str, str]]) -> Codebook:
    """Return the codebook that a table tells; what a row leaves empty it does not say."""
    table = list(rows)
    facts: dict[str, Any] = {part: _facts(table, heading) for heading, part in _FACTS.items()}
    labels: dict[str, dict[str, str]] = {}
    missing: dict[str, tuple[str, ...]] = {}
    for row in _about(table, CODE):
        if row["label"]:
            labels.setdefault(row["column"], {})[row["code"]] = row["label"]
        if row["missing"]:
            missing[row["column"]] = (*missing.get(row["column"], ()), row["code"])
    elsewhere: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in _about(table, ELSEWHERE):
        of_column = elsewhere.setdefault(row["column"], {})
        of_column[row["code"]] = (*of_column.get(row["code"], ()), row["label"])
    reasons = {row["code"]: _words(row) for row in _about(table, CODE, REASON) if row["reason"]}
    counted, members = _gathered(table, COUNTED, "code"), _gathered(table, SET)
    sets = {question: OptionSet(columns, counted.get(question, ())) for question, columns in members.items()}
    return Codebook(
        **facts,
        value_labels=labels,
        missing=missing,
        missing_reasons=reasons,
        question_columns=_gathered(table, QUESTION),
        sets=sets,
        counted_from={column: int(first) for column, first in _facts(table, "counted_from").items()},
        labels_elsewhere=elsewhere,
        absent={row["column"]: _words(row) for row in _about(table, ABSENT)},
        notes=tuple(_words(row) for row in _about(table, NOTE)),
    )


def variables_of(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the columns by the names that the file gives them, in order."""
    return {row["variable"] or row["column"]: row["column"] for row in _about(rows, COLUMN)}


def _words(row: Mapping[str, str]) -> Words:
    return Words(row["reason"], row["reason_zh"] or row["reason"])


def _facts(table: Iterable[Mapping[str, str]], heading: str) -> dict[str, Any]:
    return {row["column"]: row[heading] for row in _about(table, COLUMN) if row[heading]}


def _about(table: Iterable[Mapping[str, str]], *kinds: str) -> Iterator[Mapping[str, str]]:
    return (row for row in table if row["about"] in kinds)


def _gathered(table: Iterable[Mapping[str, str]], kind: str, heading: str = "column") -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _about(table, kind):
        found[row["question"]] = (*found.get(row["question"], ()), row[heading])
    return found
