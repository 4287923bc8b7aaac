"""What one model's area under the ROC curve has over another's on the same respondents, with its interval."""

from __future__ import annotations

import numpy as np

from satindex.linkage.data import Array
from satindex.linkage.problem import Errors, Problem
from satindex.results.result import Cell
from satindex.stats.classification import auc, auc_influence, gain_error
from satindex.stats.estimates import NotFitted
from satindex.stats.intervals import quantile
from satindex.stats.sandwich import influence_covariance


def gain_cells(problem: Problem, errors: str, before: Array, after: Array) -> dict[str, Cell]:
    """Return the AUC by the probabilities `after` less that by `before`, which are taken as they are.

    The error is DeLong's; with clusters or a design that of the rows' influences; None where weights stand alone.
    """
    outcome = (problem.data.outcome == problem.data.outcome.max()).astype(np.float64)
    gain = auc(outcome, after, problem.weights) - auc(outcome, before, problem.weights)
    error, df = _error(problem, errors, outcome, before, after)
    half = None if error is None else quantile(df=df) * error
    return {
        "auc_gain": gain,
        "auc_gain_std_error": error,
        "auc_gain_low": None if half is None else gain - half,
        "auc_gain_high": None if half is None else gain + half,
    }


def _error(
    problem: Problem, errors: str, outcome: Array, before: Array, after: Array
) -> tuple[float | None, float | None]:
    kind: Errors | None = "cluster" if errors == "cluster" else "design" if errors == "design" else None
    if kind is not None:
        areas = [auc_influence(outcome, chance, problem.weights) for chance in (after, before)]
        spread = influence_covariance((areas[0] - areas[1])[None, :], kind, problem.sampling)
        return (None, None) if isinstance(spread, NotFitted) else (float(spread.std_errors[0]), spread.df)
    return (gain_error(outcome, before, after) if problem.weights is None else None), None
