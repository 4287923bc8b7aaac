"""`type: zone_of_tolerance`: perceived service against what is adequate and what is desired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import narwhals as nw
from pydantic import Field

from satindex.frames.expressions import weighted_mean
from satindex.frames.made import ROUNDING, Indicator
from satindex.language import Words
from satindex.measures.drawn import Target
from satindex.measures.item_checks import numeric_faults, one_range_faults
from satindex.measures.marginals import FigureRows, Marginals, fixed, has_all, mean_of, with_overall
from satindex.measures.matched import Matched
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.measures.own_points import (
    DIMENSIONS,
    POINTS_WORDS,
    PartWeight,
    as_number_or_item,
    points_doubts,
    points_faults,
    weight_faults,
)
from satindex.measures.rater import OVERALL, RATER_WORDS
from satindex.measures.zone_of_tolerance_words import explain_zone, weights_words
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.base import Base, Estimate
from satindex.stats.moments import Columns
from satindex.survey.kinds import ItemNames, KeyFault, Keys, MeasureKeys, Share, TitleTexts
from satindex.survey.model import Item, ItemSet, Titles

LEVELS = ("adequate", "desired", "perceived")
BELOW, WITHIN, ABOVE = -1.0, 0.0, 1.0
PLACES = {"below_zone": BELOW, "within_zone": WITHIN, "above_zone": ABOVE}


class ZoneDimensionKeys(Keys):
    """One dimension: its items in three columns, in the same order, and its weight."""

    adequate: ItemNames
    desired: ItemNames
    perceived: ItemNames
    weight: PartWeight | None = None
    title: TitleTexts = Field(default_factory=dict)


class ZoneOfToleranceKeys(MeasureKeys):
    """Adequate, desired and perceived service on dimensions."""

    type: Literal["zone_of_tolerance"] = "zone_of_tolerance"
    min_answered: Share = 0.5
    dimensions: dict[str, ZoneDimensionKeys]

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse columns of unequal length or range, text items, weights given to some or all 0."""
        if not self.dimensions:
            yield KeyFault(("dimensions",), Words("there is no dimension", "没有任何维度"))
        for name, dimension in self.dimensions.items():
            yield from _dimension_faults(("dimensions", name), dimension, items)
        yield from weight_faults(("dimensions",), [d.weight for d in self.dimensions.values()], DIMENSIONS)

    def warnings(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Warn where one column of a triple is reversed and another is not."""
        for name, dimension in self.dimensions.items():
            for triple in zip(dimension.adequate, dimension.desired, dimension.perceived, strict=False):
                if len({items[item].reverse for item in triple}) > 1:
                    said = [item for item in triple if items[item].reverse]
                    yield KeyFault(
                        ("dimensions", name),
                        Words(
                            f"of {', '.join(triple)} only {', '.join(said)} is reverse-keyed",
                            f"{'、'.join(triple)} 中只有 {'、'.join(said)} 为反向计分",
                        ),
                    )

    def build(self, name: str, items: Mapping[str, Item]) -> ZoneOfTolerance:
        """Return the measure."""
        dimensions = tuple(
            ZoneDimension(
                key, given.title, given.adequate, given.desired, given.perceived, as_number_or_item(given.weight)
            )
            for key, given in self.dimensions.items()
        )
        values = items[dimensions[0].perceived[0]].scale.values
        return ZoneOfTolerance(
            name, self.title, dimensions, self.min_answered, (values[0], values[-1]) if values else None
        )


KEYS = ZoneOfToleranceKeys


def _dimension_faults(
    path: tuple[str, ...], dimension: ZoneDimensionKeys, items: Mapping[str, Item]
) -> Iterator[KeyFault]:
    if path[-1] in (OVERALL, *LEVELS, "superiority"):
        yield KeyFault(path, Words(f"'{path[-1]}' is a reserved name", f"“{path[-1]}”是保留名称"))
    columns = {level: getattr(dimension, level) for level in LEVELS}
    named = tuple(item for names in columns.values() for item in names)
    yield from numeric_faults(path, named, items)
    yield from points_faults(path, dimension.weight, items)
    yield from one_range_faults(path, named, items)
    lengths = {level: len(names) for level, names in columns.items()}
    if not all(lengths.values()):
        empty = next(level for level, length in lengths.items() if not length)
        yield KeyFault((*path, empty), Words("there is no item", "没有任何题目"))
    elif len(set(lengths.values())) > 1:
        yield KeyFault(
            path,
            Words(
                "the three columns differ in length: "
                + ", ".join(f"{level} {length}" for level, length in lengths.items()),
                "三列题数不同：" + "，".join(f"{level} {length}" for level, length in lengths.items()),
            ),
            Words("Each item is asked three times, in the same order.", "每个题目须在三列中按同样顺序各问一次。"),
        )


@dataclass(frozen=True)
class ZoneDimension:
    """A dimension's items in three columns, and its weight."""

    name: str
    title: Titles
    adequate: Columns
    desired: Columns
    perceived: Columns
    weight: float | str | None


@dataclass(frozen=True)
class ZoneOfTolerance(Measure):
    """Adequacy = perceived − adequate (MSA), superiority = perceived − desired (MSS), by dimension and overall."""

    dimensions: tuple[ZoneDimension, ...]
    min_answered: float = 0.5
    span: tuple[float, float] | None = None

    topic: ClassVar[str] = "satisfaction"
    chart: ClassVar[str] = "zone"
    sources: ClassVar[tuple[str, ...]] = (
        "Parasuraman, A., Zeithaml, V. A. & Berry, L. L. (1994). Alternative scales for measuring service quality: a "
        "comparative assessment based on psychometric and diagnostic criteria. Journal of Retailing 70(3), 201–230.",
    )

    @property
    def items(self) -> tuple[str, ...]:
        named = (item for d in self.dimensions for level in LEVELS for item in getattr(d, level))
        return (*named, *self.own_points)

    @property
    def own_points(self) -> Columns:
        return tuple(d.weight for d in self.dimensions if isinstance(d.weight, str))

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{d.name}" for d in self.dimensions)

    @property
    def headline(self) -> Mapping[str, str]:
        return {"dimension": OVERALL}

    @property
    def unit(self) -> Words:
        return Words("adequacy, perceived − adequate", "服务充足度 = 感知 − 适当水平")

    @property
    def labels(self) -> Mapping[str, Words]:
        named = {d.name: words_of(d.title, RATER_WORDS.get(d.name, d.name)) for d in self.dimensions}
        return {**named, OVERALL: Words("Overall", "总体")}

    @property
    def options(self) -> Mapping[str, object]:
        return {} if self.span is None else {"low": self.span[0], "high": self.span[1]}

    @property
    def reach(self) -> tuple[float, float] | None:
        return None if self.span is None else (self.span[0] - self.span[1], self.span[1] - self.span[0])

    def reach_of(self, column: str) -> tuple[float, float] | None:
        if column.endswith(tuple(f".{level}" for level in LEVELS)):
            return self.span
        return self.reach if column.endswith(".superiority") else super().reach_of(column)

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        return tuple(
            ItemSet(f"{self.name}.{d.name}.{level}", getattr(d, level), f"{self.name}.{level}")
            for d in self.dimensions
            for level in LEVELS
            if len(d.perceived) > 1
        )

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        weights: list[float | str] = [1.0 if d.weight is None else d.weight for d in self.dimensions]
        sides = ("", *(f".{side}" for side in (*LEVELS, "superiority")))
        columns = {side: [f"{part}{side}" for part in self.parts] for side in sides}
        overall = [
            Score(f"{self.name}{side}", weighted_mean(of_side, weights, partial=True, where=self.parts))
            for side, of_side in columns.items()
        ]
        places = [Score(f"{column}:place", _place(column), kept=False) for column in (*self.parts, self.name)]
        totals = tuple(total for d in self.dimensions for total in self._matched(d).totals())
        scores = tuple(score for d in self.dimensions for score in self._scores(d))
        return totals, scores, tuple(overall), tuple(places)

    def _matched(self, dimension: ZoneDimension) -> Matched:
        sides = {level: getattr(dimension, level) for level in LEVELS}
        return Matched(f"{self.name}.{dimension.name}", sides, self.min_answered)

    def _scores(self, dimension: ZoneDimension) -> Iterator[Score]:
        """A dimension's scores are over the items answered in all three columns."""
        name, of = f"{self.name}.{dimension.name}", self._matched(dimension)
        for side, against in ((name, "adequate"), (f"{name}.superiority", "desired")):
            yield Score(side, of.mean("perceived", minus=against))
        for level in LEVELS:
            yield Score(f"{name}.{level}", of.mean(level))

    def drawn(self) -> tuple[Target, ...]:
        """What is adequate is drawn close below what is desired, item by item."""
        found = []
        for d in self.dimensions:
            name, close = f"{self.name}.{d.name}", dict(zip(d.adequate, d.desired, strict=True))
            found.append(Target(f"{name}.desired", self.name, d.desired, "expected", place=0.85))
            found.append(Target(f"{name}.adequate", self.name, d.adequate, "expected", place=0.55, follows=close))
            found.append(Target(f"{name}.perceived", self.name, d.perceived, place=0.68))
        return tuple(found)

    def from_marginals(self, of: Marginals) -> FigureRows:
        rows: dict[str, dict[str, float]] = {}
        for d in self.dimensions:
            if has_all((*d.adequate, *d.desired, *d.perceived), of):
                adequate, desired, perceived = (mean_of(items, of) for items in (d.adequate, d.desired, d.perceived))
                adequacy = perceived - adequate
                rows[d.name] = {
                    **{"adequate": adequate, "desired": desired, "perceived": perceived},
                    **{"estimate": adequacy, "adequacy": adequacy},
                    **{"superiority": perceived - desired, "width": desired - adequate},
                }
        return with_overall(fixed({d.name: d.weight for d in self.dimensions}), rows, self.parts)

    def needs(self) -> Needs:
        columns = (*self.parts, self.name)
        singles = [f"{column}{side}" for column in columns for side in ("", ".superiority", *_dotted(LEVELS))]
        made = {
            f"{column}:{place}": Indicator(f"{column}:place", "equal", value)
            for column in columns
            for place, value in PLACES.items()
        }
        return Needs(tuple((name,) for name in (*singles, *made)), made)

    def rows(self, base: Base) -> list[Row]:
        weights = [d.weight if isinstance(d.weight, float | int) else None for d in self.dimensions]
        rows = [
            self._row(base, f"{self.name}.{d.name}", d.name, w) for d, w in zip(self.dimensions, weights, strict=True)
        ]
        return [*rows, self._row(base, self.name, OVERALL, None)]

    def _row(self, base: Base, column: str, name: str, weight: float | None) -> Row:
        means = {level: base.mean(f"{column}.{level}").estimate for level in LEVELS}
        adequacy, superiority = base.mean(column), base.mean(f"{column}.superiority")
        adequate, desired = means["adequate"], means["desired"]
        width = None if adequate is None or desired is None else desired - adequate
        return {
            "dimension": name,
            **means,
            **adequacy.cells(),
            "p_value": adequacy.p_value,
            **_named("adequacy", adequacy),
            **_named("superiority", superiority),
            "width": width,
            **{place: base.mean(f"{column}:{place}").estimate for place in PLACES},
            "weight": weight,
        }

    def doubts(self) -> Mapping[Words, nw.Expr]:
        """Count the respondents whose adequate service is above their desired one, and odd points."""
        found = dict(points_doubts(self.name, self.own_points, Words("overall figure", "总体数值")))
        for d in self.dimensions:
            name = f"{self.name}.{d.name}"
            turned = nw.col(f"{name}.adequate") - nw.col(f"{name}.desired") > ROUNDING
            words = Words(
                f"{name}: respondents whose adequate service is above the desired one",
                f"{name}：适当水平高于理想水平的受访者",
            )
            found[words] = nw.when(turned).then(nw.lit(1)).otherwise(nw.lit(0)).sum()
        return found

    def explanation(self, rows: list[Row]) -> Explanation:
        weights = {d.name: d.weight for d in self.dimensions if isinstance(d.weight, float | int)}
        said = POINTS_WORDS if self.own_points else weights_words(weights, self.labels)
        return explain_zone(rows, self.min_answered, said, self.labels, self.sources)


def _dotted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f".{name}" for name in names)


def _place(column: str) -> nw.Expr:
    """Return where a respondent's perception lies: below the zone, within it or above it."""
    adequacy, superiority = nw.col(column), nw.col(f"{column}.superiority")
    below = adequacy < -ROUNDING
    above = (adequacy >= -ROUNDING) & (superiority > ROUNDING)
    within = (adequacy >= -ROUNDING) & (superiority <= ROUNDING)
    return nw.when(below).then(nw.lit(BELOW)).when(above).then(nw.lit(ABOVE)).when(within).then(nw.lit(WITHIN))


def _named(name: str, found: Estimate) -> dict[str, Cell]:
    return {
        name: found.estimate,
        f"{name}_std_error": found.std_error,
        f"{name}_ci_low": found.ci_low,
        f"{name}_ci_high": found.ci_high,
    }
