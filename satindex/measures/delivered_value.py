"""`type: delivered_value`: what a customer gets less what it costs (顾客让渡价值)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import narwhals as nw
from pydantic import Field

from satindex.frames.expressions import answered, mean_answered
from satindex.language import LANGUAGES, Words
from satindex.measures.item_checks import numeric_faults, one_range_faults
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.results.numbers import exact
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.stats.moments import Columns
from satindex.survey.kinds import ItemNames, KeyFault, Keys, MeasureKeys, Share, TitleTexts, Weight
from satindex.survey.model import Item, ItemSet, Titles

Side = Literal["value", "cost"]
OVERALL, TOTALS = "overall", {"value": "total_value", "cost": "total_cost"}
SIGNS: Mapping[Side, float] = {"value": 1.0, "cost": -1.0}
COMPONENT_WORDS = {
    "product": Words("Product value", "产品价值"),
    "service": Words("Service value", "服务价值"),
    "personnel": Words("Personnel value", "人员价值"),
    "image": Words("Image value", "形象价值"),
    "money": Words("Money cost", "货币成本"),
    "time": Words("Time cost", "时间成本"),
    "energy": Words("Energy cost", "体力成本"),
    "psychic": Words("Psychic cost", "精神成本"),
}


class PartKeys(Keys):
    """One component with a weight or a title of its own."""

    items: ItemNames
    weight: Weight = 1.0
    title: TitleTexts = Field(default_factory=dict)


Parts = dict[str, ItemNames | PartKeys]


class DeliveredValueKeys(MeasureKeys):
    """Components of value and of cost, all answered on one range."""

    type: Literal["delivered_value"] = "delivered_value"
    values: Parts
    costs: Parts
    min_answered: Share = 0.5
    total: Literal["sum", "mean"] = "sum"

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse an empty side, a name used twice, text, items of different range, weights that are all 0."""
        for side, parts in self._sides().items():
            key = f"{side}s"
            if not parts:
                yield KeyFault((key,), Words("there is no component", "没有任何组成部分"))
            elif not any(part.weight for part in parts.values()):
                yield KeyFault((key,), Words("all weights are 0", "所有权重均为 0"))
            for name, part in parts.items():
                yield from self._part_faults((key, name), part, items)
        named = tuple(item for parts in self._sides().values() for part in parts.values() for item in part.items)
        yield from one_range_faults((), named, items)

    def _part_faults(self, path: tuple[str, str], part: PartKeys, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        side, name = path
        if name in (OVERALL, *TOTALS.values()):
            yield KeyFault(path, Words(f"'{name}' is a reserved name", f"“{name}”是保留名称"))
        if side == "costs" and name in self.values:
            yield KeyFault(
                path,
                Words(f"'{name}' is the name of a value too", f"“{name}”同时也是某项价值的名称"),
                Words("Give one of the two another name.", "请为其中一个改名。"),
            )
        if not part.items:
            yield KeyFault(path, Words("there is no item", "没有任何题目"))
        yield from numeric_faults(path, part.items, items)

    def _sides(self) -> dict[Side, dict[str, PartKeys]]:
        written: dict[Side, Parts] = {"value": self.values, "cost": self.costs}
        return {
            side: {name: part if isinstance(part, PartKeys) else PartKeys(items=part) for name, part in parts.items()}
            for side, parts in written.items()
        }

    def build(self, name: str, items: Mapping[str, Item]) -> DeliveredValue:
        """Return the measure."""
        components = tuple(
            ValueComponent(key, part.title, side, part.items, part.weight)
            for side, parts in self._sides().items()
            for key, part in parts.items()
        )
        values = items[components[0].items[0]].scale.values
        span = (values[0], values[-1]) if values else None
        return DeliveredValue(name, self.title, components, self.min_answered, self.total, span)


KEYS = DeliveredValueKeys


@dataclass(frozen=True)
class ValueComponent:
    """A component of value or of cost."""

    name: str
    title: Titles
    side: Side
    items: Columns
    weight: float

    @property
    def sign(self) -> float:
        """What a point of it adds to delivered value: +1 for value, −1 for cost."""
        return SIGNS[self.side]


@dataclass(frozen=True)
class DeliveredValue(Measure):
    """Delivered value = total value − total cost, per respondent."""

    components: tuple[ValueComponent, ...]
    min_answered: float = 0.5
    total: Literal["sum", "mean"] = "sum"
    span: tuple[float, float] | None = None

    topic: ClassVar[str] = "satisfaction"
    chart: ClassVar[str] = "contributions"
    sources: ClassVar[tuple[str, ...]] = (
        "Kotler, P. (1994). Marketing Management: Analysis, Planning, Implementation, and Control, 8th ed. "
        "Prentice-Hall: customer delivered value (cited from general knowledge).",
    )

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for component in self.components for item in component.items)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._column(component.name) for component in self.components)

    def reach_of(self, column: str) -> tuple[float, float] | None:
        return self.span if column in self.parts else None

    def _column(self, part: str) -> str:
        return f"{self.name}.{part}"

    @property
    def headline(self) -> Mapping[str, str]:
        return {"component": OVERALL}

    @property
    def unit(self) -> Words:
        return Words("delivered value, total value − total cost", "让渡价值 = 总价值 − 总成本")

    @property
    def labels(self) -> Mapping[str, Words]:
        named = {c.name: words_of(c.title, COMPONENT_WORDS.get(c.name, c.name)) for c in self.components}
        totals = {
            "total_value": Words("Total customer value", "顾客总价值"),
            "total_cost": Words("Total customer cost", "顾客总成本"),
            "value": Words("Value", "价值"),
            "cost": Words("Cost", "成本"),
        }
        return {**totals, **named, OVERALL: Words("Delivered value", "让渡价值")}

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        several = (component for component in self.components if len(component.items) > 1)
        return tuple(ItemSet(self._column(c.name), c.items, self._column(TOTALS[c.side])) for c in several)

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        parts = tuple(
            Score(
                self._column(c.name),
                mean_answered([nw.col(i) for i in c.items], [answered(i) for i in c.items], self.min_answered),
            )
            for c in self.components
        )
        totals = tuple(Score(self._column(total), self._total(side)) for side, total in self._totals())
        value, cost = (nw.col(score.name) for score in totals)
        return parts, totals, (Score(self.name, value - cost),)

    def _totals(self) -> tuple[tuple[Side, str], ...]:
        return (("value", TOTALS["value"]), ("cost", TOTALS["cost"]))

    def _of(self, side: Side) -> tuple[ValueComponent, ...]:
        return tuple(component for component in self.components if component.side == side)

    def _factor(self, component: ValueComponent) -> float:
        """What a component's score is multiplied by in its side's total."""
        whole = sum(other.weight for other in self._of(component.side))
        return component.weight if self.total == "sum" else component.weight / whole

    def _total(self, side: Side) -> nw.Expr:
        """A respondent lacking a component has no total: a sum over fewer would be another figure."""
        columns = {self._column(c.name): self._factor(c) for c in self._of(side)}
        total = nw.sum_horizontal(*(nw.col(column) * factor for column, factor in columns.items()))
        return nw.when(answered(*columns)).then(total)

    def needs(self) -> Needs:
        singles = [(name,) for name in self.score_names]
        return Needs((*singles, *((part, self.name) for part in self.parts)))

    def rows(self, base: Base) -> list[Row]:
        parts = [self._row(base, component) for component in self.components]
        totals: list[Row] = []
        for side, total in self._totals():
            mean = base.mean(self._column(total))
            totals.append({"component": total, "side": side, **mean.cells()})
        return [*parts, *totals, {"component": OVERALL, "side": None, **base.mean(self.name).cells()}]

    def _row(self, base: Base, component: ValueComponent) -> Row:
        column = self._column(component.name)
        beside = base.mean_beside(column, self.name, (column, self.name))
        return {
            "component": component.name,
            "side": component.side,
            **base.mean(column).cells(),
            "weight": component.weight,
            "contribution": None if beside is None else component.sign * self._factor(component) * beside,
        }

    def explanation(self, rows: list[Row]) -> Explanation:
        value, cost = (self._formula(side) for side in SIGNS)
        rule = {
            "sum": Words(
                "Totals are sums of the components times their weights.", "总价值与总成本为各部分乘以权重之和。"
            ),
            "mean": Words("Totals are weighted means of the components.", "总价值与总成本为各部分的加权均值。"),
        }[self.total]
        return Explanation(
            Words(
                f"Delivered value = total value ({value.en}) − total cost ({cost.en}); each component is the mean of "
                "its items; a respondent lacking a component has no total; then the (weighted) mean over respondents.",
                f"让渡价值 = 总价值（{value.zh}）− 总成本（{cost.zh}）；各部分为其题目的均值；"
                "缺少任一部分的受访者没有总分；再对受访者求（加权）均值。",
            ),
            self._numbers(rows),
            (
                rule,
                Words(
                    "Costs count as answered: a higher answer is a higher cost; reverse-key questions worded the other "
                    "way. contribution = sign × weight × mean over respondents with a delivered value: they add up "
                    "to it.",
                    "成本题按原方向计：数值越高，成本越高；措辞相反的题目请设为反向计分。贡献 = 符号 × 权重 × "
                    "有让渡价值的受访者的均值，各贡献之和等于让渡价值。",
                ),
            ),
            self.sources,
        )

    def _formula(self, side: Side) -> Words:
        terms = [(self._factor(c), self.labels[c.name]) for c in self._of(side)]
        times = [("" if factor == 1 else f"{factor:.4g}·", label) for factor, label in terms]
        return Words(*(" + ".join(f"{by}{label.say(language)}" for by, label in times) for language in LANGUAGES))

    def _numbers(self, rows: list[Row]) -> tuple[Words, ...]:
        known = {str(row["component"]): row.get("contribution") for row in rows}
        amounts = {name: cell for name, cell in known.items() if isinstance(cell, float)}
        overall = next((row for row in rows if row["component"] == OVERALL), None)
        if overall is None or not isinstance(overall["estimate"], float) or len(amounts) != len(self.components):
            return ()
        whole, n = exact(overall["estimate"]), overall["n"]
        terms = [
            ("−" if amount < 0 else "+", exact(abs(amount)), self.labels[name]) for name, amount in amounts.items()
        ]
        en = " ".join(f"{sign} {amount} ({label.en})" for sign, amount, label in terms).removeprefix("+ ")
        zh = " ".join(f"{sign} {amount}（{label.zh}）" for sign, amount, label in terms).removeprefix("+ ")
        return (Words(f"{en} = {whole} (n = {n})", f"{zh} = {whole}（n = {n}）"),)
