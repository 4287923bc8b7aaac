"""The p-value of one tail, where both tails are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.teaching.altered import Asked

NAME = Words("the wrong tail", "取错了尾")
HINT = Words(
    "That is the p-value of one tail; a difference either way would matter, so both tails count.",
    "这是单侧 p 值；两个方向的差异都算，因此应取双侧。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the p-values of either tail."""
    if asked.found.column == "p_value" and "statistic" in asked.found.table.columns:
        yield asked.right / 2
        yield 1 - asked.right / 2
