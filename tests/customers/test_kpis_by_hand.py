"""Every KPI on a ledger of twelve purchases, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from satindex.customers.ledger import Ledger
from satindex.results.result import Row

Kpis = Callable[..., dict[tuple[str, str], Row]]
DEFINITION = """
customers: five
language: en
purchases: {file: orders.csv, customer: who, date: day, amount: paid, rivals: {X: at_x, Y: at_y}}
rules: {lapsed_after: 60, cycle: 30, opened: 2026-01-01, observed_until: 2026-06-30}
approached: {file: approached.csv, customer: who, date: day}
complaints: {file: complaints.csv, customer: who, date: day, satisfied: satisfied}
targets: {retention: 0.7, churn: {month: 0.3}, new_customers: {quarter: 4}}
"""
#              paid on     lapses 60 days later, so customers at the ends of …
# A 10 Jan, 12 Feb, 14 Mar, 15 May          Jan  Feb  Mar  Apr  May  Jun
# B 20 Jan, 25 Jan, 5 Mar                   Jan  Feb  Mar  Apr            (5 Mar + 60 days = 4 May)
# C 3 Feb, 20 May                                Feb  Mar       May  Jun  (3 Feb + 60 = 4 Apr)
# D 31 Mar, 15 Jun                                    Mar  Apr       Jun  (31 Mar + 60 = 30 May)
# E 2 Apr                                                  Apr  May       (2 Apr + 60 = 1 Jun)
ORDERS = """\
who,day,paid,at_x,at_y
A,2026-01-10,100,50,
A,2026-02-12,50,,
A,2026-03-14,60,,
A,2026-05-15,80,,
B,2026-01-20,200,60,40
B,2026-01-25,40,,
B,2026-03-05,10,,
C,2026-02-03,30,,
C,2026-05-20,70,,
D,2026-03-31,500,,
D,2026-06-15,20,,
E,2026-04-02,90,,
"""
APPROACHED = """\
who,day
A,2026-04-20
B,2026-04-25
C,2026-04-28
A,2026-04-29
"""
COMPLAINTS = """\
who,day,satisfied
A,2026-02-10,yes
B,2026-02-11,no
D,2026-02-15,
"""


@pytest.fixture
def five(ledger: Callable[..., Ledger]) -> Ledger:
    return ledger(DEFINITION, orders=ORDERS, approached=APPROACHED, complaints=COMPLAINTS)


# KPI, period → numerator, base; the estimate is their quotient.
SHARES = [
    # Both ends over the start: Feb {A B}, Mar {A B C}, Apr {A B C D} keeps A B D, May {A B D E} keeps A E, …
    *(("retention", "2026-02", 2, 2), ("retention", "2026-03", 3, 3), ("retention", "2026-04", 3, 4)),
    *(("retention", "2026-05", 2, 4), ("retention", "2026-06", 2, 3)),  # Jun: {A C E} keeps A C
    ("retention", "2026-Q2", 3, 4),  # 31 Mar {A B C D}, 30 Jun {A C D}
    *(("churn", "2026-04", 1, 4), ("churn", "2026-05", 2, 4), ("churn", "2026-Q2", 1, 4)),
    # New in Jan: A (again 12 Feb), B (again 25 Jan); in Feb: C (again 20 May, after 3 May); in Mar: D (again 15 Jun).
    ("new_customer_retention_3m", "2026-01", 2, 2),
    ("new_customer_retention_3m", "2026-02", 0, 1),
    ("new_customer_retention_3m", "2026-03", 1, 1),
    ("new_customer_retention_3m", "2026-Q1", 3, 4),
    # Twice in January: B of A and B; in the quarter: A and B of A B C D. Purchases: 3 of 2 customers; 8 of 4.
    *(("repeat_rate", "2026-01", 1, 2), ("repeat_rate", "2026-Q1", 2, 4)),
    *(("repeat_rate_orders", "2026-01", 1, 3), ("repeat_rate_orders", "2026-Q1", 4, 8)),
    # Bought in: Jan A B, Feb A C, Mar A B D, Apr E, May A C, Jun D; Q1 A B C D, Q2 A C D E.
    *(("repurchase_rate", "2026-01", 1, 2), ("repurchase_rate", "2026-02", 1, 2)),
    *(("repurchase_rate", "2026-03", 0, 3), ("repurchase_rate", "2026-05", 0, 2), ("repurchase_rate", "2026-Q1", 3, 4)),
    # Lapsed on 30 Apr: C, who bought in May; on 31 May: B and D, of whom D bought in June.
    *(("win_back_rate", "2026-05", 1, 1), ("win_back_rate", "2026-06", 1, 2)),
    # Approached while customers: A (20 Apr: 37 days; 60 days later bought 15 May) and B (25 Apr: 51 days; not since).
    # C (28 Apr: 84 days) had lapsed; A's second approach is the same customer in the same period.
    *(("save_rate", "2026-04", 1, 2), ("complainer_satisfaction", "2026-02", 1, 2)),
]


@pytest.mark.parametrize(("kpi", "period", "numerator", "base"), SHARES)
def test_a_share(five: Ledger, kpis_of: Kpis, kpi: str, period: str, numerator: int, base: int) -> None:
    row = kpis_of(five)[kpi, period]
    assert (row["numerator"], row["n"]) == (numerator, base)
    assert row["estimate"] == pytest.approx(numerator / base, abs=1e-15)


COUNTS = {
    "customer_base": {"2026-01": 2, "2026-02": 3, "2026-03": 4, "2026-04": 4, "2026-05": 3, "2026-06": 3}
    | {"2026-Q1": 4, "2026-Q2": 3},
    "new_customers": {"2026-01": 2, "2026-02": 1, "2026-03": 1, "2026-04": 1, "2026-05": 0, "2026-06": 0}
    | {"2026-Q1": 4, "2026-Q2": 1},
}


@pytest.mark.parametrize("kpi", COUNTS)
def test_a_count(five: Ledger, kpis_of: Kpis, kpi: str) -> None:
    rows = kpis_of(five)
    assert {period: rows[kpi, period]["estimate"] for period in COUNTS[kpi]} == COUNTS[kpi]


def test_frequency_is_purchases_per_customer_who_bought_and_cycle(five: Ledger, kpis_of: Kpis) -> None:
    rows = kpis_of(five)
    # January: 3 purchases of 2 customers in 31 days; a cycle has 30.
    assert rows["purchase_frequency", "2026-01"]["estimate"] == pytest.approx(3 / 2 * 30 / 31)
    # First quarter (90 days): 3, 3, 1, 1 purchases: mean 2, s = √(4/3), so 2/3 ± 3.18245 · √(4/3)/2 · 30/90.
    quarter = rows["purchase_frequency", "2026-Q1"]
    assert quarter["estimate"] == pytest.approx(2 * 30 / 90)
    assert quarter["std_error"] == pytest.approx((4 / 3) ** 0.5 / 2 / 3)
    assert quarter["ci_high"] == pytest.approx(2 / 3 + 3.182446 * (4 / 3) ** 0.5 / 2 / 3, rel=1e-6)  # R: qt(.975, 3)


def test_spend_is_amount_per_customer_who_bought(five: Ledger, kpis_of: Kpis) -> None:
    rows = kpis_of(five)
    assert rows["average_spend", "2026-01"]["estimate"] == pytest.approx((100 + 240) / 2)
    assert rows["average_spend", "2026-Q1"]["estimate"] == pytest.approx((210 + 250 + 30 + 500) / 4)


def test_share_of_customer_counts_purchases_whose_rivals_are_recorded(five: Ledger, kpis_of: Kpis) -> None:
    row = kpis_of(five)["share_of_customer", "2026-01"]
    # A: 100 here, 50 elsewhere; B: 200 here, 60 + 40 elsewhere; B's purchase of 40 says nothing of rivals.
    assert row["estimate"] == pytest.approx((100 + 200) / (150 + 300))
    assert row["n"] == 2


MISSING = {
    ("retention", "2026-01"): "no customers at the start of this period",
    ("retention", "2026-Q1"): "no customers at the start of this period",
    ("retention", "2026"): "not yet fully observed: it takes records to 2026-12-31, they end on 2026-06-30",
    ("new_customer_retention_3m", "2026-04"): "not yet fully observed: it takes records to 2026-07-30",
    ("new_customer_retention_12m", "2026-01"): "not yet fully observed: it takes records to 2027-01-31",
    ("new_customer_retention_3m", "2026-Q2"): "not yet fully observed: it takes records to 2026-09-30",
    ("repurchase_rate", "2026-06"): "not yet fully observed: it takes records to 2026-07-31",
    ("save_rate", "2026-05"): "not yet fully observed: it takes records to 2026-07-30",
    ("save_rate", "2026-01"): "no customer at risk was approached in this period",
    ("win_back_rate", "2026-02"): "no lapsed customers at the start of this period",
    ("share_of_customer", "2026-02"): "nobody bought in this period",
    ("complainer_satisfaction", "2026-03"): "no complaint of this period has an answer",
}


@pytest.mark.parametrize(("kpi", "period"), MISSING)
def test_what_can_not_be_known_is_missing_with_its_reason(five: Ledger, kpis_of: Kpis, kpi: str, period: str) -> None:
    row = kpis_of(five)[kpi, period]
    assert row["estimate"] is None
    assert str(row["reason"]).startswith(MISSING[kpi, period])


def test_targets_changes_and_whether_they_are_met(five: Ledger, kpis_of: Kpis) -> None:
    rows = kpis_of(five)
    april, may = rows["retention", "2026-04"], rows["retention", "2026-05"]
    assert (april["target"], april["met"], may["met"]) == (0.7, True, False)
    assert (may["previous"], may["change"]) == (0.75, pytest.approx(0.5 - 0.75))
    # Newcombe's interval of 2/4 − 3/4 from Wilson's ends .15004–.84996 and .30064–.95441 (z = 1.959964).
    low, high = 0.5 - 0.15003898915214947, 0.84996101084785 - 0.5
    assert may["change_low"] == pytest.approx(-0.25 - (low**2 + (0.954414 - 0.75) ** 2) ** 0.5, abs=1e-5)
    assert may["change_high"] == pytest.approx(-0.25 + (high**2 + (0.75 - 0.300642) ** 2) ** 0.5, abs=1e-5)
    assert (rows["churn", "2026-04"]["met"], rows["churn", "2026-Q2"]["target"]) == (True, None)
    assert (rows["new_customers", "2026-Q1"]["met"], rows["new_customers", "2026-Q2"]["met"]) == (True, False)
    change = rows["new_customers", "2026-Q2"]
    assert (change["change"], change["change_low"]) == (-3, pytest.approx(-3 - 1.959964 * 5**0.5, abs=1e-5))


def test_who_left_is_no_customer_though_they_bought_lately(ledger: Callable[..., Ledger], kpis_of: Kpis) -> None:
    exits = "exits: {file: exits.csv, customer: who, date: day}\n"
    left = "who,day\nE,2026-05-10\nA,2026-02-01\n"  # A came back on 12 February: leaving counts until the next purchase
    found = ledger(DEFINITION + exits, orders=ORDERS, approached=APPROACHED, complaints=COMPLAINTS, exits=left)
    rows = kpis_of(found)
    assert [rows["customer_base", f"2026-{month:02}"]["estimate"] for month in range(1, 7)] == [2, 3, 4, 4, 2, 3]


def test_without_an_opening_day_older_customers_are_not_known(ledger: Callable[..., Ledger], kpis_of: Kpis) -> None:
    found = ledger(
        DEFINITION.replace("opened: 2026-01-01, ", ""), orders=ORDERS, approached=APPROACHED, complaints=COMPLAINTS
    )
    rows = kpis_of(found)
    # 60 days before 28 February are 31 December: the records begin in January. Before 31 March they reach far enough.
    assert str(rows["customer_base", "2026-02"]["remark"]).startswith("records begin on 2026-01-01")
    assert "remark" not in rows["customer_base", "2026-03"] or rows["customer_base", "2026-03"]["remark"] is None
    assert str(rows["retention", "2026-01"]["reason"]).startswith("records begin on 2026-01-01")


def test_the_month_asked_for_is_as_it_looked_then(ledger: Callable[..., Ledger], kpis_of: Kpis) -> None:
    found = ledger(DEFINITION, month="2026-04", orders=ORDERS, approached=APPROACHED, complaints=COMPLAINTS)
    rows = kpis_of(found)
    assert ("retention", "2026-05") not in rows
    assert rows["retention", "2026-04"]["estimate"] == 0.75
    assert rows["repurchase_rate", "2026-04"]["estimate"] is None
    assert [(entry.reason.en, entry.count) for entry in found.audit.set_aside] == [
        ("after 2026-04-30, the last day looked at", 3)
    ]
