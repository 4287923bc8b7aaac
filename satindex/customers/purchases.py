"""Purchase records as one row per purchase: read, accounted for, orders put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from satindex.customers.accounting import Kept, kept
from satindex.customers.files import Table, Wanted, read_table
from satindex.errors import DataError
from satindex.language import Words
from satindex.survey.customer_model import CustomerRecords
from satindex.survey.model import Survey


def counted_purchases(table: Table, records: CustomerRecords, today: date, until: date) -> Kept:
    """Return the purchases that count, a row each, with what became of the others.

    Columns: `customer` (text), `time` (naive, in the declared zone), `day`, and as far as declared `amount`, `order`,
    `category`, `referred_by`, `rival.NAME` (spent there), `@SEGMENT`.
    """
    found = kept(table, records.rules, today, until)
    frame = _subtracted(found) if records.rules.returns == "subtract" else found.frame
    if "order" not in frame.columns:
        return replace(found, frame=frame)
    orders = _orders(frame)
    note = Words(
        f"{frame.height:,} rows make {orders.height:,} purchases (order numbers).",
        f"{frame.height:,} 行合并为 {orders.height:,} 次购买（按订单号）。",
    )
    return replace(found, frame=orders, audit=replace(found.audit, notes=(*found.audit.notes, note)))


def purchase_table(survey: Survey, records: CustomerRecords, given: Any) -> Table:
    """Return the declared columns of all purchase files; a segment that they lack may be the programme's.

    Raises DataError where no file has a row.
    """
    of = records.purchases
    wanted = [Wanted("customer", of.customer), Wanted("time", of.date, "time"), *_further(records)]
    table = read_table("purchases", of.files, wanted, survey, given, optional=_segments(records))
    if not table.frame.height:
        raise DataError(Words(f"{table.source} has headings but no rows.", f"{table.source} 只有标题，没有数据行。"))
    return table


def _further(records: CustomerRecords) -> Iterator[Wanted]:
    of = records.purchases
    if of.amount:
        yield Wanted("amount", of.amount, "amount")
    for name in ("order", "category", "referred_by"):
        heading = getattr(of, name)
        if heading:
            yield Wanted(name, heading)
    for rival, heading in of.rivals.items():
        yield Wanted(f"rival.{rival}", heading, "amount")


def _segments(records: CustomerRecords) -> tuple[Wanted, ...]:
    return tuple(Wanted(f"@{segment.column}", segment.column) for segment in records.segments)


def _orders(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each order of a customer; a row without an order number is a purchase of its own."""
    alone, lines = frame.filter(pl.col("order").is_null()), frame.filter(pl.col("order").is_not_null())
    sums = [name for name in frame.columns if name == "amount" or name.startswith("rival.")]
    firsts = [name for name in frame.columns if name not in ("customer", "order", *sums)]
    summed = [pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name) for name in sums]
    orders = lines.group_by("customer", "order").agg(*summed, pl.col(firsts).min()).select(frame.columns)
    return pl.concat([alone, orders]).sort("customer", "day", "order")


def _subtracted(found: Kept) -> pl.DataFrame:
    """Return the purchases with each return taken off the customer's last purchase on or before its day."""
    frame = found.frame.with_row_index("row")
    if not found.returns.height:
        return found.frame
    returned = found.returns.select("customer", "day", back="amount").sort("day")
    at = returned.join_asof(
        frame.sort("day", "row").select("customer", "day", "row"), on="day", by="customer", check_sortedness=False
    )
    back = at.drop_nulls("row").group_by("row").agg(pl.col("back").sum())
    less = frame.join(back, on="row", how="left", maintain_order="left")
    return less.with_columns(amount=pl.col("amount") + pl.col("back").fill_null(0)).drop("row", "back")
