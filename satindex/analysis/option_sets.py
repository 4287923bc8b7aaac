"""A multiple-response set as it is counted: a 0/1 column per option over those who were asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import narwhals as nw

from satindex.analysis.frequencies import answer_label
from satindex.frames.batches import Frame
from satindex.language import Words
from satindex.responses.multiple import mark
from satindex.responses.responses import Responses
from satindex.stats.moments import Columns
from satindex.survey.counted import MultipleSet

NONE = "(none)"
NONE_WORDS = Words("none of these", "以上均未选")


@dataclass(frozen=True)
class Options:
    """The options of a set: `chosen` are their columns, `columns` also that of having chosen none, where some did."""

    expressions: tuple[nw.Expr, ...]
    chosen: Columns
    columns: Columns
    answers: tuple[Words, ...]
    base: Words


@dataclass(frozen=True)
class _Read:
    """A set's columns before the base is known: whether each option was chosen, and whether each cell is answered."""

    chosen: tuple[nw.Expr, ...]
    answered: tuple[nw.Expr, ...]
    answers: tuple[Words, ...]


@dataclass(frozen=True)
class _Tally:
    """How many respondents there are, are asked, and chose nothing; and cells that are empty beside answered ones."""

    everyone: int
    asked: int
    nothing: int
    empty: int


def options_of(frame: Frame, of: MultipleSet, responses: Responses) -> Options:
    """Return a set's 0/1 columns: 1 chosen, 0 not chosen, null for those who are not in the base."""
    read = _categories(of, responses) if of.categories else _dichotomies(of, responses)
    chose_any, asked = _any(read.chosen), _asked(of, read)
    tally = _tally(frame, read, asked, chose_any, of)
    columns = tuple(f"{of.name}={at}" for at in range(len(read.chosen)))
    expressions = [_over(asked, chose, column) for chose, column in zip(read.chosen, columns, strict=True)]
    found = Options(tuple(expressions), columns, columns, read.answers, _base_words(of, tally))
    if not tally.nothing:
        return found
    none = f"{of.name}={NONE}"
    return replace(
        found,
        expressions=(*expressions, _over(asked, ~chose_any, none)),
        columns=(*columns, none),
        answers=(*read.answers, NONE_WORDS),
    )


def _dichotomies(of: MultipleSet, responses: Responses) -> _Read:
    marks = [nw.col(mark(of.name, item)) for item in of.items]
    chosen = tuple((one == 1).fill_null(value=False) for one in marks)
    return _Read(chosen, tuple(~one.is_null() for one in marks), responses.options[of.name])


def _categories(of: MultipleSet, responses: Responses) -> _Read:
    items = [responses.survey.items[name] for name in of.items]
    values = items[0].scale.values
    mentions = [[(nw.col(item.name) == value).fill_null(value=False) for item in items] for value in values]
    chosen = tuple(_any(mention) for mention in mentions)
    answered = tuple(~nw.col(item.name).is_null() for item in items)
    return _Read(chosen, answered, tuple(answer_label(items[0], value) for value in values))


def _asked(of: MultipleSet, read: _Read) -> nw.Expr:
    if of.asked == "chosen":
        return _any(read.chosen)
    if of.asked == "complete":
        return nw.all_horizontal(*read.answered, ignore_nulls=False)
    answered = _any(read.answered)
    return answered | ~answered if of.asked == "everyone" else answered


def _any(conditions: Sequence[nw.Expr]) -> nw.Expr:
    return nw.any_horizontal(*conditions, ignore_nulls=False)


def _over(asked: nw.Expr, chose: nw.Expr, name: str) -> nw.Expr:
    return nw.when(asked & chose).then(nw.lit(1.0)).when(asked & ~chose).then(nw.lit(0.0)).alias(name)


def _tally(frame: Frame, read: _Read, asked: nw.Expr, chose_any: nw.Expr, of: MultipleSet) -> _Tally:
    counts = [nw.len().alias("everyone"), _number(asked).alias("asked"), _number(asked & ~chose_any).alias("nothing")]
    empty = [] if of.categories else [_number(asked & ~one) for one in read.answered]
    counts += [one.alias(f"empty{at}") for at, one in enumerate(empty)]
    found = frame.select(*counts)
    eager = found.collect(backend="polars") if isinstance(found, nw.LazyFrame) else found
    row = {name: int(eager[name].to_list()[0] or 0) for name in eager.columns}
    return _Tally(row["everyone"], row["asked"], row["nothing"], sum(row[f"empty{at}"] for at in range(len(empty))))


def _number(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).sum()


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
