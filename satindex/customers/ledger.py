"""The ledger: purchases of customers with everything their figures need, and how much time the records cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.customers.periods import Period, periods_of
from satindex.frames.customer_days import (
    CustomerDays,
    CustomerMonths,
    customer_days,
    customer_months,
    first_day,
    month_of,
)
from satindex.language import Words
from satindex.responses.audit import Audit
from satindex.results.small_bases import SmallBase
from satindex.stats.sample import Codes
from satindex.survey.customer_model import Costs, CustomerRecords, PeriodKind, Rules
from satindex.survey.model import Survey

if TYPE_CHECKING:
    from satindex.customers.group import Group
    from satindex.customers.outlook import Outlook
    from satindex.stats.bg_nbd_fit import BgNbdNotFitted

EPOCH = date(1970, 1, 1)


def as_day(number: int) -> date:
    """Return a day counted from 1970-01-01 as a date."""
    return EPOCH + timedelta(days=int(number))


def day_number(day: date) -> int:
    """Return a date as days from 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True)
class Split:
    """A segment of customers: `codes` holds for each customer the place of their level; None is no level."""

    name: str
    title: Words
    levels: tuple[str | None, ...]
    codes: Codes = field(repr=False)
    ordered: bool = False
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """Purchase records, read and accounted for: what every figure of customers is computed from.

    `purchases` has one row per purchase (`customer`, `time`, `day` and what is declared: see `read_purchases`);
    `exits`, `complaints`, `approached` and `programme` are the other records (`customer`, `day` and what is declared),
    None where the definition has none. Everything stands within `observed_from` … `observed_until`; the first day is
    None where business is known to have begun with these records. `month` is the month a report is about.
    """

    survey: Survey
    records: CustomerRecords
    purchases: nw.DataFrame[pl.DataFrame] = field(repr=False)
    audit: Audit
    observed_from: date | None
    observed_until: date
    month: int
    exits: nw.DataFrame[pl.DataFrame] | None = field(default=None, repr=False)
    complaints: nw.DataFrame[pl.DataFrame] | None = field(default=None, repr=False)
    approached: nw.DataFrame[pl.DataFrame] | None = field(default=None, repr=False)
    programme: nw.DataFrame[pl.DataFrame] | None = field(default=None, repr=False)

    @property
    def rules(self) -> Rules:
        """The conventions that the figures follow."""
        return self.records.rules

    @property
    def costs(self) -> Costs:
        """What customers cost."""
        return self.records.costs

    @property
    def small(self) -> SmallBase:
        """From which base on figures are marked or withheld."""
        return self.records.small

    @property
    def has_amounts(self) -> bool:
        """Whether the records say what was paid."""
        return "amount" in self.purchases.columns

    @cached_property
    def days(self) -> CustomerDays:
        """The purchases in the order of customers and days."""
        frame = self.purchases.to_native()
        rivals = [name for name in frame.columns if name.startswith("rival.")]
        values = ("amount",) if self.has_amounts else ()
        if rivals and self.has_amounts:
            known = pl.any_horizontal(pl.col(rivals).is_not_null())
            frame = frame.with_columns(
                rivals=pl.when(known).then(pl.sum_horizontal(rivals)).otherwise(0.0),
                beside_rivals=pl.when(known).then("amount").otherwise(0.0),
                rivals_known=known.cast(pl.Float64),
            )
            values = (*values, "rivals", "beside_rivals", "rivals_known")
        return customer_days(frame, values)

    @cached_property
    def months(self) -> CustomerMonths:
        """The purchases summed up by customer and month."""
        return customer_months(self.days)

    @cached_property
    def left(self) -> tuple[Codes, Codes] | None:
        """Who left (by code) and on which day, of those who ever bought; None where no exits are recorded."""
        if self.exits is None:
            return None
        code = self.codes_of(self.exits["customer"])
        day = _days(self.exits)
        return code[code >= 0], day[code >= 0]

    @cached_property
    def approaches(self) -> tuple[Codes, Codes] | None:
        """Who was approached (by code) and on which day, by day; None where no approaches are recorded."""
        if self.approached is None:
            return None
        frame = self.approached.sort("day", "customer")
        code, day = self.codes_of(frame["customer"]), _days(frame)
        return code[code >= 0], day[code >= 0]

    @cached_property
    def answered_complaints(self) -> tuple[Codes, Codes, npt.NDArray[np.bool_]] | None:
        """Complaints that say whether the customer was satisfied: who (−1: never bought), the day, the answer."""
        if self.complaints is None or "satisfied" not in self.complaints.columns:
            return None
        frame = self.complaints.filter(~nw.col("satisfied").is_null())
        return self.codes_of(frame["customer"]), _days(frame), frame["satisfied"].to_numpy().astype(bool)

    @cached_property
    def standing(self) -> npt.NDArray[np.bool_]:
        """Return (month, customer): whether they are a customer at the month's end."""
        from satindex.customers.group import standing

        return standing(self.months, self.rules.lapsed_after, self.left, self.last_month)

    @cached_property
    def everyone(self) -> Group:
        """All customers month by month."""
        from satindex.customers.group import Group

        return Group(self)

    @cached_property
    def first_month(self) -> int:
        """The month of the first purchase, counted as `month_of` counts."""
        return int(self.months.month.min())

    @cached_property
    def last_month(self) -> int:
        """The month of the last day observed."""
        return int(month_of(np.array([day_number(self.observed_until)]))[0])

    def periods(self, kind: PeriodKind) -> tuple[Period, ...]:
        """Return every month, quarter or year that the records touch, the last one perhaps not over."""
        return periods_of(kind, self.first_month, self.last_month)

    def codes_of(self, customers: nw.Series[pl.Series] | pl.Series) -> Codes:
        """Return the code of each customer's number, −1 for those who never bought."""
        known = {name: code for code, name in enumerate(self.days.ids.to_list())}
        return np.array([known.get(name, -1) for name in customers.to_list()], dtype=np.int64)

    @cached_property
    def splits(self) -> Mapping[str, Split]:
        """The segments of customers by name, the programme's tier as `tier`."""
        from satindex.customers.splitting import splits

        return splits(self)

    @cached_property
    def outlook(self) -> Outlook | BgNbdNotFitted:
        """What the BG/NBD model expects of the customers, or why there is no model."""
        from satindex.customers.outlook import outlook

        return outlook(self)


def _days(frame: nw.DataFrame[pl.DataFrame]) -> Codes:
    """Return the days of records, counted from 1970-01-01."""
    return frame.to_native()["day"].to_physical().to_numpy().astype(np.int64)


def observed_until(ledger: Ledger) -> int:
    """Return the last day observed, counted from 1970-01-01."""
    return day_number(ledger.observed_until)


def is_observed_from(ledger: Ledger, day: int) -> bool:
    """Return whether the records reach back to a day (counted from 1970-01-01)."""
    return ledger.observed_from is None or day >= day_number(ledger.observed_from)


def begin_of_records(purchases: pl.DataFrame) -> date:
    """Return the first day that the records are taken to cover: that of the first purchase's month."""
    first = purchases["day"].to_physical().min()
    month = month_of(np.array([first], dtype=np.int64))
    return as_day(int(first_day(month)[0]))
