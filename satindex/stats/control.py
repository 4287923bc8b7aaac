"""Control charts: limits within which a figure varies by chance, and signals that it does not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

ChartKind = Literal["p", "c", "XmR"]
Signal = Literal["above", "below", "run_above", "run_below"]
FEWEST: Final = 6
"""Points below which limits would mean nothing."""
RUN: Final = 9
"""Points in a row on one side of the centre that are a signal (Nelson 1984, test 2)."""
_MOVING_RANGE: Final = 2.66  # 3/1.128, 1.128 = the mean range of two normal values over their standard deviation


@dataclass(frozen=True)
class Limits:
    """One point's centre line and limits, and whether it signals something."""

    centre: float
    low: float
    high: float
    signal: Signal | None


def limits(values: Sequence[float], bases: Sequence[float], kind: ChartKind) -> list[Limits] | None:
    """Return the limits of each point, in the order of time; None where there are too few points.

    `p`: shares of `bases`, p̄ ± 3√(p̄(1 − p̄)/n); `c`: counts, c̄ ± 3√c̄; `XmR`: individual values, x̄ ± 2.66 × the mean
    moving range. Signals: a point beyond its limits (test 1), nine in a row on one side (test 2).
    Montgomery 2013, Introduction to Statistical Quality Control, ch. 6–7; Nelson 1984.

    Examples
    --------
    >>> found = limits([10, 12, 8, 11, 9, 30], [1] * 6, "c")  # c̄ = 80/6, 3√c̄ = 10.954
    >>> round(found[0].low, 3), round(found[0].high, 3), found[5].signal
    (2.379, 24.288, 'above')
    """
    if len(values) < FEWEST:
        return None
    x, n = np.asarray(values, dtype=float), np.asarray(bases, dtype=float)
    centre = float((x * n).sum() / n.sum()) if kind == "p" else float(x.mean())
    half = _half_widths(x, n, centre, kind)
    floor, ceiling = _ends(kind)
    runs = _runs(x - centre)
    return [
        Limits(
            centre,
            max(floor, centre - float(h)),
            min(ceiling, centre + float(h)),
            _signal(float(value) - centre, float(h), run),
        )
        for value, h, run in zip(x, half, runs, strict=True)
    ]


def _half_widths(x: np.ndarray, n: np.ndarray, centre: float, kind: ChartKind) -> np.ndarray:
    if kind == "p":
        return 3 * np.sqrt(centre * (1 - centre) / n)
    if kind == "c":
        return np.full(len(x), 3 * math.sqrt(centre))
    return np.full(len(x), _MOVING_RANGE * float(np.abs(np.diff(x)).mean()))


def _ends(kind: ChartKind) -> tuple[float, float]:
    return {"p": (0.0, 1.0), "c": (0.0, math.inf), "XmR": (-math.inf, math.inf)}[kind]


def _runs(distance: np.ndarray) -> list[int]:
    """Return, for each point, how many in a row up to it lie on its side of the centre; 0 on the centre itself."""
    found: list[int] = []
    side = 0.0
    for value in distance:
        sign = float(np.sign(value))
        found.append(0 if sign == 0 else found[-1] + 1 if found and sign == side else 1)
        side = sign
    return found


def _signal(distance: float, half: float, run: int) -> Signal | None:
    if abs(distance) > half:
        return "above" if distance > 0 else "below"
    if run >= RUN:
        return "run_above" if distance > 0 else "run_below"
    return None
