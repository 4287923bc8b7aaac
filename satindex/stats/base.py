"""One base (the respondents a figure is about) and the estimates that can be made from its moments.

A figure is a smooth function g of means. Its variance comes from each sampling unit's influence
Σ_j ∂g/∂μ_j · Σ w·m_j(x_j − μ_j)/W_j, totalled by cluster within stratum (Taylor linearisation; Lumley 2010,
*Complex Surveys*, ch. 2). Without a declared design the base is its own sample, so that a mean has s/√n.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from satindex.language import Words
from satindex.stats.combinations import ONE_ANSWER, unpaired_variance
from satindex.stats.estimate import (
    CONFIDENCE,
    NO_ANSWERS,
    NO_WEIGHT,
    TOO_LARGE,
    Estimate,
    from_error,
    student,
)
from satindex.stats.every_group import Alpha, alphas, besides, covariances, means, ratios
from satindex.stats.grouped_rows import Grouped, Rows
from satindex.stats.linearised import linearised_variance
from satindex.stats.moments import Array, Block, Columns, Moments
from satindex.stats.rounding import without_rounding
from satindex.stats.sample import Read

__all__ = [
    "CONFIDENCE",
    "NO_ANSWERS",
    "NO_WEIGHT",
    "Base",
    "EffectiveBase",
    "Estimate",
    "all_bases",
    "from_error",
    "student",
]

Found = TypeVar("Found")


@dataclass(frozen=True)
class EffectiveBase:
    """An effective number of respondents and the quantile its intervals use (None: the normal one)."""

    n: float
    critical: float | None


@dataclass(frozen=True)
class Base:
    """One group's moments: ask it for means, ratios, covariances; `sample` reads its rows, for resampling.

    Where these are too many, they are `grouped`.
    """

    moments: Moments
    group: int = 0
    sample: Read | None = field(default=None, compare=False, repr=False)
    grouped: Grouped | None = field(default=None, compare=False, repr=False)

    @property
    def drawn_from(self) -> Rows | None:
        """What gives the rows to be resampled, one by one or by groups."""
        return self.sample or self.grouped

    @property
    def level(self) -> str | None:
        """The segment's level, None for all respondents or for those without one."""
        return self.moments.levels[self.group]

    @property
    def is_whole(self) -> bool:
        """Whether this base is all respondents, not one level of a segment."""
        return self.moments.levels == (None,)

    @property
    def designed(self) -> bool:
        """Whether a weight, stratum or cluster was declared."""
        return self.moments.designed

    def n(self, column: str) -> int:
        """Return how many respondents of this base have a value in `column`."""
        return int(self._block((column,)).count[self.group].sum())

    def mean(self, column: str) -> Estimate:
        """Return the (weighted) mean Σwx/Σw of a column with its linearised error."""
        return self._of_all(("mean", column), lambda part: means(self.moments, column, part).each())

    def mean_square(self, column: str) -> float | None:
        """Return the (weighted) mean of the squares of a column, None where nobody has a value."""
        block = self._block((column,))
        weight, first, second = block.cross[self.group][[0, 0, 1], [0, 1, 1]]
        centre = block.centre[0]
        return float((second + 2 * centre * first) / weight + centre**2) if weight > 0 else None

    def sd(self, column: str) -> float | None:
        """Return the standard deviation of a column, √(Σw(x − x̄)²/Σw · n/(n − 1)); None below two answers."""
        if self.n(column) < 2 or self._weight_and_mean(self._block((column,)), 0) is None:
            return None
        block = self._block((column,))
        variance = self._of_all(
            ("variance", column), lambda part: covariances(block, (column,), part)[:, 0, 0].tolist()
        )
        return math.sqrt(max(variance, 0.0)) if math.isfinite(variance) else None

    def effective_base(self, column: str, unit_variance: float) -> EffectiveBase:
        """Return the base that a simple random sample would need for the same error of the column's mean.

        n/deff with deff = linearised variance / (`unit_variance`/(n − 1)); Kish's (Σw)²/Σw² where either is 0.
        `critical` is Student's t where clusters or strata are declared, else None (normal); the base is 0 where these
        leave the error undefined, and without end where the sample is the whole population.
        """
        n, found = self.n(column), self.mean(column)
        if not self.designed:
            return EffectiveBase(float(n), None)
        if found.std_error is None:
            return EffectiveBase(0.0 if self.moments.by_t else self._kish(column), None)
        critical = student(found.df) if self.moments.by_t and found.df else None
        if self.moments.census:
            return EffectiveBase(math.inf, critical)
        if found.std_error > 0 and unit_variance > 0 and n > 1:
            return EffectiveBase(unit_variance / (n - 1) / found.std_error**2 * n, critical)
        return EffectiveBase(self._kish(column), critical)

    def _kish(self, column: str) -> float:
        """Return Kish's effective base (Kish 1965, Survey Sampling, p. 427); needs no clusters' totals."""
        block = self._block((column,))
        weight, squares = block.cross[self.group, 0, 0], block.weight_squares[self.group, 0]
        return float(weight**2 / squares) if squares > 0 else 0.0

    def ratio(self, numerator: str, denominator: str) -> Estimate:
        """Return the ratio of the means of two columns, linearised (as R `survey::svyratio`).

        The two are asked for as one block and must be answered by the same respondents.
        """
        columns = (numerator, denominator)
        return self._of_all(("ratio", *columns), lambda part: ratios(self.moments, columns, part).each())

    def combination(self, columns: Columns, gradient: Sequence[float]) -> Estimate:
        """Return Σ g·x̄ over the columns of one block, each mean over the respondents who answered that column.

        The bases may differ, overlap or be the same: one mean minus another is Welch's t where nobody answered
        both, the paired t where all did; with a declared design it is linearised (as R `survey::svyttest`).
        `n` counts the respondents with any of the columns. Without a design the columns' influences are scaled by
        √(n/(n − 1)) each, and the degrees of freedom are Welch and Satterthwaite's over groups of overlapping bases.
        """
        block = self._block(columns)
        n, means = int(block.answered[self.group]), [self._weight_and_mean(block, at) for at in range(len(columns))]
        known = [found for found in means if found is not None]
        if len(known) < len(means):
            nobody = any(self.n_within(column, columns) == 0 for column in columns)
            return Estimate(None, n=n, reason=NO_ANSWERS if nobody else NO_WEIGHT)
        value = sum(slope * mean for slope, (_, mean) in zip(gradient, known, strict=True))
        coefficients = self._influence(block, known, gradient)
        if self.designed:
            return self._estimate(block, coefficients, value, n)
        variance, df, reason = unpaired_variance(block, self.group, coefficients)
        return self._with_variance(value, variance, df, reason, n)

    def difference_of_means(self, column: str, subtracted: str) -> Estimate:
        """Return the mean of `column` minus that of `subtracted`, asked for as one block; see `combination`."""
        return self.combination((column, subtracted), (1.0, -1.0))

    def n_within(self, column: str, columns: Columns) -> int:
        """Return how many respondents answered `column`, one of the block `columns`."""
        return int(self._block(columns).count[self.group, :, columns.index(column)].sum())

    def mean_beside(self, column: str, other: str, within: Columns) -> float | None:
        """Return the (weighted) mean of `column` over respondents who answered `other` too, both of one block."""
        asked = (column, other, within)
        return self._of_all(("beside", *asked), lambda part: besides(self._block(within), column, other, part))

    def alpha(self, columns: Columns, within: Columns | None = None) -> Alpha:
        """Return Cronbach's alpha of columns from their pairwise-complete covariances; see `covariance`."""
        block = self._block(within or columns)
        return self._of_all(("alpha", columns, within), lambda part: alphas(block, columns, part).each())

    def _of_all(self, what: object, made: Callable[[slice], Sequence[Found]]) -> Found:
        """Return this group's of what is made for many groups at once, and kept until other groups are asked for."""
        return self.moments.at_once(what, self.group, made)

    def covariance(self, columns: Columns, within: Columns | None = None) -> tuple[Array, int]:
        """Return the pairwise-complete covariance matrix (n − 1) of columns, and rows with any of them answered.

        `within` is the block that holds them, where it is a larger one; the count is then that of the larger one.
        A pair that fewer than two respondents answered is NaN. Weighted: Σw(x − x̄)(y − ȳ)/Σw · n/(n − 1).
        """
        block = self._block(within or columns)
        k = len(block.columns)
        at = [block.columns.index(column) for column in columns]
        cross, pairs = block.cross[self.group], block.pairs[self.group][np.ix_(at, at)]
        low = [k + index for index in at]
        weight, first, product = cross[np.ix_(at, at)], cross[np.ix_(low, at)], cross[np.ix_(low, low)]
        with np.errstate(divide="ignore", invalid="ignore"):
            centred = product / weight - (first / weight) * (first / weight).T
            covariance = np.where(pairs >= 2, centred * pairs / (pairs - 1), np.nan)
        return covariance, int(block.answered[self.group])

    def _block(self, columns: Columns) -> Block:
        return self.moments.blocks[columns]

    def _weight_and_mean(self, block: Block, column: int) -> tuple[float, float] | None:
        k = len(block.columns)
        weight = float(block.cross[self.group, column, column])
        if weight <= 0:
            return None
        return weight, float(block.centre[column] + block.cross[self.group, column, k + column] / weight)

    def _influence(self, block: Block, means: Sequence[tuple[float, float]], gradient: Sequence[float]) -> Array:
        on_answered = [
            -slope * (mean - centre) / weight
            for (weight, mean), slope, centre in zip(means, gradient, block.centre, strict=True)
        ]
        on_value = [slope / weight for (weight, _), slope in zip(means, gradient, strict=True)]
        return np.array(on_answered + on_value)

    def _estimate(self, block: Block, coefficients: Array, value: float, n: int) -> Estimate:
        return self._with_variance(value, *self._variance(block, coefficients), n)

    def _with_variance(
        self, value: float, variance: float | None, df: float | None, reason: Words | None, n: int
    ) -> Estimate:
        if not math.isfinite(value):
            return Estimate(None, n=n, reason=TOO_LARGE)
        if variance is None or df is None:
            return Estimate(value, n=n, reason=reason)
        if not math.isfinite(variance):
            return Estimate(value, n=n, reason=TOO_LARGE)
        return from_error(value, math.sqrt(max(variance, 0.0)), df, n)

    def _variance(self, block: Block, coefficients: Array) -> tuple[float | None, float | None, Words | None]:
        if self.designed:
            return linearised_variance(self.moments, block, self.group, coefficients)
        terms = block.square[self.group].sum(axis=0) * np.outer(coefficients, coefficients)
        squares = without_rounding(float(terms.sum()), float(np.abs(terms).sum()))
        n = float(block.present[self.group].sum())
        return (squares * n / (n - 1), n - 1, None) if n >= 2 else (None, None, ONE_ANSWER)


def all_bases(moments: Moments) -> Mapping[str | None, Base]:
    """Return every group's base by its level."""
    return {level: Base(moments, group) for group, level in enumerate(moments.levels)}
