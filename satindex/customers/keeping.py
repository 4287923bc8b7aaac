"""Who was kept over the last year, what they bought in it, and which margin that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from satindex.customers.group import Flags
from satindex.customers.ledger import Ledger, as_day, is_observed_from
from satindex.customers.periods import Period
from satindex.language import Words
from satindex.stats import tallies
from satindex.stats.base import Estimate
from satindex.stats.moments import Array
from satindex.stats.sample import Codes

NO_AMOUNT: Final = Words("no amounts: declare purchases: {amount: …}", "没有金额：请声明 purchases: {amount: …}")
NO_MARGIN_RATE: Final = Words(
    "no margin rate: declare costs: {margin_rate: …}", "没有毛利率：请声明 costs: {margin_rate: …}"
)


@dataclass(frozen=True)
class LastYear:
    """The last twelve whole months: who was a customer at their beginning and who at their end, by code.

    `amount` holds what each customer spent in them, None where amounts are not recorded.
    """

    period: Period
    start: Flags = field(repr=False)
    end: Flags = field(repr=False)
    bought: Flags = field(repr=False)
    amount: Array | None = field(repr=False)

    @property
    def kept(self) -> Flags:
        """Who was a customer at both ends."""
        kept: Flags = self.start & self.end
        return kept

    @property
    def lost(self) -> Flags:
        """Who was a customer at the beginning and none at the end."""
        lost: Flags = self.start & ~self.end
        return lost

    @property
    def retention(self) -> Estimate:
        """The share of those at the beginning who were kept."""
        return tallies.share(int(self.kept.sum()), int(self.start.sum()))

    @property
    def said(self) -> str:
        """The months, as they are written."""
        last = Period("month", self.period.last)
        return f"{Period('month', self.period.first).name} – {last.name}"


def last_year(ledger: Ledger) -> LastYear | Words:
    """Return the twelve whole months up to the report's month, or why they can't be told.

    Who was a customer when they began takes the purchases of the `lapsed_after` days before.
    """
    period = Period("year", ledger.month - 11)
    needed = period.first_day - ledger.rules.lapsed_after
    if not is_observed_from(ledger, needed):
        day = as_day(needed)
        return Words(
            f"needs records from {day} on; they begin on {ledger.observed_from}",
            f"需要 {day} 起的记录；现有记录始于 {ledger.observed_from}",
        )
    group = ledger.everyone
    bought = group.bought(period)
    amount = None
    if ledger.has_amounts:
        amount = np.zeros(len(bought))
        amount[bought] = group.total(period, group.rows.totals["amount"])
    return LastYear(period, group.base(period.first - 1), group.base(period.last), bought, amount)


def last_bought(ledger: Ledger) -> Codes:
    """Return the day of each customer's last purchase."""
    days = ledger.days
    last: Codes = days.day[days.start[1:] - 1]
    return last


def yearly_margin(ledger: Ledger, year: LastYear, chosen: Flags) -> Estimate:
    """Return the mean margin of the year of those chosen: amount × margin rate; missing without either."""
    if year.amount is None:
        return Estimate(None, n=int(chosen.sum()), reason=NO_AMOUNT)
    if ledger.costs.margin_rate is None:
        return Estimate(None, n=int(chosen.sum()), reason=NO_MARGIN_RATE)
    return tallies.mean(year.amount[chosen], ledger.costs.margin_rate)
