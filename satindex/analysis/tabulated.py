"""One item by one segment: shares of answers with their errors, by any percentage base, under any design."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from satindex.language import Words
from satindex.stats.association import Association, pearson, rao_scott
from satindex.stats.base import Estimate, student
from satindex.stats.comparison import of_shares, with_test
from satindex.stats.contrasts import Contrast, covariance
from satindex.stats.intervals import wilson
from satindex.stats.moments import Array, Block, Columns, Moments

OVERLAP = Words("several answers each: no χ² of the whole table", "多选题的回答相互重叠，不作整表 χ² 检验")


@dataclass(frozen=True)
class Share:
    """A share 0–1 with its interval; `n_effective` is Kish's effective number of respondents of its base."""

    found: Estimate
    count: int
    n_effective: float | None


@dataclass(frozen=True)
class Tabulated:
    """Answers (0/1 `columns` of one block) by the groups of `of`; `plain` holds the same without weights or design.

    `groups` are those that a segment has, (missing) left out; answers that `overlap` were given several at once, and
    where any are `by_responses`, those are counted instead of respondents.
    """

    of: Moments
    plain: Moments
    columns: Columns
    groups: Sequence[int]
    percent: Literal["column", "row", "total"]
    by_responses: Columns
    overlap: bool

    def share(self, answer: int, group: int) -> Share:
        """Return the share of one cell."""
        count = round(float(_cells(self._plain_block)[group, answer]))
        top, bottom = self._cell(answer, group), self._base(answer, group)
        denominator = self._value(bottom)
        n = self.n(answer, group)
        if denominator <= 0:
            return Share(Estimate(None, n=n), count, None)
        share = min(max(self._value(top) / denominator, 0.0), 1.0)
        influence = (top - share * bottom) / denominator
        effective = self._effective(group, n)
        return Share(self._estimate(share, influence, n, effective or float(n)), count, effective)

    def n(self, answer: int, group: int) -> int:
        """Return how many respondents (or responses) a cell's share is of."""
        return round(self._value(self._base(answer, group), self._plain_block))

    def n_of_group(self, group: int) -> int:
        """Return how many respondents of a group answered."""
        return int(self._plain_block.answered[group])

    def weighted_n(self, answer: int, group: int) -> float:
        """Return the weights of those that a cell's share is of."""
        return self._value(self._base(answer, group))

    def difference(self, answer: int, group: int, other: int) -> Estimate:
        """Return one column's share minus another's, with its test.

        Pooled z of two independent shares; the linearised difference under a design and of responses, which has no
        error where both shares are 0% or 100%: then the pooled z at Kish's effective bases.
        """
        one, two = self.share(answer, group).found, self.share(answer, other).found
        if one.estimate is None or two.estimate is None:
            return Estimate(None, n=one.n + two.n, reason=one.reason or two.reason)
        if not (self.of.designed or self.by_responses):
            return of_shares(one.estimate, one.n, two.estimate, two.n)
        value, bases = one.estimate - two.estimate, (self.kish(group), self.kish(other))
        influences = [
            (self._cell(answer, g) - share * self._base(answer, g)) / self._value(self._base(answer, g))
            for g, share in ((group, one.estimate), (other, two.estimate))
        ]
        variance, df, reason = Contrast(self.of, self.columns, influences[0] - influences[1]).variance()
        if variance is None or df is None:
            return Estimate(value, n=one.n + two.n, reason=reason)
        if variance <= 0 and value and not self.of.census and None not in bases:
            return of_shares(one.estimate, bases[0] or 0.0, two.estimate, bases[1] or 0.0)
        return with_test(value, variance, df, one.n + two.n)

    def association(self, among: Sequence[int] | None = None) -> Association:
        """Return the test whether answers and groups have to do with each other; `among` leaves groups out."""
        groups = list(self.groups if among is None else among)
        counts = _cells(self._plain_block)[groups].T
        n = round(float(counts.sum()))
        if self.overlap:
            return Association(None, None, None, None, None, None, n, OVERLAP)
        if not self.of.designed:
            return pearson(np.round(counts))
        cells = _cells(self._block)[groups].T
        total = cells.sum()
        if total <= 0:
            return pearson(np.zeros((0, 0)))
        shares = cells / total
        whole = np.sum([self._cell(a, g) for a in range(len(self.columns)) for g in groups], axis=0)
        influences = np.stack(
            [
                (self._cell(a, g) - shares[a, at] * whole) / total
                for a in range(len(self.columns))
                for at, g in enumerate(groups)
            ]
        )
        found, df, reason = covariance(self.of, self.columns, influences)
        if found is None or df is None:
            return Association(None, None, None, None, None, None, n, reason)
        return rao_scott(shares, found, n, df)

    def kish(self, *groups: int) -> float | None:
        """Return Kish's effective base of some groups together."""
        at = list(groups)
        weight, squares = self._block.cross[at, 0, 0].sum(), self._block.weight_squares[at, 0].sum()
        return float(weight**2 / squares) if squares > 0 else None

    def _effective(self, group: int, n: int) -> float | None:
        """Return the effective base of what is 100%; not of those who gave one answer: their weights are not kept."""
        if self.percent == "row":
            return None if self.of.designed else float(n)
        return self.kish(*(self._counted(group) if self.percent == "total" else [group]))

    @cached_property
    def _block(self) -> Block:
        return self.of.blocks[self.columns]

    @cached_property
    def _plain_block(self) -> Block:
        return self.plain.blocks[self.columns]

    def _estimate(self, share: float, influence: Array, n: int, kish: float) -> Estimate:
        """Return a share with Wilson's interval at n/deff; at Kish's base where nothing varies (0% and 100%)."""
        binomial = share * (1 - share) / (n - 1) if n > 1 else None
        if not (self.of.designed or self.by_responses):
            found: tuple[float | None, float | None, Words | None] = binomial, float(n - 1), None
        else:
            found = Contrast(self.of, self.columns, influence).variance(lost=0)
        variance, df, reason = found
        if variance is None or df is None:
            return Estimate(share, n=n, reason=reason)
        effective = binomial / variance * n if binomial and variance > 0 else math.inf if self.of.census else kish
        ends = wilson(share, effective, student(df) if self.of.by_t else None)
        error = float(np.sqrt(max(variance, 0.0)))
        return Estimate(share, error, ends.low if ends else None, ends.high if ends else None, n, df)

    def _cell(self, answer: int, group: int) -> Array:
        """Return the coefficients (G × 2k) of the weighted count of an answer in a group."""
        k = len(self.columns)
        found = np.zeros((len(self.of.levels), 2 * k))
        found[group, answer], found[group, k + answer] = self._block.centre[answer], 1.0
        return found

    def _base(self, answer: int, group: int) -> Array:
        """Return the coefficients of what is 100% for a cell."""
        answers = [self.columns.index(column) for column in self.by_responses]
        if self.percent == "row":
            return np.asarray(np.sum([self._cell(answer, g) for g in self._counted(group)], axis=0))
        groups = self._counted(group) if self.percent == "total" else [group]
        if self.by_responses:
            return np.asarray(np.sum([self._cell(a, g) for a in answers for g in groups], axis=0))
        found = np.zeros((len(self.of.levels), 2 * len(self.columns)))
        found[list(groups), 0] = 1.0
        return found

    def _counted(self, group: int) -> Sequence[int]:
        """The groups that make up a row or the whole: those of the segment, or the one that stands for all."""
        return self.groups if group in self.groups else [group]

    def _value(self, coefficients: Array, block: Block | None = None) -> float:
        totals = (block or self._block).total.sum(axis=1)
        return float((coefficients * totals).sum())


def _cells(block: Block) -> Array:
    """Return the (weighted) count of each answer in each group (G × k)."""
    k, totals = len(block.columns), block.total.sum(axis=1)
    return np.asarray(block.centre * totals[:, :k] + totals[:, k:])
