"""The variance of linear combinations of means whose bases may differ: Welch's t, the paired t, and all between."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.stats.moments import Array, Block
from satindex.stats.rounding import without_rounding

ONE_ANSWER = Words("fewer than two answers: no standard error", "回答少于两个：无法计算标准误")


def unpaired_variance(block: Block, group: int, coefficients: Array) -> tuple[float | None, float | None, Words | None]:
    """Return the variance of Σ g·x̄ over a block's columns without a design, its degrees of freedom, or why none.

    `coefficients` are those of each respondent's influence (answered columns first, then values). Each column's part
    is scaled by √(n/(n − 1)), so that the variance is Σ g²s²/n where no two columns share a respondent, that of the
    paired differences where all do, and never negative. df = (Σ v)²/Σ(v²/(n − 1)) over groups of columns that share
    respondents, n the smallest base of the group. Sources: Welch 1947, Biometrika 34: 28–35; Satterthwaite 1946,
    Biometrics Bulletin 2: 110–114.
    """
    counts = block.count[group].sum(axis=0)
    k = len(counts)
    used = coefficients[k:] != 0
    if np.any(counts[used] < 2):
        return None, None, ONE_ANSWER
    scale = np.sqrt(np.divide(counts, counts - 1, out=np.ones(k), where=counts > 1))
    scaled = coefficients * np.concatenate([scale, scale])
    square = block.square[group].sum(axis=0)
    parts, freedom = [], []
    for members in _sharing(block.pairs[group] > 0, used):
        parts.append(_quadratic(square, np.where(np.concatenate([members, members]), scaled, 0.0)))
        freedom.append(float(counts[members].min()) - 1)
    total = sum(parts)
    below = sum(part**2 / df for part, df in zip(parts, freedom, strict=True))
    if below <= 0 or len(parts) == 1:
        return total, min(freedom, default=1.0), None
    return total, total**2 / below, None


def _quadratic(square: Array, own: Array) -> float:
    """Return own′·square·own, exactly 0 where nothing but rounding is left (every pair differs by the same)."""
    terms = own[:, None] * square * own[None, :]
    return without_rounding(float(terms.sum()), float(np.abs(terms).sum()))


def _sharing(pairs: npt.NDArray[np.bool_], used: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.bool_]]:
    """Return the groups of used columns that share respondents, directly or through others, as masks."""
    left, found = used.copy(), []
    while left.any():
        members = np.zeros_like(used)
        members[np.flatnonzero(left)[0]] = True
        while True:
            more = (pairs[members].any(axis=0) & left) | members
            if (more == members).all():
                break
            members = more
        found.append(members)
        left &= ~members
    return found
