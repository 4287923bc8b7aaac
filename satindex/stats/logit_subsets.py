"""Log likelihoods of the logits of all subsets of drivers at once: the same rows, thousands of small models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array, Codes
from satindex.stats.side_by_side import climb

AT_ONCE = 8
"""Drivers whose 2^8 subsets are fitted side by side: their work is then one product of matrices."""
ROWS = 256
SMALL = 1e-6
FARTHEST = 700.0
Done = Callable[[int], None]


@dataclass(frozen=True)
class Rows:
    """Columns that are always in (the intercept first), drivers, a 0/1 outcome and the rows' weights.

    `place` is where among the rows each respondent stands.
    """

    always: Array
    drivers: Array
    outcome: Array
    weights: Array
    place: Codes

    def weighing(self, weights: Array) -> Rows:
        """Return the rows with other weights of the respondents; rows of weight 0 are left out."""
        mass = np.bincount(self.place, weights, len(self.outcome)).astype(np.float64)
        kept = mass > 0
        return Rows(self.always[kept], self.drivers[kept], self.outcome[kept], mass[kept], self.place)

    @property
    def null(self) -> float:
        """The log likelihood of the intercept alone; NaN where all outcomes are the same."""
        total, events = float(self.weights.sum()), float(self.weights @ self.outcome)
        if not 0 < events < total:
            return float("nan")
        return events * float(np.log(events / total)) + (total - events) * float(np.log(1 - events / total))


@dataclass(frozen=True)
class Subsets:
    """The maximised log likelihood of each of 2^p subsets and its coefficients: always, then drivers (0: left out).

    Bit i of a place says whether driver i is in. NaN where no maximum was found.
    """

    log_likelihood: Array
    coefficients: Array


def distinct(always: Array, drivers: Array, outcome: Array, weights: Array | None) -> Rows:
    """Return the different rows with their total weights: answers on short scales repeat."""
    together = np.column_stack([always, drivers, outcome])
    mass = np.ones(len(outcome)) if weights is None else weights
    found, place = np.unique(together, axis=0, return_inverse=True)
    number = always.shape[1]
    at = place.ravel().astype(np.int64)
    total = np.bincount(at, mass, len(found)).astype(np.float64)
    return Rows(found[:, :number], found[:, number:-1], found[:, -1], total, at)


def fit_subsets(rows: Rows, start: Array | None = None, done: Done | None = None) -> Subsets:
    """Fit all subsets; each begins at `start` or at the subset with one driver less; `done` hears how many are fitted.

    Newton's method ends once the gain still to be had is below 10⁻⁶, half of which is added.
    """
    p, fixed = rows.drivers.shape[1], rows.always.shape[1]
    late = min(p, AT_ONCE)
    values, found = np.empty(2**p), np.zeros((2**p, fixed + p))
    width = 2**late
    for early in range(2 ** (p - late)):
        entered = [late + bit for bit in range(p - late) if early >> bit & 1]
        here, parent = slice(early * width, (early + 1) * width), (early & (early - 1)) * width
        begin = found[parent : parent + width] if start is None else start[here]
        values[here], found[here] = _fit_together(rows, late, entered, begin)
        if done:
            done((early + 1) * width)
    return Subsets(values, found)


def _fit_together(rows: Rows, late: int, entered: list[int], begin: Array) -> tuple[Array, Array]:
    """Fit the subsets of the first `late` drivers, `entered` being in all of them."""
    fixed = rows.always.shape[1]
    columns = [*range(fixed), *(fixed + at for at in (*range(late), *entered))]
    X = np.column_stack([rows.always, rows.drivers[:, [*range(late), *entered]]])
    inside = np.ones((2**late, len(columns)), dtype=bool)
    inside[:, fixed : fixed + late] = (np.arange(2**late)[:, None] >> np.arange(late)) & 1
    found = climb(lambda at, on: _slopes(X, rows, at), begin[:, columns] * inside, SMALL, inside)
    whole = np.zeros((2**late, begin.shape[1]))
    whole[:, columns] = found.maximum
    return _log_likelihood(X, rows, found.at) + found.gain / 2, whole


def _slopes(X: Array, rows: Rows, at: Array) -> tuple[Array, Array]:
    """Gradient (B × k) and information (B × k × k) of each model's log likelihood."""
    k = X.shape[1]
    upper = np.triu_indices(k)
    gradient, packed = np.zeros((len(at), k)), np.zeros((len(at), len(upper[0])))
    for start in range(0, len(X), ROWS):
        here = slice(start, start + ROWS)
        block = X[here]
        weighted = block * rows.weights[here, None]
        probability = _probability(block @ at.T)
        gradient += (rows.outcome[here, None] - probability).T @ weighted
        packed += (probability * (1 - probability)).T @ (block[:, upper[0]] * weighted[:, upper[1]])
    information = np.empty((len(at), k, k))
    information[:, upper[0], upper[1]] = packed
    information[:, upper[1], upper[0]] = packed
    return gradient, information


def _probability(linear: Array) -> Array:
    np.clip(linear, -FARTHEST, FARTHEST, out=linear)
    np.exp(-linear, out=linear)
    linear += 1
    return np.reciprocal(linear, out=linear)


def _log_likelihood(X: Array, rows: Rows, at: Array) -> Array:
    total = np.zeros(len(at))
    for start in range(0, len(X), ROWS):
        here = slice(start, start + ROWS)
        against = (X[here] * (1 - 2 * rows.outcome[here, None])) @ at.T
        total -= rows.weights[here] @ np.logaddexp(0.0, against)
    return total
