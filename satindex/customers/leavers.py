"""Those who left within some days: why, and the yearly margin that went with them."""

from __future__ import annotations

from dataclasses import dataclass, field

import narwhals as nw
import numpy as np

from satindex.customers.keeping import NO_AMOUNT, NO_MARGIN_RATE
from satindex.customers.ledger import Ledger
from satindex.customers.reasons import recognised
from satindex.language import Words
from satindex.stats.moments import Array
from satindex.stats.sample import Codes

DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Leavers:
    """Exits, one each: the customer's code (−1: never bought), the day, the cause, the margin of a year (NaN: unknown).

    `why_no_margin` says why no margin at all is known; `recorded`: whether margins stand in the records of exits.
    """

    code: Codes = field(repr=False)
    day: Codes = field(repr=False)
    cause: tuple[str, ...] = field(repr=False)
    margin: Array = field(repr=False)
    recorded: bool
    why_no_margin: Words | None = None


def leavers(ledger: Ledger, first_day: int, last_day: int) -> Leavers:
    """Return the exits between two days (counted from 1970-01-01, both included); none without records of exits."""
    nobody = np.empty(0, dtype=np.int64)
    if ledger.exits is None:
        return Leavers(nobody, nobody, (), np.empty(0), recorded=False)
    frame = ledger.exits.to_native()
    day = frame["day"].to_physical().to_numpy().astype(np.int64)
    inside = (day >= first_day) & (day <= last_day)
    kept = frame.filter(inside)
    code, day = ledger.codes_of(nw.from_native(kept["customer"], series_only=True)), day[inside]
    said = kept["reason"].to_list() if "reason" in kept.columns else [None] * kept.height
    cause = tuple(recognised(one) for one in said)
    if "margin" in kept.columns:
        margin = kept["margin"].cast(float).fill_null(np.nan).to_numpy()
        return Leavers(code, day, cause, margin, recorded=True)
    reason = NO_AMOUNT if not ledger.has_amounts else NO_MARGIN_RATE if ledger.costs.margin_rate is None else None
    margin = (
        np.full(len(code), np.nan) if reason else _bought_before(ledger, code, day) * (ledger.costs.margin_rate or 0)
    )
    return Leavers(code, day, cause, margin, recorded=False, why_no_margin=reason)


def _bought_before(ledger: Ledger, code: Codes, day: Codes) -> Array:
    """Return what each spent in the 365 days up to a day, that day included; NaN for those who never bought."""
    days = ledger.days
    running = np.concatenate([[0.0], np.cumsum(days.values["amount"])])
    first = int(days.day.min()) - DAYS_OF_YEAR
    wide = int(max(days.day.max(), day.max(initial=0))) - first + 1
    keys = days.code * wide + days.day - first
    until, since = (
        np.searchsorted(keys, code * wide + at - first, side="right")
        for at in (day, np.maximum(day - DAYS_OF_YEAR, first))
    )
    return np.asarray(np.where(code >= 0, running[until] - running[since], np.nan))
