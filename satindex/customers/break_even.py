"""What it may cost to keep some of those who leave: the break-even, and how much hangs on what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from satindex.customers.keeping import last_year
from satindex.customers.leavers import Leavers
from satindex.customers.ledger import Ledger
from satindex.language import Words
from satindex.results.columns import written
from satindex.results.result import Cell, Explanation, Result, Row
from satindex.stats.base import Estimate
from satindex.stats.weighted_sums import total_of_events

REDUCTIONS: Final = (0.1, 0.2, 0.3, 0.5)
MARGIN_CHANGES: Final = (-0.25, 0.0, 0.25)
NO_COST: Final = Words("no cost: declare costs: {reduce_churn: …}", "没有投入金额：请声明 costs: {reduce_churn: …}")
NO_PROFIT: Final = Words("no profit lost is known", "没有已知的损失毛利")
PAYS: Final = {
    "yes": Words("pays", "值得"),
    "no": Words("does not pay", "不值得"),
    "open": Words("not certain", "尚不确定"),
}
HORIZONS: Final = {
    "year": Words("one year's margin", "一年的毛利"),
    "lifetime": Words("margin while they stay", "留存期间的毛利"),
}


def break_even(ledger: Ledger, left: Leavers) -> Result:
    """Return the share of exits that must be avoided so that reducing churn pays for itself."""
    lost, cost = _lost(left), ledger.costs.reduce_churn
    rows = [
        _break_even_row(horizon, change, _scaled(lost, multiple * (1 + change)), cost, len(left.cause))
        for horizon, multiple in _multiples(ledger)
        for change in MARGIN_CHANGES
    ]
    return Result(
        "exits.break_even",
        tuple(rows),
        Words("Reducing churn: the break-even", "降低流失的盈亏平衡点"),
        Explanation(
            Words(
                "Break-even = cost of reducing churn / profit lost to a year's exits; the cost is spent once, the "
                "profit is that of one year, or m/(1 + d − r) while those kept stay (retention r, discount d).",
                "盈亏平衡点 = 降低流失的投入 / 一年退出损失的毛利；投入为一次性，毛利按一年计，"
                "或按留存期间计 m/(1 + d − r)（留存率 r，贴现率 d）。",
            ),
            tuple(_numbers(lost, cost)),
            (
                Words(
                    "Above 100%: not even keeping everybody would pay for it.",
                    "超过 100%：即使全部留住也不够抵偿投入。",
                ),
                *_discount_note(ledger),
            ),
        ),
        labels=HORIZONS,
        options={"format": "share", "small": ledger.small},
    )


def sensitivity(ledger: Ledger, left: Leavers) -> Result:
    """Return profit saved minus cost over shares of exits avoided and changes of the margin."""
    lost, cost = _lost(left), ledger.costs.reduce_churn
    rows = [
        _net_row(reduction, change, _scaled(lost, reduction * (1 + change)), cost)
        for reduction in REDUCTIONS
        for change in MARGIN_CHANGES
    ]
    return Result(
        "exits.sensitivity",
        tuple(rows),
        Words("Reducing churn: does it pay within a year?", "降低流失：一年内是否值得？"),
        Explanation(
            Words(
                "Net = share of exits avoided × profit lost in a year × (1 + change of margin) − cost.",
                "净收益 = 减少的退出比例 × 一年损失毛利 ×（1 + 毛利变化）− 投入。",
            ),
            tuple(_numbers(lost, cost)),
        ),
        options={"format": "money", "small": ledger.small},
    )


def _lost(left: Leavers) -> Estimate:
    known = left.margin[~np.isnan(left.margin)]
    if not len(known):
        return Estimate(None, reason=left.why_no_margin or NO_PROFIT)
    return total_of_events(known)


def _scaled(one: Estimate, by: float) -> Estimate:
    cells = [None if c is None else c * by for c in (one.estimate, one.std_error, one.ci_low, one.ci_high)]
    return Estimate(cells[0], cells[1], cells[2], cells[3], one.n, reason=one.reason)


def _multiples(ledger: Ledger) -> Iterator[tuple[str, float]]:
    """Yield the horizons that are known, and how many years' margins each is worth."""
    yield "year", 1.0
    year = last_year(ledger)
    if isinstance(year, Words):
        return
    retention, discount = year.retention.estimate, ledger.costs.discount or 0.0
    if retention is not None and 1 + discount - retention > 0:
        yield "lifetime", 1 / (1 + discount - retention)


def _break_even_row(horizon: str, change: float, lost: Estimate, cost: float | None, exits: int) -> Row:
    profit = lost.estimate
    row: dict[str, Cell] = {"horizon": horizon, "margin_change": change, "profit_lost": profit, "cost": cost}
    if cost is None or profit is None or profit <= 0:
        reason = NO_COST if cost is None else lost.reason or NO_PROFIT
        return {**row, **Estimate(None, n=exits, reason=reason).cells(), "exits_to_avoid": None}
    low, high = (cost / end if end and end > 0 else None for end in (lost.ci_high, lost.ci_low))
    found = Estimate(cost / profit, cost / profit * ((lost.std_error or 0.0) / profit), low, high, exits)
    return {**row, **found.cells(), "exits_to_avoid": exits * cost / profit}


def _net_row(reduction: float, change: float, saved: Estimate, cost: float | None) -> Row:
    row: dict[str, Cell] = {"reduction": reduction, "margin_change": change, "saved": saved.estimate, "cost": cost}
    if cost is None or saved.estimate is None:
        return {**row, **Estimate(None, n=saved.n, reason=NO_COST if cost is None else saved.reason).cells()}
    low, high = ((None if end is None else end - cost) for end in (saved.ci_low, saved.ci_high))
    found = Estimate(saved.estimate - cost, saved.std_error, low, high, saved.n)
    verdict = "yes" if low is not None and low > 0 else "no" if high is not None and high < 0 else "open"
    return {**row, **found.cells(), "verdict": PAYS[verdict]}


def _numbers(lost: Estimate, cost: float | None) -> Iterator[Words]:
    if lost.estimate is not None and cost is not None:
        said = f"{written(cost, 'money')} / {written(lost.estimate, 'money')} = "
        said += written(cost / lost.estimate, "share") if lost.estimate > 0 else "—"
        yield Words(said, said)


def _discount_note(ledger: Ledger) -> Iterator[Words]:
    if ledger.costs.discount is None:
        yield Words("No discount rate is declared: 0.", "未声明贴现率：按 0 计。")
