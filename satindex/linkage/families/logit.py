"""Binary outcomes: logistic regression."""

from __future__ import annotations

import numpy as np

from satindex.language import Words
from satindex.linkage.fitted import INTERCEPT, Fitted, Refused, coefficients, effects_by_term, likelihood_figures
from satindex.linkage.problem import Problem
from satindex.linkage.reasons import NOT_TWO, refusal
from satindex.stats.classification import auc, brier
from satindex.stats.estimates import NotFitted
from satindex.stats.logit import fit_logit
from satindex.stats.marginal_effects import average_marginal_effects, logit_slopes
from satindex.stats.sandwich import covariance

NAME = Words("logistic regression", "逻辑回归")
FORMULA = Words(
    "logit P(event) = b₀ + Σ b·x; odds ratio = e^b; average marginal effect = b · mean of p(1 − p)",
    "logit P(事件) = b₀ + Σ b·x；优势比 = e^b；平均边际效应 = b × p(1 − p) 的均值",
)
SOURCES = (
    "Hosmer, Lemeshow & Sturdivant 2013, Applied Logistic Regression, 3rd ed.",
    "Albert & Anderson 1984, Biometrika 71: 1–10 (separation)",
    "Greene 2018, Econometric Analysis, 8th ed., 17.3 (marginal effects)",
)


def fit(problem: Problem) -> Fitted | Refused:
    """Fit; the event is the higher of the two codes."""
    low, high = float(problem.data.outcome.min()), float(problem.data.outcome.max())
    outcome = (problem.data.outcome == high).astype(np.float64)
    if low != high and not np.all((problem.data.outcome == low) | (outcome == 1)):
        return Refused(NOT_TWO)
    found = fit_logit(problem.matrix, outcome, problem.weights)
    if isinstance(found, NotFitted):
        return refusal(problem, found)
    errors = problem.errors_or("robust")
    spread = covariance(found.likelihood, errors, problem.sampling)
    if isinstance(spread, NotFitted):
        return refusal(problem, spread)
    likelihood, weights = found.likelihood, problem.weights
    effects = average_marginal_effects(
        problem.matrix, likelihood.coefficients, spread.matrix, found.fitted, logit_slopes, weights
    )
    events = int(outcome.sum())
    fewer = min(events, problem.n - events)
    figures = likelihood_figures(
        likelihood.log_likelihood, likelihood.null_log_likelihood, problem.n, problem.matrix.width, problem.designed
    )
    return Fitted(
        family="logit",
        errors="HC0" if errors == "robust" else errors,
        coefficients=coefficients((INTERCEPT, *problem.terms), likelihood.coefficients, spread.std_errors),
        df=spread.df,
        ratio="odds_ratio",
        effects=effects_by_term(problem.terms, effects),
        figures={
            "events": events,
            "parameters": problem.matrix.width,
            **figures,
            "auc": auc(outcome, found.fitted, weights),
            "brier": brier(outcome, found.fitted, weights),
            "events_per_parameter": fewer / len(problem.terms),
        },
        notes=(_event(problem, high), *_few_events(fewer / len(problem.terms))),
    )


def _event(problem: Problem, code: float) -> Words:
    label = problem.data.outcome_labels.get(code, Words(f"{code:g}", f"{code:g}"))
    name = problem.data.outcome_name
    return Words(
        f"The event is {name} = {label.en} (code {code:g}, the higher of the two).",
        f"事件为 {name} = {label.zh}（代码 {code:g}，两者中较大者）。",
    )


def _few_events(per_parameter: float) -> tuple[Words, ...]:
    if per_parameter >= 10:
        return ()
    said = f"{per_parameter:.1f}"
    return (
        Words(
            f"Only {said} events (of the rarer outcome) per predictor: estimates may be biased away from 0.",
            f"每个预测变量仅有 {said} 个（较少一方的）事件：估计可能偏离 0。",
        ),
    )
