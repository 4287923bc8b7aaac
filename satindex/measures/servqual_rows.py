"""The figures of dimensions that are expected and perceived: gaps, pairs of items, internal consistency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from satindex.measures.consistency import alpha_of
from satindex.measures.rater import OVERALL
from satindex.results.result import Cell, Row
from satindex.stats.base import Base
from satindex.stats.moments import Columns
from satindex.stats.multiplicity import holm
from satindex.survey.model import Titles


@dataclass(frozen=True)
class Dimension:
    """A dimension's pairs; `expected` is empty for SERVPERF; `weight` is a number or the item with own points."""

    name: str
    title: Titles
    perceived: Columns
    expected: Columns
    weight: float | str | None

    @property
    def both(self) -> Columns:
        """The items of both sides: one block, from which each side's alpha and each pair's means come."""
        return (*self.expected, *self.perceived)


def gap_row(base: Base, column: str, dimension: Dimension | None, with_expected: bool, with_ratio: bool) -> Row:
    """Return the row of a dimension, or overall where there is none; `column` is the score it is about."""
    row: dict[str, Cell] = {"dimension": dimension.name if dimension else OVERALL}
    found = base.mean(column)
    if with_expected:
        p, e = sides = (f"{column}.perceived", f"{column}.expected")
        row |= {"expected": base.mean_beside(e, p, sides), "perceived": base.mean_beside(p, e, sides)}
    row |= found.cells()
    if with_expected:
        row |= {"statistic": found.statistic, "df": found.df, "p_value": found.p_value}
        row |= _against_expectation(base, column, with_ratio)
    weight = dimension.weight if dimension else None
    row["weight"] = weight if isinstance(weight, float | int) else None
    return {**row, **(_alphas(base, dimension) if dimension else {})}


def _against_expectation(base: Base, column: str, with_ratio: bool) -> dict[str, Cell]:
    below = base.mean(f"{column}:below").estimate
    above = base.mean(f"{column}:above").estimate
    ratio = base.ratio(f"{column}.perceived", f"{column}.expected") if with_ratio else None
    cells: dict[str, Cell] = {
        "ratio": ratio.estimate if ratio else None,
        "ratio_std_error": ratio.std_error if ratio else None,
    }
    if below is None or above is None:
        return cells | {"met": None, "below": None, "at": None, "above": None}
    return cells | {"met": 1 - below, "below": below, "at": max(0.0, 1 - below - above), "above": above}


def item_rows(base: Base, dimensions: Sequence[Dimension]) -> list[Row]:
    """Return the mean of every perceived item."""
    return [
        {"item": item, "dimension": dimension.name, **base.mean(item).cells()}
        for dimension in dimensions
        for item in dimension.perceived
    ]


def pairs_of(dimensions: Sequence[Dimension]) -> list[tuple[str, str, str]]:
    """Return every pair as (dimension, expected, perceived)."""
    return [(d.name, e, p) for d in dimensions for e, p in zip(d.expected, d.perceived, strict=bool(d.expected))]


def pair_rows(base: Base, dimensions: Sequence[Dimension]) -> list[Row]:
    """Return the gap of every pair of items with its paired test, adjusted by Holm's method."""
    pairs = pairs_of(dimensions)
    found = [base.mean(f"{p}−{e}") for _, e, p in pairs]
    adjusted = holm([estimate.p_value for estimate in found])
    both = {item: d.both for d in dimensions for item in d.perceived}
    return [
        {
            "item": p,
            "dimension": name,
            "expected": base.mean_beside(e, p, both[p]),
            "perceived": base.mean_beside(p, e, both[p]),
            **estimate.cells(),
            "statistic": estimate.statistic,
            "df": estimate.df,
            "p_value": estimate.p_value,
            "p_adjusted": p_adjusted,
        }
        for (name, e, p), estimate, p_adjusted in zip(pairs, found, adjusted, strict=True)
    ]


def sides_of(dimension: Dimension) -> Mapping[str, Columns]:
    """Return the sides of a dimension that have an alpha: those of two items or more."""
    sides = {"expected": dimension.expected, "perceived": dimension.perceived}
    return {side: items for side, items in sides.items() if len(items) > 1}


def _alphas(base: Base, dimension: Dimension) -> dict[str, Cell]:
    found = {side: alpha_of(base, items, dimension.both).alpha for side, items in sides_of(dimension).items()}
    asked = ("expected", "perceived") if dimension.expected else ("perceived",)
    return {f"alpha_{side}": found.get(side) for side in asked}


def consistency_rows(base: Base, dimension: Dimension) -> Iterator[Row]:
    """Yield the alpha of each side of a dimension."""
    for side, items in sides_of(dimension).items():
        found = alpha_of(base, items, dimension.both)
        row: Row = {"dimension": dimension.name, "side": side, "alpha": found.alpha, "alpha_low": found.low}
        more: Row = {"alpha_high": found.high, "items": len(items), "n": found.n}
        yield {**row, **more, **({"reason": found.reason} if found.reason else {})}
