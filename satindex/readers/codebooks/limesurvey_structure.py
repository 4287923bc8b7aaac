"""LimeSurvey's survey structure as a tab-separated text: a row per setting, group, question, subquestion and answer."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.codebooks.limesurvey_describing import described_by
from satindex.readers.codebooks.limesurvey_questions import Piece, Question, Questionnaire
from satindex.readers.export import Export
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.source import Source
from satindex.readers.text.encoding import as_utf8

WHAT = Words("a LimeSurvey survey structure (.txt, tab-separated)", "LimeSurvey 问卷结构（.txt，制表符分隔）")
NEEDED = ("class", "type/scale", "name", "text")


def recognises(source: Source) -> bool:
    """Tell whether the first line has the structure's own headings."""
    first = source.head.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
    headings = [cell.strip().strip(b'"') for cell in first.split(b"\t")]
    return all(name.encode() in headings for name in NEEDED)


def described(source: Source, export: Export) -> Export:
    """Return the export with the structure's texts, options and types."""
    return described_by(questionnaire(source), export)


def questionnaire(source: Source) -> Questionnaire:
    """Read the structure; raises DataError where a row has nothing to belong to, or there is no question."""
    with as_utf8(source).open() as file:
        text = file.read().decode("utf-8-sig")
    languages: dict[str, list[_Asked]] = {}
    for line, row in _rows(text):
        kind, language = row.get("class", ""), row.get("language", "")
        asked = languages.setdefault(language, []) if kind in ("Q", "SQ", "A") else []
        if kind == "Q":
            asked.append(_Asked(row))
        elif kind in ("SQ", "A"):
            if not asked:
                raise _nothing_above(source.name, line, kind)
            (asked[-1].below if kind == "SQ" else asked[-1].answers).append(row)
    if not languages:
        raise DataError(
            Words(f"{source.name} holds no questions (class Q).", f"{source.name} 不含题目（class 为 Q 的行）。")
        )
    own = next(iter(languages.values()))
    return Questionnaire(source.name, {name: tuple(_questions(asked, own)) for name, asked in languages.items()})


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter="\t")
    headings = [heading.strip() for heading in next(reader)]
    for cells in reader:
        yield reader.line_num, dict(zip(headings, cells, strict=False))


@dataclass
class _Asked:
    row: dict[str, str]
    below: list[dict[str, str]] = field(default_factory=list)
    answers: list[dict[str, str]] = field(default_factory=list)


def _questions(asked: Sequence[_Asked], own: Sequence[_Asked]) -> Iterator[Question]:
    """Yield a language's questions; a text that was not translated is the survey's own."""
    first = {one.row.get("name", ""): one for one in own}
    for one in asked:
        row = one.row
        known = first.get(row.get("name", ""), one)
        yield Question(
            row.get("name", ""),
            row.get("type/scale", ""),
            plain_text(row.get("text", "")) or plain_text(known.row.get("text", "")),
            tuple(_pieces(one.below, known.below)),
            tuple(_pieces(one.answers, known.answers)),
            row.get("other", "N") == "Y",
            plain_text(row.get("other_replace_text", "")) or "Other",
            (row.get("dualscale_headerA", "") or "Scale 1", row.get("dualscale_headerB", "") or "Scale 2"),
        )


def _pieces(rows: Sequence[dict[str, str]], own: Sequence[dict[str, str]]) -> Iterator[Piece]:
    texts = {(row.get("name"), row.get("type/scale")): row.get("text", "") for row in own}
    for row in rows:
        text = row.get("text", "") or texts.get((row.get("name"), row.get("type/scale")), "")
        yield Piece(row.get("name", ""), plain_text(text), row.get("type/scale", "0") or "0")


def _nothing_above(name: str, line: int, kind: str) -> DataError:
    what = Words("a subquestion", "子问题") if kind == "SQ" else Words("an answer", "答案选项")
    return DataError(
        Words(
            f"{name}, line {line}: {what.en} stands before any question, so it belongs to none. Export it again.",
            f"{name} 第 {line} 行：{what.zh}出现在所有题目之前，不属于任何题目。请重新导出。",
        )
    )
