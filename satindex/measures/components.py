"""A component of an index: its items and the values of each that score 0 and 100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from satindex.language import Words
from satindex.measures.own_points import PartWeight
from satindex.stats.moments import Columns
from satindex.survey.kinds import Finite, ItemNames, KeyFault, Keys, Share, TitleTexts
from satindex.survey.model import Item, Titles

COMPONENT_WORDS = {
    "behavioural": Words("Behavioural loyalty", "行为忠诚"),
    "conative": Words("Conative loyalty", "意向忠诚"),
    "affective": Words("Affective loyalty", "情感忠诚"),
    "cognitive": Words("Cognitive loyalty", "认知忠诚"),
}


class ComponentKeys(Keys):
    """One component: its items, the values that score 0 and 100, its weight, its better end."""

    items: ItemNames
    weight: PartWeight | None = None
    anchors: tuple[Finite, Finite] | None = None
    better: Literal["high", "low"] = "high"
    min_answered: Share | None = None
    title: TitleTexts = Field(default_factory=dict)


def anchor_faults(path: tuple[str, ...], component: ComponentKeys, items: Mapping[str, Item]) -> Iterator[KeyFault]:
    """Refuse anchors that are one value, that turn a component round twice, or that are missing where needed."""
    if component.anchors and component.anchors[0] == component.anchors[1]:
        yield KeyFault(
            (*path, "anchors"),
            Words("both anchors are the same value", "两个锚点是同一个值"),
            Words(
                "Give the value that scores 0, then the one that scores 100.", "先写得 0 分的值，再写得 100 分的值。"
            ),
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
                        f"{name} 没有固定的两端，无法确定 0 分与 100 分",
                    ),
                    Words(
                        "Add 'anchors: [a, b]', the values that score 0 and 100.",
                        "请添加 anchors: [a, b]，即得 0 分与 100 分的值。",
                    ),
                )


def ends_of(component: ComponentKeys, item: Item) -> tuple[float, float]:
    """Return the values of an item that score 0 and 100."""
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
