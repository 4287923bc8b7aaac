"""A curve of everyone or of groups: whom it holds, its levels, its smooth line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.averages import Mask
from satindex.linkage.curve_words import ALIKE, ONE_LEVEL
from satindex.linkage.curves import FAMILIES, Line, line
from satindex.linkage.data import Array, ModelData
from satindex.linkage.grouping import Group, groups_of
from satindex.linkage.linked import Linked
from satindex.linkage.preparing import model_data
from satindex.linkage.problem import with_weight
from satindex.linkage.reach import reach_of
from satindex.linkage.reasons import NO_ROWS
from satindex.measures.scores import Scores

EVERYONE: Final = Words("everyone", "全部")
MOST_LEVELS: Final = 11
TENTHS: Final = 10
QUARTILES: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Drawn:
    """A curve: its respondents in groups, the outcome as it is averaged, the smooth line or why there is none.

    `is_share` says that the outcome is 1 for an event and 0 without.
    """

    by: str | None
    data: ModelData
    groups: tuple[Group, ...]
    outcome: Array
    is_share: bool
    line: Line | Words

    @property
    def x(self) -> Array:
        """The score that the curve is drawn over."""
        return self.data.predictors[:, 0]


@dataclass(frozen=True)
class ScoreLevel:
    """A value of the score, or those from `low` to `high`."""

    low: float
    high: float
    rows: Mask


def drawn_curve(scores: Scores, linked: Linked, by: str | None) -> Drawn | Words:
    """Return the curve of the model's outcome over the score it asks for, by groups of `by`; or why there is none."""
    asked = linked.model.curve
    if asked is None:
        return NO_ROWS
    narrow = replace(linked.model, predictors=(asked.of,), controls=(by,) if by else ())
    data = with_weight(model_data(scores, narrow))
    if not len(data.outcome):
        return NO_ROWS
    if not data.predictor_names:
        return ONE_LEVEL
    groups = groups_of(scores, data, by) if by else (Group(EVERYONE, np.ones(len(data.outcome), dtype=bool)),)
    if not groups:
        return ALIKE
    family = FAMILIES.get(linked.chosen, "ols")
    is_share = family == "logit"
    outcome = (data.outcome == data.outcome.max()).astype(np.float64) if is_share else data.outcome
    reach = reach_of(scores, asked.of)
    origin = _lowest(reach, data.predictors[:, 0]), _lowest_outcome(scores, linked, outcome, is_share)
    found = line(data, linked.chosen, linked.model, groups, origin)
    return Drawn(by, data, groups, outcome, is_share, found)


def _lowest(reach: tuple[float, float] | None, values: Array) -> float | None:
    """Where a scale begins: at its lowest value, else at 0 where nothing lies below."""
    if reach is not None:
        return reach[0]
    return 0.0 if values.min() >= 0 else None


def _lowest_outcome(scores: Scores, linked: Linked, outcome: Array, is_share: bool) -> float | None:
    return 0.0 if is_share else _lowest(reach_of(scores, linked.model.outcome), outcome)


def levels(drawn: Drawn) -> Iterator[ScoreLevel]:
    """Yield the score's levels that occur: its values, or tenths of the respondents where there are many."""
    values = np.unique(drawn.x)
    if len(values) <= MOST_LEVELS:
        for value in values.tolist():
            yield ScoreLevel(value, value, drawn.x == value)
        return
    cuts = np.unique(np.quantile(drawn.x, np.arange(1, TENTHS) / TENTHS))
    place = np.searchsorted(cuts, drawn.x, side="left")
    for tenth in np.unique(place).tolist():
        rows = place == tenth
        yield ScoreLevel(float(drawn.x[rows].min()), float(drawn.x[rows].max()), rows)


def middles(x: Array) -> dict[float, float]:
    """Return the quartiles of a score."""
    return dict(zip(QUARTILES, np.quantile(x, QUARTILES).tolist(), strict=True))
