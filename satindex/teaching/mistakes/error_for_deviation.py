"""The standard error taken for the standard deviation, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.teaching.altered import Asked

NAME = Words("the standard error for the standard deviation", "把标准误当成标准差")
HINT = Words(
    "The standard deviation tells how far respondents lie apart, the standard error (s / √n) how sure the mean is.",
    "标准差反映受访者之间的差异，标准误（s / √n）反映均值的精确程度。",
)
OTHER = {"sd": "std_error", "std_error": "sd"}


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the other of the two, from the same row; where it has no standard deviation, √n times the error."""
    found = asked.found
    if found.column not in OTHER:
        return
    other, n = found.figure(OTHER[found.column]), found.figure("n")
    if other is not None:
        yield other
    elif found.column == "std_error" and n is not None and asked.measure is not None:
        yield float(asked.right * n**0.5)
