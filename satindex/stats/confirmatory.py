"""Confirmatory factor analysis by maximum likelihood: each item measures one factor, factors may correlate.

Σ = ΛΦΛ′ + Θ with free loadings, free residual variances and factors of variance 1 that correlate freely; fitted to a
covariance matrix by Fisher scoring (Jöreskog 1969, Psychometrika 34: 183–202). Residual variances are not bounded, as
in R's lavaan, so that an improper solution shows itself and is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from satindex.language import Words
from satindex.stats.moments import Array

TWO_ITEMS = Words("a one-factor model needs at least three items", "单因子模型至少需要三个题目")
SINGULAR = Words(
    "the items' covariance matrix is not positive definite: an item is constant, or made from others",
    "题目的协方差矩阵非正定：某题为常数，或可由其他题目得出",
)
NO_CONVERGENCE = Words("the factor model did not converge", "因子模型未收敛")
NEGATIVE_RESIDUAL = Words("a residual variance is negative", "有负的残差方差")
NOT_A_CORRELATION = Words(
    "the factors' covariance matrix is not positive definite: some of them cannot be told apart",
    "因子间协方差矩阵非正定：部分因子无法区分",
)
_MOST_STEPS = 500
_ENOUGH = 1e-10


@dataclass(frozen=True)
class FactorFit:
    """A fitted model of p items on q factors; `reason` says why there is none, `improper` what is wrong with it.

    `loadings` and `residuals` (p) are in the items' units, `standardised` (p) divides by the implied deviations;
    `correlations` (q × q) are the factors'. `negative` holds the items whose residual variance is below 0.
    """

    factor_of: tuple[int, ...]
    loadings: Array | None = None
    residuals: Array | None = None
    standardised: Array | None = None
    correlations: Array | None = None
    chi2: float | None = None
    df: int | None = None
    cfi: float | None = None
    rmsea: float | None = None
    negative: tuple[int, ...] = ()
    improper: Words | None = None
    reason: Words | None = None

    @property
    def is_proper(self) -> bool:
        """Whether there is a solution whose figures can be read."""
        return self.reason is None and self.improper is None


def confirm(covariance: Array, n: int, factor_of: Sequence[int] | None = None) -> FactorFit:
    """Return the model in which item i measures factor `factor_of[i]` alone; one factor where that is left out.

    `covariance` is the items' p × p matrix (n − 1), `n` the respondents behind it: for χ² = n·F alone.

    Examples
    --------
    >>> fit = confirm(np.array([[1.0, 0.48, 0.4], [0.48, 1.0, 0.3], [0.4, 0.3, 1.0]]), n=100)
    >>> [round(float(loading), 4) for loading in fit.standardised]
    [0.8, 0.6, 0.5]
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    assigned = tuple(factor_of) if factor_of is not None else (0,) * len(matrix)
    unfit = _unfit(matrix, assigned)
    if unfit is not None:
        return FactorFit(assigned, reason=unfit)
    spread = np.sqrt(np.diag(matrix))
    model = _Model(np.array(assigned))
    found, value = _scored(model, matrix / np.outer(spread, spread))
    if found is None:
        return FactorFit(assigned, reason=NO_CONVERGENCE)
    fit = _turned(model, found, value, spread, n, assigned)
    return replace(fit, cfi=_cfi(fit, matrix / np.outer(spread, spread), n), rmsea=_rmsea(fit, n))


def _unfit(matrix: Array, assigned: tuple[int, ...]) -> Words | None:
    if len(set(assigned)) == 1 and len(matrix) < 3:
        return TWO_ITEMS
    if not np.isfinite(matrix).all() or (np.diag(matrix) <= 0).any():
        return SINGULAR
    spread = np.sqrt(np.diag(matrix))
    return SINGULAR if np.linalg.eigvalsh(matrix / np.outer(spread, spread))[0] < 1e-10 else None


def _cfi(fit: FactorFit, correlation: Array, n: int) -> float | None:
    """Return Bentler's comparative fit index against items that do not correlate; None where these fit as well."""
    p = len(correlation)
    excess = max((fit.chi2 or 0.0) - (fit.df or 0), 0.0)
    alone = max(-n * float(np.linalg.slogdet(correlation)[1]) - p * (p - 1) / 2, excess)
    return 1 - excess / alone if alone > 0 else None


def _rmsea(fit: FactorFit, n: int) -> float | None:
    """Return Steiger's root mean square error of approximation; None for a model without degrees of freedom."""
    return (max((fit.chi2 or 0.0) / fit.df - 1, 0.0) / n) ** 0.5 if fit.df else None


@dataclass(frozen=True)
class _Parameters:
    loadings: Array
    residuals: Array
    correlations: Array

    def plus(self, step: Array) -> _Parameters:
        p, q = len(self.loadings), len(self.correlations)
        moved = self.correlations.copy()
        above = np.triu_indices(q, 1)
        moved[above] += step[2 * p :]
        moved.T[above] = moved[above]
        return _Parameters(self.loadings + step[:p], self.residuals + step[p : 2 * p], moved)


@dataclass(frozen=True)
class _Model:
    factor_of: np.typing.NDArray[np.int64]

    @property
    def factors(self) -> int:
        return int(self.factor_of.max()) + 1

    def pattern(self, loadings: Array) -> Array:
        found = np.zeros((len(loadings), self.factors))
        found[np.arange(len(loadings)), self.factor_of] = loadings
        return found

    def implied(self, at: _Parameters) -> Array:
        pattern = self.pattern(at.loadings)
        return pattern @ at.correlations @ pattern.T + np.diag(at.residuals)

    def score(self, at: _Parameters, inverse: Array, residual: Array) -> Array:
        """Return tr(Σ⁻¹·∂Σ·Σ⁻¹·(S − Σ)) by every parameter: loadings, residual variances, correlations."""
        pattern, weighted = self.pattern(at.loadings), inverse @ residual @ inverse
        with_factor = (pattern @ at.correlations)[:, self.factor_of]
        of_loadings = 2 * np.einsum("ij,ji->i", weighted, with_factor)
        of_correlations = 2 * (pattern.T @ weighted @ pattern)[np.triu_indices(self.factors, 1)]
        return np.concatenate([of_loadings, np.diag(weighted), of_correlations])

    def information(self, at: _Parameters, inverse: Array) -> Array:
        """Return tr(Σ⁻¹·∂Σ·Σ⁻¹·∂Σ) by every two parameters, where ∂Σ by λᵢ is eᵢmᵢ′ + mᵢeᵢ′, mᵢ = ΛΦ of its factor."""
        pattern = self.pattern(at.loadings)
        m = (pattern @ at.correlations)[:, self.factor_of]
        vm, vl = inverse @ m, inverse @ pattern
        a, b = np.triu_indices(self.factors, 1)
        ll, ml = pattern.T @ vl, m.T @ vl
        loadings = 2 * (inverse * (m.T @ vm) + vm * vm.T)
        crossed = 2 * (vl[:, a] * ml[:, b] + vl[:, b] * ml[:, a])
        beside = 2 * vl[:, a] * vl[:, b]
        mixed = 2 * inverse * vm.T
        between = 2 * (ll[np.ix_(a, a)] * ll[np.ix_(b, b)] + ll[np.ix_(a, b)] * ll[np.ix_(b, a)])
        return np.block([[loadings, mixed, crossed], [mixed.T, inverse**2, beside], [crossed.T, beside.T, between]])

    def start(self, correlation: Array) -> _Parameters:
        """Return loadings from each factor's first principal component, correlations from the factors' sums."""
        loadings = np.empty(len(correlation))
        for factor in range(self.factors):
            at = self.factor_of == factor
            values, vectors = np.linalg.eigh(correlation[np.ix_(at, at)])
            first = vectors[:, -1] * (np.sign(vectors[:, -1].sum()) or 1.0)
            loadings[at] = np.clip(first * np.sqrt(values[-1]), -0.9, 0.9) * 0.9
        sums = self.pattern(np.sign(loadings))
        between = sums.T @ correlation @ sums
        spread = np.sqrt(np.diag(between))
        correlations = 0.9 * between / np.outer(spread, spread)
        np.fill_diagonal(correlations, 1.0)
        return _Parameters(loadings, 1 - loadings**2, correlations)


def _discrepancy(implied: Array, correlation: Array) -> float:
    """Return log|Σ| + tr(SΣ⁻¹), infinite where Σ is not positive definite."""
    try:
        root = np.linalg.cholesky(implied)
    except np.linalg.LinAlgError:
        return np.inf
    half = np.linalg.solve(root, correlation)
    return float(2 * np.log(np.diag(root)).sum() + np.trace(np.linalg.solve(root.T, half)))


def _scored(model: _Model, correlation: Array) -> tuple[_Parameters | None, float]:
    """Return the parameters of the smallest discrepancy F by Fisher scoring, and F itself; None without convergence."""
    at = model.start(correlation)
    value = _discrepancy(model.implied(at), correlation)
    for _ in range(_MOST_STEPS):
        step, slope = _step(model, at, correlation)
        if slope < _ENOUGH:
            floor = float(np.linalg.slogdet(correlation)[1]) + len(correlation)
            return at, max(0.0, value - floor)
        at, value = _moved(model, at, step, value, correlation)
        if not np.isfinite(value):
            return None, value
    return None, value


def _step(model: _Model, at: _Parameters, correlation: Array) -> tuple[Array, float]:
    implied = model.implied(at)
    inverse = np.asarray(np.linalg.inv(implied), dtype=np.float64)
    score = model.score(at, inverse, correlation - implied)
    information = model.information(at, inverse)
    step = np.asarray(np.linalg.lstsq(information, score, rcond=None)[0], dtype=np.float64)
    return step, float(abs(score @ step))


def _moved(model: _Model, at: _Parameters, step: Array, value: float, correlation: Array) -> tuple[_Parameters, float]:
    """Return the next point: a step shortened until it does not make the discrepancy worse."""
    for _ in range(40):
        tried = at.plus(step)
        found = _discrepancy(model.implied(tried), correlation)
        if found <= value + 1e-12:
            return tried, found
        step = step / 2
    return at, np.inf


def _turned(
    model: _Model, at: _Parameters, value: float, spread: Array, n: int, assigned: tuple[int, ...]
) -> FactorFit:
    """Return the fit in the items' units, each factor turned so that its loadings are positive on the whole."""
    signs = np.sign(model.pattern(at.loadings).sum(axis=0))
    signs[signs == 0] = 1.0
    loadings = at.loadings * signs[model.factor_of]
    correlations = at.correlations * np.outer(signs, signs)
    negative = tuple(int(item) for item in np.flatnonzero(at.residuals < 0))
    proper = bool(np.linalg.eigvalsh(correlations)[0] > 0)
    p, q = len(loadings), model.factors
    return FactorFit(
        factor_of=assigned,
        loadings=loadings * spread,
        residuals=at.residuals * spread**2,
        standardised=loadings / np.sqrt(loadings**2 + at.residuals),
        correlations=correlations,
        chi2=n * value,
        df=p * (p + 1) // 2 - 2 * p - q * (q - 1) // 2,
        negative=negative,
        improper=NEGATIVE_RESIDUAL if negative else None if proper else NOT_A_CORRELATION,
    )
