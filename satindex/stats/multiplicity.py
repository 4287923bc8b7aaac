"""p values adjusted for asking several questions at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Ascending = npt.NDArray[np.float64]


NAMES = {"holm": "Holm", "bh": "Benjamini–Hochberg"}
"""What each adjustment is called."""


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return Holm's adjusted p values, in the order given; a missing one stays missing and is not counted.

    The i-th smallest of m is multiplied by m − i + 1, never below its predecessor, at most 1.
    Source: Holm 1979, Scandinavian Journal of Statistics 6: 65–70.

    Examples
    --------
    >>> holm([0.01, 0.04, None, 0.03])
    [0.03, 0.06, None, 0.06]
    """
    return _adjusted(p_values, _holm)


def every_holm(p_values: Ascending) -> Ascending:
    """Return `holm` of each row; a missing value is NaN.

    Examples
    --------
    >>> every_holm(np.array([[0.01, 0.04, np.nan, 0.03]])).tolist()
    [[0.03, 0.06, nan, 0.06]]
    """
    order = np.argsort(p_values, axis=1, kind="stable")
    ascending = np.take_along_axis(p_values, order, axis=1)
    asked = np.sum(~np.isnan(p_values), axis=1, keepdims=True)
    raised = np.maximum.accumulate(ascending * (asked - np.arange(p_values.shape[1])), axis=1)
    found = np.empty_like(p_values)
    np.put_along_axis(found, order, np.minimum(raised, 1.0), axis=1)
    return found


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p values adjusted for the false discovery rate, in the order given; missing ones stay missing.

    The i-th smallest of m is multiplied by m/i, never above its successor. Source: Benjamini & Hochberg 1995,
    JRSS B 57: 289–300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, None, 0.03])
    [0.03, 0.04, None, 0.04]
    """
    return _adjusted(p_values, _benjamini_hochberg)


def _holm(ascending: Ascending) -> Ascending:
    return np.maximum.accumulate(ascending * np.arange(len(ascending), 0, -1))


def _benjamini_hochberg(ascending: Ascending) -> Ascending:
    raised = ascending * len(ascending) / np.arange(1, len(ascending) + 1)
    return np.minimum.accumulate(raised[::-1])[::-1]


def _adjusted(p_values: Sequence[float | None], adjust: Callable[[Ascending], Ascending]) -> list[float | None]:
    known = [place for place, p in enumerate(p_values) if p is not None and p == p]
    order = sorted(known, key=lambda place: p_values[place] or 0.0)
    ascending = np.array([p_values[place] for place in order], dtype=np.float64)
    adjusted: list[float | None] = [None] * len(p_values)
    for place, value in zip(order, np.minimum(adjust(ascending), 1.0).tolist(), strict=True):
        adjusted[place] = value
    return adjusted


ADJUSTMENTS = {"holm": holm, "bh": benjamini_hochberg}
