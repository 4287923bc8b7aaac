"""How well the items of one scale hang together: Cronbach's alpha and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.stats.intervals import Interval

Array = npt.NDArray[np.float64]

TOO_FEW_ITEMS = Words("alpha needs at least two items", "α 至少需要两个题项")
TOO_FEW_RESPONDENTS = Words("alpha needs at least two respondents", "α 至少需要两名受访者")
NO_COVARIANCE = Words(
    "some pair of items was never answered by the same two respondents", "有题项从未被两名相同的受访者同时回答"
)
NO_VARIANCE = Words("all respondents have the same total", "所有受访者的总分相同")


@dataclass(frozen=True)
class InternalConsistency:
    """Cronbach's alpha with Feldt's interval; what is undefined is None, alpha's own absence has a `reason`.

    `if_deleted` and `item_rest` have one entry per item, in the order of the covariance matrix.
    """

    alpha: float | None
    low: float | None
    high: float | None
    standardised: float | None
    if_deleted: tuple[float | None, ...]
    item_rest: tuple[float | None, ...]
    n: int
    reason: Words | None = None


def internal_consistency(covariance: Array, n: int, level: float = 0.95) -> InternalConsistency:
    """Return alpha = k/(k − 1)·(1 − Σσᵢ²/σ_T²) of a k × k covariance matrix (pairwise-complete or listwise).

    `n` is the number of respondents, used for the interval alone. Sources: Cronbach 1951, Psychometrika 16: 297–334;
    Feldt, Woodruff & Salih 1987, Applied Psychological Measurement 11: 93–103.

    Examples
    --------
    >>> found = internal_consistency(np.array([[1.0, 0.5], [0.5, 1.0]]), n=50)
    >>> round(found.alpha, 4), found.item_rest
    (0.6667, (0.5, 0.5))
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    reason = _undefined(matrix, n)
    k = len(matrix)
    if reason is not None:
        return InternalConsistency(None, None, None, None, (None,) * k, (None,) * k, n, reason)
    alpha, others = _alpha(matrix), _Others.of(matrix)
    rest = others.correlations(matrix)
    if alpha is None:
        return InternalConsistency(None, None, None, None, (None,) * k, rest, n, NO_VARIANCE)
    bounds = feldt(alpha, n, k, level)
    return InternalConsistency(alpha, bounds.low, bounds.high, _standardised(matrix), others.alphas(), rest, n)


def feldt(alpha: float, n: int, k: int, level: float = 0.95) -> Interval:
    """Return Feldt's interval of alpha: 1 − (1 − α)F with n − 1 and (n − 1)(k − 1) degrees of freedom.

    Examples
    --------
    >>> feldt(0.8, 100, 5)
    Interval(low=0.7305..., high=0.8558...)
    """
    low, high = feldts(np.array([alpha]), np.array([float(n)]), k, level)
    return Interval(float(low[0]), float(high[0]))


def feldts(alpha: Array, n: Array, k: int, level: float = 0.95) -> tuple[Array, Array]:
    """Return both ends of `feldt` of many alphas of k items each."""
    from scipy import special

    df, tail = (n - 1, (n - 1) * (k - 1)), (1 - level) / 2
    return 1 - (1 - alpha) * special.fdtri(*df, 1 - tail), 1 - (1 - alpha) * special.fdtri(*df, tail)


def _undefined(matrix: Array, n: int) -> Words | None:
    if len(matrix) < 2:
        return TOO_FEW_ITEMS
    if n < 2:
        return TOO_FEW_RESPONDENTS
    return None if np.isfinite(matrix).all() else NO_COVARIANCE


def _alpha(matrix: Array) -> float | None:
    return _alpha_of(len(matrix), float(matrix.sum()), float(np.trace(matrix)))


def _alpha_of(k: int, total: float, items: float) -> float | None:
    """Alpha of k items from the variance of their total and the sum of their own."""
    # A total variance that is only rounding would give an alpha without meaning.
    if total <= 1e-12 * max(items, 1e-300):
        return None
    return k / (k - 1) * (1 - items / total)


def _standardised(matrix: Array) -> float | None:
    spread = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    return None if (spread == 0).any() else _alpha(matrix / np.outer(spread, spread))


@dataclass(frozen=True)
class _Others:
    """Of all items but one, for each of them: the variance of their total, the sum of their own variances.

    They are added up anew, not taken off the whole's: an item may outweigh the others by more than rounding leaves.
    """

    total: Array
    items: Array

    @classmethod
    def of(cls, matrix: Array) -> _Others:
        others = 1.0 - np.eye(len(matrix))
        return cls(((others @ matrix) * others).sum(axis=1), others @ np.diag(matrix))

    def alphas(self) -> tuple[float | None, ...]:
        k = len(self.total) - 1
        if k < 2:
            return (None,) * len(self.total)
        return tuple(_alpha_of(k, *one) for one in zip(self.total.tolist(), self.items.tolist(), strict=True))

    def correlations(self, matrix: Array) -> tuple[float | None, ...]:
        """Correlation of each item with the sum of the others; None where either has no variance but rounding's."""
        shared = (matrix * (1.0 - np.eye(len(matrix)))).sum(axis=1)
        cells = zip(np.diag(matrix).tolist(), shared.tolist(), self.total.tolist(), self.items.tolist(), strict=True)
        return tuple(
            None if own <= 0 or total <= 1e-12 * items else max(-1.0, min(1.0, with_rest / (own * total) ** 0.5))
            for own, with_rest, total, items in cells
        )
