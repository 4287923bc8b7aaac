"""Records that are strange, tiny or meant to harm: figures or reasons, no crash, no wrong number in silence."""

# ruff: noqa: DTZ001 -- files hold times without a zone

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import satindex as si
from satindex.customers.customers import Customers
from satindex.customers.ledger import Ledger
from satindex.errors import DataError, FigureError, SatindexError

BARE = "customers: shop\nlanguage: en\npurchases: {file: orders.csv, customer: who, date: day, amount: paid}\n"
Made = Callable[..., Ledger]


def figures(ledger: Ledger) -> None:
    """Every table of every family can be made, has rows, no NaN, and gives a reason for what is missing."""
    for name, table in Customers(ledger).tables().items():
        assert table.rows, name
        for row in table.to_dicts():
            for cell in row.values():
                assert cell == cell, name  # no NaN
            if "estimate" in row and row["estimate"] is None:
                assert row["reason"], (name, row)


STRANGE = {
    "one purchase": "who,day,paid\nA,2026-01-05,1\n",
    "one customer": "who,day,paid\n" + "".join(f"A,2026-0{month}-05,{month}\n" for month in range(1, 8)),
    "one day": "who,day,paid\n" + "".join(f"C{at},2026-01-05,{at}\n" for at in range(20)),
    "nothing paid": "who,day,paid\nA,2026-01-05,0\nB,2026-02-05,0\n",
    "vast amounts": "who,day,paid\nA,2026-01-05,1e300\nB,2026-02-05,1e300\nC,2026-02-06,1e-300\n",
    "half a century": "who,day,paid\nA,1976-01-05,1\nB,2026-02-05,2\n",
    "formulas and markup": "who,day,paid\n=cmd(),2026-01-05,1\n<script>alert(1)</script>,2026-02-05,2\n",
    "very long numbers": f"who,day,paid\n{'9' * 5000},2026-01-05,1\n{'9' * 4999}8,2026-01-06,1\n",
}


@pytest.mark.parametrize("case", STRANGE)
def test_strange_records(ledger: Made, case: str) -> None:
    figures(ledger(BARE, orders=STRANGE[case]))


def test_amounts_that_are_no_numbers_are_set_aside(ledger: Made) -> None:
    frame = pl.DataFrame(
        {
            "who": ["A", "B", "C", "D"],
            "day": [date(2026, 1, 5)] * 4,
            "paid": [1.0, float("nan"), float("inf"), None],
        }
    )
    found = ledger(BARE, frame)
    reasons = {entry.reason.en: entry.count for entry in found.audit.set_aside}
    assert reasons == {"no amount": 2, "unreadable amount": 1}
    figures(found)


def test_a_level_of_a_segment_is_inert_on_the_page(ledger: Made, tmp_path: Path) -> None:
    level = "</script><script>document.title='owned'</script>"
    rows = "".join(f"C{at},2026-0{1 + at % 6}-05,1,{level if at % 2 else '=cmd()'}\n" for at in range(40))
    made = ledger(BARE + "segments: [kind]", orders=f"who,day,paid,kind\n{rows}")
    analysis = si.analyse(Customers(made))
    si.write_report(analysis, tmp_path / "c.html", tmp_path / "c.xlsx")
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "<script>document.title" not in page
    assert "&lt;/script&gt;" in page


def test_too_many_levels_are_refused(ledger: Made) -> None:
    rows = "".join(f"C{at},2026-01-05,1,L{at}\n" for at in range(101))
    with pytest.raises(DataError, match="The segment 'kind' has 101 levels; at most 100 make a table"):
        figures(ledger(BARE + "segments: [kind]", orders=f"who,day,paid,kind\n{rows}"))


def test_types_that_databases_write(ledger: Made) -> None:
    frame = pl.DataFrame(
        {
            "who": pl.Series(["A", "B"], dtype=pl.Categorical),
            "day": pl.Series([datetime(2026, 1, 5, 10), datetime(2026, 2, 5)], dtype=pl.Datetime("ns")),
            "paid": pl.Series([Decimal("1.50"), Decimal("2.25")], dtype=pl.Decimal(10, 2)),
        }
    )
    assert ledger(BARE, frame).purchases["amount"].to_list() == [1.5, 2.25]


def test_a_workbook_of_purchases(ledger: Made, tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"who": ["007", "8"], "day": [datetime(2026, 1, 5, 9, 30), datetime(2026, 2, 5)], "paid": [10.5, 3.0]}
    )
    frame.write_excel(tmp_path / "orders.xlsx")
    found = ledger(BARE.replace("orders.csv", "orders.xlsx"))
    assert sorted(found.days.ids.to_list()) == ["007", "8"]
    assert found.purchases["day"].to_list() == [date(2026, 1, 5), date(2026, 2, 5)]
    assert found.purchases["amount"].to_list() == [10.5, 3.0]


def test_two_customers_who_share_a_hash_stay_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers are numbered one by one where the digits of their hashes do not tell them apart."""
    from satindex.frames import customer_days

    days = [date(2026, 1, 1) + timedelta(days=at % 3) for at in range(12)]
    frame = pl.DataFrame({"customer": list("ABCABCABCABC"), "day": days, "amount": range(12)})
    plain = customer_days.customer_days(frame, ("amount",))
    monkeypatch.setattr(pl.Series, "hash", lambda self, *_: pl.Series([0] * len(self), dtype=pl.UInt64))
    shared = customer_days.customer_days(frame, ("amount",))
    assert sorted(plain.ids.to_list()) == sorted(shared.ids.to_list()) == ["A", "B", "C"]
    for found in (plain, shared):
        spent = {
            name: found.values["amount"][found.start[at] : found.start[at + 1]].sum()
            for at, name in enumerate(found.ids.to_list())
        }
        assert spent == {"A": 0 + 3 + 6 + 9, "B": 1 + 4 + 7 + 10, "C": 2 + 5 + 8 + 11}


def test_a_file_that_is_no_table_is_an_error_in_words(ledger: Made, tmp_path: Path) -> None:
    (tmp_path / "orders.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(SatindexError, match="cut off or damaged"):
        ledger(BARE.replace("orders.csv", "orders.parquet"))


def test_a_report_of_one_purchase_is_whole(ledger: Made, tmp_path: Path) -> None:
    analysis = si.analyse(Customers(ledger(BARE, orders=STRANGE["one purchase"])))
    si.write_report(analysis, tmp_path / "c.html", tmp_path / "c.json", tmp_path / "c.xlsx")
    content = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert content["purchases"] == {"read": 1, "used": 1, "set_aside": {}}
    assert all(row["reason"] for row in content["tables"]["kpis"] if row["estimate"] is None)


def test_amounts_as_people_write_them(ledger: Made) -> None:
    """What may be read two ways (12,5; 1,23) or not at all is set aside and counted, never guessed."""
    orders = """\
        who,day,paid
        A,2026-01-05,"1,234.50"
        B,2026-01-06,￥12
        C,2026-01-07,12元
        D,2026-01-08,"12,5"
        E,2026-01-09,"1,23"
        F,2026-01-09,12万
        G,2026-01-10,"１，０００"
        """
    found = ledger(BARE, orders=orders)
    read = dict(zip(found.purchases["customer"].to_list(), found.purchases["amount"].to_list(), strict=True))
    assert read == {"A": 1234.5, "B": 12.0, "C": 12.0, "G": 1000.0}
    assert {entry.reason.en: entry.count for entry in found.audit.set_aside} == {"unreadable amount": 3}


def test_a_leap_day(ledger: Made) -> None:
    """Twelve months after 2024-02-29 end on 2025-02-28: A is back in time, C is not; 2023-02-29 is no day."""
    orders = """\
        who,day,paid
        A,2024-02-29,1
        A,2025-02-28,1
        B,2023-02-29,1
        C,2024-02-29,1
        C,2025-03-01,1
        """
    found = ledger(BARE + "rules: {opened: 2024-01-01, observed_until: 2025-12-31}", orders=orders)
    assert {entry.reason.en: entry.count for entry in found.audit.set_aside} == {"unreadable date": 1}
    rows = {(row["kpi"], row["period"]): row for row in Customers(found)["kpis"].rows}
    again = rows["new_customer_retention_12m", "2024-02"]
    assert (again["estimate"], again["n"]) == (0.5, 2)


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2027-10", "The records end on 2026-01-05: they do not reach 2027-10"),
        ("2025-10", "Nothing is known of 2025-10 or earlier. No purchase of orders.csv is left"),
        ("2026-13", "'2026-13' is not a month: write 2026-10"),
        ("October", "'October' is not a month: write 2026-10"),
    ],
)
def test_a_month_that_can_not_be(ledger: Made, month: str, said: str) -> None:
    with pytest.raises(FigureError, match=said):
        ledger(BARE, month=month, orders="who,day,paid\nA,2026-01-05,1\n")


def test_days_that_are_numbers_are_shown_in_the_error(ledger: Made) -> None:
    with pytest.raises(DataError, match=r"Set aside were 1: unreadable date; '46027' in 'day' is not a date"):
        ledger(BARE, orders="who,day,paid\nA,46027,1\n")


def test_nothing_but_returns(ledger: Made) -> None:
    with pytest.raises(DataError, match=r"No purchase of orders\.csv is left\. Set aside were 2: return"):
        ledger(BARE, orders="who,day,paid\nA,2026-01-05,-1\nB,2026-01-06,-2\n")


def test_tiny_levels_can_not_be_worked_out(ledger: Made) -> None:
    """Levels of 3, 60 and 100 customers; below 10 nothing is shown, nor of the next smallest: total less the rest."""
    levels = ["small"] * 3 + ["middle"] * 60 + ["big"] * 100
    lines = "".join(
        f"C{at},{2024 + month // 12}-{1 + month % 12:02}-15,1,{level}\n"
        for at, level in enumerate(levels)
        for month in range(30)
    )
    more = "segments: [kind]\nsmall_base: {withhold: 10}\nrules: {opened: 2024-01-01, observed_until: 2026-06-30}\n"
    found = ledger(BARE + more, orders=f"who,day,paid,kind\n{lines}")
    rows = Customers(found)["kpis by kind"].rows
    of = {row["level"]: row for row in rows if (row["kpi"], row["period"]) == ("retention", "2025")}
    assert {level: row["estimate"] for level, row in of.items()} == {"small": None, "middle": None, "big": 1.0}
    assert of["middle"]["reason"].en == "withheld so that a smaller group's figure can't be worked out"
    figures(found)
