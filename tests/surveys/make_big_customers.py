"""Makes the simulated records beside `surveys/big-customers.yaml`: `python tests/surveys/make_big_customers.py FOLDER`.

Truths: customers order at their own rate (gamma, mean 1.6 a month), leave with 3% a month (members 2%), 30 stand at the
beginning and 5 more come each month; six in ten complaints end well; those approached stay one month longer at least.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

FIRST, LAST = date(2024, 7, 1), date(2026, 6, 30)
DAYS = (LAST - FIRST).days + 1
DISTRICTS, BUSINESSES, TIERS = ("城区", "郊区", "县域"), ("速递", "包裹", "函件", "报刊"), ("钻石", "金", "银")
REASONS = {"价格": 0.3, "服务": 0.25, "业务": 0.15, "市场": 0.12, "技术": 0.1, "商誉": 0.08}
CAUSES = {"延误": 0.5, "破损": 0.2, "态度": 0.2, "计费": 0.1}
Rows = list[dict[str, object]]


@dataclass
class Customer:
    """One simulated customer; days are counted from the first day of the records."""

    number: str
    district: str
    rate: float
    spend: float
    begins: int
    leaves: int
    tier: str | None
    joins: int
    referrer: str | None


def main(folder: Path) -> None:
    """Write every file of records into `folder`."""
    rng = np.random.default_rng(2026)
    customers = drawn_customers(rng)
    folder.mkdir(parents=True, exist_ok=True)
    orders = pl.DataFrame(purchases(customers, rng), infer_schema_length=None).sort(
        "日期", "订单号", maintain_order=True
    )
    for year in (2024, 2025, 2026):
        of_year = orders.filter(pl.col("日期").str.starts_with(str(year)))
        write(of_year, folder / f"orders-{year}.csv")
    write(pl.DataFrame(approaches(customers, rng)), folder / "approached.csv")
    write(pl.DataFrame(complaints(customers, rng), infer_schema_length=None), folder / "complaints.csv")
    write(pl.DataFrame(exits(customers, rng)), folder / "exits.csv")
    write(pl.DataFrame(members(customers)), folder / "members.csv")


def write(table: pl.DataFrame, path: Path) -> None:
    """Write a table as a platform does: UTF-8 with its mark."""
    path.write_bytes(b"\xef\xbb\xbf" + table.write_csv().encode())


def day(number: int) -> str:
    """Return a day of the records as it is written."""
    return (FIRST + timedelta(days=int(number))).isoformat()


def drawn_customers(rng: np.random.Generator) -> list[Customer]:
    """Return 30 customers from the beginning and 5 more for each month."""
    found: list[Customer] = []
    for number in range(30 + 5 * 24):
        begins = 0 if number < 30 else int((number - 30) // 5 * 30.4 + rng.integers(0, 30))
        member = rng.random() < 0.4
        months = rng.geometric(0.02 if member else 0.03)
        found.append(
            Customer(
                number=f"K{number + 1:04}",
                district=DISTRICTS[rng.choice(3, p=[0.5, 0.3, 0.2])],
                rate=float(rng.gamma(2.5, 1.6 / 2.5)) + 0.2,
                spend=float(rng.lognormal(6, 0.8)),
                begins=begins,
                leaves=begins + int(months * 30.4),
                tier=TIERS[rng.choice(3, p=[0.1, 0.3, 0.6])] if member else None,
                joins=begins + int(rng.integers(60, 300)),
                referrer=f"K{rng.integers(1, number):04}" if number > 30 and rng.random() < 0.2 else None,
            )
        )
    return found


def purchases(customers: list[Customer], rng: np.random.Generator) -> Rows:
    """Return the lines of orders; one in five orders has two lines, one in sixty comes back."""
    rows: Rows = []
    for one in customers:
        at = float(one.begins)
        while at < min(one.leaves, DAYS):
            rows += order(one, int(at), len(rows), rng)
            at += float(rng.exponential(30.4 / one.rate)) + 0.01
    return rows


def order(one: Customer, at: int, number: int, rng: np.random.Generator) -> Rows:
    """Return the lines of one order."""
    known = rng.random() < 0.15
    line = {
        "订单号": f"D{number:05}",
        "客户编号": one.number,
        "日期": day(at),
        "业务": BUSINESSES[rng.choice(4, p=[0.45, 0.3, 0.15, 0.1])],
        "金额": round(float(one.spend * rng.lognormal(0, 0.5)), 2),
        "甲公司金额": round(float(one.spend * rng.lognormal(-0.8, 0.6)), 2) if known else None,
        "乙公司金额": round(float(one.spend * rng.lognormal(-1.5, 0.6)), 2) if known else None,
        "推荐人": one.referrer,
        "区域": one.district,
    }
    lines: Rows = [line]
    if rng.random() < 0.2:
        more = {"业务": "函件", "金额": round(line["金额"] / 4, 2), "甲公司金额": None, "乙公司金额": None}
        lines.append({**line, **more})
    if rng.random() < 1 / 60 and at + 5 < DAYS:
        back = {"订单号": f"T{number:05}", "日期": day(at + 5), "金额": -line["金额"]}
        lines.append({**line, **back, "甲公司金额": None, "乙公司金额": None})
    return lines


def approaches(customers: list[Customer], rng: np.random.Generator) -> Rows:
    """Return who was approached: a third of those who were about to leave, and some who were not."""
    rows: Rows = []
    for one in customers:
        if one.leaves < DAYS and rng.random() < 0.35:
            rows.append({"客户编号": one.number, "日期": day(max(one.begins, one.leaves - 20))})
        elif one.begins + 200 < DAYS and rng.random() < 0.35:
            rows.append({"客户编号": one.number, "日期": day(one.begins + int(rng.integers(60, 200)))})
    return sorted(rows, key=lambda row: str(row["日期"]))


def complaints(customers: list[Customer], rng: np.random.Generator) -> Rows:
    """Return complaints: one in sixty orders or so, six in ten ending well."""
    rows: Rows = []
    for one in customers:
        for _ in range(rng.poisson(0.9)):
            at = int(rng.integers(one.begins, max(one.begins + 1, min(one.leaves, DAYS))))
            closed, said = at + int(rng.integers(1, 15)), rng.random()
            rows.append(
                {
                    "客户编号": one.number,
                    "日期": day(at),
                    "原因": str(rng.choice(list(CAUSES), p=list(CAUSES.values()))),
                    "办结": day(closed) if closed < DAYS else None,
                    "满意": None if said < 0.15 else "是" if said < 0.66 else "否",
                }
            )
    return sorted(rows, key=lambda row: str(row["日期"]))


def exits(customers: list[Customer], rng: np.random.Generator) -> Rows:
    """Return who left, why, and their margin per year."""
    rows: Rows = [
        {
            "客户编号": one.number,
            "退出日期": day(one.leaves),
            "原因": str(rng.choice(list(REASONS), p=list(REASONS.values()))),
            "年毛利": round(0.35 * 12 * one.rate * one.spend, 2),
        }
        for one in customers
        if one.leaves < DAYS
    ]
    return sorted(rows, key=lambda row: str(row["退出日期"]))


def members(customers: list[Customer]) -> Rows:
    """Return the members of the programme."""
    there = [one for one in customers if one.tier and one.joins < min(one.leaves, DAYS)]
    return [{"客户编号": one.number, "等级": one.tier, "入会日期": day(one.joins)} for one in there]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
