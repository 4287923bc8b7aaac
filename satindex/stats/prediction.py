"""What a fitted model expects on average, now and after columns are moved, with delta-method errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from satindex.stats.estimates import Array
from satindex.stats.links import LINKS, Link
from satindex.stats.model_matrix import ModelMatrix

ROUNDING = 1e-9
CurveName = Literal["logit", "probit", "cloglog", "by_then", "exponential", "identity"]


@dataclass(frozen=True)
class Curve:
    """How an expectation follows from a linear predictor, by its name: its value and its slope there.

    Beyond `farthest` both are held at what they are there, and no figure may be read off them.
    """

    name: CurveName
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    farthest: float = math.inf


def latent(link: Link) -> Curve:
    """Return the curve of P(y > k) = 1 − F(ζ_k − η) against η − ζ_k."""
    return Curve(link.name, lambda t: link.above(-t), lambda t: link.density(-t))


LOGISTIC = latent(LINKS["logit"])
FARTHEST_RATE = 230.0
"""e to it is 10¹⁰⁰: its square, which errors need, still is a number."""


def _rate(linear: Array) -> Array:
    return np.asarray(np.exp(np.minimum(linear, FARTHEST_RATE)))


EXPONENTIAL = Curve("exponential", _rate, _rate, FARTHEST_RATE)
IDENTITY = Curve("identity", lambda t: t, np.ones_like)


@dataclass(frozen=True)
class Prediction:
    """E(figure) = base + Σ_k step_k · g(Σ b x − cut_k), g the `curve`; base and steps are a figure's own.

    `covariance` is that of the `cuts` followed by the `slopes` (of raw columns); `df` that of their t (None: normal).
    An intercept is a cut with its sign turned.
    """

    curve: Curve
    cuts: Array
    slopes: Array
    covariance: Array
    df: float | None = None


def with_intercept(curve: Curve, coefficients: Array, covariance: Array, df: float | None) -> Prediction:
    """Return the prediction of a model with one intercept, first of its `coefficients`."""
    turned = np.ones(len(coefficients))
    turned[0] = -1.0
    return Prediction(curve, -coefficients[:1], coefficients[1:], covariance * np.outer(turned, turned), df)


@dataclass(frozen=True)
class Figure:
    """A figure that a model predicts for each row: base + Σ_k step_k · g(η − cut_k)."""

    base: float
    steps: Array


@dataclass(frozen=True)
class Move:
    """A column raised by `by` on every row, but not beyond `low` and `high` where the row is not there already."""

    by: float
    low: float = -math.inf
    high: float = math.inf

    def moved(self, values: Array) -> Array:
        """Return the values after the move."""
        raised = values + self.by
        if self.by > 0:
            return np.minimum(raised, np.maximum(values, self.high))
        return np.maximum(raised, np.minimum(values, self.low))

    def clipped(self, values: Array) -> npt.NDArray[np.bool_]:
        """Return which rows the ends keep from moving the whole way."""
        raised = values + self.by
        return np.asarray(raised > self.high + ROUNDING if self.by > 0 else raised < self.low - ROUNDING)


@dataclass(frozen=True)
class Average:
    """A figure's mean over the rows, and its derivatives with respect to cuts and slopes.

    `beyond`: on some row the prediction is too large for a number, so that the mean is only a lower bound.
    """

    estimate: float
    gradient: Array = field(repr=False)
    beyond: bool = False

    def std_error(self, prediction: Prediction) -> float:
        """Return the delta-method error, the rows' columns taken as they are; NaN where a variance it needs is."""
        used = np.flatnonzero(self.gradient)
        gradient = self.gradient[used]
        return math.sqrt(max(float(gradient @ prediction.covariance[np.ix_(used, used)] @ gradient), 0.0))

    def minus(self, other: Average) -> Average:
        """Return the difference of two averages."""
        beyond = self.beyond or other.beyond
        return Average(self.estimate - other.estimate, self.gradient - other.gradient, beyond)


def average(
    prediction: Prediction,
    figure: Figure,
    matrix: ModelMatrix,
    moves: Mapping[int, Move] | None = None,
    weights: Array | None = None,
) -> Average:
    """Return the figure's mean over the rows of `matrix` after the columns at these places are moved.

    As R `marginaleffects::avg_predictions` on a changed data set: the sample of predictors is taken as it is, errors
    are those of the coefficients. Source: Greene 2018, Econometric Analysis, 8th ed., 17.3.

    Examples
    --------
    >>> from satindex.stats.model_matrix import summarise, matrix_of
    >>> x, y = np.array([[0.0], [1.0]]), np.array([0.0, 1.0])
    >>> line = with_intercept(IDENTITY, np.array([1.0, 2.0]), np.diag([0.01, 0.04]), None)
    >>> matrix = matrix_of([x], summarise([x], y))
    >>> raised = average(line, Figure(0.0, np.ones(1)), matrix, {0: Move(0.5)})  # mean of 1 + 2·(0.5, 1.5)
    >>> raised.estimate, round(raised.std_error(line), 4)  # √(.01 + 1²·.04)
    (3.0, 0.2236)
    """
    return average_sums(prediction, figure, matrix, moves, weights).of(figure)


@dataclass(frozen=True)
class AverageSums:
    """Σw over rows, Σw·(figure − base), its derivatives, and the rows whose prediction is too large for a number."""

    total: float
    value: float
    gradient: Array
    beyond: int

    def plus(self, other: AverageSums) -> AverageSums:
        """Return the sums of both parts together."""
        return AverageSums(
            self.total + other.total,
            self.value + other.value,
            self.gradient + other.gradient,
            self.beyond + other.beyond,
        )

    def of(self, figure: Figure) -> Average:
        """Return the figure's mean."""
        return Average(figure.base + self.value / self.total, self.gradient / self.total, self.beyond > 0)


def average_sums(
    prediction: Prediction,
    figure: Figure,
    matrix: ModelMatrix,
    moves: Mapping[int, Move] | None = None,
    weights: Array | None = None,
) -> AverageSums:
    """Return what the rows of `matrix` add to the figure's mean after the columns at these places are moved."""
    cuts = len(prediction.cuts)
    total = float(matrix.n if weights is None else weights.sum())
    value, gradient, beyond = 0.0, np.zeros(cuts + len(prediction.slopes)), 0
    for rows, block in matrix.blocks():
        raw = block[1:] * matrix.scale[:, None] + matrix.mean[:, None]
        for place, move in (moves or {}).items():
            raw[place] = move.moved(raw[place])
        eta = prediction.slopes @ raw
        mass = 1.0 if weights is None else weights[rows]
        slope = np.zeros(len(eta))
        for cut in np.flatnonzero(figure.steps):
            at, step = eta - prediction.cuts[cut], float(figure.steps[cut])
            beyond += int(np.sum(at > prediction.curve.farthest))
            value += step * float(np.sum(prediction.curve.value(at) * mass))
            steep = step * prediction.curve.slope(at) * mass
            gradient[cut] -= float(steep.sum())
            slope += steep
        gradient[cuts:] += raw @ slope
    return AverageSums(total, value, gradient, beyond)


def expected(prediction: Prediction, figure: Figure, matrix: ModelMatrix) -> Array:
    """Return the figure that is predicted for each row."""
    parts = []
    for _, block in matrix.blocks():
        raw = block[1:] * matrix.scale[:, None] + matrix.mean[:, None]
        parts.append(of_linear(prediction, figure, prediction.slopes @ raw))
    return np.concatenate(parts)


def of_linear(prediction: Prediction, figure: Figure, eta: Array) -> Array:
    """Return the figure at each Σ b x; infinite where it is too large for a number."""
    found = np.full(len(eta), figure.base)
    for cut in np.flatnonzero(figure.steps):
        at = eta - prediction.cuts[cut]
        found += float(figure.steps[cut]) * np.where(at > prediction.curve.farthest, np.inf, prediction.curve.value(at))
    return found


def column(matrix: ModelMatrix, place: int) -> Array:
    """Return the raw column at `place` of the model matrix."""
    for part, kept in zip(matrix.parts, matrix.keep, strict=True):
        if place < len(kept):
            return part[:, kept[place]]
        place -= len(kept)
    raise IndexError(place)
