"""What complete cases of a model add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from satindex.frames.kept import Kept
from satindex.frames.packing import packable
from satindex.linkage.data import Array
from satindex.stats.cross_products import CrossProducts

MOST_VALUES = 256
packable(CrossProducts)


@packable
@dataclass(frozen=True)
class CasesPart(Kept):
    """Sums, lowest and highest values of the columns in `names`, the outcome first.

    `weights` holds Σw, Σw² and Σ log w, `bad` how many weights are missing or negative; `outcome` the rows and the
    weight of each value of the outcome (None: they are many), `counts` whether all are whole numbers from 0 up.
    """

    names: tuple[str, ...]
    products: CrossProducts
    low: Array
    high: Array
    weights: Array
    left_out: int
    bad: int
    outcome: dict[float, tuple[float, float]] | None
    counts: bool

    @property
    def n(self) -> int:
        """How many complete cases there are."""
        return self.products.n

    def joined(self, other: Kept) -> CasesPart:
        if not isinstance(other, CasesPart):
            raise TypeError(f"complete cases and {type(other).__name__} do not add up")
        return self.plus(other)

    def plus(self, other: CasesPart) -> CasesPart:
        """Return what both parts add up to; a dummy that one of them lacks is 0 there."""
        names = tuple(dict.fromkeys((*self.names, *other.names)))
        one, two = self.over(names), other.over(names)
        return CasesPart(
            names,
            one.products.plus(two.products),
            np.minimum(one.low, two.low),
            np.maximum(one.high, two.high),
            one.weights + two.weights,
            one.left_out + two.left_out,
            one.bad + two.bad,
            _merged(one.outcome, two.outcome),
            one.counts and two.counts,
        )

    def over(self, names: Sequence[str]) -> CasesPart:
        """Return the sums of these columns in their order; a dummy that no row has is 0 everywhere."""
        if tuple(names) == self.names:
            return self
        at = np.array([self.names.index(name) if name in self.names else len(self.names) for name in names])
        shift, first = (np.append(values, 0.0) for values in (self.products.shift, self.products.first))
        cross = np.pad(self.products.cross, (0, 1))
        products = replace(self.products, shift=shift[at], first=first[at], cross=cross[np.ix_(at, at)])
        ends = (0.0, 0.0) if self.n else (np.inf, -np.inf)
        low, high = (np.append(values, end)[at] for values, end in zip((self.low, self.high), ends, strict=True))
        return replace(self, names=tuple(names), products=products, low=low, high=high)


def _merged(
    one: Mapping[float, tuple[float, float]] | None, other: Mapping[float, tuple[float, float]] | None
) -> dict[float, tuple[float, float]] | None:
    if one is None or other is None:
        return None
    found = dict(one)
    for value, (rows, weight) in other.items():
        before = found.get(value, (0.0, 0.0))
        found[value] = (before[0] + rows, before[1] + weight)
    return None if len(found) > MOST_VALUES else dict(sorted(found.items()))
