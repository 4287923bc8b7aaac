"""Do a proportional hazards model's risks come true, and how many are still waiting as time goes by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array, Codes
from satindex.linkage.families.cox import horizon_of
from satindex.linkage.fitted import Fitted
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.problem import Errors, Problem
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.calibration import grouped
from satindex.stats.cox import Baseline, CoxFit, baseline
from satindex.stats.estimates import NotFitted
from satindex.stats.intervals import quantile
from satindex.stats.kaplan_meier import event_share, log_log_interval
from satindex.stats.links import FARTHEST
from satindex.stats.prediction import expected
from satindex.stats.sandwich import influence_covariance

ORDER = 31
FIFTHS: Final = 5
TIMES: Final = 12
MODERATE_ROWS: Final = 100_000
KINDS: Final = dict.fromkeys(("predicted", "estimate", "ci_low", "ci_high", "lowest", "highest"), "share")
ERRORS: Final[Mapping[str, Errors]] = {"model": "model", "cluster": "cluster", "design": "design"}
TITLE = Words("calibration: risks predicted and observed", "校准：预测风险与观察风险")
FORMULA = Words(
    "respondents in five groups of equal size by predicted risk; predicted = mean of 1 − exp(−H₀(τ)·e^(Σ b·x)); "
    "estimate = 1 − Kaplan–Meier's share still without the event at τ within the group, so that those not watched "
    "until τ count for as long as they were",
    "按预测风险将受访者分为人数相等的五组；predicted = 1 − exp(−H₀(τ)·e^(Σ b·x)) 的均值；"
    "估计值 = 1 − 组内 τ 时仍未发生事件的 Kaplan–Meier 比例，未观察到 τ 者按其实际观察时间计入",
)
NOTES = (
    Words(
        "The same respondents fitted the model and are predicted by it: on new ones risks are usually too far from the "
        "middle.",
        "同一批受访者既用于拟合又被预测：对新的受访者，预测风险通常偏离中间过远。",
    ),
    Words(
        "Intervals: symmetric for log(−log S), Greenwood's errors; of clusters and designs those of their influence.",
        "区间：在 log(−log S) 上对称，标准误为 Greenwood；整群与抽样设计用影响值的标准误。",
    ),
)
SOURCES = (
    "Kaplan & Meier 1958, JASA 53: 457–481",
    "Royston & Altman 2013, BMC Medical Research Methodology 13: 33 (calibration of Cox models)",
)
FIFTH = Words("Fifth", "五分组")
OBSERVED = Words("Observed", "观察")
UNWATCHED = Words("nobody of this group was watched until then", "该组无人被观察到该时刻")
WAITING_TITLE = Words("still waiting as time goes by (baseline survival)", "随时间仍未发生的比例（基线生存）")
WAITING_FORMULA = Words(
    "estimate = S(t) = exp(−H₀(t)·e^(Σ b·mean x)): the share still without the event by t of respondents with the mean "
    "of every term; H₀ by Efron, interval symmetric for log(−log S)",
    "估计值 = S(t) = exp(−H₀(t)·e^(Σ b·x̄))：各项取均值的受访者到 t 时仍未发生事件的比例；H₀ 按 Efron，"
    "区间在 log(−log S) 上对称",
)
WAITING_NOTES = (
    Words(
        "Someone with the mean of every term is not the average respondent: the mean of all predictions differs.",
        "各项均取均值者并不等于平均的受访者：所有预测的均值与此不同。",
    ),
)
WAITING_SOURCES = (
    "Therneau & Grambsch 2000, Modeling Survival Data, 10.2 (R survfit of coxph)",
    "Link 1984, Biometrics 40: 601–610 (interval)",
)
STILL = Words("Still without the event", "仍未发生事件")
TIME = Words("Time", "时间")


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the calibration by fifths and the baseline of a proportional hazards model."""
    problem, found = linked.problem, linked.found
    if problem is None or not isinstance(found, Fitted) or not isinstance(found.estimated, CoxFit):
        return
    if found.predicted is not None and problem.n <= MODERATE_ROWS:
        yield _calibration(problem, found)
    yield _waiting(problem, found, found.estimated)


def _calibration(problem: Problem, found: Fitted) -> ModelTable:
    event = _event(problem)
    horizon, risk = horizon_of(problem, event), _risks(problem, found)
    order = np.argsort(risk, kind="stable")
    mass = np.ones(problem.n) if problem.weights is None else problem.weights
    groups = grouped(risk[order], event[order], mass[order], FIFTHS)
    ends = np.cumsum([group.n for group in groups])
    rows: list[Row] = []
    for place, (group, end) in enumerate(zip(groups, ends.tolist(), strict=True), start=1):
        observed = _observed(problem, found, event, horizon, order[end - group.n : end])
        predicted = {"lowest": group.low, "highest": group.high, "predicted": group.predicted}
        rows.append({"group": str(place), **predicted, **observed})
    said = Words(f"τ = {horizon:g}, n = {problem.n}", f"τ = {horizon:g}，n = {problem.n}")
    options = {"shares": True, "kinds": KINDS, "headings": {"group": FIFTH, "estimate": OBSERVED}}
    explanation = Explanation(FORMULA, (said,), NOTES, SOURCES)
    return ModelTable(".calibration", TITLE, tuple(rows), explanation, "calibration", options=options)


def _event(problem: Problem) -> Array:
    event = problem.data.event
    if event is None:
        raise ValueError("a model of times has events")
    return event


def _risks(problem: Problem, found: Fitted) -> Array:
    if found.predicted is None:
        raise ValueError("this model predicts nothing")
    return expected(found.predicted.prediction, found.predicted.figures["probability"], problem.matrix)


def _observed(problem: Problem, found: Fitted, event: Array, horizon: float, rows: Codes) -> dict[str, Cell]:
    weights = None if problem.weights is None else problem.weights[rows]
    share = event_share(problem.data.outcome[rows], event[rows], horizon, weights)
    if share is None:
        return {"estimate": None, "n": len(rows), "reason": UNWATCHED}
    row: dict[str, Cell] = {"estimate": share.share, "ci_low": None, "ci_high": None}
    if share.influence is not None:
        everyone = np.zeros((1, problem.n))
        everyone[0, rows] = share.influence
        spread = influence_covariance(everyone, ERRORS.get(found.errors, "robust"), problem.sampling)
        if not isinstance(spread, NotFitted) and spread.std_errors[0] > 0:
            interval = log_log_interval(share.share, float(spread.std_errors[0]), df=spread.df)
            row |= {"ci_low": interval.low, "ci_high": interval.high}
    return row | {"events": share.events, "n": len(rows)}


def _waiting(problem: Problem, found: Fitted, fit: CoxFit) -> ModelTable:
    times = fit.partial.sets.times
    places = np.unique(np.linspace(0, len(times) - 1, min(TIMES, len(times))).round().astype(int))
    rows = tuple(_still(problem, found, fit, float(times[place])) for place in places)
    options = {"x": "time", "x_title": TIME, "format": "share", "headings": {"estimate": STILL, "time": TIME}}
    said = Words(f"n = {problem.n}", f"n = {problem.n}")
    explanation = Explanation(WAITING_FORMULA, (said,), WAITING_NOTES, WAITING_SOURCES)
    return ModelTable(".baseline", WAITING_TITLE, rows, explanation, "curve", options=options)


def _still(problem: Problem, found: Fitted, fit: CoxFit, time: float) -> Row:
    sets = fit.partial.sets
    row: dict[str, Cell] = {"time": time, "estimate": None, "n": problem.n}
    at = baseline(fit, time, ERRORS.get(found.errors, "robust"), problem.sampling)
    if not isinstance(at, Baseline):
        return row
    mean = np.concatenate([[1.0], fit.matrix.mean])
    hazard = at.log_hazard + float(fit.likelihood.coefficients @ fit.matrix.mean)
    half = quantile(df=at.covariance.df) * math.sqrt(max(float(mean @ at.covariance.matrix @ mean), 0.0))
    early = int(np.sum(sets.deaths[sets.times <= time]))
    return row | {
        "estimate": _without_event(hazard),
        "ci_low": _without_event(hazard + half),
        "ci_high": _without_event(hazard - half),
        "events": early,
    }


def _without_event(log_hazard: float) -> float:
    return math.exp(-math.exp(min(log_hazard, FARTHEST)))
