"""Every index again, from bootstrap replicates: intervals that assume nothing of the scores' distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satindex.language import Words
from satindex.results.result import Explanation, Result, Row
from satindex.stats.base import CONFIDENCE, NO_ANSWERS
from satindex.stats.combinations import ONE_ANSWER
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.moments import Array
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Sample

if TYPE_CHECKING:
    from satindex.measures.scores import Scores

TITLE = Words("Bootstrap intervals of every score", "各得分的自助法区间")


def bootstrapped(scores: Scores, number: int, seed: int) -> Result:
    """Return the mean of each score column with its percentile interval over `number` replicates, by `seed`.

    Units are drawn within strata, clusters whole. The scores themselves are kept as they are: an index that the data
    set weights has its own bootstrap, which refits. Source: Rao, Wu & Yue 1992, Survey Methodology 18: 209–217.
    """
    names = [name for name in scores.names if not name.endswith(".group")]
    sample = scores.sample(names)
    drawn = replicates(sample, number, seed)
    rows = tuple({"score": name, **cells} for name, cells in zip(names, _cells(sample, drawn), strict=True))
    return Result("bootstrap", rows, TITLE, _explained(number, seed), "estimates", language=scores.survey.language)


def _cells(sample: Sample, drawn: Replicates | None) -> list[Row]:
    weights = np.ones(sample.values.shape[1]) if sample.weights is None else sample.weights
    answered = ~np.isnan(sample.values)
    counted = np.concatenate([answered * weights, np.where(answered, sample.values, 0.0) * weights])
    k = len(sample.values)
    totals = counted.sum(axis=1)
    replicated = None if drawn is None else drawn.sums(counted)
    return [_row(at, k, totals, replicated, int(answered[at].sum())) for at in range(k)]


def _row(at: int, k: int, totals: Array, replicated: Array | None, n: int) -> Row:
    undefined: Row = {"estimate": None, "std_error": None, "ci_low": None, "ci_high": None, "n": n}
    if totals[at] <= 0:
        return {**undefined, "reason": NO_ANSWERS}
    estimate = {**undefined, "estimate": float(totals[k + at] / totals[at])}
    if n < 2:
        return {**estimate, "reason": ONE_ANSWER}
    if replicated is None:
        return {**estimate, "reason": LONELY_UNIT}
    drawn = replicated[:, at] > 0
    means = replicated[drawn, k + at] / replicated[drawn, at]
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return {**estimate, "std_error": float(means.std(ddof=1)), "ci_low": float(low), "ci_high": float(high)}


def _explained(number: int, seed: int) -> Explanation:
    return Explanation(
        Words(
            f"Mean of each score in {number} bootstrap replicates (seed {seed}); interval: 2.5% and 97.5% of them.",
            f"在 {number} 个自助样本（种子 {seed}）中计算各得分的均值；区间为其 2.5% 与 97.5% 分位数。",
        ),
        sources=("Rao, J. N. K., Wu, C. F. J. & Yue, K. (1992). Survey Methodology 18, 209–217.",),
    )
