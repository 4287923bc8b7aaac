"""One level of a segment held against the whole that it is a part of: every figure that is a mean of scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from satindex.analysis.analysis import Part, Section
from satindex.frames.design import Design, Grouping
from satindex.frames.moments import MomentsSum
from satindex.language import Words
from satindex.measures.measure import Measure, words_of
from satindex.measures.one_level import clusters_alone
from satindex.measures.scores import Scores
from satindex.responses.responses import about
from satindex.results.columns import unit_of
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats import multiplicity
from satindex.stats.base import Base, Estimate
from satindex.stats.comparison import Together, against_whole, cluster_against_whole, together
from satindex.stats.moments import Moments
from satindex.stats.multiplicity import ADJUSTMENTS
from satindex.stats.replicated_means import ReplicatedMean, resampled

NAME: Final = "whole"
WHOLE: Final = "(whole)"
TITLE: Final = Words("Against the whole", "与全体比较")
WHOLE_WORDS: Final = Words("the whole", "全体")
HEADINGS: Final = {
    "own": Words("Own", "本组"),
    "theirs": Words("Whole", "全体"),
    "theirs_std_error": Words("Std. error of the whole", "全体标准误"),
    "n_other": Words("n of all others", "其余 n"),
}


@dataclass(frozen=True)
class Figure:
    """A figure of a measure: the column whose mean it is, and its key cells."""

    measure: str
    column: str
    keys: Mapping[str, str]


@dataclass(frozen=True)
class Whole:
    """The levels of a segment and everybody, from one pass over the rows.

    `people` are the levels' moments with people for sampling units: for levels that are a cluster each, `alone`.
    """

    scores: Scores
    segment: str
    of: Moments
    everyone: Moments
    people: Moments
    alone: frozenset[str]

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """Where each level stands in the moments."""
        return {level: at for at, level in enumerate(self.of.levels) if level is not None}

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """What is compared: the figures of measures that are means of scores."""
        return tuple(one for measure in self.scores.measures.values() for one in self._figures(measure))

    def _figures(self, measure: Measure) -> Iterator[Figure]:
        shown = self.scores.tables([measure.name])[measure.name].rows
        for column, keys in measure.compared.items():
            row = next((row for row in shown if all(row.get(k) == v for k, v in keys.items())), None)
            mean = Base(self.everyone).mean(column).estimate
            if row is not None and _agrees(row.get("estimate"), mean):
                yield Figure(measure.name, column, keys)

    def n(self, column: str) -> dict[str, int]:
        """Return how many of each level have a score."""
        return {level: Base(self.of, at).n(column) for level, at in self.levels.items()}

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, tuple[Row, ...]]]:
        """The rows of the tables, by level and measure; p values are adjusted among the levels, figure by figure."""
        found: dict[str, dict[str, list[Row]]] = {level: {} for level in self.levels}
        for figure in self.figures:
            for level, row in self._adjusted(figure).items():
                found[level].setdefault(figure.measure, []).append(row)
        small = self.scores.survey.small_base
        return {
            level: {name: tuple(guarded(rows, small, siblings="")) for name, rows in by_measure.items()}
            for level, by_measure in found.items()
        }

    def _adjusted(self, figure: Figure) -> dict[str, Row]:
        block = together(self.of, figure.column, range(len(self.of.levels)))
        again = self._replicated(figure, None)
        rows = {level: self._row(figure, level, block, again) for level in self.levels}
        p_values = [row["p_value"] for row in rows.values()]
        adjust = ADJUSTMENTS[self.scores.survey.compare.adjust]
        adjusted = adjust([p if isinstance(p, float) else None for p in p_values])
        return {
            level: {name: p if name == "p_adjusted" else cell for name, cell in row.items()}
            for (level, row), p in zip(rows.items(), adjusted, strict=True)
        }

    def _row(self, figure: Figure, level: str, block: Together, again: ReplicatedMean | None) -> Row:
        at, whole = self.levels[level], Base(self.everyone).mean(figure.column)
        own = Base(self.people if level in self.alone else self.of, at).mean(figure.column)
        if level in self.alone:
            found = cluster_against_whole(self.of, figure.column, at, block, own)
        else:
            found = against_whole(self.of, figure.column, at, block)
        estimate, mine = found.found, self._replicated(figure, level) if again else None
        if again is not None and mine is not None:
            estimate = resampled(estimate, mine.means - again.means, mine.reason)
            whole = resampled(whole, again.means, again.reason)
        return _cells(figure, own, whole, estimate, found.n_other)

    def _replicated(self, figure: Figure, level: str | None) -> ReplicatedMean | None:
        measure = self.scores.measures[figure.measure]
        if figure.column not in measure.refitted:
            return None
        if level is None:
            return measure.replicated(self.scores.read or self.scores.grouped(), figure.column)
        read = self.scores.read_of(self.segment, level) or self.scores.grouped(self.segment, level)
        return measure.replicated(read, figure.column)


def whole_of(scores: Scores, segment: str) -> Whole:
    """Return what levels of `segment` are held against."""
    alone = clusters_alone(scores, segment)
    sums = asks(scores, segment)
    everyone, of, *more = (one.finished(part) for one, part in zip(sums, scores.ask(*sums), strict=True))
    people = more[0] if more else of
    return Whole(scores, segment, of, everyone, people, alone)


def asks(scores: Scores, segment: str) -> list[MomentsSum]:
    """Return what is asked of the rows: the moments of everybody, and by level; with clusters also those of people."""
    columns = dict.fromkeys(column for measure in scores.measures.values() for column in measure.compared)
    blocks = tuple((column,) for column in columns)
    by_level = Grouping(blocks, about(segment), scores.responses.levels[segment])
    design = scores.responses.design
    found = scores.moments_sums([Grouping(blocks), by_level], design)
    if design.cluster and not design.calibration:
        people = Design(design.weight, sampled={None: scores.rows} if design.weight else {})
        found += scores.moments_sums([by_level], people)
    return found


def part(scores: Scores, own: Mapping[str, Result], rows: Mapping[str, Sequence[Row]]) -> Part | None:
    """Return the section of a level's report, from its `own` tables and the `rows` of `Whole`; None without any."""
    tables = {f"{name} {NAME}": _table(scores, own[name], scores.measures[name], found) for name, found in rows.items()}
    return Part(Section(NAME, TITLE, tuple(tables)), tables) if tables else None


def _table(scores: Scores, own: Result, measure: Measure, rows: Sequence[Row]) -> Result:
    survey, title = scores.survey, words_of(measure.title, measure.name)
    return replace(
        own,
        name=f"{measure.name} {NAME}",
        rows=tuple(rows),
        title=Words(f"{title.en}: against the whole", f"{title.zh}：与全体比较"),
        explanation=_explanation(measure, rows, survey.compare.adjust),
        chart="differences",
        labels={**own.labels, WHOLE: WHOLE_WORDS},
        options={
            "unit": measure.unit,
            "small": survey.small_base,
            "format": unit_of(own),
            "adjust": survey.compare.adjust,
            "headings": HEADINGS,
        },
        regroup=None,
    )


def _cells(figure: Figure, own: Estimate, whole: Estimate, found: Estimate, n_other: int) -> Row:
    row: Row = {
        **figure.keys,
        "benchmark": WHOLE,
        "own": own.estimate,
        "theirs": whole.estimate,
        "theirs_std_error": whole.std_error,
        "estimate": found.estimate,
        "std_error": found.std_error,
        "ci_low": found.ci_low,
        "ci_high": found.ci_high,
        "statistic": found.statistic,
        "df": found.df,
        "p_value": found.p_value,
        "p_adjusted": None,
        "n": own.n,
        "n_other": n_other,
    }
    return {**row, "reason": found.reason} if found.reason else row


def _agrees(shown: object, mean: float | None) -> bool:
    """Whether a figure is the mean of its column: what is not, is not compared by it."""
    if not isinstance(shown, int | float) or mean is None:
        return True
    return abs(shown - mean) <= 1e-9 * max(1.0, abs(mean))


def _explanation(measure: Measure, rows: Sequence[Row], adjust: str) -> Explanation:
    method = multiplicity.NAMES[adjust]
    return Explanation(
        Words(
            "Difference = own figure − figure of the whole, which this group is a part of; it is the (weighted) share "
            "of the others × the difference from the others, and is tested as that is: Welch's t, with a declared "
            "design the linearised difference of two domains.",
            "差异 = 本组数值 − 全体数值（全体含本组）；等于其余受访者的（加权）占比 × 与其余受访者之差，检验亦同后者："
            "Welch t 检验；声明了抽样设计时为两个子总体之差的线性化检验。",
        ),
        tuple(_numbers(rows)),
        (
            Words(
                f"p adjusted by {method} among all groups that are held against the whole, figure by figure.",
                f"p 值就每项指标在与全体比较的各组之间按 {method} 法校正。",
            ),
            *([measure.errors] if measure.errors else []),
        ),
        ("Welch, B. L. (1947). Biometrika 34, 28–35.",),
    )


def _numbers(rows: Sequence[Row]) -> Iterator[Words]:
    for row in rows:
        own, whole, found = row.get("own"), row.get("theirs"), row.get("estimate")
        if isinstance(own, float) and isinstance(whole, float) and isinstance(found, float):
            said = f"{own:.4f} − {whole:.4f} = {found:.4f} (n = {row['n']})"
            yield Words(said, said)
