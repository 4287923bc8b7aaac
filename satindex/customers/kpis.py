"""The KPIs of customer loyalty: how each is counted in one period for one group of customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from satindex.customers.group import Flags, Group, is_customer, month_end
from satindex.customers.ledger import Ledger
from satindex.customers.periods import Period
from satindex.customers.windows import Window, look_back_remark, not_observed, part_remark
from satindex.language import Words
from satindex.stats import tallies
from satindex.stats.base import Estimate
from satindex.stats.moments import Array
from satindex.survey.customer_model import KPIS

NO_AMOUNTS: Final = Words("the purchases have no amount", "购买记录没有金额")
NO_RIVALS: Final = Words("no amounts spent with rivals are recorded", "没有记录客户在竞争对手处的金额")
NO_COMPLAINTS: Final = Words("no complaints with an answer are recorded", "没有记录投诉客户是否满意")
NO_APPROACHES: Final = Words("nobody approached is recorded", "没有挽留记录")
NOBODY_BOUGHT: Final = Words("nobody bought in this period", "本期没有购买")
NOBODY_AT_START: Final = Words("no customers at the start of this period", "期初没有客户")
NOBODY_NEW: Final = Words("no new customers in this period", "本期没有新客户")
NOBODY_LAPSED: Final = Words("no lapsed customers at the start of this period", "期初没有已流失客户")
NOBODY_AT_RISK: Final = Words("no customer at risk was approached in this period", "本期没有接受挽留的客户")
NOBODY_ANSWERED: Final = Words("no complaint of this period has an answer", "本期投诉没有满意与否的回答")


@dataclass(frozen=True)
class Found:
    """One KPI in one period: the estimate (or why there is none), what was counted, and what limits it."""

    of: Estimate
    numerator: float | None = None
    remark: Words | None = None


@dataclass(frozen=True)
class Span:
    """A group in one period: what several KPIs count is counted once."""

    group: Group
    period: Period

    @property
    def ledger(self) -> Ledger:
        """The records that the group is of."""
        return self.group.ledger

    @cached_property
    def bought(self) -> Flags:
        """Who bought in the period."""
        return self.group.bought(self.period)

    @cached_property
    def orders(self) -> Array:
        """How many purchases each customer who bought made in the period."""
        return self.group.total(self.period, self.group.rows.orders)

    @cached_property
    def start(self) -> Flags:
        """Who was a customer when the period began."""
        return self.group.base(self.period.before.last)

    @cached_property
    def end(self) -> Flags:
        """Who was a customer when the period ended."""
        return self.group.base(self.period.last)

    @property
    def after(self) -> Span:
        """The same group in the next period."""
        return Span(self.group, self.period.after)

    def total(self, name: str) -> Array:
        """Return the sum of a number of the purchases for each customer who bought in the period."""
        return self.group.total(self.period, self.group.rows.totals[name])


Counting = Callable[[Span], Found]


def missing(reason: Words, n: int = 0) -> Found:
    """Return a KPI that can't be computed, and why."""
    return Found(Estimate(None, n=n, reason=reason))


def customer_base(at: Span) -> Found:
    """Customers who have not lapsed or left at the end of the at.period."""
    count = int(at.end.sum())
    return Found(tallies.count(count), count, look_back_remark(at.ledger, at.period.last_day))


def new_customers(at: Span) -> Found:
    """Customers whose first purchase lies in the period."""
    count = int(at.group.newcomers.of(at.period).sum())
    return Found(tallies.count(count), count, look_back_remark(at.ledger, at.period.first_day - 1))


def new_customer_retention(months: int) -> Counting:
    """Of the period's new customers, the share who bought again within so many months of their first purchase."""

    def counted(at: Span) -> Found:
        since = at.group.newcomers
        new = since.of(at.period)
        n = int(new.sum())
        if not n:
            return missing(NOBODY_NEW)
        again = int((since.again[months] & new).sum())
        return Found(tallies.share(again, n), again, look_back_remark(at.ledger, at.period.first_day - 1))

    return counted


def retention(at: Span) -> Found:
    """Customers at both ends of the period over those at its start."""
    start, end = at.start, at.end
    n, stayed = int(start.sum()), int((start & end).sum())
    remark = look_back_remark(at.ledger, month_end(at.period.before.last))
    return Found(tallies.share(stayed, n), stayed, remark) if n else missing(remark or NOBODY_AT_START)


def churn(at: Span) -> Found:
    """One minus retention."""
    kept = retention(at)
    if kept.of.estimate is None:
        return kept
    n, stayed = kept.of.n, int(kept.numerator or 0)
    return replace(kept, of=tallies.share(n - stayed, n), numerator=n - stayed)


def purchase_frequency(at: Span) -> Found:
    """Purchases per customer who bought, per purchasing cycle."""
    orders = at.orders
    if not len(orders):
        return missing(NOBODY_BOUGHT)
    cycles = at.period.days / at.ledger.rules.cycle
    return Found(tallies.mean(orders, 1 / cycles), float(orders.sum()))


def average_spend(at: Span) -> Found:
    """Amount per customer who bought."""
    if not at.ledger.has_amounts:
        return missing(NO_AMOUNTS)
    spent = at.total("amount")
    return Found(tallies.mean(spent), float(spent.sum())) if len(spent) else missing(NOBODY_BOUGHT)


def share_of_customer(at: Span) -> Found:
    """What customers spent here over what they spent here and with rivals, where the latter is recorded."""
    if "rivals" not in at.group.rows.totals:
        return missing(NO_RIVALS)
    known = at.total("rivals_known") > 0
    ours = at.total("beside_rivals")[known]
    whole = ours + at.total("rivals")[known]
    if whole.sum() <= 0:
        return missing(NOBODY_BOUGHT)
    return Found(tallies.ratio(ours, whole), float(ours.sum()))


def repeat_rate(at: Span) -> Found:
    """Of the customers who bought in the period, the share who bought at least twice in it."""
    orders = at.orders
    several = int((orders >= 2).sum())
    return Found(tallies.share(several, len(orders)), several) if len(orders) else missing(NOBODY_BOUGHT)


def repeat_rate_orders(at: Span) -> Found:
    """Of the purchases of the period, the share that were not their customer's first in it."""
    orders = at.orders
    if not len(orders):
        return missing(NOBODY_BOUGHT)
    found, repeats = tallies.ratio(orders - 1, orders), float((orders - 1).sum())
    return Found(replace(found, n=int(orders.sum())), repeats)


def repurchase_rate(at: Span) -> Found:
    """Of the customers who bought in the period, the share who bought in the next one too."""
    bought = at.bought
    n, again = int(bought.sum()), int((bought & at.after.bought).sum())
    return Found(tallies.share(again, n), again) if n else missing(NOBODY_BOUGHT)


def win_back_rate(at: Span) -> Found:
    """Of those who had bought before and were no customers at the start, the share who bought in the period."""
    since = at.group.newcomers.month < at.period.first
    known = np.zeros(at.ledger.months.customers, dtype=bool)
    known[np.flatnonzero(at.group.chosen) if at.group.chosen is not None else slice(None)] = since
    lapsed = known & ~at.start
    n, back = int(lapsed.sum()), int((lapsed & at.bought).sum())
    remark = look_back_remark(at.ledger, month_end(at.period.before.last))
    return Found(tallies.share(back, n), back, remark) if n else missing(remark or NOBODY_LAPSED)


def save_rate(at: Span) -> Found:
    """Of customers not yet lapsed who were approached, the share who still are customers `lapsed_after` days later."""
    ledger = at.ledger
    approached = ledger.approaches
    if approached is None:
        return missing(NO_APPROACHES)
    code, day = approached
    rows = (day >= at.period.first_day) & (day <= at.period.last_day)
    if at.group.chosen is not None:
        rows &= at.group.chosen[code]
    code, day = code[rows], day[rows]
    at_risk = is_customer(ledger, code, day)
    first = np.unique(code[at_risk], return_index=True)[1]  # sorted by day: a customer's first approach in the period
    code, day = code[at_risk][first], day[at_risk][first]
    if not len(code):
        return missing(NOBODY_AT_RISK)
    stayed = int(is_customer(ledger, code, day + ledger.rules.lapsed_after).sum())
    return Found(tallies.share(stayed, len(code)), stayed)


def complainer_satisfaction(at: Span) -> Found:
    """Of the complaints made in the period that say so, the share whose customer was satisfied in the end."""
    answered = at.ledger.answered_complaints
    if answered is None:
        return missing(NO_COMPLAINTS)
    code, day, satisfied = answered
    rows = (day >= at.period.first_day) & (day <= at.period.last_day)
    if at.group.chosen is not None:
        rows &= (code >= 0) & at.group.chosen[np.maximum(code, 0)]
    n, hits = int(rows.sum()), int(satisfied[rows].sum())
    return Found(tallies.share(hits, n), hits) if n else missing(NOBODY_ANSWERED)


COUNTED: Final[Mapping[str, tuple[Counting, Window]]] = {
    "customer_base": (customer_base, Window(whole=False)),
    "new_customer_retention_3m": (new_customer_retention(3), Window(after_months=3)),
    "new_customer_retention_12m": (new_customer_retention(12), Window(after_months=12)),
    "retention": (retention, Window()),
    "churn": (churn, Window()),
    "share_of_customer": (share_of_customer, Window()),
    "complainer_satisfaction": (complainer_satisfaction, Window(whole=False)),
    "new_customers": (new_customers, Window()),
    "purchase_frequency": (purchase_frequency, Window()),
    "average_spend": (average_spend, Window()),
    "save_rate": (save_rate, Window(until_lapsed=True)),
    "win_back_rate": (win_back_rate, Window()),
    "repeat_rate": (repeat_rate, Window()),
    "repeat_rate_orders": (repeat_rate_orders, Window()),
    "repurchase_rate": (repurchase_rate, Window()),
}
assert tuple(COUNTED) == KPIS  # noqa: S101 -- one order of the KPIs everywhere


def kpi(name: str, at: Span) -> Found:
    """Return one KPI of a group in a period; missing, with its reason, where the records do not cover it."""
    counted, window = COUNTED[name]
    reason = not_observed(at.ledger, at.period, window)
    if name == "repurchase_rate" and reason is None:
        reason = not_observed(at.ledger, at.period.after, window)
    if reason is not None:
        return missing(reason)
    found = counted(at)
    remark = found.remark or (part_remark(at.ledger, at.period) if window.whole else None)
    return replace(found, remark=remark if found.of.estimate is not None else None)
