"""Rows in narrow classes of a predictor: ranks and groups of more rows than can be sorted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from satindex.stats.calibration import Group, level_groups
from satindex.stats.classification import Discrimination, level_influence, of_levels
from satindex.stats.estimates import Array, Codes

CLASSES = 1 << 20
STEEP = 1.7
"""So steep a logistic curve is within .01 of the normal distribution."""
FARTHEST = 700.0
PENDING = 1 << 22

Waiting = tuple[npt.NDArray[np.int32], Array, npt.NDArray[np.bool_], Array | None]


@dataclass(frozen=True)
class Scale:
    """Narrow classes of a predictor, about equally filled where it is bell-shaped: of 1/(1 + e^(−1.7 z)).

    z = (value − centre)/spread.
    """

    centre: float
    spread: float
    number: int = CLASSES

    def codes(self, values: Array) -> Codes:
        """Return the class of each value."""
        place = np.clip(STEEP * (values - self.centre) / self.spread, -FARTHEST, FARTHEST)
        return np.minimum(self.number / (1 + np.exp(-place)), self.number - 1).astype(np.int64)


def scale_of(values: Array, number: int = CLASSES) -> Scale:
    """Return the classes for values like these: their median and half of the distance between quartiles."""
    low, centre, high = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    spread = (high - low) / 1.349 or float(np.std(values)) or 1.0
    return Scale(centre, spread, number)


@dataclass(frozen=True)
class Classed:
    """Rows by class (row of `sums`): their number, Σw, Σwp and Σw of those with the event.

    `waiting` are rows not yet added up: class, p, whether they have the event, and w (None: 1).
    """

    number: int
    sums: Array = field(default_factory=lambda: np.empty((0, 0)))
    waiting: tuple[Waiting, ...] = ()

    def plus(self, other: Classed) -> Classed:
        """Return both parts' rows together."""
        both = replace(self, sums=_added(self.sums, other.sums), waiting=(*self.waiting, *other.waiting))
        return both.added_up() if sum(len(found[0]) for found in both.waiting) > PENDING else both

    def added_up(self) -> Classed:
        """Return the same with no row waiting."""
        if not self.waiting:
            return self if self.sums.size else replace(self, sums=np.zeros((4, self.number)))
        codes, probability, event = (np.concatenate(found) for found in list(zip(*self.waiting, strict=True))[:3])
        n = np.bincount(codes, minlength=self.number).astype(np.float64)
        if self.waiting[0][3] is None:
            sums = [
                n,
                n,
                np.bincount(codes, probability, self.number),
                np.bincount(codes[event], minlength=self.number),
            ]
        else:
            mass = np.concatenate([weights for *_, weights in self.waiting if weights is not None])
            weighed = (mass, mass * probability, mass * event)
            sums = [n, *(np.bincount(codes, values, self.number) for values in weighed)]
        return Classed(self.number, _added(self.sums, np.stack(sums).astype(np.float64, copy=False)))


def classed(scale: Scale, linear: Array, probability: Array, outcome: Array, weights: Array | None) -> Classed:
    """Return rows by the class of their linear predictor."""
    return Classed(scale.number, waiting=((scale.codes(linear).astype(np.int32), probability, outcome == 1, weights),))


@dataclass(frozen=True)
class Levels:
    """Classes with rows, in order: how many, what they weigh, what that predicts, and what of it had the event."""

    places: Codes
    n: Codes
    mass: Array
    predicted: Array
    events: Array

    @property
    def unsure(self) -> float:
        """How much the AUC could be off at most, if no two rows of a class were equal."""
        others = self.mass - self.events
        return float(self.events @ others) / float(self.events.sum()) / float(others.sum()) / 2

    def discrimination(self, weighted: bool) -> Discrimination:
        """Return the AUC, rows of one class taken as equal.

        Examples
        --------
        >>> scale, p = Scale(0.5, 0.2, 100), np.array([0.1, 0.8, 0.3, 0.3])
        >>> levels_of(classed(scale, p, p, np.array([0.0, 1.0, 1.0, 0.0]), None)).discrimination(False)
        Discrimination(auc=0.875, std_error=0.1767...)
        """
        return of_levels(self.events, self.mass - self.events, weighted)

    def groups(self) -> tuple[Group, ...]:
        """Return tenths of the rows; classes are not divided."""
        return level_groups(self.n, self.mass, self.predicted, self.events)

    def influence(self, number: int) -> tuple[Array, Array]:
        """Return the influence on the AUC of a row of each of `number` classes, with and without the event."""
        found = np.zeros((2, number))
        found[:, self.places] = level_influence(self.events, self.mass - self.events)
        return found[0], found[1]


def levels_of(rows: Classed) -> Levels:
    """Return the classes that have rows."""
    sums = rows.added_up().sums
    places = np.flatnonzero(sums[0])
    n, mass, predicted, events = sums[:, places]
    return Levels(places, n.astype(np.int64), mass, predicted, events)


def _added(one: Array, other: Array) -> Array:
    if not one.size or not other.size:
        return one if one.size else other
    return np.asarray(one + other)
