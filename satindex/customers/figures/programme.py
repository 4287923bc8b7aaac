"""The loyalty programme: members against others, and members before and after they joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.customers.group import Flags, Group
from satindex.customers.kpi_rows import nature
from satindex.customers.kpi_words import LABELS, SELECTION
from satindex.customers.kpis import Span, kpi
from satindex.customers.ledger import Ledger, is_observed_from, observed_until
from satindex.customers.periods import MONTHS, Period
from satindex.language import Words
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Estimate
from satindex.stats.moments import Array
from satindex.stats.sample import Codes
from satindex.stats.tallies import mean
from satindex.survey.customer_model import PERIOD_KINDS, SHARES

ORDER = 80
TITLE = Words("The loyalty programme", "会员计划")
NAME = "programme"
JOINING = "programme.joining"
JOINING_TITLE = Words("Before and after joining", "入会前后")
COMPARED: Final = ("retention", "purchase_frequency", "average_spend", "repeat_rate")
CYCLES: Final = 6
PEAK: Final = Words(
    "Customers tend to join when they buy much; that they buy less (or more) afterwards is partly a return to their "
    "own average.",
    "客户往往在购买较多时入会；入会后的变化部分是向其平均水平的回归。",
)
MORE_LABELS: Final = {
    "members": Words("Members", "会员"),
    "others": Words("Others", "非会员"),
    "difference": Words("Difference", "差异"),
    "before": Words("Before joining", "入会前"),
    "after": Words("After joining", "入会后"),
}
FORMATS: Final = dict.fromkeys(SHARES, "share") | {"purchase_frequency": "points", "average_spend": "money"}


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `programme` and, where it is known when members joined, `programme.joining`."""
    if ledger.programme is None:
        return {}
    found = {}
    period = last_whole(ledger)
    if period is not None:
        found[NAME] = _compared(ledger, period)
    if "day" in ledger.programme.columns:
        found[JOINING] = _joining(ledger)
    return found


def last_whole(ledger: Ledger) -> Period | None:
    """Return the last twelve months, else three, else one, that the records cover as a whole."""
    for kind in reversed(PERIOD_KINDS):
        period = Period(kind, ledger.month - MONTHS[kind] + 1)
        if period.first >= ledger.first_month and is_observed_from(ledger, period.first_day):
            return period
    return None


def _joined(ledger: Ledger) -> tuple[Flags, Codes]:
    """Return for each customer whether they are a member, and the day they joined (−1: not known)."""
    assert ledger.programme is not None  # noqa: S101 -- asked only where there is one
    code = ledger.codes_of(ledger.programme["customer"])
    member, day = np.zeros(ledger.days.customers, dtype=bool), np.full(ledger.days.customers, -1)
    member[code[code >= 0]] = True
    if "day" in ledger.programme.columns:
        days = ledger.programme.to_native()["day"].to_physical().fill_null(-1).to_numpy()
        day[code[code >= 0]] = days[code >= 0]
    return member, day


def _compared(ledger: Ledger, period: Period) -> Result:
    member, day = _joined(ledger)
    since = member & (day < period.first_day)
    late = int((member & ~since).sum())
    groups = {"members": Group(ledger, since), "others": Group(ledger, ~member)}
    rows = [row for name in COMPARED for row in _comparison(name, groups, period)]
    span = f"{Period('month', period.first).name} – {Period('month', period.last).name}"
    aside = Words(
        f"Compared over {span}. {late} members who joined later are in neither group.",
        f"比较期间 {span}。期间或之后入会的 {late} 位会员不计入任何一组。",
    )
    formula = Words(
        "Members: in the programme before the period began. Each KPI as in the table of KPIs; difference = members − "
        "others.",
        "会员：期间开始前已入会者。各指标定义同 KPI 表；差异 = 会员 − 非会员。",
    )
    return _table(ledger, NAME, TITLE, rows, Explanation(formula, (aside,), (SELECTION,), ()))


def _comparison(name: str, groups: dict[str, Group], period: Period) -> Iterator[Row]:
    found = {level: kpi(name, Span(group, period)).of for level, group in groups.items()}
    for level, of in found.items():
        yield {"kpi": name, "level": level, **of.cells()}
    yield {"kpi": name, "level": "difference", **nature(name).change(found["members"], found["others"]).cells()}


@dataclass(frozen=True)
class Watched:
    """Members who can be watched equally long before and after joining: purchases and amounts of each, per cycle."""

    orders: tuple[Array, Array]
    amounts: tuple[Array, Array] | None
    left_out: int


def _joining(ledger: Ledger) -> Result:
    window = CYCLES * ledger.rules.cycle
    found = watched(ledger, window)
    rows = list(_before_after("purchase_frequency", found.orders))
    if found.amounts is not None:
        rows += _before_after("average_spend", found.amounts)
    formula = Words(
        f"Per member and cycle of {ledger.rules.cycle} days: the {window} days before joining against the {window} "
        "days from it on; the difference is paired. Members who first bought before that time and can be watched to "
        "its end.",
        f"每位会员每 {ledger.rules.cycle} 天：入会前 {window} 天与入会起 {window} 天相比，差异按配对计算。"
        "仅含在此之前已有购买且观察期足够的会员。",
    )
    aside = Words(
        f"{found.left_out} members joined too early, too late, or soon after their first purchase.",
        f"{found.left_out} 位会员因入会过早、过晚或首购后不久入会而未计入。",
    )
    explanation = Explanation(formula, (aside,), (SELECTION, PEAK), ("Student's paired t.",))
    return _table(ledger, JOINING, JOINING_TITLE, rows, explanation)


def watched(ledger: Ledger, window: int) -> Watched:
    """Return what members bought in the `window` days before they joined, and in those from that day on, per cycle."""
    member, joined = _joined(ledger)
    days = ledger.days
    first = days.day[days.start[:-1]]
    there = member & (joined >= 0) & (first < joined - window) & (joined + window - 1 <= observed_until(ledger))
    there &= np.array([is_observed_from(ledger, int(day) - window) for day in joined])
    code = days.code
    since = days.day - joined[code]
    cycles = window / ledger.rules.cycle
    sides = [there[code] & (since >= low) & (since < high) for low, high in ((-window, 0), (0, window))]

    def per_cycle(values: Array | None) -> tuple[Array, Array]:
        before, after = (
            np.bincount(code[side], None if values is None else values[side], minlength=days.customers)[there] / cycles
            for side in sides
        )
        return before, after

    amounts = per_cycle(days.values["amount"]) if ledger.has_amounts else None
    return Watched(per_cycle(None), amounts, int((member & ~there).sum()))


def _before_after(name: str, sides: tuple[Array, Array]) -> Iterator[Row]:
    before, after = sides
    levels: tuple[tuple[str, Estimate], ...] = (
        ("before", mean(before)),
        ("after", mean(after)),
        ("difference", mean(after - before)),
    )
    for level, of in levels:
        yield {"kpi": name, "level": level, **of.cells()}


def _table(ledger: Ledger, name: str, title: Words, rows: list[Row], explanation: Explanation) -> Result:
    return Result(
        name,
        tuple(guarded(rows, ledger.small)),
        title,
        explanation,
        labels={**LABELS, **MORE_LABELS},
        options={"small": ledger.small, "formats": ("kpi", FORMATS), "headings": {"estimate": Words("Figure", "数值")}},
        language=ledger.survey.language,
    )
