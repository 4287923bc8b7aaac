"""`type: importance_performance`: attributes rated twice, how important they are and how well they are done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

import narwhals as nw
from pydantic import Field, model_validator

from satindex.frames.expressions import answered, mean_answered
from satindex.frames.made import ROUNDING
from satindex.language import Words
from satindex.measures.drawn import Target
from satindex.measures.importance_performance_words import HEADINGS, QUADRANT_WORDS, explain_map
from satindex.measures.item_checks import numeric_faults, one_range_faults
from satindex.measures.marginals import FigureRows, Marginals, has_all, mean_of
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.base import Base, Estimate
from satindex.stats.moments import Columns
from satindex.survey.kinds import Finite, ItemNames, KeyFault, Keys, MeasureKeys, Share, TitleTexts
from satindex.survey.model import Item, Titles

SIDES = ("importance", "performance")
# By whether importance and performance are high.
QUADRANTS = {
    (True, True): "keep",
    (True, False): "concentrate",
    (False, True): "overkill",
    (False, False): "low_priority",
}


class AttributeKeys(Keys):
    """One attribute: the items of its importance and those of its performance."""

    importance: ItemNames
    performance: ItemNames
    title: TitleTexts = Field(default_factory=dict)


class CutKeys(Keys):
    """Where each axis is cut; at or above a cut is high."""

    importance: Finite
    performance: Finite


class ImportancePerformanceKeys(MeasureKeys):
    """Attributes by name, or two lists of items that match in order; cut at the means or where it is said."""

    type: Literal["importance_performance"] = "importance_performance"
    attributes: dict[str, AttributeKeys] | None = None
    importance: ItemNames | None = None
    performance: ItemNames | None = None
    cuts: CutKeys | None = None
    min_answered: Share = 0.5

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        lists = [key for key in SIDES if getattr(self, key) is not None]
        if (self.attributes is None and len(lists) < 2) or (self.attributes is not None and lists):
            raise ValueError(
                Words(
                    "needs either 'attributes' or both 'importance' and 'performance'",
                    "需要 attributes，或同时给出 importance 与 performance",
                )
            )
        return self

    def resolved(self) -> dict[str, AttributeKeys]:
        """Return the attributes; those of two lists are called as their performance items."""
        if self.attributes is not None:
            return self.attributes
        pairs = zip(self.importance or (), self.performance or (), strict=False)
        return {ours: AttributeKeys(importance=(theirs,), performance=(ours,)) for theirs, ours in pairs}

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse lists of unequal length, no attribute, text, a side on scales of different range."""
        if self.attributes is None:
            yield from self._length_faults()
        if not self.resolved():
            yield KeyFault(("attributes",), Words("there is no attribute", "没有任何属性"))
        for side in SIDES:
            named = tuple(item for keys in self.resolved().values() for item in getattr(keys, side))
            yield from numeric_faults((side,) if self.attributes is None else (), named, items)
            yield from one_range_faults((side,) if self.attributes is None else (), named, items)
        for name, keys in self.resolved().items():
            for side in SIDES:
                if not getattr(keys, side):
                    yield KeyFault(("attributes", name, side), Words("there is no item", "没有任何题目"))

    def _length_faults(self) -> Iterator[KeyFault]:
        theirs, ours = len(self.importance or ()), len(self.performance or ())
        if theirs != ours:
            yield KeyFault(
                ("importance",),
                Words(
                    f"{theirs} items of importance against {ours} of performance",
                    f"重要性题 {theirs} 个，绩效题 {ours} 个",
                ),
                Words("Items of the two lists match in order.", "两列题目须按顺序一一对应。"),
            )

    def build(self, name: str, items: Mapping[str, Item]) -> ImportancePerformance:
        """Return the measure."""
        titles = {item.name: item.text for item in items.values()}
        attributes = tuple(
            Attribute(key, given.title or titles.get(key, {}), given.importance, given.performance)
            for key, given in self.resolved().items()
        )
        cuts = (self.cuts.importance, self.cuts.performance) if self.cuts else None
        values = items[attributes[0].performance[0]].scale.values
        span = (values[0], values[-1]) if values else None
        return ImportancePerformance(name, self.title, attributes, cuts, self.min_answered, span)


KEYS = ImportancePerformanceKeys


@dataclass(frozen=True)
class Attribute:
    """An attribute and the items of its two ratings."""

    name: str
    title: Titles
    importance: Columns
    performance: Columns


@dataclass(frozen=True)
class ImportancePerformance(Measure):
    """Mean importance and mean performance of each attribute, over respondents who rated both."""

    attributes: tuple[Attribute, ...]
    cuts: tuple[float, float] | None = None
    min_answered: float = 0.5
    span: tuple[float, float] | None = None

    chart: ClassVar[str] = "importance_performance"
    sources: ClassVar[tuple[str, ...]] = (
        "Martilla, J. A. & James, J. C. (1977). Importance-performance analysis. Journal of Marketing 41(1), 77–79.",
    )

    @property
    def items(self) -> tuple[str, ...]:
        named = (item for a in self.attributes for item in (*a.importance, *a.performance))
        return tuple(dict.fromkeys(named))

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{a.name}" for a in self.attributes)

    @property
    def headline(self) -> None:
        return None

    @property
    def compared(self) -> Mapping[str, Mapping[str, str]]:
        return {f"{self.name}.{a.name}": {"attribute": a.name} for a in self.attributes}

    @property
    def unit(self) -> Words:
        return Words("mean performance", "绩效均值")

    @property
    def labels(self) -> Mapping[str, Words]:
        return {**QUADRANT_WORDS, **{a.name: words_of(a.title, a.name) for a in self.attributes}}

    @property
    def options(self) -> Mapping[str, object]:
        ends = {} if self.span is None else {"low": self.span[0], "high": self.span[1]}
        cuts = {} if self.cuts is None else {"cuts": dict(zip(SIDES, self.cuts, strict=True))}
        kinds = dict.fromkeys((*SIDES, "importance_cut", "performance_cut"), "points")
        return {**ends, **cuts, "headings": HEADINGS, "kinds": kinds, "format": "points"}

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        rated = tuple(score for attribute in self.attributes for score in self._rated(attribute))
        return rated, tuple(score for attribute in self.attributes for score in self._of_both(attribute))

    def _side(self, attribute: Attribute, side: str) -> str:
        return f"{self.name}.{attribute.name}:{side}"

    def _rated(self, attribute: Attribute) -> Iterator[Score]:
        for side in SIDES:
            items: Columns = getattr(attribute, side)
            values, valid = [nw.col(item) for item in items], [answered(item) for item in items]
            yield Score(self._side(attribute, side), mean_answered(values, valid, self.min_answered), kept=False)

    def _of_both(self, attribute: Attribute) -> Iterator[Score]:
        """An attribute counts for those who rated its importance and its performance."""
        name = f"{self.name}.{attribute.name}"
        theirs, ours = (self._side(attribute, side) for side in SIDES)
        both = nw.when(answered(theirs, ours))
        yield Score(name, both.then(nw.col(ours)))
        yield Score(f"{name}.importance", both.then(nw.col(theirs)))

    def drawn(self) -> tuple[Target, ...]:
        found = []
        for attribute in self.attributes:
            name = f"{self.name}.{attribute.name}"
            found.append(Target(f"{name}.importance", self.name, attribute.importance, "expected", place=0.75))
            found.append(Target(name, self.name, attribute.performance))
        return tuple(found)

    def from_marginals(self, of: Marginals) -> FigureRows:
        rated = [a for a in self.attributes if has_all((*a.importance, *a.performance), of)]
        means = {a.name: (mean_of(a.importance, of), mean_of(a.performance, of)) for a in rated}
        cuts = self.cuts
        if cuts is None and len(means) == len(self.attributes):
            theirs, ours = zip(*means.values(), strict=True)
            cuts = sum(theirs) / len(theirs), sum(ours) / len(ours)
        lines = {"importance_cut": cuts[0], "performance_cut": cuts[1]} if cuts else {}
        return {name: {"importance": one, "estimate": other, **lines} for name, (one, other) in means.items()}

    def needs(self) -> Needs:
        return Needs(tuple((name,) for name in self.score_names))

    def rows(self, base: Base) -> list[Row]:
        means = [(base.mean(f"{part}.importance"), base.mean(part)) for part in self.parts]
        cuts = self.cuts or _means_of(means)
        return [self._row(attribute, *both, cuts) for attribute, both in zip(self.attributes, means, strict=True)]

    def _row(
        self, attribute: Attribute, importance: Estimate, performance: Estimate, cuts: tuple[float, float] | None
    ) -> Row:
        cells: dict[str, Cell] = {
            "importance": importance.estimate,
            "importance_std_error": importance.std_error,
            "importance_low": importance.ci_low,
            "importance_high": importance.ci_high,
            "importance_cut": cuts[0] if cuts else None,
            "performance_cut": cuts[1] if cuts else None,
        }
        quadrant = _quadrant(importance.estimate, performance.estimate, cuts)
        return {"attribute": attribute.name, "quadrant": quadrant, **performance.cells(), **cells}

    def explanation(self, rows: list[Row]) -> Explanation:
        return explain_map(rows, self.labels, self.cuts is None, self.min_answered, self.sources)


def _means_of(means: list[tuple[Estimate, Estimate]]) -> tuple[float, float] | None:
    """Return the means of the attributes' means on both axes, those with both alone."""
    known = [
        (theirs.estimate, ours.estimate)
        for theirs, ours in means
        if theirs.estimate is not None and ours.estimate is not None
    ]
    if not known:
        return None
    return sum(theirs for theirs, _ in known) / len(known), sum(ours for _, ours in known) / len(known)


def _quadrant(importance: float | None, performance: float | None, cuts: tuple[float, float] | None) -> str | None:
    if importance is None or performance is None or cuts is None:
        return None
    return QUADRANTS[importance >= cuts[0] - ROUNDING, performance >= cuts[1] - ROUNDING]
