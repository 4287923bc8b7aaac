"""Every index again, from bootstrap replicates: intervals that assume nothing of the scores' distribution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from satindex.errors import FigureError
from satindex.frames.batches import MOST_IN_MEMORY, is_ordered
from satindex.frames.group_totals import GroupTotals, GroupTotalsPart
from satindex.frames.unit_groups import groups_of
from satindex.language import Words
from satindex.measures.resampling_words import NO_ID, POISSON, RAO_WU, said_drawing, said_grouping
from satindex.results.result import Explanation, Result, Row
from satindex.stats.base import NO_ANSWERS, NO_WEIGHT
from satindex.stats.combinations import ONE_ANSWER
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.moments import Array
from satindex.stats.replicated_means import TOO_FEW_REPLICATES, ReplicatedMean, spread_of
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Sample

if TYPE_CHECKING:
    from satindex.measures.scores import Scores

TITLE = Words("Bootstrap intervals of every score", "各得分的自助法区间")


@dataclass(frozen=True)
class _Mean:
    """The base and mean of a score, in all respondents and in each replicate (None: for a `reason`)."""

    n: int
    mass: float
    mean: float
    replicated: ReplicatedMean | None
    reason: Words = LONELY_UNIT


def bootstrapped(scores: Scores, number: int, seed: int) -> Result:
    """Return the mean of each score column with its percentile interval over `number` replicates, by `seed`.

    Units are drawn within strata, clusters whole. Scores that the data set weights are weighted anew in each replicate,
    the others are kept as they are. Beyond `MOST_IN_MEMORY` respondents, random groups of them are drawn, whose totals
    are added up in one pass. Sources: Rao, Wu & Yue 1992, Survey Methodology 18: 209–217; see `grouped_replicates`.
    """
    names = [name for name in scores.names if not name.endswith(".group")]
    made = _of_groups if scores.rows > MOST_IN_MEMORY else _of_rows
    means, explained = made(scores, names, number, seed)
    rows = tuple({"score": name, **_cells(mean)} for name, mean in zip(names, means, strict=True))
    return Result("bootstrap", rows, TITLE, explained, "estimates", language=scores.survey.language)


def _of_rows(scores: Scores, names: Sequence[str], number: int, seed: int) -> tuple[list[_Mean], Explanation]:
    everyone = scores.everyone(names)
    drawn = replicates(everyone, number, seed)
    again = {} if drawn is None else _refitted(scores, number, seed)
    replicated = [None] * len(names) if drawn is None else _replicated(everyone, names, drawn, again)
    means = [_mean(everyone, at, found) for at, found in enumerate(replicated)]
    return means, _explained(number, seed, drawn, again)


def _mean(everyone: Sample, at: int, replicated: ReplicatedMean | None) -> _Mean:
    answered = ~np.isnan(everyone.values[at])
    n, mass = int(answered.sum()), float(everyone.mass[answered].sum())
    mean = float(everyone.values[at, answered] @ everyone.mass[answered] / mass) if mass > 0 else 0.0
    return _Mean(n, mass, mean, replicated)


def _refitted(scores: Scores, number: int, seed: int) -> dict[str, ReplicatedMean]:
    """Return the means of the scores that the data set weights, with their own weights in each replicate."""
    found: dict[str, ReplicatedMean] = {}
    for measure in scores.measures.values():
        again = measure.redrawn(scores.grouped() or scores.everyone, number, seed) if measure.refitted else measure
        means = {column: again.replicated(scores.grouped() or scores.sample, column) for column in measure.refitted}
        found |= {column: mean for column, mean in means.items() if mean is not None}
    return found


def _replicated(
    everyone: Sample, names: Sequence[str], drawn: Replicates, again: Mapping[str, ReplicatedMean]
) -> list[ReplicatedMean]:
    """Return the mean of every score in each replicate."""
    answered = ~np.isnan(everyone.values)
    counted = np.concatenate([np.where(answered, everyone.values, 0.0), answered]) * everyone.mass
    sums, k = drawn.sums(counted), len(names)
    return [again.get(name) or ReplicatedMean(sums[:, at], sums[:, k + at]) for at, name in enumerate(names)]


def _of_groups(scores: Scores, names: Sequence[str], number: int, seed: int) -> tuple[list[_Mean], Explanation]:
    """Return the means from totals by group of sampling units: no row is kept."""
    design, identity = scores.responses.design, scores.responses.identity
    cells = prod(map(len, design.calibration.margins.values())) if design.calibration else 1
    groups = groups_of(scores.frame, design, identity, scores.rows, (number, seed), cells)
    asked = GroupTotals(tuple(names), groups, design)
    (part,) = scores.ask(asked)
    if part.unnamed and not design.cluster and not is_ordered(scores.frame):
        raise FigureError(NO_ID)
    found = asked.replicates(part, number)
    again = {} if found is None else _refitted(scores, number, seed)
    means = list(_grouped(names, part, found, again))
    drawn = None if found is None else found[0]
    formula = _formula(number, seed, said_grouping(drawn, len(groups.strata), bool(design.cluster)))
    return means, Explanation(formula, notes=_weighted_anew(again), sources=(*POISSON, *RAO_WU))


def _grouped(
    names: Sequence[str],
    part: GroupTotalsPart,
    found: tuple[Replicates, Array] | None,
    refitted: Mapping[str, ReplicatedMean],
) -> Iterator[_Mean]:
    k, totals = len(names), part.totals.sum(axis=0)
    sums = None if found is None else found[0].totals(found[1])
    for at, name in enumerate(names):
        mass, centre = float(totals[at]), part.centres.get(name, 0.0)
        mean = centre + float(totals[k + at]) / mass if mass > 0 else 0.0
        again = None if sums is None else ReplicatedMean(sums[:, k + at] + centre * sums[:, at], sums[:, at])
        yield _Mean(int(part.answered[at]), mass, mean, refitted.get(name, again))


def _cells(found: _Mean) -> Row:
    row: Row = {"estimate": None, "std_error": None, "ci_low": None, "ci_high": None, "n": found.n}
    if found.mass <= 0:
        return {**row, "reason": NO_WEIGHT if found.n else NO_ANSWERS}
    row = {**row, "estimate": found.mean}
    if found.n < 2:
        return {**row, "reason": ONE_ANSWER}
    if found.replicated is None:
        return {**row, "reason": found.reason}
    spread = spread_of(found.replicated.means)
    if spread is None:
        return {**row, "reason": TOO_FEW_REPLICATES}
    return {**row, "std_error": spread.std_error, "ci_low": spread.low, "ci_high": spread.high}


def _formula(number: int, seed: int, how: Words) -> Words:
    return Words(
        f"Mean of each score in {number} bootstrap replicates (seed {seed}): {how.en}; interval: 2.5% and 97.5% of "
        "them.",
        f"在 {number} 个自助样本（种子 {seed}）中计算各得分的均值：{how.zh}；区间为其 2.5% 与 97.5% 分位数。",
    )


def _explained(number: int, seed: int, drawn: Replicates | None, again: Mapping[str, ReplicatedMean]) -> Explanation:
    formula = _formula(number, seed, said_drawing(drawn))
    return Explanation(formula, notes=_weighted_anew(again), sources=RAO_WU)


def _weighted_anew(again: Mapping[str, ReplicatedMean]) -> tuple[Words, ...]:
    listed = ", ".join(again)
    note = Words(
        f"Weighted anew by the data in each replicate: {listed}.", f"每个自助样本均由数据重新确定权重：{listed}。"
    )
    return (note,) if again else ()
