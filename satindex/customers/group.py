"""A group of customers month by month: who is a customer, who bought, who bought first, who bought again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from satindex.customers.ledger import Ledger
from satindex.customers.periods import Period
from satindex.frames.customer_days import CustomerMonths, MonthRows, first_day, month_of, months_later
from satindex.stats.moments import Array
from satindex.stats.sample import Codes

Flags = npt.NDArray[np.bool_]
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Group:
    """Customers of a ledger, all of them or those for whom `chosen` (by code) holds."""

    ledger: Ledger
    chosen: Flags | None = field(default=None, repr=False)

    @cached_property
    def size(self) -> int:
        """How many customers ever bought."""
        return self.ledger.months.customers if self.chosen is None else int(self.chosen.sum())

    @cached_property
    def rows(self) -> MonthRows:
        """The months in which these customers bought, sorted by month, then customer."""
        months = self.ledger.months if self.chosen is None else self.ledger.months.of(self.chosen)
        return months.by_month(self.ledger.first_month, self.ledger.last_month)

    def total(self, period: Period, values: Array) -> Array:
        """Return the sum of a column of `rows` for each customer who bought in a period."""
        at = self.rows.within(period.first, period.last)
        if period.kind == "month":
            return values[at]
        sums = np.bincount(self.rows.code[at], weights=values[at], minlength=self.ledger.months.customers)
        return sums[self.bought(period)].astype(np.float64)

    def bought(self, period: Period) -> Flags:
        """Return for each customer (by code) whether they bought in a period."""
        found = np.zeros(self.ledger.months.customers, dtype=bool)
        found[self.rows.code[self.rows.within(period.first, period.last)]] = True
        return found

    def active(self, period: Period) -> int:
        """Return how many customers bought in a period."""
        return int(self.bought(period).sum())

    def base(self, month: int) -> Flags:
        """Return for each customer (by code) whether they were one at the end of a month."""
        at = month - self.ledger.first_month
        whole = self.ledger.standing
        if not 0 <= at < len(whole):
            return np.zeros(self.ledger.months.customers, dtype=bool)
        found: Flags = whole[at] if self.chosen is None else whole[at] & self.chosen
        return found

    @cached_property
    def newcomers(self) -> Newcomers:
        """The day of each customer's first purchase, and of the second."""
        return newcomers(self.ledger, self.chosen)


@dataclass(frozen=True)
class Newcomers:
    """For each customer the days of the first and second purchase, and the first one's month; `NEVER` = no second."""

    first: Codes
    second: Codes
    month: Codes

    @cached_property
    def again(self) -> Mapping[int, Flags]:
        """Who bought again within 3 and within 12 months of the first purchase."""
        return {months: self.second <= months_later(self.first, months) for months in (3, 12)}

    def of(self, period: Period) -> Flags:
        """Return who bought for the first time in a period."""
        found: Flags = (self.month >= period.first) & (self.month <= period.last)
        return found


def newcomers(ledger: Ledger, chosen: Flags | None) -> Newcomers:
    """Return when each of the chosen customers first bought, and when again."""
    days = ledger.days
    first = days.day[days.start[:-1]]
    again = np.full(days.customers, NEVER)
    several = np.diff(days.start) > 1
    again[several] = days.day[days.start[:-1][several] + 1]
    kept = slice(None) if chosen is None else chosen
    return Newcomers(first[kept], again[kept], month_of(first)[kept])


def standing(months: CustomerMonths, lapsed_after: int, exits: tuple[Codes, Codes] | None, last_month: int) -> Flags:
    """Return (month, customer): whether they are a customer at the month's end, from the first month to the last.

    A customer is one for `lapsed_after` days from a purchase, that day included, unless they leave meanwhile; `exits`
    are customers' codes and days of leaving.
    """
    first_month = int(months.month.min())
    found = np.zeros((last_month - first_month + 1, months.customers), dtype=bool)
    out = out_from(months.code, months.last, lapsed_after, exits)
    until = month_of(out) - 1
    same = months.code[1:] == months.code[:-1]
    until[:-1][same] = np.minimum(until[:-1][same], months.month[1:][same] - 1)
    until = np.minimum(until, last_month)
    rows, ahead = np.flatnonzero(until >= months.month), 0
    while len(rows):
        found[months.month[rows] + ahead - first_month, months.code[rows]] = True
        ahead += 1
        rows = rows[until[rows] >= months.month[rows] + ahead]
    return found


def out_from(code: Codes, last: Codes, lapsed_after: int, exits: tuple[Codes, Codes] | None) -> Codes:
    """Return the first day on which each customer, who bought last on the day `last`, is none any more."""
    out = last + lapsed_after
    if exits is None or not len(exits[0]) or not len(last):
        return out
    order = np.lexsort((exits[1], exits[0]))
    left, day = exits[0][order], exits[1][order]
    wide = int(max(day.max(), last.max())) + 1
    at = np.searchsorted(left * wide + day, code * wide + last)
    at = np.minimum(at, len(left) - 1)
    leaves = (left[at] == code) & (day[at] >= last)
    found: Codes = np.where(leaves, np.minimum(out, day[at]), out)
    return found


def is_customer(ledger: Ledger, code: Codes, day: Codes) -> Flags:
    """Return whether each of some customers (by code) was one at the end of a day."""
    days = ledger.days
    if not len(code):
        return np.zeros(0, dtype=bool)
    wide = int(max(days.day.max(), day.max())) + 1
    of = np.unique(code)
    counts = np.diff(days.start)[of]
    rows = np.repeat(days.start[of], counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    keys = np.repeat(of, counts) * wide + days.day[rows]
    at = np.searchsorted(keys, code * wide + day, side="right") - 1
    bought = (at >= 0) & (keys[np.maximum(at, 0)] // wide == code)
    last = keys[np.maximum(at, 0)] % wide
    out = out_from(code, last, ledger.rules.lapsed_after, ledger.left)
    found: Flags = bought & (day < out)
    return found


def month_end(month: int) -> int:
    """Return the last day of a month, counted from 1970-01-01."""
    return int(first_day(np.array([month + 1]))[0]) - 1
