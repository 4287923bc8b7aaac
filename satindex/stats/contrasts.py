"""Linear contrasts of groups' means under the declared design, whose groups may share sampling units.

A sampling unit's influence on a difference is its influence on the one mean minus that on the other, so that groups
within the same clusters, overlapping waves of a panel and separate strata need no formula of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.stats.linearised import LONELY_UNIT, NO_FREEDOM
from satindex.stats.moments import Array, Block, ByUnit, Columns, Moments

Spread = tuple[float | None, float | None, Words | None]


@dataclass(frozen=True)
class _Sums:
    """By stratum, of q figures: Σz·z′ (H × q × q) and Σz (H × q) over sampling units, and how many have an answer."""

    squares: Array
    totals: Array
    present: Array


@dataclass(frozen=True)
class Contrast:
    """A figure Σ_g c_g·t_g of one block: `coefficients` (G × 2k) of each group's totals; groups at 0 take no part."""

    moments: Moments
    columns: Columns
    coefficients: Array

    def variance(self, lost: int = 1) -> Spread:
        """Return the variance, its degrees of freedom, or why there is none.

        df = sampling units − strata present in the groups that take part − `lost`: 1 for a difference, as R
        `survey::svyttest`.
        """
        found, df, reason = covariance(self.moments, self.columns, self.coefficients[None], lost)
        return None if found is None else float(found[0, 0]), df, reason


def covariance(
    moments: Moments, columns: Columns, coefficients: Array, lost: int = 0
) -> tuple[Array | None, float | None, Words | None]:
    """Return the covariance (q × q) of figures given by `coefficients` (q × G × 2k), and df; or why there is none."""
    return _covariance(moments, _sums(moments, columns, coefficients), lost)


def of_sides(moments: Moments, sides: Sequence[tuple[Block, int, Array]], lost: int = 1) -> Spread:
    """Return what `Contrast.variance` does, of a figure of groups without common units: block, group, coefficients."""
    squares = sum(np.einsum("hij,i,j->h", block.square[group], c, c) for block, group, c in sides)
    totals = sum(block.total[group] @ c for block, group, c in sides)
    present = sum(block.present[group] for block, group, _ in sides)
    margins = moments.margins
    if margins is not None:
        on = sum(c @ block.on_margins[group] for block, group, c in sides if block.on_margins is not None)
        slopes = margins.inverse @ on
        by = sum(c @ block.by_margins[group] for block, group, c in sides if block.by_margins is not None)
        explained = np.einsum("hpo,p,o->h", margins.square, slopes, slopes)
        squares, totals = squares - 2 * np.asarray(by) @ slopes + explained, totals - margins.total @ slopes
    of_one = _Sums(np.asarray(squares)[:, None, None], np.asarray(totals)[:, None], np.asarray(present))
    found, df, reason = _covariance(moments, of_one, lost)
    return None if found is None else float(found[0, 0]), df, reason


def _covariance(moments: Moments, found: _Sums, lost: int) -> tuple[Array | None, float | None, Words | None]:
    units, strata = moments.design_units, found.present > 0
    df = float(found.present.sum() - strata.sum()) - lost
    counted = units > 0 if moments.margins else strata
    if np.any((units[counted] < 2) & (moments.undrawn[counted] > 0)):
        return None, None, LONELY_UNIT
    if df <= 0:
        return None, None, NO_FREEDOM
    used = counted & (units > 1)
    n, totals = units[used], found.totals[used]
    spread = found.squares[used] - totals[:, :, None] * totals[:, None, :] / n[:, None, None]
    return np.einsum("h,hpq->pq", moments.undrawn[used] * n / (n - 1), spread), df, None


def _sums(moments: Moments, columns: Columns, coefficients: Array) -> _Sums:
    block, by_unit = moments.blocks[columns], moments.by_unit
    if by_unit is None:
        found = _over_respondents(block, coefficients)
    else:
        found = _over_clusters(by_unit, columns, coefficients, len(moments.design_units))
    margins = moments.margins
    if margins is None or block.on_margins is None or block.by_margins is None:
        return found
    slopes = np.einsum("rp,qgi,gip->qr", margins.inverse, coefficients, block.on_margins, optimize=True)
    beside = np.einsum("ghip,qgi,rp->hqr", block.by_margins, coefficients, slopes, optimize=True)
    explained = np.einsum("hpo,qp,ro->hqr", margins.square, slopes, slopes, optimize=True)
    squares = found.squares - beside - beside.transpose(0, 2, 1) + explained
    return _Sums(squares, found.totals - margins.total @ slopes.T, found.present)


def _over_respondents(block: Block, a: Array) -> _Sums:
    """Every respondent is a sampling unit, and in one group only."""
    squares = np.einsum("ghij,qgi,rgj->hqr", block.square, a, a, optimize=True)
    totals = np.einsum("ghi,qgi->hq", block.total, a, optimize=True)
    return _Sums(squares, totals, block.present[_taking_part(a)].sum(axis=0))


def _over_clusters(units: ByUnit, columns: Columns, a: Array, strata: int) -> _Sums:
    part = _taking_part(a)[units.group]
    of_unit, answered = units.of(columns)
    of_row = np.einsum("ui,qui->uq", of_unit[part], a[:, units.group[part]], optimize=True)
    unit, where = np.unique(units.unit[part], return_inverse=True)
    z, rows = np.zeros((len(unit), len(a))), np.zeros(len(unit))
    np.add.at(z, where, of_row)
    np.add.at(rows, where, answered[part])
    stratum = unit // units.clusters
    squares, totals = np.zeros((strata, len(a), len(a))), np.zeros((strata, len(a)))
    for h in np.unique(stratum):
        mine = z[stratum == h]
        squares[h], totals[h] = mine.T @ mine, mine.sum(axis=0)
    return _Sums(squares, totals, np.bincount(stratum, (rows > 0).astype(float), strata).astype(float))


def _taking_part(a: Array) -> npt.NDArray[np.bool_]:
    return np.asarray(a.any(axis=(0, 2)))
