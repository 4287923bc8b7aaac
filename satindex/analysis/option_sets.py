"""A multiple-response set as it is counted: a 0/1 column per option over those who were asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from satindex.analysis.frequencies import answer_label
from satindex.frames.design import Design, Grouping
from satindex.frames.made import Made
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.responses.multiple import mark
from satindex.responses.responses import Responses
from satindex.stats.base import Base
from satindex.stats.moments import Array, Columns
from satindex.survey.counted import MultipleSet
from satindex.survey.model import Survey

Flags = npt.NDArray[np.bool_]

NONE = "(none)"
NONE_WORDS = Words("none of these", "以上均未选")


@dataclass(frozen=True)
class Options:
    """The options of a set: `chosen` are their columns, `columns` also that of having chosen none, where some did.

    `made` computes the columns: 1 chosen, 0 not chosen, missing for those who are not in the base.
    """

    made: Mapping[str, Made]
    chosen: Columns
    columns: Columns
    answers: tuple[Words, ...]
    base: Words


@dataclass(frozen=True)
class _Read:
    """A set's columns: which values of `columns` are a mention of each option, what the options are called."""

    asked: str
    columns: Columns
    mentions: tuple[tuple[tuple[str, float], ...], ...]
    answers: tuple[Words, ...]


@dataclass(frozen=True)
class Chosen:
    """Whether an option was mentioned; of `everything` that can be, whether nothing was, where there is no option.

    Missing for those who are not asked: `asked` names the rule. With `blank` it is whether that column is empty.
    """

    columns: Columns
    asked: str
    everything: tuple[tuple[str, float], ...]
    option: tuple[tuple[str, float], ...] = ()
    blank: str | None = None

    stays_whole: ClassVar[bool] = True

    @property
    def sources(self) -> tuple[str, ...]:
        return self.columns

    def compute(self, *values: Array) -> Array:
        found = dict(zip(self.columns, values, strict=True))
        if self.blank is not None:
            holds = np.isnan(found[self.blank])
        else:
            holds = _any(found, self.option) if self.option else ~_any(found, self.everything)
        return np.where(self._is_asked(found), holds.astype(np.float64), np.nan)

    def _is_asked(self, found: Mapping[str, Array]) -> Flags:
        if self.asked == "chosen":
            return _any(found, self.everything)
        answered: Flags = ~np.isnan(np.stack(list(found.values())))
        if self.asked == "everyone":
            return np.ones(answered.shape[1], dtype=bool)
        counts: Flags = np.asarray(answered.all(axis=0) if self.asked == "complete" else answered.any(axis=0))
        return counts


def _any(found: Mapping[str, Array], mentions: Iterable[tuple[str, float]]) -> Flags:
    mentioned: Flags = np.asarray(np.stack([found[column] == value for column, value in mentions]).any(axis=0))
    return mentioned


@dataclass(frozen=True)
class _Tally:
    """How many respondents there are, are asked, and chose nothing; and cells that are empty beside answered ones."""

    everyone: int
    asked: int
    nothing: int
    empty: int


def options_of(scores: Scores, of: MultipleSet) -> Options:
    """Return a set's 0/1 columns: 1 chosen, 0 not chosen, missing for those who are not in the base."""
    read = _categories(of, scores.survey) if of.categories else _dichotomies(of, scores.responses)
    everything = tuple(dict.fromkeys(one for mention in read.mentions for one in mention))
    columns = tuple(f"{of.name}={at}" for at in range(len(read.mentions)))
    made: dict[str, Made] = {
        column: Chosen(read.columns, read.asked, everything, mention)
        for column, mention in zip(columns, read.mentions, strict=True)
    }
    nothing = Chosen(read.columns, read.asked, everything)
    tally = _tally(scores, of, read, nothing)
    found = Options(made, columns, columns, read.answers, _base_words(of, tally))
    if not tally.nothing:
        return found
    none = f"{of.name}={NONE}"
    answers = (*read.answers, NONE_WORDS)
    return replace(found, made={**made, none: nothing}, columns=(*columns, none), answers=answers)


def _dichotomies(of: MultipleSet, responses: Responses) -> _Read:
    marks = tuple(mark(of.name, item) for item in of.items)
    return _Read(of.asked, marks, tuple(((one, 1.0),) for one in marks), responses.options[of.name])


def _categories(of: MultipleSet, survey: Survey) -> _Read:
    items = [survey.items[name] for name in of.items]
    values = items[0].scale.values
    mentions = tuple(tuple((item.name, value) for item in items) for value in values)
    answers = tuple(answer_label(items[0], value) for value in values)
    return _Read(of.asked, tuple(item.name for item in items), mentions, answers)


def _tally(scores: Scores, of: MultipleSet, read: _Read, nothing: Chosen) -> _Tally:
    none = f"{of.name}={NONE}"
    empty = {} if of.categories else {f"{of.name}: {name}": replace(nothing, blank=name) for name in read.columns}
    made: dict[str, Made] = {none: nothing, **empty}
    (found,) = scores.moments([Grouping(tuple((name,) for name in made))], Design(), made)
    base = Base(found)
    number = {name: round((base.mean(name).estimate or 0.0) * base.n(name)) for name in made}
    return _Tally(scores.rows, base.n(none), number[none], sum(number[name] for name in empty))


_RULES = {
    "answered": Words("those with an answer to at least one of the {k} items", "{k} 个题项中至少回答一个者"),
    "chosen": Words("those who chose at least one option", "至少选中一个选项者"),
    "complete": Words("those with an answer to all of the {k} items", "{k} 个题项全部回答者"),
    "everyone": Words("everyone, also who answered none of the {k} items", "全部受访者，含 {k} 个题项均未回答者"),
}


def _base_words(of: MultipleSet, tally: _Tally) -> Words:
    rule, k, left = _RULES[of.asked], len(of.items), tally.everyone - tally.asked
    empty = (
        Words(
            f"; {tally.empty} empty cells of theirs count as not chosen", f"；其中 {tally.empty} 个空单元格计为未选中"
        )
        if tally.empty
        else Words("", "")
    )
    return Words(
        f"{of.name}: the base is {rule.en.format(k=k)} ({tally.asked} of {tally.everyone}; {left} left out){empty.en}.",
        f"{of.name}：基数为{rule.zh.format(k=k)}（{tally.everyone} 人中的 {tally.asked} 人；"
        f"{left} 人不计入）{empty.zh}。",
    )
