"""Scores of the respondents of one level of a segment: made once for everybody, then taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satindex.frames.away import AWAY
from satindex.frames.batches import Frame
from satindex.frames.levels import cells_of_others, levels_in, placed, rows_by_level
from satindex.frames.passes import Answered
from satindex.frames.sampling import cell_counts
from satindex.language import Words
from satindex.measures.presenting import segment_words
from satindex.measures.scores import NO_SCORE, Scores, doubt_notes, no_such_segment, row_counts
from satindex.responses.audit import SetAside
from satindex.responses.responses import RAKED, about
from satindex.survey.model import Respondent, Survey

if TYPE_CHECKING:
    import polars as pl

ONE_CLUSTER = Words(
    "all answers are from one cluster of the sample: errors are those of a sample of its people",
    "全部答卷来自样本中的同一个整群：误差按该群内人员的抽样计算",
)


@dataclass(frozen=True)
class Split:
    """Scores to be taken apart by the levels of a segment, without their rows: light enough for another process.

    `numbers` counts the rows of each level, `cells` the combinations of what the weights were fitted by, by level.
    `alone` are the levels that are a cluster of the sample each.
    """

    scores: Scores
    segment: str
    numbers: Mapping[str | None, int]
    cells: pl.DataFrame | None = None
    alone: frozenset[str] = frozenset()

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that there are, in the order of the definition."""
        return tuple(level for level in self.scores.responses.levels[self.segment] if level is not None)

    def of(self, level: str, rows: Frame) -> Scores:
        """Return the scores of one level; `rows` are the scores' own rows of that level.

        What is fitted to the data stays as it was fitted to everybody, so that levels can be held against the whole;
        the sampling design is that of the whole, the level a domain of it. Of a level that is a cluster the people are
        the sample: one cluster says nothing of how clusters differ.
        """
        there, places = placed(rows)
        survey, given = without_segment(self.scores.survey, self.segment), self.scores.responses
        responses = replace(
            given,
            survey=survey,
            frame=there.select(*self._columns(there)),
            levels={name: _present(there, name, known) for name, known in given.levels.items() if name != self.segment},
            beyond=self._beyond(level),
            by_cell=None,
            known={},
        )
        scores = replace(
            self.scores, responses=responses, frame=there, answered=Answered(), progress=None, places=places
        )
        return self._audited(self._of_people(scores) if level in self.alone else scores, level)

    def _of_people(self, scores: Scores) -> Scores:
        """Return scores whose sampling units are the people of one cluster."""
        person, given = scores.survey.respondent, scores.responses
        models = {
            name: replace(model, errors=None) if model.errors in ("cluster", "design") else model
            for name, model in scores.survey.models.items()
        }
        survey = replace(scores.survey, respondent=of_people(person), models=models)
        sampled: dict[str | None, int] = {None: sum(self.numbers.values())} if person.weight else {}
        audit = replace(given.audit, notes=(*given.audit.notes, ONE_CLUSTER))
        responses = replace(given, survey=survey, sampled=sampled, population={}, clusters={}, audit=audit)
        return replace(scores, responses=responses)

    def _columns(self, rows: Frame) -> list[str]:
        """Return the columns that were there before any score was."""
        made = {score.name for one in self.scores.measures.values() for stage in one.stages() for score in stage}
        return [name for name in rows.collect_schema().names() if name not in made]

    def _beyond(self, level: str) -> pl.DataFrame | None:
        given = self.scores.responses.beyond
        return given if self.cells is None else cells_of_others(self.cells, about(self.segment), level, given)

    def _audited(self, scores: Scores, level: str) -> Scores:
        """Return the scores with the account of their own rows: those of other levels are set aside like by `where`."""
        doubts = {words: one for measure in scores.measures.values() for words, one in measure.doubts().items()}
        (found,) = scores.ask(row_counts(scores, doubts))
        without, *occurring = found.counts or (0,)
        told, whole = dict(zip(doubts, occurring, strict=False)), scores.responses.audit
        title = segment_words(self.scores.survey, self.segment)
        elsewhere = sum(self.numbers.values()) - self.numbers[level]
        others = SetAside(Words(f"{title.en}: not {level}", f"{title.zh}：不是{level}"), elsewhere, by_where=True)
        aside = [entry for entry in whole.set_aside if entry.reason != NO_SCORE]
        aside += [one for one in (others, SetAside(NO_SCORE, without)) if one.count]
        notes = [note for note in whole.notes if note not in doubt_notes(self.scores.doubts)]
        audit = replace(whole, set_aside=tuple(aside), notes=(*notes, *doubt_notes(told)))
        return replace(scores, responses=replace(scores.responses, audit=audit), doubts=told)


def split(scores: Scores, segment: str) -> Split:
    """Return scores to be taken apart by `segment`; raises FigureError where the survey has no such segment."""
    if segment not in scores.responses.levels:
        raise no_such_segment(segment, scores.responses.levels)
    numbers = scores.counts(about(segment))[about(segment)]
    light = replace(scores.responses, frame=AWAY, known={})
    return Split(
        replace(scores, responses=light, frame=AWAY, answered=Answered(), progress=None),
        segment,
        numbers,
        _cells(scores, segment),
        clusters_alone(scores, segment),
    )


def clusters_alone(scores: Scores, segment: str) -> frozenset[str]:
    """Return the levels of a segment that are a cluster each, whose people are in no other one; none of raked weights.

    Errors of raked weights are those of the whole sample's clusters.
    """
    cluster, of_level, of_cluster = scores.survey.respondent.cluster, dict[str, list[str]](), dict[str, list[str]]()
    if cluster is None or scores.responses.calibration is not None:
        return frozenset()
    names = list(dict.fromkeys([about(segment), about(cluster)]))
    for row in cell_counts(scores.frame, names).select(names).rows():
        level, unit = str(row[0]), str(row[-1])
        of_level.setdefault(level, []).append(unit)
        of_cluster.setdefault(unit, []).append(level)
    there = (level for level in scores.responses.levels[segment] if level is not None)
    return frozenset(one for one in there if len(of_level[one]) == 1 and len(of_cluster[of_level[one][0]]) == 1)


def of_people(person: Respondent) -> Respondent:
    """Return a sampling design whose units are people, not clusters of them."""
    return replace(person, cluster=None, stratum=None, fpc=None)


def rows_of(scores: Scores, segment: str, levels: Iterable[str]) -> Iterator[tuple[str, Frame]]:
    """Yield the rows of each of the levels."""
    return rows_by_level(scores.frame, about(segment), tuple(levels), scores.rows)


def without_segment(survey: Survey, segment: str) -> Survey:
    """Return a survey that is not divided by a segment: what holds its levels against each other is left out.

    So is what tells of the whole fieldwork, and of chains of outlets.
    """
    person = survey.respondent
    segments = tuple(one for one in person.segments if one.column != segment)
    wave = None if person.wave and person.wave.column == segment else person.wave
    tables = {
        name: replace(table, by=tuple(one for one in table.by if one != segment))
        for name, table in survey.tables.items()
        if set(table.by) != {segment}
    }
    person = replace(person, segments=segments, wave=wave)
    return replace(survey, respondent=person, tables=tables, chains={}, fieldwork=None)


def _present(rows: Frame, name: str, known: tuple[str | None, ...]) -> tuple[str | None, ...]:
    there = levels_in(rows, about(name))
    return tuple(level for level in known if level in there)


def _cells(scores: Scores, segment: str) -> pl.DataFrame | None:
    """Return the combinations of margins' levels, weights, strata and clusters, by level, where weights were fitted."""
    calibration, person = scores.responses.calibration, scores.survey.respondent
    if calibration is None:
        return None
    keys = [about(name) for name in (person.stratum, person.cluster) if name]
    return cell_counts(scores.frame, list(dict.fromkeys([*calibration.columns, *keys, RAKED, about(segment)])))
