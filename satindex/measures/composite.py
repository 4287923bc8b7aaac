"""`type: composite`: a weighted index of components, each rescaled to 0–100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import narwhals as nw
from pydantic import Field

from satindex.frames.expressions import answered, mean_answered, rescale, weighted_mean
from satindex.frames.made import Rescaled
from satindex.language import Words
from satindex.measures.consistency import ALPHA_SOURCE, alpha_cells
from satindex.measures.mean import numeric_faults
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.base import Base
from satindex.stats.moments import Columns
from satindex.survey.kinds import Finite, ItemNames, KeyFault, Keys, MeasureKeys, Share, TitleTexts, Weight
from satindex.survey.model import Item, ItemSet, Titles

OVERALL = "overall"
COMPONENT_WORDS = {
    "behavioural": Words("Behavioural loyalty", "行为忠诚"),
    "conative": Words("Conative loyalty", "意向忠诚"),
    "affective": Words("Affective loyalty", "情感忠诚"),
    "cognitive": Words("Cognitive loyalty", "认知忠诚"),
}


class ComponentKeys(Keys):
    """One component: its items, the values that score 0 and 100, its weight, its better end."""

    items: ItemNames
    weight: Weight = 1.0
    anchors: tuple[Finite, Finite] | None = None
    better: Literal["high", "low"] = "high"
    min_answered: Share | None = None
    title: TitleTexts = Field(default_factory=dict)


class CompositeKeys(MeasureKeys):
    """A 0–100 index of weighted components."""

    type: Literal["composite"] = "composite"
    components: dict[str, ComponentKeys]
    min_answered: Share = 0.5
    partial: bool = False

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse components without items or ends, and weights that are all 0."""
        if not self.components:
            yield KeyFault(("components",), Words("there is no component", "没有任何组成部分"))
        elif not any(component.weight for component in self.components.values()):
            yield KeyFault(("components",), Words("all weights are 0", "所有权重均为 0"))
        for name, component in self.components.items():
            path = ("components", name)
            if name == OVERALL:
                yield KeyFault(path, Words(f"'{name}' is a reserved name", f"“{name}”是保留名称"))
            yield from numeric_faults((*path, "items"), component.items, items)
            yield from _anchor_faults(path, component, items)

    def build(self, name: str, items: Mapping[str, Item]) -> Composite:
        """Return the measure."""
        components = []
        for key, given in self.components.items():
            names = tuple(given.items)
            ends = tuple(_ends(given, items[item]) for item in names)
            share = self.min_answered if given.min_answered is None else given.min_answered
            components.append(Component(key, given.title, names, ends, given.weight, share))
        return Composite(name, self.title, tuple(components), self.partial)


KEYS = CompositeKeys


def _anchor_faults(path: tuple[str, ...], component: ComponentKeys, items: Mapping[str, Item]) -> Iterator[KeyFault]:
    if component.anchors and component.anchors[0] == component.anchors[1]:
        yield KeyFault(
            (*path, "anchors"),
            Words("both anchors are the same value", "两个锚点是同一个值"),
            Words("Give the value that scores 0, then the one that scores 100.", "先写得 0 分的值,再写得 100 分的值。"),
        )
    if component.anchors and component.better == "low" and component.anchors[0] > component.anchors[1]:
        yield KeyFault(
            (*path, "better"),
            Words(
                "'better: low' and anchors that run downwards turn the component round twice",
                "“better: low”与由大到小的锚点会把方向反转两次",
            ),
            Words("Keep one of the two.", "请只保留其一。"),
        )
    for name in component.items:
        if component.anchors is None and name in items and items[name].scale.is_numeric:
            values = items[name].scale.values
            if len(values) < 2:
                yield KeyFault(
                    (*path, "items"),
                    Words(
                        f"{name} has no fixed ends, so its 0 and 100 are unknown",
                        f"{name} 没有固定的两端,无法确定 0 分与 100 分",
                    ),
                    Words(
                        "Add 'anchors: [a, b]', the values that score 0 and 100.",
                        "请添加 anchors: [a, b],即得 0 分与 100 分的值。",
                    ),
                )


def _ends(component: ComponentKeys, item: Item) -> tuple[float, float]:
    low, high = component.anchors or (item.scale.values[0], item.scale.values[-1])
    return (high, low) if component.better == "low" else (low, high)


@dataclass(frozen=True)
class Component:
    """A component: for each item the values that score 0 and 100."""

    name: str
    title: Titles
    items: Columns
    ends: tuple[tuple[float, float], ...]
    weight: float
    min_answered: float


@dataclass(frozen=True)
class Composite(Measure):
    """Index Σ w·s/Σ w of components s, each the mean of its items rescaled to 0–100."""

    components: tuple[Component, ...]
    partial: bool = False

    chart: ClassVar[str] = "estimates"
    sources: ClassVar[tuple[str, ...]] = (
        "OECD & JRC (2008). Handbook on Constructing Composite Indicators (cited from general knowledge).",
        ALPHA_SOURCE,
    )

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for component in self.components for item in component.items)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{component.name}" for component in self.components)

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        return tuple(
            ItemSet(f"{self.name}.{c.name}", c.items, self.name, c.ends) for c in self.components if len(c.items) > 1
        )

    @property
    def headline(self) -> Mapping[str, str]:
        return {"component": OVERALL}

    @property
    def unit(self) -> Words:
        return Words("index, 0–100", "指数(0–100)")

    @property
    def labels(self) -> Mapping[str, Words]:
        named = {c.name: words_of(c.title, COMPONENT_WORDS.get(c.name, c.name)) for c in self.components}
        return {**named, OVERALL: Words("Overall index", "总指数")}

    @property
    def options(self) -> Mapping[str, object]:
        return {"low": 0, "high": 100}

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        scores = []
        for component in self.components:
            values = [rescale(item, *ends) for item, ends in zip(component.items, component.ends, strict=True)]
            valid = [answered(item) for item in component.items]
            scores.append(Score(f"{self.name}.{component.name}", mean_answered(values, valid, component.min_answered)))
        weights = [component.weight for component in self.components]
        return tuple(scores), (Score(self.name, weighted_mean(self.parts, weights, self.partial)),)

    def needs(self) -> Needs:
        made = {
            self._rescaled(c)[at]: Rescaled(item, *c.ends[at])
            for c in self.components
            if len(c.items) > 1
            for at, item in enumerate(c.items)
        }
        alphas = [self._rescaled(c) for c in self.components if len(c.items) > 1]
        blocks = [*((name,) for name in self.score_names), *alphas]
        return Needs(tuple(dict.fromkeys(blocks)), made)

    def _rescaled(self, component: Component) -> Columns:
        """The items of a component as rescaled while reading: alpha is that of what is averaged."""
        return tuple(f"{self.name}.{component.name}:{item}" for item in component.items)

    def rows(self, base: Base) -> list[Row]:
        rows: list[Row] = []
        for component in self.components:
            row: dict[str, Cell] = {"component": component.name, **base.mean(f"{self.name}.{component.name}").cells()}
            rows.append({**row, "weight": component.weight, **alpha_cells(base, self._rescaled(component))})
        return [*rows, {"component": OVERALL, **base.mean(self.name).cells(), "weight": None}]

    def doubts(self) -> Mapping[Words, nw.Expr]:
        found = {}
        for component in self.components:
            for item, ends in zip(component.items, component.ends, strict=True):
                outside = (nw.col(item) < min(ends)) | (nw.col(item) > max(ends))
                words = Words(
                    f"{self.name}.{component.name}: answers to {item} outside {min(ends):g}–{max(ends):g}, clipped",
                    f"{self.name}.{component.name}:{item} 的回答超出 {min(ends):g}–{max(ends):g},已截断",
                )
                found[words] = nw.when(outside).then(nw.lit(1)).otherwise(nw.lit(0)).sum()
        return found

    def explanation(self, rows: list[Row]) -> Explanation:
        total = sum(component.weight for component in self.components)
        parts = " + ".join(f"{c.weight:g}·{c.name}" for c in self.components)
        ends = "; ".join(f"{c.name}: {_said_ends(c)}" for c in self.components)
        rule = (
            Words("a respondent's index is over the components present", "受访者的指数按已有的组成部分计算")
            if self.partial
            else Words("a respondent lacking a component has no index", "缺少任一组成部分的受访者没有指数")
        )
        return Explanation(
            Words(
                f"Index = ({parts})/{total:g}; each component is the mean of its items rescaled to 0–100 ({ends}); "
                f"{rule.en}; then the (weighted) mean over respondents.",
                f"指数 = ({parts})/{total:g};各组成部分为其题目换算为 0–100 后的均值({ends});{rule.zh};"
                "再对受访者求(加权)均值。",
            ),
            (),
            (),
            self.sources,
        )


def _said_ends(component: Component) -> str:
    return ", ".join(dict.fromkeys(f"{zero:g}→0, {hundred:g}→100" for zero, hundred in component.ends))
