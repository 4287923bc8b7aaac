"""The perceived mean taken for the gap."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.teaching.altered import Asked

NAME = Words("the perceived mean for the gap", "把感知均值当成差距")
HINT = Words(
    "That is the perceived mean; the gap is perceived minus expected.",
    "这是感知均值；差距 = 感知 − 期望。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the perceived mean of the same row."""
    perceived = asked.found.figure("perceived")
    if asked.found.column == "estimate" and perceived is not None:
        yield perceived
