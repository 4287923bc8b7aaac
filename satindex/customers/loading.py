"""From a definition and its records to the ledger."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import numpy as np
import polars as pl

from satindex.customers.beside import Beside, read_beside
from satindex.customers.files import Table
from satindex.customers.ledger import Ledger, as_day, begin_of_records
from satindex.customers.purchases import counted_purchases, purchase_table
from satindex.errors import DataError, FigureError, did_you_mean
from satindex.frames.customer_days import first_day, month_of
from satindex.language import Words
from satindex.responses.audit import Audit
from satindex.survey.customer_model import CustomerRecords, Rules
from satindex.survey.model import Survey

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")


def load_ledger(survey: Survey, purchases: Any = None, month: str | None = None, today: date | None = None) -> Ledger:
    """Return the ledger of a definition's records; `purchases` (file, pattern or frame) stands for its purchase files.

    `month` such as 2026-10 makes the ledger as it stood at that month's end. Days after `today` are in the future.
    Raises DataError where the records can't be read or hold no purchase, FigureError for a month they do not cover.
    """
    records = survey.customers
    if records is None:
        raise DataError(_no_purchases(survey))
    rules, now = records.rules, today or _today(records.rules)
    table = purchase_table(survey, records, purchases)
    seen = _last_seen(table, now)
    last = min(rules.observed_until or seen or now, now)
    until = last if month is None else _until(month, last)
    found = counted_purchases(table, records, now, until)
    if not found.frame.height:
        raise _nothing_left(found.audit) if month is None else _nothing_until(month, found.audit)
    beside = read_beside(survey, records, until)
    _check_segments(survey, records, found.frame, beside)
    audit = _whole_audit(found.audit, beside)
    frames = {name: nw.from_native(one.frame, eager_only=True) for name, one in beside.items()}
    return Ledger(
        survey=survey,
        records=records,
        purchases=nw.from_native(found.frame, eager_only=True),
        audit=audit,
        observed_from=None if rules.opened else rules.observed_from or begin_of_records(found.frame),
        observed_until=until,
        month=_month_of_report(until),
        **frames,
    )


def _today(rules: Rules) -> date:
    return datetime.now(ZoneInfo(rules.time_zone) if rules.time_zone else None).date()


def _last_seen(table: Table, today: date) -> date | None:
    days = table.frame["time"].cast(pl.Date)
    last = days.filter(days <= today).max()
    return last if isinstance(last, date) else None


def _until(month: str, last: date) -> date:
    """Return the last day of `month` that the records cover; refuse a month that they do not reach."""
    found = _MONTH.fullmatch(month.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        raise FigureError(Words(f"'{month}' is not a month: write 2026-10.", f"“{month}”不是月份：请写作 2026-10。"))
    following = int(found[1]) * 12 + int(found[2])
    asked = as_day(int(first_day(np.array([following]))[0]) - 1)
    if (last.year, last.month) < (asked.year, asked.month):
        raise FigureError(
            Words(f"The records end on {last}: they do not reach {month}.", f"记录止于 {last}，没有覆盖 {month}。")
        )
    return min(asked, last)


def _month_of_report(until: date) -> int:
    """Return the last month that is wholly observed."""
    day = np.array([(until - date(1970, 1, 1)).days], dtype=np.int64)
    month = int(month_of(day)[0])
    return month if int(first_day(np.array([month + 1]))[0]) - 1 <= int(day[0]) else month - 1


def _check_segments(survey: Survey, records: CustomerRecords, frame: pl.DataFrame, beside: dict[str, Beside]) -> None:
    known = set(frame.columns) | (set(beside["programme"].frame.columns) if "programme" in beside else set())
    for segment in records.segments:
        if f"@{segment.column}" not in known:
            hint = did_you_mean(segment.column, [name.removeprefix("@") for name in sorted(known)])
            raise DataError(
                Words(
                    f"{Path(survey.file).name}: neither purchases nor programme have the column '{segment.column}' of "
                    f"segments. {hint.en if hint else ''}".rstrip(),
                    f"{Path(survey.file).name}：购买记录与会员文件都没有分组列“{segment.column}”。",
                )
            )


def _whole_audit(audit: Audit, beside: dict[str, Beside]) -> Audit:
    cells = [*audit.cells, *(cell for one in beside.values() for cell in one.unread)]
    notes = [*audit.notes, *(note for one in beside.values() for note in one.notes)]
    return replace(audit, cells=tuple(cells), notes=tuple(notes))


def _no_purchases(survey: Survey) -> Words:
    name = Path(survey.file).name or survey.name
    return Words(
        f"{name} declares no purchases. Add purchases: {{file: …, customer: …, date: …, amount: …}}.",
        f"{name} 没有声明购买记录。请添加 purchases: {{file: …, customer: …, date: …, amount: …}}。",
    )


def _nothing_left(audit: Audit) -> DataError:
    english = "; ".join(f"{entry.count}: {entry.reason.en}" for entry in audit.set_aside)
    chinese = "；".join(f"{entry.count}：{entry.reason.zh}" for entry in audit.set_aside)
    some = [cell for cell in audit.cells if cell.value != "…"][:3]
    english += "".join(f"; '{cell.value}' in '{cell.column}' is {cell.reason.en}" for cell in some)
    chinese += "".join(f"；“{cell.column}”中的“{cell.value}”{cell.reason.zh}" for cell in some)
    return DataError(
        Words(
            f"No purchase of {audit.source} is left. Set aside were {english}.",
            f"{audit.source} 中没有可用的购买记录。剔除：{chinese}。",
        )
    )


def _nothing_until(month: str, audit: Audit) -> FigureError:
    why = _nothing_left(audit).words
    return FigureError(
        Words(f"Nothing is known of {month} or earlier. {why.en}", f"{month} 及以前没有可用的记录。{why.zh}")
    )
