"""Who could still have the event at each time that somebody had it, with Efron's way of breaking ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array, Codes


@dataclass(frozen=True)
class RiskSets:
    """Rows sorted by time (events first where times are tied), and one step for every event.

    `order` sorts the rows. Of T distinct times with events, time t has `deaths[t]` events, its risk set begins at row
    `first[t]` of the sorted rows; `at` is each sorted row's last such time at or before its own, −1 where none is.
    Of E events, event e is at time `when[e]`, and leaves the share `left[e]` = l/d of those tied with it out (Efron
    1977, JASA 72: 557–565).
    """

    order: Codes
    event: Array
    weights: Array
    times: Array
    first: Codes
    deaths: Codes
    at: Codes
    when: Codes
    left: Array

    def at_risk(self, values: Array) -> Array:
        """Return the sums of `values` (sorted rows first) over the risk set of each time."""
        sums = np.cumsum(values[::-1], axis=0)[::-1]
        return np.asarray(sums[self.first])

    def tied(self, values: Array) -> Array:
        """Return the sums of `values` over those with the event at each time."""
        ends = np.stack([self.first, self.first + self.deaths], axis=1).ravel()
        padded = np.concatenate([values, np.zeros((1, *values.shape[1:]))])
        return np.asarray(np.add.reduceat(padded, ends, axis=0)[::2])

    def per_time(self, values: Array) -> Array:
        """Return the sums of `values` (events first) at each time."""
        starts = np.concatenate([[0], np.cumsum(self.deaths)[:-1]]).astype(np.int64)
        return np.asarray(np.add.reduceat(values, starts, axis=0))

    def so_far(self, values: Array) -> Array:
        """Return the running sums over times of `values` (times first) up to each sorted row's own time."""
        sums = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        return np.asarray(sums[self.at + 1])

    def own(self, values: Array) -> Array:
        """Return, for rows with the event, the value of their own time; 0 elsewhere."""
        found = values[np.maximum(self.at, 0)]
        return np.asarray(found * (self.event if values.ndim == 1 else self.event[:, None]))


def risk_sets(time: Array, event: Array, weights: Array | None = None) -> RiskSets:
    """Return the risk sets of rows with these times; `event` is 1 where the event came, 0 where watching ended."""
    mass = np.ones(len(time)) if weights is None else weights
    order = np.lexsort((-event, time))
    ordered, happened = time[order], event[order]
    times, deaths = np.unique(ordered[happened == 1], return_counts=True)
    first = np.searchsorted(ordered, times, side="left")
    when = np.repeat(np.arange(len(times)), deaths)
    starts = np.cumsum(deaths) - deaths
    place = np.arange(len(when)) - starts[when]
    return RiskSets(
        order=order.astype(np.int64),
        event=happened,
        weights=mass[order],
        times=times,
        first=first.astype(np.int64),
        deaths=deaths.astype(np.int64),
        at=(np.searchsorted(times, ordered, side="right") - 1).astype(np.int64),
        when=when.astype(np.int64),
        left=place / deaths[when],
    )
