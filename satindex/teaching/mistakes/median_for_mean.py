"""The median of respondents' scores, where their mean is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from satindex.language import Words
from satindex.results.columns import kind
from satindex.teaching.altered import Asked

NAME = Words("the median for the mean", "把中位数当成均值")
HINT = Words(
    "That is the median; the mean is asked for: the sum of the scores divided by how many there are.",
    "这是中位数；此处要求均值：得分之和除以人数。",
)
MEANS = ("gap", "points", "index")


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the median over respondents, everyone counted once."""
    found = asked.found
    if found.column not in ("estimate", "expected", "perceived") or found.table.chart == "differences":
        return
    if asked.measure is None or kind(found.table, found.column, found.row) not in MEANS:
        return
    answered = asked.answered(asked.column)
    if answered is not None and not np.isnan(answered[0]).all():
        yield float(np.nanmedian(answered[0]))
