"""Respondents who are set aside as careless: in memory where they fit, else batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from satindex.frames.batches import Frame, fits, in_one_order, is_ordered
from satindex.frames.design import Grouping
from satindex.frames.moments import moments
from satindex.frames.passes import Batch, Sum, passed
from satindex.frames.spilled import rows_kept
from satindex.language import Words
from satindex.responses.audit import SetAside
from satindex.responses.careless import (
    ENOUGH,
    EVEN_ODD,
    SIGN_WORDS,
    Norms,
    Questionnaire,
    Sign,
    before_judged,
    careless,
    judged,
    measured,
    questionnaire,
    said,
    table_of,
)
from satindex.stats.base import Base
from satindex.stats.careless import Flags
from satindex.stats.moments import Array
from satindex.survey.model import Careless, Survey

Shown = tuple[int, int]
Excluded = tuple[Frame, tuple[SetAside, ...], tuple[Words, ...], Shown]


def without_careless(frame: Frame, survey: Survey, asked: Iterable[str], *, part: bool = False) -> Excluded:
    """Return the rows that show none of the signs that `exclude` names, how many each set aside in turn, and notes.

    Last come how many have an even–odd consistency and how many too low a one: of a `part` that sign is used whatever
    these are, as only all respondents tell whether it is.

    A lazy frame is collected where it fits into memory: the distance of a respondent depends on all the others. Where
    it does not, two passes learn what all are like, and a third writes the rows that are kept to files of this run.
    """
    wanted = questionnaire(survey, asked)
    if not fits(frame):
        return _streamed(frame, survey, wanted, part)
    rows = in_one_order(frame)
    every = before_judged(table_of(rows, wanted.columns), wanted, survey.careless)
    shown = {sign.name: (sign.n, int(sign.flagged.sum())) for sign in every}
    found = [_judged(sign, shown[sign.name], part) for sign in every]
    keep, counts = _chosen(found, survey)
    return rows.filter(keep.tolist()), _set_aside(found, survey, counts), _not_applied(found, survey), shown[EVEN_ODD]


def _judged(sign: Sign, shown: Shown, part: bool) -> Sign:
    return sign if part and sign.name == EVEN_ODD else judged(sign, *shown)


def _chosen(found: Sequence[Sign], survey: Survey) -> tuple[Flags, Array]:
    """Return which of some respondents show none of the signs named, and how many each sign set aside in turn."""
    keep, counts = np.ones(len(found[0].values) if found else 0, dtype=bool), list[int]()
    for name in survey.exclude:
        _, flagged = _excluded(name, found, survey.careless)
        counts.append(int((keep & flagged).sum()))
        keep &= ~flagged
    return keep, np.array(counts, dtype=np.float64)


def _set_aside(found: Sequence[Sign], survey: Survey, counts: Array) -> tuple[SetAside, ...]:
    reasons = [_excluded(name, found, survey.careless)[0] for name in survey.exclude]
    return tuple(SetAside(why, count) for why, count in zip(reasons, counts.astype(int).tolist(), strict=True) if count)


@dataclass(frozen=True)
class _SignCounts(Sum[Array]):
    """How many respondents have each sign's figure, and how many show it."""

    asked: Questionnaire
    limits: Careless
    norms: Norms

    @property
    def key(self) -> str:
        return "signs of careless answering"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.asked.columns

    def of(self, batch: Batch) -> Array:
        found = _measured(batch, self.asked, self.limits, self.norms)
        return np.array([[sign.n, sign.flagged.sum()] for sign in found], dtype=np.float64)

    def plus(self, one: Array, other: Array) -> Array:
        return one + other


def _measured(batch: Batch, asked: Questionnaire, limits: Careless, norms: Norms) -> tuple[Sign, ...]:
    return measured({name: batch.numbers(name) for name in asked.columns}, asked, limits, norms)


@dataclass(frozen=True)
class _Judged(Sum[Array]):
    """Who is kept where it is known how many have each sign's figure and show it; how many each sign set aside."""

    asked: Questionnaire
    survey: Survey
    norms: Norms
    told: tuple[Shown, ...]
    part: bool

    @property
    def key(self) -> str:
        return "set aside as careless"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.asked.columns

    def signs(self, rows: pl.DataFrame) -> tuple[Sign, ...]:
        """Return the signs of some respondents."""
        found = _measured(Batch(rows), self.asked, self.survey.careless, self.norms)
        return tuple(_judged(sign, shown, self.part) for sign, shown in zip(found, self.told, strict=True))

    def __call__(self, rows: pl.DataFrame) -> Flags:
        """Return which of some respondents are kept."""
        return _chosen(self.signs(rows), self.survey)[0]

    def of(self, batch: Batch) -> Array:
        return _chosen(self.signs(batch.frame), self.survey)[1]

    def plus(self, one: Array, other: Array) -> Array:
        return one + other


def _streamed(frame: Frame, survey: Survey, asked: Questionnaire, part: bool) -> Excluded:
    norms = _norms(frame, asked)
    (counts,) = passed(frame, [_SignCounts(asked, survey.careless, norms)])
    told = tuple((n, shown) for n, shown in counts.astype(int).tolist())
    judging = _Judged(asked, survey, norms, told, part)
    rows, aside = _kept_in_passing(frame, judging) if is_ordered(frame) else _kept_elsewhere(frame, judging)
    nobody = judging.signs(pl.DataFrame(schema=dict.fromkeys(asked.columns, pl.Float64)))
    shown = next(found for sign, found in zip(nobody, told, strict=True) if sign.name == EVEN_ODD)
    return rows, _set_aside(nobody, survey, aside), _not_applied(nobody, survey), shown


def _kept_in_passing(frame: Frame, judging: _Judged) -> tuple[Frame, Array]:
    """Return the rows kept and how many each sign set aside, counted while they are written."""
    aside = np.zeros(len(judging.survey.exclude))

    def keep(rows: pl.DataFrame) -> Flags:
        kept, counts = _chosen(judging.signs(rows), judging.survey)
        aside[:] += counts
        return kept

    return rows_kept(frame, keep), aside


def _kept_elsewhere(frame: Frame, judging: _Judged) -> tuple[Frame, Array]:
    """Return the same where the rows lie elsewhere, and are chosen there."""
    rows = rows_kept(frame, judging)
    (aside,) = passed(frame, [judging])
    return rows, aside


def _norms(frame: Frame, asked: Questionnaire) -> Norms:
    names = tuple(item.name for item in asked.rated)
    if not names:
        return Norms(0, np.empty(0), np.empty((0, 0)))
    (found,) = moments(frame, [Grouping((names, *((name,) for name in names)))])
    base = Base(found)
    means = [base.mean(name).estimate for name in names]
    mean = np.array([np.nan if one is None else one for one in means])
    return Norms(int(found.design_units.sum()), mean, base.covariance(names)[0])


def _not_applied(found: Sequence[Sign], survey: Survey) -> tuple[Words, ...]:
    lacking = [sign for sign in found if sign.name in survey.exclude and sign.reason is not None]
    return tuple(not_applied(sign.name, sign.reason or Words("", "")) for sign in lacking)


def not_applied(name: str, why: Words) -> Words:
    """Return the note that a sign which `exclude` names sets nobody aside."""
    return Words(f"exclude: {name} could not be applied: {why.en}", f"exclude：{name} 无法应用：{why.zh}")


def _excluded(name: str, found: Sequence[Sign], limits: Careless) -> tuple[Words, Flags]:
    if name == ENOUGH:
        there = min(limits.at_least, sum(sign.reason is None for sign in found))
        reason = Words(f"careless: {there} or more signs", f"敷衍作答：迹象不少于 {there} 个")
        return reason, careless(found, limits.at_least)
    sign = next(sign for sign in found if sign.name == name)
    words = said(sign) if sign.reason is None else SIGN_WORDS[name]
    return Words(f"careless: {words.en}", f"敷衍作答：{words.zh}"), sign.flagged
