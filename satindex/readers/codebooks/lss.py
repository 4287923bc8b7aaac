"""LimeSurvey's own questionnaire file (.lss): XML tables of questions, subquestions, answers and their texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.codebooks.limesurvey_describing import described_by
from satindex.readers.codebooks.limesurvey_questions import Piece, Question, Questionnaire
from satindex.readers.export import Export
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.source import Source
from satindex.readers.text.xml_tables import Row, Tables, xml_tables

WHAT = Words("a LimeSurvey questionnaire (.lss)", "LimeSurvey 问卷（.lss）")
MARK = b"<LimeSurveyDocType>"
K = TypeVar("K")


def recognises(source: Source) -> bool:
    """Tell whether the file says near its beginning that it is LimeSurvey's."""
    return MARK in source.head


def described(source: Source, export: Export) -> Export:
    """Return the export with the questionnaire's texts, options and types."""
    return described_by(questionnaire(source), export)


def questionnaire(source: Source) -> Questionnaire:
    """Read the questionnaire; raises DataError where the file is damaged or holds no questions."""
    assert source.path is not None  # noqa: S101 - only a file is recognised
    tables = xml_tables(source.path)
    if not tables.get("questions"):
        raise DataError(
            Words(
                f"{source.name} holds no questions. Export the survey's structure again (.lss).",
                f"{source.name} 不含题目。请重新导出问卷结构（.lss）。",
            )
        )
    return Questionnaire(source.name, {one: tuple(_Texts.of(tables, one).questions()) for one in _languages(tables)})


def _languages(tables: Tables) -> list[str]:
    """Return the survey's languages, its own first; those of the texts where the survey's settings are not there."""
    settings = (tables.get("surveys") or [{}])[0]
    told = [settings.get("language", ""), *settings.get("additional_languages", "").split()]
    texts = (row.get("language", "") for name in ("question_l10ns", "questions") for row in tables.get(name, ()))
    return list(dict.fromkeys(one for one in (*told, *texts) if one)) or [""]


@dataclass(frozen=True)
class _Texts:
    """The tables, with the texts of one language; a text that was not translated is the survey's own."""

    tables: Tables
    questions_said: Mapping[str, str]
    answers_said: Mapping[str, str]
    attributes: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, tables: Tables, language: str) -> _Texts:
        """Return the texts of a language."""
        asked = [*tables.get("question_l10ns", ()), *tables.get("questions", ()), *tables.get("subquestions", ())]
        answers = [*tables.get("answer_l10ns", ()), *tables.get("answers", ())]
        attributes = [row for row in tables.get("question_attributes", ()) if row.get("value")]
        return cls(
            tables,
            _said(asked, language, lambda row: row.get("qid", ""), "question"),
            _said(answers, language, _answer_key, "answer"),
            _said(attributes, language, lambda row: (row.get("qid", ""), row.get("attribute", "")), "value"),
        )

    def questions(self) -> list[Question]:
        """Return the questions in the order of the survey."""
        places = {row.get("gid", ""): _number(row, "group_order") for row in self.tables.get("groups", ())}
        rows = [row for row in _once(self.tables["questions"], "qid") if row.get("parent_qid", "0") in ("", "0")]
        rows.sort(key=lambda row: (places.get(row.get("gid", ""), 0), _number(row, "question_order")))
        below = self._subquestions()
        answers = self._answers()
        return [self._question(row, below[row.get("qid", "")], answers[row.get("qid", "")]) for row in rows]

    def _question(self, row: Row, below: Sequence[Piece], answers: Sequence[Piece]) -> Question:
        name = row.get("qid", "")
        return Question(
            row.get("title", ""),
            row.get("type", ""),
            self.questions_said.get(name, ""),
            tuple(below),
            tuple(answers),
            row.get("other", "N") == "Y",
            self.attributes.get((name, "other_replace_text"), "Other"),
            (
                self.attributes.get((name, "dualscale_headerA"), "Scale 1"),
                self.attributes.get((name, "dualscale_headerB"), "Scale 2"),
            ),
            "X".join(places) if all(places := (row.get("sid", ""), row.get("gid", ""), name)) else "",
        )

    def _subquestions(self) -> Mapping[str, list[Piece]]:
        """Return rows by question; older files keep them among the questions."""
        found: dict[str, list[Piece]] = defaultdict(list)
        rows = _once([*self.tables.get("subquestions", ()), *self.tables["questions"]], "qid")
        for row in sorted(rows, key=lambda row: _number(row, "question_order")):
            if (parent := row.get("parent_qid", "0")) not in ("", "0"):
                text = self.questions_said.get(row.get("qid", ""), "")
                found[parent].append(Piece(row.get("title", ""), text, row.get("scale_id", "0") or "0"))
        return found

    def _answers(self) -> Mapping[str, list[Piece]]:
        found: dict[str, dict[tuple[str, str], Piece]] = defaultdict(dict)
        for row in sorted(self.tables.get("answers", ()), key=lambda row: _number(row, "sortorder")):
            scale = row.get("scale_id", "0") or "0"
            piece = Piece(row.get("code", ""), self.answers_said.get(_answer_key(row), ""), scale)
            found[row.get("qid", "")][scale, piece.code] = piece
        return defaultdict(list, {question: list(pieces.values()) for question, pieces in found.items()})


def _answer_key(row: Row) -> str:
    """Return what tells an answer's texts apart: newer files number the answers, older ones have them by code."""
    return row.get("aid") or "/".join((row.get("qid", ""), row.get("scale_id", "0") or "0", row.get("code", "")))


def _said(rows: Iterable[Row], language: str, key: Callable[[Row], K], field: str) -> dict[K, str]:
    """Return texts by key: the language's own, else the first that is there."""
    found: dict[K, str] = {}
    for row in sorted(rows, key=lambda row: row.get("language", "") != language):
        if text := plain_text(row.get(field, "")):
            found.setdefault(key(row), text)
    return found


def _once(rows: Iterable[Row], name: str) -> list[Row]:
    """Return the rows without those of other languages, which repeat the same question."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.get(name, ""), row)
    return list(found.values())


def _number(row: Row, name: str) -> int:
    text = row.get(name, "")
    return int(text) if text.isdecimal() else 0
