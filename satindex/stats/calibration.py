"""Do predictions come true on average: by tenths, by Hosmer and Lemeshow's test, by slope and intercept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from satindex.stats.chi_square import ChiSquare, chi_square
from satindex.stats.classification import Ranked
from satindex.stats.estimates import Array, Codes, NotFitted
from satindex.stats.logit import fit_logit
from satindex.stats.model_matrix import matrix_of, summarise

TENTHS = 10


@dataclass(frozen=True)
class Group:
    """Rows whose prediction lies in (low, high]: how many, what they weigh, and their means predicted and observed.

    `spread` is the variance of the observed around their mean, divisor Σw.
    """

    low: float
    high: float
    n: int
    mass: float
    predicted: float
    observed: float
    spread: float


def tenths(rows: Ranked, groups: int = TENTHS) -> tuple[Group, ...]:
    """Return the rows in groups of equal size by their predicted probability.

    Cut at the quantiles of the predictions (R's type 7), equal predictions together, as R
    `cut(p, quantile(p, 0:10/10))`; fewer groups where quantiles coincide.
    """
    observed = np.divide(rows.events, rows.mass, out=np.zeros_like(rows.events), where=rows.mass > 0)
    return grouped(rows.probability, observed, rows.mass, groups)


def grouped(predicted: Array, observed: Array, mass: Array, groups: int = TENTHS) -> tuple[Group, ...]:
    """Return rows sorted by `predicted` in groups of equal size."""
    n = len(predicted)
    places = (n - 1) * np.arange(groups + 1) / groups
    below = np.floor(places).astype(np.int64)
    above = np.minimum(below + 1, n - 1)
    cuts = predicted[below] + (places - below) * (predicted[above] - predicted[below])
    ends = np.unique(np.searchsorted(predicted, cuts[1:] + 1e-13, side="right"))
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    weighed = mass * observed
    sums = [np.add.reduceat(values, starts) for values in (mass, mass * predicted, weighed, weighed * observed)]
    return _described(predicted[starts], predicted[ends - 1], ends - starts, np.stack(sums))


def level_groups(n: Codes, mass: Array, predicted: Array, events: Array, groups: int = TENTHS) -> tuple[Group, ...]:
    """Return the groups of equal size of rows that are told apart by levels only, in the order of the levels.

    `n` rows at each level, none without rows: what they weigh, and what they weigh times their prediction and times
    their outcome of 0 or 1.

    Examples
    --------
    >>> found = level_groups(np.array([2, 2]), np.array([2.0, 2.0]), np.array([0.4, 1.2]), np.array([0.0, 1.0]), 2)
    >>> [(group.n, group.predicted, group.observed) for group in found]
    [(2, 0.2, 0.0), (2, 0.6, 0.5)]
    """
    reached = np.cumsum(n)
    last = np.floor((reached[-1] - 1) * np.arange(1, groups + 1) / groups)
    ends = np.unique(np.searchsorted(reached, last, side="right")) + 1
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    sums = [np.add.reduceat(values, starts) for values in (mass, predicted, events, events)]
    means = predicted / np.where(mass > 0, mass, 1.0)
    return _described(means[starts], means[ends - 1], np.add.reduceat(n, starts), np.stack(sums))


def _described(low: Array, high: Array, n: Codes, sums: Array) -> tuple[Group, ...]:
    """Return the groups from Σw, Σwp, Σwy and Σwy² of each."""
    found: list[Group] = []
    for at, (weight, expected, happened, squares) in enumerate(sums.T.tolist()):
        if weight > 0:
            mean = happened / weight
            spread = max(squares / weight - mean**2, 0.0)
            found.append(Group(float(low[at]), float(high[at]), int(n[at]), weight, expected / weight, mean, spread))
    return tuple(found)


def hosmer_lemeshow(groups: Sequence[Group]) -> ChiSquare | None:
    """Return Σ (O − E)²/(n p̄ (1 − p̄)) over the groups, df = groups − 2; None with fewer than three.

    For independent unweighted rows. Source: Hosmer & Lemeshow 1980, Communications in Statistics A9: 1043–1069.
    """
    spreads = [group.n * group.predicted * (1 - group.predicted) for group in groups]
    if len(groups) < 3 or min(spreads) <= 0:
        return None
    off = sum((g.n * (g.observed - g.predicted)) ** 2 / v for g, v in zip(groups, spreads, strict=True))
    return chi_square(off, len(groups) - 2)


@dataclass(frozen=True)
class Calibration:
    """logit P(event) = intercept + logit(predicted), and the slope where it is free: 0 and 1 where all is well."""

    intercept: float
    slope: float | None


def calibration(outcome: Array, probability: Array, weights: Array | None = None) -> Calibration | None:
    """Return calibration in the large and the slope of predicted probabilities; None where the outcome is constant.

    A slope below 1: predictions too far from the middle (overfitting).
    Source: Cox 1958, Biometrika 45: 562–565; Van Calster et al. 2016, Journal of Clinical Epidemiology 74: 167–176.
    """
    share = float(np.average(outcome, weights=weights))
    if not 0 < share < 1:
        return None
    held = np.clip(probability, 1e-12, 1 - 1e-12)
    linear = np.log(held / (1 - held))
    columns = linear[:, None]
    summary = summarise([columns], outcome, weights)
    slope = None
    if summary.deviation[0] > 0:
        found = fit_logit(matrix_of([columns], summary), outcome, weights)
        slope = None if isinstance(found, NotFitted) else float(found.likelihood.coefficients[1])
    return Calibration(_intercept(linear, share, weights), slope)


def _intercept(linear: Array, share: float, weights: Array | None) -> float:
    """Return a where the mean of 1/(1 + e^−(a + linear)) is `share`: it rises with a, so halving finds it."""
    low, high = -60.0, 60.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        mean = float(np.average(1 / (1 + np.exp(-np.clip(linear + middle, -700, 700))), weights=weights))
        low, high = (middle, high) if mean < share else (low, middle)
    return math.fsum((low, high)) / 2
