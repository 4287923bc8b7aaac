"""Answers counted by groups: what `tables:` and the reasons for a score are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from satindex.analysis.frequencies import answer_label
from satindex.analysis.tabulated import Tabulated
from satindex.frames.batches import Frame, distinct_counts
from satindex.frames.made import Indicator, Made
from satindex.frames.moments import Design, Grouping, moments
from satindex.frames.recode import recoded
from satindex.language import Words
from satindex.measures.comparing import SIGNIFICANT
from satindex.measures.comparing_words import MOST_PAIRED
from satindex.measures.presenting import MISSING_LEVEL
from satindex.measures.scores import Scores
from satindex.responses.multi import OTHER, OTHER_WORDS, chosen, dummies
from satindex.results.result import Cell, Row
from satindex.results.small_bases import guarded
from satindex.stats.letters import compact_letters
from satindex.stats.moments import Columns, Moments
from satindex.stats.multiplicity import ADJUSTMENTS
from satindex.survey.model import Crosstab, Item, Survey

TOTAL = "(total)"
PEARSON, RAO_SCOTT = Words("Pearson χ²", "Pearson χ²"), Words("Rao–Scott F", "Rao–Scott F")
NOBODY = Words("no answers in this base", "该基数内没有回答")
Groupings = Mapping[str, tuple[str, tuple[str | None, ...]]]


@dataclass(frozen=True)
class Counted:
    """An item as it is counted: a 0/1 column per answer, with the answer's code and words."""

    item: Item
    columns: Columns
    codes: tuple[float | None, ...]
    answers: tuple[Words, ...]
    overlap: bool


@dataclass(frozen=True)
class Counting:
    """Items counted on one frame: `made` columns are computed while it is read."""

    frame: Frame
    made: Mapping[str, Made]
    counted: Mapping[str, Counted]


def counting(frame: Frame, items: Iterable[str], survey: Survey) -> Counting:
    """Return the frame with what several answers in a cell mean, and each item's 0/1 columns."""
    made: dict[str, Made] = {}
    found: dict[str, Counted] = {}
    for name in dict.fromkeys(items):
        item = survey.items[name]
        if item.scale.kind == "multi":
            frame, found[name] = _several(frame, item, survey)
        else:
            found[name], columns = _single(item)
            made |= columns
    return Counting(frame, made, found)


def _several(frame: Frame, item: Item, survey: Survey) -> tuple[Frame, Counted]:
    cells = distinct_counts(frame, item.name)
    meanings, answers = chosen(cells, item, survey, survey.small_base.withhold)
    columns = tuple(f"{item.name}={answer}" for answer in answers)
    coded = [
        recoded(frame, item.name, dummies(meanings, answer), column)
        for answer, column in zip(answers, columns, strict=True)
    ]
    words = tuple(OTHER_WORDS if answer == OTHER else Words(answer, answer) for answer in answers)
    counted = Counted(item, columns, (None,) * len(answers), words, overlap=True)
    return frame.with_columns(*coded) if coded else frame, counted


def _single(item: Item) -> tuple[Counted, Mapping[str, Made]]:
    values = tuple(reversed(item.scale.values)) if item.reverse else item.scale.values
    ends = item.scale.values[0] + item.scale.values[-1]
    stored = tuple(ends - value if item.reverse else value for value in values)
    columns = tuple(f"{item.name}={value:g}" for value in values)
    made = {column: Indicator(item.name, "equal", value) for column, value in zip(columns, values, strict=True)}
    return Counted(item, columns, stored, tuple(answer_label(item, code) for code in stored), overlap=False), made


def counted_moments(counting: Counting, groupings: Groupings, design: Design) -> dict[str | None, Moments]:
    """Return the moments over all respondents (None) and by each grouping: its name, its column and levels."""
    blocks = tuple(one.columns for one in counting.counted.values() if one.columns)
    by = [Grouping(blocks), *(Grouping(blocks, column, levels) for column, levels in groupings.values())]
    return dict(zip([None, *groupings], moments(counting.frame, by, design, counting.made), strict=True))


@dataclass(frozen=True)
class ItemBySegment:
    """One item by one segment."""

    scores: Scores
    table: Crosstab
    segment: str
    counted: Counted
    designed: Mapping[str | None, Moments]
    plain: Mapping[str | None, Moments]

    @property
    def by_responses(self) -> bool:
        """Whether what is counted is answers, not respondents."""
        return self.table.base == "responses" and self.counted.overlap

    def _tabulated(self, segment: str | None) -> Tabulated:
        of = self.designed[segment]
        groups = [0] if segment is None else [at for at, level in enumerate(of.levels) if level is not None]
        found, percent = self.counted, self.table.percent
        return Tabulated(of, self.plain[segment], found.columns, groups, percent, self.by_responses, found.overlap)

    def rows(self) -> list[Row]:
        """Return a row per answer and level, then the answer's total; letters where columns differ.

        Those without a level, and the total, have shares of their own only where columns are 100%.
        """
        within = self.table.percent == "column"
        if not self.counted.columns:
            return []
        of, total = self._tabulated(self.segment), self._tabulated(None)
        rows: list[Row] = []
        for answer in range(len(self.counted.columns)):
            levels = enumerate(of.of.levels) if within else ((group, of.of.levels[group]) for group in of.groups)
            rows += [self._row(of, answer, group, level or MISSING_LEVEL) for group, level in levels]
            rows += [self._row(total, answer, 0, TOTAL)] if within else []
        shown = guarded(rows, self.scores.survey.small_base)
        if self.table.letters and within and len(of.groups) <= MOST_PAIRED:
            shown = [{**row, "letters": None} for row in shown]
            self._letter(shown, of)
        return shown

    def _row(self, of: Tabulated, answer: int, group: int, level: str) -> Row:
        found = of.share(answer, group)
        keys: Row = {
            "segment": self.segment,
            "level": level,
            "item": self.counted.item.name,
            "answer": self.counted.answers[answer],
        }
        code = self.counted.codes[answer]
        cells: dict[str, Cell] = {**keys, **({} if code is None else {"code": code}), "count": found.count}
        cells |= {**found.found.cells(), "n_effective": found.n_effective}
        if self.table.percent != "column":
            cells["n_other"] = of.n_of_group(group)
        return cells

    def _letter(self, rows: list[Row], of: Tabulated) -> None:
        """Give the shown rows of each answer the letters of their columns."""
        size = len(of.of.levels) + 1
        for answer in range(len(self.counted.columns)):
            start = answer * size
            shown = [group for group in of.groups if rows[start + group].get("std_error") is not None]
            pairs = list(combinations(shown, 2))
            p_values = [of.difference(answer, *pair).p_value for pair in pairs]
            adjusted = ADJUSTMENTS[self.scores.survey.compare.adjust](p_values)
            different = {
                frozenset(map(str, pair))
                for pair, p in zip(pairs, adjusted, strict=True)
                if p is not None and p < SIGNIFICANT
            }
            estimates = {group: rows[start + group]["estimate"] for group in shown}
            known = {group: value for group, value in estimates.items() if isinstance(value, float)}
            ordered = [str(group) for group in sorted(known, key=lambda group: -known[group])]
            for group, letters in (compact_letters(ordered, different) or {}).items():
                rows[start + int(group)] = {**rows[start + int(group)], "letters": letters}

    def test(self) -> Row:
        """Return the test whether the answers differ by segment."""
        keys: Row = {"segment": self.segment, "item": self.counted.item.name}
        of = self._tabulated(self.segment)
        if not self.counted.columns:
            return {**keys, "n": 0, "reason": NOBODY}
        found = of.association()
        row: Row = {
            **keys,
            "test": RAO_SCOTT if of.of.designed else PEARSON,
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
