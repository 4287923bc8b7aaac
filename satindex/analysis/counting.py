"""Answers counted by groups: what `tables:` and the reasons for a score are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from satindex.analysis.frequencies import answer_label
from satindex.analysis.option_sets import Options, options_of
from satindex.frames.batches import Frame, distinct_counts
from satindex.frames.design import Design, Grouping
from satindex.frames.made import Indicator, Made
from satindex.frames.passes import Answered
from satindex.frames.recode import recoded
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.responses.multi import OTHER, OTHER_WORDS, chosen, dummies
from satindex.stats.moments import Columns, Moments
from satindex.survey.model import Item

Groupings = Mapping[str, tuple[str, tuple[str | None, ...]]]


@dataclass(frozen=True)
class Counted:
    """What is counted: a 0/1 column per answer, with the answer's code and words.

    Answers that `overlap` were given several at once; `responses` are the columns of those that are a choice, which
    "none of these" is not. `item` is there where each respondent gave one answer; `base` says who is a set's base.
    """

    name: str
    columns: Columns
    codes: tuple[float | None, ...]
    answers: tuple[Words, ...]
    responses: Columns = ()
    item: Item | None = None
    base: Words | None = None

    @property
    def overlap(self) -> bool:
        """Whether a respondent may have given several answers."""
        return self.item is None


@dataclass(frozen=True)
class Counting:
    """Items counted on the rows of `scores`: `made` columns are computed while they are read."""

    scores: Scores
    made: Mapping[str, Made]
    counted: Mapping[str, Counted]


def counting(scores: Scores, names: Iterable[str]) -> Counting:
    """Return the scores with a 0/1 column per answer of what has several in a cell, and each item's 0/1 columns."""
    survey = scores.survey
    made: dict[str, Made] = {}
    found: dict[str, Counted] = {}
    for name in dict.fromkeys(names):
        if name in survey.multiple:
            options = options_of(scores, survey.multiple[name])
            found[name], columns = _set(name, options), options.made
            made |= columns
        elif survey.items[name].scale.kind == "multi":
            scores, found[name] = _several(scores, survey.items[name])
        else:
            found[name], columns = _single(survey.items[name])
            made |= columns
    return Counting(scores, made, found)


def _set(name: str, of: Options) -> Counted:
    return Counted(name, of.columns, (None,) * len(of.columns), of.answers, of.chosen, base=of.base)


def _several(scores: Scores, item: Item) -> tuple[Scores, Counted]:
    # Cells of several answers can hold what someone wrote by hand: they are read, never kept.
    frame, survey = scores.frame, scores.survey
    cells = distinct_counts(frame, item.name)
    meanings, answers = chosen(cells, item, survey, survey.small_base.withhold)
    columns = tuple(f"{item.name}={answer}" for answer in answers)
    coded = [
        recoded(frame, item.name, dummies(meanings, answer), column)
        for answer, column in zip(answers, columns, strict=True)
    ]
    words = tuple(OTHER_WORDS if answer == OTHER else Words(answer, answer) for answer in answers)
    counted = Counted(item.name, columns, (None,) * len(answers), words, columns)
    return with_columns(scores, frame.with_columns(*coded)) if coded else scores, counted


def with_columns(scores: Scores, frame: Frame) -> Scores:
    """Return scores of a frame with further columns: nothing of it is known yet."""
    return replace(scores, frame=frame, answered=Answered())


def _single(item: Item) -> tuple[Counted, Mapping[str, Made]]:
    values = tuple(reversed(item.scale.values)) if item.reverse else item.scale.values
    ends = item.scale.values[0] + item.scale.values[-1]
    stored = tuple(ends - value if item.reverse else value for value in values)
    columns = tuple(f"{item.name}={value:g}" for value in values)
    made = {column: Indicator(item.name, "equal", value) for column, value in zip(columns, values, strict=True)}
    words = tuple(answer_label(item, code) for code in stored)
    return Counted(item.name, columns, stored, words, item=item), made


def counted_moments(
    counting: Counting, groupings: Groupings, design: Design, further: Iterable[Columns] = ()
) -> dict[str | None, Moments]:
    """Return the moments over all respondents (None) and by each grouping: its name, its column and levels.

    `further` are blocks beside the answers' own.
    """
    blocks = (*(one.columns for one in counting.counted.values() if one.columns), *further)
    by = [Grouping(blocks, column, levels) for column, levels in groupings.values()]
    if by and not design.cluster:
        found = counting.scores.moments(by, design, counting.made)
        return {None: found[0].pooled(), **dict(zip(groupings, found, strict=True))}
    found = counting.scores.moments([Grouping(blocks), *by], design, counting.made)
    return dict(zip([None, *groupings], found, strict=True))
