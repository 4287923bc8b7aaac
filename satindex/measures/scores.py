"""Scores of respondents, and every measure's figures over any base."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, cast

import narwhals as nw

from satindex.errors import FigureError, RowsNeededError, did_you_mean
from satindex.frames.away import AWAY
from satindex.frames.batch import Key
from satindex.frames.batches import Frame, distinct_counts, fits, in_one_order
from satindex.frames.counts import CountsSum
from satindex.frames.design import Design, Grouping
from satindex.frames.made import Made
from satindex.frames.moments import MomentsSum, moments, moments_sums
from satindex.frames.passes import Answered, Progress, Sum
from satindex.frames.row_counts import RowCountsSum
from satindex.frames.samples import Pick, Within, sample, whole_sample
from satindex.frames.thinned import Thinned, ThinnedSum
from satindex.language import Words, reader_language
from satindex.measures.comparing import Groups, differences, differences_tables, lettered
from satindex.measures.grouped_rows import Dealt, GroupedRows, fewest_levels
from satindex.measures.many_levels import ManyLevels, is_made_in_parts, made_in_parts
from satindex.measures.measure import Measure
from satindex.measures.panel import Panel, People, panel_of, people_of
from satindex.measures.presenting import (
    MISSING_LEVEL,
    beside_segment,
    is_wave,
    item_labels,
    presented,
    segment_words,
    table_name,
)
from satindex.responses.audit import SetAside
from satindex.responses.fieldwork import refuse_more_than_returned
from satindex.responses.reading import with_set_aside
from satindex.responses.responses import RAKED, Responses, about
from satindex.results.ranking import ranked
from satindex.results.result import Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Base
from satindex.stats.moments import Moments
from satindex.stats.sample import Codes, Read, Sample
from satindex.survey.model import Survey

if TYPE_CHECKING:
    import pandas

    from satindex.results.sliders.widgets import WeightsSliders

NO_SCORE = Words("no score on any measure", "所有测量均无得分")
RAKED_NAME = "raked_weight"
PEOPLE_UNKNOWN = Words(
    "whether the same people answered in several waves can't be told from sums: make the report from the data, or "
    "write compare: {panel: no} where they are different people",
    "仅凭合计无法判断不同时期是否为同一批受访者：请用原始数据生成报告；若各期受访者不同，请写 compare: {panel: no}",
)


@dataclass(frozen=True)
class Scores:
    """One row per respondent with the score of every measure; ask it for a measure by name.

    `frame` holds the items and the scores; `names` lists the score columns; `measures` are the survey's, fitted
    where the data set weights their scores. Where only sums of the rows are at hand, `withheld` are the measures that
    can't be told from them. `doubts` says how often what a reader of the audit must know occurs. `places` are the rows'
    places among those that the measures were fitted to, where they are only some of them.
    """

    responses: Responses
    frame: Frame
    names: tuple[str, ...]
    measures: Mapping[str, Measure]
    progress: Progress | None = field(default=None, compare=False, repr=False)
    answered: Answered = field(default_factory=Answered, compare=False, repr=False)
    withheld: tuple[Measure, ...] = ()
    doubts: Mapping[Words, int] = field(default_factory=dict, compare=False, repr=False)
    places: Codes | None = field(default=None, compare=False, repr=False)
    _made: dict[object, dict[str, Result]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _dealt: Dealt = field(default_factory=dict, init=False, compare=False, repr=False)
    _parts: dict[str, Moments] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def survey(self) -> Survey:
        """The definition the scores follow."""
        return self.responses.survey

    def __getitem__(self, name: str) -> Result:
        """Return a measure's table, or one of its further tables (`quality.items`)."""
        if name in self.measures:
            return self.tables([name])[name]
        measure, _, _ = name.partition(".")
        if measure in self.measures:
            found = self.tables([measure])
            if name in found:
                return found[name]
        raise _no_such_table(name, self.measures)

    def tables(self, names: Iterable[str] | None = None, by: Sequence[str] = ()) -> dict[str, Result]:
        """Return the tables of measures over all respondents, then those by each segment of `by`.

        One pass over the data serves them all, and what was asked once is kept. Raises FigureError for a segment the
        survey does not have.
        """
        for segment in by:
            if segment not in self.responses.levels:
                raise no_such_segment(segment, self.responses.levels)
        chosen = tuple(self.measures if names is None else names)
        if (chosen, tuple(by)) not in self._made:
            self._made[chosen, tuple(by)] = self._tables([self.measures[name] for name in chosen], by)
        return dict(self._made[chosen, tuple(by)])

    def _tables(self, measures: Sequence[Measure], by: Sequence[str]) -> dict[str, Result]:
        at_once = [segment for segment in by if not is_made_in_parts(self, segment, measures)]
        found = self._moments(measures, at_once)
        self.ask(*self._drawn_means(measures, by))
        of_segments, tables = dict(zip(at_once, found[1:], strict=True)), dict[str, Result]()
        for measure in measures:
            tables |= self._overall(measure, Base(found[0], sample=self._sampler(), grouped=self.grouped()))
        for segment in by:
            people, panel = self._people(segment, measures)
            in_parts = None if segment in of_segments else self._in_parts(segment, measures)
            of_segment = of_segments[segment] if in_parts is None else in_parts.moments
            for measure in measures:
                rows = None if in_parts is None else dict[str, Sequence[Row]](in_parts.rows.pop(measure.name))
                tables |= self._by_segment(measure, segment, of_segment, people, panel, rows)
        return tables

    def _in_parts(self, segment: str, measures: Sequence[Measure]) -> ManyLevels:
        """Return what is made of a segment's levels part by part; the moments are kept, with all measures' columns."""
        (*_, grouping), made = self._groupings(measures, [segment])
        found = made_in_parts(self, segment, measures, grouping, made)
        if len(measures) == len(self.measures):
            self._parts[segment] = found.moments
        return found

    def _people(self, segment: str, measures: Sequence[Measure]) -> tuple[People | None, Panel | None]:
        """Return who answered in several waves; None where that can't be told without the rows."""
        try:
            people = people_of(self.responses, self.frame, segment)
            return people, panel_of(people, self.responses, self.frame, segment, measures)
        except RowsNeededError:
            return None, None

    def by_segment(self, by: Sequence[str]) -> dict[str, Moments]:
        """Return the moments that the tables by each segment of `by` are made of, from the pass that served those."""
        measures = list(self.measures.values())
        in_parts = [segment for segment in by if is_made_in_parts(self, segment, measures)]
        at_once = [segment for segment in by if segment not in in_parts]
        found = dict(zip(at_once, self._moments(measures, at_once)[1:], strict=True))
        for segment in in_parts:
            found[segment] = self._parts.get(segment) or self._in_parts(segment, measures).moments
        return found

    def _moments(self, measures: Sequence[Measure], by: Sequence[str]) -> tuple[Moments, ...]:
        groups, made = self._groupings(measures, by)
        found = self.moments(groups, self.responses.design, made)
        return found if groups[0].by is None else (found[0].pooled(), *found)

    def asks(self, by: Sequence[str] = ()) -> list[Sum[Any]]:
        """Return what `tables` asks of the rows."""
        measures = list(self.measures.values())
        at_once = [segment for segment in by if not is_made_in_parts(self, segment, measures)]
        groups, made = self._groupings(measures, at_once)
        return [*self.moments_sums(groups, self.responses.design, made), *self._drawn_means(measures, by)]

    def _drawn_means(self, measures: Sequence[Measure], by: Sequence[str]) -> list[Sum[Any]]:
        """Return what is asked for the means of scores that are weighted anew in replicates of groups of rows."""
        if not self.grouped():
            return []
        asked = [means for measure in measures for means in measure.drawn_means()]
        bases = [found for segment in (None, *by) if (found := self.grouped(segment))]
        return [one for base in bases for means in asked for one in base.asks(*means)]

    def _groupings(self, measures: Sequence[Measure], by: Sequence[str]) -> tuple[list[Grouping], dict[str, Made]]:
        """Return the moments over all respondents and by segment; without clusters the former are the latter's sums."""
        needs = [measure.needs() for measure in measures]
        compared = [(column,) for measure in measures for column in measure.compared] if by else []
        blocks = tuple(dict.fromkeys([*(block for need in needs for block in need.blocks), *compared]))
        made: dict[str, Made] = {name: column for need in needs for name, column in need.made.items()}
        groups = [Grouping(blocks, about(segment), self.responses.levels[segment]) for segment in by]
        return groups if groups and not self.responses.design.cluster else [Grouping(blocks), *groups], made

    def moments(
        self, groupings: Sequence[Grouping], design: Design | None = None, made: Mapping[str, Made] | None = None
    ) -> tuple[Moments, ...]:
        """Return moments of score and item columns, of what is known already or from one pass over the rows."""
        sums = self.moments_sums(groupings, design, made)
        return tuple(one.finished(part) for one, part in zip(sums, self.ask(*sums), strict=True))

    def moments_sums(
        self, groupings: Sequence[Grouping], design: Design | None = None, made: Mapping[str, Made] | None = None
    ) -> list[MomentsSum]:
        """Return what `moments` asks of the rows."""
        return moments_sums(lambda column: self.counts(column)[column], groupings, design, made)

    def ask(self, *sums: Sum[Any]) -> list[Any]:
        """Return what sums over the rows are: each question is answered once, several unknown ones in one pass."""
        return self.answered.ask(self.frame, sums, self.progress)

    def counts(self, *columns: str) -> dict[str, dict[Any, int]]:
        """Return how often each value of columns occurs, in order; missing values stand under None, last."""
        sums = [CountsSum(column) for column in dict.fromkeys(columns)]
        return {one.column: one.finished(part) for one, part in zip(sums, self.ask(*sums), strict=True)}

    @property
    def has_rows(self) -> bool:
        """Whether the rows themselves are at hand, not only sums of them."""
        return self.frame is not AWAY

    @property
    def rows(self) -> int:
        """How many rows the frame has, those without any score included."""
        audit = self.responses.audit
        return audit.rows_used + sum(entry.count for entry in audit.set_aside if entry.reason == NO_SCORE)

    def thinning(self, columns: Sequence[str]) -> ThinnedSum:
        """Return what to ask for columns of at most so many respondents as figures are drawn from, by the seed."""
        return ThinnedSum(tuple(dict.fromkeys(columns)), self.responses.identity, self.rows)

    def thinned(self, columns: Sequence[str]) -> Thinned:
        """Return columns of all respondents, or of as many of them, drawn at random, as some figures make do with."""
        one = self.thinning(columns)
        return one.finished(self.ask(one)[0])

    def _sampler(self, segment: str | None = None, level: str | None = None) -> Read | None:
        """Return what reads the rows themselves, of one level of a segment, for resampling; None: they are too many."""
        if not fits(self.frame, self.rows):
            return None
        within, design = None if segment is None else Within(about(segment), level), self.responses.design
        return cache(lambda columns: self._placed(sample(self.frame, [Pick(name) for name in columns], design, within)))

    def grouped(self, segment: str | None = None, level: str | None = None) -> GroupedRows | None:
        """What stands for the rows, or those of one level of a segment, where they are too many to be drawn from."""
        if not self.has_rows or fits(self.frame, self.rows):
            return None
        levels, count = self.responses.levels, self.responses.audit.rows_used
        by = fewest_levels(levels) if segment is None else Key(about(segment), levels[segment])
        asked = (lambda one: self.ask(one)[0]), by, level, segment is None
        return GroupedRows(self.frame, self.responses, count, *asked, self._dealt)

    def _placed(self, found: Sample) -> Sample:
        """Return a sample of these rows with their places among those that the measures were fitted to."""
        if self.places is None:
            return found
        return replace(found, positions=self.places if found.positions is None else self.places[found.positions])

    def _overall(self, measure: Measure, base: Base) -> dict[str, Result]:
        rows = figure_rows(measure, base)
        small = self.survey.small_base
        return {
            table_name(measure, suffix): presented(self, measure, suffix, guarded(found, small))
            for suffix, found in rows.items()
        }

    def level_rows(self, measure: Measure, segment: str, of: Moments) -> Iterator[dict[str, list[Row]]]:
        """Yield the rows of a measure's tables by suffix, level after level, not guarded yet."""
        for group, level in enumerate(of.levels):
            base = Base(of, group, self._sampler(segment, level), self.grouped(segment, level))
            keys: Row = {"segment": segment, "level": MISSING_LEVEL if level is None else level}
            yield {
                suffix: [{**keys, **beside_segment(row)} for row in found]
                for suffix, found in figure_rows(measure, base).items()
                if suffix not in measure.undivided
            }

    def _by_segment(
        self,
        measure: Measure,
        segment: str,
        of_segment: Moments,
        people: People | None,
        panel: Panel | None,
        made: dict[str, Sequence[Row]] | None = None,
    ) -> dict[str, Result]:
        rows = made or {}
        if made is None:
            listed: dict[str, list[Row]] = {}
            for some in self.level_rows(measure, segment, of_segment):
                for suffix, more in some.items():
                    listed.setdefault(suffix, []).extend(more)
            rows = dict(listed)
        levels = enumerate(of_segment.levels if made is None else ())
        grouped = self.grouped if panel is None else lambda *_: None
        bases = {
            level: Base(of_segment, group, self._sampler(segment, level), grouped(segment, level))
            for group, level in levels
        }
        # Rows that are guarded are not held beside those that were not: there may be millions.
        shown = {suffix: guarded(rows.pop(suffix), self.survey.small_base) for suffix in list(rows)}
        if measure.ranked:
            shown[""] = ranked(shown[""])
        groups = self._groups(segment, of_segment, bases, shown[""], people or People(), panel)
        again = measure.redrawn(panel.everyone) if panel and self.read else measure
        compared = differences(again, groups)
        if people is None and compared:
            compared = [no_figure(PEOPLE_UNKNOWN)]
        shown[""] = lettered(shown[""], compared, groups, measure) if people else shown[""]
        tables = {
            f"{table_name(measure, suffix)} by {segment}": presented(self, measure, suffix, found, segment)
            for suffix, found in shown.items()
        }
        by_segment = tables[f"{measure.name} by {segment}"]
        return tables | differences_tables(again, groups, compared, by_segment, segment_words(self.survey, segment))

    def _groups(
        self,
        segment: str,
        of: Moments,
        bases: Mapping[str | None, Base],
        rows: Sequence[Row],
        people: People,
        panel: Panel | None,
    ) -> Groups:
        levels, survey = self.responses.levels[segment], self.survey
        paired = panel.moments if panel else None
        if paired is not None and of.designed:
            of, paired = paired, None
        wave, small, compare = is_wave(survey, segment), survey.small_base, survey.compare
        return Groups(segment, levels, of, rows, wave, paired, small, compare, bases, people)

    def item_labels(self) -> dict[str, Words]:
        """Return each item's text in both languages."""
        return item_labels(self.survey)

    def sample(self, names: Sequence[str]) -> Sample:
        """Return score or item columns of all respondents as arrays, with the design's columns."""
        return sample(self.frame, [Pick(name) for name in names], self.responses.design)

    @property
    def read(self) -> Read | None:
        """What `sample` does with one set of columns after the other; None where there are too many rows."""
        return self._sampler()

    def read_of(self, segment: str, level: str) -> Read | None:
        """What reads the respondents of one level of a segment; None where there are too many rows."""
        return self._sampler(segment, level)

    def everyone(self, names: Sequence[str]) -> Sample:
        """Return columns as `sample` does, with what resampling needs of everyone who was sampled."""
        return _everyone(self.frame, self.responses.design)(tuple(names))

    def bootstrap(self, replicates: int = 2000, seed: int = 1) -> Result:
        """Return every score's mean with its bootstrap interval from `replicates` draws, by `seed`."""
        from satindex.measures.bootstrap import bootstrapped

        return bootstrapped(self, replicates, seed)

    def weights_widget(self, name: str, by: Sequence[str] | None = None, language: str | None = None) -> WeightsSliders:
        """Return sliders on the weights of an index or overall gap for a notebook: the index, its parts, the segments.

        `.weights` (always of sum 1) and `.value` are what they stand at; `by` names the segments to rank, all unless
        given. Raises FigureError for a measure that weights nothing, MissingExtraError without the package anywidget.
        """
        from satindex.measures.weights.movable import sliders

        return sliders(self, name, by, language or self.survey.language or reader_language())

    def kept(self, keep_personal: bool = True) -> Frame:
        """Return what `score` writes: the columns about the respondent, then the score columns.

        Without `keep_personal` those that may identify a person are left out (`responses.personal`). A column that is
        called like a score keeps the mark `@` that it has among the items. Raked weights stand in `raked_weight`.
        """
        person = self.survey.respondent
        named = (person.id, *(s.column for s in person.groupings), person.weight, person.stratum, person.cluster)
        left_out = () if keep_personal else self.responses.personal
        columns = dict.fromkeys(name for name in named if name and name not in left_out)
        about_them = [nw.col(about(name)).alias(about(name) if name in self.names else name) for name in columns]
        raked = [nw.col(RAKED).alias(RAKED_NAME if RAKED_NAME not in columns else RAKED)] if person.rake else []
        return self.frame.select(*about_them, *raked, *self.names)

    def to_frame(self) -> pandas.DataFrame:
        """Return the scores as a pandas frame, one row per respondent."""
        kept = self.kept()
        eager = kept.collect(backend="pandas") if isinstance(kept, nw.LazyFrame) else kept
        return eager.to_pandas()

    def __repr__(self) -> str:
        return f"Scores of {self.survey.name}: {self.responses.audit.rows_used} respondents, {', '.join(self.measures)}"


def figure_rows(measure: Measure, base: Base) -> dict[str, list[Row]]:
    """Return a measure's tables for a base by suffix; where one needs rows that are not at hand, it says so."""
    found: dict[str, list[Row]] = {"": []}
    try:
        found[""] = measure.rows(base)
        found |= measure.more_rows(base)
    except RowsNeededError as error:
        for suffix in {**dict.fromkeys(measure.more_titles), "": None}:
            found[suffix] = found.get(suffix) or [no_figure(error.words)]
    return found


def no_figure(reason: Words) -> Row:
    """Return the row of a table without figures."""
    return {"estimate": None, "std_error": None, "ci_low": None, "ci_high": None, "n": 0, "reason": reason}


def score(
    responses: Responses, progress: Progress | None = None, ahead: Callable[[Scores], Iterable[Sum[Any]]] | None = None
) -> Scores:
    """Return every measure's score of every respondent, as expressions on the responses' own engine.

    A respondent without a score on any measure is counted as set aside; the row stays, its scores null. The pass that
    counts them answers what is asked `ahead`, too. A lazy frame is collected where the data set weights a score and it
    fits into memory: what is resampled must stand in one order.
    """
    frame, names, given = responses.frame, [], cast("Mapping[str, Measure]", responses.survey.measures)
    if any(measure.needs_to_fit() for measure in given.values()) and fits(frame, responses.audit.rows_used):
        frame = in_one_order(frame)
    measures: dict[str, Measure] = {}
    doubts: dict[Words, nw.Expr] = {}
    answered = Answered(dict(responses.known))
    for measure in _in_order(given):
        fitted = _fitted(measure, frame, responses, answered)
        frame = _with_scores(frame, fitted)
        names += [score.name for stage in fitted.stages() for score in stage if score.kept]
        doubts |= fitted.doubts()
        measures[measure.name] = fitted
    declared = {name: measures[name] for name in responses.survey.measures}
    scores = Scores(responses, frame, tuple(names), declared, progress, answered)
    counts = row_counts(scores, doubts)
    found, *_ = scores.ask(counts, *(ahead(scores) if ahead else ()))
    without, *occurring = found.counts or (0,)
    told = dict(zip(doubts, occurring, strict=False))
    noted = with_set_aside(responses, SetAside(NO_SCORE, without), doubt_notes(told))
    refuse_more_than_returned(responses.survey.fieldwork, noted.audit)
    return replace(scores, responses=noted, doubts=told)


def _with_scores(frame: Frame, measure: Measure) -> Frame:
    """Return the frame with the scores of a measure, without those that only led to others."""
    for stage in measure.stages():
        frame = frame.with_columns(*(score.expression.alias(score.name) for score in stage))
    passing = [score.name for stage in measure.stages() for score in stage if score.passing]
    return frame.drop(passing) if passing else frame


def from_sums(
    responses: Responses, answered: Answered, doubts: Mapping[Words, int], progress: Progress | None = None
) -> Scores:
    """Return scores without their rows: what is asked of them is answered from what is known.

    Measures whose weights are fitted to all rows, and those made from their scores, are `withheld`.
    """
    given = cast("Mapping[str, Measure]", responses.survey.measures)
    names: list[str] = []
    withheld: dict[str, Measure] = {}
    for measure in _in_order(given):
        lacking = {score for one in withheld.values() for score in one.score_names}
        if measure.needs_to_fit() is not None or lacking.intersection(measure.uses):
            withheld[measure.name] = measure
        else:
            names += [score.name for stage in measure.stages() for score in stage if score.kept]
    there = {name: measure for name, measure in given.items() if name not in withheld}
    noted = with_set_aside(responses, SetAside(NO_SCORE, 0), doubt_notes(doubts))
    return Scores(noted, AWAY, tuple(names), there, progress, answered, tuple(withheld.values()), doubts)


def _in_order(measures: Mapping[str, Measure]) -> list[Measure]:
    """Return the measures so that each comes after those whose scores it uses; raises FigureError for a circle."""
    owner = {score: measure.name for measure in measures.values() for score in measure.score_names}
    waits_for = {
        name: {owner[score] for score in measure.uses if score in owner} - {name} for name, measure in measures.items()
    }
    try:
        return [measures[name] for name in TopologicalSorter(waits_for).static_order()]
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise FigureError(
            Words(f"these measures are made from each other: {circle}.", f"这些测量互相引用：{circle}。")
        ) from error


def _fitted(measure: Measure, frame: Frame, responses: Responses, answered: Answered) -> Measure:
    """Return a measure with the weights that the data set gives it; `answered` keeps what was asked of the rows."""
    needs = measure.needs_to_fit()
    if needs is None:
        return measure
    before = [score.expression.alias(score.name) for score in measure.before_fitting()]
    frame = frame.with_columns(*before) if before else frame
    if fits(frame, responses.audit.rows_used):
        (found,) = moments(frame, [Grouping(needs.blocks)], responses.design, needs.made)
        return measure.fitted(Base(found, sample=_everyone(frame, responses.design)))
    count, by = responses.audit.rows_used, fewest_levels(responses.levels)
    grouped = GroupedRows(frame, responses, count, lambda one: answered.ask(frame, [one])[0], by)
    means = [one for asked in measure.drawn_means() for one in grouped.asks(*asked)]
    (asked,) = moments_sums(partial(_distinct, frame), [Grouping(needs.blocks)], responses.design, needs.made)
    part, *_ = answered.ask(frame, [asked, *means])
    return measure.fitted(Base(asked.finished(part), grouped=grouped))


def _distinct(frame: Frame, column: str) -> list[Any]:
    return [value for value, _ in distinct_counts(frame, column)]


def _everyone(frame: Frame, design: Design) -> Read:
    """Return what reads the rows of everyone who was sampled, to be resampled."""
    return lambda columns: whole_sample(frame, [Pick(name) for name in columns], design)


def doubt_notes(doubts: Mapping[Words, int]) -> tuple[Words, ...]:
    """Return a note for each doubt that occurs."""
    return tuple(Words(f"{words.en}: {count}", f"{words.zh}：{count}") for words, count in doubts.items() if count)


def row_counts(scores: Scores, doubts: Mapping[Words, nw.Expr]) -> RowCountsSum:
    """Return what to ask for how many rows have no score, and how often each doubt occurs."""
    names = [name for name in scores.names if not _repeats_a_number(name, scores.names)]
    if not names:
        return RowCountsSum("without scores")
    nothing = nw.all_horizontal(*(nw.col(name).is_null() for name in names), ignore_nulls=False)
    without = nw.when(nothing).then(nw.lit(1)).otherwise(nw.lit(0)).sum()
    doubted = [measure for measure in scores.measures.values() if measure.doubts()]
    read = {name for measure in doubted for name in (*measure.items, *(s.name for m in measure.stages() for s in m))}
    there = scores.frame.collect_schema().names() if read else ()
    columns = dict.fromkeys([*names, *(name for name in there if name in read)])
    said = f"without {names}; {[words.en for words in doubts]}"
    return RowCountsSum(said, tuple(columns), (without, *doubts.values()))


def _repeats_a_number(name: str, names: Sequence[str]) -> bool:
    """Whether a score column is the class that goes with a number, such as `nps.group` beside `nps`."""
    return name.endswith(".group") and name.removesuffix(".group") in names


def _no_such_table(name: str, measures: Iterable[str]) -> FigureError:
    hint = did_you_mean(name, measures)
    return FigureError(
        Words(
            f"there is no measure '{name}'. {hint.en if hint else ''}".rstrip(),
            f"没有名为“{name}”的测量。{hint.zh if hint else ''}",
        )
    )


def no_such_segment(name: str, segments: Iterable[str]) -> FigureError:
    """Return what to raise for a segment that a survey does not have."""
    hint = did_you_mean(name, segments)
    known = hint or Words("The survey declares no segments.", "问卷定义中没有声明分组。")
    return FigureError(
        Words(f"'{name}' is not a segment of this survey. {known.en}", f"“{name}”不是该问卷的分组。{known.zh}")
    )
