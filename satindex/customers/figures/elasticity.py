"""What some points of retention more would have meant: revenue, profit and lifetime value on one's own figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from satindex.customers.keeping import NO_AMOUNT, NO_MARGIN_RATE, LastYear, last_year
from satindex.customers.ledger import Ledger
from satindex.language import Words
from satindex.results.columns import written
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats import tallies
from satindex.stats.base import Estimate
from satindex.stats.intervals import t_interval
from satindex.stats.lifetime_value import change_of_value

ORDER = 70
TITLE = Words("If more customers stayed", "留存率提高的影响")
FIGURES: Final = {
    "revenue": Words("Revenue of the year", "全年收入"),
    "profit": Words("Profit of the year", "全年利润"),
    "lifetime_value": Words("Lifetime value of a customer", "客户终身价值"),
}
TOO_MANY: Final = Words("retention would exceed 100%", "留存率将超过 100%")
NO_REVENUE: Final = Words("there was no revenue in the year", "全年没有收入")
NO_GAIN: Final = Words("too few customers were kept, or lost, to compare", "留存或流失的客户太少，无法比较")
LOSS: Final = Words("no profit in the year: no relative change", "全年没有利润：无法计算相对变化")
INFINITE: Final = Words("no finite lifetime value at this retention", "在该留存率下终身价值无穷大")


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `elasticity`: a row for each figure and number of points more that the definition names."""
    return {"elasticity": with_points(ledger, [points / 100 for points in ledger.records.elasticity])}


def with_points(ledger: Ledger, points: Sequence[float]) -> Result:
    """Return each figure today and with so much more retention (.05 = 5 points)."""
    year = last_year(ledger)
    if isinstance(year, Words):
        rows = [_row(name, 0.0, None, None, Estimate(None, reason=year)) for name in FIGURES]
        return _result(ledger, rows, None)
    rows = [row for name in FIGURES for row in _rows(ledger, year, name, [0.0, *points])]
    return _result(ledger, rows, year)


def _rows(ledger: Ledger, year: LastYear, name: str, more: Sequence[float]) -> Iterator[Row]:
    retention = year.retention
    for points in more:
        moved = None if retention.estimate is None else retention.estimate + points
        if retention.estimate is None or moved is None:
            found = Moved(None, Estimate(None, reason=retention.reason))
        elif moved > 1 + 1e-12:
            found = Moved(None, Estimate(None, n=retention.n, reason=TOO_MANY))
        elif name == "lifetime_value":
            found = _lifetime(ledger, retention, points)
        else:
            found = _year(ledger, year, points, profit=name == "profit")
        yield _row(name, points, moved, found.amount, found.change)


@dataclass(frozen=True)
class Moved:
    """A figure at another retention: its amount, and how much it changes relative to today's."""

    amount: float | None
    change: Estimate


def _year(ledger: Ledger, year: LastYear, points: float, profit: bool) -> Moved:
    """Of those there at the beginning, `points` more kept, each bringing what those kept did rather than those lost."""
    rate = ledger.costs.margin_rate if profit else 1.0
    if year.amount is None or rate is None:
        return Moved(None, Estimate(None, reason=NO_AMOUNT if year.amount is None else NO_MARGIN_RATE))
    n, keep = int(year.start.sum()), (ledger.costs.keep or 0.0) if profit else 0.0
    today = rate * float(year.amount.sum()) - (_spent(ledger, year) if profit else 0.0)
    if points == 0:
        return Moved(today, Estimate(0.0, n=n))
    kept, lost = tallies.mean(year.amount[year.kept], rate), tallies.mean(year.amount[year.lost], rate)
    if kept.std_error is None or lost.std_error is None:
        return Moved(None, Estimate(None, n=n, reason=NO_GAIN))
    gain = points * n * ((kept.estimate or 0.0) - (lost.estimate or 0.0) - keep)
    if not today > 0:
        return Moved(today + gain, Estimate(None, n=n, reason=LOSS if profit else NO_REVENUE))
    error = points * n * math.hypot(kept.std_error, lost.std_error) / today
    return Moved(today + gain, _with_interval(gain / today, error, n))


def _spent(ledger: Ledger, year: LastYear) -> float:
    """Return what keeping those there at the end, and winning the new ones, cost in the year, as far as declared."""
    new = int(ledger.everyone.newcomers.of(year.period).sum())
    return (ledger.costs.keep or 0.0) * int(year.end.sum()) + (ledger.costs.acquire or 0.0) * new


def _lifetime(ledger: Ledger, retention: Estimate, points: float) -> Moved:
    """Return m·r/(1 + d − r) at another r, relative to today's; the margin cancels out."""
    found = change_of_value(retention.estimate or 0.0, points, ledger.costs.discount or 0.0, retention.std_error or 0.0)
    if found is None:
        return Moved(None, Estimate(None, n=retention.n, reason=INFINITE))
    if points == 0:
        return Moved(None, Estimate(0.0, n=retention.n))
    return Moved(None, _with_interval(found.estimate, found.std_error or 0.0, retention.n))


def _with_interval(estimate: float, error: float, n: int) -> Estimate:
    ends = t_interval(estimate, error, n - 1)
    return Estimate(estimate, error, ends.low, ends.high, n) if ends else Estimate(estimate, error, n=n)


def _row(name: str, points: float, retention: float | None, amount: float | None, change: Estimate) -> Row:
    return {"figure": name, "points": points, "retention": retention, "amount": amount, **change.cells()}


def _result(ledger: Ledger, rows: list[Row], year: LastYear | None) -> Result:
    return Result(
        "elasticity",
        tuple(guarded(rows, ledger.small)),
        TITLE,
        _explained(ledger, year),
        chart="curve",
        labels=FIGURES,
        options={
            "x": "points",
            "series": "figure",
            "today": 0.0,
            "x_format": "share",
            "x_title": Words("Points of retention more", "留存率提高"),
            "format": "change",
            "small": ledger.small,
        },
    )


def _explained(ledger: Ledger, year: LastYear | None) -> Explanation:
    return Explanation(
        Words(
            "Revenue at retention r + δ = revenue + δ·n·(mean of those kept − mean of those lost), n customers at the "
            "beginning; profit: × margin rate, less what keeping and winning customers costs; lifetime value: "
            "m·r/(1 + d − r) at r + δ over that at r.",
            "留存率 r + δ 时的收入 = 收入 + δ·n·（留存者人均 − 流失者人均），n 为期初客户数；利润：乘毛利率并扣除维系与"
            "获取成本；终身价值：r + δ 时的 m·r/(1 + d − r) 与现值之比。",
        ),
        tuple(_numbers(year)) if year else (),
        (
            Words(
                "It is supposed that customers kept in addition buy as those who were kept do: a customer who can only "
                "just be kept may buy less.",
                "假定多留住的客户与已留存客户购买相同；勉强留住的客户可能买得更少。",
            ),
            *_costs_note(ledger),
        ),
        (
            "Reichheld, F. F. & Sasser, W. E. (1990). Zero defections: quality comes to services. Harvard Business "
            "Review 68(5), 105–111.",
        ),
    )


def _numbers(year: LastYear) -> Iterator[Words]:
    kept, lost, n = int(year.kept.sum()), int(year.lost.sum()), int(year.start.sum())
    retention = written(year.retention.estimate, "share")
    yield Words(
        f"{year.said}: of {n} customers {kept} were kept and {lost} lost; retention {retention}.",
        f"{year.said}：期初 {n} 位客户，留存 {kept}，流失 {lost}；留存率 {retention}。",
    )
    if year.amount is not None and kept and lost:
        means = [written(float(year.amount[who].mean()), "money") for who in (year.kept, year.lost)]
        total = written(float(year.amount.sum()), "money")
        yield Words(
            f"Revenue {total}; a customer kept spent {means[0]}, one lost {means[1]}.",
            f"收入 {total}；留存者人均 {means[0]}，流失者人均 {means[1]}。",
        )


def _costs_note(ledger: Ledger) -> Iterator[Words]:
    left_out = [name for name in ("keep", "acquire") if getattr(ledger.costs, name) is None]
    if left_out:
        said = ", ".join(left_out)
        yield Words(f"Not declared, and so not taken off profit: {said}.", f"未声明、未从利润扣除的成本：{said}。")
