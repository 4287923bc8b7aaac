"""Ordered outcomes: the proportional-odds model."""

from __future__ import annotations

import itertools
from dataclasses import replace

from satindex.language import Words
from satindex.linkage.fitted import CategoryEffect, Fitted, Refused, coefficients, likelihood_figures
from satindex.linkage.predicted import of_levels
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.profiling import ordinal_profiles, profile_notes
from satindex.linkage.reasons import refusal
from satindex.results.result import Cell
from satindex.stats.brant import ProportionalOdds, proportional_odds_test
from satindex.stats.estimates import Array, Covariance, Likelihood, NotFitted
from satindex.stats.links import LINKS
from satindex.stats.marginal_effects import MarginalEffects
from satindex.stats.ordinal import DensitySums, category_effects_of, density_sums, fit_ordinal
from satindex.stats.prediction import Prediction, latent
from satindex.stats.sandwich import covariance

NAME = Words("proportional-odds regression", "比例优势有序回归")
FORMULA = Words(
    "logit P(outcome ≤ k) = ζ_k − Σ b·x; e^b is the odds ratio of a higher level, the same at every cut",
    "logit P(结果 ≤ k) = ζ_k − Σ b·x；e^b 为更高等级的优势比，在各切点相同",
)
SOURCES = (
    "McCullagh 1980, JRSS B 42: 109–142",
    "Brant 1990, Biometrics 46: 1171–1178 (test of proportional odds)",
    "Venables & Ripley 2002, Modern Applied Statistics with S, 7.3 (R MASS::polr)",
)

TITLES = {
    "probit": Words("ordered probit regression", "有序 probit 回归"),
    "cloglog": Words("ordered complementary log-log regression", "有序互补双对数回归"),
}
FORMULAS = {
    "probit": Words(
        "P(outcome ≤ k) = Φ(ζ_k − Σ b·x), Φ the normal distribution; the same b at every cut",
        "P(结果 ≤ k) = Φ(ζ_k − Σ b·x)，Φ 为正态分布函数；各切点的 b 相同",
    ),
    "cloglog": Words(
        "P(outcome ≤ k) = 1 − exp(−exp(ζ_k − Σ b·x)); the same b at every cut",
        "P(结果 ≤ k) = 1 − exp(−exp(ζ_k − Σ b·x))；各切点的 b 相同",
    ),
}
UNTESTED = Words(
    "Brant's test of proportional odds is not available here: it needs the logit link, unweighted, independent rows "
    "and at every cut point a logit of its own that has estimates.",
    "此处无法进行 Brant 比例优势检验：该检验要求 logit 连接、样本未加权且相互独立，并且每个切点的 logit 均可估计。",
)


def fit(problem: Problem) -> Fitted | Refused:
    """Fit; slopes under their terms, cut points as thresholds named `lower|upper`."""
    found = fit_ordinal(problem.matrix, problem.data.outcome, problem.weights, problem.model.link)
    if isinstance(found, NotFitted):
        return refusal(problem, found)
    errors = problem.errors_or("model")
    spread = covariance(found.likelihood, errors, problem.sampling)
    if isinstance(spread, NotFitted):
        return refusal(problem, spread)
    density = density_sums(found.link, found.centred_thresholds, found.linear, problem.matrix, problem.weights)
    fitted = described(problem, found.likelihood, spread, found.levels, density, errors, _brant(problem))
    return replace(fitted, profiles=ordinal_profiles(problem, found), estimated=found)


def described(
    problem: Problem,
    likelihood: Likelihood,
    spread: Covariance,
    levels: Array,
    density: DensitySums,
    errors: Errors,
    brant: ProportionalOdds | None,
) -> Fitted:
    """Return the fitted model from its likelihood, the sums for its effects by level, and Brant's test."""
    cut, link = len(levels) - 1, problem.model.link
    estimates, std_errors = likelihood.coefficients, spread.std_errors
    named = [f"{level:g}" for level in levels]
    cuts = tuple(f"{low}|{high}" for low, high in itertools.pairwise(named))
    effects = category_effects_of(density, problem.matrix, estimates, spread.matrix)
    figures = likelihood_figures(
        likelihood.log_likelihood, likelihood.null_log_likelihood, problem.n, len(estimates), problem.designed
    )
    prediction = Prediction(latent(LINKS[link]), estimates[:cut], estimates[cut:], spread.matrix, spread.df)
    return Fitted(
        family="ordinal",
        errors="HC0" if errors == "robust" else errors,
        coefficients=coefficients(problem.terms, estimates[cut:], std_errors[cut:]),
        df=spread.df,
        ratio="odds_ratio" if link == "logit" else None,
        thresholds=coefficients(cuts, estimates[:cut], std_errors[:cut]),
        category_effects=_effects(problem, effects, named),
        figures={"levels": cut + 1, "parameters": len(estimates), **figures, **_proportionality(brant)},
        notes=(*((UNTESTED,) if brant is None else ()), *profile_notes(problem)),
        title=TITLES.get(link),
        formula=FORMULAS.get(link),
        predicted=of_levels(prediction, levels, problem.model.top, problem.data.outcome_name),
        brant=brant,
    )


def _brant(problem: Problem) -> ProportionalOdds | None:
    """Brant's test, where rows are an independent sample and every cut has a logit with estimates of its own."""
    if problem.designed or problem.model.link != "logit":
        return None
    found = proportional_odds_test(problem.matrix, problem.data.outcome)
    return None if isinstance(found, NotFitted) else found


def _proportionality(brant: ProportionalOdds | None) -> dict[str, Cell]:
    if brant is None:
        return {"brant_chi2": None, "brant_df": None, "brant_p_value": None}
    return {"brant_chi2": brant.together.chi2, "brant_df": brant.together.df, "brant_p_value": brant.together.p_value}


def _effects(problem: Problem, effects: MarginalEffects, levels: list[str]) -> tuple[CategoryEffect, ...]:
    return tuple(
        CategoryEffect(term, level, float(effects.estimates[row, column]), float(effects.std_errors[row, column]))
        for row, term in enumerate(problem.terms)
        for column, level in enumerate(levels)
    )
