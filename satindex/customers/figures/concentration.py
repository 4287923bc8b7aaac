"""How much of the revenue few customers bring, and who they are by recency, frequency and amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.customers.keeping import NO_AMOUNT, NO_MARGIN_RATE, last_bought
from satindex.customers.ledger import Ledger
from satindex.customers.periods import Period
from satindex.language import Words
from satindex.results.columns import written
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Estimate
from satindex.stats.concentration import Shared, gini, lorenz, reach, top_share
from satindex.stats.intervals import quantile, t_interval
from satindex.stats.moments import Array
from satindex.stats.shares import logit_interval

ORDER = 60
TITLE = Words("Concentration of revenue", "收入集中度")
TOP: Final = 0.2
MOST: Final = 0.8
FIGURES: Final = {
    "top_20": Words("Share of revenue of the top 20% of customers", "前 20% 客户的收入占比"),
    "top_20_profit": Words("Share of profit of the top 20% of customers", "前 20% 客户的利润占比"),
    "customers_for_80": Words("Share of customers who bring 80% of revenue", "贡献 80% 收入的客户占比"),
    "gini": Words("Gini coefficient", "基尼系数"),
}
CLASSES: Final = {
    "within_cycle": Words("within a cycle", "一个周期内"),
    "not_lapsed": Words("not lapsed", "未流失"),
    "lapsed": Words("lapsed", "已流失"),
    "once": Words("once", "1 次"),
    "some": Words("2–4 times", "2–4 次"),
    "often": Words("5 times or more", "5 次及以上"),
    "low": Words("lowest third", "低（后三分之一）"),
    "middle": Words("middle third", "中（中间三分之一）"),
    "high": Words("highest third", "高（前三分之一）"),
}
NOTHING: Final = Words("nothing was spent in these months", "这些月份内没有消费")
LOSS: Final = Words("no profit in these months", "这些月份内没有利润")
ALIKE: Final = Words("all customers alike: no interval", "所有客户相同：无法计算区间")


@dataclass(frozen=True)
class _Spent:
    """What each customer who bought in the last twelve whole months spent in them, never below 0, by code."""

    period: Period
    amounts: Array
    numbers: Words


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `concentration`, its `.lorenz` curve, and the `.grid` of recency × frequency × amount."""
    spent, found = _spent(ledger), [shares(ledger)]
    if isinstance(spent, _Spent):
        found += [_curve(ledger, spent.amounts, spent.numbers), _grid(ledger, spent)]
    return {table.name: table for table in found}


def shares(ledger: Ledger) -> Result:
    """Return `concentration` alone."""
    spent = _spent(ledger)
    if isinstance(spent, Words):
        return _result(ledger, [_missing(spent)], None)
    return _result(ledger, list(_rows(ledger, spent.amounts)), spent.numbers)


def _spent(ledger: Ledger) -> _Spent | Words:
    """Return the amounts, or why there are none."""
    if not ledger.has_amounts:
        return NO_AMOUNT
    period, group = Period("year", ledger.month - 11), ledger.everyone
    amounts = np.maximum(group.total(period, group.rows.totals["amount"]), 0.0)
    if not amounts.sum() > 0:
        return NOTHING
    said = f"{_month(max(period.first, ledger.first_month))} – {_month(period.last)}"
    numbers = Words(
        f"{said}: {len(amounts):,} customers, {written(float(amounts.sum()), 'money')} in all.",
        f"{said}：{len(amounts):,} 位客户，合计 {written(float(amounts.sum()), 'money')}。",
    )
    return _Spent(period, amounts, numbers)


def _month(month: int) -> str:
    return Period("month", month).name


def _missing(reason: Words) -> Row:
    return {"figure": "top_20", **Estimate(None, reason=reason).cells()}


def _rows(ledger: Ledger, amounts: Array) -> Iterator[Row]:
    n = len(amounts)
    yield {"figure": "top_20", **_estimate(top_share(amounts, TOP), n).cells()}
    yield {"figure": "top_20_profit", **_of_profit(ledger, amounts).cells()}
    yield {"figure": "customers_for_80", **_estimate(reach(amounts, MOST), n).cells()}
    yield {"figure": "gini", **_estimate(gini(amounts), n).cells()}


def _of_profit(ledger: Ledger, amounts: Array) -> Estimate:
    """Return the share of profit of those who bring most of it: above 100% where others cost more than they bring."""
    rate, n = ledger.costs.margin_rate, len(amounts)
    if rate is None:
        return Estimate(None, n=n, reason=NO_MARGIN_RATE)
    profit = rate * amounts - (ledger.costs.keep or 0.0)
    if not profit.sum() > 0:
        return Estimate(None, n=n, reason=LOSS)
    found = top_share(profit, TOP)
    ends = t_interval(found.estimate, found.std_error, n - 1)
    if ends is None or not found.std_error > 0:
        return Estimate(found.estimate, n=n, reason=ALIKE)
    return Estimate(found.estimate, found.std_error, ends.low, ends.high, n)


def _estimate(one: Shared, n: int) -> Estimate:
    """Return a share with the interval that is symmetric on the logit scale."""
    if not one.std_error > 0 or not 0 < one.estimate < 1:
        return Estimate(one.estimate, n=n, reason=ALIKE)
    ends = logit_interval(one.estimate, one.std_error, quantile(df=n - 1))
    return Estimate(one.estimate, one.std_error, ends.low, ends.high, n)


def _result(ledger: Ledger, rows: list[Row], numbers: Words | None) -> Result:
    return Result(
        "concentration",
        tuple(guarded(rows, ledger.small)),
        TITLE,
        _explained(numbers),
        labels=FIGURES,
        options={"formats": ("figure", {"gini": "alpha"}), "format": "share", "small": ledger.small},
    )


def _curve(ledger: Ledger, amounts: Array, numbers: Words) -> Result:
    rows: list[Row] = []
    for at in range(21):
        below = at / 20
        if at in (0, 20):
            end = Estimate(float(lorenz(amounts, np.array([below]))[0]), n=len(amounts))
        else:
            top = _estimate(top_share(amounts, 1 - below), len(amounts))
            end = Estimate(1 - (top.estimate or 0.0), top.std_error, *_turned(top), n=top.n)
        rows.append({"customers": below, **end.cells()})
    return Result(
        "concentration.lorenz",
        tuple(rows),
        Words("Lorenz curve of revenue", "收入的洛伦兹曲线"),
        _explained(numbers),
        chart="lorenz",
        options={"small": ledger.small, "marked": 1 - TOP},
    )


def _turned(top: Estimate) -> tuple[float | None, float | None]:
    if top.ci_low is None or top.ci_high is None:
        return None, None
    return 1 - top.ci_high, 1 - top.ci_low


def _grid(ledger: Ledger, spent: _Spent) -> Result:
    group, period, amounts = ledger.everyone, spent.period, spent.amounts
    bought = group.bought(period)
    orders = group.total(period, group.rows.orders)
    since = period.last_day - np.minimum(last_bought(ledger)[bought], period.last_day)
    places = {
        "recency": np.digitize(since, [ledger.rules.cycle + 1, ledger.rules.lapsed_after]),
        "frequency": np.digitize(orders, [2, 5]),
        "amount": np.minimum(np.argsort(np.argsort(amounts, kind="stable")) * 3 // len(amounts), 2),
    }
    rows = [row for row in _cells(places, amounts) if row["n"]]
    return Result(
        "concentration.grid",
        tuple(guarded(rows, ledger.small, siblings="amount_class")),
        Words("Value × behaviour: recency, frequency, amount", "价值 × 行为：最近购买、频次、金额"),
        Explanation(
            Words(
                f"Recency: days since the last purchase, within a cycle ({ledger.rules.cycle}), not lapsed (below "
                f"{ledger.rules.lapsed_after}), lapsed; frequency: purchases in these months; amount: thirds.",
                f"最近购买：距上次购买天数，一个周期内（{ledger.rules.cycle} 天）、未流失（不足 "
                f"{ledger.rules.lapsed_after} 天）、已流失；频次：期内购买次数；金额：按客户三等分。",
            ),
            (spent.numbers,),
        ),
        labels=CLASSES,
        options={"small": ledger.small},
    )


GRID: Final = {
    "recency": ("within_cycle", "not_lapsed", "lapsed"),
    "frequency": ("once", "some", "often"),
    "amount": ("low", "middle", "high"),
}


def _cells(places: dict[str, np.ndarray], amounts: Array) -> Iterator[Row]:
    at = (places["recency"] * 3 + places["frequency"]) * 3 + places["amount"]
    counts, sums = np.bincount(at, minlength=27), np.bincount(at, amounts, minlength=27)
    for cell in range(27):
        recency, frequency, amount = cell // 9, cell // 3 % 3, cell % 3
        yield {
            "recency": GRID["recency"][recency],
            "frequency": GRID["frequency"][frequency],
            "amount_class": GRID["amount"][amount],
            "n": int(counts[cell]),
            "share": float(counts[cell] / len(amounts)),
            "amount_share": float(sums[cell] / amounts.sum()),
        }


def _explained(numbers: Words | None) -> Explanation:
    return Explanation(
        Words(
            "Lorenz curve: share of revenue of the customers who spent least, in order; top 20% = 1 − L(.8); Gini = "
            "Σ(2i − n − 1)x₍ᵢ₎/(n Σx). Errors by linearisation, intervals on the logit scale.",
            "洛伦兹曲线：按消费由低到高累计的收入占比；前 20% = 1 − L(0.8)；基尼系数 = Σ(2i − n − 1)x₍ᵢ₎/(n Σx)。"
            "误差用线性化方法，区间在 logit 尺度上。",
        ),
        (numbers,) if numbers else (),
        (
            Words(
                "Customers: those who bought in the last twelve whole months. Profit: margin less the declared cost of "
                "keeping a customer for a year. Intervals take these customers as a sample of such customers.",
                "客户：最近 12 个整月内有购买者。利润 = 毛利 − 声明的每客年维系成本。"
                "区间把这些客户视为同类客户的样本。",
            ),
            Words(
                "Where a few customers are very large, intervals are too narrow: of 200 from a log-normal (σ 1.5), "
                "83–88% held the truth rather than 95%.",
                "若少数客户金额极大，区间会偏窄：对数正态（σ 1.5）200 位客户时，实际覆盖率为 83%–88%。",
            ),
            Words("A customer whose returns exceed their purchases counts as 0.", "退货超过购买的客户按 0 计。"),
        ),
        (
            "Beach, C. M. & Davidson, R. (1983). Review of Economic Studies 50(4), 723–735.",
            "Langel, M. & Tillé, Y. (2013). Journal of the Royal Statistical Society A 176(2), 521–540.",
        ),
    )
