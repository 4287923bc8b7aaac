"""Proportional hazards: what speeds up the time to an event, whoever is still waiting counted as such."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from satindex.stats.canonical import blamed
from satindex.stats.estimates import Array, Covariance, Likelihood, NotFitted
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Point, maximise
from satindex.stats.risk_sets import RiskSets, risk_sets
from satindex.stats.sandwich import covariance
from satindex.stats.score_sums import Errors, Sampling

LOWEST = -300.0
"""e to it is 10⁻¹³⁰: its square, which errors need, still is a number above 0."""


@dataclass(frozen=True)
class Steps:
    """The partial likelihood at one place, event by event.

    `risk` is each sorted row's w·e^η; `whole[e]` the sum over event e's risk set, `means` its mean columns (events ×
    columns), `mass[e]` the mean weight of those tied with it.
    """

    risk: Array
    whole: Array
    means: Array
    mass: Array


@dataclass(frozen=True)
class PartialLikelihood:
    """Cox's partial log likelihood of sorted standardised columns, ties by Efron."""

    sets: RiskSets
    columns: Array

    def steps(self, at: Array) -> Steps:
        """Return the sums over risk sets at slopes `at`."""
        sets = self.sets
        eta = self.columns @ at
        risk = sets.weights * np.exp(np.maximum(eta - eta.max(initial=0.0), LOWEST))
        weighted = risk[:, None] * self.columns
        left, when = sets.left, sets.when
        whole = sets.at_risk(risk)[when] - left * sets.tied(risk)[when]
        sums = sets.at_risk(weighted)[when] - left[:, None] * sets.tied(weighted)[when]
        mass = (sets.tied(sets.weights) / sets.deaths)[when]
        return Steps(risk, whole, sums / whole[:, None], mass)

    def evaluate(self, at: Array) -> Point:
        """Return the partial log likelihood, its gradient and information."""
        sets, steps = self.sets, self.steps(at)
        eta = self.columns @ at
        shift = eta.max(initial=0.0)
        events = sets.weights * sets.event
        value = float(events @ (eta - shift) - steps.mass @ np.log(steps.whole))
        gradient = events @ self.columns - steps.mass @ steps.means
        return Point(value, gradient, self.information(steps, np.ones(len(steps.mass))))

    def information(self, steps: Steps, factor: Array) -> Array:
        """Return Σ_e factor_e · mass_e · (covariance of the columns in event e's risk set)."""
        hazard = steps.mass * factor / steps.whole
        exposed = steps.risk * self.exposure(hazard)
        second = (self.columns * exposed[:, None]).T @ self.columns
        return np.asarray(second - (steps.means * (steps.mass * factor)[:, None]).T @ steps.means)

    def exposure(self, hazard: Array) -> Array:
        """Return each sorted row's sum of `hazard` (events first) over the events it was at risk of."""
        sets = self.sets
        left = sets.left if hazard.ndim == 1 else sets.left[:, None]
        return sets.so_far(sets.per_time(hazard)) - sets.own(sets.per_time(hazard * left))

    def scores(self, at: Array) -> Array:
        """Return each row's own gradient (rows in their first order): R's score residuals times the weights."""
        sets, steps = self.sets, self.steps(at)
        hazard = steps.mass / steps.whole
        mean_at_event = sets.own(sets.per_time(steps.means) / sets.deaths[:, None])
        at_event = (sets.weights * sets.event)[:, None] * self.columns - sets.weights[:, None] * mean_at_event
        expected = self.exposure(hazard)[:, None] * self.columns - self.exposure(hazard[:, None] * steps.means)
        found = np.empty_like(self.columns)
        found[sets.order] = at_event - steps.risk[:, None] * expected
        return found


@dataclass(frozen=True)
class CoxFit:
    """A fitted model: `likelihood` of the slopes, `linear` Σ b x on each row (of raw columns), the risk sets."""

    likelihood: Likelihood
    linear: Array
    partial: PartialLikelihood
    at: Array
    matrix: ModelMatrix


def fit_cox(matrix: ModelMatrix, time: Array, event: Array, weights: Array | None = None) -> CoxFit | NotFitted:
    """Fit hazard = h₀(t)·e^(Σ b x) by the partial likelihood (Cox 1972, JRSS B 34: 187–220), ties by Efron.

    As R `survival::coxph`. Weights are sampling weights or frequencies. A column along which the likelihood rises
    without end (everyone with it, and nobody else, has the event first) is named, not reported.
    """
    if not np.any(event == 1):
        return NotFitted("no_events")
    if matrix.n <= matrix.width:
        return NotFitted("too_few_rows")
    columns = np.concatenate([block[1:].T.copy() for _, block in matrix.blocks()])
    sets = risk_sets(time, event, weights)
    partial = PartialLikelihood(sets, columns[sets.order])
    start = np.zeros(matrix.width - 1)
    null = partial.evaluate(start).value
    found = maximise(partial.evaluate, start)
    if found.ending == "diverging":
        return NotFitted("monotone", blamed(np.concatenate([[0.0], found.direction])))
    if found.ending == "stalled":
        return NotFitted("no_convergence")
    transform = np.diag(1 / matrix.scale)
    scores = partial.scores(found.at)
    fit = Likelihood(
        coefficients=transform @ found.at,
        inverse=np.asarray(np.linalg.inv(found.point.information), dtype=np.float64),
        to_original=transform,
        scores=lambda: _whole(scores.T),
        log_likelihood=found.point.value,
        null_log_likelihood=null,
        n=matrix.n,
        predictors=matrix.width - 1,
        steps=found.steps,
    )
    linear = columns @ found.at + float((transform @ found.at) @ matrix.mean)
    return CoxFit(fit, linear, partial, found.at, matrix)


def _whole(scores: Array) -> Iterator[tuple[slice, Array]]:
    yield slice(0, scores.shape[1]), scores


@dataclass(frozen=True)
class Baseline:
    """log H₀(t) of raw columns at 0 by one horizon, and its covariance with the slopes (log H₀ first)."""

    log_hazard: float
    covariance: Covariance


def baseline(fit: CoxFit, horizon: float, errors: Errors, sampling: Sampling | None = None) -> Baseline | NotFitted:
    """Return the cumulative hazard by `horizon`, so that P(event by then) = 1 − exp(−H₀ e^(Σ b x)).

    Efron's estimate, as R `survfit(coxph(…))`; `model` errors are Tsiatis's (1981, Annals of Statistics 9: 93–108),
    others those of its influence on every row (Reid & Crépeau 1985, Biometrika 72: 1–9).
    """
    partial, sets = fit.partial, fit.partial.sets
    steps = partial.steps(fit.at)
    shift = float((partial.columns @ fit.at).max(initial=0.0))
    early = sets.times[sets.when] <= horizon
    hazard = np.where(early, steps.mass / steps.whole, 0.0)
    total = float(hazard.sum())
    if total <= 0:
        return NotFitted("no_events")
    slope = -(hazard @ steps.means) / total
    own = np.where(early, steps.mass / steps.whole**2, 0.0)
    inverse = fit.likelihood.inverse
    joint = np.block([[np.ones((1, 1)), (slope @ inverse)[None, :]], [np.zeros((len(slope), 1)), inverse]])
    to_raw = _raw_baseline(fit.matrix)
    if errors == "model":
        meat = np.zeros_like(joint)
        meat[0, 0] = float(own.sum()) / total**2
        meat[1:, 1:] = np.linalg.inv(inverse)
        spread: Covariance | NotFitted = Covariance(to_raw @ joint @ meat @ joint.T @ to_raw.T)
    else:
        influence = _hazard_influence(partial, steps, hazard, own) / total
        scores = np.concatenate([influence[None, :], partial.scores(fit.at).T])
        stacked = Likelihood(
            coefficients=np.zeros(len(joint)),
            inverse=np.eye(len(joint)),
            to_original=to_raw @ joint,
            scores=lambda: _whole(scores),
            log_likelihood=0.0,
            null_log_likelihood=0.0,
            n=fit.likelihood.n,
            predictors=fit.likelihood.predictors,
            steps=0,
        )
        spread = covariance(stacked, errors, sampling)
    if isinstance(spread, NotFitted):
        return spread
    raw = float(fit.likelihood.coefficients @ fit.matrix.mean)
    return Baseline(math.log(total) - shift - raw, spread)


def _raw_baseline(matrix: ModelMatrix) -> Array:
    """log H₀ at raw columns of 0 is that at their means less Σ (b/s)·mean."""
    transform = np.diag(np.concatenate([[1.0], 1 / matrix.scale]))
    transform[0, 1:] = -matrix.mean / matrix.scale
    return transform


def _hazard_influence(partial: PartialLikelihood, steps: Steps, hazard: Array, own: Array) -> Array:
    """Each row's part in H₀ with the slopes held: what its event adds, less what its being at risk takes away."""
    sets = partial.sets
    added = sets.weights * sets.own(sets.per_time(hazard / steps.mass) / sets.deaths)
    found = np.empty(len(steps.risk))
    found[sets.order] = added - steps.risk * partial.exposure(own)
    return found
