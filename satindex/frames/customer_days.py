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

    Rows are sorted by one whole number: the customer's hash above, the day below. A second hash tells whether two
    customers share the first one's digits; they are then numbered one by one.
    """
    day = frame["day"].to_physical()
    first = int(day.min() or 0)  # type: ignore[arg-type]
    bits = np.uint64(max(int(day.max() or 0) - first, 1).bit_length())  # type: ignore[arg-type]
    found = _in_order(frame, values, frame["customer"].hash(), first, bits)
    if found is None:
        numbers = frame["customer"].rank("dense").cast(pl.UInt64)
        found = _in_order(frame, values, numbers * (1 << int(bits)), first, bits)
    if found is None:
        raise AssertionError("customers numbered one by one share no number")
    return found


def _in_order(
    frame: pl.DataFrame, values: tuple[str, ...], hashed: pl.Series, first: int, bits: np.uint64
) -> CustomerDays | None:
    """Return the rows in order; None where two customers share their number."""
    below = (np.uint64(1) << bits) - np.uint64(1)
    days = (frame["day"].to_physical().to_numpy() - first).astype(np.uint64)
    rows = pl.DataFrame(
        {
            "key": (hashed.to_numpy() & ~below) | days,
            "other": frame["customer"].hash(7),
            "row": np.arange(frame.height, dtype=np.uint32),
            **{name: frame[name] for name in values},
        }
    ).sort("key")
    key = rows["key"].to_numpy()
    customer, other = key >> bits, rows["other"].to_numpy()
    begins = np.flatnonzero(np.r_[True, customer[1:] != customer[:-1]]) if len(key) else np.empty(0, dtype=np.int64)
    changes = int((other[1:] != other[:-1]).sum()) if len(key) else 0
    if changes != max(len(begins) - 1, 0):
        return None
    ids = frame["customer"].gather(rows["row"].gather(begins))
    return CustomerDays(
        ids,
        np.r_[begins, len(key)].astype(np.int64),
        (key & below).astype(np.int64) + first,
        {name: rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in values},
    )


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
        return self._at(np.flatnonzero(chosen[self.code]))

    def by_month(self) -> CustomerMonths:
        """Return the rows sorted by month, then customer."""
        return self._at(np.argsort(self.month.astype(np.int16), kind="stable"))

    def _at(self, rows: Codes) -> CustomerMonths:
        totals = {name: total[rows] for name, total in self.totals.items()}
        code, month, orders = self.code[rows], self.month[rows], self.orders[rows]
        return CustomerMonths(self.customers, code, month, orders, self.first[rows], self.last[rows], totals)


def customer_months(days: CustomerDays) -> CustomerMonths:
    """Return the purchases summed up by customer and month."""
    if not len(days.day):
        nothing = np.empty(0, dtype=np.int64)
        return CustomerMonths(0, nothing, nothing, nothing, nothing, nothing, dict.fromkeys(days.values, np.empty(0)))
    code, month = days.code, month_of(days.day)
    begins = np.flatnonzero(np.r_[True, (code[1:] != code[:-1]) | (month[1:] != month[:-1])])
    ends = np.r_[begins[1:], len(code)] - 1
    return CustomerMonths(
        days.customers,
        code[begins],
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
