"""The means of an item by segments, beside the shares of its answers: mean, standard deviation, top two points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from satindex.analysis.by_segment import TOTAL, BySegment
from satindex.analysis.lettering import lettered
from satindex.analysis.tabulated import Tabulated
from satindex.frames.made import Indicator, Made, Mirrored
from satindex.measures.comparing_words import MOST_PAIRED
from satindex.measures.presenting import MISSING_LEVEL
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Base, Estimate
from satindex.stats.comparison import between
from satindex.stats.moments import Columns, Moments
from satindex.survey.counted import Crosstab
from satindex.survey.model import Item

TOP = 2
FEWEST_POINTS = 2 * TOP
"""On a shorter scale the two highest points are half of the answers, or more."""


@dataclass(frozen=True)
class Averaged:
    """An item whose mean is shown: its answers as given under `mean`, and whether they are the two highest points."""

    item: Item
    mean: str
    top: str | None
    made: Mapping[str, Made]

    @property
    def blocks(self) -> tuple[Columns, ...]:
        """What is asked of the data."""
        return ((self.mean,), *([(self.top,)] if self.top else []))


def has_mean(item: Item | None, table: Crosstab) -> bool:
    """Return whether a table shows an item's mean: of points, unless it says otherwise; never of several answers."""
    if item is None or table.percent != "column":
        return False
    return item.scale.kind == "points" if table.means is None else table.means


def top_points(item: Item) -> str | None:
    """Return the two highest points of an item as they are written, None where the scale is too short for them.

    Examples
    --------
    >>> from satindex.survey.model import Scale
    >>> top_points(Item("A", Scale("1..7", "points", 1, 7)))
    '6–7'
    """
    values = item.scale.values
    return f"{values[-TOP]:g}–{values[-1]:g}" if len(values) >= FEWEST_POINTS else None


def averaged(item: Item) -> Averaged:
    """Return the columns behind an item's mean and its two highest points, as they were answered."""
    values, made = item.scale.values, dict[str, Made]()
    mean, top = item.name, f"{item.name}=top" if len(values) >= FEWEST_POINTS else None
    if item.reverse:
        mean = f"{item.name}=as given"
        made[mean] = Mirrored(item.name, values[0] + values[-1])
    if top:
        inside = Indicator(item.name, "below", values[TOP]) if item.reverse else None
        made[top] = inside or Indicator(item.name, "above", values[-TOP - 1])
    return Averaged(item, mean, top, made)


@dataclass(frozen=True)
class MeansBySegment:
    """The means of one item by one segment; `columns` holds the letter at the head of each level's column."""

    scores: Scores
    table: Crosstab
    segment: str
    of: Averaged
    moments: BySegment
    columns: Mapping[str, str]

    def rows(self) -> list[Row]:
        """Return a row per level, then the total: mean, standard deviation, share of the two highest points."""
        by, whole = self.moments.designed[self.segment], self.moments.designed[None]
        rows = [self._row(by, self._plain, group, level or MISSING_LEVEL) for group, level in enumerate(by.levels)]
        rows.append(self._row(whole, self.moments.plain[None], 0, TOTAL))
        shown = list(guarded(rows, self.scores.survey.small_base))
        if not self.table.letters or len(self._groups) > MOST_PAIRED:
            return shown
        heads = {group: self.columns[str(by.levels[group])] for group in self._groups}
        shown = [{**row, "column": self.columns.get(str(row["level"]))} for row in shown]
        shown = self._lettered(shown, "estimate", "letters", "higher_than", heads, self._of_means)
        if self.of.top is None:
            return shown
        return self._lettered(shown, "top_two", None, "top_two_higher_than", heads, self._of_tops)

    @property
    def _plain(self) -> Moments:
        return self.moments.plain[self.segment]

    @cached_property
    def _compared(self) -> Moments:
        return self.moments.paired.get(self.segment, self.moments.designed[self.segment])

    @cached_property
    def _groups(self) -> Sequence[int]:
        return [at for at, level in enumerate(self._plain.levels) if level is not None]

    def _row(self, of: Moments, plain: Moments, group: int, level: str) -> Row:
        base = Base(of, group)
        mean = base.mean(self.of.mean)
        cells: dict[str, Cell] = {"segment": self.segment, "level": level, "item": self.of.item.name}
        cells |= {**mean.cells(), "std_dev": base.sd(self.of.mean)}
        if self.of.top is None:
            return cells
        top = self._tops(of, plain).share(0, group).found
        found = (top.estimate, top.std_error, top.ci_low, top.ci_high)
        return cells | dict(zip(("top_two", "top_two_std_error", "top_two_low", "top_two_high"), found, strict=True))

    def _tops(self, of: Moments, plain: Moments) -> Tabulated:
        return Tabulated(of, plain, (self.of.top or "",), range(len(of.levels)), "column", (), overlap=False)

    def _lettered(
        self,
        rows: Sequence[Row],
        figure: str,
        compact: str | None,
        higher: str,
        heads: Mapping[int, str],
        difference: Callable[[int, int], Estimate],
    ) -> list[Row]:
        marked = [{**row, **({compact: None} if compact else {}), higher: None} for row in rows]
        estimates = {
            group: float(value) for group in self._groups if isinstance(value := rows[group].get(figure), int | float)
        }
        found = lettered(estimates, difference, heads, self.scores.survey.compare.adjust)
        for group, letters in found.compact.items():
            marked[group] |= {**({compact: letters} if compact else {}), higher: found.higher_than[group] or None}
        return list(marked)

    def _of_means(self, group: int, other: int) -> Estimate:
        return between(self._compared, self.of.mean, group, other).found

    def _of_tops(self, group: int, other: int) -> Estimate:
        return self._tops(self._compared, self._plain).difference(0, group, other)
