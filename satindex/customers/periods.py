"""Months, quarters and years, and whether the records cover them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.frames.customer_days import first_day
from satindex.survey.customer_model import PeriodKind

MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A month, quarter or year: `first` and `last` are its months, counted from January of year 0."""

    kind: PeriodKind
    first: int

    @property
    def last(self) -> int:
        """The period's last month."""
        return self.first + MONTHS[self.kind] - 1

    @property
    def name(self) -> str:
        """The period as it is written.

        Examples
        --------
        >>> Period("month", 2026 * 12 + 9).name, Period("quarter", 2026 * 12 + 9).name, Period("year", 2026 * 12).name
        ('2026-10', '2026-Q4', '2026')
        """
        year, month = divmod(self.first, 12)
        return {"month": f"{year}-{month + 1:02}", "quarter": f"{year}-Q{month // 3 + 1}", "year": f"{year}"}[self.kind]

    @property
    def first_day(self) -> int:
        """The period's first day, counted from 1970-01-01."""
        return int(first_day(np.array([self.first]))[0])

    @property
    def last_day(self) -> int:
        """The period's last day, counted from 1970-01-01."""
        return int(first_day(np.array([self.last + 1]))[0]) - 1

    @property
    def days(self) -> int:
        """How many days the period has."""
        return self.last_day - self.first_day + 1

    @property
    def before(self) -> Period:
        """The period before this one."""
        return Period(self.kind, self.first - MONTHS[self.kind])

    @property
    def after(self) -> Period:
        """The period after this one."""
        return Period(self.kind, self.first + MONTHS[self.kind])

    @property
    def year_before(self) -> Period:
        """The same period of the year before."""
        return Period(self.kind, self.first - 12)


def periods_of(kind: PeriodKind, first_month: int, last_month: int) -> tuple[Period, ...]:
    """Return the periods that touch the months from the first to the last, in order."""
    step = MONTHS[kind]
    return tuple(Period(kind, month) for month in range(first_month - first_month % step, last_month + 1, step))
