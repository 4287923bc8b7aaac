"""Weights fitted to known margins, and weights cut at a cap.

Raking is iterative proportional fitting (Deming & Stephan 1940): each margin in turn is scaled to its targets, until
all hold together. With one margin it is post-stratification, exact after one round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from satindex.errors import FigureError
from satindex.language import Words

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

TOLERANCE = 1e-10
MOST_ROUNDS = 10_000
# What is resampled needs no more than the weights' first digits.
REPLICATES_TOLERANCE = 1e-6
REPLICATES_ROUNDS = 500


@dataclass(frozen=True)
class Margin:
    """One margin: the level of each row (0 … L − 1), and the total each level is to have."""

    name: str
    levels: tuple[str, ...]
    codes: Codes
    targets: Array


@dataclass(frozen=True)
class Raked:
    """Weights that hold every margin: the given ones × one factor per level of each margin.

    `rounds` is how often all margins were gone through; `error` the largest relative difference left on any level.
    """

    weights: Array
    factors: tuple[Array, ...]
    rounds: int
    error: float


def rake(
    weights: Array, margins: Sequence[Margin], tolerance: float = TOLERANCE, most_rounds: int = MOST_ROUNDS
) -> Raked:
    """Return `weights` (n rows or cells, 0 or more) fitted to the margins' totals, which must sum alike.

    Converged is: after a whole round no level of any margin is off by more than `tolerance` of its target. Raises
    FigureError, naming the level, where a level has no weight to scale or the margins can't be reached together.

    Examples
    --------
    >>> a, b = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 1])
    >>> halves = Margin("g", ("a", "b"), a, np.array([50.0, 50.0]))
    >>> parts = Margin("h", ("x", "y"), b, np.array([60.0, 40.0]))
    >>> rake(np.ones(5), [halves, parts]).weights.round(4).tolist()
    [34.1128, 15.8872, 25.8872, 12.0564, 12.0564]
    """
    for margin in margins:
        _refuse_empty(margin, weights)
    factors = tuple(np.ones(len(margin.levels)) for margin in margins)
    fitted, error = weights.astype(np.float64), _worst(weights, margins)[0]
    for done in range(most_rounds):
        if error <= tolerance:
            return Raked(fitted, factors, done, error)
        for margin, factor in zip(margins, factors, strict=True):
            step = margin.targets / _totals(margin, fitted)
            with np.errstate(over="ignore"):  # factors of margins that can't be reached grow without end
                factor *= step
            fitted = fitted * step[margin.codes]
        error = _worst(fitted, margins)[0]
    if error <= tolerance and all(np.isfinite(factor).all() for factor in factors):
        return Raked(fitted, factors, most_rounds, error)
    raise _not_reached(fitted, margins, most_rounds)


def raking_factors(totals: Array, levels: Codes, targets: Sequence[Array]) -> Array:
    """Return by what B × C totals of weights are multiplied so that every margin holds in each of the B rows.

    `levels` (M × C) holds the level of each of the C combinations in every margin, `targets` each margin's totals by
    level. A row is NaN where no factors reach the targets.

    Examples
    --------
    >>> levels = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    >>> targets = [np.array([50.0, 50.0]), np.array([60.0, 40.0])]
    >>> found = raking_factors(np.array([[1.0, 1, 1, 2], [1, 0, 1, 0]]), levels, targets)
    >>> found.round(4).tolist()
    [[34.1128, 15.8872, 25.8872, 12.0564], [nan, nan, nan, nan]]
    """
    factors, active = np.ones(totals.shape), np.arange(len(totals))
    dummies = [np.eye(len(wanted))[at] for at, wanted in zip(levels, targets, strict=True)]
    for _ in range(REPLICATES_ROUNDS):
        found, before, off = factors[active], totals[active], np.zeros(len(active))
        with np.errstate(divide="ignore", invalid="ignore"):  # a level of which nobody is left has no factor
            for at, wanted, dummy in zip(levels, targets, dummies, strict=True):
                found *= _steps(before * found, wanted, dummy)[:, at]
            for wanted, dummy in zip(targets, dummies, strict=True):
                off = np.maximum(off, np.abs(_steps(before * found, wanted, dummy) - 1).max(axis=1))
        factors[active] = found
        active = active[off > REPLICATES_TOLERANCE]  # rows without anybody of some level drop out: they are not numbers
        if not len(active):
            break
    factors[active] = np.nan
    factors[~np.isfinite(factors).all(axis=1)] = np.nan
    return factors


def _steps(weights: Array, wanted: Array, dummy: Array) -> Array:
    """Return by what each level's weights (B × C) must be multiplied to reach its target."""
    return np.asarray(np.where(wanted > 0, wanted / (weights @ dummy), 1.0))


def _totals(margin: Margin, weights: Array) -> Array:
    return np.bincount(margin.codes, weights=weights, minlength=len(margin.levels)).astype(np.float64)


def _worst(weights: Array, margins: Sequence[Margin]) -> tuple[float, Margin, int]:
    """Return the largest relative difference from a target, and where it is."""
    found = []
    for margin in margins:
        off = np.abs(_totals(margin, weights) - margin.targets) / margin.targets
        found.append((float(off.max()), margin, int(off.argmax())))
    return max(found, key=lambda one: one[0])


def _refuse_empty(margin: Margin, weights: Array) -> None:
    empty = [level for level, total in zip(margin.levels, _totals(margin, weights), strict=True) if not total > 0]
    if empty:
        listed = ", ".join(f"'{level}'" for level in empty)
        in_chinese = "、".join(f"“{level}”" for level in empty)
        raise FigureError(
            Words(
                f"raking to '{margin.name}' is impossible: nobody in the sample has weight on {listed}.",
                f"无法按“{margin.name}”加权：样本中{in_chinese}没有权重为正的受访者。",
            )
        )


def _not_reached(weights: Array, margins: Sequence[Margin], rounds: int) -> FigureError:
    error, margin, at = _worst(weights, margins)
    level, total = margin.levels[at], float(_totals(margin, weights)[at])
    all_cells = prod(len(one.levels) for one in margins)
    filled = len(np.unique(np.stack([one.codes for one in margins])[:, weights > 0], axis=1).T)
    return FigureError(
        Words(
            f"raking has not converged after {rounds} rounds: '{margin.name}' = '{level}' has {total:.6g} instead of "
            f"{margin.targets[at]:.6g} ({error:.2g} off). {all_cells - filled} of {all_cells} combinations of levels "
            "have no respondent; merge small levels (derive: merge) or leave a margin out.",
            f"加权迭代 {rounds} 轮后仍未收敛：“{margin.name}”=“{level}”为 {total:.6g}，目标 {margin.targets[at]:.6g}"
            f"（相差 {error:.2g}）。{all_cells} 种水平组合中有 {all_cells - filled} 种没有受访者；"
            "请合并较小的水平（derive: merge），或去掉一个边际。",
        )
    )


@dataclass(frozen=True)
class Trimmed:
    """Weights cut at `cap`; each weight below it was raised by `share`, so that the total stays.

    A weight w became min(w + share, cap) where `strict`, else cap where above it and w + share where not. `count` is
    how many rows were cut.
    """

    weights: Array
    cap: float
    share: float
    strict: bool
    count: int


def trim(weights: Array, cap: float, counts: Array | None = None, *, strict: bool = False) -> Trimmed:
    """Return weights cut at `cap`, what was cut off shared equally over the others (as R `survey::trimWeights`).

    Once, so that a weight just below the cap may end just above it; `strict` goes on until none does. `counts` holds
    how many rows each entry stands for (default 1). Raises FigureError where the cap is not above the mean weight,
    which is the least that every weight must be able to have.

    Examples
    --------
    >>> weights = np.array([40.0, 10.0, 22.0])
    >>> trim(weights, 25).weights.tolist(), trim(weights, 25, strict=True).weights.tolist()
    ([25.0, 17.5, 29.5], [25.0, 22.0, 25.0])
    """
    rows = np.ones(len(weights)) if counts is None else counts
    mean = float(rows @ weights / rows.sum())
    if cap <= mean:
        raise FigureError(
            Words(
                f"weights can't be trimmed at {cap:.6g}: that is not above their mean, {mean:.6g}.",
                f"不能在 {cap:.6g} 处截断权重：它不大于权重的均值 {mean:.6g}。",
            )
        )
    outside = weights > cap
    share = _strict_share(weights, rows, cap) if strict else _share(weights, rows, cap, outside)
    raised = np.minimum(weights + share, cap) if strict else np.where(outside, cap, weights + share)
    count = int(rows[weights + share > cap].sum() if strict else rows[outside].sum())
    return Trimmed(raised if outside.any() else weights, cap, share, strict, count if outside.any() else 0)


def _share(weights: Array, rows: Array, cap: float, outside: npt.NDArray[np.bool_]) -> float:
    excess = float(rows[outside] @ (weights[outside] - cap))
    return excess / float(rows[~outside].sum()) if outside.any() else 0.0


def _strict_share(weights: Array, rows: Array, cap: float) -> float:
    """Return the share s that keeps the total of min(w + s, cap): those that s pushes over the cap are cut too."""
    cut = weights > cap
    while True:
        share = float((rows @ weights - cap * rows[cut].sum() - rows[~cut] @ weights[~cut]) / rows[~cut].sum())
        pushed = weights + share > cap
        if not cut.any() or np.array_equal(pushed | cut, cut):
            return share if cut.any() else 0.0
        cut = pushed | cut


def kish_base(weights: Array, counts: Array | None = None) -> float:
    """Return Kish's effective base (Σw)²/Σw² (Kish 1965, Survey Sampling, p. 427); n over it is the design effect.

    Examples
    --------
    >>> round(kish_base(np.array([1.0, 1.0, 2.0, 4.0])), 4)
    2.9091
    """
    rows = np.ones(len(weights)) if counts is None else counts
    return float((rows @ weights) ** 2 / (rows @ weights**2))
