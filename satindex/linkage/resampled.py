"""Figures in every bootstrap replicate of a model's sample, and their intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array, Codes
from satindex.linkage.problem import Problem
from satindex.results.progress import counting
from satindex.results.result import Cell
from satindex.stats.bootstrap_intervals import bootstrap_interval
from satindex.stats.intervals import Interval
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.resampling import Replicates, influence, replicates, without_each
from satindex.stats.sample import Sample
from satindex.survey.model_parts import Bootstrap

Counted = Callable[[Array], Array]

TOO_FEW = Words(
    "no interval: too few replicates are defined, or BCa would read beyond them",
    "无区间：可用的自助样本过少，或 BCa 超出其范围",
)
INTERVALS = {
    "percentile": Words("their 2.5% and 97.5% points", "其 2.5% 与 97.5% 分位数"),
    "basic": Words("twice the estimate less their 97.5% and 2.5% points", "两倍估计值减去其 97.5% 与 2.5% 分位数"),
    "normal": Words("twice the estimate less their mean, ± 1.96 of their SD", "两倍估计值减去其均值，± 1.96 倍标准差"),
    "bca": Words("bias-corrected and accelerated points of them (BCa)", "其经偏差校正与加速的分位数（BCa）"),
}
SOURCES = (
    "Davison & Hinkley 1997, Bootstrap Methods and their Application, ch. 5",
    "Rao & Wu 1988, JASA 83: 231–241 (designs)",
)


@dataclass(frozen=True)
class Resampled:
    """k figures in R replicates (R × k, NaN where undefined); `influence` (U × k) where BCa needs it.

    `drawn` says how units were drawn where that is not as from rows.
    """

    values: Array
    asked: Bootstrap
    influence: Array | None = None
    drawn: Words | None = None

    @property
    def undefined(self) -> int:
        """How many replicates have no value of some figure."""
        return len(self.values) - len(self.defined)

    @property
    def defined(self) -> Array:
        """The replicates that have a value of every figure."""
        return self.values[np.isfinite(self.values).all(axis=1)]

    def interval(self, estimate: float, at: int) -> Interval | None:
        """Return the interval of the figure at a place."""
        own = None if self.influence is None else self.influence[:, at]
        return bootstrap_interval(estimate, self.values[:, at], self.asked.interval, own)

    def cells(self, estimate: float, at: int) -> dict[str, Cell]:
        """Return standard error and bounds of the figure at a place; None with a reason where there are none."""
        bounds = self.interval(estimate, at)
        if bounds is None:
            return {"std_error": None, "ci_low": None, "ci_high": None, "reason": TOO_FEW}
        drawn = self.values[np.isfinite(self.values[:, at]), at]
        return {"std_error": float(drawn.std(ddof=1)), "ci_low": bounds.low, "ci_high": bounds.high}


def resampled(
    problem: Problem,
    asked: Bootstrap,
    estimates: Array,
    again: Callable[[Codes], Counted],
    at_once: int,
    doing: Words,
) -> Resampled | Words:
    """Return figures in every replicate; `again` takes the rows' units, then how often they count (R × U).

    Units are drawn as in `stats.resampling`; BCa also computes the figures without each unit. Returns why where the
    sample can't be drawn again.
    """
    data = problem.data
    sample = Sample(
        data.outcome[None],
        data.weights,
        data.strata,
        data.clusters,
        sampled=data.sampled_clusters,
        undrawn=data.undrawn,
    )
    drawn = replicates(sample, asked.replicates, asked.seed)
    if drawn is None:
        return LONELY_UNIT
    return figures_in(drawn, again(drawn.units), asked, estimates, at_once, doing)


def figures_in(
    drawn: Replicates, compute: Counted, asked: Bootstrap, estimates: Array, at_once: int, doing: Words
) -> Resampled:
    """Return figures in replicates; `compute` takes how often units count in some of them (R × U)."""
    left_out = without_each(drawn) if asked.interval == "bca" else np.empty((0, drawn.counts.shape[1]))
    with counting(doing, len(drawn.counts) + len(left_out)) as done:
        values = _in_pieces(compute, drawn.counts, at_once, done)
        without = _in_pieces(compute, left_out, at_once, lambda number: done(len(drawn.counts) + number))
    moved = influence(drawn, estimates, without) if len(left_out) else None
    return Resampled(values, asked, moved)


def _in_pieces(compute: Counted, counts: Array, at_once: int, done: Callable[[int], None]) -> Array:
    found: list[Array] = []
    for start in range(0, len(counts), at_once):
        found.append(compute(counts[start : start + at_once]))
        done(min(start + at_once, len(counts)))
    return np.concatenate(found) if found else np.empty((0, 0))


def explained_resampling(problem: Problem, found: Resampled) -> tuple[Words, ...]:
    """Return in words how the intervals came about: seed, replicates, what was drawn, what was undefined."""
    asked, how = found.asked, INTERVALS[found.asked.interval]
    clustered = problem.data.clusters is not None
    unit = Words("clusters", "群") if clustered else problem.data.units
    within = Words(" within strata", "（层内）") if problem.data.strata is not None else Words("", "")
    said = [
        Words(
            f"Intervals: {asked.replicates:,} bootstrap replicates (seed {asked.seed}) of {unit.en}{within.en}, "
            f"weights kept; {how.en}.",
            f"区间：对{unit.zh}{within.zh}重抽样 {asked.replicates:,} 次（种子 {asked.seed}），保留权重；取{how.zh}。",
        )
    ]
    if found.undefined:
        said.append(
            Words(
                f"{found.undefined:,} replicates have no value (a driver did not vary, or others determined it) and "
                "are left out.",
                f"{found.undefined:,} 个自助样本无法计算（某驱动因素不变或被其他因素决定），已剔除。",
            )
        )
    if found.drawn is not None:
        said.append(found.drawn)
    if problem.data.undrawn is not None:
        said.append(FINITE)
    return tuple(said)


FINITE = Words(
    "For the finite population, how often a unit counts differs from 1 by √(1 − share drawn) times as much.",
    "因总体有限，各单位计入次数与 1 之差乘以 √(1 − 抽样比)。",
)
