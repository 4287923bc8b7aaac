"""What holds for any ledger: checked on random ones, and against the definitions written out row by row."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satindex.customers.figures import cohorts, kpis
from satindex.customers.group import Group
from satindex.customers.kpi_rows import kpi_rows
from satindex.customers.ledger import Ledger
from satindex.customers.loading import load_ledger
from satindex.measures.registry import TYPES
from satindex.results.result import Row
from satindex.survey.load import parse_survey

FIRST, LAST = date(2025, 1, 1), date(2026, 2, 28)
LAPSED_AFTER = 75
DEFINITION = """
customers: any
language: en
purchases: {customer: who, date: day, amount: paid}
rules: {lapsed_after: 75, cycle: 30, opened: 2025-01-01, observed_until: 2026-02-28}
segments: [region]
small_base: {withhold: 0}
"""
REGIONS = {"A": "N", "B": "S", "C": "S", "D": None, "E": "N", "F": "S"}
PURCHASE = st.tuples(
    st.sampled_from(sorted(REGIONS)),
    st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days)),
    st.integers(1, 500),
)
LEDGERS = st.lists(PURCHASE, min_size=1, max_size=40, unique_by=lambda row: row[:2])
SETTINGS = settings(settings.get_profile("costly"), suppress_health_check=[HealthCheck.too_slow])
Bought = list[tuple[str, date, int]]


def frame(rows: Bought) -> pl.DataFrame:
    who, day, paid = zip(*rows, strict=True)
    return pl.DataFrame({"who": who, "day": day, "paid": paid, "region": [REGIONS[one] for one in who]})


def ledger(given: object, definition: str = DEFINITION) -> Ledger:
    return load_ledger(parse_survey(definition, "any.yaml", TYPES), given, today=date(2029, 1, 1))


def rows_of(of: Ledger) -> dict[tuple[object, ...], Row]:
    return {(row["kpi"], row["period"]): row for row in kpi_rows(Group(of))}


def figures(of: Ledger) -> list[tuple[object, ...]]:
    wanted = ("kpi", "period", "estimate", "ci_low", "ci_high", "numerator", "n", "change", "signal")
    rounded = [[row[name] for name in wanted] for row in kpi_rows(Group(of))]
    return [tuple(round(cell, 9) if isinstance(cell, float) else cell for cell in row) for row in rounded]


@dataclass(frozen=True)
class Written:
    """The definitions, customer by customer and day by day."""

    rows: Bought

    @property
    def customers(self) -> list[str]:
        return sorted({who for who, _, _ in self.rows})

    def days(self, who: str) -> list[date]:
        return sorted(day for one, day, _ in self.rows if one == who)

    def is_customer(self, who: str, day: date) -> bool:
        return any(0 <= (day - bought).days < LAPSED_AFTER for bought in self.days(who))

    def bought_in(self, who: str, first: date, last: date) -> bool:
        return any(first <= day <= last for day in self.days(who))


def months() -> Iterator[tuple[str, date, date]]:
    for at in range(14):
        year, month = 2025 + at // 12, at % 12 + 1
        yield f"{year}-{month:02}", date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


@given(LEDGERS)
@SETTINGS
def test_every_month_is_as_the_definitions_say(bought: Bought) -> None:
    found, written = rows_of(ledger(frame(bought))), Written(bought)
    begun = min(day for _, day, _ in bought)
    for name, first, last in months():
        if last < begun:
            continue
        eve = first - timedelta(days=1)
        start = {who for who in written.customers if written.is_customer(who, eve)}
        end = {who for who in written.customers if written.is_customer(who, last)}
        active = {who for who in written.customers if written.bought_in(who, first, last)}
        new = {who for who in active if first <= written.days(who)[0] <= last}
        former = {who for who in written.customers if written.days(who)[0] < first} - start
        assert found["customer_base", name]["estimate"] == len(end)
        assert found["new_customers", name]["estimate"] == len(new)
        assert _counted(found["retention", name]) == (len(start & end), len(start))
        assert _counted(found["win_back_rate", name]) == (len(former & active), len(former))
        orders = [sum(first <= day <= last for day in written.days(who)) for who in sorted(active)]
        assert _counted(found["repeat_rate", name]) == (sum(n > 1 for n in orders), len(orders))


def _counted(row: Row) -> tuple[object, object]:
    """The numerator and base of a share; a base of nobody has no numerator."""
    return (row["numerator"] or 0, row["n"])


@given(LEDGERS)
@SETTINGS
def test_retention_and_churn_are_one(bought: Bought) -> None:
    found = rows_of(ledger(frame(bought)))
    for (kpi, period), row in found.items():
        if kpi == "retention" and isinstance(row["estimate"], float):
            assert row["estimate"] + found["churn", period]["estimate"] == pytest.approx(1)
            assert row["ci_low"] == pytest.approx(1 - found["churn", period]["ci_high"])


@given(LEDGERS)
@SETTINGS
def test_segments_add_up_to_the_whole(bought: Bought) -> None:
    made = ledger(frame(bought))
    made_of_levels = kpis.tables(made)["kpis by region"].rows
    whole, parts = rows_of(made), {(row["level"], row["kpi"], row["period"]): row for row in made_of_levels}
    levels = {level for level, _, _ in parts}
    for (kpi, period), row in whole.items():
        each = [parts[level, kpi, period] for level in levels]
        if row["estimate"] is not None:
            assert sum(part["n"] for part in each) == row["n"], (kpi, period)
            total = sum(part["numerator"] or 0 for part in each)
            assert total == pytest.approx(row["numerator"]), (kpi, period)


@given(LEDGERS, st.randoms(use_true_random=False))
@SETTINGS
def test_order_and_repetition_of_rows_change_nothing(bought: Bought, random: object) -> None:
    mixed = bought + bought[: len(bought) // 2]
    random.shuffle(mixed)
    assert figures(ledger(frame(mixed))) == figures(ledger(frame(bought)))


@given(LEDGERS)
@SETTINGS
def test_a_year_later_every_period_is_a_year_later(bought: Bought) -> None:
    later = [(who, day.replace(year=day.year + 1), paid) for who, day, paid in bought]
    text = DEFINITION.replace("2026-02-28", "2027-02-28").replace("opened: 2025", "opened: 2026")
    moved = [
        (kpi, str(int(period[:4]) - 1) + period[4:], *rest)
        for kpi, period, *rest in figures(ledger(frame(later), text))
    ]
    assert moved == figures(ledger(frame(bought)))


@given(st.lists(st.tuples(PURCHASE, st.integers(1, 28)), min_size=1, max_size=30), st.integers(1, 11))
@SETTINGS
def test_months_later_what_months_count_is_months_later(
    bought: list[tuple[tuple[str, date, int], int]], by: int
) -> None:
    early = [(who, day.replace(day=at), paid) for (who, day, paid), at in bought]
    later = [(who, _months_on(day, by), paid) for who, day, paid in early]
    text = DEFINITION.replace("observed_until: 2026-02-28", "observed_until: 2027-01-31, duplicates: keep")
    names = ("new_customers", "average_spend", "repeat_rate", "repurchase_rate")
    first, second = rows_of(ledger(frame(early), text)), rows_of(ledger(frame(later), text))
    for (kpi, period), row in first.items():
        if kpi in names and row["period_kind"] == "month" and period <= "2026-01":
            there = second[kpi, _months_on(date.fromisoformat(f"{period}-01"), by).isoformat()[:7]]
            assert (row["numerator"], row["n"]) == (there["numerator"], there["n"])


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, day.day)


@given(LEDGERS)
@SETTINGS
def test_cohorts_hold_every_customer_and_purchase_month_once(bought: Bought) -> None:
    made = ledger(frame(bought))
    rows = [row for row in cohorts.tables(made)["cohorts"].rows if row["estimate"] is not None]
    assert sum(row["n"] for row in rows if row["age"] == 0) == made.days.customers
    assert sum(row["numerator"] for row in rows) == len(made.months.code)


BOUGHT: Bought = [
    *(("A", date(2025, 1, 3), 10), ("A", date(2025, 3, 9), 20), ("B", date(2025, 2, 1), 30)),
    *(("C", date(2025, 2, 20), 5), ("C", date(2026, 2, 20), 15), ("E", date(2026, 1, 31), 25)),
]


def _relation(table: pl.DataFrame) -> object:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    return connection.from_arrow(table.to_arrow())


ENGINES: dict[str, Callable[[pl.DataFrame], object]] = {
    "pandas": lambda table: table.to_pandas(),
    "pandas objects": lambda table: pd.DataFrame(table.to_dicts(), dtype=object),
    "polars lazy": lambda table: table.lazy(),
    "pyarrow": lambda table: table.to_arrow(),
    "duckdb": _relation,
}


@pytest.mark.parametrize("as_engine", ENGINES.values(), ids=list(ENGINES))
def test_every_engine_gives_the_same_figures(as_engine: Callable[[pl.DataFrame], object]) -> None:
    table = frame(BOUGHT)
    assert figures(ledger(as_engine(table))) == figures(ledger(table))
