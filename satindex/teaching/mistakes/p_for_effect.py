"""A p-value taken for the size of an effect, or an effect for its p-value."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.teaching.altered import Asked

NAME = Words("the p-value for the effect", "把 p 值当成效应")
HINT = Words(
    "A p-value tells how surprising the data would be without an effect; how large it is, the estimate tells.",
    "p 值说明“若无效应，数据有多意外”；效应有多大要看估计值。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the row's p-value for its estimate, and its estimate for a p-value."""
    found = asked.found
    others = ("p_value", "p_adjusted") if found.column in ("estimate", "statistic") else ()
    if found.column in ("p_value", "p_adjusted"):
        others = ("estimate", "statistic")
    for other in others:
        figure = found.figure(other)
        if figure is not None:
            yield figure
