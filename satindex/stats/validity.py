"""Whether items measure what they are meant to: composite reliability, variance extracted, discriminant validity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.stats.confirmatory import FactorFit
from satindex.stats.moments import Array

NO_WITHIN = Words("the items of one set do not correlate with each other", "同一组题目之间不相关")
TOO_FEW_EACH = Words("each set needs at least two items", "每组至少需要两个题目")


@dataclass(frozen=True)
class Convergence:
    """One factor's ω, composite reliability CR and average variance extracted AVE; None where the model gives none."""

    omega: float | None
    composite_reliability: float | None
    variance_extracted: float | None


@dataclass(frozen=True)
class Discrimination:
    """Heterotrait–monotrait ratios of two sets of items; None where undefined, and then `reason` says why."""

    htmt: float | None
    htmt2: float | None
    reason: Words | None = None


def convergence(fit: FactorFit, factor: int = 0) -> Convergence:
    """Return ω = (Σλ)²/((Σλ)² + Σθ), CR (the same of standardised items) and AVE = mean squared standardised λ.

    ω: McDonald 1999, Test Theory, p. 90; CR and AVE: Fornell & Larcker 1981, Journal of Marketing Research 18: 39–50.
    All are None where a residual variance is negative.

    Examples
    --------
    >>> from satindex.stats.confirmatory import confirm
    >>> found = convergence(confirm(np.array([[1.0, 0.48, 0.4], [0.48, 1.0, 0.3], [0.4, 0.3, 1.0]]), n=100))
    >>> round(found.omega, 4), round(found.variance_extracted, 4)
    (0.6735, 0.4167)
    """
    at = [item for item, of in enumerate(fit.factor_of) if of == factor]
    if fit.loadings is None or fit.residuals is None or fit.standardised is None or set(at) & set(fit.negative):
        return Convergence(None, None, None)
    omega = _reliability(fit.loadings[at], fit.residuals[at])
    standardised = fit.standardised[at]
    extracted = float(np.mean(standardised**2))
    return Convergence(omega, _reliability(standardised, 1 - standardised**2), extracted)


def _reliability(loadings: Array, residuals: Array) -> float:
    common = float(loadings.sum()) ** 2
    return common / (common + float(residuals.sum()))


def discrimination(correlation: Array, first: Sequence[int], second: Sequence[int]) -> Discrimination:
    """Return HTMT and HTMT2 of two sets of items: mean |r| between them over √(mean |r| within one · within the other).

    HTMT takes arithmetic means (Henseler, Ringle & Sarstedt 2015, Journal of the Academy of Marketing Science 43:
    115–135), HTMT2 geometric ones (Roemer, Schuberth & Henseler 2021, Industrial Management & Data Systems 121:
    2637–2650).

    Examples
    --------
    >>> r = np.array([[1, 0.5, 0.4, 0.3], [0.5, 1, 0.2, 0.3], [0.4, 0.2, 1, 0.8], [0.3, 0.3, 0.8, 1]])
    >>> found = discrimination(r, [0, 1], [2, 3])
    >>> round(found.htmt, 5), round(found.htmt2, 5)
    (0.47434, 0.46058)
    """
    if len(first) < 2 or len(second) < 2:
        return Discrimination(None, None, TOO_FEW_EACH)
    absolute = np.abs(np.asarray(correlation, dtype=np.float64))
    between = absolute[np.ix_(first, second)].ravel()
    within = [absolute[np.ix_(at, at)][np.triu_indices(len(at), 1)] for at in (first, second)]
    if not all(np.isfinite(part).all() for part in (between, *within)) or any(part.mean() == 0 for part in within):
        return Discrimination(None, None, NO_WITHIN)
    htmt = between.mean() / np.sqrt(within[0].mean() * within[1].mean())
    roots = [_geometric(part) for part in within]
    htmt2 = None if 0.0 in roots else _geometric(between) / float(np.sqrt(roots[0] * roots[1]))
    return Discrimination(float(htmt), htmt2)


def _geometric(values: Array) -> float:
    return float(np.exp(np.log(values).mean())) if (values > 0).all() else 0.0
