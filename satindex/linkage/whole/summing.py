"""What the complete cases of a model add up to before anything is fitted: one question, the same for any data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

import numpy as np

from satindex.frames.kept import Kept
from satindex.frames.margin_cells import CellWeights
from satindex.frames.passes import Batch, Sum
from satindex.linkage.data import Array
from satindex.linkage.whole.cases import MOST_VALUES, CasesPart
from satindex.linkage.whole.cell_cases import CellCases, batches_by_cell
from satindex.linkage.whole.reading import Cases, Reading
from satindex.stats.cross_products import cross_products


@dataclass(frozen=True)
class CasesSum(Sum[CasesPart | CellCases]):
    """The sums of a model's complete cases; `names` are those of the reading's columns.

    With `by_cell` they are kept by combination of the margins' levels, and weighted when they are asked for.
    """

    reading: Reading
    names: tuple[str, ...]
    shift: Array | None = None
    by_cell: CellWeights | None = field(default=None, compare=False, repr=False)

    keepable = True

    @property
    def key(self) -> str:
        reading = self.reading
        asked = dict.fromkeys((pick.column, pick.level is not None) for pick in reading.picks)
        return f"complete cases {json.dumps([list(asked), reading.weight], ensure_ascii=False)}"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._reading.columns, *(self.by_cell.reads if self.by_cell else ()))))

    @property
    def _reading(self) -> Reading:
        """How rows are read: without the weight where it is not known yet."""
        return replace(self.reading, weight=self.by_cell.weight) if self.by_cell else self.reading

    def prepared(self, first: Batch) -> CasesSum:
        """Return the sum with a whole number near each number's mean; dummies stay as they are."""
        values = self._reading.cases(first).values
        means = values.mean(axis=1) if values.shape[1] else np.zeros(len(values))
        numbers = np.array([pick.level is None for pick in self.reading.picks])
        return replace(self, shift=np.where(numbers, np.rint(means), 0.0))

    def of(self, batch: Batch) -> CasesPart | CellCases:
        if self.by_cell is None:
            return self._of(batch)
        found = {combination: self._of(rows) for combination, rows in batches_by_cell(batch, self.by_cell)}
        return CellCases(found, self._of(Batch(batch.frame.clear())))

    def _of(self, batch: Batch) -> CasesPart:
        cases = self._reading.cases(batch)
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

    def plus(self, one: CasesPart | CellCases, other: CasesPart | CellCases) -> CasesPart | CellCases:
        if isinstance(one, CellCases) and isinstance(other, CellCases):
            return one.plus(other)
        if isinstance(one, CellCases) or isinstance(other, CellCases):
            raise TypeError("complete cases by margins and others do not add up")
        return one.plus(other)

    def kept(self, part: CasesPart | CellCases) -> Kept:
        return part

    def fitted(self, part: CasesPart | CellCases | Kept) -> CasesPart:
        """Return an equal question's part with this one's dummies, under the weights."""
        if isinstance(part, CellCases):
            if self.by_cell is None:
                raise ValueError("complete cases by margins without what these weigh")
            part = part.weighted(self.by_cell)
        if not isinstance(part, CasesPart):
            raise TypeError(f"{type(part).__name__} are no complete cases")
        return part.over(self.names)


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
