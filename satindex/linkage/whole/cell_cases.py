"""A model's complete cases by combination of margins' levels: to be weighted when the weights are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from satindex.frames.kept import Kept
from satindex.frames.margin_cells import CellWeights, Combination
from satindex.frames.packing import packable
from satindex.frames.passes import Batch
from satindex.linkage.whole.cases import CasesPart


@packable
@dataclass(frozen=True)
class CellCases(Kept):
    """The sums of complete cases by combination; `nobody` are those of no rows, with the columns' names."""

    parts: dict[Combination, CasesPart]
    nobody: CasesPart

    def joined(self, other: Kept) -> CellCases:
        if not isinstance(other, CellCases):
            raise TypeError(f"complete cases by margins and {type(other).__name__} do not add up")
        return self.plus(other)

    def plus(self, other: CellCases) -> CellCases:
        """Return the sums of both."""
        found = dict(self.parts)
        for combination, part in other.parts.items():
            found[combination] = found[combination].plus(part) if combination in found else part
        return CellCases(found, self.nobody.plus(other.nobody))

    def weighted(self, weights: CellWeights) -> CasesPart:
        """Return the sums of all together under the weights."""
        known = zip(weights.combinations, weights.after.tolist(), strict=True)
        there = [(self.parts[one], times) for one, times in known if one in self.parts]
        return reduce(lambda one, other: one.plus(other), (_times(part, w) for part, w in there), self.nobody)


def _times(part: CasesPart, times: float) -> CasesPart:
    """Return the sums of cases whose weights are multiplied; those that then weigh nothing are left out."""
    sums, (total, squares, logs) = part.products, part.weights.tolist()
    if times == 0:
        return replace(_nobody(part), left_out=part.left_out + part.n)
    products = replace(sums, first=sums.first * times, cross=sums.cross * times, total=sums.total * times)
    outcome = None if part.outcome is None else {value: (n, w * times) for value, (n, w) in part.outcome.items()}
    weights = np.array([total * times, squares * times**2, logs + part.n * np.log(abs(times))])
    return replace(part, products=products, weights=weights, outcome=outcome, bad=part.n if times < 0 else part.bad)


def _nobody(part: CasesPart) -> CasesPart:
    """Return the sums of no rows."""
    sums = part.products
    nothing = replace(sums, first=np.zeros_like(sums.first), cross=np.zeros_like(sums.cross), total=0.0, n=0)
    ends = np.full(len(part.names), np.inf)
    none = replace(part, products=nothing, low=ends, high=-ends, weights=np.zeros(3))
    return replace(none, left_out=0, bad=0, outcome={}, counts=True)


def batches_by_cell(batch: Batch, weights: CellWeights) -> Iterator[tuple[Combination, Batch]]:
    """Yield the rows of each combination that a batch has."""
    codes = batch.codes(weights.key)
    order = np.argsort(codes, kind="stable")
    rows = batch.frame[order]
    present, starts = np.unique(codes[order], return_index=True)
    ends = [*starts.tolist(), len(codes)][1:]
    for code, start, end in zip(present.tolist(), starts.tolist(), ends, strict=True):
        yield weights.combinations[code], Batch(rows[start:end])
