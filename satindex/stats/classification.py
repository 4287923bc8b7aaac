"""How well probabilities tell events from non-events."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array

PARTS = 1e12


@dataclass(frozen=True)
class Ranked:
    """Rows in the order of their probability: what each weighs, and what of that had the event."""

    probability: Array
    mass: Array
    events: Array


@dataclass(frozen=True)
class Discrimination:
    """The area under the ROC curve and DeLong's error of it; None with weights, or where a side has a single row."""

    auc: float
    std_error: float | None


def ranked(outcome: Array, probability: Array, weights: Array | None = None) -> Ranked:
    """Return the rows in the order of their probability, told apart to 12 digits."""
    ranks = np.rint(probability * PARTS).astype(np.int64)
    if weights is None:
        # One sort of whole numbers, the outcome riding in the last bit, is far faster than an argsort of floats.
        packed = np.sort(2 * ranks + outcome.astype(np.int64))
        return Ranked((packed >> 1) / PARTS, np.ones(len(packed)), (packed & 1).astype(np.float64))
    order = np.argsort(ranks)
    return Ranked(ranks[order] / PARTS, weights[order], weights[order] * outcome[order])


def discrimination(rows: Ranked) -> Discrimination:
    """Return the AUC, P(an event's probability > a non-event's) + ½ P(equal), and its error for independent rows.

    Sources: Hanley & McNeil 1982, Radiology 143: 29–36; DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44: 837–845.

    Examples
    --------
    >>> rows = ranked(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.1, 0.8, 0.3, 0.3]))
    >>> discrimination(rows)  # placements of the events 1, ¾, of the others 1, ¾: √(1/32/2 + 1/32/2)
    Discrimination(auc=0.875, std_error=0.1767...)
    """
    # Rows with equal predictors differ in the last bits: a tie is a difference of rounding, not of nothing.
    last = np.flatnonzero(np.concatenate([np.diff(rows.probability) > 1.5 / PARTS, [True]]))
    events = np.diff(np.cumsum(rows.events)[last], prepend=0.0)
    others = np.diff(np.cumsum(rows.mass - rows.events)[last], prepend=0.0)
    return of_levels(events, others, weighted=bool(np.any(rows.mass != 1)))


def of_levels(events: Array, others: Array, weighted: bool) -> Discrimination:
    """Return the AUC of levels of probability in their order: what with and what without the event weighs at each."""
    with_event, without = float(events.sum()), float(others.sum())
    placed = (np.cumsum(others) - others / 2) / without
    reverse = 1 - (np.cumsum(events) - events / 2) / with_event
    auc = float(events @ placed) / with_event
    if min(with_event, without) <= 1 or weighted:
        return Discrimination(auc, None)
    spread = float(events @ (placed - auc) ** 2) / (with_event - 1) / with_event
    spread += float(others @ (reverse - auc) ** 2) / (without - 1) / without
    return Discrimination(auc, math.sqrt(spread))


def auc(outcome: Array, probability: Array, weights: Array | None = None) -> float:
    """Return the area under the ROC curve; `outcome` is zeros and ones, both present.

    Examples
    --------
    >>> auc(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.1, 0.8, 0.3, 0.3]))
    0.875
    """
    return discrimination(ranked(outcome, probability, weights)).auc


def auc_influence(outcome: Array, probability: Array, weights: Array | None = None) -> Array:
    """Return each row's influence on the AUC: their sum is 0, and their totals by cluster give its variance.

    Examples
    --------
    >>> auc_influence(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.1, 0.8, 0.3, 0.3])).tolist()
    [0.0625, 0.0625, -0.0625, -0.0625]
    """
    mass = np.ones(len(outcome)) if weights is None else weights
    ranks = np.rint(probability * PARTS).astype(np.int64)
    levels, place = np.unique(ranks, return_inverse=True)
    events, others = (np.bincount(place, mass * of, len(levels)).astype(np.float64) for of in (outcome, 1 - outcome))
    at_event, elsewhere = level_influence(events, others)
    return np.asarray(mass * np.where(outcome == 1, at_event[place], elsewhere[place]))


def level_influence(events: Array, others: Array) -> tuple[Array, Array]:
    """Return the influence on the AUC, per unit of weight, of a row at each level with and without the event."""
    with_event, without = float(events.sum()), float(others.sum())
    placed = (np.cumsum(others) - others / 2) / without
    reverse = 1 - (np.cumsum(events) - events / 2) / with_event
    area = float(events @ placed) / with_event
    return (placed - area) / with_event, (reverse - area) / without


def gain_error(outcome: Array, before: Array, after: Array) -> float | None:
    """Return DeLong's error of the AUC by `after` less that by `before` on the same independent rows.

    None where a side has a single row. Source: DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44: 837–845.

    Examples
    --------
    >>> outcome, before = np.array([0.0, 1.0, 1.0, 0.0]), np.full(4, 0.5)
    >>> gain_error(outcome, before, np.array([0.1, 0.8, 0.3, 0.3]))  # equal odds against all: the error of .875 alone
    0.1767...
    """
    moved = auc_influence(outcome, after) - auc_influence(outcome, before)
    variance = 0.0
    for side in (outcome == 1, outcome == 0):
        count = int(side.sum())
        if count < 2:
            return None
        variance += float(moved[side] @ moved[side]) * count / (count - 1)
    return math.sqrt(variance)


def accuracy(outcome: Array, probability: Array, weights: Array | None = None) -> float:
    """Return the share of rows told right where an event is expected above a probability of ½.

    Examples
    --------
    >>> accuracy(np.array([0.0, 1.0, 1.0]), np.array([0.4, 0.7, 0.2])).__round__(4)
    0.6667
    """
    return float(np.average((probability > 0.5) == (outcome == 1), weights=weights))


def brier(outcome: Array, probability: Array, weights: Array | None = None) -> float:
    """Return the mean squared distance of probabilities from outcomes (Brier 1950).

    Examples
    --------
    >>> brier(np.array([0.0, 1.0]), np.array([0.5, 1.0]))
    0.125
    """
    return float(np.average((outcome - probability) ** 2, weights=weights))
