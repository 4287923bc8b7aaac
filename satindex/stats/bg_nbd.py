"""BG/NBD: customers buy at their own constant rate, and after each purchase may have left for good.

Rates vary over customers as a gamma (shape r, scale 1/α), the probability of leaving after a purchase as a beta
(a, b). Source: Fader, Hardie & Lee 2005, Marketing Science 24(2): 275–284; the likelihood in logarithms as in Fader &
Hardie 2013, *Overcoming the BG/NBD Model's #NUM! Error Problem*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from satindex.stats.moments import Array


@dataclass(frozen=True)
class Histories:
    """Distinct purchase histories and how many customers have each.

    `repeats` x: times bought after the first; `recency` t_x: from first to last purchase; `age` T: from the first
    purchase to the end of what is observed, in one unit of time. A customer who never came back has x = t_x = 0.
    """

    repeats: Array
    recency: Array
    age: Array
    customers: Array

    @property
    def total(self) -> float:
        """Number of customers."""
        return float(self.customers.sum())


@dataclass(frozen=True)
class BgNbd:
    """The model's four parameters; `alpha` is in the unit of time of the histories."""

    r: float
    alpha: float
    a: float
    b: float

    @property
    def rate(self) -> float:
        """Mean purchases per unit of time while a customer stays: r/α."""
        return self.r / self.alpha

    @property
    def dropout(self) -> float:
        """Mean probability of leaving after a purchase: a/(a + b)."""
        return self.a / (self.a + self.b)


def grouped(repeats: Array, recency: Array, age: Array) -> Histories:
    """Return the distinct histories of customers (three arrays, one value each) with their counts.

    Examples
    --------
    >>> found = grouped(np.array([0.0, 2.0, 0.0]), np.array([0.0, 5.0, 0.0]), np.array([9.0, 9.0, 9.0]))
    >>> found.repeats.tolist(), found.customers.tolist()
    ([0.0, 2.0], [2.0, 1.0])
    """
    order = np.lexsort((age, recency, repeats))
    rows = np.stack([repeats, recency, age])[:, order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any(rows[:, 1:] != rows[:, :-1], axis=0)
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, len(order))).astype(np.float64)
    return Histories(rows[0, starts], rows[1, starts], rows[2, starts], counts)


def log_likelihood(model: BgNbd, histories: Histories) -> float:
    """Return the log likelihood of histories.

    Examples
    --------
    A customer who never came back in T: the likelihood is (α/(α + T))^r.

    >>> once = Histories(np.zeros(1), np.zeros(1), np.array([4.0]), np.ones(1))
    >>> round(math.exp(log_likelihood(BgNbd(1.0, 4.0, 1.0, 1.0), once)), 12)
    0.5
    """
    return Likelihood(histories).at(model)[0]


class Likelihood:
    """The log likelihood of one set of histories and its slopes; terms of x alone are counted by distinct x."""

    def __init__(self, histories: Histories) -> None:
        self.histories = histories
        self.distinct, at = np.unique(histories.repeats, return_inverse=True)
        self.counts = np.bincount(at, histories.customers)
        self.at_distinct = at
        self.again = histories.repeats > 0
        self.times, places = np.unique(np.concatenate([histories.age, histories.recency]), return_inverse=True)
        self.at_age, self.at_recency = np.split(places, 2)

    def at(self, model: BgNbd) -> tuple[float, Array]:
        """Return the log likelihood and its derivatives with respect to r, α, a and b."""
        value, slopes = self._of_counts(model)
        timed, timed_slopes = self._of_times(model)
        return value + timed, slopes + timed_slopes

    def _of_counts(self, model: BgNbd) -> tuple[float, Array]:
        """Γ(r+x)/Γ(r) · α^r · Γ(a+b)Γ(b+x)/(Γ(b)Γ(a+b+x))."""
        from scipy.special import digamma, gammaln

        x, n = self.distinct, self.counts
        r, alpha, a, b = model.r, model.alpha, model.a, model.b
        value = gammaln(r + x) - gammaln(r) + gammaln(a + b) - gammaln(a + b + x) + gammaln(b + x) - gammaln(b)
        of_a = digamma(a + b) - digamma(a + b + x)
        slopes = np.array(
            [
                n @ (digamma(r + x) - digamma(r)) + n.sum() * math.log(alpha),
                n.sum() * r / alpha,
                n @ of_a,
                n @ (of_a + digamma(b + x) - digamma(b)),
            ]
        )
        return float(n @ value + n.sum() * r * math.log(alpha)), slopes

    def _of_times(self, model: BgNbd) -> tuple[float, Array]:
        """Stayed, (α+T)^−(r+x), or left after the last purchase, a/(b+x−1)·(α+t_x)^−(r+x)."""
        known = self.histories
        exponent = model.r + known.repeats
        logs = np.log(model.alpha + self.times)
        to_end, to_last = logs[self.at_age], logs[self.at_recency]
        after = np.where(self.distinct > 0, model.b + self.distinct - 1, 1.0)
        chance = np.where(self.distinct > 0, math.log(model.a) - np.log(after), -np.inf)[self.at_distinct]
        after = after[self.at_distinct]
        more = chance + exponent * (to_end - to_last)  # log of how much likelier to have left than to have stayed
        small = np.exp(-np.abs(more))
        value = np.maximum(more, 0.0) + np.log1p(small) - exponent * to_end
        gone = np.where(more > 0, 1.0, small) / (1 + small)
        n, here, per = known.customers, 1 - gone, 1 / (model.alpha + self.times)
        # Sums, not products of vectors: those are split over threads, which costs more than it brings at this length.
        slopes = np.array(
            [
                -np.sum(n * (here * to_end + gone * to_last)),
                -np.sum(n * exponent * (here * per[self.at_age] + gone * per[self.at_recency])),
                np.sum(n * gone) / model.a,
                -np.sum(n * gone / after),
            ]
        )
        return float(np.sum(n * value)), slopes
