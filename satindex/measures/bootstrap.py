"""Every index again, from bootstrap replicates: intervals that assume nothing of the scores' distribution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from satindex.language import Words
from satindex.measures.resampling_words import RAO_WU, said_drawing
from satindex.results.result import Explanation, Result, Row
from satindex.stats.base import NO_ANSWERS, NO_WEIGHT
from satindex.stats.combinations import ONE_ANSWER
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.replicated_means import TOO_FEW_REPLICATES, ReplicatedMean, spread_of
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Sample

if TYPE_CHECKING:
    from satindex.measures.scores import Scores

TITLE = Words("Bootstrap intervals of every score", "各得分的自助法区间")


def bootstrapped(scores: Scores, number: int, seed: int) -> Result:
    """Return the mean of each score column with its percentile interval over `number` replicates, by `seed`.

    Units are drawn within strata, clusters whole. Scores that the data set weights are weighted anew in each replicate,
    the others are kept as they are. Source: Rao, Wu & Yue 1992, Survey Methodology 18: 209–217.
    """
    names = [name for name in scores.names if not name.endswith(".group")]
    everyone = scores.everyone(names)
    drawn = replicates(everyone, number, seed)
    again = {} if drawn is None else _refitted(scores, number, seed)
    replicated = [None] * len(names) if drawn is None else _replicated(everyone, names, drawn, again)
    rows = tuple(
        {"score": n, **_cells(everyone, at, found)} for at, (n, found) in enumerate(zip(names, replicated, strict=True))
    )
    explained = _explained(number, seed, drawn, again)
    return Result("bootstrap", rows, TITLE, explained, "estimates", language=scores.survey.language)


def _refitted(scores: Scores, number: int, seed: int) -> dict[str, ReplicatedMean]:
    """Return the means of the scores that the data set weights, with their own weights in each replicate."""
    found: dict[str, ReplicatedMean] = {}
    for measure in scores.measures.values():
        again = measure.redrawn(scores.everyone, number, seed) if measure.refitted else measure
        means = {column: again.replicated(scores.sample, column) for column in measure.refitted}
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


def _cells(everyone: Sample, at: int, replicated: ReplicatedMean | None) -> Row:
    answered = ~np.isnan(everyone.values[at])
    n, mass = int(answered.sum()), float(everyone.mass[answered].sum())
    row: Row = {"estimate": None, "std_error": None, "ci_low": None, "ci_high": None, "n": n}
    if mass <= 0:
        return {**row, "reason": NO_WEIGHT if n else NO_ANSWERS}
    row = {**row, "estimate": float(everyone.values[at, answered] @ everyone.mass[answered] / mass)}
    if n < 2:
        return {**row, "reason": ONE_ANSWER}
    if replicated is None:
        return {**row, "reason": LONELY_UNIT}
    found = spread_of(replicated.means)
    if found is None:
        return {**row, "reason": TOO_FEW_REPLICATES}
    return {**row, "std_error": found.std_error, "ci_low": found.low, "ci_high": found.high}


def _explained(number: int, seed: int, drawn: Replicates | None, again: Mapping[str, ReplicatedMean]) -> Explanation:
    how = said_drawing(drawn)
    formula = Words(
        f"Mean of each score in {number} bootstrap replicates (seed {seed}): {how.en}; interval: 2.5% and 97.5% of "
        "them.",
        f"在 {number} 个自助样本（种子 {seed}）中计算各得分的均值：{how.zh}；区间为其 2.5% 与 97.5% 分位数。",
    )
    listed = ", ".join(again)
    note = Words(
        f"Weighted anew by the data in each replicate: {listed}.", f"每个自助样本均由数据重新确定权重：{listed}。"
    )
    return Explanation(formula, notes=(note,) if again else (), sources=RAO_WU)
