"""Cohorts, complainers and the programme, worked out by hand; every family keeps its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from satindex.customers.customers import Customers, families
from satindex.customers.ledger import Ledger
from satindex.errors import FigureError

DEFINITION = """
customers: three
language: en
purchases: {file: orders.csv, customer: who, date: day, amount: paid}
rules: {lapsed_after: 60, cycle: 10, opened: 2026-01-01, observed_until: 2026-04-20}
complaints: {file: complaints.csv, customer: who, date: day, cause: cause, closed: closed, satisfied: happy}
programme: {file: members.csv, customer: who, tier: tier, joined: since}
"""
ORDERS = """\
who,day,paid
A,2026-01-05,10
A,2026-03-02,20
A,2026-03-20,20
A,2026-04-10,60
B,2026-01-07,10
B,2026-02-01,10
C,2026-02-11,10
C,2026-03-11,10
D,2026-02-12,10
"""
COMPLAINTS = """\
who,day,cause,closed,happy
A,2026-01-10,late,2026-01-13,yes
B,2026-01-20,late,2026-01-21,no
C,2026-02-15,broken,,yes
D,2026-02-13,broken,,no
A,2026-03-01,late,2026-03-03,
"""
MEMBERS = """\
who,tier,since
A,gold,2026-03-15
C,silver,2026-02-20
"""


@pytest.fixture
def three(ledger: Callable[..., Ledger]) -> Customers:
    return Customers(ledger(DEFINITION, orders=ORDERS, complaints=COMPLAINTS, members=MEMBERS))


def test_cohorts(three: Customers) -> None:
    rows = {(row["cohort"], row["age"]): row for row in three["cohorts"].rows}
    # January: A and B. In February B bought, in March A; April is not over. February: C and D; in March C bought.
    known = {key: (row["numerator"], row["n"]) for key, row in rows.items() if row["estimate"] is not None}
    assert known == {
        ("2026-01", 0): (2, 2),
        ("2026-01", 1): (1, 2),
        ("2026-01", 2): (1, 2),
        ("2026-02", 0): (2, 2),
        ("2026-02", 1): (1, 2),
    }
    assert str(rows["2026-01", 3]["reason"]).startswith("not yet fully observed: it takes records to 2026-04-30")
    curve = {row["age"]: (row["estimate"], row["n"], row["cohorts"]) for row in three["cohorts.curve"].rows}
    assert curve == {0: (1.0, 4, 2), 1: (0.5, 4, 2), 2: (0.5, 2, 1)}


def test_complainers_by_cause(three: Customers) -> None:
    rows = {row["cause"]: row for row in three["complainers"].rows}
    assert {cause: (row["numerator"], row["n"], row["complaints"]) for cause, row in rows.items()} == {
        "overall": (2, 4, 5),
        "late": (1, 2, 3),
        "broken": (1, 2, 2),
    }
    assert (rows["late"]["closed"], rows["late"]["days_to_close"]) == (1.0, 2.0)  # 3, 1 and 2 days
    assert (rows["broken"]["closed"], rows["broken"]["days_to_close"]) == (0.0, None)


def test_who_complained_and_bought_again(three: Customers) -> None:
    rows = {row["answer"]: row for row in three["complainers.again"].rows}
    # Within 60 days: A (10 Jan) by 11 March: yes, 2 March; C (15 Feb): yes, 11 March. B (20 Jan): yes, 1 Feb;
    # D (13 Feb): never. A's second (1 March) can be watched to 20 April only: 50 days.
    found = {answer: (row["numerator"], row["n"], row["too_late"]) for answer, row in rows.items()}
    assert found == {"satisfied": (2, 2, 0), "dissatisfied": (1, 2, 0), "unknown": (0, 0, 1)}


def test_members_before_and_after_joining(three: Customers) -> None:
    found = {(row["kpi"], row["level"]): row for row in three["programme.joining"].rows}
    # 6 cycles of 10 days. A joined on 15 March: 14 January … 14 March: 1 purchase of 20; but 15 March + 60 days
    # is after 20 April. C joined on 20 February, 9 days after the first purchase. Nobody can be watched.
    assert found["purchase_frequency", "before"]["n"] == 0
    assert "2 members joined too early, too late" in three["programme.joining"].explanation.numbers[0].en


def test_members_watched_equally_long_on_both_sides(ledger: Callable[..., Ledger]) -> None:
    text = DEFINITION.replace("cycle: 10", "cycle: 5")
    found = Customers(ledger(text, orders=ORDERS, complaints=COMPLAINTS, members=MEMBERS))["programme.joining"]
    rows = {(row["kpi"], row["level"]): row["estimate"] for row in found.rows}
    # 6 cycles of 5 days. A: 13 February … 14 March: 20; 15 March … 13 April: 20 and 60. Per cycle: a sixth.
    assert rows["purchase_frequency", "before"] == pytest.approx(1 / 6)
    assert rows["purchase_frequency", "after"] == pytest.approx(2 / 6)
    assert rows["average_spend", "difference"] == pytest.approx((80 - 20) / 6)
    assert any("no effect" in note.en for note in found.explanation.notes)


def test_tiers_are_a_segment(three: Customers) -> None:
    rows = [row for row in three["kpis by tier"].rows if (row["kpi"], row["period"]) == ("new_customers", "2026-02")]
    assert {row["level"]: row["estimate"] for row in rows} == {"gold": 0, "silver": 1, "(missing)": 1}


def test_a_family_is_named_after_its_tables(three: Customers) -> None:
    for name in families():
        for table in three.of(name):
            assert table.split(" by ")[0].split(".")[0] == name


def test_an_unknown_table_is_answered_with_the_nearest(three: Customers) -> None:
    with pytest.raises(FigureError, match="Did you mean 'cohorts'"):
        three["cohort"]
    with pytest.raises(FigureError, match=r"Did you mean 'cohorts\.curve'"):
        three["cohorts.curv"]


def test_nothing_is_made_of_what_is_not_declared(ledger: Callable[..., Ledger]) -> None:
    bare = Customers(ledger("customers: bare\npurchases: {file: orders.csv, customer: who, date: day}", orders=ORDERS))
    assert not {"complainers", "programme", "kpis by tier"} & set(bare.tables())
