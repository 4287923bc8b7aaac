"""A percentage given for a share of 1, or a share for points of 100."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.results.columns import kind
from satindex.teaching.altered import Asked

NAME = Words("percent for a share, or a share for percent", "百分数与比例混淆")
HINT = Words(
    "Look at the unit: a share lies between 0 and 1; NPS and percentages are per hundred.",
    "请看单位：比例在 0 与 1 之间；净推荐值与百分数以百为单位。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the figure in the other unit."""
    found = asked.found
    if found.is_share:
        yield asked.right * 100
    elif found.column == "estimate" and kind(found.table, "estimate", found.row) in ("nps", "percent"):
        yield asked.right / 100
