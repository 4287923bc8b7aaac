"""Do a model's predictions come true: predicted against observed, by tenths of the prediction."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from satindex.language import Words
from satindex.linkage.fitted import Fitted
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.predicted import Predicted
from satindex.linkage.problem import Problem
from satindex.measures.scores import Scores
from satindex.results.result import Explanation, Row
from satindex.stats.calibration import Group, grouped
from satindex.stats.intervals import Interval, t_interval, wilson
from satindex.stats.prediction import expected

ORDER = 30
OF_ALL = True
MODERATE_ROWS = 100_000
"""Logits have their predictions sorted anyway; other models are sorted up to so many rows."""

TITLE = Words("calibration: predicted and observed", "校准：预测与观察")
FORMULA = Words(
    "respondents in ten groups of equal size by prediction; estimate = the observed share (or mean) of the group, "
    "predicted = its mean prediction; Hosmer–Lemeshow χ² = Σ n(observed − predicted)²/(predicted(1 − predicted)), "
    "df = groups − 2",
    "按预测值将受访者分为人数相等的十组；估计值 = 该组观察到的比例（或均值），predicted = 该组平均预测值；"
    "Hosmer–Lemeshow χ² = Σ n(观察 − 预测)²/(预测(1 − 预测))，自由度 = 组数 − 2",
)
NOTES = (
    Words(
        "The same respondents fitted the model and are predicted by it: on new ones predictions are usually too far "
        "from the middle (cross_validation: tells by how much).",
        "同一批受访者既用于拟合又被预测：对新的受访者，预测通常偏离中间过远（cross_validation: 可得知程度）。",
    ),
    Words(
        "Intervals: Wilson's for shares, t for means; with weights at Kish's effective base.",
        "区间：比例用 Wilson 区间，均值用 t 区间；有权重时用 Kish 有效基数。",
    ),
)
SOURCES = (
    "Hosmer & Lemeshow 1980, Communications in Statistics A9: 1043–1069",
    "Van Calster et al. 2016, Journal of Clinical Epidemiology 74: 167–176",
)


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the table of a model whose predictions can be held against its outcome; times have none."""
    problem, found = linked.problem, linked.found
    if problem is None or not isinstance(found, Fitted) or found.predicted is None or found.family == "cox":
        return ()
    groups, shares = found.calibration, bool(found.calibration)
    if not groups:
        if problem.n > MODERATE_ROWS or problem.data.whole is not None:
            return ()
        groups = _by_mean(problem, found.predicted)
    effective = _effective_share(problem)
    rows = tuple(_row(place, group, shares, effective) for place, group in enumerate(groups, start=1))
    options = {"shares": shares, **({"kinds": dict.fromkeys(KINDS, "share")} if shares else {})}
    return (ModelTable(".calibration", TITLE, rows, _explained(groups, shares), "calibration", options=options),)


KINDS = ("predicted", "estimate", "ci_low", "ci_high", "lowest", "highest")


def _by_mean(problem: Problem, predicted: Predicted) -> tuple[Group, ...]:
    mean = expected(predicted.prediction, predicted.figures["mean"], problem.matrix)
    order = np.argsort(mean, kind="stable")
    mass = np.ones(problem.n) if problem.weights is None else problem.weights
    return grouped(mean[order], problem.data.outcome[order], mass[order])


def _effective_share(problem: Problem) -> float:
    """Kish's effective base as a share of the respondents."""
    weights = problem.weights
    if problem.data.whole is not None:
        return problem.data.whole.effective_share
    return 1.0 if weights is None else float(weights.sum() ** 2 / (weights @ weights) / len(weights))


def _row(place: int, group: Group, shares: bool, effective: float) -> Row:
    n = group.n * effective
    found: Interval | None = wilson(group.observed, n) if shares else None
    if not shares and n > 1:
        found = t_interval(group.observed, (group.spread / (n - 1)) ** 0.5, n - 1)
    return {
        "group": str(place),
        "lowest": group.low,
        "highest": group.high,
        "predicted": group.predicted,
        "estimate": group.observed,
        "ci_low": None if found is None else found.low,
        "ci_high": None if found is None else found.high,
        "n": group.n,
    }


def _explained(groups: tuple[Group, ...], shares: bool) -> Explanation:
    last = groups[-1]
    line = Words(
        f"highest group: predicted {last.predicted:.4f}, observed {last.observed:.4f}, n = {last.n}",
        f"最高组：预测 {last.predicted:.4f}，观察 {last.observed:.4f}，n = {last.n}",
    )
    return Explanation(FORMULA, (line,), NOTES, SOURCES if shares else SOURCES[1:])
