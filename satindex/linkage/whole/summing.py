"""What the complete cases of a model add up to before anything is fitted: one question, the same for any data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from satindex.frames.kept import Kept
from satindex.frames.packing import packable
from satindex.frames.passes import Batch, Sum
from satindex.linkage.data import Array
from satindex.linkage.whole.reading import Cases, Reading
from satindex.stats.cross_products import CrossProducts, cross_products

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
        low, high = (np.append(values, 0.0 if self.n else np.nan)[at] for values in (self.low, self.high))
        return replace(self, names=tuple(names), products=products, low=low, high=high)


@dataclass(frozen=True)
class CasesSum(Sum[CasesPart]):
    """The sums of a model's complete cases; `names` are those of the reading's columns."""

    reading: Reading
    names: tuple[str, ...]
    shift: Array | None = None

    keepable = True

    @property
    def key(self) -> str:
        reading = self.reading
        asked = dict.fromkeys((pick.column, pick.level is not None) for pick in reading.picks)
        return f"complete cases {json.dumps([list(asked), reading.weight], ensure_ascii=False)}"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.reading.columns

    def prepared(self, first: Batch) -> CasesSum:
        """Return the sum with a whole number near each number's mean; dummies stay as they are."""
        values = self.reading.cases(first).values
        means = values.mean(axis=1) if values.shape[1] else np.zeros(len(values))
        numbers = np.array([pick.level is None for pick in self.reading.picks])
        return replace(self, shift=np.where(numbers, np.rint(means), 0.0))

    def of(self, batch: Batch) -> CasesPart:
        cases = self.reading.cases(batch)
        values, shift = cases.values, np.zeros(len(cases.values)) if self.shift is None else self.shift
        ends = (np.inf, -np.inf)
        return CasesPart(
            self.names,
            cross_products(values, cases.weights, shift),
            values.min(axis=1, initial=ends[0]),
            values.max(axis=1, initial=ends[1]),
            _of_weights(cases),
            cases.left_out,
            0 if cases.weights is None else int(np.sum(~(cases.weights > 0) | np.isinf(cases.weights))),
            _values(cases),
            bool(np.all((values[0] >= 0) & (values[0] == np.rint(values[0])))),
        )

    def plus(self, one: CasesPart, other: CasesPart) -> CasesPart:
        return one.plus(other)

    def kept(self, part: CasesPart) -> CasesPart:
        return part

    def fitted(self, part: CasesPart | Kept) -> CasesPart:
        """Return an equal question's part with this one's dummies."""
        return super().fitted(part).over(self.names)


def _of_weights(cases: Cases) -> Array:
    if cases.weights is None:
        n = float(cases.values.shape[1])
        return np.array([n, n, 0.0])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.array([cases.weights.sum(), (cases.weights**2).sum(), np.log(cases.weights).sum()])


def _values(cases: Cases) -> dict[float, tuple[float, float]] | None:
    """Return the rows and the weight of each value of the outcome; a few whole numbers are counted without sorting."""
    outcome, weights = cases.values[0], cases.weights
    values, where = np.arange(float(MOST_VALUES)), np.clip(outcome, 0, MOST_VALUES - 1).astype(np.int64)
    if not np.array_equal(where, outcome):
        values, where = np.unique(outcome, return_inverse=True)
        if len(values) > MOST_VALUES:
            return None
    rows = np.bincount(where, minlength=len(values)).astype(np.float64)
    mass = rows if weights is None else np.bincount(where, weights, len(values))
    there = np.flatnonzero(rows)
    return dict(zip(values[there].tolist(), zip(rows[there].tolist(), mass[there].tolist(), strict=True), strict=True))


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
