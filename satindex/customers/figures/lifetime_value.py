"""What a customer is worth: at constant retention, and by a model of buying and leaving."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from satindex.customers.group import Flags
from satindex.customers.keeping import NO_AMOUNT, NO_MARGIN_RATE, last_year, yearly_margin
from satindex.customers.ledger import Ledger, Split
from satindex.customers.model_tables import model_table
from satindex.customers.model_words import NOT_FITTED
from satindex.customers.outlook import Outlook
from satindex.language import Words
from satindex.results.columns import CATALOGUE, NO_LEVEL, written
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats import tallies
from satindex.stats.base import Estimate
from satindex.stats.bg_nbd_fit import BgNbdNotFitted
from satindex.stats.lifetime_value import lifetime_value, logged

ORDER = 50
TITLE = Words("Customer lifetime value", "客户终身价值")
ESTIMATE: Final = CATALOGUE["estimate"].heading
YEARS: Final = (1, 3)
QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)
FIGURES: Final = {
    "margin": Words("Yearly margin of a customer kept", "留存客户的年毛利"),
    "retention": Words("Retention in a year", "年留存率"),
    "value": Words("Lifetime value, margins from the next year on", "终身价值（自下一年起）"),
    "value_today": Words("Lifetime value with this year's margin", "终身价值（含本年毛利）"),
    "model_1": Words("Model: margin of the next year", "模型：未来 1 年毛利"),
    "model_3": Words("Model: margin of the next 3 years", "模型：未来 3 年毛利"),
    **{
        f"below_{share:.0%}": Words(f"{share:.0%} of customers are worth less than", f"{share:.0%} 的客户价值低于")
        for share in QUANTILES
    },
    "above_keep": Words("Worth more in the next year than keeping costs", "未来 1 年毛利高于维系成本的客户"),
}
INFINITE: Final = Words("retention of 100% without a discount: no finite value", "留存率 100% 且无贴现：价值无穷大")
MODEL = BgNbdNotFitted | Outlook


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `lifetime_value`, `.model`, `.customers` (the break-even of each) and `.segments`."""
    seen = ledger.outlook
    found = [_value(ledger, seen), model_table(ledger, seen)]
    if isinstance(seen, Outlook) and seen.margin is not None:
        found += [_customers(ledger, seen), *([_segments(ledger, seen)] if ledger.splits else [])]
    return {table.name: table for table in found}


def _value(ledger: Ledger, seen: MODEL) -> Result:
    rows = [*_constant(ledger), *_expected(ledger, seen)]
    formats = {"retention": "share"}
    return Result(
        "lifetime_value",
        tuple(guarded(rows, ledger.small)),
        TITLE,
        _explained(ledger, rows),
        labels=FIGURES,
        options={
            "formats": ("figure", formats),
            "format": "money",
            "small": ledger.small,
            "headings": {"estimate": ESTIMATE},
        },
    )


def _constant(ledger: Ledger) -> Iterator[Row]:
    year = last_year(ledger)
    if isinstance(year, Words):
        for name in ("margin", "retention", "value", "value_today"):
            yield {"figure": name, **Estimate(None, reason=year).cells()}
        return
    margin, retention = yearly_margin(ledger, year, year.kept), year.retention
    yield {"figure": "margin", **margin.cells()}
    yield {"figure": "retention", **retention.cells()}
    for name, today in (("value", False), ("value_today", True)):
        yield {"figure": name, **_at_constant_retention(ledger, margin, retention, today).cells()}


def _at_constant_retention(ledger: Ledger, margin: Estimate, retention: Estimate, today: bool) -> Estimate:
    if margin.estimate is None or retention.estimate is None:
        return Estimate(None, n=retention.n, reason=retention.reason or margin.reason)
    errors = (margin.std_error or 0.0, retention.std_error or 0.0)
    found = lifetime_value(margin.estimate, retention.estimate, ledger.costs.discount or 0.0, *errors, today=today)
    if found is None:
        return Estimate(None, n=retention.n, reason=INFINITE)
    return Estimate(found.estimate, found.std_error, found.ci_low, found.ci_high, retention.n)


def _expected(ledger: Ledger, seen: MODEL) -> Iterator[Row]:
    for years in YEARS:
        if isinstance(seen, BgNbdNotFitted):
            found = Estimate(None, n=ledger.days.customers, reason=NOT_FITTED[seen.cause])
        elif seen.margin is None:
            found = Estimate(None, reason=NO_MARGIN_RATE if ledger.has_amounts else NO_AMOUNT)
        else:
            found = _mean_value(seen, years, ~seen.gone)
        yield {"figure": f"model_{years}", **found.cells()}


def _mean_value(seen: Outlook, years: int, asked: Flags) -> Estimate:
    """Return the mean margin expected of customers, with the errors of the model's parameters and of the sample."""
    values = seen.value(years)
    if values is None or not asked.any():
        return Estimate(None, reason=tallies.NOBODY)
    found = tallies.mean(values[asked])
    mean = found.estimate or 0.0
    whole = logged(mean, math.hypot(mean * seen.value_error(years), found.std_error or 0.0))
    return Estimate(mean, whole.std_error, whole.ci_low, whole.ci_high, found.n)


def _customers(ledger: Ledger, seen: Outlook) -> Result:
    """How much each customer may cost: the quantiles of what they are expected to bring."""
    asked, values = ~seen.gone, seen.value(YEARS[-1])
    n = int(asked.sum())
    rows: list[Row] = []
    if values is not None and n:
        rows = [
            {"figure": f"below_{share:.0%}", **Estimate(float(np.quantile(values[asked], share)), n=n).cells()}
            for share in QUANTILES
        ]
    keep, next_year = ledger.costs.keep, seen.value(1)
    if keep is not None and next_year is not None:
        above = int((next_year[asked] > keep).sum())
        rows.append({"figure": "above_keep", **tallies.share(above, n).cells()})
    return Result(
        "lifetime_value.customers",
        tuple(guarded(rows, ledger.small)),
        Words("How much a customer may cost: their break-even", "单个客户的盈亏平衡点"),
        Explanation(
            Words(
                "A customer is worth keeping while what is spent on them is below the margin that they are expected "
                "to bring: of the next 3 years, discounted, by the BG/NBD model and their own mean margin per day of "
                "purchase.",
                "只要投入低于客户预期带来的毛利，就值得维系：未来 3 年贴现毛利，"
                "按 BG/NBD 模型与该客户每个购买日的平均毛利计算。",
            ),
            notes=_discount_notes(ledger),
        ),
        labels=FIGURES,
        options={
            "formats": ("figure", {"above_keep": "share"}),
            "format": "money",
            "small": ledger.small,
            "headings": {"estimate": ESTIMATE},
        },
    )


def _segments(ledger: Ledger, seen: Outlook) -> Result:
    rows = [row for split in ledger.splits.values() for row in _levels(seen, split)]
    return Result(
        "lifetime_value.segments",
        tuple(guarded(rows, ledger.small)),
        Words("Value of the next 3 years, by segment", "未来 3 年价值（按分组）"),
        Explanation(
            Words(
                "Mean over a level's customers of the margin expected in the next 3 years (BG/NBD), discounted; the "
                "error joins that of the mean with that of the model's parameters.",
                "各组客户未来 3 年预期毛利（BG/NBD，贴现）的均值；误差包含均值误差与模型参数误差。",
            ),
            notes=_discount_notes(ledger),
        ),
        labels={split.name: split.title for split in ledger.splits.values()},
        options={"format": "money", "small": ledger.small},
    )


def _levels(seen: Outlook, split: Split) -> Iterator[Row]:
    for at, level in enumerate(split.levels):
        asked = ~seen.gone & (split.codes == at)
        alive = float(seen.alive[asked].mean()) if asked.any() else None
        cells = _mean_value(seen, YEARS[-1], asked).cells()
        yield {"segment": split.name, "level": NO_LEVEL if level is None else level, "alive": alive, **cells}


def _explained(ledger: Ledger, rows: list[Row]) -> Explanation:
    return Explanation(
        Words(
            "V = m·r/(1 + d − r): yearly margin m of a customer kept, retention r, discount d, margins from the next "
            "year on; m(1 + d)/(1 + d − r) with this year's. Delta-method error of r and m, interval on the log scale.",
            "V = m·r/(1 + d − r)：留存客户年毛利 m、留存率 r、贴现率 d，毛利自下一年起；"
            "含本年时为 m(1 + d)/(1 + d − r)。r 与 m 的误差按 delta 法，区间在对数尺度上。",
        ),
        tuple(_numbers(ledger, {str(row["figure"]): row for row in rows})),
        (
            Words(
                "m: spent in the last twelve whole months by those who were customers at both ends × margin rate; r: "
                "as the KPI retention, over these months.",
                "m：最近 12 个整月首末均为客户者的消费 × 毛利率；r：同 KPI 留存率（这 12 个月）。",
            ),
            Words(
                "Investing in a customer pays while it costs less than this value.",
                "投入低于该价值时，投资于客户才划算。",
            ),
            *_discount_notes(ledger),
        ),
        (
            "Gupta, S. & Lehmann, D. R. (2003). Customers as assets. Journal of Interactive Marketing 17(1), 9–24.",
            "Berger, P. D. & Nasr, N. I. (1998). Customer lifetime value. "
            "Journal of Interactive Marketing 12(1), 17–30.",
        ),
    )


def _numbers(ledger: Ledger, of: dict[str, Row]) -> Iterator[Words]:
    cells = [of[name].get("estimate") for name in ("margin", "retention", "value")]
    if not all(isinstance(cell, float) for cell in cells):
        return
    discount = ledger.costs.discount or 0.0
    m, r, value = (written(cell, "number") for cell in cells)
    said = f"{m} × {r} / (1 + {discount:g} − {r}) = {value}"
    yield Words(said, said)


def _discount_notes(ledger: Ledger) -> tuple[Words, ...]:
    if ledger.costs.discount is None:
        return (Words("No discount rate is declared: 0.", "未声明贴现率：按 0 计。"),)
    said = f"{ledger.costs.discount:.1%}"
    return (Words(f"Discount: {said} a year.", f"年贴现率：{said}。"),)
