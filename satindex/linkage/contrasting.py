"""Penalty–reward contrasts: a dummy for the lowest and for the highest box of every attribute, all in one model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.averages import Mask
from satindex.linkage.data import Array, ModelData
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.linked import Linked
from satindex.linkage.preparing import model_data, predictor_names
from satindex.linkage.problem import Problem, prepare, with_weight
from satindex.linkage.reasons import ALONE, NO_ROWS
from satindex.measures.scores import Scores
from satindex.stats.intervals import Interval, quantile, two_sided_p
from satindex.stats.prediction import Prediction
from satindex.survey.model_parts import PenaltyReward

MOST_POINTS: Final = 11
FEWEST: Final = 5
LOWEST, HIGHEST = " (lowest box)", " (highest box)"
NO_SLOPES: Final = Words("this family of models has no slopes to compare", "该模型族没有可比较的斜率")
EMPTY: Final = Words("who is in its boxes is determined by the boxes of others", "其分段由其他属性的分段决定")
SAME: Final = Words("the same for every respondent in the model", "在模型所有受访者中取值相同")


@dataclass(frozen=True)
class Boxes:
    """Where an attribute's lowest box ends and its highest begins, and who is in them."""

    name: str
    low: float
    high: float
    lowest: Mask
    highest: Mask


@dataclass(frozen=True)
class Estimate:
    """A figure, its error, and its interval."""

    estimate: float
    std_error: float
    interval: Interval


@dataclass(frozen=True)
class Contrast:
    """Penalty and reward of one attribute, against what lies between its boxes.

    `sum` is reward + penalty, 0 where both weigh alike; `asymmetry` is that sum over reward − penalty, None where
    either has the wrong sign.
    """

    boxes: Boxes
    penalty: Estimate
    reward: Estimate
    sum: Estimate
    sum_p_value: float
    asymmetry: Estimate | None

    @property
    def range(self) -> float:
        """Reward less penalty."""
        return self.reward.estimate - self.penalty.estimate


@dataclass(frozen=True)
class Contrasted:
    """A fitted model of boxes: a contrast per attribute, or why there is none."""

    problem: Problem
    fitted: Fitted
    contrasts: tuple[tuple[str, Contrast | Words], ...]


def contrasted(scores: Scores, linked: Linked, asked: PenaltyReward) -> Contrasted | Words:
    """Return penalties and rewards of all attributes in one model of the linked model's family, controls in it."""
    names = tuple(predictor_names(scores, asked.attributes or linked.model.predictors))
    data = with_weight(model_data(scores, replace(linked.model, predictors=names)))
    if not len(data.outcome):
        return NO_ROWS
    boxes = {name: _boxes(scores, data, name, asked) for name in names if name in data.predictor_names}
    problem = prepare(_with_dummies(data, list(boxes.values())), linked.model)
    fitted = linked.kind.fit(problem)
    if isinstance(fitted, Refused):
        return fitted.reason
    if fitted.predicted is None:
        return NO_SLOPES
    prediction, fewest = fitted.predicted.prediction, max(FEWEST, scores.survey.small_base.withhold)
    found = [(n, _contrast(problem, fitted, prediction, boxes[n], fewest) if n in boxes else SAME) for n in names]
    return Contrasted(problem, fitted, tuple(found))


def _boxes(scores: Scores, data: ModelData, name: str, asked: PenaltyReward) -> Boxes:
    """The boxes asked for; else an item's lowest and highest point, else the outer quarters of the respondents."""
    values = data.predictors[:, data.predictor_names.index(name)]
    item = scores.survey.items.get(name)
    points = item.scale.values if item else ()
    if asked.low is not None and asked.high is not None:
        low, high = asked.low, asked.high
    elif 1 < len(points) <= MOST_POINTS:
        low, high = points[0], points[-1]
    else:
        low, high = (float(end) for end in np.quantile(values, (0.25, 0.75)))
    return Boxes(name, low, high, values <= low, (values >= high) & (values > low))


def too_few(boxes: Boxes, fewest: int) -> Words:
    """Return that a box holds too few, and how many they hold."""
    counts = f"{int(boxes.lowest.sum())} / {int(boxes.highest.sum())}"
    return Words(
        f"fewer than {fewest} respondents in the lowest (≤ {boxes.low:g}) or highest (≥ {boxes.high:g}) box: {counts}",
        f"低分段（≤ {boxes.low:g}）或高分段（≥ {boxes.high:g}）不足 {fewest} 人：{counts}",
    )


def _with_dummies(data: ModelData, boxes: Sequence[Boxes]) -> ModelData:
    columns = [column.astype(np.float64) for one in boxes for column in (one.lowest, one.highest)]
    names = [f"{one.name}{box}" for one in boxes for box in (LOWEST, HIGHEST)]
    stacked = np.column_stack(columns) if columns else np.empty((len(data.outcome), 0))
    return replace(data, predictors=stacked, predictor_names=tuple(names), reach={})


def _contrast(problem: Problem, fitted: Fitted, prediction: Prediction, boxes: Boxes, fewest: int) -> Contrast | Words:
    """Return a contrast; a box of very few is in the model, but robust errors say nothing of it."""
    if min(boxes.lowest.sum(), boxes.highest.sum()) < fewest:
        return too_few(boxes, fewest)
    names = [f"{boxes.name}{box}" for box in (LOWEST, HIGHEST)]
    if not all(name in problem.terms for name in names):
        return EMPTY
    places = [problem.terms.index(name) for name in names]
    slopes = prediction.slopes[places]
    cuts = len(prediction.cuts)
    at = [cuts + place for place in places]
    spread = prediction.covariance[np.ix_(at, at)]
    if np.isnan(spread).any():
        return ALONE
    critical = quantile(df=fitted.df)
    weights = (np.array(pair) for pair in ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0)))
    penalty, reward, both = (_linear(slopes, spread, pair, critical) for pair in weights)
    p_value = two_sided_p(both.estimate / both.std_error, fitted.df) if both.std_error > 0 else 1.0
    return Contrast(boxes, penalty, reward, both, p_value, _asymmetry(slopes, spread, critical))


def _linear(slopes: Array, spread: Array, weights: Array, critical: float) -> Estimate:
    estimate = float(weights @ slopes)
    return _estimate(estimate, math.sqrt(max(float(weights @ spread @ weights), 0.0)), critical)


def _estimate(estimate: float, error: float, critical: float) -> Estimate:
    return Estimate(estimate, error, Interval(estimate - critical * error, estimate + critical * error))


def _asymmetry(slopes: Array, spread: Array, critical: float) -> Estimate | None:
    """(reward + penalty)/(reward − penalty) with its delta-method error; withheld where a sign is wrong."""
    penalty, reward = (float(slope) for slope in slopes)
    if penalty > 0 or reward < 0 or reward == penalty:
        return None
    width = reward - penalty
    gradient = np.array([2 * reward, -2 * penalty]) / width**2
    error = math.sqrt(max(float(gradient @ spread @ gradient), 0.0))
    return _estimate((reward + penalty) / width, error, critical)
