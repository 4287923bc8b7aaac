"""Weights of a measure's parts: numbers, or each respondent's own points, shared among the parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw

from satindex.frames.expressions import answered
from satindex.language import Words
from satindex.measures.item_checks import numeric_faults
from satindex.stats.moments import Columns
from satindex.survey.kinds import ItemName, KeyFault, Keys, Weight
from satindex.survey.model import Item

Path = tuple[str | int, ...]


class OwnPoints(Keys):
    """A weight that each respondent gave: the item that holds their points."""

    item: ItemName


PartWeight = Weight | OwnPoints


DIMENSIONS, COMPONENTS = Words("dimension", "维度"), Words("component", "组成部分")


def weight_faults(path: Path, weights: Sequence[PartWeight | None], part: Words) -> Iterator[KeyFault]:
    """Yield what is wrong with the weights of parts taken together: mixed ways of weighting, nothing but 0."""
    if len({_way(weight) for weight in weights}) > 1:
        yield KeyFault(
            path,
            Words(
                f"some {part.en}s are weighted and others are not, or in another way",
                f"部分{part.zh}有权重而其他没有，或权重方式不同",
            ),
            Words(
                f"Give every {part.en} a number, or every one an item with the respondent's points, or none.",
                f"请为每个{part.zh}都给出数值，或都给出受访者分配分数的题目，或都不给。",
            ),
        )
    numbers = [weight for weight in weights if isinstance(weight, float | int)]
    if numbers and not any(numbers):
        yield KeyFault(path, Words("all weights are 0", "所有权重均为 0"))


def _way(weight: PartWeight | None) -> str:
    return "none" if weight is None else "points" if isinstance(weight, OwnPoints) else "number"


def points_faults(path: tuple[str, ...], weight: PartWeight | None, items: Mapping[str, Item]) -> Iterator[KeyFault]:
    """Yield a fault where the item of a respondent's points has no numbers."""
    if isinstance(weight, OwnPoints):
        yield from numeric_faults((*path, "weight", "item"), (weight.item,), items)


def as_number_or_item(weight: PartWeight | None) -> float | str | None:
    """Return a weight as a measure holds it: a number, or the item of the respondent's points."""
    return weight.item if isinstance(weight, OwnPoints) else weight


def points_doubts(name: str, points: Columns, lost: Words) -> Mapping[Words, nw.Expr]:
    """Count whose points do not total 100, and whose are below 0, so that they have no figure called `lost`."""
    if not points:
        return {}
    total = nw.sum_horizontal(*(nw.col(item).cast(nw.Float64) for item in points))
    below = nw.any_horizontal(*(nw.col(item) < 0 for item in points), ignore_nulls=True)
    off = answered(*points) & ((total - 100.0).abs() > 1e-6)
    return {
        Words(
            f"{name}: points that do not total 100, rescaled",
            f"{name}：分配的分数之和不是 100，已按比例换算",
        ): _count(off),
        Words(
            f"{name}: points below 0, so no {lost.en}",
            f"{name}：分配的分数小于 0，不计算{lost.zh}",
        ): _count(below),
    }


def _count(expression: nw.Expr) -> nw.Expr:
    return nw.when(expression).then(nw.lit(1)).otherwise(nw.lit(0)).sum()


POINTS_WORDS = Words("Weights: each respondent's own points.", "权重：受访者自己分配的分数。")
