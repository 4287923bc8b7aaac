"""Which levels of a segment, or waves, differ: by every figure of a measure that is a mean of scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from satindex.language import Words
from satindex.measures.comparing_many import REST, differences_from_rest
from satindex.measures.comparing_words import MOST_PAIRED, explained
from satindex.measures.measure import Measure, words_of
from satindex.measures.panel import People
from satindex.results.columns import NO_LEVEL, unit_of
from satindex.results.packed import Packed, alike
from satindex.results.result import Result, Row
from satindex.results.small_bases import SmallBase, guarded, withheld
from satindex.stats.base import Base
from satindex.stats.comparison import Difference, Together, against_rest, between, together
from satindex.stats.letters import compact_letters, comparable
from satindex.stats.moments import Array, Moments
from satindex.stats.multiplicity import ADJUSTMENTS
from satindex.stats.replicated_means import ReplicatedMean, pooled, resampled
from satindex.survey.model import Compare

SIGNIFICANT = 0.05
REST_WORDS = Words("all others", "其余全部")


@dataclass(frozen=True)
class Groups:
    """One segment's levels as they are compared: `rows` are the measure's own, guarded, by segment.

    `panel` has respondents as clusters where `people` are the same in several waves (`of` has them itself under a
    design). `bases` are the levels' own, which read their rows.
    """

    segment: str
    levels: tuple[str | None, ...]
    of: Moments
    rows: Sequence[Row]
    is_wave: bool
    panel: Moments | None
    small: SmallBase
    compare: Compare
    bases: Mapping[str | None, Base] = field(default_factory=dict)
    people: People = field(default_factory=People)
    wholes: dict[str, Together] = field(default_factory=dict, compare=False, repr=False)

    def whole(self, column: str) -> Together:
        """Return the sums of a column over all named groups, made once."""
        if column not in self.wholes:
            self.wholes[column] = together(self.of, column, self.named)
        return self.wholes[column]

    @cached_property
    def places(self) -> Mapping[str | None, int]:
        """Where each level's group stands in the moments."""
        return {level: place for place, level in enumerate(self.of.levels)}

    @cached_property
    def named(self) -> tuple[int, ...]:
        """The groups that have a level, in order."""
        return tuple(self.places[level] for level in self.levels if level is not None)


@dataclass(frozen=True)
class _Figure:
    """One figure: the column whose mean it is, its key cells, and its rows by level.

    `again` holds the levels' means in bootstrap replicates, where the column's scores are made anew in each.
    """

    column: str
    keys: Mapping[str, str]
    rows: Mapping[str, Row]
    again: Mapping[str, ReplicatedMean]

    @cached_property
    def whole(self) -> ReplicatedMean:
        """The mean over all levels in each replicate."""
        return pooled(self.again.values())

    def replicated(self, level: str, other: str) -> tuple[Array, Words | None] | None:
        """Return the difference within each replicate, with the reason where there are none."""
        if not self.again:
            return None
        one = self.again[level]
        second = self.whole.minus(one) if other == REST else self.again[other]
        return one.means - second.means, one.reason


def differences(measure: Measure, groups: Groups) -> Sequence[Row]:
    """Return a row per pair of levels and figure; with more than 30 levels, per level against all the others.

    Of waves, the later minus the earlier. p values are adjusted among the comparisons of one figure.
    """
    if isinstance(groups.rows, Packed) and len(groups.named) > MOST_PAIRED:
        return differences_from_rest(measure, groups)
    return alike(groups.rows, (row for figure in _figures(measure, groups) for row in _adjusted(figure, groups)))


def _figures(measure: Measure, groups: Groups) -> Iterator[_Figure]:
    for column, keys in measure.compared.items():
        rows = {str(row["level"]): row for row in groups.rows if all(row.get(k) == v for k, v in keys.items())}
        if (column,) in groups.of.blocks and rows and all(_agrees(groups, column, rows[level]) for level in rows):
            yield _Figure(column, keys, rows, _again(measure, groups, column))


def _again(measure: Measure, groups: Groups, column: str) -> dict[str, ReplicatedMean]:
    read = {level: base.drawn_from for level, base in groups.bases.items() if level is not None}
    found = {level: measure.replicated(of_level, column) for level, of_level in read.items()}
    return {level: again for level, again in found.items() if again is not None}


def _agrees(groups: Groups, column: str, row: Row) -> bool:
    """Whether a row's estimate is the mean of the column: what is not, is not compared by it."""
    estimate, level = row.get("estimate"), None if row["level"] == NO_LEVEL else str(row["level"])
    mean = Base(groups.of, groups.places[level]).mean(column).estimate
    if not isinstance(estimate, int | float) or mean is None:
        return True
    return abs(estimate - mean) <= 1e-9 * max(1.0, abs(mean))


def _adjusted(figure: _Figure, groups: Groups) -> Sequence[Row]:
    compared = [(level, other, _row(figure, groups, level, other)) for level, other in _sides(figure, groups)]
    p_values = [row.get("p_value") for _, _, row in compared]
    adjusted = ADJUSTMENTS[groups.compare.adjust]([p if isinstance(p, float) else None for p in p_values])
    rows = [_with_adjusted(row, p) for (_, _, row), p in zip(compared, adjusted, strict=True)]
    return guarded(rows, groups.small, siblings="")


def _with_adjusted(row: Row, p_adjusted: float | None) -> Row:
    return {name: p_adjusted if name == "p_adjusted" else cell for name, cell in row.items()}


def _sides(figure: _Figure, groups: Groups) -> list[tuple[str, str]]:
    levels = [level for level in groups.levels if level is not None and level in figure.rows]
    if len(levels) > MOST_PAIRED:
        return [(level, REST) for level in levels]
    pairs = combinations(levels, 2)
    return [(later, earlier) if groups.is_wave else (earlier, later) for earlier, later in pairs]


def _row(figure: _Figure, groups: Groups, level: str, other: str) -> Row:
    found = _difference(figure, groups, level, other)
    keys: Row = {"segment": groups.segment, "level": level, "other": other, **figure.keys}
    estimate = found.found
    figures: Row = {
        "estimate": estimate.estimate,
        "std_error": estimate.std_error,
        "ci_low": estimate.ci_low,
        "ci_high": estimate.ci_high,
        "statistic": estimate.statistic,
        "df": estimate.df,
        "p_value": estimate.p_value,
        "p_adjusted": None,
        "n": found.n,
        "n_other": found.n_other,
    }
    row = {**keys, **figures, **({} if found.pairs is None else {"pairs": found.pairs})}
    row |= {"reason": estimate.reason} if estimate.reason else {}
    reason = _withheld(figure, groups, level, other)
    return row if reason is None else withheld(row, reason)


def _withheld(figure: _Figure, groups: Groups, level: str, other: str) -> Words | None:
    """Return why a side of the comparison is not shown by segment, so that the comparison is not either."""
    for row in (figure.rows.get(level), figure.rows.get(other)):
        reason = None if row is None or row.get("estimate") is not None else row.get("reason")
        if isinstance(reason, Words):
            return reason
    return None


def _difference(figure: _Figure, groups: Groups, level: str, other: str) -> Difference:
    at, again = groups.places, figure.replicated(level, other)
    if other == REST:
        found = against_rest(groups.of, figure.column, at[level], groups.whole(figure.column))
    else:
        found = between(groups.of, figure.column, at[level], at[other], groups.panel)
    return found if again is None else replace(found, found=resampled(found.found, *again))


def lettered(rows: Sequence[Row], found: Sequence[Row], groups: Groups, measure: Measure) -> Sequence[Row]:
    """Return the rows by segment with `letters`, and of waves with `changed` since the one before (up, down)."""
    if len(groups.named) > MOST_PAIRED:
        return rows
    more: dict[int, dict[str, str | None]] = {}
    for keys in measure.compared.values():
        mine = [row for row in found if all(row.get(name) == value for name, value in keys.items())]
        places = {str(row["level"]): at for at, row in enumerate(rows) if all(row.get(k) == v for k, v in keys.items())}
        if not mine or any(row["other"] == REST for row in mine):
            continue
        letters = _letters(rows, places, mine)
        for level, at in places.items():
            more[at] = {"letters": letters.get(level)}
            if groups.is_wave:
                more[at]["changed"] = _changed(level, mine, groups)
    named = dict.fromkeys(name for cells in more.values() for name in cells)
    return [{**row, **{name: more.get(at, {}).get(name) for name in named}} for at, row in enumerate(rows)]


def _letters(rows: Sequence[Row], places: Mapping[str, int], found: Sequence[Row]) -> dict[str, str]:
    tested = {str(row[side]) for row in found if row.get("p_adjusted") is not None for side in ("level", "other")}
    estimates = {level: rows[at].get("estimate") for level, at in places.items() if level in tested}
    known = {level: float(value) for level, value in estimates.items() if isinstance(value, int | float)}
    untested = {_pair(row) for row in found if _untested(row)}
    ordered = comparable(sorted(known, key=lambda level: -known[level]), untested)
    different = {_pair(row) for row in found if is_significant(row)}
    return compact_letters(ordered, different) or {}


def _pair(row: Row) -> frozenset[str]:
    return frozenset({str(row["level"]), str(row["other"])})


def _untested(row: Row) -> bool:
    """Whether two groups differ, and no test says whether by chance: 100% and 0%, without any variation."""
    return row.get("p_adjusted") is None and bool(row.get("estimate"))


def is_significant(row: Row) -> bool:
    """Whether a comparison's adjusted p is below .05."""
    p = row.get("p_adjusted")
    return isinstance(p, float) and p < SIGNIFICANT


def _changed(level: str, found: Sequence[Row], groups: Groups) -> str | None:
    """Return `up` or `down` where a wave differs significantly from the one before."""
    waves = [one for one in groups.levels if one is not None]
    before = waves[waves.index(level) - 1] if level in waves and waves.index(level) else None
    for row in found:
        if row["level"] == level and row["other"] == before and is_significant(row):
            return "up" if isinstance(row["estimate"], float) and row["estimate"] > 0 else "down"
    return None


def differences_tables(
    measure: Measure, groups: Groups, rows: Sequence[Row], by_segment: Result, segment: Words
) -> dict[str, Result]:
    """Return the table `NAME differences by SEGMENT`; none where there is nothing to compare."""
    if not rows:
        return {}
    name, title = f"{measure.name} differences by {groups.segment}", words_of(measure.title, measure.name)
    options = {
        "unit": measure.unit,
        "small": groups.small,
        "format": unit_of(by_segment),
        "wave": groups.is_wave,
        "adjust": groups.compare.adjust,
        # The same people in several waves are pairs in part: t does not tell the effect size then.
        "simple_sample": bool(by_segment.options.get("simple_sample")) and groups.people.design is None,
    }
    shown = replace(
        by_segment,
        name=name,
        rows=rows if isinstance(rows, Packed) else tuple(rows),
        title=Words(f"{title.en}: differences by {segment.en}", f"{title.zh}：{segment.zh}之间的差异"),
        explanation=explained(groups, measure),
        chart="differences",
        labels={**by_segment.labels, REST: REST_WORDS},
        options=options,
        of_level=None,
    )
    return {name: shown}
