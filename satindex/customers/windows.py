"""What the records must cover for a figure of a period, and why they do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from satindex.customers.ledger import Ledger, as_day, is_observed_from, observed_until
from satindex.customers.periods import Period
from satindex.frames.customer_days import months_later
from satindex.language import Words


@dataclass(frozen=True)
class Window:
    """What the records must cover: the `whole` period or only its end, and what comes after it: as many days as make a
    customer lapsed, or so many months."""

    whole: bool = True
    until_lapsed: bool = False
    after_months: int = 0


def not_observed(ledger: Ledger, period: Period, window: Window) -> Words | None:
    """Return why the records do not cover what a KPI needs in a period; None where they do."""
    needed = last_needed(ledger, period, window)
    if needed > observed_until(ledger):
        return _not_yet(as_day(needed), ledger.observed_until)
    if window.whole and not is_observed_from(ledger, period.first_day) and ledger.observed_from is not None:
        return Words(
            f"the records begin on {ledger.observed_from}, within this period",
            f"记录始于 {ledger.observed_from}，本期未被完整覆盖",
        )
    return None


def _not_yet(needed: date, until: date) -> Words:
    return Words(
        f"not yet fully observed: it takes records to {needed}, they end on {until}",
        f"尚未完整观察：需要截至 {needed} 的记录，现有记录止于 {until}",
    )


def last_needed(ledger: Ledger, period: Period, window: Window) -> int:
    """Return the last day that the records must cover."""
    last = period.last_day
    if window.after_months:
        return int(months_later(np.array([last], dtype=np.int64), window.after_months)[0])
    return last + (ledger.rules.lapsed_after if window.until_lapsed else 0)


def part_remark(ledger: Ledger, period: Period) -> Words | None:
    """Return what to say of the period of the first purchase, where that is not on a month's first day."""
    rules = ledger.rules
    if rules.opened or rules.observed_from or not period.first <= ledger.first_month <= period.last:
        return None
    first = as_day(int(ledger.days.day.min()))
    if first.day == 1:
        return None
    return Words(
        f"the first purchase is on {first}: where records begin then, the month is covered in part",
        f"首笔购买为 {first}：若记录由此开始，该月未被完整覆盖",
    )


def look_back_remark(ledger: Ledger, day: int) -> Words | None:
    """Return what to say where the records begin less than `lapsed_after` days before a day is over."""
    if is_observed_from(ledger, day - ledger.rules.lapsed_after + 1):
        return None
    return Words(
        f"records begin on {ledger.observed_from}: earlier customers are not known",
        f"记录始于 {ledger.observed_from}：此前的客户未知",
    )
