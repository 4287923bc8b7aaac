"""Least squares over all respondents: from moments, and one pass for what residuals tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from satindex.frames.packing import packable
from satindex.language import Words
from satindex.linkage.data import Array
from satindex.linkage.families import ols
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.reasons import refusal
from satindex.linkage.whole.canonical import linear
from satindex.linkage.whole.passing import Passing
from satindex.linkage.whole.reading import Rows
from satindex.linkage.whole.sampled import Averages, of_scores, spread_of, weighed, with_averages
from satindex.stats.estimates import Covariance, Likelihood, NotFitted
from satindex.stats.ols import Explained, HC3Sums, explained, hc3_of, hc3_sums

packable(HC3Sums)


@dataclass(frozen=True)
class Residuals:
    """What residuals tell: Σwe², the scores that errors need, and those of the means."""

    at: Array
    inverse: Array
    to_original: Array
    errors: Errors
    averages: Averages

    def of(self, rows: Rows) -> tuple[Any, ...]:
        """Return what rows add."""
        left = rows.outcome - linear(rows, self.at)
        mass = np.ones(len(left)) if rows.weights is None else rows.weights
        robust = self.errors == "robust"
        return (
            float(mass @ left**2),
            hc3_sums(self._likelihood, rows.matrix, left, rows.weights) if robust else None,
            None if robust else of_scores(rows, weighed(rows, left), rows.matrix.width, self.errors),
            self.averages.of(rows),
        )

    @property
    def _likelihood(self) -> Likelihood:
        return Likelihood(self.at, self.inverse, self.to_original, lambda: iter(()), 0.0, 0.0, 0, 0, 0)


def fit(passing: Passing) -> tuple[Problem, Fitted | Refused]:
    """Fit; HC3 errors unless others are asked for or a design is declared."""
    problem, n = passing.problem, passing.problem.n
    if n <= problem.matrix.width:
        return problem, refusal(problem, NotFitted("too_few_rows"))
    if problem.summary.deviation[-1] == 0:
        return problem, refusal(problem, NotFitted("one_outcome"))
    cross, at = _solved(problem)
    errors = problem.errors_or("robust")
    inverse = np.asarray(np.linalg.inv(n * cross), dtype=np.float64)
    asked = Residuals(at, inverse, problem.matrix.to_original, errors, Averages(problem.designed))
    unexplained, hc3, scores, of_averages = passing.add(asked)[0]
    total = n * float(problem.summary.deviation[-1]) ** 2
    log_mass = float(passing.cases.weights[2]) - n * float(np.log(passing.mean_weight))
    found = explained(problem.matrix, n * cross, at, (unexplained, total), n, log_mass)
    spread = _covariance(problem, found, errors, hc3, scores)
    if isinstance(spread, NotFitted):
        return problem, refusal(problem, spread)
    return with_averages(passing, of_averages), ols.described(problem, found, spread, errors)


def of_sums(passing: Passing) -> Fitted | Refused:
    """Fit from sums alone, without the rows: with the model's own errors, robust ones need each residual."""
    problem, n = passing.problem, passing.problem.n
    if n <= problem.matrix.width:
        return refusal(problem, NotFitted("too_few_rows"))
    if problem.summary.deviation[-1] == 0:
        return refusal(problem, NotFitted("one_outcome"))
    cross, at = _solved(problem)
    total = n * float(problem.summary.deviation[-1]) ** 2
    left = total - n * float(at[1:] @ cross[1:, 1:] @ at[1:])
    found = explained(problem.matrix, n * cross, at, (max(left, 0.0), total), n, 0.0)
    fitted = ols.described(problem, found, found.covariance(), "model")
    return fitted if problem.errors == "model" else replace(fitted, notes=(*fitted.notes, NOT_ROBUST))


NOT_ROBUST = Words(
    "Robust errors (HC3) need the rows, and only sums of them are at hand: these are the model's own.",
    "稳健标准误（HC3）需要逐行数据，而此处只有合计：所列为模型自身的标准误。",
)


def _solved(problem: Problem) -> tuple[Array, Array]:
    """Return the correlations (with the intercept) of the model's columns, and the coefficients of these columns."""
    names = (*problem.data.control_names, *problem.data.predictor_names)
    used = [place for place, name in enumerate(names) if name in problem.terms]
    correlation, spread_y = problem.summary.correlation, float(problem.summary.deviation[-1])
    cross = np.eye(problem.matrix.width)
    cross[1:, 1:] = correlation[np.ix_(used, used)]
    slopes = np.linalg.solve(cross[1:, 1:], correlation[used, -1]) * spread_y
    return cross, np.concatenate([problem.summary.mean[-1:], slopes])


def _covariance(
    problem: Problem, found: Explained, errors: Errors, hc3: HC3Sums | None, scores: Any
) -> Covariance | NotFitted:
    if hc3 is not None:
        return hc3_of(found.likelihood, hc3)
    if errors == "model":
        return found.covariance()
    spread = spread_of(problem, found.likelihood, errors, scores)
    if errors == "design" or isinstance(spread, NotFitted):
        return spread
    return Covariance(spread.matrix, float(len(scores.units.keys) - 1))
