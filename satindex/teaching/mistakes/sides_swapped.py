"""The columns of expectations and perceptions swapped in one dimension."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from satindex.language import Words
from satindex.teaching.altered import Asked
from satindex.teaching.naming import OVERALL

NAME = Words("the two sides swapped", "两侧颠倒")
HINT = Words(
    "In one dimension expectations and perceptions are swapped: look at which question holds which.",
    "有一个维度把期望与感知的列弄反了：请核对哪一题是期望、哪一题是感知。",
)
OTHER = {"expected": "perceived", "perceived": "expected"}


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the other side of a row, and of an overall gap what it is with each dimension's gap turned."""
    found, measure = asked.found, asked.measure
    if measure is None or not {"expected", "perceived", "weight"} <= set(found.table.columns):
        return
    if found.column in OTHER:
        other = found.figure(OTHER[found.column])
        if other is not None:
            yield other
    elif found.column == "estimate" and asked.part == OVERALL and len(measure.weighted_parts) > 1:
        yield from _turned(asked, measure.name, dict(measure.weighted_parts))


def _turned(asked: Asked, name: str, weights: dict[str, float]) -> Iterator[float]:
    answered = asked.answered(name, *(f"{name}.{part}" for part in weights))
    if answered is None:
        return
    overall, *gaps, respondents = answered
    of_parts = np.array(
        [np.where(np.isnan(gap), 0.0, weight) for gap, weight in zip(gaps, weights.values(), strict=True)]
    )
    known = ~np.isnan(overall) & ~np.isnan(respondents)
    for gap, weight in zip(gaps, of_parts, strict=True):
        turned = overall[known] - 2 * weight[known] * np.nan_to_num(gap[known]) / of_parts[:, known].sum(axis=0)
        if respondents[known].sum():
            yield float(np.average(turned, weights=respondents[known]))
