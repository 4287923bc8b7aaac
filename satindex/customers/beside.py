"""The records beside the purchases: approaches, complaints, exits, members of the programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from satindex.customers.files import Table, Wanted, read_table
from satindex.frames.ledgers import as_truth
from satindex.language import Words
from satindex.responses.audit import CellsMissing
from satindex.survey.customer_model import CustomerRecords
from satindex.survey.model import Survey

YES: Final = ("yes", "true", "1", "y", "satisfied", "very satisfied", "是", "满意", "非常满意", "很满意", "比较满意")
NO: Final = (
    *("no", "false", "0", "n", "dissatisfied", "unsatisfied", "not satisfied", "very dissatisfied"),
    *("否", "不满意", "非常不满意", "很不满意", "不太满意"),
)
NEITHER: Final = Words("neither satisfied nor dissatisfied", "既非满意也非不满意")


@dataclass(frozen=True)
class Beside:
    """One kind of records: its rows, the cells that could not be read, and what a reader must know of the others."""

    frame: pl.DataFrame
    unread: tuple[CellsMissing, ...]
    notes: tuple[Words, ...]


def read_beside(survey: Survey, records: CustomerRecords, until: date) -> dict[str, Beside]:
    """Return the records that the definition declares, by their key; what happened after `until` is left out."""
    readers = {"approached": _approached, "complaints": _complaints, "exits": _exits, "programme": _programme}
    return {
        name: read(survey, records, until) for name, read in readers.items() if getattr(records, name, None) is not None
    }


def _approached(survey: Survey, records: CustomerRecords, until: date) -> Beside:
    of = records.approached
    return _dated("approached", of, (), survey, until)


def _complaints(survey: Survey, records: CustomerRecords, until: date) -> Beside:
    of = records.complaints
    assert of is not None  # noqa: S101 -- read only where it is declared
    wanted = [Wanted("cause", of.cause)] if of.cause else []
    wanted += [Wanted("closed", of.closed, "time")] if of.closed else []
    wanted += [Wanted("said", of.satisfied)] if of.satisfied else []
    found = _dated("complaints", of, wanted, survey, until)
    if not of.satisfied:
        return found
    stated = bool(of.yes or of.no)
    satisfied = as_truth(found.frame["said"], of.yes if stated else YES, of.no if stated else NO)
    doubt = satisfied.is_null() & found.frame["said"].is_not_null()
    counts = found.frame["said"].filter(doubt).value_counts(sort=True).rows()
    unread = tuple(CellsMissing("complaints.satisfied", of.satisfied, cell, count, NEITHER) for cell, count in counts)
    frame = found.frame.with_columns(satisfied=satisfied).drop("said")
    return Beside(frame, (*found.unread, *unread[:20]), found.notes)


def _exits(survey: Survey, records: CustomerRecords, until: date) -> Beside:
    of = records.exits
    assert of is not None  # noqa: S101 -- read only where it is declared
    wanted = [Wanted("reason", of.reason)] if of.reason else []
    wanted += [Wanted("margin", of.margin, "amount")] if of.margin else []
    found = _dated("exits", of, wanted, survey, until)
    merged = {word: reason for reason, words in of.reasons.items() for word in words}
    if not of.reason or not merged:
        return found
    reason = found.frame["reason"].replace(list(merged), list(merged.values()))
    return Beside(found.frame.with_columns(reason=reason), found.unread, found.notes)


def _programme(survey: Survey, records: CustomerRecords, until: date) -> Beside:
    of = records.programme
    assert of is not None  # noqa: S101 -- read only where it is declared
    wanted = [Wanted("customer", of.customer)]
    wanted += [Wanted("@tier", of.tier)] if of.tier else []
    wanted += [Wanted("time", of.joined, "time")] if of.joined else []
    segments = [Wanted(f"@{one.column}", one.column) for one in records.segments if one.column != "tier"]
    table = read_table("programme", of.files, wanted, survey, optional=segments)
    frame = table.frame.filter(pl.col("customer").is_not_null())
    if of.joined:
        frame = frame.with_columns(day=pl.col("time").cast(pl.Date)).drop("time", "time?")
        frame = frame.sort("customer", "day", nulls_last=True, maintain_order=True)
    once = frame.unique("customer", keep="first", maintain_order=True)
    notes = _left_out(
        "programme", {"no_customer": table.frame.height - frame.height, "twice": frame.height - once.height}
    )
    return Beside(once, table.unread, notes)


def _dated(what: str, of: Any, wanted: Iterable[Wanted], survey: Survey, until: date) -> Beside:
    table = read_table(
        what, of.files, [Wanted("customer", of.customer), Wanted("time", of.date, "time"), *wanted], survey
    )
    frame, counts = _sound(table, until)
    return Beside(frame, table.unread, _left_out(what, counts))


def _sound(table: Table, until: date) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the rows with a customer and a day until the last observed, once each, and how many were left out."""
    frame = table.frame.with_columns(day=pl.col("time").cast(pl.Date))
    counts: dict[str, int] = {}
    for name, out in (
        ("no_customer", pl.col("customer").is_null()),
        ("no_date", pl.col("day").is_null()),
        ("later", pl.col("day") > until),
    ):
        kept = frame.filter(~out)
        counts[name] = frame.height - kept.height
        frame = kept
    frame = frame.drop([name for name in frame.columns if name.endswith("?")])
    once = frame.unique(maintain_order=True)
    counts["twice"] = frame.height - once.height
    return once.drop("time"), counts


_WHY: Final = {
    "no_customer": Words("without a customer", "没有客户编号"),
    "no_date": Words("without a readable date", "没有可识别的日期"),
    "later": Words("after the last day observed", "晚于最后观察日"),
    "twice": Words("more than once", "重复"),
}


def _left_out(what: str, counts: dict[str, int]) -> tuple[Words, ...]:
    said = [(_WHY[name], count) for name, count in counts.items() if count]
    if not said:
        return ()
    english = "; ".join(f"{count:,} {why.en}" for why, count in said)
    chinese = "；".join(f"{why.zh} {count:,} 行" for why, count in said)
    return (Words(f"{what}: rows left out: {english}.", f"{what}：未计入的行：{chinese}。"),)
