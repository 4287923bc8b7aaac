"""`tables:`, answers by segments: shares with their bases, letters where columns differ, means, a test of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from satindex.analysis import crosstab_words
from satindex.analysis.analysis import Part, Section
from satindex.analysis.averaging import MeansBySegment, averaged, has_mean, top_points
from satindex.analysis.by_segment import TOTAL, BySegment, ItemBySegment
from satindex.analysis.counting import Counting, counted_moments, counting, with_columns
from satindex.frames.design import Design
from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.measures.panel import People, as_people, people_of
from satindex.measures.presenting import MISSING_LEVEL, MISSING_WORDS
from satindex.measures.scores import Scores
from satindex.responses.responses import about
from satindex.results.result import Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.letters import column_letter
from satindex.stats.multiplicity import ADJUSTMENTS
from satindex.survey.counted import Crosstab

ORDER = 60
TITLE = Words("Answers by group", "交叉表")
TOTAL_WORDS = Words("Total", "合计")


def part(scores: Scores) -> Part | None:
    """Return a table per entry of `tables`, its means and its tests; None where the survey asks for none."""
    asked = scores.survey.tables
    if not asked:
        return None
    found = _counted(scores)
    tables: dict[str, Result] = {}
    for table in asked.values():
        tables |= _Table(scores, table, found).results()
    return Part(Section("tables", TITLE, tuple(tables)), tables)


@dataclass(frozen=True)
class _Found:
    """Everything that all tables ask of the data, in one pass: by segment, by segment with panel respondents paired."""

    counting: Counting
    moments: BySegment
    people: People


def _counted(scores: Scores) -> _Found:
    tables, responses = scores.survey.tables.values(), scores.responses
    counted = counting(scores, (item for table in tables for item in table.items))
    wanted = {name for table in tables for name in table.items if has_mean(counted.counted[name].item, table)}
    means = [averaged(scores.survey.items[name]) for name in sorted(wanted)]
    blocks = dict.fromkeys(block for one in means for block in one.blocks)
    counted = replace(counted, made={**counted.made, **{n: made for one in means for n, made in one.made.items()}})
    by = {segment: (about(segment), responses.levels[segment]) for table in tables for segment in table.by}
    wave = scores.survey.respondent.wave
    designed = counted_moments(counted, by, responses.design, blocks)
    plain = counted_moments(counted, by, Design(), blocks) if responses.design.declared else designed
    people = people_of(responses, scores.frame, wave.column) if wave and wave.column in by else People()
    if wave is None or people.design is None:
        return _Found(counted, BySegment(designed, plain), people)
    apart = replace(counted, scores=with_columns(counted.scores, as_people(counted.scores.frame, people)))
    of_wave = counted_moments(apart, {wave.column: by[wave.column]}, people.design, blocks)
    return _Found(counted, BySegment(designed, plain, {wave.column: of_wave[wave.column]}), people)


@dataclass(frozen=True)
class _Table:
    scores: Scores
    table: Crosstab
    found: _Found

    def results(self) -> dict[str, Result]:
        """Return `NAME`, `NAME.means` where an item has one, and `NAME.tests`."""
        moments, counted = self.found.moments, self.found.counting.counted
        pairs = [
            ItemBySegment(self.scores, self.table, segment, counted[name], moments, heads)
            for segment, heads in self._heads().items()
            for name in self.table.items
        ]
        rows = [row for pair in pairs for row in pair.rows()]
        tests, means = self._adjusted([pair.test() for pair in pairs]), self._means()
        name, title = self.table.name, words_of(self.table.title, self.table.name)
        found = {name: self._result(name, title, rows, {"banner": self._banner(means, tests)})}
        if means:
            more = Words(f"{title.en}: means", f"{title.zh}：均值")
            found[f"{name}.means"] = self._result(f"{name}.means", more, means, {"format": "points", "in_banner": True})
        more = Words(f"{title.en}: tests", f"{title.zh}：检验")
        return found | {f"{name}.tests": self._result(f"{name}.tests", more, tests, {"in_banner": True})}

    def _banner(self, means: list[Row], tests: list[Row]) -> Mapping[str, object]:
        tops = {name: top_points(self.scores.survey.items[name]) for name in dict.fromkeys(map(_item, means))}
        return {"means": means, "tests": tests, "tops": {name: said for name, said in tops.items() if said}}

    def _heads(self) -> dict[str, dict[str, str]]:
        """Return the letters at the heads of the columns, by segment and level: they run on over the segments."""
        heads: dict[str, dict[str, str]] = {}
        place = 0
        for segment in self.table.by:
            levels = [level for level in self.scores.responses.levels[segment] if level is not None]
            heads[segment] = {level: column_letter(place + at) for at, level in enumerate(levels)}
            place += len(levels)
        return heads

    def _means(self) -> list[Row]:
        items = [self.found.counting.counted[name].item for name in self.table.items]
        shown = [averaged(item) for item in items if item is not None and has_mean(item, self.table)]
        by = [
            MeansBySegment(self.scores, self.table, segment, one, self.found.moments, heads)
            for segment, heads in self._heads().items()
            for one in shown
        ]
        return [row for one in by for row in one.rows()]

    def _adjusted(self, tests: list[Row]) -> list[Row]:
        survey = self.scores.survey
        shown = guarded(tests, survey.small_base, siblings="")
        p_values = [row.get("p_value") for row in shown]
        adjusted = ADJUSTMENTS[survey.compare.adjust]([p if isinstance(p, float) else None for p in p_values])
        pairs = zip(shown, adjusted, strict=True)
        return [{**row, "p_adjusted": p} if "p_adjusted" in row else row for row, p in pairs]

    def _result(self, name: str, title: Words, rows: list[Row], options: Mapping[str, object]) -> Result:
        survey = self.scores.survey
        segments = {one.column: words_of(one.title, one.column) for one in survey.respondent.groupings}
        given = {"small": survey.small_base, "adjust": survey.compare.adjust, "format": "share"}
        labels = {**self.scores.item_labels(), **segments, MISSING_LEVEL: MISSING_WORDS, TOTAL: TOTAL_WORDS}
        explanation = crosstab_words.explanation(self.table, self._about())
        return Result(
            name, tuple(rows), title, explanation, None, labels, {**given, **options}, language=survey.language
        )

    def _about(self) -> crosstab_words.About:
        counted = [self.found.counting.counted[name] for name in self.table.items]
        wave = self.scores.survey.respondent.wave
        return crosstab_words.About(
            designed=self.scores.responses.design.declared,
            adjust=self.scores.survey.compare.adjust,
            several=any(one.overlap for one in counted),
            bases=tuple(one.base for one in counted if one.base is not None),
            means=any(has_mean(one.item, self.table) for one in counted),
            reversed=any(one.item.reverse for one in counted if has_mean(one.item, self.table) and one.item),
            people=self.found.people if wave and wave.column in self.table.by else People(),
        )


def _item(row: Row) -> str:
    return str(row["item"])
