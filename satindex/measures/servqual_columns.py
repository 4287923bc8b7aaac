"""The figures of `servqual_rows` of many groups at once: each row of a group is a row of the columns here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from satindex.measures.rater import OVERALL
from satindex.measures.servqual_rows import Dimension, pairs_of, sides_of
from satindex.results.packed_pieces import Column, Rows
from satindex.stats.estimate import Estimates
from satindex.stats.every_group import alphas, besides, means, ratios
from satindex.stats.moments import Columns, Moments
from satindex.stats.multiplicity import every_holm

Cells = dict[str, Column]


@dataclass(frozen=True)
class EveryBase:
    """A range of groups' moments, asked as `Base` is."""

    moments: Moments
    part: slice

    def mean(self, column: str) -> Estimates:
        """Return every group's mean of a column."""
        return means(self.moments, column, self.part)

    def mean_beside(self, column: str, other: str, within: Columns) -> Column:
        """Return every group's mean of a column over those who answered the other, too."""
        return Column.floats(np.array(besides(self.moments.blocks[within], column, other, self.part), dtype=np.float64))

    @property
    def number(self) -> int:
        """How many groups there are."""
        return len(range(*self.part.indices(len(self.moments.levels))))

    def rows(self, named: Mapping[str, str | int | float | None], cells: Cells) -> Rows:
        """Return a row of each group, with what is the same in all of them first."""
        return Rows({name: Column.repeated(cell, self.number) for name, cell in named.items()} | cells, self.number)


def every_gap(
    every: EveryBase, name: str, dimensions: Sequence[Dimension], with_expected: bool, with_ratio: bool
) -> list[Rows]:
    """Return the rows of every dimension, then those overall; see `gap_row`."""
    of = [(f"{name}.{one.name}", one) for one in dimensions]
    return [_gap(every, column, one, with_expected, with_ratio) for column, one in (*of, (name, None))]


def _gap(every: EveryBase, column: str, dimension: Dimension | None, with_expected: bool, with_ratio: bool) -> Rows:
    found, cells = every.mean(column), Cells()
    if with_expected:
        p, e = sides = (f"{column}.perceived", f"{column}.expected")
        cells |= {"expected": every.mean_beside(e, p, sides), "perceived": every.mean_beside(p, e, sides)}
    cells |= _cells(found)
    if with_expected:
        cells |= _tested(found) | _against_expectation(every, column, with_ratio)
    weight = dimension.weight if dimension else None
    cells["weight"] = Column.repeated(weight if isinstance(weight, float | int) else None, every.number)
    cells |= _alphas(every, dimension) if dimension else {}
    return every.rows({"dimension": dimension.name if dimension else OVERALL}, cells)


def _against_expectation(every: EveryBase, column: str, with_ratio: bool) -> Cells:
    below, above = (every.mean(f"{column}:{side}").estimate for side in ("below", "above"))
    none = np.full(every.number, np.nan)
    found = ratios(every.moments, (f"{column}.perceived", f"{column}.expected"), every.part) if with_ratio else None
    estimate, error = (found.estimate, found.std_error) if found else (none, none)
    met, at = 1 - below, np.maximum(0.0, 1 - below - above)
    told = {"ratio": estimate, "ratio_std_error": error}
    shares = {"met": met, "below": below, "at": at, "above": above}
    both = ~np.isnan(below) & ~np.isnan(above)
    told |= {share: np.where(both, values, np.nan) for share, values in shares.items()}
    return {share: Column.floats(values) for share, values in told.items()}


def _alphas(every: EveryBase, dimension: Dimension) -> Cells:
    block, sides = every.moments.blocks.get(dimension.both), sides_of(dimension)
    asked = ("expected", "perceived") if dimension.expected else ("perceived",)
    none = Column.floats(np.full(every.number, np.nan))
    found = {
        side: Column.floats(alphas(block, items, every.part).alpha)
        for side, items in sides.items()
        if block is not None
    }
    return {f"alpha_{side}": found.get(side, none) for side in asked}


def every_item(every: EveryBase, dimensions: Sequence[Dimension]) -> list[Rows]:
    """Return the mean of every perceived item; see `item_rows`."""
    return [
        every.rows({"item": item, "dimension": dimension.name}, _cells(every.mean(item)))
        for dimension in dimensions
        for item in dimension.perceived
    ]


def every_pair(every: EveryBase, dimensions: Sequence[Dimension]) -> list[Rows]:
    """Return the gap of every pair of items; see `pair_rows`."""
    pairs = pairs_of(dimensions)
    found = [every.mean(f"{p}−{e}") for _, e, p in pairs]
    adjusted = every_holm(np.stack([one.p_value for one in found], axis=1))
    both = {item: d.both for d in dimensions for item in d.perceived}
    rows = []
    for at, ((name, e, p), one) in enumerate(zip(pairs, found, strict=True)):
        means_beside = {
            "expected": every.mean_beside(e, p, both[p]),
            "perceived": every.mean_beside(p, e, both[p]),
        }
        cells = means_beside | _cells(one) | _tested(one) | {"p_adjusted": Column.floats(adjusted[:, at])}
        rows.append(every.rows({"item": p, "dimension": name}, cells))
    return rows


def every_consistency(every: EveryBase, dimension: Dimension) -> Iterator[Rows]:
    """Yield the alpha of each side of a dimension; see `consistency_rows`."""
    for side, items in sides_of(dimension).items():
        found = alphas(every.moments.blocks[dimension.both], items, every.part)
        figures = {"alpha": found.alpha, "alpha_low": found.low, "alpha_high": found.high}
        cells = {name: Column.floats(values) for name, values in figures.items()}
        cells |= {"items": Column.repeated(len(items), every.number), "n": Column(found.n)}
        yield every.rows({"dimension": dimension.name, "side": side}, cells | {"reason": Column.of(found.reasons)})


def _cells(found: Estimates) -> Cells:
    """Return the standard columns of result rows; those whose `reason` is None are without it."""
    figures = {name: Column.floats(getattr(found, name)) for name in ("estimate", "std_error", "ci_low", "ci_high")}
    return {**figures, "n": Column(found.n), "reason": Column.of(found.reasons)}


def _tested(found: Estimates) -> Cells:
    return {name: Column.floats(getattr(found, name)) for name in ("statistic", "df", "p_value")}
