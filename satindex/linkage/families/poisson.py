"""Counts: Poisson regression."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from satindex.language import Words
from satindex.linkage.fitted import INTERCEPT, Fitted, Refused, coefficients, effects_by_term, likelihood_figures
from satindex.linkage.predicted import of_mean
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.profiling import canonical_profiles, profile_notes
from satindex.linkage.reasons import NOT_COUNTS, refusal
from satindex.stats.counts import Overdispersion, fit_poisson, overdispersion
from satindex.stats.estimates import Covariance, Likelihood, NotFitted
from satindex.stats.marginal_effects import MarginalEffects, average_marginal_effects, rate_slopes
from satindex.stats.prediction import EXPONENTIAL, with_intercept
from satindex.stats.sandwich import covariance

NAME = Words("Poisson regression", "泊松回归")
FORMULA = Words(
    "log E(count) = b₀ + Σ b·x; rate ratio = e^b; average marginal effect = b · mean expected count",
    "log E(次数) = b₀ + Σ b·x；发生率比 = e^b；平均边际效应 = b × 期望次数的均值",
)
SOURCES = (
    "Cameron & Trivedi 2013, Regression Analysis of Count Data, 2nd ed., ch. 3",
    "Cameron & Trivedi 1990, Journal of Econometrics 46: 347–364 (test of overdispersion)",
)


def counts_only(problem: Problem) -> bool:
    """Whether the outcome holds whole numbers from 0 up."""
    outcome = problem.data.outcome
    return bool(np.all(outcome >= 0) and np.all(outcome == np.round(outcome)))


def fit(problem: Problem) -> Fitted | Refused:
    """Fit; the test of overdispersion goes with the figures of the fit."""
    if not counts_only(problem):
        return Refused(NOT_COUNTS)
    found = fit_poisson(problem.matrix, problem.data.outcome, problem.weights)
    if isinstance(found, NotFitted):
        return refusal(problem, found)
    errors = problem.errors_or("robust")
    spread = covariance(found.likelihood, errors, problem.sampling)
    if isinstance(spread, NotFitted):
        return refusal(problem, spread)
    effects = average_marginal_effects(
        problem.matrix, found.likelihood.coefficients, spread.matrix, found.fitted, rate_slopes, problem.weights
    )
    excess = overdispersion(problem.data.outcome, found.fitted, problem.matrix.width)
    fitted = described(problem, found.likelihood, spread, effects, excess, errors)
    return replace(fitted, profiles=canonical_profiles(problem, found))


def described(
    problem: Problem,
    likelihood: Likelihood,
    spread: Covariance,
    effects: MarginalEffects,
    excess: Overdispersion,
    errors: Errors,
) -> Fitted:
    """Return the fitted model from its likelihood, its effects and the test of overdispersion."""
    figures = likelihood_figures(
        likelihood.log_likelihood, likelihood.null_log_likelihood, problem.n, problem.matrix.width, problem.designed
    )
    return Fitted(
        family="poisson",
        errors="HC0" if errors == "robust" else errors,
        coefficients=coefficients((INTERCEPT, *problem.terms), likelihood.coefficients, spread.std_errors),
        df=spread.df,
        ratio="rate_ratio",
        effects=effects_by_term(problem.terms, effects),
        figures={
            "parameters": problem.matrix.width,
            **figures,
            "dispersion": excess.dispersion,
            "overdispersion_p_value": excess.p_value,
        },
        notes=profile_notes(problem),
        predicted=of_mean(with_intercept(EXPONENTIAL, likelihood.coefficients, spread.matrix, spread.df)),
    )
