"""A banner table: answers down, the levels of several segments side by side, as survey researchers read crosstabs.

A result has one where its options hold `banner`: the rows of the `means` and of the `tests` that stand under the
shares, and what the two highest points of an item are (`tops`).
Its own rows hold `segment, level, item, answer, estimate, n`, and where columns are compared `column, higher_than`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from satindex.language import Words, reader_language
from satindex.results.banner_words import SAID, test_text
from satindex.results.columns import MISSING, NO_LEVEL, label, written
from satindex.results.result import Result, Row
from satindex.results.small_bases import SmallBase

TOTAL: Final = "(total)"
SMALL, WITHHELD = "†", "‡"
Kind = Literal["total", "level", "missing", "base"]
LineKind = Literal["item", "answer", "summary", "base", "test"]


@dataclass(frozen=True)
class Point:
    """One column: a level of a segment, the total, those without a level, or the base of the rows of a segment."""

    kind: Kind
    segment: str
    level: str
    title: str
    letter: str = ""


@dataclass(frozen=True)
class Cell:
    """One figure with its format, the letters of lower columns, and its mark; `span` cells stand in one."""

    value: float | None = None
    form: str = "share"
    letters: str = ""
    mark: str = ""
    text: str = ""
    span: int = 1

    def shown(self, language: str) -> str:
        """Return the cell as it is read, without its letters."""
        if self.text or (self.value is None and not self.mark):
            return self.text
        figure = written(self.value, self.form, language) if self.value is not None else ""
        return f"{figure} {self.mark}".strip()


@dataclass(frozen=True)
class Line:
    """One line of the table: an item's wording, an answer, a mean, a base, or the tests of each segment."""

    kind: LineKind
    title: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Banner:
    """The table as it is read: `spans` are the segments' titles over so many points; `notes` explain the marks."""

    title: str
    points: tuple[Point, ...]
    spans: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    language: str

    @property
    def has_letters(self) -> bool:
        """Whether columns are headed by letters."""
        return any(point.letter for point in self.points)


def banner(result: Result, language: str | None = None) -> Banner | None:
    """Return the banner of a result; None where it has none."""
    beside = result.options.get("banner")
    if beside is None or not any(_is_cell(row) for row in result.rows):
        return None
    said = language or result.language or reader_language()
    made = _Maker(result, beside.get("means", ()), beside.get("tests", ()), beside.get("tops", {}), said)
    return made.banner()


@dataclass(frozen=True)
class _Maker:
    result: Result
    means: Sequence[Row]
    tests: Sequence[Row]
    tops: Mapping[str, str]
    language: str

    def banner(self) -> Banner:
        points = tuple(self._points())
        lines = tuple(line for item in self._values("item") for line in self._item(item, points))
        segments = dict.fromkeys(point.segment for point in points)
        spans = tuple(
            (self._label(segment) if segment else "", sum(point.segment == segment for point in points))
            for segment in segments
        )
        return Banner(
            self.result.title.say(self.language), points, spans, lines, tuple(self._notes(lines)), self.language
        )

    def _say(self, name: str) -> str:
        return SAID[name].say(self.language)

    def _label(self, value: Any) -> str:
        return label(self.result, value, self.language)

    def _values(self, name: str) -> list[Any]:
        return list(dict.fromkeys(row[name] for row in self._rows if row.get(name) is not None))

    @property
    def _rows(self) -> Sequence[Row]:
        return [row for row in self.result.rows if _is_cell(row)]

    def _points(self) -> Iterator[Point]:
        rows = self._rows
        if any(row["level"] == TOTAL for row in rows):
            yield Point("total", "", TOTAL, self._label(TOTAL))
        for segment in dict.fromkeys(str(row.get("segment", "")) for row in rows):
            mine = [row for row in rows if str(row.get("segment", "")) == segment and row["level"] != TOTAL]
            heads = {str(row["level"]): str(row.get("column") or "") for row in mine}
            named = segment or self._say("groups")
            for level, letter in sorted(heads.items(), key=lambda head: head[0] == NO_LEVEL):
                kind: Kind = "missing" if level == NO_LEVEL else "level"
                yield Point(kind, named, level, self._label(level), letter)
            if any("n_other" in row for row in mine):
                yield Point("base", named, "", "n")

    def _item(self, item: str, points: Sequence[Point]) -> Iterator[Line]:
        rows = [row for row in self._rows if row.get("item") == item]
        yield Line("item", self._label(item))
        by_answer: dict[object, dict[tuple[str, str], Row]] = {}
        for row in rows:
            by_answer.setdefault(_answer(row), {})[_place(row)] = row
        named = [next(iter(found.values())) for found in by_answer.values()]
        partly = any(self._label(row["answer"]) == self._code(row) for row in named)
        for row, found in zip(named, by_answer.values(), strict=True):
            title = self._label(row["answer"])
            title = f"{self._code(row)} {title}" if partly and title != self._code(row) else title
            yield Line("answer", title, tuple(self._share(found, point) for point in points))
        yield from self._summaries(item, points)
        first = {_place(row): row for row in reversed(rows)}
        if not any(point.kind == "base" for point in points):
            yield from self._bases(first, points)
        yield from self._tests(item, points)

    def _code(self, row: Row) -> str:
        """Return an answer's number: where only a scale's ends have words, they stand beside it."""
        return "" if row.get("code") is None else written(row["code"], "number")

    def _share(self, found: Mapping[tuple[str, str], Row], point: Point) -> Cell:
        if point.kind == "base":
            row = next((row for (segment, _), row in found.items() if self._is_of(segment, point)), None)
            return self._base(row, "n")
        row = self._at(found, point)
        if row is None:
            return Cell(text=MISSING)
        return self._cell(row, "estimate", "share", "higher_than")

    def _is_of(self, segment: str, point: Point) -> bool:
        return point.kind == "total" or segment == point.segment or not segment

    def _at(self, found: Mapping[tuple[str, str], Row], point: Point) -> Row | None:
        return next(
            (row for (segment, level), row in found.items() if level == point.level and self._is_of(segment, point)),
            None,
        )

    def _cell(self, row: Row, name: str, form: str, letters: str = "") -> Cell:
        value = row.get(name)
        if not isinstance(value, int | float):
            withheld = row.get("reason") is not None and row.get("n")
            return Cell(form=form, mark=WITHHELD) if withheld else Cell(form=form, text=MISSING)
        return Cell(float(value), form, str(row.get(letters) or ""))

    def _base(self, row: Row | None, name: str) -> Cell:
        if row is None:
            return Cell(text=MISSING)
        cell = self._cell(row, name, "count")
        small = row.get("base_note") is not None and name in ("n", "respondents")
        return Cell(cell.value, "count", mark=SMALL) if small else cell

    def _summaries(self, item: str, points: Sequence[Point]) -> Iterator[Line]:
        found = {_place(row): row for row in self.means if row.get("item") == item}
        if not found:
            return
        figures = [("top_two", "share", "top_two_higher_than"), ("estimate", "points", "higher_than")]
        figures.append(("std_dev", "points", ""))
        for name, form, letters in figures:
            if any(name in row for row in found.values()):
                rows = [self._at(found, point) for point in points]
                cells = [Cell(text=MISSING) if row is None else self._cell(row, name, form, letters) for row in rows]
                points_said = f" ({self.tops[item]})" if name == "top_two" and item in self.tops else ""
                yield Line("summary", f"{self._say(name)}{points_said}", tuple(cells))

    def _bases(self, first: Mapping[tuple[str, str], Row], points: Sequence[Point]) -> Iterator[Line]:
        responses = any("respondents" in row for row in first.values())
        names = ["respondents", "n"] if responses else ["n"]
        for name in (*names, "n_weighted", "n_effective"):
            weighted = any("n_weighted" in row for row in first.values())
            if name in names or weighted:
                said = "responses" if responses and name == "n" else name
                yield Line("base", self._say(said), tuple(self._base(self._at(first, p), name) for p in points))

    def _tests(self, item: str, points: Sequence[Point]) -> Iterator[Line]:
        rows = {str(row["segment"]): row for row in self.tests if row.get("item") == item}
        known = [row for row in rows.values() if row.get("statistic") is not None]
        if not known:
            return
        cells, at = [], 0
        while at < len(points):
            segment = points[at].segment
            width = sum(point.segment == segment for point in points)
            row = rows.get(segment)
            text = test_text(row, self.language, str(self.result.options.get("adjust", "holm"))) if row else ""
            cells.append(Cell(text=text, span=width))
            at += width
        yield Line("test", self._say("test"), tuple(cells))

    def _notes(self, lines: Sequence[Line]) -> Iterator[str]:
        small: SmallBase = self.result.options.get("small") or SmallBase()
        marks = {cell.mark for line in lines for cell in line.cells}
        if SMALL in marks:
            yield SAID["small"].say(self.language).format(flag=small.flag)
        if WITHHELD in marks:
            reasons = dict.fromkeys(self._label(row["reason"]) for row in self._rows if row.get("reason") and row["n"])
            yield f"{WITHHELD} {'; '.join(reasons)}."
        for row in self.result.rows:
            if not _is_cell(row) and row.get("reason") is not None:
                yield f"{self._label(row['item'])}: {self._label(row['reason'])}"
        if any(cell.letters for line in lines for cell in line.cells):
            yield self._say("letters")


def _is_cell(row: Row) -> bool:
    """Whether a row is about one answer of one group."""
    return row.get("answer") is not None and "level" in row


def _answer(row: Row) -> object:
    answer = row.get("answer")
    return (row.get("code"), answer.en if isinstance(answer, Words) else answer)


def _place(row: Row) -> tuple[str, str]:
    return str(row.get("segment", "")), str(row["level"])
