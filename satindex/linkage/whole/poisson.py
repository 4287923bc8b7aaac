"""Poisson models of all respondents, in passes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from satindex.frames.packing import packable
from satindex.linkage.families import poisson
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.reasons import NOT_COUNTS, refusal
from satindex.linkage.whole.canonical import CanonicalAt, Least
from satindex.linkage.whole.passing import Passing, climbed
from satindex.linkage.whole.reading import Rows
from satindex.linkage.whole.sampled import Averages, of_scores, spread_of, weighed, with_averages
from satindex.stats.canonical import CanonicalFit, blamed, likelihood_at
from satindex.stats.counts import NOBODY, Dispersed, dispersed, fit_poisson, kernel, null_gains, overdispersed
from satindex.stats.estimates import NotFitted
from satindex.stats.marginal_effects import effect_sums, effects_of, rate_slopes

packable(Dispersed)


@dataclass(frozen=True)
class Last:
    """All else that the tables need, at the final parameters; `mean` is that of the outcome."""

    point: CanonicalAt
    errors: Errors
    mean: float
    averages: Averages

    def of(self, rows: Rows) -> tuple[Any, ...]:
        """Return scores, effects, dispersion, the null log likelihood, the least rate, and the means' scores."""
        left = self.point.residuals(rows)
        fitted, gains = rows.outcome - left, null_gains(rows.outcome, self.mean)
        return (
            of_scores(rows, weighed(rows, left), rows.matrix.width, self.errors),
            effect_sums(rows.matrix, fitted, rate_slopes, rows.weights),
            dispersed(rows.outcome, fitted),
            float(gains.sum() if rows.weights is None else gains @ rows.weights),
            Least(float(fitted.min(initial=np.inf))),
            self.averages.of(rows),
        )


def fit(passing: Passing) -> tuple[Problem, Fitted | Refused]:
    """Fit; the test of overdispersion goes with the figures of the fit."""
    problem, cases = passing.problem, passing.cases
    mean = float(problem.summary.mean[-1])
    if not cases.counts:
        return problem, Refused(NOT_COUNTS)
    if mean <= 0 or cases.low[0] == cases.high[0]:
        return problem, refusal(problem, NotFitted("one_outcome"))
    if problem.n <= problem.matrix.width:
        return problem, refusal(problem, NotFitted("too_few_rows"))
    few = fit_poisson(problem.matrix, problem.data.outcome, problem.weights)
    first = np.concatenate([[math.log(mean)], np.zeros(problem.matrix.width - 1)])
    errors, averages = problem.errors_or("robust"), Averages(problem.designed)
    found, parts = climbed(
        passing,
        few.at if isinstance(few, CanonicalFit) else first,
        lambda at: CanonicalAt(at, kernel),
        lambda at: Last(CanonicalAt(at, kernel), errors, mean, averages),
    )
    if found.ending == "diverging":
        return problem, refusal(problem, NotFitted("quasi_separation", blamed(found.direction)))
    if parts is None or parts[4].value <= NOBODY * mean:
        return problem, refusal(problem, NotFitted("no_convergence"))
    scores, effects, excess, null, _, of_averages = parts
    likelihood = likelihood_at(found, problem.matrix, null, problem.n)
    if isinstance(likelihood, NotFitted):
        return problem, refusal(problem, likelihood)
    spread = spread_of(problem, likelihood, errors, scores)
    if isinstance(spread, NotFitted):
        return problem, refusal(problem, spread)
    marginal = effects_of(effects, problem.matrix, likelihood.coefficients, spread.matrix)
    tested = overdispersed(excess, problem.matrix.width)
    return with_averages(passing, of_averages), poisson.described(problem, likelihood, spread, marginal, tested, errors)
