"""Whom the firm approached so that they stay: drawn so that the share of the saved is as stated."""

from __future__ import annotations

from typing import Final

import numpy as np

from satindex.simulate.customers.histories import Flags, Histories
from satindex.simulate.customers.span import Span
from satindex.stats.sample import Codes

MOST: Final = 0.8
"""No more than this share of those who could be approached are, so that chance does not run out of them."""


def approaches(
    histories: Histories, span: Span, lapsed_after: int, share: float, saved: float, rng: np.random.Generator
) -> Codes:
    """Return the purchases (by place) on whose day the customer was approached; each customer at most once.

    A customer stays if they buy again, and do not leave, within `lapsed_after` days. Whether they will is drawn first,
    then who it is among that month's buyers; where few of them leave, fewer are approached.
    """
    stays, known = _fates(histories, span, lapsed_after)
    month = span.month(histories.day)
    free = np.ones(histories.customers, dtype=bool)
    chosen = [np.empty(0, dtype=np.int64)]
    for place in range(span.months):
        buyers = [
            _one_each(histories, (month == place) & known & (stays == fate) & free[histories.code], rng)
            for fate in (True, False)
        ]
        staying, leaving = buyers
        asked = min(
            rng.binomial(len(staying) + len(leaving), share),
            _enough(len(staying), saved),
            _enough(len(leaving), 1 - saved),
        )
        kept = min(rng.binomial(asked, saved), len(staying))
        found = np.concatenate([staying[:kept], leaving[: asked - kept]])
        free[histories.code[found]] = False
        chosen.append(found)
    return np.sort(np.concatenate(chosen))


def _fates(histories: Histories, span: Span, lapsed_after: int) -> tuple[Flags, Flags]:
    """Return of each purchase whether its customer still is one so many days later, and whether that can be told."""
    code, day = histories.code, histories.day
    later = day + lapsed_after
    again = np.zeros(len(day), dtype=bool)
    again[:-1] = (code[1:] == code[:-1]) & (day[1:] <= later[:-1])
    left = histories.left[code]
    alone = np.ones(len(day), dtype=bool)  # of purchases on one day the last one tells what comes after
    alone[:-1] = (code[1:] != code[:-1]) | (day[1:] != day[:-1])
    return again & (left > later), alone & (later <= span.until) & (left > day)


def _one_each(histories: Histories, rows: Flags, rng: np.random.Generator) -> Codes:
    """Return one purchase of each customer who has any among `rows`, customers in random order."""
    places = rng.permutation(np.flatnonzero(rows))
    _, first = np.unique(histories.code[places], return_index=True)
    return places[np.sort(first)]


def _enough(there: int, share: float) -> int:
    return int(MOST * there / share) if share > 0 else int(np.iinfo(np.int64).max)
