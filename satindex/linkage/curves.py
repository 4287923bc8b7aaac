"""The curve of an outcome over a score: means at each level, a smooth line through them, its elasticity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.choosing import family
from satindex.linkage.data import Array, ModelData
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.grouping import Group
from satindex.linkage.problem import Problem, prepare
from satindex.linkage.reasons import NO_TERMS
from satindex.stats.chi_square import ChiSquare, wald
from satindex.stats.intervals import Interval, quantile
from satindex.stats.prediction import Prediction
from satindex.stats.spline import RestrictedCubic, spline_of
from satindex.survey.model import Model

FAMILIES: Final[Mapping[str, str]] = {"logit": "logit", "poisson": "poisson", "negative_binomial": "poisson"}
STEP: Final = 1e-5


@dataclass(frozen=True)
class Line:
    """A smooth line per group, all in one fitted model, so that groups which share clusters can be compared.

    `origin` holds the values of score and outcome that elasticities count from; None where there is none.
    """

    problem: Problem
    fitted: Fitted
    prediction: Prediction
    spline: RestrictedCubic
    groups: int
    origin: tuple[float | None, float | None]

    def _direction(self, group: int, columns: Array) -> Array:
        """The model's columns (n × terms) where a group's spline has these columns."""
        found = {f"g{group}": np.ones(len(columns))}
        found |= {f"g{group}s{at}": columns[:, at] for at in range(columns.shape[1])}
        nothing = np.zeros(len(columns))
        return np.column_stack([found.get(term, nothing) for term in self.problem.terms])

    def _linear(self, group: int, x: Array) -> tuple[Array, Array]:
        """The linear predictor's derivatives with respect to cut and slopes, and its values."""
        columns = self._direction(group, self.spline.columns(x))
        return np.column_stack([-np.ones(len(x)), columns]), columns @ self.prediction.slopes - self.prediction.cuts[0]

    def at(self, group: int, x: Array) -> tuple[Array, Array, Array]:
        """Return the line's values at x and the ends of its band, which never leaves where outcomes can be."""
        gradient, eta = self._linear(group, x)
        error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", gradient, self.prediction.covariance, gradient), 0.0))
        half = quantile(df=self.fitted.df) * error
        curve = self.prediction.curve.value
        return curve(eta), curve(eta - half), curve(eta + half)

    def slope(self, group: int, x: float) -> float:
        """Return how much the outcome's mean changes per unit of the score at x."""
        return self._slope(group, x, self._parameters)

    def elasticity(self, group: int, x: float) -> float | None:
        """Return the per cent that the outcome changes per per cent of the score, both counted from `origin`."""
        return self._elasticity(group, x, self._parameters)

    def elasticity_gradient(self, group: int, x: float) -> Array:
        """Return the elasticity's derivatives with respect to cut and slopes."""
        at = self._parameters
        steps = STEP * np.sqrt(np.maximum(np.diag(self.prediction.covariance), 1e-20))
        found = np.zeros(len(at))
        for place, step in enumerate(steps):
            move = np.zeros(len(at))
            move[place] = step
            up, down = (self._elasticity(group, x, at + sign * move) or 0.0 for sign in (1, -1))
            found[place] = (up - down) / (2 * step)
        return found

    @property
    def _parameters(self) -> Array:
        return np.concatenate([self.prediction.cuts[:1], self.prediction.slopes])

    def _slope(self, group: int, x: float, parameters: Array) -> float:
        here = np.array([x])
        eta = self._direction(group, self.spline.columns(here)) @ parameters[1:] - parameters[0]
        inner = self._direction(group, self.spline.slopes(here))
        inner[:, [term == f"g{group}" for term in self.problem.terms]] = 0.0
        return float(self.prediction.curve.slope(eta)[0] * (inner @ parameters[1:])[0])

    def _elasticity(self, group: int, x: float, parameters: Array) -> float | None:
        from_x, from_y = self.origin
        if from_x is None or from_y is None:
            return None
        eta = self._direction(group, self.spline.columns(np.array([x]))) @ parameters[1:] - parameters[0]
        level = float(self.prediction.curve.value(eta)[0]) - from_y
        return self._slope(group, x, parameters) * (x - from_x) / level if level > 0 and x > from_x else None


def line(
    data: ModelData, chosen: str, model: Model, groups: Sequence[Group], origin: tuple[float | None, float | None]
) -> Line | Words:
    """Return smooth lines of the outcome over the one predictor of `data`, one per group, or why there are none."""
    x = data.predictors[:, 0]
    spline = spline_of(x, min(len(np.unique(x[group.rows])) for group in groups))
    basis = spline.columns(x)
    columns, names = [], []
    for number, group in enumerate(groups):
        inside = group.rows.astype(np.float64)
        if number:
            columns.append(inside)
            names.append(f"g{number}")
        columns += [basis[:, at] * inside for at in range(spline.width)]
        names += [f"g{number}s{at}" for at in range(spline.width)]
    wide = replace(
        data,
        predictors=np.column_stack(columns),
        predictor_names=tuple(names),
        controls=np.empty((len(x), 0)),
        control_names=(),
    )
    kind = FAMILIES.get(chosen, "ols")
    problem = prepare(wide, Model(model.name, model.outcome, tuple(names), family=None, errors=model.errors))
    if len(problem.terms) < len(names):
        return NO_TERMS
    found = family(kind).fit(problem)
    if isinstance(found, Refused):
        return found.reason
    if found.predicted is None:
        return NO_TERMS
    return Line(problem, found, found.predicted.prediction, spline, len(groups), origin)


def elasticity_interval(curve: Line, group: int, x: float) -> Interval | None:
    """Return the delta-method interval of an elasticity; None where it is not defined."""
    estimate = curve.elasticity(group, x)
    if estimate is None:
        return None
    gradient = curve.elasticity_gradient(group, x)
    error = math.sqrt(max(float(gradient @ curve.prediction.covariance @ gradient), 0.0))
    half = quantile(df=curve.fitted.df) * error
    return Interval(estimate - half, estimate + half)


def bends(curve: Line, group: int) -> ChiSquare | None:
    """Return the test that a group's line is straight (on the scale of its model); None where it can't but be."""
    curved = [f"g{group}s{at}" for at in range(1, curve.spline.width)]
    bent = [at for at, term in enumerate(curve.problem.terms) if term in curved]
    return _tested(curve, np.eye(len(curve.prediction.slopes))[bent]) if bent else None


def differ(curve: Line, x: float) -> ChiSquare | None:
    """Return the test that all groups have the same elasticity at x."""
    values = [curve.elasticity(group, x) for group in range(curve.groups)]
    if any(value is None for value in values):
        return None
    gradients = np.stack([curve.elasticity_gradient(group, x) for group in range(curve.groups)])
    contrast = np.column_stack([-np.ones(curve.groups - 1), np.eye(curve.groups - 1)])
    spread = contrast @ gradients @ curve.prediction.covariance @ gradients.T @ contrast.T
    return wald(contrast @ np.array(values, dtype=np.float64), spread)


def _tested(curve: Line, contrast: Array) -> ChiSquare | None:
    cuts = len(curve.prediction.cuts)
    covariance = curve.prediction.covariance[cuts:, cuts:]
    return wald(contrast @ curve.prediction.slopes, contrast @ covariance @ contrast.T)
