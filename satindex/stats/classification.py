"""How well probabilities tell events from non-events."""

from __future__ import annotations

import numpy as np

from satindex.stats.estimates import Array

PARTS = 1e12


def auc(outcome: Array, probability: Array, weights: Array | None = None) -> float:
    """Return the area under the ROC curve: P(an event's probability > a non-event's) + ½ P(equal).

    Source: Hanley & McNeil 1982, Radiology 143: 29–36. `outcome` is zeros and ones, both present.

    Examples
    --------
    >>> auc(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.1, 0.8, 0.3, 0.3]))
    0.875
    """
    ranks = np.rint(probability * PARTS).astype(np.int64)
    if weights is None:
        # One sort of whole numbers, the outcome riding in the last bit, is far faster than an argsort of floats.
        packed = np.sort(2 * ranks + outcome.astype(np.int64))
        ranks, events = packed >> 1, (packed & 1).astype(np.float64)
        mass = np.ones(len(ranks))
    else:
        order = np.argsort(ranks)
        ranks, mass = ranks[order], weights[order]
        events = mass * outcome[order]
    # Rows with equal predictors differ in the last bits: a tie is a difference of rounding, not of nothing.
    last = np.flatnonzero(np.concatenate([np.diff(ranks) > 1, [True]]))
    event_mass = np.diff(np.cumsum(events)[last], prepend=0.0)
    other_mass = np.diff(np.cumsum(mass - events)[last], prepend=0.0)
    below = np.cumsum(other_mass) - other_mass
    return float(event_mass @ (below + other_mass / 2) / (event_mass.sum() * other_mass.sum()))


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
