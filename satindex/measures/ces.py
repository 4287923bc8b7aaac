"""`type: ces`: the customer effort score, in the variant that the question was asked in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import narwhals as nw

from satindex.frames.made import Indicator
from satindex.language import Words
from satindex.measures.marginals import FigureRows, Marginals
from satindex.measures.measure import Measure, Needs, Score
from satindex.results.numbers import mean_in_numbers, share_in_numbers
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.stats.shares import METHOD_SOURCES, METHOD_WORDS, share
from satindex.survey.kinds import ItemName, KeyFault, MeasureKeys
from satindex.survey.model import Item

Variant = Literal["1.0", "2.0"]
SPANS: Mapping[Variant, tuple[float, float]] = {"1.0": (1.0, 5.0), "2.0": (1.0, 7.0)}
ASKED: Mapping[Variant, Words] = {
    "1.0": Words("how much effort it took, low is good", "费了多大力气，越低越好"),
    "2.0": Words("agreement that it was made easy, high is good", "是否同意“事情很容易就办好了”，越高越好"),
}
LOWEST_POSITIVE = 5


class CesKeys(MeasureKeys):
    """The effort a customer had: 1.0 asks for effort from 1 to 5, 2.0 for ease from 1 to 7."""

    type: Literal["ces"] = "ces"
    item: ItemName
    variant: Variant

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse a scale that is not the variant's, and a reverse-keyed item."""
        item, (low, high) = items[self.item], SPANS[self.variant]
        values = item.scale.values
        if not values or (values[0], values[-1]) != (low, high):
            said = f"{values[0]:g}–{values[-1]:g}" if values else f"'{item.scale.name}'"
            other = next((v for v, span in SPANS.items() if values and span == (values[0], values[-1])), None)
            yield KeyFault(
                ("item",),
                Words(
                    f"CES {self.variant} needs answers from {low:g} to {high:g}, but {self.item} is answered {said}",
                    f"CES {self.variant} 要求 {low:g}–{high:g} 分的回答，而 {self.item} 的回答是 {said}",
                ),
                other and Words(f'The scale is that of variant "{other}".', f"该量表属于 {other} 版。"),
            )
        if item.reverse:
            asked = ASKED[self.variant]
            yield KeyFault(
                ("item",),
                Words(
                    f"{self.item} is reverse-keyed; CES {self.variant} takes the answers as given ({asked.en})",
                    f"{self.item} 为反向计分；CES {self.variant} 直接使用原始回答（{asked.zh}）",
                ),
            )

    def build(self, name: str, items: Mapping[str, Item]) -> Ces:
        """Return the measure."""
        return Ces(name, self.title, self.item, self.variant)


KEYS = CesKeys


@dataclass(frozen=True)
class Ces(Measure):
    """Mean of the answers; for 2.0 also the share of positive ones, 5–7."""

    item: str
    variant: Variant

    chart: ClassVar[str] = "estimates"
    sources: ClassVar[tuple[str, ...]] = (
        "Dixon, M., Freeman, K. & Toman, N. (2010). Stop trying to delight your customers. Harvard Business Review "
        "88(7/8), 116–122 (variant 1.0; variant 2.0 by the same authors, cited from general knowledge).",
    )

    @property
    def items(self) -> tuple[str, ...]:
        return (self.item,)

    @property
    def unit(self) -> Words:
        low, high = SPANS[self.variant]
        asked = ASKED[self.variant]
        return Words(
            f"CES {self.variant}, mean on {low:g}–{high:g} ({asked.en})",
            f"CES {self.variant}，{low:g}–{high:g} 分均值（{asked.zh}）",
        )

    @property
    def options(self) -> Mapping[str, object]:
        low, high = SPANS[self.variant]
        return {"low": low, "high": high}

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        return ((Score(self.name, nw.col(self.item).cast(nw.Float64)),),)

    @property
    def _positive(self) -> str:
        return f"{self.name}:positive"

    def from_marginals(self, of: Marginals) -> FigureRows:
        if self.item not in of:
            return {}
        low, high = LOWEST_POSITIVE, SPANS[self.variant][1]
        positive = {} if self.variant == "1.0" else {"positive": of[self.item].share(low, high)}
        return {"": {"estimate": of[self.item].mean, **positive}}

    def needs(self) -> Needs:
        if self.variant == "1.0":
            return Needs(((self.name,),))
        made = {self._positive: Indicator(self.name, "above", LOWEST_POSITIVE - 0.5)}
        return Needs(((self.name,), (self._positive,)), made)

    def rows(self, base: Base) -> list[Row]:
        row: Row = {"variant": self.variant, **base.mean(self.name).cells()}
        if self.variant == "1.0":
            return [row]
        found = share(base, self._positive)
        return [
            {
                **row,
                "positive": found.estimate,
                "positive_std_error": found.std_error,
                "positive_low": found.ci_low,
                "positive_high": found.ci_high,
            }
        ]

    def explanation(self, rows: list[Row]) -> Explanation:
        low, high = SPANS[self.variant]
        asked = ASKED[self.variant]
        formula = Words(
            f"CES {self.variant} = (weighted) mean of {self.item}, answered from {low:g} to {high:g}: {asked.en}.",
            f"CES {self.variant} = {self.item}（{low:g}–{high:g} 分：{asked.zh}）的（加权）均值。",
        )
        notes: tuple[Words, ...] = (
            Words(
                "The two variants are different questions: their figures are not comparable.",
                "两个版本问的是不同的问题，数值不可相互比较。",
            ),
        )
        sources = self.sources
        if self.variant == "2.0":
            more = Words(
                f"positive = share of answers {LOWEST_POSITIVE}–{high:g}, 0–1.",
                f"正面回答 = 回答 {LOWEST_POSITIVE}–{high:g} 的比例（0–1）。",
            )
            notes, sources = (more, METHOD_WORDS["wilson"], *notes), (*sources, METHOD_SOURCES["wilson"])
        numbers = tuple(_numbers(row) for row in rows if isinstance(row.get("estimate"), float))
        return Explanation(formula, numbers, notes, sources)


def _numbers(row: Row) -> Words:
    mean = mean_in_numbers(row)
    if not isinstance(row.get("positive"), float):
        return mean
    positive = share_in_numbers(row, "positive")
    return Words(f"{mean.en}; positive {positive.en}", f"{mean.zh}；正面回答 {positive.zh}")
