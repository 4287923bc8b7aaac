"""Linear contrasts of groups' means under the declared design, whose groups may share sampling units.

A sampling unit's influence on a difference is its influence on the one mean minus that on the other, so that groups
within the same clusters, overlapping waves of a panel and separate strata need no formula of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.stats.linearised import LONELY_UNIT, NO_FREEDOM
from satindex.stats.moments import Array, Block, ByUnit, Columns, Moments

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Totals:
    """By stratum: Σz², Σz over sampling units, and how many of them have an answer."""

    squares: Array
    totals: Array
    present: Array


@dataclass(frozen=True)
class Contrast:
    """A figure Σ_g c_g·ū_g of one block: `coefficients` (G × 2k) of each group's totals; groups at 0 take no part."""

    moments: Moments
    columns: Columns
    coefficients: Array

    def variance(self, lost: int = 1) -> tuple[float | None, float | None, Words | None]:
        """Return the variance, its degrees of freedom, or why there is none.

        df = sampling units − strata present in the groups that take part − `lost`: 1 for a difference, as R
        `survey::svyttest`.
        """
        found, moments = self._totals, self.moments
        units, strata = moments.design_units, found.present > 0
        df = float(found.present.sum() - strata.sum()) - lost
        counted = units > 0 if moments.margins else strata
        if np.any((units[counted] < 2) & (moments.undrawn[counted] > 0)):
            return None, None, LONELY_UNIT
        if df <= 0:
            return None, None, NO_FREEDOM
        used = counted & (units > 1)
        n, spread = units[used], np.maximum(found.squares[used] - found.totals[used] ** 2 / units[used], 0.0)
        return float(np.sum(moments.undrawn[used] * n / (n - 1) * spread)), df, None

    @property
    def _totals(self) -> _Totals:
        block, by_unit = self._block, self.moments.by_unit
        found = self._over_respondents() if by_unit is None else self._over_clusters(by_unit)
        margins = self.moments.margins
        if margins is None or block.on_margins is None or block.by_margins is None:
            return found
        slopes = margins.inverse @ np.einsum("gi,gip->p", self.coefficients, block.on_margins)
        beside = np.einsum("ghip,gi,p->h", block.by_margins, self.coefficients, slopes)
        explained = np.einsum("hpq,p,q->h", margins.square, slopes, slopes)
        squares = np.maximum(found.squares - 2 * beside + explained, 0.0)
        return _Totals(squares, found.totals - margins.total @ slopes, found.present)

    @property
    def _block(self) -> Block:
        return self.moments.blocks[self.columns]

    @cached_property
    def _takes_part(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.coefficients.any(axis=1))

    def _over_respondents(self) -> _Totals:
        """Every respondent is a sampling unit, and in one group only."""
        block, a = self._block, self.coefficients
        squares = np.einsum("ghij,gi,gj->h", block.square, a, a, optimize=True)
        return _Totals(squares, np.einsum("ghi,gi->h", block.total, a), block.present[self._takes_part].sum(axis=0))

    def _over_clusters(self, units: ByUnit) -> _Totals:
        part = self._takes_part[units.group]
        of_unit, answered = units.of(self.columns)
        z = np.einsum("ui,ui->u", of_unit[part], self.coefficients[units.group[part]])
        unit, where = np.unique(units.unit[part], return_inverse=True)
        stratum, strata = unit // units.clusters, len(self.moments.design_units)
        z = np.bincount(where, z, len(unit))
        present = np.bincount(where, answered[part], len(unit)) > 0
        return _Totals(
            np.bincount(stratum, z**2, strata).astype(float),
            np.bincount(stratum, z, strata).astype(float),
            np.bincount(stratum, present.astype(float), strata).astype(float),
        )
