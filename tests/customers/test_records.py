"""Purchase records are read whatever they look like; every row is accounted for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from satindex.customers.ledger import Ledger
from satindex.errors import DataError, FigureError
from satindex.responses.audit import Audit

BARE = "customers: shop\nlanguage: en\npurchases: {file: orders.csv, customer: who, date: day, amount: paid}\n"
Made = Callable[..., Ledger]


def set_aside(audit: Audit) -> dict[str, int]:
    assert audit.rows_read == audit.rows_used + sum(entry.count for entry in audit.set_aside)
    return {entry.reason.en: entry.count for entry in audit.set_aside}


def test_every_row_is_accounted_for(ledger: Made) -> None:
    orders = """\
        who,day,paid
        007,2026-01-31,10
        007,2026-01-31,10
        ,2026-01-31,10
        7,,10
        7,soon,10
        7,2099-01-01,10
        7,2026-02-30,10
        7,2026-02-28,
        7,2026-02-28,ten
        7,2026-02-28,-3
        7,2026-02-28,0
        """
    found = ledger(BARE, orders=orders)
    assert set_aside(found.audit) == {
        "no customer": 1,
        "no date": 1,
        "unreadable date": 2,
        "date in the future": 1,
        "no amount": 1,
        "unreadable amount": 1,
        "duplicate of another row": 1,
        "return (negative amount)": 1,
    }
    assert sorted(found.days.ids.to_list()) == ["007", "7"]  # leading zeros make another customer
    cells = {(cell.item, cell.value): cell.count for cell in found.audit.cells}
    assert cells == {
        ("purchases.time", "soon"): 1,
        ("purchases.time", "2026-02-30"): 1,
        ("purchases.amount", "ten"): 1,
    }


def test_the_last_day_observed_is_the_last_one_seen_or_declared(ledger: Made) -> None:
    orders = "who,day,paid\nA,2026-01-05,1\nA,2026-03-20,2\n"
    assert ledger(BARE, orders=orders).observed_until == date(2026, 3, 20)
    declared = BARE + "rules: {observed_until: 2026-02-28}"
    found = ledger(declared, orders=orders)
    assert (found.observed_until, set_aside(found.audit)) == (
        date(2026, 2, 28),
        {"after 2026-02-28, the last day looked at": 1},
    )
    assert found.month == 2026 * 12 + 1  # February, counted from January of year 0


DATES = {
    "2026-01-31": "2026-01-31",
    "2026/1/31": "2026-01-31",
    "2026.01.31": "2026-01-31",
    "20260131": "2026-01-31",
    "2026年1月31日": "2026-01-31",
    "2026-01-31 23:59:59": "2026-01-31",
    "2026-01-31T08:00:00.123": "2026-01-31",
    "2026/1/31 下午3:20": "2026-01-31",
    "31/01/2026": "2026-01-31",
    "01/31/2026 11:30 PM": "2026-01-31",
    "31.1.2026": "2026-01-31",
    # 18:00 in Greenwich is two in the morning of the next day in Shanghai, 23:00 in New York noon of the next.
    "2026-01-31T18:00:00Z": "2026-02-01",
    "2026-01-31 18:00:00+00:00": "2026-02-01",
    "2026-01-31 23:00:00-0500": "2026-02-01",
    "2026-01-31 23:00:00+08:00": "2026-01-31",
}


@pytest.mark.parametrize("written", DATES)
def test_a_date_is_a_day_in_the_declared_zone(ledger: Made, written: str) -> None:
    text = BARE + "rules: {time_zone: Asia/Shanghai}"
    found = ledger(text, orders=f"who,day,paid\nA,{written},1\n")
    assert found.purchases["day"].to_list() == [date.fromisoformat(DATES[written])]


def test_a_typed_time_with_a_zone_is_converted_too(ledger: Made) -> None:
    times = [datetime(2026, 1, 31, 18, tzinfo=UTC), datetime(2026, 1, 31, 12, tzinfo=UTC)]
    frame = pl.DataFrame({"who": ["A", "B"], "day": times, "paid": [1.0, 2.0]})
    found = ledger(BARE + "rules: {time_zone: Asia/Shanghai}", frame)
    assert found.purchases["day"].to_list() == [date(2026, 2, 1), date(2026, 1, 31)]


def test_an_offset_without_a_declared_zone_is_refused(ledger: Made) -> None:
    with pytest.raises(DataError, match=r"in which zone are days counted\? Write rules: {time_zone: Asia/Shanghai}"):
        ledger(BARE, orders="who,day,paid\nA,2026-01-31T23:00:00Z,1\n")


def test_dates_that_can_be_read_both_ways_are_refused(ledger: Made) -> None:
    with pytest.raises(DataError, match="no cell tells whether the day or the month comes first"):
        ledger(BARE, orders="who,day,paid\nA,01/02/2026,1\nA,03/04/2026,1\n")
    found = ledger(BARE, orders="who,day,paid\nA,01/02/2026,1\nA,13/02/2026,1\n")
    assert found.purchases["day"].to_list() == [date(2026, 2, 1), date(2026, 2, 13)]


def test_amounts_as_people_write_them(ledger: Made) -> None:
    orders = 'who,day,paid\nA,2026-01-01,"¥1,234.50"\nA,2026-01-02,３\nA,2026-01-03,100元\nA,2026-01-04,(20)\n'
    found = ledger(BARE, orders=orders)
    assert found.purchases["amount"].to_list() == [1234.5, 3.0, 100.0]
    assert set_aside(found.audit) == {"return (negative amount)": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_several_files_in_any_encoding(ledger: Made, tmp_path: Path, encoding: str) -> None:
    for month in (1, 2):
        text = f"客户编号,日期,金额\n00{month},2026-0{month}-05,10\n00{month},2026-0{month}-06,10\n"
        (tmp_path / f"订单{month}.csv").write_text(text, encoding=encoding)
    found = ledger("customers: 客户\npurchases: {file: 订单*.csv, customer: 客户编号, date: 日期, amount: 金额}")
    assert (found.audit.rows_read, sorted(found.days.ids.to_list())) == (4, ["001", "002"])
    assert found.audit.source == "订单1.csv, 订单2.csv"


def test_a_folder_of_parts_is_read_as_its_files(ledger: Made, tmp_path: Path) -> None:
    whole = pl.DataFrame({"who": ["1", "2", "1"], "day": ["2026-01-01", "2026-01-02", "2026-02-01"], "paid": [1, 2, 3]})
    (tmp_path / "parts").mkdir()
    whole[:1].write_parquet(tmp_path / "parts" / "part-0.parquet")
    whole[1:].write_parquet(tmp_path / "parts" / "part-1.parquet")
    found, wanted = ledger(BARE, tmp_path / "parts"), ledger(BARE, whole)
    assert found.purchases.to_native().equals(wanted.purchases.to_native())
    assert found.audit.rows_used == 3


def test_an_export_that_overlaps_another_counts_once(ledger: Made) -> None:
    text = BARE.replace("orders.csv", "[one.csv, two.csv]")
    rows = "A,2026-01-05 10:00:00,10\nA,2026-01-06 11:00:00,10\n"
    found = ledger(text, one=f"who,day,paid\n{rows}", two=f"who,day,paid\n{rows}B,2026-02-01 09:00:00,5\n")
    assert set_aside(found.audit) == {"duplicate of another row": 2}


def test_duplicates_are_kept_where_the_rules_say_so(ledger: Made) -> None:
    orders = "who,day,paid\nA,2026-01-05,10\nA,2026-01-05,10\n"
    assert len(ledger(BARE + "rules: {duplicates: keep}", orders=orders).purchases) == 2


def test_rows_of_one_order_are_one_purchase(ledger: Made) -> None:
    text = BARE.replace("amount: paid", "amount: paid, order: no")
    orders = """\
        who,day,paid,no
        A,2026-01-05,10,1
        A,2026-01-05,5,1
        A,2026-01-05,-3,1
        A,2026-01-09,7,2
        B,2026-01-09,7,
        B,2026-01-10,-4,9
        """
    found = ledger(text, orders=orders)
    assert found.purchases.to_native().select("customer", "amount").rows() == [("A", 12.0), ("A", 7.0), ("B", 7.0)]
    # Order 1 is a purchase of 12 with a discount in it; order 9 is worth less than nothing: a return.
    assert set_aside(found.audit) == {"return (negative amount)": 1}
    assert "5 rows make 3 purchases" in found.audit.notes[-1].en


def test_returns_are_subtracted_where_the_rules_say_so(ledger: Made) -> None:
    orders = """\
        who,day,paid
        A,2026-01-05,100
        A,2026-02-05,50
        A,2026-02-10,-20
        A,2026-02-11,-10
        B,2026-02-01,-5
        """
    found = ledger(BARE + "rules: {returns: subtract}", orders=orders)
    assert found.purchases["amount"].to_list() == [100.0, 20.0]  # B never bought before: nothing to take it from
    assert set_aside(found.audit) == {"return (negative amount)": 3}
    gross = ledger(BARE, orders=orders)
    assert gross.purchases["amount"].to_list() == [100.0, 50.0]
    assert "Returns of −35.00 in all are set aside" in gross.audit.notes[0].en


def test_numbers_of_customers_keep_what_they_were(ledger: Made) -> None:
    days = [date(2026, 1, 1) + timedelta(days=at) for at in range(3)]
    whole = pd.DataFrame({"who": [1.0, 2.0, None], "day": days, "paid": [1, 2, 3]})
    found = ledger(BARE, whole)
    assert (sorted(found.days.ids.to_list()), set_aside(found.audit)) == (["1", "2"], {"no customer": 1})
    parquet = pl.DataFrame({"who": ["007", " 007 ", "8"], "day": days, "paid": [1, 2, 3]})
    assert sorted(ledger(BARE, parquet).days.ids.to_list()) == ["007", "8"]


FAULTY = {
    "no column": ("who,date,paid\nA,2026-01-01,1\n", r"no column 'day' \(purchases\)\. There are: who, date, paid"),
    "nothing left": (
        "who,day,paid\nA,never,1\n",
        r"No purchase of orders\.csv is left\. Set aside were 1: unreadable date",
    ),
    "only headings": ("who,day,paid\n", "headings but no rows"),
}


@pytest.mark.parametrize("case", FAULTY)
def test_records_that_can_not_be_used_say_why(ledger: Made, case: str) -> None:
    orders, said = FAULTY[case]
    with pytest.raises(DataError, match=said):
        ledger(BARE, orders=orders)


def test_a_missing_file_is_answered_with_what_there_is(ledger: Made) -> None:
    with pytest.raises(DataError, match=r"no file matches .*order_\*\.csv\. Did you mean 'orders_1\.csv'"):
        ledger(BARE.replace("orders.csv", "order_*.csv"), orders_1="who,day,paid\nA,2026-01-01,1\n")
    with pytest.raises(DataError, match="The definition names no file of purchases"):
        ledger(BARE.replace("file: orders.csv, ", ""))


def test_a_segment_that_no_file_has_is_refused(ledger: Made) -> None:
    with pytest.raises(DataError, match="neither purchases nor programme have the column 'regoin' of segments"):
        ledger(BARE + "segments: [regoin]", orders="who,day,paid,region\nA,2026-01-01,1,N\n")


def test_a_segment_is_that_of_the_last_purchase(ledger: Made) -> None:
    orders = "who,day,paid,region\nA,2026-01-01,1,N\nA,2026-02-01,1,S\nB,2026-01-01,1,N\nC,2026-01-03,1,\n"
    split = ledger(BARE + "segments: [region]", orders=orders).splits["region"]
    found = ledger(BARE + "segments: [region]", orders=orders)
    levels = {name: split.levels[code] for name, code in zip(found.days.ids.to_list(), split.codes, strict=True)}
    assert levels == {"A": "S", "B": "N", "C": None}
    assert "1 customers changed their 'region'" in split.notes[0].en


@pytest.mark.parametrize(
    ("month", "said"),
    [("2026-13", "is not a month"), ("October", "is not a month"), ("2026-05", "they do not reach 2026-05")],
)
def test_a_month_that_can_not_be_reported(ledger: Made, month: str, said: str) -> None:
    with pytest.raises(FigureError, match=said):
        ledger(BARE, month=month, orders="who,day,paid\nA,2026-01-05,1\n")


def test_a_date_of_the_last_century_is_a_slip_of_the_export(ledger: Made) -> None:
    orders = "who,day,paid\nA,1899-12-30,1\nA,1900-01-01,1\nA,2026-01-05,1\n"
    found = ledger(BARE, orders=orders)
    assert set_aside(found.audit) == {"unreadable date": 2}
    opened = ledger(BARE + "rules: {opened: 2026-01-02}", orders="who,day,paid\nA,2026-01-01,1\nA,2026-01-05,1\n")
    assert set_aside(opened.audit) == {"before the day of opening": 1}


def test_records_beside_the_purchases_are_accounted_for(ledger: Made) -> None:
    text = BARE + "exits: {file: exits.csv, customer: who, date: day}"
    exits = "who,day\nA,2026-02-01\nA,2026-02-01\n,2026-02-01\nB,whenever\nC,2030-01-01\n"
    found = ledger(text, orders="who,day,paid\nA,2026-01-05,1\nB,2026-03-01,1\n", exits=exits)
    assert found.exits is not None
    assert len(found.exits) == 1
    said = found.audit.notes[-1].en
    assert said == (
        "exits: rows left out: 1 without a customer; 1 without a readable date; 1 after the last day observed; "
        "1 more than once."
    )
    assert [(cell.item, cell.value) for cell in found.audit.cells] == [("exits.time", "whenever")]
