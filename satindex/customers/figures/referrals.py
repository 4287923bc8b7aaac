"""New customers who came by referral, and what they bought beside the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import narwhals as nw
import numpy as np
import polars as pl

from satindex.customers.group import Flags, Group
from satindex.customers.keeping import NO_AMOUNT
from satindex.customers.ledger import Ledger
from satindex.customers.periods import Period
from satindex.frames.customer_days import months_later
from satindex.language import Words
from satindex.results.columns import CATALOGUE
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats import tallies
from satindex.stats.base import Estimate
from satindex.stats.comparison import independent
from satindex.stats.moments import Array
from satindex.stats.sample import Codes

ORDER = 90
TITLE = Words("Referrals", "客户推荐")
MONTHS: Final = 3
FIGURES: Final = {
    "referred": Words("Share of new customers who came by referral", "新客户中经推荐而来的比例"),
    "per_hundred": Words("New customers by referral per 100 customers", "每 100 位客户带来的推荐新客户"),
    "referrers": Words("Share of customers who referred somebody", "推荐过他人的客户比例"),
    "spend_referred": Words("Spent in the first 3 months, referred", "经推荐者前 3 个月消费"),
    "spend_others": Words("Spent in the first 3 months, others", "其他新客户前 3 个月消费"),
    "spend_difference": Words("Difference: referred − others", "差异：经推荐者 − 其他"),
}
NOBODY_NEW: Final = Words("no new customers in these months", "这些月份内没有新客户")
NOT_KNOWN: Final = Words(
    "the records begin within these months: who is new is not known", "记录始于这些月份之内：无法判断谁是新客户"
)
NO_BASE: Final = Words("no customers when these months began", "这些月份开始时没有客户")


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `referrals`; none where the purchases do not say who referred."""
    if "referred_by" not in ledger.purchases.columns:
        return {}
    period = Period("year", ledger.month - 11)
    if period.first <= ledger.first_month and ledger.observed_from is not None:
        rows: list[Row] = [{"figure": "referred", **Estimate(None, reason=NOT_KNOWN).cells()}]
    else:
        rows = list(_rows(ledger, period, _referrers(ledger)))
    formats = {"referred": "share", "referrers": "share", "per_hundred": "points"}
    table = Result(
        "referrals",
        tuple(guarded(rows, ledger.small)),
        TITLE,
        _explained(ledger, period),
        labels=FIGURES,
        options={
            "formats": ("figure", formats),
            "format": "money",
            "small": ledger.small,
            "headings": {"estimate": CATALOGUE["estimate"].heading},
        },
    )
    return {table.name: table}


def _referrers(ledger: Ledger) -> Codes:
    """Return for each customer the code of who referred them: −1 for somebody who never bought, −2 for nobody.

    A customer's referrer is the one of their earliest purchase that names one; nobody refers themselves.
    """
    frame = ledger.purchases.to_native().select("customer", "day", by="referred_by").drop_nulls()
    first = frame.filter(pl.col("customer") != pl.col("by")).sort("day", "by").unique("customer", keep="first")
    found = np.full(ledger.days.customers, -2, dtype=np.int64)
    named = nw.from_native(first, eager_only=True)
    found[ledger.codes_of(named["customer"])] = ledger.codes_of(named["by"])
    return found


def _rows(ledger: Ledger, period: Period, by: Codes) -> Iterator[Row]:
    group = ledger.everyone
    new, base = group.newcomers.of(period), group.base(period.first - 1)
    referred = new & (by > -2)
    n, came = int(new.sum()), int(referred.sum())
    share = tallies.share(came, n) if n else Estimate(None, n=0, reason=NOBODY_NEW)
    yield {"figure": "referred", **share.cells()}
    yield {"figure": "per_hundred", **_per_hundred(came, int(base.sum())).cells()}
    referrers = np.zeros(len(base), dtype=bool)
    referrers[by[referred & (by >= 0)]] = True
    active = base | group.bought(period)
    yield {"figure": "referrers", **tallies.share(int((referrers & active).sum()), int(active.sum())).cells()}
    yield from _spending(ledger, group, period, referred)


def _per_hundred(came: int, base: int) -> Estimate:
    """Return 100 × new customers by referral / customers when the year began, the count taken as Poisson."""
    if not base:
        return Estimate(None, reason=NO_BASE)
    count, by = tallies.count(came), 100 / base
    low, high = (None if end is None else by * end for end in (count.ci_low, count.ci_high))
    return Estimate(by * came, by * (count.std_error or 0.0), low, high, base)


def _spending(ledger: Ledger, group: Group, period: Period, referred: Flags) -> Iterator[Row]:
    """Compare those whose first three months lie wholly in the records."""
    if not ledger.has_amounts:
        yield {"figure": "spend_referred", **Estimate(None, reason=NO_AMOUNT).cells()}
        return
    first = group.newcomers.first
    until = months_later(first, MONTHS)
    seen = group.newcomers.of(period) & (until - 1 <= period.last_day)
    spent = _spent_until(ledger, until)
    one, other = (tallies.mean(spent[seen & who]) for who in (referred, ~referred))
    yield {"figure": "spend_referred", **one.cells()}
    yield {"figure": "spend_others", **other.cells()}
    difference = independent(one, other)
    yield {"figure": "spend_difference", **difference.cells(), "n": one.n + other.n}


def _spent_until(ledger: Ledger, until: Codes) -> Array:
    """Return what each customer spent before a day of their own."""
    days = ledger.days
    inside = days.day < until[days.code]
    return np.bincount(days.code[inside], days.values["amount"][inside], minlength=days.customers).astype(float)


def _explained(ledger: Ledger, period: Period) -> Explanation:
    first, last = Period("month", period.first).name, Period("month", period.last).name
    return Explanation(
        Words(
            "Referred: new customers whose purchases name who referred them. Per 100 = 100 × referred new customers of "
            "the year / customers when it began (Poisson interval). Spending: the first 3 months of those new "
            "customers who are seen that long; difference by Welch's t.",
            "经推荐者：购买记录中注明推荐人的新客户。每 100 位 = 100 × 当年经推荐新客户 / 期初客户数（Poisson 区间）。"
            "消费：可观察满 3 个月的新客户的前 3 个月；差异用 Welch t 检验。",
        ),
        (Words(f"New in {first} – {last}.", f"{first} – {last} 的新客户。"),),
        (
            Words(
                "Taught: 100 satisfied customers bring 15 new ones; here the base is all customers.",
                "教学中的说法：100 位满意的顾客带来 15 位新顾客；此处基数为全部客户。",
            ),
            Words(
                "Those who come by referral differ from others in more than that.", "经推荐而来者与其他人还有别的差异。"
            ),
        ),
        ("Schmitt, P., Skiera, B. & Van den Bulte, C. (2011). Journal of Marketing 75(1), 46–59.",),
    )
