"""The mean of everyone's ratio, where the ratio of the means is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from satindex.language import Words
from satindex.teaching.altered import Asked
from satindex.teaching.naming import OVERALL

NAME = Words("the mean of ratios for the ratio of means", "比值的平均当成平均的比值")
HINT = Words(
    "That is the mean of each respondent's ratio; divide the mean perceived by the mean expected.",
    "这是各受访者比值的平均；应以感知均值除以期望均值。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the (weighted) mean over respondents of perceived / expected."""
    measure = asked.measure
    if asked.found.column != "ratio" or measure is None:
        return
    stem = measure.name if asked.part == OVERALL else f"{measure.name}.{asked.part}"
    answered = asked.answered(f"{stem}.perceived", f"{stem}.expected")
    if answered is None:
        return
    perceived, expected, weights = answered
    known = ~np.isnan(perceived) & ~np.isnan(expected) & (expected != 0) & ~np.isnan(weights)
    if weights[known].sum():
        yield float(np.average(perceived[known] / expected[known], weights=weights[known]))
