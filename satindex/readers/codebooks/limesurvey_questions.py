"""A questionnaire of LimeSurvey, and the columns that its questions have in an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from satindex.readers.export import QuestionType

KNOWN_LABELS: dict[str, dict[str, str]] = {
    "Y": {"Y": "Yes", "N": "No"},
    "G": {"F": "Female", "M": "Male"},
    "C": {"Y": "Yes", "N": "No", "U": "Uncertain"},
    "E": {"I": "Increase", "S": "Same", "D": "Decrease"},
}
TYPES: dict[str, QuestionType] = {
    "1": "single",
    "5": "scale",
    "A": "scale",
    "B": "scale",
    "C": "single",
    "D": "date",
    "E": "scale",
    "F": "single",
    "G": "single",
    "H": "single",
    "I": "single",
    "K": "number",
    "L": "single",
    "!": "single",
    "O": "single",
    "M": "multiple",
    "P": "multiple",
    "N": "number",
    "Q": "text",
    "R": "rank",
    "S": "text",
    "T": "text",
    "U": "text",
    "Y": "single",
    ":": "number",
    ";": "text",
}
WITH_ROWS = frozenset("ABCEFHKQ")
WITH_CHOICES = frozenset("LO!FHR1")
TICKED = frozenset("MP")


@dataclass(frozen=True)
class Piece:
    """A row, an option or an answer of a question: `scale` is 1 for the columns of a table, or the second scale."""

    code: str
    text: str
    scale: str = "0"


@dataclass(frozen=True)
class Question:
    """A question in one language; `field` is what its columns begin with in LimeSurvey's own tables."""

    code: str
    kind: str
    text: str
    rows: tuple[Piece, ...] = ()
    answers: tuple[Piece, ...] = ()
    other: bool = False
    other_text: str = "Other"
    headers: tuple[str, str] = ("Scale 1", "Scale 2")
    field: str = ""

    def labels(self, scale: str = "0") -> dict[str, str]:
        """Return the answers' labels by code, in the order of the options."""
        if self.kind not in WITH_CHOICES:
            return dict(KNOWN_LABELS.get(self.kind, {}))
        found = {one.code: one.text for one in self.answers if one.scale == scale and one.text}
        return {**found, "-oth-": self.other_text} if self.other else found


@dataclass(frozen=True)
class Questionnaire:
    """The questions by language, the survey's own language first."""

    name: str
    languages: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """A column that a question has in an export: `part` and `texts` tell its row, `beside` that it is free text."""

    question: Question
    part: str = ""
    texts: tuple[str, ...] = ()
    scale: int | None = None
    beside: bool = False

    @property
    def code(self) -> str:
        """The heading by code."""
        row = f"[{self.part}]" if self.part else ""
        return f"{self.question.code}{row}{'' if self.scale is None else f'[{self.scale + 1}]'}"

    @property
    def joined(self) -> str:
        """The heading by code as other programs read it, joined by `_`."""
        scale = None if self.scale is None else str(self.scale)
        return "_".join(part for part in (self.question.code, self.part, scale) if part)

    @property
    def field(self) -> str:
        """The column's name in LimeSurvey's own tables, as older VV files have it; empty where it is not known."""
        if not self.question.field:
            return ""
        return f"{self.question.field}{self.part}{'' if self.scale is None else f'#{self.scale}'}"

    @property
    def full(self) -> str:
        """The question's text with its row."""
        return " — ".join(text for text in (self.question.text, *self.texts) if text)

    def heading(self, longest: int | None = None) -> str:
        """Return the heading by text, each of its texts cut after `longest` characters."""
        pieces = [_cut(text, longest) for text in (self.question.text, *self.texts)]
        return pieces[0] + " " + "".join(f"[{piece}]" for piece in pieces[1:])


def _cut(text: str, longest: int | None) -> str:
    return text if longest is None or len(text) <= longest else f"{text[:longest]}.. "


def columns_of(questions: Sequence[Question]) -> Iterator[Expected]:
    """Yield the columns that questions have in an export, in its order."""
    for question in questions:
        yield from _columns(question)


def _columns(question: Question) -> Iterator[Expected]:
    rows = [row for row in question.rows if row.scale == "0"]
    if question.kind in WITH_ROWS:
        yield from (Expected(question, row.code, (row.text,)) for row in rows)
    elif question.kind in TICKED:
        yield from _ticked(question, rows)
    elif question.kind == "1":
        for row in rows:
            yield from (Expected(question, row.code, (row.text, question.headers[at]), at) for at in (0, 1))
    elif question.kind in ":;":
        across = [row for row in question.rows if row.scale != "0"]
        for row in rows:
            yield from (Expected(question, f"{row.code}_{one.code}", (row.text, one.text)) for one in across)
    elif question.kind == "R":
        ranks = range(1, 1 + (len(question.answers) or len(rows)))
        yield from (Expected(question, str(rank), (f"Rank {rank}",)) for rank in ranks)
    else:
        yield from _one(question)


def _ticked(question: Question, rows: Sequence[Piece]) -> Iterator[Expected]:
    options = [*rows, *([Piece("other", question.other_text)] if question.other else [])]
    for option in options:
        yield Expected(question, option.code, (option.text,), beside=option.code == "other")
        if question.kind == "P":
            yield Expected(question, f"{option.code}comment", (option.text, "Comment"), beside=True)


def _one(question: Question) -> Iterator[Expected]:
    yield Expected(question)
    if question.kind == "O":
        yield Expected(question, "comment", ("Comment",), beside=True)
    if question.kind == "|":
        yield Expected(question, "filecount", ("filecount",), beside=True)
    if question.other:
        yield Expected(question, "other", ("Other",), beside=True)
