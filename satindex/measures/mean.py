"""`type: mean`: the plain mean of one or several items on their own scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import narwhals as nw

from satindex.frames.expressions import answered, mean_answered
from satindex.language import Words
from satindex.measures.consistency import ALPHA_SOURCE, alpha_cells
from satindex.measures.drawn import Target
from satindex.measures.item_checks import numeric_faults, one_range_faults
from satindex.measures.marginals import FigureRows, Marginals, has_all, mean_of
from satindex.measures.measure import Measure, Needs, Score
from satindex.results.numbers import mean_in_numbers
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.survey.kinds import ItemNames, KeyFault, MeasureKeys, Share
from satindex.survey.model import Item, ItemSet


class MeanKeys(MeasureKeys):
    """The mean of items that share a scale."""

    type: Literal["mean"] = "mean"
    items: ItemNames
    min_answered: Share = 0.5

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse items that can't be averaged: text, or scales of different range."""
        yield from numeric_faults(("items",), self.items, items)
        yield from one_range_faults(("items",), self.items, items)

    def build(self, name: str, items: Mapping[str, Item]) -> Mean:
        """Return the measure."""
        values = items[self.items[0]].scale.values
        return Mean(name, self.title, tuple(self.items), self.min_answered, (values[0], values[-1]) if values else None)


KEYS = MeanKeys


@dataclass(frozen=True)
class Mean(Measure):
    """Mean of the answered items, on the items' own scale."""

    names: tuple[str, ...]
    min_answered: float = 0.5
    span: tuple[float, float] | None = None

    topic: ClassVar[str] = "satisfaction"
    chart: ClassVar[str] = "estimates"
    sources: ClassVar[tuple[str, ...]] = ()

    @property
    def items(self) -> tuple[str, ...]:
        return self.names

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        return (ItemSet(self.name, self.names, self.name),) if len(self.names) > 1 else ()

    @property
    def unit(self) -> Words:
        if self.span is None:
            return Words("mean", "均值")
        said = f"{self.span[0]:g}–{self.span[1]:g}"
        return Words(f"mean on {said}", f"均值（{said}）")

    @property
    def options(self) -> Mapping[str, object]:
        return {} if self.span is None else {"low": self.span[0], "high": self.span[1]}

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        values = [nw.col(name) for name in self.names]
        return ((Score(self.name, mean_answered(values, [answered(n) for n in self.names], self.min_answered)),),)

    def drawn(self) -> tuple[Target, ...]:
        return (Target(self.name, self.name, self.names),)

    def from_marginals(self, of: Marginals) -> FigureRows:
        return {"": {"estimate": mean_of(self.names, of)}} if has_all(self.names, of) else {}

    def needs(self) -> Needs:
        return Needs(((self.name,), *([self.names] if len(self.names) > 1 else [])))

    def rows(self, base: Base) -> list[Row]:
        return [{**base.mean(self.name).cells(), **alpha_cells(base, self.names)}]

    def explanation(self, rows: list[Row]) -> Explanation:
        k = len(self.names)
        listed, share = ", ".join(self.names), f"{self.min_answered:.0%}"
        return Explanation(
            Words(
                f"Each respondent: mean of the answered items ({listed}) if at least {share} of the {k} are answered; "
                "then the (weighted) mean over respondents.",
                f"每位受访者：在 {k} 个题目（{listed}）中至少回答 {share} 时取已答题目的均值；"
                f"再对受访者求（加权）均值。",
            ),
            tuple(mean_in_numbers(row) for row in rows if isinstance(row.get("estimate"), float)),
            sources=(ALPHA_SOURCE,) if k > 1 else (),
        )
