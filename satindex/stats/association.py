"""Do two classifications have to do with each other: Pearson's χ², under a design Rao and Scott's, Cramér's V."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.stats.moments import Array

ONE_LEVEL = Words("only one row or column has answers: no test", "只有一行或一列有回答，无法检验")
FEW_EXPECTED = 5.0


@dataclass(frozen=True)
class Association:
    """A test of independence; `df_residual` is that of the F, None for a χ². `cramers_v` lies in 0–1.

    `low_expected` is the share of cells whose expected count is below 5.
    """

    statistic: float | None
    df: float | None
    df_residual: float | None
    p_value: float | None
    cramers_v: float | None
    low_expected: float | None
    n: int
    reason: Words | None = None


def pearson(counts: Array) -> Association:
    """Return Pearson's χ² test of a table of counts, uncorrected; empty rows and columns are left out.

    Pearson 1900; Cramér 1946, *Mathematical Methods of Statistics*, p. 282: V = √(χ²/(n·min(r − 1, c − 1))).

    Examples
    --------
    >>> found = pearson(np.array([[10, 20], [30, 20]]))
    >>> round(found.statistic, 4), found.df, round(found.cramers_v, 4)
    (5.3333, 1, 0.2582)
    """
    table = _filled(counts)
    n = round(float(table.sum()))
    if min(table.shape, default=0) < 2:
        return Association(None, None, None, None, None, None, n, ONE_LEVEL)
    from scipy.stats import chi2_contingency

    found = chi2_contingency(table, correction=False)
    low = float(np.mean(found.expected_freq < FEW_EXPECTED))
    return Association(
        float(found.statistic),
        int(found.dof),
        None,
        float(found.pvalue),
        _cramers_v(table, found.statistic / n),
        low,
        n,
    )


def rao_scott(proportions: Array, covariance: Array, n: int, df: float) -> Association:
    """Return Rao and Scott's second-order F test of a table of estimated cell proportions (r × c, sum 1).

    `covariance` (rc × rc, row by row) is that of the proportions under the design, `df` the design's own.
    F = X²/tr Δ with d = (tr Δ)²/tr Δ² and d·df degrees of freedom; as R `survey::svychisq`. Rao & Scott 1984, Annals of
    Statistics 12: 46–60; Thomas & Rao 1987, JASA 82: 630–636.
    """
    kept = np.ix_(proportions.sum(axis=1) > 0, proportions.sum(axis=0) > 0)
    at = np.arange(proportions.size).reshape(proportions.shape)[kept].ravel()
    table, v = proportions[kept], covariance[np.ix_(at, at)]
    if min(table.shape, default=0) < 2:
        return Association(None, None, None, None, None, None, n, ONE_LEVEL)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    pearson_over_n = float(((table - expected) ** 2 / expected).sum())
    inverse = np.divide(1.0, table, out=np.zeros_like(table), where=table > 0).ravel()
    contrasts = _interactions(*table.shape)
    weighted = contrasts * inverse[:, None]
    delta = np.linalg.lstsq(contrasts.T @ weighted / n, weighted.T @ v @ weighted, rcond=None)[0]
    trace, trace_of_square = float(np.trace(delta)), float(np.trace(delta @ delta))
    if not (math.isfinite(trace) and trace > 0 and trace_of_square > 0):
        return Association(None, None, None, None, None, None, n, ONE_LEVEL)
    from scipy.special import fdtrc

    f, d = n * pearson_over_n / trace, trace**2 / trace_of_square
    low = float(np.mean(n * expected < FEW_EXPECTED))
    return Association(f, d, d * df, float(fdtrc(d, d * df, f)), _cramers_v(table, pearson_over_n), low, n)


def _filled(table: Array) -> Array:
    return np.asarray(table[np.ix_(table.sum(axis=1) > 0, table.sum(axis=0) > 0)])


def _cramers_v(table: Array, pearson_over_n: float) -> float:
    return math.sqrt(max(pearson_over_n, 0.0) / (min(table.shape) - 1))


def _interactions(rows: int, columns: int) -> Array:
    """Return a basis of what is neither a row's nor a column's effect (rc × (r − 1)(c − 1)), row by row."""
    return np.asarray(np.kron(_centred(rows), _centred(columns)), dtype=np.float64)


def _centred(k: int) -> Array:
    """Return k − 1 columns that sum to 0."""
    centred: Array = np.full((k, k - 1), -1.0 / k)
    centred[1:] += np.eye(k - 1)
    return centred
