"""How well probabilities tell events from non-events."""

from __future__ import annotations

import numpy as np

from satindex.stats.estimates import Array

TIE = 1e-12


def auc(outcome: Array, probability: Array, weights: Array | None = None) -> float:
    """Return the area under the ROC curve: P(an event's probability > a non-event's) + ½ P(equal).

    Source: Hanley & McNeil 1982, Radiology 143: 29–36. `outcome` is zeros and ones, both present.

    Examples
    --------
    >>> auc(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.1, 0.8, 0.3, 0.3]))
    0.875
    """
    order = np.argsort(probability)
    ranked = probability[order]
    mass = np.ones(len(order)) if weights is None else weights[order]
    events = mass * outcome[order]
    # Rows with equal predictors differ in the last bits: a tie is a difference of rounding, not of nothing.
    starts = np.flatnonzero(np.concatenate([[True], np.diff(ranked) > TIE]))
    event_mass = np.add.reduceat(events, starts)
    other_mass = np.add.reduceat(mass - events, starts)
    below = np.cumsum(other_mass) - other_mass
    return float(event_mass @ (below + other_mass / 2) / (event_mass.sum() * other_mass.sum()))


def brier(outcome: Array, probability: Array, weights: Array | None = None) -> float:
    """Return the mean squared distance of probabilities from outcomes (Brier 1950).

    Examples
    --------
    >>> brier(np.array([0.0, 1.0]), np.array([0.5, 1.0]))
    0.125
    """
    return float(np.average((outcome - probability) ** 2, weights=weights))
