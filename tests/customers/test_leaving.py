"""Who looks like leaving: by hand, in the file that the user names, and nowhere else."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from satindex.cli import main
from satindex.customers.figures import leaving
from satindex.customers.leaving_list import leaving_list, write_leaving
from satindex.errors import FigureError, WriteError

# The months are 2025-11 – 2026-10. G bought in seven of them, none of the last three: that holds for C(5, 3) = 10 of
# the 220 choices of three months, 4.5%. H bought in two: too seldom to tell. J came within the months.
PURCHASES = [
    *(("G", f"{month}-05", 10.0, "") for month in ("2025-08", "2025-11", "2025-12", "2026-01", "2026-02")),
    *(("G", f"{month}-05", 10.0, "") for month in ("2026-03", "2026-04", "2026-05")),
    *(("H", day, 500.0, "") for day in ("2025-07-01", "2025-12-01", "2026-02-01")),
    ("J", "2025-12-01", 5.0, ""),
]
COSTS = "margin_rate: 0.35"


def test_counts_by_hand(make_ledger) -> None:
    table = leaving.tables(make_ledger(PURCHASES, None, COSTS))["leaving"]
    either = table.rows[0]
    assert (either["count"], either["n"], either["estimate"], either["silent"]) == (1, 1, 1.0, 1)
    assert either["false_alarms"] == pytest.approx(10 / 220)
    assert either["at_risk"] == pytest.approx(70 * 12 / 9 * 0.35)
    assert [row["figure"] for row in table.rows] == ["any", "frequency", "spend"]
    assert "1 others buy too seldom" in str(table.explain("en"))


def test_who_left_is_not_asked_about(make_ledger) -> None:
    gone = make_ledger(PURCHASES, [("G", "2026-07-01", "price", 1.0)], COSTS)
    assert leaving.tables(gone)["leaving"].rows[0]["n"] == 0


def test_the_list_stands_in_the_file_and_in_no_table(make_ledger, tmp_path) -> None:
    ledger = make_ledger(PURCHASES, None, COSTS)
    assert write_leaving(ledger, tmp_path / "list.csv") == 1
    found = pl.read_csv(tmp_path / "list.csv")
    assert found["customer"].to_list() == ["G"]
    assert found["orders_before"].to_list() == pytest.approx([7 / 9])
    assert found["last_purchase"].to_list() == ["2026-05-05"]
    for table in leaving.tables(ledger).values():
        assert "G" not in [cell for row in table.to_dicts("en") for cell in row.values()]
    with pytest.raises(WriteError):
        write_leaving(ledger, tmp_path / "list.docx")


def test_short_records_say_why(make_ledger) -> None:
    short = make_ledger(PURCHASES[8:9], None, COSTS, rules="observed_until: 2025-12-31")
    assert leaving.tables(short)["leaving"].rows[0]["reason"].en.startswith("needs 12 whole months")
    with pytest.raises(FigureError):
        leaving_list(short)


def test_segments_add_up(make_ledger) -> None:
    random = np.random.default_rng(3)
    rows = [
        (f"K{who}", f"{year}-{month:02}-{day:02}", 10.0, "east" if who % 2 else "west")
        for who in range(40)
        for year, month in [(2025, 9), (2025, 11), (2025, 12), *((2026, at) for at in range(1, 11))]
        for day in random.choice(28, random.poisson(1.5 if (year, month) < (2026, 8) or who % 4 else 0.1)) + 1
    ]
    ledger = make_ledger(rows, None, COSTS, more="segments: [by]")
    tables = leaving.tables(ledger)
    whole, parts = tables["leaving"].rows[0], tables["leaving by by"].rows
    for column in ("count", "n", "silent"):
        assert sum(row[column] for row in parts) == whole[column]
    assert sum(row["false_alarms"] for row in parts) == pytest.approx(whole["false_alarms"])
    assert whole["count"] > whole["false_alarms"]


def test_the_command_writes_the_list_and_a_report_without_names(make_ledger, tmp_path) -> None:
    rows = [(f"客户-{who}", day, amount, by) for who, day, amount, by in PURCHASES]
    make_ledger(rows, None, COSTS)
    report, named = tmp_path / "r.json", tmp_path / "list.csv"
    asked = ["customers", str(tmp_path / "few.yaml"), "-o", str(report), "--leaving", str(named)]
    done = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "客户-G" in named.read_text("utf-8-sig")
    assert "客户-" not in report.read_text("utf-8")
    assert json.loads(report.read_text("utf-8"))["tables"]["leaving"][0]["count"] == 1
