"""The same figure of many groups at once, from their sums: each as it would be made of one group alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.stats.combinations import ONE_ANSWER
from satindex.stats.estimate import NO_ANSWERS, NO_WEIGHT, ZERO_DENOMINATOR, Estimates, Spreads, estimates
from satindex.stats.internal_consistency import NO_COVARIANCE, NO_VARIANCE, TOO_FEW_ITEMS, TOO_FEW_RESPONDENTS, feldts
from satindex.stats.linearised import LONELY_UNIT, NO_FREEDOM
from satindex.stats.moments import Array, Block, Columns, Moments
from satindex.stats.rounding import ROUNDING


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha with Feldt's interval; what is undefined is None, with its `reason`."""

    alpha: float | None
    low: float | None
    high: float | None
    n: int
    reason: Words | None = None


def means(moments: Moments, column: str, part: slice) -> Estimates:
    """Return the (weighted) mean of a column in each group of a part of them, with its linearised error."""
    block = moments.blocks[(column,)]
    n, cross, centre = block.count[part].sum(axis=1)[:, 0], block.cross[part], block.centre[0]
    weight = cross[:, 0, 0]
    with np.errstate(all="ignore"):
        value = centre + cross[:, 0, 1] / weight
        coefficients = np.stack([-(value - centre) / weight, 1 / weight], axis=1)
    unknown = [None if w > 0 else NO_WEIGHT if m else NO_ANSWERS for w, m in zip(weight.tolist(), n, strict=True)]
    return estimates(value, _spreads(moments, block, part, coefficients), n, unknown)


def ratios(moments: Moments, columns: Columns, part: slice) -> Estimates:
    """Return the ratio of the means of two columns of one block in each group of a part of them."""
    block = moments.blocks[columns]
    n, cross, at = block.answered[part], block.cross[part], np.arange(2)
    weight = cross[:, at, at]
    with np.errstate(all="ignore"):
        mean = block.centre + cross[:, at, 2 + at] / weight
        ratio = mean[:, 0] / mean[:, 1]
        slope = np.stack([1 / mean[:, 1], -ratio / mean[:, 1]], axis=1)
        coefficients = np.concatenate([-slope * (mean - block.centre) / weight, slope / weight], axis=1)
    nobody, zero = np.any(weight <= 0, axis=1), np.asarray(mean[:, 1] == 0)
    unknown = [
        NO_ANSWERS if empty else ZERO_DENOMINATOR if none else None
        for empty, none in zip(nobody.tolist(), zero.tolist(), strict=True)
    ]
    return estimates(ratio, _spreads(moments, block, part, coefficients), np.where(nobody, 0, n), unknown)


def besides(block: Block, column: str, other: str, part: slice) -> list[float | None]:
    """Return in each group the (weighted) mean of `column` over those who answered `other`, too."""
    k, at, beside = len(block.columns), block.columns.index(column), block.columns.index(other)
    weight = block.cross[part, at, beside]
    with np.errstate(all="ignore"):
        found = block.centre[at] + block.cross[part, k + at, beside] / weight
    return [value if there else None for value, there in zip(found.tolist(), (weight > 0).tolist(), strict=True)]


@dataclass(frozen=True)
class Alphas:
    """Cronbach's alpha of many groups: NaN where it is undefined, and `reasons` says why, group by group."""

    alpha: Array
    low: Array
    high: Array
    n: npt.NDArray[np.int64]
    reasons: list[Words | None]

    def each(self) -> list[Alpha]:
        """Return the alphas one by one."""
        rows = zip(*(f.tolist() for f in (self.alpha, self.low, self.high, self.n)), self.reasons, strict=True)
        return [
            Alpha(a, low, high, n) if why is None else Alpha(None, None, None, n, why) for a, low, high, n, why in rows
        ]


def alphas(block: Block, columns: Columns, part: slice) -> Alphas:
    """Return Cronbach's alpha of columns of a block in each group; see `internal_consistency`."""
    covariance, n, k = covariances(block, columns, part), block.answered[part], len(columns)
    total, items = covariance.sum(axis=(1, 2)), np.trace(covariance, axis1=1, axis2=2)
    complete = np.asarray(np.isfinite(covariance).all(axis=(1, 2)))
    with np.errstate(all="ignore"):
        alpha = k / (k - 1) * (1 - items / total) if k > 1 else np.full(len(n), np.nan)
        bounds = feldts(alpha, n, k)
        varies = np.asarray(total > 1e-12 * np.maximum(items, 1e-300))
    reasons: list[Words | None] = [None] * len(n)
    for where, reason in (
        (~complete, NO_COVARIANCE),
        (complete & ~varies, NO_VARIANCE),
        (n < 2, TOO_FEW_RESPONDENTS),
        (np.full(len(n), k < 2), TOO_FEW_ITEMS),
    ):
        for at in np.flatnonzero(where).tolist():
            reasons[at] = reason
    known = np.array([reason is None for reason in reasons], dtype=np.bool_)
    alpha, low, high = (np.where(known, figure, np.nan) for figure in (alpha, *bounds))
    return Alphas(alpha, low, high, n.astype(np.int64), reasons)


def covariances(block: Block, columns: Columns, part: slice) -> Array:
    """Return each group's pairwise-complete covariance matrix (n − 1) of columns of a block; see `Base.covariance`."""
    k = len(block.columns)
    at = np.array([block.columns.index(column) for column in columns])
    rows, low = at[:, None], k + at
    cross, pairs = block.cross[part], block.pairs[part][:, rows, at]
    weight, first, product = cross[:, rows, at], cross[:, low[:, None], at], cross[:, low[:, None], low]
    with np.errstate(all="ignore"):
        centred = product / weight - (first / weight) * (first / weight).transpose(0, 2, 1)
        return np.where(pairs >= 2, centred * pairs / (pairs - 1), np.nan)


def _spreads(moments: Moments, block: Block, part: slice, coefficients: Array) -> Spreads:
    """Return the variance of the figure whose influence is `coefficients`·u in each group, as its design has it."""
    if moments.designed:
        return _linearised(moments, block, part, coefficients)
    n = block.present[part].sum(axis=1)
    with np.errstate(all="ignore"):
        terms = block.square[part].sum(axis=1) * (coefficients[:, :, None] * coefficients[:, None, :])
        found = _without_rounding(terms.sum(axis=(1, 2)), np.abs(terms).sum(axis=(1, 2)))
        return Spreads(found * n / (n - 1), n - 1, ((np.asarray(n < 2), ONE_ANSWER),))


def _linearised(moments: Moments, block: Block, part: slice, coefficients: Array) -> Spreads:
    """Return what `linearised_variance` does, of many groups."""
    units, undrawn, present = moments.design_units, moments.undrawn, block.present[part]
    strata = present > 0
    # Residuals on margins are not 0 outside a group, so that every stratum of the sample counts.
    counted = strata if moments.margins is None else np.broadcast_to(units > 0, strata.shape)
    df = present.sum(axis=1) - strata.sum(axis=1)
    lonely = (counted & ((units < 2) & (undrawn > 0))).any(axis=1)
    with np.errstate(all="ignore"):
        squares, totals = _squares_and_totals(moments, block, part, coefficients)
        spread = undrawn * units / (units - 1) * (squares - totals**2 / units)
        found = np.where(counted & (units > 1), spread, 0.0).sum(axis=1)
        sizes = np.abs(coefficients)
        size = np.einsum("ghij,gi,gj->g", np.abs(block.square[part]), sizes, sizes)
    return Spreads(
        _without_rounding(found, size), df, ((np.asarray(df <= 0), NO_FREEDOM), (np.asarray(lonely), LONELY_UNIT))
    )


def _squares_and_totals(moments: Moments, block: Block, part: slice, coefficients: Array) -> tuple[Array, Array]:
    """Return each group's Σ t² and Σ t over the sampling units of each stratum; see `linearised_variance`."""
    squares = np.einsum("ghij,gi,gj->gh", block.square[part], coefficients, coefficients)
    totals = np.einsum("ghi,gi->gh", block.total[part], coefficients)
    margins = moments.margins
    if margins is None or block.on_margins is None or block.by_margins is None:
        return squares, totals
    slopes = np.einsum("gi,gip->gp", coefficients, block.on_margins[part]) @ margins.inverse.T
    beside = np.einsum("ghip,gi,gp->gh", block.by_margins[part], coefficients, slopes, optimize=True)
    explained = np.einsum("hpq,gp,gq->gh", margins.square, slopes, slopes, optimize=True)
    return np.maximum(squares - 2 * beside + explained, 0.0), totals - slopes @ margins.total.T


def _without_rounding(found: Array, size: Array) -> Array:
    return np.where((found > ROUNDING * size) | ~np.isfinite(found), found, 0.0)
