"""Fitting a BG/NBD model by maximum likelihood, and the errors of what it says."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from satindex.stats.bg_nbd import BgNbd, Histories, Likelihood
from satindex.stats.moments import Array
from satindex.stats.newton import Point, maximise

Alike = Literal["rates", "dropout"]
Failure = Literal["nobody_returned", "nobody_leaves", "no_maximum"]

# The climb is in log r, log(r/α), logit(a/(a + b)) and log(a + b): there each way to infinity is one coordinate's.
SHAPE, RATE, DROPOUT, SAMENESS = range(4)
LARGEST: Final = math.log(1e4)
"""At r or a + b of 10,000 customers are as good as alike; R BTYD stops its parameters there too."""
SMALLEST: Final = math.log(1e-3)
BOUNDS: Final = ((SMALLEST, LARGEST), (-50.0, 50.0), (math.log(1e-4), math.log(1e4)), (SMALLEST, LARGEST))
HARDLY: Final = math.log(1e-3)
"""A mean dropout below this is as good as none."""
STARTS: Final = ((0.5, 0.3, 2.0), (2.0, 0.1, 8.0))
"""Shape r, mean dropout a/(a + b) and a + b to start from."""
HELD: Final[tuple[tuple[int, ...], ...]] = ((SHAPE, SAMENESS), (SHAPE,), (SAMENESS,))
NO_LOSS: Final = 1e-3
"""A log likelihood that is lower by no more than this is as good."""
STEP: Final = 1e-4
WIDE: Final = 2.0
"""A coordinate with a larger standard error than this may have no finite estimate."""


@dataclass(frozen=True)
class BgNbdFit:
    """A fitted model, its log likelihood, and the errors of log r, log α, log a and log b.

    `alike`: in what customers do not differ measurably; the two parameters concerned have no finite estimate, are
    held near their limit, and have no error. `covariance` is that of the climb's coordinates, 0 where one is held.
    """

    model: BgNbd
    log_likelihood: float
    std_errors: tuple[float | None, float | None, float | None, float | None]
    alike: tuple[Alike, ...]
    customers: float
    coordinates: Array
    covariance: Array


@dataclass(frozen=True)
class BgNbdNotFitted:
    """Why histories allow no BG/NBD model."""

    cause: Failure


def fit_bg_nbd(histories: Histories) -> BgNbdFit | BgNbdNotFitted:
    """Return the maximum likelihood fit with errors from the observed information, or why there is none.

    Where the likelihood only rises as customers become alike in their rates (r → ∞) or in how likely they are to leave
    (a + b → ∞), that is held at its limit.

    Examples
    --------
    >>> never = Histories(np.zeros(1), np.zeros(1), np.array([10.0]), np.array([500.0]))
    >>> fit_bg_nbd(never)
    BgNbdNotFitted(cause='nobody_returned')
    """
    if not np.any(histories.repeats > 0):
        return BgNbdNotFitted("nobody_returned")
    likelihood = Likelihood(histories)
    best = _best(likelihood)
    found = best if best.determined else _held(likelihood, best)
    if found is None or found.covariance is None:
        return BgNbdNotFitted("nobody_leaves" if best.at[DROPOUT] < HARDLY else "no_maximum")
    return _described(found, found.covariance, histories.total)


def with_errors(fit: BgNbdFit, figure: Callable[[BgNbd], Array]) -> tuple[Array, Array]:
    """Return what `figure` makes of the fitted model, and its standard errors by the delta method.

    The errors are those of the estimated parameters, not of what customers will happen to do.
    """
    free = np.flatnonzero(np.diag(fit.covariance) > 0)
    steps = STEP * np.eye(4)[free]
    changes = [figure(_model(fit.coordinates + step)) - figure(_model(fit.coordinates - step)) for step in steps]
    gradient = np.array(changes) / (2 * STEP)
    variance = np.einsum("i...,ij,j...->...", gradient, fit.covariance[np.ix_(free, free)], gradient)
    return figure(fit.model), np.sqrt(np.maximum(variance, 0.0))


@dataclass(frozen=True)
class _Top:
    at: Array
    value: float
    held: tuple[int, ...]
    covariance: Array | None

    @property
    def determined(self) -> bool:
        """Whether each coordinate that is free has a finite estimate."""
        return self.covariance is not None and bool(np.all(np.diag(self.covariance) < WIDE**2))


class _Slice:
    """The log likelihood over the coordinates that are free, the others held at their largest."""

    def __init__(self, likelihood: Likelihood, start: Array, held: tuple[int, ...]) -> None:
        self.likelihood = likelihood
        self.held = held
        self.free = [at for at in range(4) if at not in held]
        self.base = np.array([LARGEST if at in held else value for at, value in enumerate(start)])
        self.bounds = [BOUNDS[at] for at in self.free]

    def top(self) -> _Top:
        """Climb to the highest place within the bounds; without a covariance where it is no maximum."""
        from scipy.optimize import minimize

        climbed = minimize(self.loss, self.base[self.free], jac=True, method="L-BFGS-B", bounds=self.bounds).x
        polished = maximise(self.point, climbed)
        if polished.ending == "converged":
            return _Top(self.whole(polished.at), polished.point.value, self.held, self.inverse(polished.point))
        return _Top(self.whole(climbed), self.slopes(climbed)[0], self.held, None)

    def whole(self, part: Array) -> Array:
        at = self.base.copy()
        at[self.free] = part
        return at

    def slopes(self, part: Array) -> tuple[float, Array]:
        model = _model(self.whole(part))
        value, (r, alpha, a, b) = self.likelihood.at(model)
        shape, rate = model.r * r + model.alpha * alpha, -model.alpha * alpha
        dropout, sameness = model.a * (1 - model.dropout) * (a - b), model.a * a + model.b * b
        return value, np.array([shape, rate, dropout, sameness])[self.free]

    def loss(self, part: Array) -> tuple[float, Array]:
        value, slopes = self.slopes(part)
        return -value, -slopes

    def point(self, part: Array) -> Point:
        """Return value, slopes and the observed information, by differences of the slopes; −∞ out of bounds."""
        if not all(low <= value <= high for value, (low, high) in zip(part, self.bounds, strict=True)):
            return Point(-math.inf, np.zeros(len(part)), np.eye(len(part)))
        value, slopes = self.slopes(part)
        steps = STEP * np.eye(len(part))
        change = np.array([self.slopes(part + step)[1] - self.slopes(part - step)[1] for step in steps])
        return Point(value, slopes, -(change + change.T) / (4 * STEP))

    def inverse(self, point: Point) -> Array | None:
        """Return the inverse information, 0 where held; None where the information is not that of a maximum."""
        if np.linalg.eigvalsh(point.information)[0] <= 0:
            return None
        covariance = np.zeros((4, 4))
        covariance[np.ix_(self.free, self.free)] = np.linalg.inv(point.information)
        return covariance


def _best(likelihood: Likelihood) -> _Top:
    """Return the first top with finite estimates, else the highest found."""
    known = likelihood.histories
    rate = float(known.customers @ known.repeats) / float(known.customers @ known.age)
    tops = []
    for r, dropout, sameness in STARTS:
        start = np.array([math.log(r), math.log(2 * rate), math.log(dropout / (1 - dropout)), math.log(sameness)])
        tops.append(_Slice(likelihood, start, ()).top())
        if tops[-1].determined:
            return tops[-1]
    return max(tops, key=lambda top: top.value)


def _held(likelihood: Likelihood, best: _Top) -> _Top | None:
    """Return the top with the most held that is as good as the best; None where none has a maximum."""
    tops = (_Slice(likelihood, best.at, held).top() for held in HELD)
    as_good = (top for top in tops if top.covariance is not None and top.value >= best.value - NO_LOSS)
    return next(as_good, best if best.covariance is not None else None)


def _model(at: Array) -> BgNbd:
    r, sameness = math.exp(at[SHAPE]), math.exp(at[SAMENESS])
    leaving = 1 / (1 + math.exp(-at[DROPOUT]))
    staying = 1 / (1 + math.exp(at[DROPOUT]))
    return BgNbd(r, r / math.exp(at[RATE]), leaving * sameness, staying * sameness)


def _described(top: _Top, covariance: Array, customers: float) -> BgNbdFit:
    model = _model(top.at)
    to_logs = np.array(
        [[1, 0, 0, 0], [1, -1, 0, 0], [0, 0, 1 - model.dropout, 1], [0, 0, -model.dropout, 1]], dtype=np.float64
    )
    r, alpha, a, b = (float(error) for error in np.sqrt(np.diag(to_logs @ covariance @ to_logs.T)))
    rates, dropout = SHAPE in top.held, SAMENESS in top.held
    alike: tuple[Alike, ...] = (*(("rates",) if rates else ()), *(("dropout",) if dropout else ()))
    errors = (*((None, None) if rates else (r, alpha)), *((None, None) if dropout else (a, b)))
    return BgNbdFit(model, top.value, errors, alike, customers, top.at, covariance)
