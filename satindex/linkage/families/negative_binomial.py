"""Counts that vary more than Poisson allows: negative binomial regression."""

from __future__ import annotations

from typing import Literal

import numpy as np

from satindex.language import Words
from satindex.linkage.families.poisson import counts_only
from satindex.linkage.fitted import INTERCEPT, Fitted, Refused, coefficients, effects_by_term, likelihood_figures
from satindex.linkage.predicted import of_mean
from satindex.linkage.problem import Problem
from satindex.linkage.reasons import NOT_COUNTS, WEIGHTED_COUNTS, refusal
from satindex.stats.counts import NegativeBinomialFit, fit_negative_binomial
from satindex.stats.estimates import NotFitted
from satindex.stats.marginal_effects import average_marginal_effects, rate_slopes
from satindex.stats.prediction import EXPONENTIAL, with_intercept

NAME = Words("negative binomial regression", "负二项回归")
FORMULA = Words(
    "log E(count) = b₀ + Σ b·x, variance = mean + α·mean²; rate ratio = e^b",
    "log E(次数) = b₀ + Σ b·x，方差 = 均值 + α·均值²；发生率比 = e^b",
)
SOURCES = ("Cameron & Trivedi 2013, Regression Analysis of Count Data, 2nd ed., 3.3.1 (NB2)",)


def fit(problem: Problem) -> Fitted | Refused:
    """Fit with statsmodels; weights and strata are refused by name."""
    if not counts_only(problem):
        return Refused(NOT_COUNTS)
    errors = _errors(problem)
    if errors is None:
        return Refused(WEIGHTED_COUNTS)
    found = fit_negative_binomial(problem.matrix, problem.data.outcome, errors, problem.data.clusters)
    return refusal(problem, found) if isinstance(found, NotFitted) else _described(problem, found, errors)


def _described(problem: Problem, found: NegativeBinomialFit, errors: str) -> Fitted:
    effects = average_marginal_effects(
        problem.matrix, found.coefficients, found.covariance.matrix, found.fitted, rate_slopes
    )
    parameters = problem.matrix.width + 1
    variance = found.fitted + found.alpha * found.fitted**2
    pearson = float(np.sum((problem.data.outcome - found.fitted) ** 2 / variance))
    figures = likelihood_figures(
        found.log_likelihood, found.null_log_likelihood, problem.n, parameters, problem.designed
    )
    terms = (INTERCEPT, *problem.terms)
    return Fitted(
        family="negative_binomial",
        errors="HC0" if errors == "robust" else errors,
        coefficients=coefficients(terms, found.coefficients, found.covariance.std_errors),
        df=None,
        ratio="rate_ratio",
        effects=effects_by_term(problem.terms, effects),
        figures={
            "parameters": parameters,
            **figures,
            "dispersion": pearson / (problem.n - parameters),
            "alpha_negative_binomial": found.alpha,
            "alpha_negative_binomial_std_error": found.alpha_std_error,
        },
        predicted=of_mean(with_intercept(EXPONENTIAL, found.coefficients, found.covariance.matrix, None)),
    )


def _errors(problem: Problem) -> Literal["model", "robust", "cluster"] | None:
    data = problem.data
    if data.weights is not None or data.strata is not None:
        return None
    if problem.errors == "model":
        return "model"
    if problem.errors == "robust" or data.clusters is None:
        return "robust"
    return "cluster"
