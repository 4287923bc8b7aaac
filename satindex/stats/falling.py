"""Does somebody buy less than they used to? Their latest periods against every choice of as many of their periods."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array

Flags = npt.NDArray[np.bool_]

ROWS: Final = 4_096


@dataclass(frozen=True)
class Falling:
    """Who looks as if falling: by each of several measures, and by any.

    `by_measure` (k × n) and `by_any` (n) are flags; `alarm` (n) is the exact chance that a customer is flagged by any
    measure although nothing has changed, which is at most the level.
    """

    by_measure: Flags
    by_any: Flags
    alarm: Array


def falling(measures: Array, recent: int, level: float = 0.05) -> Falling:
    """Flag rows whose last `recent` periods are low among their own; `measures` is k × n × periods.

    If nothing has changed, each choice of `recent` of a customer's periods could as well have come last. A measure
    flags where the sum over the last periods is below the (⌊C·level/k⌋ + 1)-th smallest of all C choices, so that at
    most the share `level`/k of the choices would flag. Exact while periods are exchangeable: no season, no trend.
    Source: permutation tests, Pitman 1937, Supplement to the Journal of the Royal Statistical Society 4(1): 119–130.

    Examples
    --------
    Twelve months; one customer stops buying for the last three, one goes on as before.

    >>> orders = np.array([[[2.0, 3, 2, 2, 3, 2, 2, 3, 2, 0, 0, 0], [1.0, 2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1]]])
    >>> found = falling(orders, 3)
    >>> found.by_any.tolist(), found.alarm.round(4).tolist()
    ([True, False], [0.0045, 0.0])
    """
    kinds, rows, periods = measures.shape
    chosen = np.array(list(combinations(range(periods), recent)))
    picks = np.zeros((periods, len(chosen)))
    picks[chosen.T, np.arange(len(chosen))] = 1
    below = math.floor(len(chosen) * level / kinds + 1e-9)
    by_measure, alarm = np.zeros((kinds, rows), dtype=bool), np.zeros(rows)
    asked = np.flatnonzero(~_never_low(measures, recent, below))
    for start in range(0, len(asked), ROWS):
        part = asked[start : start + ROWS]
        flagged = np.stack([_low(measure[part] @ picks, below) for measure in measures])
        by_measure[:, part] = flagged[:, :, -1]
        alarm[part] = flagged.any(axis=0).mean(axis=1)
    return Falling(by_measure, np.any(by_measure, axis=0), alarm)


def _never_low(measures: Array, recent: int, below: int) -> Flags:
    """Whether no choice of a row can be low by any measure: too many of its choices sum to 0, the least there is."""
    periods = measures.shape[2]
    empty = next((zeros for zeros in range(recent, periods + 1) if math.comb(zeros, recent) > below), periods + 1)
    never = (measures.min(axis=2, initial=0.0) >= 0) & ((measures == 0).sum(axis=2) >= empty)
    return np.asarray(never.all(axis=0))


def _low(sums: Array, below: int) -> Flags:
    """Whether each sum of a row is below the row's (`below` + 1)-th smallest, rounding apart."""
    cut = np.partition(sums, below, axis=1)[:, below]
    return np.asarray(sums < (cut - 1e-9 * np.abs(cut))[:, None])
