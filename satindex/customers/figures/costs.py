"""What winning, keeping and recovering a customer cost beside each other, and how soon the cost comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from satindex.customers.keeping import last_year, yearly_margin
from satindex.customers.ledger import Ledger
from satindex.language import Words
from satindex.results.columns import written
from satindex.results.result import Cell, Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Estimate

ORDER = 80
TITLE = Words("Winning, keeping, recovering customers", "获取、维系与赢回客户")
FIGURES: Final = {
    "acquire_to_keep": Words("Winning / keeping", "获取 / 维系"),
    "acquire_to_recover": Words("Winning / recovering", "获取 / 赢回"),
    "recover_to_keep": Words("Recovering / keeping", "赢回 / 维系"),
    "payback_acquire": Words("Months until winning is paid back", "收回获取成本的月数"),
    "payback_keep": Words("Months until a year's keeping is paid back", "收回一年维系成本的月数"),
    "payback_recover": Words("Months until recovering is paid back", "收回赢回成本的月数"),
}
RATIOS: Final = (("acquire", "keep"), ("acquire", "recover"), ("recover", "keep"))
NO_MARGIN: Final = Words("these customers bring no margin", "这些客户没有带来毛利")
WIDE: Final = Words("too few customers for an interval", "客户太少，无法计算区间")
NAMES: Final = ("acquire", "keep", "recover")
TAUGHT: Final = (5.0, 7.0)


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `costs`; none where no cost of winning, keeping or recovering is declared."""
    declared = [getattr(ledger.costs, name) for name in NAMES]
    if all(cost is None for cost in declared):
        return {}
    rows = [*_ratios(ledger), *_paybacks(ledger)]
    return {
        "costs": Result(
            "costs",
            tuple(guarded(rows, ledger.small)),
            TITLE,
            _explained(ledger),
            labels=FIGURES,
            options={"format": "ratio", "small": ledger.small},
        )
    }


def _ratios(ledger: Ledger) -> Iterator[Row]:
    for above, below in RATIOS:
        cost, other = getattr(ledger.costs, above), getattr(ledger.costs, below)
        known = cost is not None and other
        found = Estimate(cost / other if known else None)
        taught = TAUGHT if (above, below) == ("acquire", "keep") else (None, None)
        row: dict[str, Cell] = {"figure": f"{above}_to_{below}", **found.cells(), "n": None}
        row |= {"taught_low": taught[0], "taught_high": taught[1]}
        yield row if known else {**row, "reason": _not_declared(above if cost is None else below)}


def _not_declared(name: str) -> Words:
    return Words(f"declare costs: {{{name}: …}}, above 0", f"请声明大于 0 的 costs: {{{name}: …}}")


def _paybacks(ledger: Ledger) -> Iterator[Row]:
    year = last_year(ledger)
    margin = _no_margin(year) if isinstance(year, Words) else yearly_margin(ledger, year, year.kept)
    for name in NAMES:
        cost = getattr(ledger.costs, name)
        if cost is not None:
            yield {"figure": f"payback_{name}", **_months(cost, margin).cells()}


def _no_margin(reason: Words) -> Estimate:
    return Estimate(None, reason=reason)


def _months(cost: float, margin: Estimate) -> Estimate:
    """Return cost/(yearly margin/12); its error by the delta method, its interval from that of the margin."""
    if margin.estimate is None or margin.estimate <= 0:
        return Estimate(None, n=margin.n, reason=margin.reason or NO_MARGIN)
    months = 12 * cost / margin.estimate
    if margin.std_error is None or not (margin.ci_low and margin.ci_low > 0 and margin.ci_high):
        return Estimate(months, n=margin.n, reason=margin.reason or WIDE)
    error = months * margin.std_error / margin.estimate
    return Estimate(months, error, 12 * cost / margin.ci_high, 12 * cost / margin.ci_low, margin.n)


def _explained(ledger: Ledger) -> Explanation:
    return Explanation(
        Words(
            "Ratios of the costs declared. Payback = cost / (yearly margin of a customer kept / 12), in months.",
            "所声明成本之比。回收期（月）= 成本 /（留存客户年毛利 / 12）。",
        ),
        tuple(_numbers(ledger)),
        (
            Words(
                "Ratios are those of the costs as declared: they have no interval. Taught: winning costs 5–7 × "
                "keeping; one post office found 2–3 ×.",
                "比值由声明的成本得出，没有区间。教学中的说法：获取为维系的 5–7 倍；某邮局为 2–3 倍。",
            ),
            Words(
                "The margin is that of those who were customers at both ends of the last twelve whole months.",
                "毛利为最近 12 个整月首末均为客户者的毛利。",
            ),
        ),
    )


def _numbers(ledger: Ledger) -> Iterator[Words]:
    costs = ledger.costs
    said = [f"{name} {written(getattr(costs, name), 'money')}" for name in NAMES if getattr(costs, name) is not None]
    yield Words("; ".join(said), "；".join(said))
