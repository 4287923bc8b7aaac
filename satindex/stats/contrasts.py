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
from satindex.stats.moments import Array, Block, ByUnit, Codes, Columns, Moments

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


@dataclass(frozen=True)
class UnitsTogether:
    """Totals of the sampling units over some groups together (`every`: units × 2k), and of each group by itself.

    `squares` (H × 2k × 2k), `totals` (H × 2k) and `present` (H) are over the units of all the groups; `stratum` is each
    unit's. Rows of `own` stand by group, from `starts[g]` to `starts[g + 1]`, each of the unit `at`.
    """

    every: Array
    stratum: Codes
    squares: Array
    totals: Array
    present: Array
    own: Array
    at: Codes
    starts: Codes

    def against_rest(self, group: int, own: Array, rest: Array) -> _Sums:
        """Return the sums of a figure Σ `own`·t of one group + Σ `rest`·t of all the others together."""
        mine = slice(self.starts[group], self.starts[group + 1])
        units = self.at[mine]
        beyond, stratum = self.own[mine] @ (own - rest), self.stratum[units]
        more = beyond * (beyond + 2 * (self.every[units] @ rest))
        squares = np.einsum("hij,i,j->h", self.squares, rest, rest) + np.bincount(stratum, more, len(self.present))
        totals = self.totals @ rest + np.bincount(stratum, beyond, len(self.present))
        return _Sums(squares[:, None, None], totals[:, None], self.present)


def units_together(by_unit: ByUnit, columns: Columns, groups: Sequence[int], levels: int, strata: int) -> UnitsTogether:
    """Return the totals of sampling units over some of so many `levels`."""
    of_unit, answered = by_unit.of(columns)
    part = np.flatnonzero(np.isin(by_unit.group, groups))
    part = part[np.argsort(by_unit.group[part], kind="stable")]
    units, at = np.unique(by_unit.unit[part], return_inverse=True)
    every, rows, stratum = np.zeros((len(units), of_unit.shape[1])), np.zeros(len(units)), units // by_unit.clusters
    np.add.at(every, at, of_unit[part])
    np.add.at(rows, at, answered[part])
    squares, totals = np.zeros((strata, every.shape[1], every.shape[1])), np.zeros((strata, every.shape[1]))
    for h in np.unique(stratum):
        mine = every[stratum == h]
        squares[h], totals[h] = mine.T @ mine, mine.sum(axis=0)
    present = np.bincount(stratum, (rows > 0).astype(float), strata).astype(float)
    starts = np.searchsorted(by_unit.group[part], np.arange(levels + 1))
    return UnitsTogether(every, stratum, squares, totals, present, of_unit[part], at, starts)


Side = tuple[Block, int, Array]


def one_against_rest(moments: Moments, one: Side, rest: Side, units: UnitsTogether | None, lost: int = 1) -> Spread:
    """Return what `Contrast.variance` does, of a group and all the others together: block, group, coefficients of each.

    `units` is there where the groups share sampling units.
    """
    sides = (one, rest)
    if units is None:
        squares = sum(np.einsum("hij,i,j->h", block.square[group], c, c) for block, group, c in sides)
        totals = sum(block.total[group] @ c for block, group, c in sides)
        present = sum(block.present[group] for block, group, _ in sides)
        found = _Sums(np.asarray(squares)[:, None, None], np.asarray(totals)[:, None], np.asarray(present))
    else:
        found = units.against_rest(one[1], one[2], rest[2])
    variance, df, reason = _covariance(moments, _without_margins(moments, found, sides), lost)
    return None if variance is None else float(variance[0, 0]), df, reason


def _without_margins(moments: Moments, found: _Sums, sides: Sequence[Side]) -> _Sums:
    """Return the sums of the residuals on the margins that weights were fitted to, where they were; see `_sums`."""
    margins = moments.margins
    if margins is None:
        return found
    slopes = margins.inverse @ sum(c @ b.on_margins[group] for b, group, c in sides if b.on_margins is not None)
    by = sum(c @ b.by_margins[group] for b, group, c in sides if b.by_margins is not None)
    explained = np.einsum("hpo,p,o->h", margins.square, slopes, slopes)
    squares = found.squares + (explained - 2 * np.asarray(by) @ slopes)[:, None, None]
    return _Sums(squares, found.totals - (margins.total @ slopes)[:, None], found.present)


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
