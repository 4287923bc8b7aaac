"""Cohorts of new customers: what share of each buys in the months after its first purchase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.customers.ledger import Ledger
from satindex.customers.periods import Period
from satindex.customers.windows import Window, look_back_remark, not_observed
from satindex.language import Words
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Estimate
from satindex.stats.sample import Codes
from satindex.stats.tallies import share

ORDER = 20
TITLE = Words("Retention by cohort", "客户群留存")
NAME = "cohorts"
CURVE = "cohorts.curve"
CURVE_TITLE = Words("Retention curve, all cohorts together", "留存曲线（全部客户群合计）")
AGE = Words("months since the first purchase", "首购后月数")
FORMULA = Words(
    "A cohort is the customers whose first purchase lies in one month. Its retention after k months = customers who "
    "bought in the k-th month after that month / customers of the cohort. The curve pools all cohorts whose k-th month "
    "is over, but for those that may hold older customers.",
    "客户群 = 首次购买在同一个月的客户。k 个月后的留存率 = 首购月之后第 k 个月有购买的客户/该群全部客户。"
    "曲线合并第 k 个月已结束的全部客户群（可能含有老客户的除外）。",
)
NO_COHORT: Final = Words(
    "no cohort is known from its beginning and observed for a whole month",
    "没有自首购起可知且观察满一个月的客户群",
)
SOURCES = (
    "Fader, P. S. & Hardie, B. G. S. (2007). How to project customer retention. Journal of Interactive Marketing 21, "
    "76–90 (retention by cohort).",
    "Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",
)


@dataclass(frozen=True)
class Cohorts:
    """How many customers each cohort has, and how many of them bought so many months later (cohort, age)."""

    first_month: int
    sizes: Codes
    bought: Codes


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `cohorts`, a row for each cohort and month since, and `cohorts.curve`, all cohorts together."""
    counted = cohorts(ledger)
    curve = list(_curve(ledger, counted)) or [{"age": 0, **Estimate(None, n=0, reason=NO_COHORT).cells()}]
    return {
        NAME: _table(ledger, NAME, TITLE, list(_rows(ledger, counted)), "cohorts"),
        CURVE: _table(ledger, CURVE, CURVE_TITLE, curve, "curve"),
    }


def cohorts(ledger: Ledger) -> Cohorts:
    """Return the cohorts by month of the first purchase."""
    months, first_month = ledger.months, ledger.first_month
    number = ledger.last_month - first_month + 1
    begins = np.flatnonzero(np.r_[True, months.code[1:] != months.code[:-1]])
    first = months.month[begins] - first_month
    age = months.month - first_month - first[months.code]
    cells = np.bincount(first[months.code] * number + age, minlength=number * number)
    return Cohorts(first_month, np.bincount(first, minlength=number), cells.reshape(number, number))


def _rows(ledger: Ledger, of: Cohorts) -> Iterator[Row]:
    for at in np.flatnonzero(of.sizes):
        cohort, size = Period("month", of.first_month + int(at)), int(of.sizes[at])
        remark = look_back_remark(ledger, cohort.first_day - 1)
        for age in range(len(of.sizes) - int(at)):
            yield {
                "cohort": cohort.name,
                "age": age,
                **_cell(ledger, Period("month", cohort.first + age), int(of.bought[at, age]), size),
                **({"remark": remark} if remark else {}),
            }


def _cell(ledger: Ledger, month: Period, bought: int, size: int) -> Row:
    reason = not_observed(ledger, month, Window(whole=False))
    if reason is not None:
        return {"estimate": None, "std_error": None, "ci_low": None, "ci_high": None, "n": size, "reason": reason}
    found = share(bought, size)
    return {
        "estimate": found.estimate,
        "std_error": found.std_error,
        "ci_low": found.ci_low,
        "ci_high": found.ci_high,
        "numerator": bought,
        "n": size,
    }


def _curve(ledger: Ledger, of: Cohorts) -> Iterator[Row]:
    """Yield the share of each age over the cohorts that are known from their beginning and old enough."""
    number, whole = len(of.sizes), ledger.month - of.first_month
    known = np.array(
        [look_back_remark(ledger, Period("month", of.first_month + at).first_day - 1) is None for at in range(number)]
    )
    for age in range(number):
        cohort = np.flatnonzero(known & (of.sizes > 0) & (np.arange(number) + age <= whole))
        if len(cohort):
            bought, size = int(of.bought[cohort, age].sum()), int(of.sizes[cohort].sum())
            yield {"age": age, **share(bought, size).cells(), "cohorts": len(cohort)}


def _table(ledger: Ledger, name: str, title: Words, rows: list[Row], chart: str) -> Result:
    whole = Words(
        "In the month of the first purchase everyone buys: 100% by definition.",
        "首购当月所有人均有购买：按定义为 100%。",
    )
    return Result(
        name,
        tuple(guarded(rows, ledger.small, siblings="age")),
        title,
        Explanation(FORMULA, (), (whole,), SOURCES),
        chart=chart,
        options={
            "small": ledger.small,
            "format": "share",
            "x": "age",
            "x_title": AGE,
            "headings": {"cohorts": Words("Cohorts", "客户群数")},
            "kinds": {"cohorts": "count"},
        },
        language=ledger.survey.language,
    )
