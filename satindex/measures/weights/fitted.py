"""Weights that the data set gives: entropy, first principal component, regression on an outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from satindex.frames.made import Among, TimesLog
from satindex.language import Words
from satindex.measures.measure import Needs
from satindex.measures.weights.weighed import Weighed
from satindex.stats.base import Base
from satindex.stats.importance import lmg, standardised_slopes
from satindex.stats.moments import Array, Columns
from satindex.stats.weighting.entropy import entropies_of_means
from satindex.stats.weighting.first_component import first_component

FromDataMethod = Literal["entropy", "pca", "regression"]
Flags = npt.NDArray[np.bool_]
SEED: Final = 1
REPLICATES: Final = 1000
_NOTHING: Final = 1e-10


@dataclass(frozen=True)
class Summaries:
    """Means (R × m), covariances (R × m × m) and means of x ln x (R × k) of k parts (and the outcome, last)."""

    mean: Array
    covariance: Array
    times_log: Array
    n: int

    def of(self, kept: Flags) -> Summaries:
        """Return some of the R sets."""
        return Summaries(self.mean[kept], self.covariance[kept], self.times_log[kept], self.n)


@dataclass(frozen=True)
class Fits:
    """What a method gives for R sets: weights (R × k), which parts it refuses (R × k), figures by column."""

    weights: Array
    refused: Flags
    figures: Mapping[str, Array] = field(default_factory=dict)
    whole: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class FromData:
    """A method that takes the weights of `parts` (score columns, called `names`) from those who have them all.

    `outcome` is the column that regression explains; `importance` says whether by standardised coefficients or LMG.
    """

    method: FromDataMethod
    names: tuple[str, ...]
    parts: Columns
    outcome: str | None = None
    importance: Literal["coefficient", "lmg"] = "coefficient"
    seed: int = SEED
    replicates: int = REPLICATES

    @property
    def columns(self) -> Columns:
        """The columns that the weights are taken from: the parts, then the outcome."""
        return (*self.parts, *((self.outcome,) if self.outcome else ()))

    @property
    def _block(self) -> Columns:
        return tuple(f"{self.parts[0]}:weighing:{column}" for column in self.columns)

    @property
    def _logs(self) -> Columns:
        return tuple(f"{self.parts[0]}:x ln x:{column}" for column in self.parts) if self.method == "entropy" else ()

    def redrawn(self, number: int | None, seed: int | None) -> FromData:
        """Return the method with so many replicates, drawn by that seed; None keeps its own."""
        chosen = self.seed if seed is None else seed
        return replace(self, replicates=self.replicates if number is None else number, seed=chosen)

    def needs(self) -> Needs:
        """Return the columns as among the respondents who have all of them, and their x ln x for entropy."""
        made = {name: Among(c, self.columns) for name, c in zip(self._block, self.columns, strict=True)}
        logs = {name: TimesLog(c, self.columns) for name, c in zip(self._logs, self.parts, strict=False)}
        return Needs((self._block, *((name,) for name in (*self._block, *self._logs))), {**made, **logs})

    def weighed(self, base: Base) -> Weighed:
        """Return the weights that all respondents give, or why there are none."""
        n = base.n(self._block[0])
        means = [base.mean(name).estimate for name in self._block]
        if n < 2 or any(mean is None for mean in means):
            return self._refused(
                Words("fewer than two respondents have all components", "具备全部组成部分的受访者不足两名"), n
            )
        logs = [base.mean(name).estimate or 0.0 for name in self._logs]
        summaries = Summaries(
            np.array([means], dtype=np.float64), base.covariance(self._block)[0][None], np.array([logs]), n
        )
        reason = self._unusable(summaries)
        if reason is not None:
            return self._refused(reason, n)
        return self._told(self.fits(summaries), n)

    def centre(self, base: Base) -> tuple[float, ...]:
        """Return the means of the columns over all respondents who have them."""
        return tuple(base.mean(name).estimate or 0.0 for name in self._block)

    def fits(self, summaries: Summaries) -> Fits:
        """Return the weights of each of R sets; none of a set may be constant, but for entropy."""
        return _METHODS[self.method](self, summaries)

    def usable(self, summaries: Summaries) -> Flags:
        """Return which of R sets have weights at all: enough that differs, nothing determined by the rest."""
        if self.method == "entropy":
            return np.asarray((entropies_of_means(summaries.mean, summaries.times_log, summaries.n) < 1).any(axis=1))
        deviation = _deviations(summaries)
        differs: Flags = np.asarray((deviation > _NOTHING * (1 + np.abs(summaries.mean))).all(axis=1))
        if self.method == "regression":
            differs[differs] = ~_determined(_correlations(summaries.of(differs))[:, :-1, :-1]).any(axis=1)
        return differs

    def _unusable(self, summaries: Summaries) -> Words | None:
        if self.usable(summaries)[0]:
            return _too_few(self, summaries.n)
        if self.method == "entropy":
            return Words("no component differs between respondents", "所有组成部分在受访者之间都没有差异")
        constant = _deviations(summaries)[0] <= _NOTHING * (1 + np.abs(summaries.mean[0]))
        if constant.any():
            known = (*self.names, *((self.outcome,) if self.outcome else ()))
            said = ", ".join(name for name, is_so in zip(known, constant, strict=True) if is_so)
            return Words(f"the same for all respondents: {said}", f"所有受访者取值相同：{said}")
        determined = _determined(_correlations(summaries)[:, :-1, :-1])[0]
        said = ", ".join(name for name, is_so in zip(self.names, determined, strict=True) if is_so)
        return Words(f"determined by the components before it: {said}", f"完全由前面的组成部分决定：{said}")

    def _told(self, fits: Fits, n: int) -> Weighed:
        reason = None
        if fits.refused[0].any():
            said = ", ".join(name for name, is_so in zip(self.names, fits.refused[0], strict=True) if is_so)
            reason = _WHY[self.method](said)
        elif not np.isfinite(fits.weights[0]).all():
            reason = Words("the components explain nothing of the outcome", "各组成部分对结果没有解释力")
        return Weighed(
            self.method,
            self.names,
            None if reason else tuple(fits.weights[0].tolist()),
            {column: values[0].tolist() for column, values in fits.figures.items()},
            {"n": n, **{column: float(values[0]) for column, values in fits.whole.items()}},
            reason=reason,
        )

    def _refused(self, reason: Words, n: int) -> Weighed:
        return Weighed(self.method, self.names, None, {}, {"n": n}, reason=reason)


def _too_few(method: FromData, n: int) -> Words | None:
    if method.method == "regression" and n <= len(method.names) + 1:
        return Words(f"{n} respondents are too few to regress on", f"{n} 名受访者不足以做回归")
    return None


def _negative(said: str) -> Words:
    return Words(
        f"negative weight of {said}: turn it round, or leave it out",
        f"{said} 的权重为负：请反转方向或将其去掉",
    )


_WHY: Mapping[str, Callable[[str], Words]] = {
    "entropy": _negative,
    "pca": lambda said: Words(
        f"{said} runs against the other components (a loading of the other sign): turn it round, or leave it out",
        f"{said} 与其他组成部分方向相反（载荷符号不同）：请反转方向或将其去掉",
    ),
    "regression": lambda said: Words(
        f"{said} goes with a lower outcome (negative): turn it round, leave it out, or weigh by another method",
        f"{said} 与较低的结果相联系（为负）：请反转方向、将其去掉或改用其他赋权方法",
    ),
}


def _entropy(method: FromData, summaries: Summaries) -> Fits:
    entropy = entropies_of_means(summaries.mean, summaries.times_log, summaries.n)
    return Fits(_shares(1 - entropy), np.zeros(entropy.shape, dtype=np.bool_), {"entropy": entropy})


def _pca(method: FromData, summaries: Summaries) -> Fits:
    found = first_component(_correlations(summaries))
    whole = {"eigenvalue": found.eigenvalue, "explained": found.explained}
    return Fits(found.weights, found.loadings < -_NOTHING, {"loading": found.loadings}, whole)


def _regression(method: FromData, summaries: Summaries) -> Fits:
    correlations = _correlations(summaries)
    slopes, alone = standardised_slopes(correlations), correlations[:, :-1, -1]
    r2 = np.einsum("rk,rk->r", slopes, alone)
    if method.importance == "lmg":
        shares = lmg(correlations)
        return Fits(_shares(shares), alone < -_NOTHING, {"importance": shares, "correlation": alone}, {"r2": r2})
    return Fits(_shares(slopes), slopes < -_NOTHING, {"std_estimate": slopes}, {"r2": r2})


_METHODS: Mapping[str, Callable[[FromData, Summaries], Fits]] = {
    "entropy": _entropy,
    "pca": _pca,
    "regression": _regression,
}


def _shares(values: Array) -> Array:
    """Return each row to sum 1; not a number where it sums to nothing."""
    total = values.sum(axis=1, keepdims=True)
    found = np.divide(values, total, out=np.full_like(values, np.nan), where=np.abs(total) > _NOTHING)
    return np.asarray(found, dtype=np.float64)


def _deviations(summaries: Summaries) -> Array:
    return np.asarray(np.sqrt(np.maximum(np.einsum("rii->ri", summaries.covariance), 0.0)))


def _correlations(summaries: Summaries) -> Array:
    deviation = _deviations(summaries)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(summaries.covariance / (deviation[:, :, None] * deviation[:, None, :]), dtype=np.float64)


def _determined(correlations: Array) -> Flags:
    """Return which parts are linear functions of those before them (a pivot of 0), for each of R matrices."""
    left = correlations.copy()
    found = np.zeros(left.shape[:2], dtype=np.bool_)
    for at in range(left.shape[1]):
        pivot = left[:, at, at].copy()
        found[:, at] = pivot < _NOTHING
        safe = np.where(found[:, at], 1.0, pivot)
        column = np.where(found[:, at, None], 0.0, left[:, :, at])
        left -= column[:, :, None] * column[:, None, :] / safe[:, None, None]
    return found
