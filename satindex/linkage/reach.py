"""How far a score or an item can go: what makes its mean comparable with others, from 0 to 100."""

from __future__ import annotations

from collections.abc import Iterable

from satindex.language import Words
from satindex.measures.scores import Scores

OPEN = Words("its lowest and highest possible values are not known", "其可能的最低值与最高值未知")


def reach_of(scores: Scores, column: str) -> tuple[float, float] | None:
    """Return the lowest and highest possible value of a score or an item; None where either is open."""
    item = scores.survey.items.get(column)
    if item is not None:
        values = item.scale.values
        return (values[0], values[-1]) if len(values) > 1 else None
    measure = scores.measures.get(column.split(".")[0])
    return measure.reach_of(column) if measure else None


def reaches(scores: Scores, columns: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Return the ends of those scores and items that have them."""
    return {column: ends for column in columns if (ends := reach_of(scores, column)) is not None}
