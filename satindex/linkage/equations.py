"""The equations of a mediation: every mediator on what comes before it, the outcome on all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from satindex.linkage.data import Array, Codes
from satindex.linkage.problem import Problem
from satindex.linkage.resampled import Counted
from satindex.stats.counts import fit_poisson
from satindex.stats.cross_products import Summary
from satindex.stats.estimates import NotFitted
from satindex.stats.logit import fit_logit
from satindex.stats.mediation import Effects, PathSystem, arrows, effects
from satindex.stats.model_matrix import matrix_of, summarise
from satindex.stats.replicated import unit_sums
from satindex.stats.replicated_glm import Expected, Refits, Rows, exponential, logistic, mean_slope, refit
from satindex.survey.model_parts import Through

Scale = Literal["mean", "probability", "rate"]
Mask = npt.NDArray[np.bool_]
SINGULAR: Final = 1e-9
"""Below this smallest eigenvalue of their correlations, columns determine each other."""
EXPECTED: Final[Mapping[Scale, Expected]] = {"probability": logistic, "rate": exponential}


@dataclass(frozen=True)
class Flow:
    """Slopes of every equation, raw and standardised (… × k × k), and the effects; of one sample or of many.

    `factor` turns slopes on the linear predictor into effects on the expected outcome; None where they are the same.
    """

    slopes: Array
    standardised: Array
    effects: Effects
    factor: Array | None = None

    def figures(self, system: PathSystem) -> Array:
        """Return all figures in one row a sample: direct, along each path, indirect, total, slopes, standardised."""
        found = self.effects
        rows, columns = (list(ends) for ends in zip(*links(system), strict=True))
        paths = found.along.reshape(*found.along.shape[:-2], -1)
        sloped = (self.slopes[..., rows, columns], self.standardised[..., rows, columns])
        return np.concatenate([found.direct, paths, found.indirect, found.total, *sloped], axis=-1)


def links(system: PathSystem) -> list[tuple[int, int]]:
    """Return every slope's column that depends and column that it depends on."""
    return [(target, cause) for target, inputs in system.equations() for cause in inputs]


@dataclass(frozen=True)
class Equations:
    """Columns by name in the order of `system`, the outcome last and apart; effects are counted in `scale`."""

    problem: Problem
    system: PathSystem
    names: tuple[str, ...]
    columns: Array
    outcome: Array
    summary: Summary
    scale: Scale

    @classmethod
    def of(cls, problem: Problem, through: Through, scale: Scale) -> Equations | None:
        """Return the equations of the columns that can be used; None where no way leads through a mediator."""
        data, mediators = problem.data, set(through.mediators)
        stages = [[name for name in stage if name in problem.terms] for stage in through.stages]
        stages = [stage for stage in stages if stage]
        predictors = [name for name in data.predictor_names if name in problem.terms and name not in mediators]
        controls = [name for name in data.control_names if name in problem.terms]
        if not predictors or not stages:
            return None
        between = [name for stage in stages for name in stage]
        places = {name: data.predictors[:, at] for at, name in enumerate(data.predictor_names)}
        fixed = {name: data.controls[:, at] for at, name in enumerate(data.control_names)}
        columns = [*(places[n] for n in predictors), *(fixed[n] for n in controls), *(places[n] for n in between)]
        stacked = np.column_stack(columns)
        outcome = (data.outcome == data.outcome.max()).astype(np.float64) if scale == "probability" else data.outcome
        system = PathSystem(len(predictors), len(controls), tuple(len(stage) for stage in stages))
        summary = summarise([stacked], outcome, problem.weights)
        return cls(problem, system, (*predictors, *controls, *between), stacked, outcome, summary, scale)

    def fitted(self) -> Array | NotFitted | None:
        """Return the outcome's model on standardised columns; None where it is least squares like the others."""
        if self.scale == "mean":
            return None
        fit = fit_logit if self.scale == "probability" else fit_poisson
        found = fit(matrix_of([self.columns], self.summary), self.outcome, self.problem.weights)
        return found if isinstance(found, NotFitted) else found.at

    def whole(self, fitted: Array | None) -> Flow:
        """Return the figures of the whole sample."""
        refits = None
        if fitted is not None:
            rows = self._rows(np.zeros(self.problem.n, dtype=np.int64))
            refits = Refits(fitted[None], mean_slope(rows, EXPECTED[self.scale], fitted[None], np.ones((1, 1))))
        spreads = np.ones((1, self.system.width))
        return _first(self._flow(self.summary.correlation[None], spreads, refits))

    def replicated(self, fitted: Array | None) -> Callable[[Codes], Counted]:
        """Return what computes all figures where units count more or less often."""

        def again(units: Codes) -> Counted:
            places = range(self.system.width)
            sums = unit_sums([self.columns], self.outcome, self.summary, places, self.problem.weights, units)
            rows = None if fitted is None else self._rows(units)

            def count(counts: Array) -> Array:
                correlations, spreads = sums.moments(counts)
                defined = _independent(correlations)
                refits = None
                if rows is not None and fitted is not None:
                    refits = refit(rows, EXPECTED[self.scale], fitted, counts[defined])
                flow = self._flow(correlations[defined], spreads[defined], refits)
                found = flow.figures(self.system)
                every = np.full((len(counts), found.shape[1]), np.nan)
                every[defined] = found
                return every

            return count

        return again

    def explained(self, flow: Flow) -> dict[str, float]:
        """Return R² of each mediator's equation, and of the outcome's where it is least squares."""
        correlation = self.summary.correlation
        found = {}
        for target, inputs in self.system.equations():
            if target < len(self.names) or self.scale == "mean":
                name = self.names[target] if target < len(self.names) else self.problem.data.outcome_name
                found[name] = float(flow.standardised[target, list(inputs)] @ correlation[target, list(inputs)])
        return found

    def _rows(self, units: Codes) -> Rows:
        z = (self.columns - self.summary.mean[:-1]) / self.summary.deviation[:-1]
        mass = np.ones(len(z)) if self.problem.weights is None else self.problem.weights
        return Rows(np.column_stack([np.ones(len(z)), z]), self.outcome, mass, units)

    def _flow(self, correlations: Array, spreads: Array, refits: Refits | None) -> Flow:
        """Slopes are in standard deviations of the whole sample first (`spreads` is in those), then in raw units."""
        standardised = arrows(self.system, correlations)
        slopes = standardised * spreads[:, :, None] / spreads[:, None, :]
        units = self.summary.deviation.copy()
        if refits is not None:
            slopes[:, -1, :-1] = refits.coefficients[:, 1:]
            standardised[:, -1, :-1] = slopes[:, -1, :-1] * spreads[:, :-1]
            units[-1] = 1.0
        raw = slopes * units[:, None] / units[None, :]
        found = effects(self.system, raw)
        if refits is not None:
            slope = refits.slope[:, None]
            found = Effects(found.direct * slope, found.along * slope[:, :, None])
        return Flow(raw, standardised, found, None if refits is None else refits.slope)


def _independent(correlations: Array) -> Mask:
    """Return in which samples every column varies and none but the outcome follows from the others."""
    found: Mask = np.asarray(np.isfinite(correlations).all(axis=(1, 2)))
    smallest = np.linalg.eigvalsh(correlations[found][:, :-1, :-1])[:, 0]
    found[found] = smallest > SINGULAR
    return found


def _first(flow: Flow) -> Flow:
    found = Effects(flow.effects.direct[0], flow.effects.along[0])
    return Flow(flow.slopes[0], flow.standardised[0], found, None if flow.factor is None else flow.factor[:1])
