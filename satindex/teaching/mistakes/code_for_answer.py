"""A platform's code (1 for the first option, and so on) taken for the answer that it stands for."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from satindex.language import Words
from satindex.survey.model import Item
from satindex.teaching.altered import Asked

NAME = Words("codes taken for answers", "把选项编码当成答案")
HINT = Words(
    "Codes were taken for answers: the first option's code is 1 even where the answer is 0, and a negatively worded "
    "item's code must be turned.",
    "把选项编码当成了答案：第一个选项的编码是 1，而答案可能是 0；反向题须反转计分。",
)


def _code(item: Item, answer: nw.Expr) -> nw.Expr:
    values = item.scale.values
    if not item.reverse and all(value == place for place, value in enumerate(values, start=1)):
        return answer
    if item.scale.kind == "points":
        return values[-1] - answer + 1 if item.reverse else answer - values[0] + 1
    coded = answer
    for place, value in enumerate(reversed(values) if item.reverse else values, start=1):
        coded = nw.when(answer == value).then(nw.lit(float(place))).otherwise(coded)
    return coded


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the figure as it is when every answer is the place of its option."""
    figure = asked.with_answers(_code)
    if figure is not None:
        yield figure
