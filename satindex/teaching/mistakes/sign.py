"""The sign turned: expected minus perceived, detractors minus promoters, the other group first."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.results.columns import kind
from satindex.teaching.altered import Asked

NAME = Words("the sign turned", "正负号反了")
HINT = Words(
    "The sign is turned: look at what is subtracted from what (a gap is perceived minus expected).",
    "正负号反了：请看清谁减谁（差距 = 感知 − 期望）。",
)


SIGNED = ("weighted_gap", "worse", "correlation")


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the figure with its sign turned, where a sign has a meaning."""
    found = asked.found
    if found.column in SIGNED:
        yield -asked.right
    elif found.column in ("estimate", "statistic"):
        form = kind(found.table, "estimate", found.row)
        if form in ("gap", "nps", "coefficient") or found.table.chart == "differences":
            yield -asked.right
