"""`type: composite`: a weighted index of components, each rescaled to 0–100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

import narwhals as nw

from satindex.frames.expressions import answered, mean_answered, rescale, weighted_mean
from satindex.frames.made import Rescaled
from satindex.language import Words
from satindex.measures.components import COMPONENT_WORDS, Component, ComponentKeys, anchor_faults, ends_of
from satindex.measures.composite_words import explain_composite
from satindex.measures.consistency import ALPHA_SOURCE, alpha_cells
from satindex.measures.drawn import Target
from satindex.measures.item_checks import numeric_faults
from satindex.measures.marginals import FigureRows, Marginals, has_all, with_overall
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.measures.own_points import COMPONENTS, OwnPoints, points_doubts, points_faults, weight_faults
from satindex.measures.resampling_words import TOO_MANY
from satindex.measures.weights.elicited import given
from satindex.measures.weights.fitted import REPLICATES, SEED, FromData
from satindex.measures.weights.keys import WeightsKeys
from satindex.measures.weights.refits import Refits
from satindex.measures.weights.tables import expert_rows, weight_rows
from satindex.measures.weights.weighed import Weighed
from satindex.measures.weights.words import METHODS, OECD, explain_weights, said_refits
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.base import Base
from satindex.stats.grouped_rows import Rows, drawn_rows
from satindex.stats.moments import Columns
from satindex.stats.replicated_means import ReplicatedMean, not_replicated
from satindex.survey.kinds import KeyFault, MeasureKeys, Share
from satindex.survey.model import Item, ItemSet

OVERALL = "overall"
AS_WEIGHTS = {"format": "coefficient", "headings": {"estimate": Words("Weight", "权重")}}
NOT_FITTED = Words("weights are taken from the data, and there are none yet", "权重取自数据，尚无数据")


class CompositeKeys(MeasureKeys):
    """A 0–100 index of weighted components."""

    type: Literal["composite"] = "composite"
    components: dict[str, ComponentKeys]
    weights: WeightsKeys | None = None
    min_answered: Share = 0.5
    partial: bool = False

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse components without items or ends, and weights that are all 0."""
        if not self.components:
            yield KeyFault(("components",), Words("there is no component", "没有任何组成部分"))
        weights = [component.weight for component in self.components.values()]
        if any(isinstance(weight, OwnPoints) for weight in weights):
            yield from weight_faults(("components",), weights, COMPONENTS)
        elif weights and not any(weight != 0 for weight in weights):
            yield KeyFault(("components",), Words("all weights are 0", "所有权重均为 0"))
        elif self.weights is not None:
            yield from self._weights_faults(self.weights)
        for name, component in self.components.items():
            path = ("components", name)
            if name == OVERALL:
                yield KeyFault(path, Words(f"'{name}' is a reserved name", f"“{name}”是保留名称"))
            yield from numeric_faults((*path, "items"), component.items, items)
            yield from points_faults(path, component.weight, items)
            yield from anchor_faults(path, component, items)

    def _weights_faults(self, weights: WeightsKeys) -> Iterator[KeyFault]:
        own = [name for name, component in self.components.items() if component.weight is not None]
        if own:
            said = ", ".join(own)
            yield KeyFault(
                ("weights",),
                Words(
                    f"'weights' stands beside weights of single components ({said})",
                    f"weights 与单个组成部分的 weight 并列（{said}）",
                ),
                Words("Keep one of the two.", "请只保留其一。"),
            )
        if any(weights.outcome in component.items for component in self.components.values()):
            yield KeyFault(
                ("weights", "outcome"),
                Words(f"{weights.outcome} is itself part of the index", f"{weights.outcome} 本身就是指数的一部分"),
            )
        yield from weights.faults(tuple(self.components))

    def warnings(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Warn of components without a weight beside others with one, and of contradictory judgements."""
        silent = [name for name, component in self.components.items() if component.weight is None]
        if 0 < len(silent) < len(self.components):
            said = ", ".join(silent)
            yield KeyFault(
                ("components",),
                Words(
                    f"some components have a weight; these have none and count as 1: {said}",
                    f"部分组成部分有权重；以下没有，按 1 计：{said}",
                ),
            )
        if self.weights is not None:
            yield from self.weights.warnings(tuple(self.components))

    def build(self, name: str, items: Mapping[str, Item]) -> Composite:
        """Return the measure."""
        components = []
        for key, keys in self.components.items():
            names = tuple(keys.items)
            ends = tuple(ends_of(keys, items[item]) for item in names)
            share = self.min_answered if keys.min_answered is None else keys.min_answered
            weight = keys.weight if isinstance(keys.weight, float | int) else 1.0
            components.append(Component(key, keys.title, names, ends, weight, share))
        points = tuple(keys.weight.item for keys in self.components.values() if isinstance(keys.weight, OwnPoints))
        plain = Composite(name, self.title, tuple(components), self.partial, own_points=points)
        if self.weights is None:
            return plain
        if self.weights.method in ("given", "expert_points", "ahp"):
            return replace(plain, weighed=self.weights.elicited(tuple(self.components)))
        method = _from_data(self.weights, plain)
        outcome = (method.outcome,) if method.outcome in items and method.outcome else ()
        waiting = Weighed(method.method, tuple(self.components), None, reason=NOT_FITTED)
        return replace(plain, weighed=waiting, method=method, outcome_items=outcome)


KEYS = CompositeKeys


def _from_data(weights: WeightsKeys, plain: Composite) -> FromData:
    return FromData(
        weights.method if weights.method in ("pca", "regression") else "entropy",
        tuple(component.name for component in plain.components),
        plain.parts,
        weights.outcome,
        weights.importance or "coefficient",
        SEED if weights.seed is None else weights.seed,
        weights.replicates or REPLICATES,
    )


@dataclass(frozen=True)
class Composite(Measure):
    """Index Σ w·s/Σ w of components s, each the mean of its items rescaled to 0–100.

    `weighed` holds the weights where they are not those of the single components; `method` takes them from the data
    set, `refits` from its bootstrap replicates; `outcome_items` are the items such a method needs besides. With
    `own_points` each respondent weighs the components by their own.
    """

    components: tuple[Component, ...]
    partial: bool = False
    weighed: Weighed | None = None
    method: FromData | None = None
    outcome_items: Columns = ()
    own_points: Columns = ()
    refits: Refits | None = field(default=None, compare=False, repr=False)

    topic: ClassVar[str] = "loyalty"
    chart: ClassVar[str] = "estimates"
    ranked: ClassVar[bool] = True
    more_titles: ClassVar[Mapping[str, Words]] = {
        "weights": Words("weights", "权重"),
        "experts": Words("weights by expert", "各专家的权重"),
    }
    more_options: ClassVar[Mapping[str, Mapping[str, object]]] = {"weights": AS_WEIGHTS, "experts": AS_WEIGHTS}
    undivided: ClassVar[frozenset[str]] = frozenset({"weights", "experts"})
    sources: ClassVar[tuple[str, ...]] = (OECD, ALPHA_SOURCE)

    @property
    def used(self) -> Weighed:
        """The weights the index uses, with their method; there are none where each respondent has their own."""
        if self.own_points:
            return Weighed("own_points", tuple(c.name for c in self.components), None)
        return self.weighed or given([c.name for c in self.components], [c.weight for c in self.components])

    @property
    def items(self) -> tuple[str, ...]:
        return (
            *(item for component in self.components for item in component.items),
            *self.outcome_items,
            *self.own_points,
        )

    @property
    def uses(self) -> tuple[str, ...]:
        outcome = self.method.outcome if self.method else None
        return (outcome,) if outcome and outcome not in self.outcome_items else ()

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
        return Words("index, 0–100", "指数（0–100）")

    @property
    def labels(self) -> Mapping[str, Words]:
        named = {c.name: words_of(c.title, COMPONENT_WORDS.get(c.name, c.name)) for c in self.components}
        methods = METHODS if self.weighed else {}
        return {**methods, **named, OVERALL: Words("Overall index", "总指数")}

    @property
    def options(self) -> Mapping[str, object]:
        return {"low": 0, "high": 100}

    def before_fitting(self) -> tuple[Score, ...]:
        return self._component_scores()

    def _component_scores(self) -> tuple[Score, ...]:
        scores = []
        for component in self.components:
            values = [rescale(item, *ends) for item, ends in zip(component.items, component.ends, strict=True)]
            valid = [answered(item) for item in component.items]
            scores.append(Score(f"{self.name}.{component.name}", mean_answered(values, valid, component.min_answered)))
        return tuple(scores)

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        weights = [c.weight for c in self.components] if self.weighed is None else self.weighed.weights
        given = self.own_points or weights
        index = nw.lit(None, dtype=nw.Float64) if given is None else weighted_mean(self.parts, given, self.partial)
        return self._component_scores(), (Score(self.name, index),)

    def drawn(self) -> tuple[Target, ...]:
        return tuple(
            Target(part, self.name, c.items, unit="percent", ends=dict(zip(c.items, c.ends, strict=True)))
            for part, c in zip(self.parts, self.components, strict=True)
        )

    def from_marginals(self, of: Marginals) -> FigureRows:
        rows = {}
        for c in self.components:
            if has_all(c.items, of):
                percents = [of[item].percent(*ends) for item, ends in zip(c.items, c.ends, strict=True)]
                rows[c.name] = {"estimate": sum(percents) / len(percents)}
        return with_overall(self.weighted_parts, rows, self.parts)

    def needs_to_fit(self) -> Needs | None:
        return self.method.needs() if self.method else None

    def fitted(self, base: Base) -> Composite:
        if self.method is None:
            return self
        found = self.method.weighed(base)
        refits = Refits(self.method, base.drawn_from, self.method.centre(base)) if found.weights else None
        return replace(self, weighed=found, refits=refits)

    def needs(self) -> Needs:
        made = {
            self._rescaled(c)[at]: Rescaled(item, *c.ends[at])
            for c in self.components
            if len(c.items) > 1
            for at, item in enumerate(c.items)
        }
        alphas = [self._rescaled(c) for c in self.components if len(c.items) > 1]
        beside = [(part, self.name) for part in self.parts]
        blocks = [*((name,) for name in self.score_names), *beside, *alphas]
        return Needs(tuple(dict.fromkeys(blocks)), made)

    def _rescaled(self, component: Component) -> Columns:
        """The items of a component as rescaled while reading: alpha is that of what is averaged."""
        return tuple(f"{self.name}.{component.name}:{item}" for item in component.items)

    def rows(self, base: Base) -> list[Row]:
        rows: list[Row] = []
        weights = self.used.by_name
        for component in self.components:
            column = f"{self.name}.{component.name}"
            row: dict[str, Cell] = {"component": component.name, **base.mean(column).cells(), "sd": base.sd(column)}
            row["weight"] = weights.get(component.name)
            row["contribution"] = self._contribution(base, column, weights.get(component.name))
            rows.append({**row, **alpha_cells(base, self._rescaled(component))})
        index = {"component": OVERALL, **self.mean(base, self.name).cells(), "sd": base.sd(self.name)}
        index |= {"weight": None, "contribution": None}
        return [*rows, {**index, "reason": self.used.reason} if self.used.reason else index]

    def _contribution(self, base: Base, column: str, weight: float | None) -> float | None:
        """Return weight × mean over respondents with an index: these add up to it. With `partial` nothing does."""
        mean = base.mean_beside(column, self.name, (column, self.name))
        return None if self.partial or weight is None or mean is None else weight * mean

    @property
    def refitted(self) -> frozenset[str]:
        return frozenset({self.name}) if self.refits else frozenset()

    def drawn_means(self) -> Iterator[tuple[Columns, int, int]]:
        if self.method is not None:
            yield self.parts, self.method.replicates, self.method.seed

    def replicated(self, read: Rows | None, column: str) -> ReplicatedMean | None:
        if self.refits is None or column != self.name:
            return None
        some = drawn_rows(read, self.parts, self.refits.method.replicates, self.refits.method.seed)
        return not_replicated(TOO_MANY) if some is None else self.refits.index_mean(some, self.partial)

    def redrawn(self, read: Rows, number: int | None = None, seed: int | None = None) -> Composite:
        if self.refits is None or self.method is None:
            return self
        method = self.method.redrawn(number, seed)
        return replace(self, method=method, refits=replace(self.refits, method=method, given=read))

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        if self.weighed is None:
            return {}
        found = {"weights": weight_rows(self.weighed, self.method, self.refits)}
        return found | ({"experts": expert_rows(self.weighed)} if self.weighed.experts else {})

    @property
    def weighted_parts(self) -> Mapping[str, float]:
        return self.used.by_name

    @property
    def errors(self) -> Words | None:
        return said_refits(self.method, self.refits) if self.method and self.refits else None

    def doubts(self) -> Mapping[Words, nw.Expr]:
        found = dict(points_doubts(self.name, self.own_points, Words("index", "指数")))
        for component in self.components:
            for item, ends in zip(component.items, component.ends, strict=True):
                outside = (nw.col(item) < min(ends)) | (nw.col(item) > max(ends))
                words = Words(
                    f"{self.name}.{component.name}: answers to {item} outside {min(ends):g}–{max(ends):g}, clipped",
                    f"{self.name}.{component.name}：{item} 的回答超出 {min(ends):g}–{max(ends):g}，已截断",
                )
                found[words] = nw.when(outside).then(nw.lit(1)).otherwise(nw.lit(0)).sum()
        if self.used.reason is not None:
            why = self.used.reason
            none = Words(f"{self.name}: no index, {why.en}", f"{self.name}：没有指数，{why.zh}")
            found[none] = nw.len()
        return found

    def explanation(self, rows: list[Row]) -> Explanation:
        if rows and "method" in rows[0]:
            return explain_weights(self.used, rows)
        return explain_composite(self, rows)
