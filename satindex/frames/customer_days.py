"""Purchases in the order of customers and days, as arrays: what every figure of customers is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.stats.moments import Array
from satindex.stats.sample import Codes


@dataclass(frozen=True)
class CustomerDays:
    """Purchases sorted by customer and day: customer `c` has the rows `start[c]` … `start[c + 1]`.

    `ids` are the customers' numbers by code, `day` counts days from 1970-01-01, `values` holds further numbers of each
    purchase by name.
    """

    ids: pl.Series
    start: Codes
    day: Codes
    values: Mapping[str, Array] = field(default_factory=dict)

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.ids)

    @property
    def code(self) -> Codes:
        """The customer of each purchase, as a code 0, 1, …"""
        return np.repeat(np.arange(self.customers), np.diff(self.start))


def customer_days(frame: pl.DataFrame, values: tuple[str, ...] = ()) -> CustomerDays:
    """Return the rows of a frame with `customer` and `day` in the order of customers and days.

    Rows are sorted by one whole number: digits of the customer's hash above, the day below. Where two customers share
    those digits, customers are numbered one by one instead.
    """
    if not frame.height:
        nothing = np.empty(0, dtype=np.int64)
        return CustomerDays(frame["customer"], np.zeros(1, np.int64), nothing, dict.fromkeys(values, np.empty(0)))
    day = frame["day"].to_physical().to_numpy()
    first, last = int(day.min()), int(day.max())
    bits = (last - first + 1).bit_length()
    rows = _in_order(frame, values, frame["customer"].hash().to_numpy(), first, bits)
    begins = _begins(rows["key"].to_numpy() >> np.uint64(bits))
    if len(begins) != _customers_met(rows["customer"]):
        numbers = frame["customer"].rank("dense").cast(pl.UInt64).to_numpy() << np.uint64(bits)
        rows = _in_order(frame, values, numbers, first, bits)
        begins = _begins(rows["key"].to_numpy() >> np.uint64(bits))
    days = (rows["key"].to_numpy() & np.uint64((1 << bits) - 1)).view(np.int64)
    return CustomerDays(
        rows["customer"].gather(begins),
        np.append(begins, frame.height),
        days + first,
        {name: _numbers(rows[name]) for name in values},
    )


def _in_order(
    frame: pl.DataFrame, values: tuple[str, ...], numbers: npt.NDArray[np.uint64], first: int, bits: int
) -> pl.DataFrame:
    """Return the rows sorted by customer, as their upper digits tell, and day."""
    key = numbers & ~np.uint64((1 << bits) - 1)
    key |= (frame["day"].to_physical().to_numpy() - first).view(np.uint32)
    return frame.select("customer", *values, key=pl.lit(pl.Series(key))).sort("key")


def _begins(customer: npt.NDArray[np.uint64]) -> Codes:
    """Return where each customer's rows begin."""
    return np.append(0, np.flatnonzero(customer[1:] != customer[:-1]) + 1)


def _customers_met(ids: pl.Series) -> int:
    """Return how often another customer comes, reading from above; more than there are where two are mixed."""
    return int((ids != ids.shift(1)).sum()) + 1


def _numbers(values: pl.Series) -> Array:
    numbers = values.cast(pl.Float64)
    return (numbers.fill_null(np.nan) if numbers.null_count() else numbers).to_numpy()


@dataclass(frozen=True)
class CustomerMonths:
    """One row for each month in which a customer bought, sorted by customer and month.

    `code` is the customer's place among `customers`, `month` counts months from January of year 0, `first` and `last`
    are the days of the month's first and last purchase, `totals` the sums of further numbers.
    """

    customers: int
    code: Codes
    month: Codes
    orders: Codes
    first: Codes
    last: Codes
    totals: Mapping[str, Array] = field(default_factory=dict)

    def of(self, chosen: npt.NDArray[np.bool_]) -> CustomerMonths:
        """Return the rows of the customers for whom `chosen` (by code) is true; codes stay as they are."""
        rows = np.flatnonzero(chosen[self.code])
        totals = {name: total[rows] for name, total in self.totals.items()}
        code, month, orders = self.code[rows], self.month[rows], self.orders[rows]
        return CustomerMonths(self.customers, code, month, orders, self.first[rows], self.last[rows], totals)

    def by_month(self, first: int, last: int) -> MonthRows:
        """Return the rows sorted by month, then customer, from a first month to a last."""
        order = np.argsort(self.month.astype(np.int16), kind="stable")
        counts = np.bincount(self.month - first, minlength=last - first + 1)
        return MonthRows(
            first,
            np.append(0, np.cumsum(counts)),
            self.code[order],
            self.orders[order].astype(np.float64),
            {name: total[order] for name, total in self.totals.items()},
        )


@dataclass(frozen=True)
class MonthRows:
    """Months in which customers bought, sorted by month: those of month `first` + k are `start[k]` … `start[k + 1]`."""

    first: int
    start: Codes
    code: Codes
    orders: Array
    totals: Mapping[str, Array] = field(default_factory=dict)

    def within(self, first: int, last: int) -> slice:
        """Return which rows lie in the months from a first to a last."""
        low, high = (min(max(month - self.first, 0), len(self.start) - 1) for month in (first, last + 1))
        return slice(int(self.start[low]), int(self.start[high]))


def customer_months(days: CustomerDays) -> CustomerMonths:
    """Return the purchases summed up by customer and month."""
    if not len(days.day):
        nothing = np.empty(0, dtype=np.int64)
        return CustomerMonths(0, nothing, nothing, nothing, nothing, nothing, dict.fromkeys(days.values, np.empty(0)))
    month = month_of(days.day)
    changes = month[1:] != month[:-1]
    changes[days.start[1:-1] - 1] = True
    begins = np.append(0, np.flatnonzero(changes) + 1)
    ends = np.append(begins[1:], len(month)) - 1
    return CustomerMonths(
        days.customers,
        np.searchsorted(days.start, begins, side="right") - 1,
        month[begins],
        ends - begins + 1,
        days.day[begins],
        days.day[ends],
        {name: np.add.reduceat(values, begins) for name, values in days.values.items()},
    )


def month_of(day: Codes) -> Codes:
    """Return the month of each day, counted from January of year 0: year × 12 + month − 1.

    Examples
    --------
    >>> divmod(int(month_of(np.array([0]))[0]), 12)
    (1970, 0)
    """
    if not len(day):
        return np.empty(0, dtype=np.int64)
    first = int(day.min())
    known = np.arange(first, int(day.max()) + 1).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    months: Codes = known[day - first] + 1970 * 12
    return months


def first_day(month: Codes | int) -> Codes:
    """Return the first day of each month (counted as `month_of` counts), as days from 1970-01-01."""
    counted = np.asarray(month, dtype=np.int64) - 1970 * 12
    days: Codes = counted.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days


def months_later(day: Codes, months: int) -> Codes:
    """Return the same day of the month so many months later, the month's last day where it has none such.

    Examples
    --------
    >>> months_later(np.array(["2026-11-30"], dtype="datetime64[D]").astype(np.int64), 3).astype("datetime64[D]")
    array(['2027-02-28'], dtype='datetime64[D]')
    """
    month = month_of(day)
    target = month + months
    last = first_day(target + 1) - 1
    later: Codes = np.minimum(first_day(target) + (day - first_day(month)), last)
    return later
