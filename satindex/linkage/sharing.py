"""Ways to share what is explained among drivers, once and in every replicate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array, Codes
from satindex.linkage.problem import Problem, driver_correlation
from satindex.linkage.reasons import CAUSES, NOT_TWO, refusal
from satindex.results.progress import counting
from satindex.stats import importance, likelihood_importance
from satindex.stats.estimates import NotFitted
from satindex.stats.likelihood_importance import LikelihoodShares, mcfadden_lmg
from satindex.stats.replicated import UnitSums, unit_sums
from satindex.survey.model_parts import DriversAsked

Counted = Callable[[Array], Array]
"""How often each unit counts in some replicates (R × U) → shares in them (R × p), NaN where undefined."""

TOO_MANY = Words(
    f"exact shares are computed for at most {importance.MOST_DRIVERS} drivers",
    f"精确份额最多可计算 {importance.MOST_DRIVERS} 个驱动因素",
)
TOO_MANY_LOGITS = Words(
    f"shares of McFadden's R² are computed for at most {likelihood_importance.MOST_DRIVERS} drivers (2^p logits); "
    "`method: lmg` takes more",
    f"McFadden R² 的份额最多可计算 {likelihood_importance.MOST_DRIVERS} 个驱动因素（需 2^p 个 logit）；"
    "method: lmg 可用于更多",
)
MANY_AT_ONCE = 256
FITTING: Final = Words("logits of all subsets", "拟合所有子集的 logit")


@dataclass(frozen=True)
class Shared:
    """What each driver (by `names`) accounts for, what all terms and the controls alone do, and the same again.

    `again` takes each row's sampling unit and returns how shares are computed where units count more or less often;
    `at_once` is how many replicates are worth computing together. `of_sums` does so from sums within units alone, where
    these are enough.
    """

    names: tuple[str, ...]
    shares: Array
    total: float
    controls: float
    again: Callable[[Codes], Counted]
    at_once: int
    of_sums: Callable[[UnitSums], Counted] | None = None


def shared(problem: Problem, asked: DriversAsked) -> Shared | Words:
    """Return the drivers' shares by the method asked for, or why there are none."""
    return _of_likelihood(problem) if asked.method == "mcfadden" else _of_variance(problem, asked.method)


def _of_variance(problem: Problem, method: str) -> Shared | Words:
    names, correlation, controls = driver_correlation(problem)
    if len(names) > importance.MOST_DRIVERS and method == "lmg":
        return TOO_MANY

    def share(found: Array) -> Array:
        if method == "lmg":
            return importance.lmg(found, controls)
        return importance.johnson(importance.without_controls(found, controls))

    def of_sums(sums: UnitSums) -> Counted:
        return lambda counts: _where_defined(sums.correlations(counts), share, len(names))

    def again(units: Codes) -> Counted:
        return of_sums(_sums(problem, units))

    total, alone = importance.r_squared(correlation), importance.r_squared(correlation[len(names) :, len(names) :])
    shares = share(correlation) if names else np.empty(0)
    return Shared(names, shares, total, alone, again, _at_once(len(names), method), of_sums)


def _at_once(drivers: int, method: str) -> int:
    """Many where each costs little: a product of small matrices that waits for threads takes longer than its work."""
    return 1 if method == "lmg" and drivers > importance.AT_ONCE else MANY_AT_ONCE


def places_of(problem: Problem) -> list[int]:
    """Return the places of the usable drivers, controls and the outcome among controls, predictors and outcome."""
    data = problem.data
    names = (*data.control_names, *data.predictor_names)
    usable = [place for place, name in enumerate(names) if name in problem.terms]
    drivers = [place for place in usable if place >= len(data.control_names)]
    controls = [place for place in usable if place < len(data.control_names)]
    return [*drivers, *controls, len(names)]


def _sums(problem: Problem, units: Codes) -> UnitSums:
    data, places = problem.data, places_of(problem)
    return unit_sums([data.controls, data.predictors], data.outcome, problem.summary, places, problem.weights, units)


def _where_defined(correlations: Array, share: Callable[[Array], Array], drivers: int) -> Array:
    found = np.full((len(correlations), drivers), np.nan)
    defined = np.isfinite(correlations).all(axis=(1, 2))
    if defined.any():
        found[defined] = share(correlations[defined])
    return found


def _of_likelihood(problem: Problem) -> Shared | Words:
    data = problem.data
    drivers = [place for place, name in enumerate(data.predictor_names) if name in problem.terms]
    controls = [place for place, name in enumerate(data.control_names) if name in problem.terms]
    levels = np.unique(data.outcome)
    if len(levels) != 2:
        return NOT_TWO
    if len(drivers) > likelihood_importance.MOST_DRIVERS:
        return TOO_MANY_LOGITS
    names = tuple(data.predictor_names[place] for place in drivers)
    outcome = (data.outcome == levels[1]).astype(np.float64)
    columns = data.predictors[:, drivers], data.controls[:, controls]
    with counting(FITTING, 2 ** len(drivers)) as done:
        found = mcfadden_lmg(columns[0], outcome, columns[1], problem.weights, done)
    if isinstance(found, NotFitted):
        return _why_not(problem, found)
    return Shared(names, found.shares, found.r2, found.r2_controls, lambda units: _weighed(problem, found, units), 1)


def _why_not(problem: Problem, found: NotFitted) -> Words:
    return refusal(problem, found).reason if found.columns else CAUSES[found.cause]


def _weighed(problem: Problem, found: LikelihoodShares, units: Codes) -> Counted:
    sums = _sums(problem, units)
    mass = np.ones(problem.n) if problem.weights is None else problem.weights

    def count(counts: Array) -> Array:
        shares = np.full((len(counts), len(found.shares)), np.nan)
        defined = np.isfinite(sums.correlations(counts)).all(axis=(1, 2))
        for at in np.flatnonzero(defined):
            shares[at] = found.weighing(mass * counts[at][units])
        return shares

    return count
