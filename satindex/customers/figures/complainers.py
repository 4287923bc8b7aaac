"""Customers who complained: how many are satisfied with what came of it, by cause, and whether they buy again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from satindex.customers.ledger import Ledger, observed_until
from satindex.language import Words
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Estimate
from satindex.stats.tallies import share

ORDER = 90
TITLE = Words("Customers who complained", "投诉客户")
NAME = "complainers"
AGAIN = "complainers.again"
AGAIN_TITLE = Words("Do they buy again?", "投诉后是否再次购买")
NO_COMPLAINTS: Final = Words("no complaints are recorded", "没有投诉记录")
NO_ANSWERS: Final = Words("no complaint has an answer", "投诉均没有满意与否的回答")
NOBODY_KNOWN: Final = Words("no complaint is of a customer who ever bought", "投诉均不来自有购买记录的客户")
LABELS: Final = {
    "satisfied": Words("satisfied", "满意"),
    "dissatisfied": Words("not satisfied", "不满意"),
    "unknown": Words("no answer", "未回答"),
    "(no cause)": Words("(no cause)", "（未注明原因）"),
}


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `complainers` by cause and `complainers.again` by answer; nothing where no complaints are recorded."""
    if ledger.complaints is None:
        return {}
    frame = ledger.complaints.to_native()
    causes = _table(ledger, NAME, TITLE, list(_by_cause(frame)), _satisfied())
    again = list(_again(ledger, frame)) or [{"answer": "overall", **Estimate(None, n=0, reason=NOBODY_KNOWN).cells()}]
    return {NAME: causes, AGAIN: _table(ledger, AGAIN, AGAIN_TITLE, again, _bought_again(ledger))}


def _by_cause(frame: pl.DataFrame) -> Iterator[Row]:
    yield {"cause": "overall", **_satisfaction(frame)}
    if "cause" in frame.columns:
        causes = frame["cause"].value_counts(sort=True).sort("count", "cause", descending=[True, False])
        for cause in causes["cause"].to_list():
            of_cause = frame.filter(pl.col("cause").eq_missing(pl.lit(cause)))
            yield {"cause": "(no cause)" if cause is None else cause, **_satisfaction(of_cause)}


def _satisfaction(frame: pl.DataFrame) -> Row:
    answered = frame["satisfied"].drop_nulls() if "satisfied" in frame.columns else pl.Series(dtype=pl.Boolean)
    hits = int(answered.sum())
    none = Estimate(None, n=0, reason=NO_ANSWERS if frame.height else NO_COMPLAINTS)
    found = (share(hits, answered.len()) if answered.len() else none).cells()
    return {**found, "numerator": hits, "complaints": frame.height, **_closing(frame)}


def _closing(frame: pl.DataFrame) -> Row:
    if "closed" not in frame.columns:
        return {}
    closed = frame.filter(pl.col("closed").is_not_null())
    days = (closed["closed"].cast(pl.Date) - closed["day"]).dt.total_days()
    whole = days.filter(days >= 0)
    median = whole.median()
    taken = float(median) if isinstance(median, int | float) else None
    return {"closed": closed.height / frame.height if frame.height else None, "days_to_close": taken}


def _again(ledger: Ledger, frame: pl.DataFrame) -> Iterator[Row]:
    """Yield, by answer, the share of complaining customers who bought within `lapsed_after` days of the complaint."""
    window, until = ledger.rules.lapsed_after, observed_until(ledger)
    code = ledger.codes_of(ledger.complaints["customer"]) if ledger.complaints is not None else np.empty(0, np.int64)
    day = frame["day"].to_physical().to_numpy().astype(np.int64)
    told = frame["satisfied"].to_list() if "satisfied" in frame.columns else [None] * frame.height
    answer = np.array(["unknown" if one is None else "satisfied" if one else "dissatisfied" for one in told])
    days = ledger.days
    for name in ("satisfied", "dissatisfied", "unknown"):
        rows = (answer == name) & (code >= 0)
        over = rows & (day + window <= until)
        again = sum(
            bool(np.any((bought > when) & (bought <= when + window)))
            for who, when in zip(code[over], day[over], strict=True)
            for bought in [days.day[days.start[who] : days.start[who + 1]]]
        )
        if rows.any():
            yield {
                "answer": name,
                **share(again, int(over.sum())).cells(),
                "numerator": again,
                "complaints": int((answer == name).sum()),
                "too_late": int((rows & ~over).sum()),
            }


def _satisfied() -> Explanation:
    return Explanation(
        Words(
            "Satisfied complainers = complaints whose customer was satisfied in the end / complaints with an answer. "
            "Closed = closed / all; days to close: the median of those closed.",
            "投诉客户满意度 = 最终满意的投诉/有回答的投诉。办结率 = 已办结/全部；办结天数为已办结者的中位数。",
        ),
        (),
        (
            Words(
                "A customer who complained twice counts twice. Those who did not complain are not in here.",
                "同一客户投诉两次计两次；未投诉的客户不在其中。",
            ),
        ),
        ("Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",),
    )


def _bought_again(ledger: Ledger) -> Explanation:
    window = ledger.rules.lapsed_after
    return Explanation(
        Words(
            f"Bought again = complaints whose customer bought in the {window} days after / complaints of customers who "
            "ever bought, made early enough to be watched that long.",
            f"再次购买 = 投诉后 {window} 天内有购买的投诉/曾有购买且观察期足够的投诉。",
        ),
        (),
        (
            Words(
                "Customers who are satisfied differ in more than that: the difference is no proof of an effect.",
                "满意与不满意的客户在其他方面也不同：差异不能证明因果。",
            ),
        ),
        ("Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",),
    )


def _table(ledger: Ledger, name: str, title: Words, rows: list[Row], explanation: Explanation) -> Result:
    return Result(
        name,
        tuple(guarded(rows, ledger.small, siblings="cause")),
        title,
        explanation,
        chart="estimates",
        labels=LABELS,
        options={
            "small": ledger.small,
            "format": "share",
            "keys": ("cause",) if name == NAME else ("answer",),
            "headings": {
                "complaints": Words("Complaints", "投诉数"),
                "closed": Words("Closed", "办结率"),
                "days_to_close": Words("Days to close", "办结天数"),
                "too_late": Words("Not watched long enough", "观察期不足"),
            },
            "kinds": {"complaints": "count", "closed": "share", "days_to_close": "number", "too_late": "count"},
        },
        language=ledger.survey.language,
    )
