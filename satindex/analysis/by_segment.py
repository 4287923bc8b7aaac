"""One item by one segment: shares of answers with their bases, which columns differ, the test of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from satindex.analysis.counting import Counted
from satindex.analysis.lettering import lettered
from satindex.analysis.tabulated import Tabulated
from satindex.language import Words
from satindex.measures.comparing_words import MOST_PAIRED
from satindex.measures.presenting import MISSING_LEVEL
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Estimate
from satindex.stats.moments import Moments
from satindex.survey.counted import Crosstab

TOTAL = "(total)"
PEARSON, RAO_SCOTT = Words("Pearson χ²", "Pearson χ²"), Words("Rao–Scott F", "Rao–Scott F")
NOBODY = Words("no answers in this base", "该基数内没有回答")


@dataclass(frozen=True)
class BySegment:
    """The moments of what is counted, over all (None) and by segment; `plain` without weights or design.

    `paired` has, for the wave, respondents as clusters where the same ones answered in several waves.
    """

    designed: Mapping[str | None, Moments]
    plain: Mapping[str | None, Moments]
    paired: Mapping[str, Moments] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemBySegment:
    """One item by one segment; `columns` holds the letter at the head of each level's column."""

    scores: Scores
    table: Crosstab
    segment: str
    counted: Counted
    moments: BySegment
    columns: Mapping[str, str]

    @property
    def by_responses(self) -> bool:
        """Whether what is counted is answers, not respondents."""
        return self.table.base == "responses" and self.counted.overlap

    @cached_property
    def _of(self) -> Tabulated:
        return self._tabulated(self.moments.designed[self.segment], self.segment)

    @cached_property
    def _compared(self) -> Tabulated:
        """The same as it is compared: the same people in several waves are not independent."""
        paired = self.moments.paired.get(self.segment)
        return self._of if paired is None else self._tabulated(paired, self.segment)

    def _tabulated(self, of: Moments, segment: str | None) -> Tabulated:
        groups = [0] if segment is None else [at for at, level in enumerate(of.levels) if level is not None]
        found, plain, percent = self.counted, self.moments.plain[segment], self.table.percent
        columns = found.responses if self.by_responses else found.columns
        return Tabulated(of, plain, found.columns, groups, percent, columns if self.by_responses else (), found.overlap)

    @property
    def _answers(self) -> range:
        return range(len(self.counted.responses if self.by_responses else self.counted.columns))

    @cached_property
    def shown_groups(self) -> Sequence[int]:
        """The groups with a level whose figures are not withheld: those that may be compared."""
        of, within = self._of, self.table.percent == "column"
        counted = range(len(of.of.levels)) if within else of.groups
        rows: list[Row] = [
            {"level": of.of.levels[group] or MISSING_LEVEL, "estimate": 0.0, "n": of.n_of_group(group)}
            for group in counted
        ]
        total = self._tabulated(self.moments.designed[None], None).n_of_group(0)
        rows += [{"level": TOTAL, "estimate": 0.0, "n": total}] if within else []
        kept = guarded(rows, self.scores.survey.small_base)
        shown = [group for group, row in zip(counted, kept, strict=False) if row["estimate"] is not None]
        return [group for group in shown if group in of.groups]

    def rows(self) -> list[Row]:
        """Return a row per answer and level, then the answer's total; letters where columns differ.

        Those without a level, and the total, have shares of their own only where columns are 100%.
        """
        within = self.table.percent == "column"
        if not self.counted.columns:
            return []
        of, total = self._of, self._tabulated(self.moments.designed[None], None)
        rows: list[Row] = []
        for answer in self._answers:
            levels = enumerate(of.of.levels) if within else ((group, of.of.levels[group]) for group in of.groups)
            rows += [self._row(of, answer, group, level or MISSING_LEVEL) for group, level in levels]
            rows += [self._row(total, answer, 0, TOTAL)] if within else []
        shown = list(guarded(rows, self.scores.survey.small_base))
        return self._lettered(shown) if self._has_letters else shown

    @property
    def _has_letters(self) -> bool:
        return self.table.letters and self.table.percent == "column" and len(self._of.groups) <= MOST_PAIRED

    def _row(self, of: Tabulated, answer: int, group: int, level: str) -> Row:
        found = of.share(answer, group)
        keys: Row = {
            "segment": self.segment,
            "level": level,
            "item": self.counted.name,
            "answer": self.counted.answers[answer],
        }
        code = self.counted.codes[answer]
        cells: dict[str, Cell] = {**keys, **({} if code is None else {"code": code}), "count": found.count}
        cells |= {**found.found.cells(), "n_effective": found.n_effective}
        if self.scores.responses.design.weight:
            cells["n_weighted"] = of.weighted_n(answer, group)
        if self.by_responses:
            cells["respondents"] = of.n_of_group(group)
        if self.table.percent != "column":
            cells["n_other"] = of.n_of_group(group)
        return cells

    def _lettered(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows with each column's letter, compact letters, and the letters of lower columns."""
        marked = [{**row, **self.head(str(row["level"])), "letters": None, "higher_than": None} for row in rows]
        size = len(self._of.of.levels) + 1
        heads = {group: self.columns[str(self._of.of.levels[group])] for group in self._of.groups}
        for answer in self._answers:
            start = answer * size
            shown = [group for group in self._of.groups if marked[start + group].get("std_error") is not None]
            estimates = {
                group: float(share)
                for group in shown
                if isinstance(share := marked[start + group]["estimate"], int | float)
            }
            found = lettered(estimates, self._difference(answer), heads, self.scores.survey.compare.adjust)
            for group, letters in found.compact.items():
                marked[start + group] |= {"letters": letters, "higher_than": found.higher_than[group] or None}
        return list(marked)

    def head(self, level: str) -> dict[str, Cell]:
        """Return the letter at the head of a level's column; the total and those without a level have none."""
        return {"column": self.columns.get(level)}

    def _difference(self, answer: int) -> Callable[[int, int], Estimate]:
        return lambda group, other: self._compared.difference(answer, group, other)

    def test(self) -> Row:
        """Return the test whether the answers differ by segment, over the levels whose figures are shown."""
        keys: Row = {"segment": self.segment, "item": self.counted.name}
        if not self.counted.columns:
            return {**keys, "n": 0, "reason": NOBODY}
        found = self._compared.association(self.shown_groups)
        row: Row = {
            **keys,
            "test": RAO_SCOTT if self._compared.of.designed else PEARSON,
            "statistic": found.statistic,
            "df": found.df,
            "df_residual": found.df_residual,
            "p_value": found.p_value,
            "p_adjusted": None,
            "cramers_v": found.cramers_v,
            "low_expected": found.low_expected,
            "n": found.n,
        }
        return {**row, "reason": found.reason} if found.reason else row
