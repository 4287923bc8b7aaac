"""Missing answers scored as 0."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from satindex.language import Words
from satindex.survey.model import Item
from satindex.teaching.altered import Asked

NAME = Words("missing answers counted as 0", "把缺失当成 0")
HINT = Words(
    "Empty cells were counted as 0: who gave no answer is left out of the mean.",
    "把空单元格当成了 0 分：没有回答的人不应计入平均。",
)


def _zero(item: Item, answer: nw.Expr) -> nw.Expr:
    return answer.fill_null(0)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the figure as it is when every missing answer is 0."""
    figure = asked.with_answers(_zero)
    if figure is not None:
        yield figure
