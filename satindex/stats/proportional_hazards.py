"""Does a term's effect on the hazard stay the same over time? And does the model put respondents in the right order?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from satindex.stats.chi_square import ChiSquare, chi_square
from satindex.stats.cox import CoxFit
from satindex.stats.estimates import Array
from satindex.stats.risk_sets import RiskSets

MOST_PAIRS = 400_000_000


def proportional_hazards_test(fit: CoxFit, columns: Sequence[int]) -> ChiSquare:
    """Test whether the effects of the columns at these places change with time: the score test of x·g(t).

    g is 1 − the Kaplan–Meier estimate just before each event; as R `survival::cox.zph` 3.x. For independent unweighted
    rows. Source: Grambsch & Therneau 1994, Biometrika 81: 515–526.
    """
    partial = fit.partial
    steps = partial.steps(fit.at)
    g = 1 - _kaplan_meier_before(partial.sets)
    g = g - g.mean()
    events = partial.sets.event == 1
    # Both run over times, and within a time over its tied events.
    score = g @ (partial.columns[events] - steps.means)
    plain, once, twice = (partial.information(steps, factor) for factor in (np.ones(len(g)), g, g**2))
    chosen = list(columns)
    whole = np.block([[plain, once[:, chosen]], [once[chosen], twice[np.ix_(chosen, chosen)]]])
    gradient = np.concatenate([np.zeros(len(plain)), score[chosen]])
    return chi_square(float(gradient @ np.linalg.solve(whole, gradient)), len(chosen))


def _kaplan_meier_before(sets: RiskSets) -> Array:
    """The share still without the event just before each event's time."""
    at_risk = len(sets.order) - sets.first
    left = np.cumprod(1 - sets.deaths / at_risk)
    return np.concatenate([[1.0], left[:-1]])[sets.when]


def concordance(sets: RiskSets, linear: Array) -> float | None:
    """Return Harrell's C: of pairs whose order in time is known, the share where the earlier has the higher hazard.

    Ties of the hazard count half. None where there are no such pairs, or more than can be looked at.
    Source: Harrell et al. 1996, Statistics in Medicine 15: 361–387.
    """
    ordered = linear[sets.order]
    if len(sets.when) * len(ordered) > MOST_PAIRS:
        return None
    right, pairs = 0.0, 0.0
    for time, first in enumerate(sets.first):
        stop = first + sets.deaths[time]
        later, weights = ordered[stop:], sets.weights[stop:]
        total = float(weights.sum())
        for row in range(first, stop):
            own = sets.weights[row]
            below, equal = weights[later < ordered[row]].sum(), weights[later == ordered[row]].sum()
            right += own * float(below + equal / 2)
            pairs += own * total
    return right / pairs if pairs > 0 else None
