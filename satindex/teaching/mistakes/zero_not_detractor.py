"""An answer of 0 is not counted among the detractors, who answer 0 to 6."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from satindex.language import Words
from satindex.survey.model import Item
from satindex.teaching.altered import Asked

NAME = Words("0 not among the detractors", "0 分没有计入贬损者")
HINT = Words("Detractors answer 0 to 6: zero is an answer too.", "贬损者是回答 0–6 的人：0 也是有效回答。")
PASSIVE = 7


def _passive(item: Item, answer: nw.Expr) -> nw.Expr:
    return nw.when(answer == 0).then(nw.lit(PASSIVE)).otherwise(answer)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the figure as it is when an answer of 0 is passive."""
    if not {"promoters", "detractors"} <= asked.found.row.keys():
        return
    figure = asked.with_answers(_passive)
    if figure is not None:
        yield figure
