"""Binary outcomes: logistic regression, and with Firth's penalty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array
from satindex.linkage.fitted import INTERCEPT, Fitted, Refused, coefficients, effects_by_term, likelihood_figures
from satindex.linkage.predicted import Predicted, of_event
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.profiling import canonical_profiles, profile_notes
from satindex.linkage.reasons import NOT_TWO, refusal
from satindex.results.result import Cell
from satindex.stats.calibration import Group, hosmer_lemeshow, tenths
from satindex.stats.classification import Ranked, accuracy, auc_influence, brier, discrimination, ranked
from satindex.stats.estimates import Covariance, NotFitted
from satindex.stats.firth import FirthFit, fit_firth
from satindex.stats.intervals import quantile
from satindex.stats.logit import fit_logit
from satindex.stats.marginal_effects import average_marginal_effects, logit_slopes
from satindex.stats.prediction import LOGISTIC, with_intercept
from satindex.stats.sandwich import covariance, influence_covariance

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
PENALISED = Words("penalised logistic regression (Firth)", "惩罚逻辑回归（Firth）")
PENALISED_FORMULA = Words(
    "logit P(event) = b₀ + Σ b·x, b where ℓ(b) + ½ log |X'WX| is highest (Firth), W = p(1 − p); odds ratio = e^b",
    "logit P(事件) = b₀ + Σ b·x，b 使 ℓ(b) + ½ log |X'WX| 最大（Firth），W = p(1 − p)；优势比 = e^b",
)
PENALISED_SOURCES = (
    "Firth 1993, Biometrika 80: 27–38",
    "Heinze & Schemper 2002, Statistics in Medicine 21: 2409–2419 (R logistf)",
)
PENALISED_PROFILE = Words(
    "Intervals and tests are those of the penalised likelihood's profile (as R logistf); predicted probabilities lean "
    "towards ½.",
    "区间与检验取自惩罚似然的剖面（同 R logistf）；预测概率略向 ½ 收缩。",
)


def fit(problem: Problem) -> Fitted | Refused:
    """Fit; the event is the higher of the two codes."""
    low, high = float(problem.data.outcome.min()), float(problem.data.outcome.max())
    outcome = (problem.data.outcome == high).astype(np.float64)
    if low != high and not np.all((problem.data.outcome == low) | (outcome == 1)):
        return Refused(NOT_TWO)
    return _penalised(problem, outcome) if problem.model.penalty else _plain(problem, outcome)


def _plain(problem: Problem, outcome: Array) -> Fitted | Refused:
    found = fit_logit(problem.matrix, outcome, problem.weights)
    if isinstance(found, NotFitted):
        return refusal(problem, found, firth=not problem.designed)
    errors = problem.errors_or("robust")
    spread = covariance(found.likelihood, errors, problem.sampling)
    if isinstance(spread, NotFitted):
        return refusal(problem, spread)
    likelihood, terms = found.likelihood, (INTERCEPT, *problem.terms)
    rows = ranked(outcome, found.fitted, problem.weights)
    groups = tenths(rows)
    effects = average_marginal_effects(
        problem.matrix, likelihood.coefficients, spread.matrix, found.fitted, logit_slopes, problem.weights
    )
    figures = likelihood_figures(
        likelihood.log_likelihood, likelihood.null_log_likelihood, problem.n, problem.matrix.width, problem.designed
    )
    return Fitted(
        family="logit",
        errors="HC0" if errors == "robust" else errors,
        coefficients=coefficients(terms, likelihood.coefficients, spread.std_errors),
        df=spread.df,
        ratio="odds_ratio",
        effects=effects_by_term(problem.terms, effects),
        figures=_figures(problem, outcome, found.fitted, figures, rows, errors) | tested(problem, groups),
        calibration=groups,
        profiles=canonical_profiles(problem, found),
        notes=(*_notes(problem, outcome), *profile_notes(problem)),
        predicted=predicted(problem, float(problem.data.outcome.max()), likelihood.coefficients, spread),
    )


def _penalised(problem: Problem, outcome: Array) -> Fitted | Refused:
    found = fit_firth(problem.matrix, outcome, profiled=problem.model.intervals != "wald")
    if isinstance(found, NotFitted):
        return refusal(problem, found)
    terms, rows = (INTERCEPT, *problem.terms), ranked(outcome, found.fitted)
    groups = tenths(rows)
    effects = average_marginal_effects(
        problem.matrix, found.coefficients, found.covariance.matrix, found.fitted, logit_slopes
    )
    return Fitted(
        family="logit",
        errors="model",
        coefficients=coefficients(terms, found.coefficients, found.covariance.std_errors),
        df=None,
        ratio="odds_ratio",
        effects=effects_by_term(problem.terms, effects),
        figures=_figures(problem, outcome, found.fitted, _penalised_figures(found), rows, "model")
        | tested(problem, groups),
        calibration=groups,
        profiles=dict(zip(terms, found.profiles, strict=True)) if found.profiles else {},
        notes=(*_notes(problem, outcome), *((PENALISED_PROFILE,) if found.profiles else ())),
        title=PENALISED,
        formula=PENALISED_FORMULA,
        sources=PENALISED_SOURCES,
        predicted=predicted(problem, float(problem.data.outcome.max()), found.coefficients, found.covariance),
        estimated=found,
    )


def _penalised_figures(found: FirthFit) -> dict[str, Cell]:
    return {
        "penalised_log_likelihood": found.log_likelihood,
        "null_penalised_log_likelihood": found.null_log_likelihood,
        "llr": found.model.chi2,
        "llr_p_value": found.model.p_value,
    }


def _figures(
    problem: Problem, outcome: Array, fitted: Array, figures: dict[str, Cell], rows: Ranked, errors: Errors
) -> dict[str, Cell]:
    return {
        "events": int(outcome.sum()),
        "parameters": problem.matrix.width,
        **figures,
        **_discrimination(problem, outcome, fitted, rows, errors),
        "brier": brier(outcome, fitted, problem.weights),
        "accuracy": accuracy(outcome, fitted, problem.weights),
        "events_per_parameter": _fewer(problem, outcome) / max(len(problem.terms), 1),
    }


def tested(problem: Problem, groups: Sequence[Group]) -> dict[str, Cell]:
    """Return Hosmer and Lemeshow's test, where rows are an independent unweighted sample."""
    tested = None if problem.designed else hosmer_lemeshow(groups)
    return {
        "hosmer_lemeshow": None if tested is None else tested.chi2,
        "hosmer_lemeshow_df": None if tested is None else tested.df,
        "hosmer_lemeshow_p_value": None if tested is None else tested.p_value,
    }


def _discrimination(problem: Problem, outcome: Array, fitted: Array, rows: Ranked, errors: Errors) -> dict[str, Cell]:
    """The AUC with DeLong's error, of dependent rows with that of its influence on every cluster."""
    found = discrimination(rows)
    error, df = found.std_error, None
    if errors in ("cluster", "design"):
        influences = auc_influence(outcome, fitted, problem.weights)[None, :]
        spread = influence_covariance(influences, errors, problem.sampling)
        error, df = (None, None) if isinstance(spread, NotFitted) else (float(spread.std_errors[0]), spread.df)
    return discrimination_cells(found.auc, error, None if error is None else quantile(df=df) * error)


def discrimination_cells(auc: float, error: float | None, half: float | None) -> dict[str, Cell]:
    """Return the AUC with its error and its interval, `half` as wide to either side."""
    return {
        "auc": auc,
        "auc_std_error": error,
        "auc_low": None if half is None else max(auc - half, 0.0),
        "auc_high": None if half is None else min(auc + half, 1.0),
    }


def _fewer(problem: Problem, outcome: Array) -> int:
    events = int(outcome.sum())
    return min(events, problem.n - events)


def notes(problem: Problem, code: float, per_parameter: float) -> tuple[Words, ...]:
    """Return which code the event is, and a warning where it is rare for so many predictors."""
    return (_event(problem, code), *_few_events(per_parameter))


def _notes(problem: Problem, outcome: Array) -> tuple[Words, ...]:
    per_parameter = _fewer(problem, outcome) / max(len(problem.terms), 1)
    return notes(problem, float(problem.data.outcome.max()), per_parameter)


def predicted(problem: Problem, code: float, found: Array, spread: Covariance) -> Predicted:
    """Return the prediction of the event, which has this code."""
    label = _label(problem, code)
    name = problem.data.outcome_name
    event = Words(f"{name} = {label.en}", f"{name} = {label.zh}")
    return of_event(with_intercept(LOGISTIC, found, spread.matrix, spread.df), event)


def _label(problem: Problem, code: float) -> Words:
    return problem.data.outcome_labels.get(code, Words(f"{code:g}", f"{code:g}"))


def _event(problem: Problem, code: float) -> Words:
    label, name = _label(problem, code), problem.data.outcome_name
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
