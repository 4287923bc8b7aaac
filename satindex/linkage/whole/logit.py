"""Logits of all respondents, in passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from satindex.frames.packing import packable
from satindex.language import Words
from satindex.linkage.data import Array
from satindex.linkage.families import logit
from satindex.linkage.fitted import INTERCEPT, Fitted, Refused, coefficients, effects_by_term, likelihood_figures
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.reasons import NOT_TWO, refusal
from satindex.linkage.whole.canonical import CanonicalAt
from satindex.linkage.whole.passing import Passing, climbed
from satindex.linkage.whole.reading import Rows
from satindex.linkage.whole.sampled import Averages, of_scores, spread_of, weighed, with_averages
from satindex.results.result import Cell
from satindex.stats.canonical import CanonicalFit, likelihood_at
from satindex.stats.classes import Classed, Levels, Scale, classed, levels_of, scale_of
from satindex.stats.estimates import Likelihood, NotFitted
from satindex.stats.intervals import quantile
from satindex.stats.logit import fit_logit, kernel, separated, separates, without_predictors
from satindex.stats.marginal_effects import effect_sums, effects_of, logit_slopes
from satindex.stats.sandwich import covariance_of
from satindex.stats.score_sums import ScoreSums, score_sums

packable(Classed)


@dataclass(frozen=True)
class Last:
    """All else that the tables need, at the final parameters."""

    point: CanonicalAt
    errors: Errors
    scale: Scale
    averages: Averages

    def of(self, rows: Rows) -> tuple[Any, ...]:
        """Return scores, effects, Σw(y − p)², Σw told right, rows by class, and the scores of the means."""
        outcome, left = self.point.outcome(rows), self.point.residuals(rows)
        fitted = outcome - left
        right = ((fitted > 0.5) == (outcome == 1)).astype(np.float64)
        mass = np.ones(len(left)) if rows.weights is None else rows.weights
        return (
            of_scores(rows, weighed(rows, left), rows.matrix.width, self.errors),
            effect_sums(rows.matrix, fitted, logit_slopes, rows.weights),
            float(mass @ left**2),
            float(mass @ right),
            classed(self.scale, self.point.linear(rows), fitted, outcome, rows.weights),
            self.averages.of(rows),
        )


@dataclass(frozen=True)
class Separates:
    """How many batches a direction does not separate."""

    direction: Array
    point: CanonicalAt

    def of(self, rows: Rows) -> int:
        """Return 1 unless every row's likelihood rises along the direction."""
        return int(not separates(self.direction, rows.matrix, self.point.outcome(rows)))


@dataclass(frozen=True)
class RankInfluence:
    """Each row's influence on the AUC, over sampling units."""

    point: CanonicalAt
    errors: Errors
    scale: Scale
    with_event: Array
    without: Array

    def of(self, rows: Rows) -> ScoreSums:
        """Return what rows add."""
        codes = self.scale.codes(self.point.linear(rows))
        found = np.where(self.point.outcome(rows) == 1, self.with_event[codes], self.without[codes])
        influence = found if rows.weights is None else found * rows.weights
        return score_sums([(slice(0, len(influence)), influence[None])], 1, self.errors, rows.sampling)


def fit(passing: Passing) -> tuple[Problem, Fitted | Refused]:
    """Fit; the event is the higher of the two codes."""
    problem, cases = passing.problem, passing.cases
    if cases.outcome is None or len(cases.outcome) > 2:
        return problem, Refused(NOT_TWO)
    if len(cases.outcome) < 2:
        return problem, refusal(problem, NotFitted("one_outcome"))
    if problem.n <= problem.matrix.width:
        return problem, refusal(problem, NotFitted("too_few_rows"))
    event = max(cases.outcome)
    share = cases.outcome[event][1] / float(cases.weights[0])
    start, null = without_predictors(share, float(problem.n))
    scale = scale_of(np.zeros(1))
    few = fit_logit(problem.matrix, (problem.data.outcome == event).astype(np.float64), problem.weights)
    first = np.concatenate([[start], np.zeros(problem.matrix.width - 1)])
    if isinstance(few, CanonicalFit):
        first, scale = few.at, scale_of(np.concatenate([few.at @ block for _, block in problem.matrix.blocks()]))
    errors = problem.errors_or("robust")
    averages = Averages(problem.designed)
    found, parts = climbed(
        passing,
        first,
        lambda at: CanonicalAt(at, kernel, event),
        lambda at: Last(CanonicalAt(at, kernel, event), errors, scale, averages),
    )
    point = CanonicalAt(found.at, kernel, event)
    if found.ending == "diverging":
        unseparated = passing.add(Separates(found.direction, point))[0]
        return problem, refusal(problem, separated(found, not unseparated), firth=not problem.designed)
    likelihood = NotFitted("no_convergence") if parts is None else likelihood_at(found, problem.matrix, null, problem.n)
    if isinstance(likelihood, NotFitted):
        return problem, refusal(problem, likelihood)
    last = Last(point, errors, scale, averages)
    return _described(passing, likelihood, last, parts)


def _described(
    passing: Passing, likelihood: Likelihood, last: Last, parts: tuple[Any, ...]
) -> tuple[Problem, Fitted | Refused]:
    scores, effects, squares, right, rows, of_averages = parts
    problem, errors = with_averages(passing, of_averages), last.errors
    spread = spread_of(problem, likelihood, errors, scores)
    if isinstance(spread, NotFitted):
        return problem, refusal(problem, spread)
    levels, event = levels_of(rows), float(last.point.event or 0.0)
    n, width = problem.n, problem.matrix.width
    events = int((passing.cases.outcome or {})[event][0])
    per_parameter = min(events, n - events) / max(len(problem.terms), 1)
    groups = levels.groups()
    figures = likelihood_figures(likelihood.log_likelihood, likelihood.null_log_likelihood, n, width, problem.designed)
    return problem, Fitted(
        family="logit",
        errors="HC0" if errors == "robust" else errors,
        coefficients=coefficients((INTERCEPT, *problem.terms), likelihood.coefficients, spread.std_errors),
        df=spread.df,
        ratio="odds_ratio",
        effects=effects_by_term(
            problem.terms, effects_of(effects, problem.matrix, likelihood.coefficients, spread.matrix)
        ),
        figures={
            "events": events,
            "parameters": width,
            **figures,
            **_discrimination(passing, last, levels),
            "brier": squares / n,
            "accuracy": right / n,
            "events_per_parameter": per_parameter,
            **logit.tested(problem, groups),
        },
        calibration=groups,
        notes=(*logit.notes(problem, event, per_parameter), _of_classes(levels)),
        predicted=logit.predicted(problem, event, likelihood.coefficients, spread),
    )


def _discrimination(passing: Passing, last: Last, levels: Levels) -> dict[str, Cell]:
    found = levels.discrimination(passing.problem.weights is not None)
    error, df = found.std_error, None
    if last.errors in ("cluster", "design"):
        influence = RankInfluence(last.point, last.errors, last.scale, *levels.influence(last.scale.number))
        (sums,) = passing.add(influence)
        one = Likelihood(np.zeros(1), np.eye(1), np.eye(1), lambda: iter(()), 0.0, 0.0, passing.cases.n, 0, 0)
        spread = covariance_of(one, last.errors, sums, passing.problem.sampling)
        error, df = (None, None) if isinstance(spread, NotFitted) else (float(spread.std_errors[0]), spread.df)
    half = None if error is None else quantile(df=df) * error
    return logit.discrimination_cells(found.auc, error, half)


def _of_classes(levels: Levels) -> Words:
    off = levels.unsure
    return Words(
        f"Respondents are ranked in {len(levels.places):,} classes of the linear predictor: those of one class count "
        f"as equal, which changes the AUC by {off:.1g} at most, and the tenths are cut between classes.",
        f"受访者按线性预测值归入 {len(levels.places):,} 个窄组排序：同组视为相等，对 AUC 的影响至多 {off:.1g}；"
        "十分组在窄组之间划分。",
    )
