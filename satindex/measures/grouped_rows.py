"""Respondents who are too many to be drawn from one by one: their sums within random groups, asked of the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any, Final

import numpy as np

from satindex.errors import FigureError
from satindex.frames.batch import Key
from satindex.frames.batches import Frame, is_ordered
from satindex.frames.group_means import GroupMeans
from satindex.frames.group_products import GroupProducts
from satindex.frames.group_totals import GroupTotals, GroupTotalsPart
from satindex.frames.identity import Identity
from satindex.frames.passes import Sum
from satindex.frames.samples import Pick
from satindex.frames.unit_groups import Groups, groups_of
from satindex.language import Words
from satindex.measures.resampling_words import NO_ID
from satindex.responses.responses import Responses, about
from satindex.stats.grouped_rows import Grouped, GroupedProducts
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.moments import Array, Columns
from satindex.stats.resampling import Replicates
from satindex.stats.sample import Codes, Sample

MOST_CELLS: Final = 1_000_000
"""Levels × groups that sums may be kept by: 8 MB for each column."""
MOST_COLUMNS: Final = 40
"""Columns of which it is kept who answered which."""
FEW_LEVELS: Final = 30
EVERYONE: Final = Key(None, (None,))
NOWHERE: Final[Codes] = np.zeros(0, dtype=np.int64)
_ONE: Final[Codes] = np.zeros(1, dtype=np.int64)
TOGETHER: Final = Groups((), _ONE.astype(np.uint64), _ONE, _ONE + 1, _ONE, (None,), Identity(), 0, lonely=True)
"""All in one group, of which nothing can be drawn."""

Dealt = dict[tuple[int, int], Groups | Words]
"""The groups by number and seed of replicates, or why there are none."""
Ask = Callable[[Sum[Any]], Any]


def fewest_levels(levels: Mapping[str, tuple[str | None, ...]]) -> Key:
    """Return the segment with the fewest levels, if they are few: sums by it serve all respondents, too."""
    few = [name for name, found in levels.items() if len(found) <= FEW_LEVELS]
    name = min(few, key=lambda one: len(levels[one]), default=None)
    return EVERYONE if name is None else Key(about(name), levels[name])


@dataclass(frozen=True)
class GroupedRows(Grouped):
    """The respondents of a frame, all levels of a segment (`by`) or one of them, as sums within random groups.

    `ask` answers what is asked of the frame's rows; `dealt` keeps the groups.
    """

    frame: Frame
    responses: Responses
    count: int
    ask: Ask
    by: Key = EVERYONE
    level: str | None = None
    all_levels: bool = True
    dealt: Dealt = field(default_factory=dict, compare=False, repr=False)

    def products(self, columns: Columns, centre: Array, number: int, seed: int, logs: Columns = ()) -> GroupedProducts:
        design, groups = self.responses.design, self._groups(number, seed)
        picks, shift = tuple(map(Pick, columns)), tuple(float(one) for one in centre)
        dealt = TOGETHER if isinstance(groups, Words) else groups
        asked = GroupProducts((), dealt, design, picks=picks, shift=shift, scale=(1.0,) * len(picks), logs=logs)
        part: GroupTotalsPart = self.ask(asked)
        found = groups if isinstance(groups, Words) else self._drawn(asked, part, number)
        drawn, places = (None, NOWHERE) if isinstance(found, Words) else found
        n, with_weight = part.answered.astype(int).tolist()
        sums, width = part.totals[places], part.totals.shape[1] - len(logs)
        whole, weighted = part.totals.sum(axis=0)[:width], design.weight is not None
        reason = found if isinstance(found, Words) else None
        return GroupedProducts(n, with_weight, weighted, whole, sums[:, :width], sums[:, width:], drawn, reason)

    def _drawn(self, asked: GroupTotals, part: GroupTotalsPart, number: int) -> tuple[Replicates | None, Codes] | Words:
        """Return replicates whose rows are known by their place, and the places that count; else why there are none."""
        clustered = bool(self.responses.design.cluster)
        if not number:
            return None, NOWHERE
        if part.unnamed and not clustered and not is_ordered(self.frame):
            return NO_ID
        found = asked.drawn(part, number)
        if found is None:
            return LONELY_UNIT
        drawn, places = found
        units = np.zeros(asked.number, dtype=np.int64)
        units[places] = np.arange(len(places))
        return replace(drawn, units=units, groups=0 if clustered else len(asked.groups.strata)), places

    def rows(self, columns: Columns, number: int, seed: int) -> Sample | None:
        asked = next(iter(self.asks(columns, number, seed)), None)
        level = None if self.all_levels else self.by.levels.index(self.level)
        return None if asked is None else asked.sample(self.ask(asked), level)

    def asks(self, columns: Columns, number: int, seed: int) -> list[GroupMeans]:
        """Return what `rows` asks for these columns; nothing where sums would be too many."""
        groups = self._groups(number, seed)
        if isinstance(groups, Words) or len(columns) > MOST_COLUMNS:
            return []
        asked = GroupMeans(columns, groups, self.responses.design, self.by)
        return [asked] if asked.cells <= MOST_CELLS else []

    def _groups(self, number: int, seed: int) -> Groups | Words:
        """Return the groups that respondents fall into; else why they can't be dealt."""
        design = self.responses.design
        cells = prod(map(len, design.calibration.margins.values())) if design.calibration else 1
        if (number, seed) not in self.dealt:
            asked = (self.frame, design, self.responses.identity, self.count, (number, seed), cells)
            try:
                self.dealt[number, seed] = groups_of(*asked)
            except FigureError as error:
                self.dealt[number, seed] = error.words
        return self.dealt[number, seed]
