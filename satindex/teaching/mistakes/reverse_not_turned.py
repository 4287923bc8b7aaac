"""Negatively worded items not turned: their answers counted as if they were worded like the others."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from satindex.language import Words
from satindex.survey.model import Item
from satindex.teaching.altered import Asked

NAME = Words("reverse-keyed items not turned", "反向题没有反转计分")
HINT = Words(
    "Some items are negatively worded: turn them (lowest + highest − answer) before you average.",
    "有些题目是反向题：先反转计分（最低分 + 最高分 − 答案），再求平均。",
)


def _unturned(item: Item, answer: nw.Expr) -> nw.Expr:
    values = item.scale.values
    return values[0] + values[-1] - answer if item.reverse and values else answer


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the figure as it is when no negatively worded item is turned."""
    measure = asked.measure
    if measure is not None and any(asked.scores.survey.items[name].reverse for name in measure.items):
        figure = asked.with_answers(_unturned)
        if figure is not None:
            yield figure
