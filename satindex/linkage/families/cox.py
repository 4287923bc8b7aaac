"""Times to an event, such as the next purchase: proportional hazards."""

from __future__ import annotations

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array
from satindex.linkage.fitted import NOTHING_PREDICTED, Fitted, Refused, coefficients
from satindex.linkage.predicted import Predicted, of_event
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.reasons import EVENT_NOT_TWO, NEGATIVE_TIME, refusal
from satindex.results.result import Cell
from satindex.stats.cox import Baseline, CoxFit, baseline, fit_cox
from satindex.stats.estimates import NotFitted
from satindex.stats.links import LINKS
from satindex.stats.prediction import Curve, Prediction
from satindex.stats.proportional_hazards import concordance, proportional_hazards_test
from satindex.stats.sandwich import covariance

NAME = Words("proportional hazards regression (Cox)", "比例风险回归（Cox）")
FORMULA = Words(
    "hazard(t) = h₀(t)·e^(Σ b·x), ties by Efron; hazard ratio = e^b: how many times the chance of the event at any "
    "time is multiplied per unit; those still waiting count until they were last watched",
    "风险(t) = h₀(t)·e^(Σ b·x)，并列按 Efron 处理；风险比 = e^b：每增加一个单位，任一时刻事件发生机会的倍数；"
    "尚未发生者计入至其最后观察时间",
)
SOURCES = (
    "Cox 1972, JRSS B 34: 187–220",
    "Therneau & Grambsch 2000, Modeling Survival Data (R survival::coxph)",
    "Grambsch & Therneau 1994, Biometrika 81: 515–526 (test of proportional hazards)",
    "Lin & Wei 1989, JASA 84: 1074–1078 (robust errors); Binder 1992, Biometrika 79: 139–147 (designs)",
)
BY_THEN = Curve("by_then", LINKS["cloglog"].below, LINKS["cloglog"].density)
"""P(event by a time) = 1 − exp(−e^(η + log H₀)) against η + log H₀."""


def fit(problem: Problem) -> Fitted | Refused:
    """Fit; robust errors (Lin & Wei) unless others are asked for or a design is declared."""
    event = _event(problem)
    if isinstance(event, Refused):
        return event
    if problem.data.outcome.min() < 0:
        return Refused(NEGATIVE_TIME)
    found = fit_cox(problem.matrix, problem.data.outcome, event, problem.weights)
    if isinstance(found, NotFitted):
        return refusal(problem, found)
    errors = problem.errors_or("robust")
    spread = covariance(found.likelihood, errors, problem.sampling)
    if isinstance(spread, NotFitted):
        return refusal(problem, spread)
    likelihood = found.likelihood
    horizon = horizon_of(problem, event)
    longest = float(problem.data.outcome.max())
    too_far = horizon > longest
    return Fitted(
        family="cox",
        errors="HC0" if errors == "robust" else errors,
        coefficients=coefficients(problem.terms, likelihood.coefficients, spread.std_errors),
        df=spread.df,
        ratio="hazard_ratio",
        figures=_figures(problem, event, found),
        notes=(_said_event(problem, event, horizon),),
        predicted=None if too_far else _predicted(problem, found, horizon, errors),
        unpredicted=_too_far(horizon, longest) if too_far else NOTHING_PREDICTED,
        estimated=found,
    )


def horizon_of(problem: Problem, event: Array) -> float:
    """Return the time by which the event is predicted: `within`, else the median time of those who had it."""
    return problem.model.within or float(np.median(problem.data.outcome[event == 1]))


def _event(problem: Problem) -> Array | Refused:
    event = problem.data.event
    if event is None or not set(np.unique(event).tolist()) <= {0.0, 1.0}:
        return Refused(EVENT_NOT_TWO)
    return event


def _figures(problem: Problem, event: Array, found: CoxFit) -> dict[str, Cell]:
    likelihood, parameters = found.likelihood, len(problem.terms)
    tested = None
    if not problem.designed:
        tested = proportional_hazards_test(found, range(parameters))
    figures: dict[str, Cell] = {
        "events": int(event.sum()),
        "parameters": parameters,
        "log_likelihood": likelihood.log_likelihood,
        "null_log_likelihood": likelihood.null_log_likelihood,
        "concordance": concordance(found.partial.sets, found.linear),
        "events_per_parameter": int(event.sum()) / parameters,
        "hazards_chi2": None if tested is None else tested.chi2,
        "hazards_df": None if tested is None else tested.df,
        "hazards_p_value": None if tested is None else tested.p_value,
    }
    if not problem.designed:
        figures["aic"] = 2 * parameters - 2 * likelihood.log_likelihood
    return figures


def _predicted(problem: Problem, found: CoxFit, horizon: float, errors: Errors) -> Predicted | None:
    at = baseline(found, horizon, errors, problem.sampling)
    if not isinstance(at, Baseline):
        return None
    turned = np.ones(len(at.covariance.matrix))
    turned[0] = -1.0
    spread = at.covariance.matrix * np.outer(turned, turned)
    cut = np.array([-at.log_hazard])
    prediction = Prediction(BY_THEN, cut, found.likelihood.coefficients, spread, at.covariance.df)
    event = problem.data.event_label or Words("event", "事件")
    return of_event(prediction, Words(f"{event.en} within {horizon:g}", f"{horizon:g} 之内 {event.zh}"))


def _too_far(horizon: float, longest: float) -> Words:
    return Words(
        f"nobody was watched for {horizon:g}: the longest time is {longest:g}",
        f"没有人被观察到 {horizon:g}：最长时间为 {longest:g}",
    )


def _said_event(problem: Problem, event: Array, horizon: float) -> Words:
    label = problem.data.event_label or Words("the event", "事件")
    came, waiting = int(event.sum()), int((event == 0).sum())
    return Words(
        f"{came} had the event ({label.en}); {waiting} were watched until then without it (censored). Predictions are "
        f"of the event within {horizon:g} (within: sets it; else the median time of those who had it).",
        f"{came} 人发生事件（{label.zh}），{waiting} 人观察至当时尚未发生（删失）。"
        f"预测为 {horizon:g} 之内发生的概率（由 within 指定；缺省为已发生者时间的中位数）。",
    )
