"""The months that simulated records cover."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from satindex.customers.ledger import day_number
from satindex.frames.customer_days import first_day, month_of
from satindex.stats.sample import Codes
from satindex.survey.customer_model import Rules

LAST: Final = date(2026, 10, 31)


@dataclass(frozen=True)
class Span:
    """The months, in order: the first and the last day of each that the records cover, from 1970-01-01.

    `opened`: business began with the first month, so nobody was a customer before.
    """

    first: Codes = field(repr=False)
    last: Codes = field(repr=False)
    opened: bool

    @property
    def months(self) -> int:
        """How many months there are."""
        return len(self.first)

    @property
    def until(self) -> int:
        """The last day."""
        return int(self.last[-1])

    @property
    def days(self) -> Codes:
        """How many days of each month are covered."""
        return self.last - self.first + 1

    def month(self, day: Codes) -> Codes:
        """Return the place of the month of each day; days before the first month are in it."""
        return np.maximum(np.searchsorted(self.first, day, side="right") - 1, 0)


def last_day(rules: Rules) -> date:
    """Return the last day of the records: as declared, else 2026-10-31."""
    return rules.observed_until or LAST


def span_of(rules: Rules, months: int | None) -> Span:
    """Return the months from the day business opened, else so many up to the last day.

    Examples
    --------
    >>> span_of(Rules(opened=date(2026, 8, 10)), None).days.tolist()
    [22, 30, 31]
    """
    until = day_number(last_day(rules))
    end = int(month_of(np.array([until]))[0])
    begin = end - (months or 1) + 1
    if rules.opened:
        begin = int(month_of(np.array([day_number(rules.opened)]))[0])
    places = np.arange(begin, end + 1)
    first, last = first_day(places), np.minimum(first_day(places + 1) - 1, until)
    if rules.opened:
        first[0] = day_number(rules.opened)
    return Span(first, last, opened=rules.opened is not None)
