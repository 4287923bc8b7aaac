"""Who left and why, the profit that went with them, and what it may cost to keep some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.customers.break_even import break_even, sensitivity
from satindex.customers.keeping import last_year
from satindex.customers.kpi_words import LABELS
from satindex.customers.leavers import Leavers, leavers
from satindex.customers.ledger import Ledger
from satindex.customers.periods import Period
from satindex.customers.reasons import NOT_SAID, STANDARD
from satindex.language import Words
from satindex.results.columns import written
from satindex.results.result import Cell, Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats import tallies
from satindex.stats.base import Estimate
from satindex.stats.weighted_sums import total_of_events

ORDER = 30
TITLE = Words("Customers who left", "客户退出")
NO_REASON: Final = Words("no reason recorded", "没有记录原因")
NO_EXITS: Final = Words("nobody left in these months", "这些月份内无人退出")
NO_BASE: Final = Words("no customers when the month began", "月初没有客户")


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `exits` of the last twelve whole months, `.rate`, `.break_even`, `.sensitivity`; none without records."""
    if ledger.exits is None:
        return {}
    period = Period("year", ledger.month - 11)
    left = leavers(ledger, period.first_day, period.last_day)
    found = [
        _by_cause(ledger, period, left),
        _rate(ledger, period),
        break_even(ledger, left),
        sensitivity(ledger, left),
    ]
    return {table.name: table for table in found}


@dataclass(frozen=True)
class _Cause:
    name: str
    count: int
    profit: Estimate


def _by_cause(ledger: Ledger, period: Period, left: Leavers) -> Result:
    causes = sorted(_causes(left), key=lambda one: (-(one.profit.estimate or 0.0), -one.count, one.name))
    stated = sum(one.count for one in causes if one.name != NOT_SAID)
    lost = sum(one.profit.estimate or 0.0 for one in causes)
    profits = guarded([_profit_row(one, lost) for one in causes], ledger.small)
    rows = [_cause_row(one, stated, profit) for one, profit in zip(causes, _summed_up(profits), strict=True)]
    return Result(
        "exits",
        tuple(guarded(rows or [{"cause": "overall", **Estimate(None, reason=NO_EXITS).cells()}], ledger.small)),
        Words("Why customers left", "客户退出原因"),
        _explained(period, left, causes, lost),
        chart="exits" if stated else None,
        labels={**STANDARD, NOT_SAID: Words("(not stated)", "（未说明）")},
        options={"small": ledger.small},
    )


def _causes(left: Leavers) -> Iterator[_Cause]:
    of = np.array(left.cause)
    for name in dict.fromkeys(left.cause):
        margin = left.margin[of == name]
        known = margin[~np.isnan(margin)]
        profit = total_of_events(known) if len(known) else Estimate(None, reason=left.why_no_margin)
        yield _Cause(name, len(margin), profit)


def _profit_row(one: _Cause, lost: float) -> Row:
    """Return what the leavers of a cause took away; their number is its base."""
    of = one.profit
    share = of.estimate / lost if of.estimate is not None and lost > 0 else None
    cells = {"profit_lost": of.estimate, "profit_low": of.ci_low, "profit_high": of.ci_high, "profit_share": share}
    return {"level": one.name, **cells, "n": one.count, **({"reason": of.reason} if of.reason else {})}


def _summed_up(profits: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows with the share of profit up to each; without it where one is withheld and could be worked out."""
    shares = [row["profit_share"] for row in profits]
    whole = all(isinstance(share, float) for share in shares)
    running = 0.0
    for row, share in zip(profits, shares, strict=True):
        running += share if isinstance(share, float) else 0.0
        yield {**row, "cumulative": running if whole else None}


def _cause_row(one: _Cause, stated: int, profit: Row) -> Row:
    share = Estimate(None, n=stated, reason=NO_REASON) if one.name == NOT_SAID else tallies.share(one.count, stated)
    cells = ("profit_lost", "profit_low", "profit_high", "profit_share", "cumulative")
    row: dict[str, Cell] = {"cause": one.name, "count": one.count, **share.cells()}
    row |= {name: profit[name] for name in cells}
    reason = row.get("reason") or profit.get("reason")
    return row if reason is None else {**row, "reason": reason}


def _rate(ledger: Ledger, period: Period) -> Result:
    months = [Period("month", month) for month in range(period.first, period.last + 1)]
    rows = [_rate_row(ledger, one) for one in (*months, period)]
    rows[-1] = {**rows[-1], "period": f"{months[0].name} – {months[-1].name}"}
    return Result(
        "exits.rate",
        tuple(rows),
        Words("Rate of leaving", "客户退出率"),
        Explanation(
            Words(
                "Rate = customers when the period began who left in it / customers when it began; Wilson's interval.",
                "退出率 = 期初客户中在期内退出的人数 / 期初客户数；Wilson 区间。",
            ),
            notes=(
                Words(
                    "Leavers are those in the records of exits; customers who only stopped buying count in churn.",
                    "此处只计退出记录中的客户；仅停止购买者计入流失率。",
                ),
            ),
            sources=("Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",),
        ),
        labels={kind: LABELS[kind] for kind in ("month", "year")},
        options={"format": "share", "small": ledger.small},
    )


def _rate_row(ledger: Ledger, period: Period) -> Row:
    base = ledger.everyone.base(period.first - 1)
    code, day = ledger.left or (np.empty(0, dtype=np.int64),) * 2
    inside = (day >= period.first_day) & (day <= period.last_day)
    gone = np.zeros(len(base), dtype=bool)
    gone[code[inside]] = True
    found = tallies.share(int((gone & base).sum()), int(base.sum()))
    known = period.kind != "year" or not isinstance(last_year(ledger), Words)
    if not known:
        found = Estimate(None, n=found.n, reason=_unknown(ledger))
    cells = found.cells() if found.estimate is not None else {**found.cells(), "reason": found.reason or NO_BASE}
    return {"period_kind": period.kind, "period": period.name, "count": int((gone & base).sum()), **cells}


def _unknown(ledger: Ledger) -> Words:
    year = last_year(ledger)
    return year if isinstance(year, Words) else NO_BASE


def _explained(period: Period, left: Leavers, causes: list[_Cause], lost: float) -> Explanation:
    count, known = len(left.cause), int((~np.isnan(left.margin)).sum())
    never = int((left.code < 0).sum())
    first, last = Period("month", period.first).name, Period("month", period.last).name
    numbers = [
        Words(
            f"{first} – {last}: {count} exits, profit lost in a year {written(lost, 'money')} ({known} margins known).",
            f"{first} – {last}：退出 {count} 人次，一年损失毛利 {written(lost, 'money')}（已知毛利 {known} 人次）。",
        )
    ]
    notes = [_margin_note(left)]
    if never:
        notes.append(Words(f"{never} of them are not in the purchase records.", f"其中 {never} 人不在购买记录中。"))
    return Explanation(
        Words(
            "Share = exits for a reason / exits with a reason (Wilson). Profit lost = Σ of a leaver's yearly margin; "
            "its interval takes exits as Poisson events (gamma; Fay & Feuer).",
            "占比 = 某原因退出数 / 说明原因的退出数（Wilson 区间）。损失毛利 = Σ 退出客户的年毛利；"
            "区间视退出为 Poisson 事件（伽马法，Fay 与 Feuer）。",
        ),
        tuple(numbers),
        tuple(notes),
        (
            "Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",
            "Fay, M. P. & Feuer, E. J. (1997). Confidence intervals for directly standardized rates. "
            "Statistics in Medicine 16, 791–801.",
        ),
    )


def _margin_note(left: Leavers) -> Words:
    if left.recorded:
        return Words("Margins are those recorded with the exits, of one year.", "毛利取自退出记录（每年）。")
    return left.why_no_margin or Words(
        "A leaver's yearly margin = spent in the 365 days before leaving × margin rate.",
        "退出客户的年毛利 = 退出前 365 天内的消费金额 × 毛利率。",
    )
