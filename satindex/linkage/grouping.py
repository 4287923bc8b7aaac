"""Respondents in groups by a column, an item or a score: as they are, or a number with many values in thirds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.linkage.data import Array, ModelData
from satindex.linkage.preparing import levels_of
from satindex.measures.scores import Scores
from satindex.results.columns import written

MOST_VALUES: Final = 5
THIRDS: Final = (
    Words("lowest third", "最低三分之一"),
    Words("middle third", "中间三分之一"),
    Words("highest third", "最高三分之一"),
)


@dataclass(frozen=True)
class Group:
    """Some of the respondents, by what they have in common."""

    words: Words
    rows: npt.NDArray[np.bool_]


def groups_of(scores: Scores, data: ModelData, name: str) -> tuple[Group, ...]:
    """Return the groups that occur in `data`, which holds `name` among its controls, in their order.

    None where all respondents are alike.
    """
    if name in data.control_names:
        return _by_number(scores, data.controls[:, data.control_names.index(name)], name)
    start = f"{name}="
    rows = {
        term.removeprefix(start): data.controls[:, at] > 0
        for at, term in enumerate(data.control_names)
        if term.startswith(start)
    }
    if not rows:
        return ()
    reference, *others = levels_of(scores, name)
    rows[reference] = ~np.any(list(rows.values()), axis=0)
    return tuple(
        Group(Words(level, level), rows[level]) for level in (reference, *others) if level in rows and rows[level].any()
    )


def _by_number(scores: Scores, numbers: Array, name: str) -> tuple[Group, ...]:
    values = np.unique(numbers)
    if len(values) < 2:
        return ()
    if len(values) <= MOST_VALUES:
        return tuple(Group(_called(scores, name, value), numbers == value) for value in values.tolist())
    cuts = np.quantile(numbers, [1 / 3, 2 / 3])
    place = np.searchsorted(cuts, numbers, side="left")
    low, high = (f"{cut:.4g}" for cut in cuts)
    ends = (f"≤ {low}", f"{low}–{high}", f"> {high}")
    words = [Words(f"{said.en} ({end})", f"{said.zh}（{end}）") for said, end in zip(THIRDS, ends, strict=True)]
    return tuple(Group(said, place == at) for at, said in enumerate(words) if np.any(place == at))


def _called(scores: Scores, name: str, value: float) -> Words:
    item = scores.survey.items.get(name)
    labels = item.scale.labels if item else {}
    said = [labels.get(language, {}).get(value) for language in ("en", "zh")]
    known = next((one for one in said if one), written(value, "number"))
    return Words(said[0] or known, said[1] or known)
