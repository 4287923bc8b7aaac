"""A model in which every predictor's slope may depend on a moderator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array, ModelData
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.linked import Linked
from satindex.linkage.preparing import levels_of, model_data
from satindex.linkage.problem import Problem, prepare, with_weight
from satindex.linkage.reasons import NO_ROWS
from satindex.measures.scores import Scores
from satindex.stats.model_matrix import dependent_columns
from satindex.stats.prediction import Prediction

TIMES: Final = " × "
SAME: Final = Words("the moderator is the same for everyone in the model", "调节变量在模型所有受访者中取值相同")
NO_SLOPES: Final = Words("this family of models has no slopes to compare", "该模型族没有可比较的斜率")
NOTHING_LEFT: Final = Words("no predictor is left for it to moderate", "没有可被调节的自变量")


@dataclass(frozen=True)
class Level:
    """A value of the moderator: what it is called, its columns in the model, its number or its dummy's term."""

    words: Words
    columns: Array
    value: float | None = None
    term: str | None = None


@dataclass(frozen=True)
class Scale:
    """A moderator as the model has it: its m columns (n × m) by `terms`, the levels that slopes are given at.

    `numbers` are its values where it has any.
    """

    name: str
    terms: tuple[str, ...]
    columns: Array
    levels: tuple[Level, ...]
    numbers: Array | None = None


@dataclass(frozen=True)
class Moderated:
    """A model with interactions, fitted; `moderator` gives its columns, `predictors` those whose slopes it moves."""

    problem: Problem
    fitted: Fitted
    prediction: Prediction
    moderator: Scale
    predictors: tuple[str, ...]

    def places(self, predictor: str) -> tuple[int, ...] | None:
        """Return where the predictor's slope and its interactions stand; None where one of them can't be used."""
        names = (predictor, *(f"{predictor}{TIMES}{term}" for term in self.moderator.terms))
        if not all(name in self.problem.terms for name in names):
            return None
        return tuple(self.problem.terms.index(name) for name in names)

    def at(self, predictor: str, level: Level) -> tuple[tuple[int, ...], Array] | None:
        """Return the places and weights of the slopes that add up to the predictor's at a level.

        None where one of them can't be used. What can't be used of another level of a column leaves this one as it is,
        if that level's own respondents alone are too few or too alike for it.
        """
        own = [(term, weight) for term, weight in zip(self.moderator.terms, level.columns, strict=True) if weight]
        names = (predictor, *(f"{predictor}{TIMES}{term}" for term, _ in own))
        if not self._lost_within_levels or not all(name in self.problem.terms for name in names):
            return None
        weights = np.array([1.0, *(weight for _, weight in own)])
        return tuple(self.problem.terms.index(name) for name in names), weights

    @cached_property
    def _lost_within_levels(self) -> bool:
        """Whether every interaction that can't be used is determined by columns of its own level alone."""
        names = (*self.problem.data.control_names, *self.problem.data.predictor_names)
        terms = {f"{predictor}{TIMES}{term}": term for predictor in self.predictors for term in self.moderator.terms}
        lost = {name: term for name, term in terms.items() if name not in self.problem.terms}
        if not lost:
            return True
        by = dependent_columns(self.problem.summary)
        determined = {names[place]: [names[other] for other in others] for place, others in by.items()}
        return self.moderator.numbers is None and all(
            all(other == term or other.endswith(f"{TIMES}{term}") for other in determined.get(name, ()))
            for name, term in lost.items()
        )

    def covariance(self, places: Sequence[int]) -> Array:
        """Return the covariance of these slopes."""
        cuts = len(self.prediction.cuts)
        at = [cuts + place for place in places]
        return np.asarray(self.prediction.covariance[np.ix_(at, at)])


def moderated(scores: Scores, linked: Linked, name: str, labels: Mapping[str, Words]) -> Moderated | Words:
    """Return the model with interactions of every predictor with `name`, or why there is none."""
    model = linked.model
    known = {*linked.data.predictor_names, *linked.data.control_names, *model.controls}
    wider = model if name in known else replace(model, controls=(*model.controls, name))
    data = with_weight(model_data(scores, wider))
    if not len(data.outcome):
        return NO_ROWS
    moderator = _scale(scores, data, name, labels.get(name, Words(name, name)))
    if moderator is None:
        return SAME
    predictors = tuple(term for term in data.predictor_names if term != name)
    if not predictors:
        return NOTHING_LEFT
    problem = prepare(_with_interactions(data, predictors, moderator), wider)
    fitted = linked.kind.fit(problem)
    if isinstance(fitted, Refused):
        return fitted.reason
    if fitted.predicted is None:
        return NO_SLOPES
    return Moderated(problem, fitted, fitted.predicted.prediction, moderator, predictors)


def _scale(scores: Scores, data: ModelData, name: str, words: Words) -> Scale | None:
    """A number is centred, its levels the mean and one standard deviation to each side; others are dummies."""
    numbers = _numbers(data, name)
    if numbers is None:
        return _dummies(scores, data, name, words)
    values = np.unique(numbers)
    if len(values) < 2:
        return None
    mean = float(np.average(numbers, weights=data.weights))
    levels = _two(scores, name, words, values, mean) if len(values) == 2 else _three(words, numbers, mean, data.weights)
    return Scale(name, (name,), (numbers - mean)[:, None], levels, numbers)


def _numbers(data: ModelData, name: str) -> Array | None:
    if name in data.predictor_names:
        return data.predictors[:, data.predictor_names.index(name)]
    return data.controls[:, data.control_names.index(name)] if name in data.control_names else None


def _two(scores: Scores, name: str, words: Words, values: Array, mean: float) -> tuple[Level, ...]:
    item = scores.survey.items.get(name)
    found = []
    for value in values.tolist():
        said = [_label(item.scale.labels, language, value) if item else f"{value:g}" for language in ("en", "zh")]
        label = Words(f"{words.en} = {said[0]}", f"{words.zh} = {said[1]}")
        found.append(Level(label, np.array([value - mean]), value))
    return tuple(found)


def _label(labels: Mapping[str, Mapping[float, str]], language: str, value: float) -> str:
    known = labels.get(language) or next(iter(labels.values()), {})
    return known.get(value, f"{value:g}")


def _three(words: Words, numbers: Array, mean: float, weights: Array | None) -> tuple[Level, ...]:
    """The mean and one standard deviation to each side, but not beyond the lowest and the highest answer."""
    spread = float(np.sqrt(np.average((numbers - mean) ** 2, weights=weights)))
    low, high = float(numbers.min()), float(numbers.max())
    wanted = (
        (mean - spread, low, Words("mean − 1 SD", "均值 − 1 标准差"), Words("lowest", "最低")),
        (mean, mean, Words("mean", "均值"), Words("mean", "均值")),
        (mean + spread, high, Words("mean + 1 SD", "均值 + 1 标准差"), Words("highest", "最高")),
    )
    found = []
    for value, end, said, at_end in wanted:
        outside = value < low or value > high
        at, called = (end, at_end) if outside else (value, said)
        label = Words(f"{words.en}: {called.en} ({at:.4g})", f"{words.zh}：{called.zh}（{at:.4g}）")
        found.append(Level(label, np.array([at - mean]), at))
    return tuple(found)


def _dummies(scores: Scores, data: ModelData, name: str, words: Words) -> Scale | None:
    """Dummies of the levels that occur, the first of them the reference."""
    start = f"{name}="
    own = {term.removeprefix(start): at for at, term in enumerate(data.control_names) if term.startswith(start)}
    if not own:
        return None
    present = {level: data.controls[:, at] for level, at in own.items()}
    rest = 1 - np.sum(list(present.values()), axis=0)
    reference = next((level for level in levels_of(scores, name) if level not in own), None)
    if reference is not None and np.any(rest > 0):
        present = {reference: rest, **present}
    names = list(present)
    if len(names) < 2:
        return None
    columns = np.column_stack([present[level] for level in names[1:]])
    corners = np.vstack([np.zeros(len(names) - 1), np.eye(len(names) - 1)])
    levels = [
        Level(Words(f"{words.en} = {level}", f"{words.zh} = {level}"), corner, term=f"{name}={level}")
        for level, corner in zip(names, corners, strict=True)
    ]
    return Scale(name, tuple(f"{name}={level}" for level in names[1:]), columns, tuple(levels))


def _with_interactions(data: ModelData, predictors: Sequence[str], moderator: Scale) -> ModelData:
    columns, names = [data.predictors], list(data.predictor_names)
    for predictor in predictors:
        own = data.predictors[:, [data.predictor_names.index(predictor)]]
        columns.append(own * moderator.columns)
        names += [f"{predictor}{TIMES}{term}" for term in moderator.terms]
    return replace(data, predictors=np.column_stack(columns), predictor_names=tuple(names))
