"""Records with headings only: nobody left, complained, was approached or joined. That is a finding, no fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import satindex as si
from satindex.customers.customers import Customers
from satindex.customers.ledger import Ledger
from satindex.errors import DataError

Made = Callable[..., Ledger]
SHOP = """
    customers: shop
    language: en
    purchases: {file: "orders*.csv", customer: who, date: day, amount: paid}
    rules: {opened: 2026-01-01, observed_until: 2026-02-28}
    exits: {file: left.csv, customer: who, date: day, reason: why, margin: margin}
    complaints: {file: said.csv, customer: who, date: day, cause: why, closed: done, satisfied: ok}
    approached: {file: asked.csv, customer: who, date: day}
    programme: {file: members.csv, customer: who, tier: tier, joined: day}
"""
ORDERS = "who,day,paid\nA,2026-01-05,10\nB,2026-01-06,20\nA,2026-02-05,10\n"
EMPTY = {
    "left": "who,day,why,margin\n",
    "said": "who,day,why,done,ok\n",
    "asked": "who,day\n",
    "members": "who,tier,day\n",
}


def rows(ledger: Ledger, table: str) -> list[Any]:
    return [dict(row) for row in Customers(ledger)[table].rows]


def test_nobody_left(ledger: Made) -> None:
    found = ledger(SHOP, orders=ORDERS, **EMPTY)
    (why,) = rows(found, "exits")
    assert (why["estimate"], why["n"], why["reason"].en) == (None, 0, "nobody left in these months")
    february = next(row for row in rows(found, "exits.rate") if row["period"] == "2026-02")
    # of 2 customers when February began 0 left; Wilson: upper = z²/(n + z²) = 3.841459/5.841459
    assert (february["estimate"], february["ci_low"], february["n"]) == (0.0, 0.0, 2)
    assert february["ci_high"] == pytest.approx(3.841458820694124 / 5.841458820694124)


def test_nobody_complained(ledger: Made) -> None:
    found = ledger(SHOP, orders=ORDERS, **EMPTY)
    (overall,) = rows(found, "complainers")
    assert (overall["complaints"], overall["estimate"]) == (0, None)
    assert overall["reason"].en == "no complaints are recorded"
    (again,) = rows(found, "complainers.again")
    assert (again["estimate"], again["reason"].en) == (None, "no complaint is of a customer who ever bought")


def test_nobody_was_approached_or_joined(ledger: Made) -> None:
    found = ledger(SHOP.replace("2026-02-28", "2026-12-31"), orders=ORDERS, **EMPTY)
    saved = {row["period"]: row for row in rows(found, "kpis") if row["kpi"] == "save_rate"}
    assert saved["2026-02"]["reason"].en == "no customer at risk was approached in this period"
    members = {row["level"]: row["n"] for row in rows(found, "programme") if row["kpi"] == "retention"}
    assert members["members"] == 0


def test_one_of_several_files_without_rows(ledger: Made) -> None:
    found = ledger(SHOP, orders=ORDERS, orders_of_may="who,day,paid\n", **EMPTY)
    assert (found.audit.rows_read, found.audit.rows_used, found.days.customers) == (3, 3, 2)


def test_a_file_without_rows_still_needs_its_columns(ledger: Made) -> None:
    with pytest.raises(DataError, match=r"left\.csv: no column 'margin' \(exits\)"):
        ledger(SHOP, orders=ORDERS, **{**EMPTY, "left": "who,day,why\n"})


@pytest.mark.parametrize("suffix", [".parquet", ".xlsx"])
def test_other_formats_without_rows(ledger: Made, tmp_path: Path, suffix: str) -> None:
    frame = pl.DataFrame(schema={"who": pl.String, "day": pl.Date, "why": pl.String, "margin": pl.Float64})
    path = tmp_path / f"left{suffix}"
    frame.write_parquet(path) if suffix == ".parquet" else frame.write_excel(path)
    found = ledger(SHOP.replace("left.csv", path.name), orders=ORDERS, **EMPTY)
    assert found.exits is not None
    assert len(found.exits) == 0


def test_the_report_stands(ledger: Made, tmp_path: Path) -> None:
    analysis = si.analyse(Customers(ledger(SHOP, orders=ORDERS, **EMPTY)))
    si.write_report(analysis, tmp_path / "c.html", tmp_path / "c.json", tmp_path / "c.xlsx")
    assert "nobody left in these months" in (tmp_path / "c.html").read_text(encoding="utf-8")
