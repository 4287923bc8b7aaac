"""Which rows of the purchase records count: every other row is set aside with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from satindex.customers.files import Table
from satindex.frames.ledgers import has_duplicates
from satindex.language import Words
from satindex.responses.audit import Audit, SetAside
from satindex.results.columns import written
from satindex.survey.customer_model import Rules

NO_CUSTOMER: Final = Words("no customer", "没有客户编号")
NO_DATE: Final = Words("no date", "没有日期")
BAD_DATE: Final = Words("unreadable date", "日期无法识别")
NO_AMOUNT: Final = Words("no amount", "没有金额")
BAD_AMOUNT: Final = Words("unreadable amount", "金额无法识别")
FIRST_DAY: Final = date(1901, 1, 1)
"""Earlier days are how programs write no date at all."""
BEFORE_RECORDS: Final = Words("before the first day observed", "早于记录的第一天")
BEFORE_OPENING: Final = Words("before the day of opening", "早于开业日")
FUTURE: Final = Words("date in the future", "日期在未来")
DUPLICATE: Final = Words("duplicate of another row", "与其他行完全重复")
RETURN: Final = Words("return (negative amount)", "退货（负金额）")
NO_ORDER_NUMBERS: Final = Words(
    "Rows alike in every column that is read count as one purchase. Where a customer may buy the same twice, name the "
    "order numbers (purchases: {order: …}) or write rules: {duplicates: keep}.",
    "各列完全相同的行按一次购买计。若同一客户可能重复购买，请指明订单号（purchases: {order: …}）"
    "或写 rules: {duplicates: keep}。",
)


@dataclass(frozen=True)
class Kept:
    """The purchases that count, what became of the other rows, and the returns among them."""

    frame: pl.DataFrame
    returns: pl.DataFrame
    audit: Audit


def kept(table: Table, rules: Rules, today: date, until: date | None) -> Kept:
    """Return the rows of a table of purchases that count: rows read = rows used + rows set aside.

    A row has the first reason that holds: no customer, no or an unreadable date, a day in the future, after `until`
    (the last day looked at), no or an unreadable amount, a duplicate, a return. With order numbers a return is an order
    whose rows sum to less than nothing.
    """
    frame, read = table.frame, table.frame.height
    aside: list[SetAside] = []
    frame = frame.with_columns(day=pl.col("time").cast(pl.Date))
    conditions = _conditions(frame, today, until, rules)
    for reason, out in conditions if _any_holds(frame, conditions) else ():
        frame, count = _without(frame, out)
        aside += [SetAside(reason, count)] if count else []
    frame = frame.drop([name for name in frame.columns if name.endswith("?")])
    notes: list[Words] = []
    if rules.duplicates == "set_aside" and has_duplicates(frame.drop("day")):
        once = frame.unique(maintain_order=True)
        aside += [SetAside(DUPLICATE, frame.height - once.height)]
        frame = once
        notes += [] if "order" in frame.columns else [NO_ORDER_NUMBERS]
    frame, returns = _without_returns(frame)
    if returns.height:
        aside.append(SetAside(RETURN, returns.height))
        notes.append(_returned(returns, rules))
    return Kept(frame, returns, Audit(table.source, read, tuple(aside), table.unread, notes=tuple(notes)))


def _conditions(frame: pl.DataFrame, today: date, until: date | None, rules: Rules) -> list[tuple[Words, pl.Expr]]:
    day = pl.col("day")
    found = [
        (NO_CUSTOMER, pl.col("customer").is_null()),
        (NO_DATE, pl.col("time").is_null() & ~pl.col("time?")),
        (BAD_DATE, pl.col("time?") | (day < FIRST_DAY)),
        (FUTURE, day > today),
    ]
    if rules.opened is not None:
        found.append((BEFORE_OPENING, day < rules.opened))
    elif rules.observed_from is not None:
        found.append((BEFORE_RECORDS, day < rules.observed_from))
    if until is not None:
        found.append((Words(f"after {until}, the last day looked at", f"晚于最后观察日 {until}"), day > until))
    if "amount" in frame.columns:
        found += [
            (NO_AMOUNT, pl.col("amount").is_null() & ~pl.col("amount?")),
            (BAD_AMOUNT, pl.col("amount?")),
        ]
    return found


def _any_holds(frame: pl.DataFrame, conditions: list[tuple[Words, pl.Expr]]) -> bool:
    return bool(any(frame.select(out.any().alias(str(at)) for at, (_, out) in enumerate(conditions)).row(0)))


def _without(frame: pl.DataFrame, out: pl.Expr) -> tuple[pl.DataFrame, int]:
    count = int(frame.select(out.sum()).item() or 0)
    return (frame.filter(~out.fill_null(value=False)), count) if count else (frame, 0)


def _without_returns(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    if "amount" not in frame.columns or not bool((frame["amount"] < 0).any()):
        return frame, frame.clear()
    total = pl.col("amount")
    if "order" in frame.columns:
        of_order = pl.col("amount").sum().over("customer", "order")
        total = pl.when(pl.col("order").is_null()).then(total).otherwise(of_order)
    signs = frame.select(returned=total < 0)["returned"]
    return frame.filter(~signs), frame.filter(signs)


def _returned(returns: pl.DataFrame, rules: Rules) -> Words:
    total = written(float(returns["amount"].sum()), "money")
    if rules.returns == "subtract":
        return Words(
            f"Returns of {total} in all are subtracted from the customer's last purchase before them.",
            f"退货合计 {total}，从该客户此前最近一次购买的金额中扣减。",
        )
    return Words(
        f"Returns of {total} in all are set aside, amounts are gross; rules: {{returns: subtract}} nets them.",
        f"退货合计 {total}，已剔除：金额为总额（rules: {{returns: subtract}} 可按净额计算）。",
    )
