"""Figures that follow from how often each answer to an item is given, whatever goes together with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Marginal:
    """One item's scored answers and the share of respondents who give each."""

    scored: Array
    shares: Array

    @property
    def mean(self) -> float:
        """The mean of the scored answers."""
        return float(self.scored @ self.shares)

    def mean_as(self, values: Sequence[float]) -> float:
        """Return the mean where the answers, from the lowest to the highest, count as these values."""
        return float(np.asarray(values)[np.argsort(np.argsort(self.scored))] @ self.shares)

    def percent(self, worst: float, best: float) -> float:
        """Return the mean where `worst` scores 0 and `best` 100; answers outside score as the nearer of them."""
        placed = np.clip((self.scored - worst) / (best - worst), 0.0, 1.0)
        return float(100 * placed @ self.shares)

    def share(self, low: float, high: float) -> float:
        """Return the share of answers from `low` to `high`."""
        return float(self.shares[(self.scored >= low) & (self.scored <= high)].sum())


# By item; of items that are answered in classes also by their target: places of the classes, in their order.
Marginals = Mapping[str, Marginal]
# By row of the measure's table ("" where it has one row) and column.
FigureRows = Mapping[str, Mapping[str, float]]


def has_all(items: Sequence[str], of: Marginals) -> bool:
    """Return whether the answers to all items are known."""
    return all(item in of for item in items)


def mean_of(items: Sequence[str], of: Marginals) -> float:
    """Return the mean of the items' means."""
    return float(np.mean([of[item].mean for item in items]))


def fixed(weights: Mapping[str, float | str | None]) -> dict[str, float]:
    """Return the parts' weights, 1 where none is given; nothing where respondents give them.

    Examples
    --------
    >>> fixed({"speed": None, "care": 2.0}), fixed({"speed": "W1"})
    ({'speed': 1.0, 'care': 2.0}, {})
    """
    found = {name: 1.0 if weight is None else weight for name, weight in weights.items()}
    numbers = {name: weight for name, weight in found.items() if not isinstance(weight, str)}
    return numbers if len(numbers) == len(found) else {}


def with_overall(weights: Mapping[str, float], rows: FigureRows, parts: Sequence[str]) -> FigureRows:
    """Add the row `overall`, the weighted mean of the parts, where all of them are known and have a fixed weight."""
    if not rows or set(weights) != set(rows) or len(rows) != len(parts):
        return rows
    total = sum(weights.values())
    columns = next(iter(rows.values()))
    overall = {column: sum(weights[row] * rows[row][column] for row in rows) / total for column in columns}
    return {**rows, "overall": overall}
