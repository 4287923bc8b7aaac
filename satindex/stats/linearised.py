"""The variance of a smooth figure under the declared design: strata, sampling units, finite population, raked margins.

Each sampling unit's influence t is totalled, and Σ_h (1 − f_h)·n_h/(n_h − 1)·Σ(t − t̄_h)² taken over strata, f_h the
share of the stratum's units that was drawn (Cochran 1977, *Sampling Techniques*, ch. 5; Lumley 2010, *Complex
Surveys*, ch. 2). Where the weights were fitted to margins, t is made from the residuals of the influence on the
margins' dummies, regressed with the weights before fitting: a figure that the margins determine has no error
(Deville, Särndal & Sautory 1993, JASA 88: 1013–1020; as R `survey`'s calibrated designs).
"""

from __future__ import annotations

import numpy as np

from satindex.language import Words
from satindex.stats.moments import Array, Block, Moments
from satindex.stats.rounding import without_rounding

LONELY_UNIT = Words("a stratum holds a single sampling unit", "某一层内只有一个抽样单位")
NO_FREEDOM = Words("as many strata as sampling units: no degrees of freedom", "抽样单位数不多于层数：没有自由度")


def linearised_variance(
    moments: Moments, block: Block, group: int, coefficients: Array
) -> tuple[float | None, float | None, Words | None]:
    """Return the variance of the figure whose influence is `coefficients`·u, its degrees of freedom, or why none.

    df = sampling units − strata present in the base.
    """
    units, present, undrawn = moments.design_units, block.present[group], moments.undrawn
    squares, totals = _squares_and_totals(moments, block, group, coefficients)
    strata = present > 0
    df = float(present.sum() - strata.sum())
    # Residuals on the margins are not 0 outside the base, so that every stratum of the sample counts.
    counted = units > 0 if moments.margins else strata
    if np.any((units[counted] < 2) & (undrawn[counted] > 0)):
        return None, None, LONELY_UNIT
    if df <= 0:
        return None, None, NO_FREEDOM
    used = counted & (units > 1)
    n = units[used]
    found = float(np.sum(undrawn[used] * n / (n - 1) * (squares[used] - totals[used] ** 2 / n)))
    size = float(np.einsum("hij,i,j->", np.abs(block.square[group]), np.abs(coefficients), np.abs(coefficients)))
    return without_rounding(found, size), df, None


def _squares_and_totals(moments: Moments, block: Block, group: int, coefficients: Array) -> tuple[Array, Array]:
    """Return Σ t² and Σ t over the sampling units of each stratum."""
    squares = np.einsum("hij,i,j->h", block.square[group], coefficients, coefficients)
    totals = block.total[group] @ coefficients
    margins = moments.margins
    if margins is None or block.on_margins is None or block.by_margins is None:
        return squares, totals
    slopes = margins.inverse @ (coefficients @ block.on_margins[group])
    beside = np.einsum("hip,i,p->h", block.by_margins[group], coefficients, slopes)
    explained = np.einsum("hpq,p,q->h", margins.square, slopes, slopes)
    return np.maximum(squares - 2 * beside + explained, 0.0), totals - margins.total @ slopes
