"""The share of the best answers taken for the mean, or the mean taken for their share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from satindex.language import Words
from satindex.results.columns import kind
from satindex.teaching.altered import Array, Asked

NAME = Words("a top box for a mean", "把高分比例当成均值")
HINT = Words(
    "A top box is the share of the best answers, a mean the average of all answers: look at which is asked for.",
    "顶格占比是最高分答案所占的比例，均值是全部答案的平均：请看清题目问的是哪一个。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the percentages of the best and of the two best answers for a mean; for a top box the mean."""
    measure, found = asked.measure, asked.found
    if measure is None or found.column != "estimate" or found.table.chart == "differences" or len(measure.items) != 1:
        return
    item = asked.scores.survey.items[measure.items[0]]
    answered = asked.answered(item.name)
    if answered is None or not item.scale.values:
        return
    known = ~np.isnan(answered[0]) & ~np.isnan(answered[1])
    answers, weights = answered[0][known], answered[1][known]
    if not weights.sum():
        return
    form = kind(found.table, "estimate", found.row)
    if form == "percent":
        yield float(np.average(answers, weights=weights))
    elif form == "points":
        for count in (1, 2):
            yield 100 * _share(answers, weights, item.scale.values[-count])


def _share(answers: Array, weights: Array, least: float) -> float:
    return float(np.average(answers >= least, weights=weights))
