"""Where in a questionnaire a column of an export stands: question, row and option, and the headings it may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from satindex.readers.qualtrics.questionnaire import Choice, Question


@dataclass(frozen=True)
class Place:
    """What one column holds: the answer to a row of a question, one option of it, or what was written in beside it.

    `outer` is the question itself where `question` is a column of a side by side one; `loop` its turn in a loop.
    """

    outer: Question
    question: Question
    row: Choice | None = None
    option: Choice | None = None
    is_text: bool = False
    loop: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The texts below the question's own that say what the column holds."""
        column = (self.question.text,) if self.question is not self.outer else ()
        return (*column, *(one.label for one in (self.row, self.option) if one))

    @property
    def is_beside(self) -> bool:
        """Whether the cells are what was written in beside an answer."""
        return self.is_text and self.question.kind != "TE" and self.question.form != "row texts"

    @property
    def set_key(self) -> tuple[str, str, str]:
        """What the columns of one select-all question share."""
        return self.loop, self.question.id, self.row.id if self.row else ""


def place_at(outer: Question, column: str, ids: Sequence[str], is_text: bool, loop: str = "") -> Place | None:
    """Return the place that an import id names; None where the questionnaire has none such."""
    question = outer
    if column:
        found = next((one for one in outer.columns if one.id == f"{outer.id}#{column}"), None)
        if found is None:
            return None
        question = found
    written = question.kind == "TE"
    return next(
        (
            replace(one, loop=loop)
            for one in _of(outer, question)
            if (written or one.is_text == is_text) and _ids(one) == tuple(ids)
        ),
        None,
    )


def places_of(outer: Question) -> Iterator[Place]:
    """Yield every place of a question, in the order of an export's columns."""
    for question in outer.columns or (outer,):
        yield from _of(outer, question)


def _of(outer: Question, question: Question) -> Iterator[Place]:
    """Yield the places of a question; an answer's text stands behind it."""
    form = question.form
    if form in ("single", "text"):
        yield Place(outer, question, is_text=form == "text")
    if form in ("single", "multiple"):
        yield Place(outer, question, is_text=form == "single")
        for option in question.choices:
            if form == "multiple":
                yield Place(outer, question, option=option)
            yield Place(outer, question, option=option, is_text=True)
    if form == "items":
        for option in question.choices:
            if question.kind != "TE":
                yield Place(outer, question, option)
            yield Place(outer, question, option, is_text=True)
    if form in ("rows", "rows multiple", "row texts"):
        yield from _of_rows(outer, question)


def _of_rows(outer: Question, question: Question) -> Iterator[Place]:
    for row in question.choices:
        if question.form != "row texts" or not question.answers:
            yield Place(outer, question, row)
            yield Place(outer, question, row, is_text=True)
        if question.form != "rows":
            for option in question.answers:
                yield Place(outer, question, row, option)
                yield Place(outer, question, row, option, is_text=True)


def _ids(place: Place) -> tuple[str, ...]:
    return tuple(one.id for one in (place.row, place.option) if one)


def headings_of(place: Place, coded: bool) -> set[str]:
    """Return the headings that a column may have; they end in the option's code where `coded`, else in its number.

    Examples
    --------
    >>> from satindex.readers.qualtrics.questionnaire import Choice, Question
    >>> mood = Question("QID5", "Q4", "Mood?", "MC", "MAVR", choices=(Choice("1", "Good", "10"),))
    >>> place = Place(mood, mood, option=mood.choices[0])
    >>> headings_of(place, coded=True), headings_of(place, coded=False)
    ({'Q4_10'}, {'Q4_1'})
    """
    stems = _row_stems(place, coded) if place.row else {place.question.tag}
    if place.option:
        number = place.option.code if coded else place.option.id
        bare = {_repeated(place, place.row)} if place.row and place.question is not place.outer else set()
        stems = {f"{stem}_{number}" for stem in stems} | bare
    if not place.is_text:
        return stems
    written = {f"{stem}_TEXT" for stem in stems}
    return stems | written if place.question.kind == "TE" else written


def _row_stems(place: Place, coded: bool) -> set[str]:
    row, tag = place.row, place.question.tag
    assert row is not None  # noqa: S101 - asked only of a row
    if place.question is not place.outer:
        return _side_by_side(place, row)
    if row.tag:
        plain = re.sub(r"\W", "_", row.tag)
        return {row.tag, plain, f"{tag}_{row.tag}", f"{tag}{row.tag}"}
    return {f"{tag}_{row.code if coded else row.id}"}


def _side_by_side(place: Place, row: Choice) -> set[str]:
    named, column = _named(place, row)
    return {f"{place.question.tag}_{row.id}", _repeated(place, row), f"{named}: {column}"}


def _repeated(place: Place, row: Choice) -> str:
    """Return the heading that every option of a side by side question has where its rows and columns have tags."""
    return "_".join([place.question.tag, *_named(place, row)])


def _named(place: Place, row: Choice) -> tuple[str, str]:
    number = place.question.id.rpartition("#")[2]
    return row.tag or f"{place.outer.tag}_{row.id}", place.question.column_tag or number
