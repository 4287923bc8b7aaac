"""The figures of a fit over respondents that the model has not seen, family by family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from satindex.linkage.data import Array
from satindex.linkage.fitted import Fitted
from satindex.linkage.predicted import FigureName, Predicted
from satindex.linkage.problem import Problem
from satindex.linkage.reasons import BEYOND
from satindex.results.result import Cell
from satindex.stats.calibration import calibration
from satindex.stats.classification import auc, brier
from satindex.stats.prediction import expected, of_linear
from satindex.stats.proportional_hazards import concordance
from satindex.stats.risk_sets import risk_sets

if TYPE_CHECKING:
    from satindex.linkage.cross_validated import Unseen


def figures_of(
    problem: Problem, fitted: Fitted, predicted: Predicted, folds: Sequence[Unseen]
) -> list[dict[str, Cell]]:
    """Return one row per figure: in the sample, and over the folds."""
    if fitted.family == "logit":
        return _of_events(problem, fitted, predicted, folds)
    if fitted.family == "cox":
        return _of_times(fitted, folds)
    rows = _of_levels(problem, fitted, folds) if fitted.thresholds else []
    return [*rows, *_of_means(problem, predicted, folds)]


def _row(figure: str, inside: Cell, outside: Cell) -> dict[str, Cell]:
    return {"figure": figure, "in_sample": inside, "estimate": outside}


def _of_events(
    problem: Problem, fitted: Fitted, predicted: Predicted, folds: Sequence[Unseen]
) -> list[dict[str, Cell]]:
    high, weights = float(problem.data.outcome.max()), problem.weights
    outcome = (problem.data.outcome == high).astype(np.float64)
    chance, alone = np.empty(problem.n), np.empty(problem.n)
    for fold in folds:
        chance[fold.rows] = _predicted(fold, "probability")
        alone[fold.rows] = np.average(fold.train.outcome == high, weights=fold.train.weights)
    gain, null = _log_chance(outcome, chance, weights), _log_chance(outcome, alone, weights)
    found = calibration(outcome, chance, weights)
    own = _own(problem, predicted, "probability")
    inside = calibration(outcome, own, weights)
    figures = fitted.figures
    return [
        _row("auc", figures["auc"], auc(outcome, chance, weights)),
        _row("brier", figures["brier"], brier(outcome, chance, weights)),
        _row("log_likelihood", _log_chance(outcome, own, weights), gain),
        _row("mcfadden", figures.get("mcfadden"), 1 - gain / null),
        _row("calibration_intercept", *(None if one is None else one.intercept for one in (inside, found))),
        _row("calibration_slope", *(None if one is None else one.slope for one in (inside, found))),
    ]


def _of_levels(problem: Problem, fitted: Fitted, folds: Sequence[Unseen]) -> list[dict[str, Cell]]:
    """Log likelihoods of the levels; missing where a level occurs in one fold only."""
    gain, null = 0.0, 0.0
    for fold in folds:
        levels, place = np.unique(fold.train.outcome, return_inverse=True)
        times = np.bincount(place, fold.train.weights)
        if not np.isin(fold.data.outcome, levels).all():
            return [_row("log_likelihood", fitted.figures["log_likelihood"], None)]
        place = np.searchsorted(levels, fold.data.outcome)
        mass = _mass(problem, fold)
        gain += float(mass @ np.log(np.maximum(_level_chances(fold)[place, np.arange(len(place))], 1e-300)))
        null += float(mass @ np.log(times / times.sum())[place])
    return [
        _row("log_likelihood", fitted.figures["log_likelihood"], gain),
        _row("mcfadden", fitted.figures["mcfadden"], 1 - gain / null),
    ]


def _level_chances(fold: Unseen) -> Array:
    """P(y = k) of each level (rows) for each respondent of a fold."""
    prediction = fold.predicted.prediction
    above = [prediction.curve.value(fold.linear - cut) for cut in prediction.cuts]
    padded = np.vstack([np.ones(len(fold.linear)), *above, np.zeros(len(fold.linear))])
    return np.asarray(padded[:-1] - padded[1:])


def _of_means(problem: Problem, predicted: Predicted, folds: Sequence[Unseen]) -> list[dict[str, Cell]]:
    outcome = problem.data.outcome
    mean, others = np.empty(problem.n), np.empty(problem.n)
    for fold in folds:
        mean[fold.rows] = _predicted(fold, "mean")
        others[fold.rows] = np.average(fold.train.outcome, weights=fold.train.weights)
    mass = np.ones(problem.n) if problem.weights is None else problem.weights
    own = _own(problem, predicted, "mean")
    centre = float(np.average(outcome, weights=mass))
    inside, total = float(mass @ (outcome - own) ** 2), float(mass @ (outcome - centre) ** 2)
    in_sample = {"r2": 1 - inside / total, "rmse": (inside / float(mass.sum())) ** 0.5}
    if not np.isfinite(mean).all():
        return [_row(name, figure, None) | {"reason": BEYOND} for name, figure in in_sample.items()]
    outside, from_others = float(mass @ (outcome - mean) ** 2), float(mass @ (outcome - others) ** 2)
    unseen = {"r2": 1 - outside / from_others, "rmse": (outside / float(mass.sum())) ** 0.5}
    return [_row(name, figure, unseen[name]) for name, figure in in_sample.items()]


def _of_times(fitted: Fitted, folds: Sequence[Unseen]) -> list[dict[str, Cell]]:
    """The mean over the folds, each of whose pairs are compared by one model."""
    found = [
        concordance(risk_sets(fold.data.outcome, fold.data.event, fold.data.weights), fold.linear)
        for fold in folds
        if fold.data.event is not None and fold.data.event.any()
    ]
    known = [one for one in found if one is not None]
    return [_row("concordance", fitted.figures["concordance"], float(np.mean(known)) if known else None)]


def _predicted(fold: Unseen, figure: FigureName) -> Array:
    return of_linear(fold.predicted.prediction, fold.predicted.figures[figure], fold.linear)


def _own(problem: Problem, predicted: Predicted, figure: FigureName) -> Array:
    return expected(predicted.prediction, predicted.figures[figure], problem.matrix)


def _mass(problem: Problem, fold: Unseen) -> Array:
    return np.ones(len(fold.rows)) if problem.weights is None else problem.weights[fold.rows]


def _log_chance(outcome: Array, chance: Array, weights: Array | None) -> float:
    held = np.clip(np.where(outcome == 1, chance, 1 - chance), 1e-300, 1.0)
    return float(np.sum(np.log(held) if weights is None else weights * np.log(held)))
