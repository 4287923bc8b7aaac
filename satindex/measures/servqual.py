"""`type: servqual`: satisfaction as perceived minus expected, on free dimensions or the five of RATER."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

import narwhals as nw
from pydantic import Field, model_validator

from satindex.frames.expressions import answered, mean_answered, weighted_mean
from satindex.frames.made import Difference, Indicator, Made
from satindex.language import Words
from satindex.measures.drawn import Target
from satindex.measures.item_checks import numeric_faults, one_range_faults
from satindex.measures.marginals import FigureRows, Marginals, fixed, has_all, mean_of, with_overall
from satindex.measures.matched import Matched
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.measures.own_points import (
    DIMENSIONS,
    PartWeight,
    as_number_or_item,
    points_doubts,
    points_faults,
    weight_faults,
)
from satindex.measures.rater import OVERALL, RATER_WORDS
from satindex.measures.servqual_columns import EveryBase, every_consistency, every_gap, every_item, every_pair
from satindex.measures.servqual_rows import (
    Dimension,
    consistency_rows,
    gap_row,
    item_rows,
    pair_rows,
    pairs_of,
    sides_of,
)
from satindex.measures.servqual_words import explain_servqual
from satindex.results.packed_pieces import Rows as PackedRows
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.stats.moments import Columns, Moments
from satindex.survey.kinds import ItemNames, KeyFault, Keys, MeasureKeys, Share, TitleTexts, Weight
from satindex.survey.model import Item, ItemSet

RATER22 = {
    "tangibles": (0, 4),
    "reliability": (4, 9),
    "responsiveness": (9, 13),
    "assurance": (13, 17),
    "empathy": (17, 22),
}
SIDE_WORDS = {"expected": Words("Expected", "期望"), "perceived": Words("Perceived", "感知")}


class DimensionKeys(Keys):
    """One dimension: the items of each side in the same order, and its weight."""

    perceived: ItemNames
    expected: ItemNames | None = None
    weight: PartWeight | None = None
    title: TitleTexts = Field(default_factory=dict)


class ServqualKeys(MeasureKeys):
    """Expected and perceived answers on dimensions; without `expected` it is SERVPERF."""

    type: Literal["servqual"] = "servqual"
    min_answered: Share = 0.5
    dimensions: dict[str, DimensionKeys] | None = None
    layout: Literal["rater22"] | None = None
    expected: ItemNames | None = None
    perceived: ItemNames | None = None
    weights: dict[str, Weight] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [key for key in ("expected", "perceived", "weights") if getattr(self, key) is not None]
        if (self.dimensions is None) == (self.layout is None):
            raise ValueError(
                Words("needs either 'dimensions' or 'layout: rater22'", "需要 dimensions 或 layout: rater22")
            )
        if self.dimensions is not None and given:
            raise ValueError(
                Words(
                    f"'{given[0]}' belongs to 'layout: rater22', not beside 'dimensions'",
                    f"“{given[0]}”属于 layout: rater22，不能与 dimensions 并列",
                )
            )
        if self.layout and self.perceived is None:
            raise ValueError(
                Words(
                    "'layout: rater22' needs 'perceived' with 22 items", "layout: rater22 需要含 22 个题目的 perceived"
                )
            )
        return self

    def resolved(self) -> dict[str, DimensionKeys]:
        """Return the dimensions, those of the layout written out."""
        if self.dimensions is not None:
            return self.dimensions
        weights, expected, perceived = self.weights or {}, self.expected, self.perceived or ()
        return {
            name: DimensionKeys(
                perceived=perceived[start:stop],
                expected=None if expected is None else expected[start:stop],
                weight=weights.get(name),
            )
            for name, (start, stop) in RATER22.items()
        }

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse sides of unequal length or range, text items, mixed ways of weighting."""
        if self.layout:
            yield from self._layout_faults()
        if self.dimensions is not None and not self.dimensions:
            yield KeyFault(("dimensions",), Words("there is no dimension", "没有任何维度"))
        for name, dimension in self.resolved().items():
            path = ("dimensions", name) if self.dimensions else ()
            yield from _dimension_faults(name, dimension, path, items)
        yield from self._weight_faults()

    def _layout_faults(self) -> Iterator[KeyFault]:
        for side in ("expected", "perceived"):
            names = getattr(self, side)
            if names is not None and len(names) != 22:
                yield KeyFault(
                    (side,),
                    Words(
                        f"'layout: rater22' needs 22 items, '{side}' has {len(names)}",
                        f"layout: rater22 需要 22 个题目，“{side}”有 {len(names)} 个",
                    ),
                )
        for name in self.weights or {}:
            if name not in RATER22:
                known = ", ".join(RATER22)
                yield KeyFault(
                    ("weights", name),
                    Words(f"rater22 has no dimension '{name}'", f"rater22 没有维度“{name}”"),
                    Words(f"There are: {known}.", f"可用的有：{known}。"),
                )

    def _weight_faults(self) -> Iterator[KeyFault]:
        path = ("dimensions",) if self.dimensions else ("weights",)
        yield from weight_faults(path, [dimension.weight for dimension in self.resolved().values()], DIMENSIONS)

    def warnings(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Warn where one side of a pair is reversed and the other is not."""
        for name, dimension in self.resolved().items():
            for e, p in zip(dimension.expected or (), dimension.perceived, strict=False):
                if e in items and p in items and items[e].reverse != items[p].reverse:
                    one, other = (e, p) if items[e].reverse else (p, e)
                    yield KeyFault(
                        ("dimensions", name) if self.dimensions else (),
                        Words(
                            f"{one} is reverse-keyed but its pair {other} is not",
                            f"{one} 为反向计分，而与之配对的 {other} 不是",
                        ),
                    )

    def build(self, name: str, items: Mapping[str, Item]) -> Servqual:
        """Return the measure."""
        dimensions = []
        for key, given in self.resolved().items():
            weight = as_number_or_item(given.weight)
            dimensions.append(Dimension(key, given.title, tuple(given.perceived), tuple(given.expected or ()), weight))
        values = items[dimensions[0].perceived[0]].scale.values
        span = (values[0], values[-1]) if values else None
        return Servqual(name, self.title, tuple(dimensions), self.min_answered, span)


KEYS = ServqualKeys


def _dimension_faults(
    name: str, dimension: DimensionKeys, path: tuple[str, ...], items: Mapping[str, Item]
) -> Iterator[KeyFault]:
    if name in (OVERALL, "expected", "perceived"):
        yield KeyFault(path, Words(f"'{name}' is a reserved name", f"“{name}”是保留名称"))
    both = (*(dimension.expected or ()), *dimension.perceived)
    yield from numeric_faults((*path, "perceived"), both, items)
    yield from points_faults(path, dimension.weight, items)
    yield from one_range_faults((*path, "perceived"), both, items)
    if not dimension.perceived:
        yield KeyFault((*path, "perceived"), Words("there is no item", "没有任何题目"))
    if dimension.expected is not None and len(dimension.expected) != len(dimension.perceived):
        yield KeyFault(
            path,
            Words(
                f"{len(dimension.expected)} expected items against {len(dimension.perceived)} perceived ones",
                f"期望题 {len(dimension.expected)} 个，感知题 {len(dimension.perceived)} 个",
            ),
            Words(
                "Each perceived item needs its expected one, in the same order.",
                "每个感知题都需按同样顺序对应一个期望题。",
            ),
        )


@dataclass(frozen=True)
class Servqual(Measure):
    """Gap = perceived − expected, per respondent, dimension by dimension and overall."""

    dimensions: tuple[Dimension, ...]
    min_answered: float = 0.5
    span: tuple[float, float] | None = None

    topic: ClassVar[str] = "satisfaction"
    chart: ClassVar[str] = "gaps"
    charts: ClassVar[Mapping[str, str]] = {"items": "item_gaps", "internal_consistency": "internal_consistency"}
    sources: ClassVar[tuple[str, ...]] = (
        "Parasuraman, A., Zeithaml, V. A. & Berry, L. L. (1988). SERVQUAL: a multiple-item scale for measuring "
        "consumer perceptions of service quality. Journal of Retailing 64(1), 12–40.",
    )

    @property
    def with_expected(self) -> bool:
        """Whether expectations were asked; without them the measure is SERVPERF."""
        return bool(self.dimensions[0].expected)

    @property
    def items(self) -> tuple[str, ...]:
        named = [name for d in self.dimensions for name in (*d.expected, *d.perceived)]
        return (*named, *self.own_points)

    @property
    def own_points(self) -> Columns:
        return tuple(d.weight for d in self.dimensions if isinstance(d.weight, str))

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{d.name}" for d in self.dimensions)

    @property
    def weighted_parts(self) -> Mapping[str, float]:
        weights = {d.name: d.weight for d in self.dimensions if isinstance(d.weight, float | int)}
        return {name: weight / sum(weights.values()) for name, weight in weights.items()}

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        found = [(d.name, side, items) for d in self.dimensions for side, items in sides_of(d).items()]
        if not self.with_expected:
            return tuple(ItemSet(f"{self.name}.{name}", items, self.name) for name, _, items in found)
        return tuple(ItemSet(f"{self.name}.{name}.{s}", items, f"{self.name}.{s}") for name, s, items in found)

    @property
    def headline(self) -> Mapping[str, str]:
        return {"dimension": OVERALL}

    @property
    def unit(self) -> Words:
        return Words("gap, perceived − expected", "差距 = 感知 − 期望") if self.with_expected else Words("mean", "均值")

    @property
    def labels(self) -> Mapping[str, Words]:
        named = {d.name: words_of(d.title, RATER_WORDS.get(d.name, d.name)) for d in self.dimensions}
        return {**named, **SIDE_WORDS, OVERALL: Words("Overall", "总体")}

    @property
    def options(self) -> Mapping[str, object]:
        return {} if self.span is None else {"low": self.span[0], "high": self.span[1]}

    @property
    def reach(self) -> tuple[float, float] | None:
        if self.span is None or not self.with_expected:
            return self.span
        width = self.span[1] - self.span[0]
        return (-width, width)

    def reach_of(self, column: str) -> tuple[float, float] | None:
        return self.span if column.endswith(tuple(f".{side}" for side in SIDE_WORDS)) else super().reach_of(column)

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        totals = tuple(total for d in self.dimensions if d.expected for total in self._matched(d).totals())
        by_dimension = tuple(score for dimension in self.dimensions for score in self._dimension_scores(dimension))
        weights: list[float | str] = [1.0 if d.weight is None else d.weight for d in self.dimensions]
        sides = ("", ".expected", ".perceived") if self.with_expected else ("",)
        columns = {side: [f"{part}{side}" for part in self.parts] for side in sides}
        overall = [
            Score(f"{self.name}{side}", weighted_mean(of_side, weights, partial=True, where=self.parts))
            for side, of_side in columns.items()
        ]
        return (*([totals] if totals else []), by_dimension, tuple(overall))

    def _matched(self, dimension: Dimension) -> Matched:
        sides = {"expected": dimension.expected, "perceived": dimension.perceived}
        return Matched(f"{self.name}.{dimension.name}", sides, self.min_answered)

    def _dimension_scores(self, dimension: Dimension) -> list[Score]:
        name = f"{self.name}.{dimension.name}"
        if not dimension.expected:
            values, valid = map(nw.col, dimension.perceived), [answered(item) for item in dimension.perceived]
            return [Score(name, mean_answered(list(values), valid, self.min_answered))]
        of = self._matched(dimension)
        return [
            Score(name, of.mean("perceived", minus="expected")),
            Score(f"{name}.expected", of.mean("expected")),
            Score(f"{name}.perceived", of.mean("perceived")),
        ]

    def drawn(self) -> tuple[Target, ...]:
        found = []
        for dimension in self.dimensions:
            name = f"{self.name}.{dimension.name}"
            if dimension.expected:
                found.append(Target(f"{name}.expected", self.name, dimension.expected, "expected"))
            perceived = f"{name}.perceived" if dimension.expected else name
            found.append(Target(perceived, self.name, dimension.perceived))
        return tuple(found)

    def from_marginals(self, of: Marginals) -> FigureRows:
        rows = {}
        for d in self.dimensions:
            if has_all(d.both, of):
                perceived = mean_of(d.perceived, of)
                expected = {"expected": mean_of(d.expected, of), "perceived": perceived} if d.expected else {}
                rows[d.name] = {**expected, "estimate": perceived - expected.get("expected", 0.0)}
        found = with_overall(fixed({d.name: d.weight for d in self.dimensions}), rows, self.parts)
        if not self.with_expected or not self.has_ratio:
            return found
        return {name: {**row, "ratio": row["perceived"] / row["expected"]} for name, row in found.items()}

    def needs(self) -> Needs:
        columns = (*self.parts, self.name)
        if not self.with_expected:
            items = [item for d in self.dimensions for item in d.perceived]
            sides = [d.perceived for d in self.dimensions if len(d.perceived) > 1]
            return Needs(tuple(dict.fromkeys([*((name,) for name in (*columns, *items)), *sides])))
        made: dict[str, Made] = {f"{c}:{r}": Indicator(c, r, 0.0) for c in columns for r in ("below", "above")}
        made |= {f"{p}−{e}": Difference(p, e) for _, e, p in pairs_of(self.dimensions)}
        singles = [(name,) for name in (*columns, *made)]
        sides = [(f"{c}.perceived", f"{c}.expected") for c in columns]
        return Needs(tuple(dict.fromkeys([*singles, *sides, *(d.both for d in self.dimensions)])), made)

    @property
    def has_ratio(self) -> bool:
        """A ratio needs a scale without 0: with it, the denominator can be 0 and the origin is arbitrary."""
        return self.span is not None and self.span[0] > 0

    def rows(self, base: Base) -> list[Row]:
        rows = [gap_row(base, f"{self.name}.{d.name}", d, self.with_expected, self.has_ratio) for d in self.dimensions]
        return [*rows, gap_row(base, self.name, None, self.with_expected, self.has_ratio)]

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        items = pair_rows(base, self.dimensions) if self.with_expected else item_rows(base, self.dimensions)
        consistency = [row for dimension in self.dimensions for row in consistency_rows(base, dimension)]
        return {"items": items} | ({"internal_consistency": consistency} if consistency else {})

    def every_row(self, of: Moments, part: slice) -> Mapping[str, Sequence[PackedRows]]:
        every, with_expected = EveryBase(of, part), self.with_expected
        consistency = [rows for dimension in self.dimensions for rows in every_consistency(every, dimension)]
        found = {
            "": every_gap(every, self.name, self.dimensions, with_expected, self.has_ratio),
            "items": every_pair(every, self.dimensions) if with_expected else every_item(every, self.dimensions),
        }
        return found | ({"internal_consistency": consistency} if consistency else {})

    def doubts(self) -> Mapping[Words, nw.Expr]:
        return points_doubts(self.name, self.own_points, Words("overall gap", "总体差距"))

    def explanation(self, rows: list[Row]) -> Explanation:
        return explain_servqual(self, rows)
