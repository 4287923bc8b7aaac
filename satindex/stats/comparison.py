"""Differences of a mean between groups: independent, designed, or of the same respondents twice."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from satindex.language import Words
from satindex.stats.base import NO_ANSWERS, Base, Estimate, from_error
from satindex.stats.contrasts import Contrast, Spread, UnitsTogether, one_against_rest, units_together
from satindex.stats.intervals import two_sided_p
from satindex.stats.moments import Array, Block, Codes, Moments

NO_VARIATION = Words("neither side varies: no test", "双方均无变异，无法检验")


@dataclass(frozen=True)
class Difference:
    """The mean of one side minus that of the other; `pairs` counts respondents of both, where they are known."""

    found: Estimate
    n: int
    n_other: int
    pairs: int | None = None


def independent(one: Estimate, other: Estimate) -> Estimate:
    """Return one figure minus another that has nothing to do with it: errors in quadrature, Welch's t.

    df = (v₁ + v₂)²/(v₁²/df₁ + v₂²/df₂), v the squared errors; a figure without `df` is taken as exactly known or as
    normal. Welch 1947, Biometrika 34: 28–35.

    Examples
    --------
    >>> found = independent(Estimate(5.0, 3.0, df=9, n=10), Estimate(1.0, 4.0, df=9, n=10))
    >>> found.estimate, found.std_error, round(found.df, 4)
    (4.0, 5.0, 16.6914)
    """
    n = one.n + other.n
    if one.estimate is None or other.estimate is None:
        return Estimate(None, n=n, reason=one.reason or other.reason or NO_ANSWERS)
    value = one.estimate - other.estimate
    if one.std_error is None or other.std_error is None:
        return Estimate(value, n=n, reason=one.reason or other.reason)
    squares = (one.std_error**2, other.std_error**2)
    below = sum(v**2 / e.df for v, e in zip(squares, (one, other), strict=True) if e.df)
    return with_test(value, sum(squares), sum(squares) ** 2 / below if below > 0 else math.inf, n)


def of_shares(share: float, n: float, other: float, n_other: float) -> Estimate:
    """Return one share minus another of an independent base, with the z test pooled under equal shares.

    z = (p₁ − p₂)/√(p(1 − p)(1/n₁ + 1/n₂)), p the share of both bases together; z² is Pearson's χ² of the 2 × 2 table.
    Unlike a t it also tells 100% from 0%. Fleiss, Levin & Paik 2003, *Statistical Methods for Rates and Proportions*,
    ch. 3; bases may be effective ones.

    Examples
    --------
    >>> found = of_shares(30 / 60, 60, 10 / 60, 60)
    >>> round(found.statistic**2, 6), round(found.p_value, 6)
    (15.0, 0.000108)
    """
    value, whole = share - other, n + n_other
    if not (n > 0 and n_other > 0):
        return Estimate(value, n=round(whole), reason=NO_ANSWERS)
    pooled = (share * n + other * n_other) / whole
    error = math.sqrt(max(pooled * (1 - pooled), 0.0) * (1 / n + 1 / n_other))
    if error <= 0:
        return Estimate(value, 0.0, n=round(whole), reason=NO_VARIATION)
    statistic = value / error
    return Estimate(value, error, n=round(whole), statistic=statistic, p_value=two_sided_p(statistic))


def with_test(value: float, variance: float, df: float, n: int) -> Estimate:
    """Return a difference with its t interval and test; without either where nothing varies."""
    if variance <= 0:
        return Estimate(value, 0.0, n=n, reason=NO_VARIATION)
    if math.isfinite(df):
        return from_error(value, math.sqrt(variance), df, n)
    found = from_error(value, math.sqrt(variance), 1e12, n)
    assert found.statistic is not None  # noqa: S101 -- the variance is positive
    return replace(found, df=None, p_value=two_sided_p(found.statistic))


def between(of: Moments, column: str, one: int, other: int, panel: Moments | None = None) -> Difference:
    """Return the mean of `column` in group `one` minus that in group `other`.

    Without a design Welch's t, with one the linearised difference of two domains. `panel` has the
    respondents as clusters, each perhaps in both groups: partly the same people are compared, by the paired t where all
    are in both.
    """
    first, second = Base(of, one), Base(of, other)
    n, n_other = first.n(column), second.n(column)
    means = first.mean(column), second.mean(column)
    if of.designed and None not in (means[0].estimate, means[1].estimate):
        coefficients = _zeros(of, column)
        coefficients[one], coefficients[other] = _of_mean(of, column, [one], 1.0), _of_mean(of, column, [other], -1.0)
        return Difference(_designed(of, column, means, coefficients, n + n_other), n, n_other)
    found = independent(*means)
    if panel is None or found.std_error is None:
        return Difference(found, n, n_other)
    return Difference(*_partly_paired(of, column, (one, other), means, found, panel))


@dataclass(frozen=True)
class Together:
    """The sums of one column over `groups` of `of` together, and over all of these but one, for each one."""

    of: Moments
    column: str
    groups: Sequence[int]
    everyone: Block

    @cached_property
    def units(self) -> UnitsTogether | None:
        """The totals of sampling units over the groups, where groups share them."""
        of = self.of
        if of.by_unit is None:
            return None
        return units_together(of.by_unit, (self.column,), self.groups, len(of.levels), len(of.design_units))

    @cached_property
    def rests(self) -> Moments:
        """The moments of all the groups but one: a group's rest stands in the group's own place."""
        block = self.of.blocks[(self.column,)]
        rests = {name: getattr(self.everyone, name) - getattr(block, name) for name in _summed(block)}
        return replace(self.of, blocks={(self.column,): replace(self.everyone, **rests)}, by_unit=None)


def against_rest(of: Moments, column: str, one: int, whole: Together) -> Difference:
    """Return the mean of `column` in group `one` minus that in all other groups of `whole` together.

    `whole` (`together`) is made once, however many groups are held against the rest.
    """
    first, pooled = Base(of, one), Base(whole.rests, one)
    n, n_other = first.n(column), pooled.n(column)
    means = first.mean(column), pooled.mean(column)
    if not of.designed or None in (means[0].estimate, means[1].estimate):
        return Difference(independent(*means), n, n_other)
    return Difference(_of_two(means, lambda: _beside_rest(whole, one), n + n_other), n, n_other)


def _beside_rest(whole: Together, one: int) -> Spread:
    """Return the variance of a group's mean minus that of the rest."""
    own, rest = (
        (of.blocks[(whole.column,)], one, _of_mean(of, whole.column, [one], sign))
        for of, sign in ((whole.of, 1.0), (whole.rests, -1.0))
    )
    return one_against_rest(whole.of, own, rest, whole.units)


def against_whole(of: Moments, column: str, one: int, whole: Together) -> Difference:
    """Return the mean of `column` in group `one` minus that of all groups of `of`, the group itself among them.

    `whole` is that of all groups. The difference is the share of the others × the difference from the others, and is
    tested as that is: the level is a part of the whole, not a sample beside it.
    """
    found, everyone = against_rest(of, column, one, whole), whole.everyone
    of_them, of_all = (float(block.cross[at, 0, 0]) for block, at in ((of.blocks[(column,)], one), (everyone, 0)))
    if found.found.estimate is None or of_all <= 0:
        return found
    return replace(found, found=_scaled(found.found, 1 - of_them / of_all))


def cluster_against_whole(of: Moments, column: str, one: int, whole: Together, own: Estimate) -> Difference:
    """Return what `against_whole` does for a group that is a cluster, `own` its mean with the error among its people.

    The others' mean has the error of the design, among their clusters; the two are independent (Welch's t).
    """
    others, everyone = [group for group in range(len(of.levels)) if group != one], whole.everyone
    n_other = int((everyone.count - of.blocks[(column,)].count[one : one + 1]).sum())
    of_them, of_all = (float(block.cross[at, 0, 0]) for block, at in ((of.blocks[(column,)], one), (everyone, 0)))
    if n_other == 0 or of_all <= of_them or own.estimate is None:
        return Difference(Estimate(None, n=own.n + n_other, reason=own.reason or NO_ANSWERS), own.n, n_other)
    coefficients = _zeros(of, column)
    coefficients[others] = _of_mean(of, column, others, 1.0)
    variance, df, reason = Contrast(of, (column,), coefficients).variance(lost=0)
    cross, centre = of.blocks[(column,)].cross[others].sum(axis=0), of.blocks[(column,)].centre[0]
    mean = float(centre + cross[0, 1] / cross[0, 0])
    rest = Estimate(mean, n=n_other, reason=reason)
    if variance is not None and df is not None:
        rest = from_error(mean, math.sqrt(max(variance, 0.0)), df, n_other)
    return Difference(_scaled(independent(own, rest), 1 - of_them / of_all), own.n, n_other)


def _scaled(found: Estimate, share: float) -> Estimate:
    """Return a difference times a share; its test stays."""

    def times(value: float | None) -> float | None:
        return None if value is None else value * share

    return replace(
        found,
        estimate=times(found.estimate),
        std_error=times(found.std_error),
        ci_low=times(found.ci_low),
        ci_high=times(found.ci_high),
    )


def _designed(of: Moments, column: str, means: tuple[Estimate, Estimate], coefficients: Array, n: int) -> Estimate:
    return _of_two(means, lambda: Contrast(of, (column,), coefficients).variance(), n)


def _of_two(means: tuple[Estimate, Estimate], spread: Callable[[], Spread], n: int) -> Estimate:
    """Return the difference of two means under a design, with what `spread` returns of its variance."""
    value = (means[0].estimate or 0.0) - (means[1].estimate or 0.0)
    alone = next((mean for mean in means if mean.std_error is None), None)
    if alone is not None:  # such as a group of one cluster: its influence is 0, and would count as no error
        return Estimate(value, n=n, reason=alone.reason)
    variance, df, reason = spread()
    if variance is None or df is None:
        return Estimate(value, n=n, reason=reason)
    return with_test(value, variance, df, n)


def _zeros(of: Moments, column: str) -> Array:
    return np.zeros((len(of.levels), 2 * len(of.blocks[(column,)].columns)))


def _of_mean(of: Moments, column: str, groups: list[int], sign: float) -> Array:
    """Return what the mean over some groups asks of the totals Σw·m, Σw·m(x − c) of each of them."""
    cross = of.blocks[(column,)].cross[groups].sum(axis=0)
    weight = cross[0, 0]
    return np.array([-sign * cross[0, 1] / weight / weight, sign / weight])


_SUMS = ("count", "units", "cross", "total", "square", "present", "pairs", "weight_squares", "answered")


def together(of: Moments, column: str, groups: Sequence[int]) -> Together:
    """Return the sums of one column over groups."""
    block = of.blocks[(column,)]
    sums = {name: getattr(block, name)[list(groups)].sum(axis=0, keepdims=True) for name in _summed(block)}
    return Together(of, column, groups, replace(block, **sums))


def _summed(block: Block) -> list[str]:
    return [*_SUMS, *(name for name in ("on_margins", "by_margins") if getattr(block, name) is not None)]


def _partly_paired(
    of: Moments, column: str, groups: tuple[int, int], means: tuple[Estimate, Estimate], found: Estimate, panel: Moments
) -> tuple[Estimate, int, int, int]:
    """Return the difference with the covariance of those who are in both groups, the bases, and their number.

    Each side's influence is scaled by √(n/(n − 1)): Welch's variance where nobody is in both, the paired t's where all
    are. df: Derrick, Russ, Toher & White 2017, Journal of Modern Applied Statistical Methods 16: 137–157.
    """
    sides = [_by_person(panel, column, group, mean.estimate or 0.0) for group, mean in zip(groups, means, strict=True)]
    (ids, z), (ids_other, z_other) = sides
    n, n_other = len(z), len(z_other)
    _, at, at_other = np.intersect1d(ids, ids_other, assume_unique=True, return_indices=True)
    pairs = len(at)
    if pairs < 2 or found.df is None or found.estimate is None or found.std_error is None:
        return found, n, n_other, pairs
    scale = math.sqrt(n / (n - 1) * n_other / (n_other - 1)) / (n * n_other)
    variance = found.std_error**2 - 2 * scale * float(z[at] @ z_other[at_other])
    alone = n + n_other - 2 * pairs
    df = pairs - 1 + (found.df - pairs + 1) / (alone + 2 * pairs) * alone
    return (
        with_test(found.estimate, variance if variance > 1e-12 * found.std_error**2 else 0.0, df, found.n),
        n,
        n_other,
        pairs,
    )


def _by_person(panel: Moments, column: str, group: int, mean: float) -> tuple[Codes, Array]:
    """Return the ids of those of a group who have an answer, and how far each is from the group's mean."""
    units = panel.by_unit
    if units is None:
        return np.empty(0, dtype=np.int64), np.empty(0)
    totals, answered = units.of((column,))
    rows = (units.group == group) & (answered > 0)
    centred = mean - panel.blocks[(column,)].centre[0]
    return units.unit[rows], totals[rows, 1] - centred * totals[rows, 0]
