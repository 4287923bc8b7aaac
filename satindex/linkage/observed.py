"""What respondents did after they answered: their outcome from the purchase records, by id and day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import narwhals as nw
import numpy as np
import polars as pl

from satindex.customers.group import Flags
from satindex.customers.ledger import Ledger, day_number
from satindex.customers.loading import load_ledger
from satindex.errors import SatindexError
from satindex.frames.days import as_times
from satindex.frames.ledgers import as_ids, collected
from satindex.frames.passes import Answered
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.responses.responses import about
from satindex.stats.sample import Codes
from satindex.survey.model import Model, Survey
from satindex.survey.model_parts import Observed

BOUGHT: Final = "bought"
NOT_BOUGHT: Final = "not_bought"
WAITING: Final = "waiting"
NEVER: Final = 10**9
STATUSES: Final = {
    BOUGHT: Words("bought again", "再次购买"),
    NOT_BOUGHT: Words("did not buy again", "未再次购买"),
    WAITING: Words(
        "not bought yet, the days not over: watched until the records end", "尚未购买且观察期未结束（删失）"
    ),
    "not_over": Words("set aside: the days after answering are not all observed yet", "剔除：观察期尚未结束"),
    "before": Words("set aside: answered before the records begin", "剔除：作答早于记录的起始日"),
    "not_on_record": Words("set aside: no purchase has this id", "剔除：购买记录中没有该编号"),
    "no_id": Words("set aside: no id", "剔除：没有编号"),
    "no_day": Words("set aside: no readable day of answering", "剔除：没有可识别的作答日期"),
    "no_records": Words("set aside: the purchase records can't be read", "剔除：无法读取购买记录"),
}
"""What can be known of a respondent, in the order in which a report tells it."""


@dataclass(frozen=True)
class Records:
    """The purchase records of a survey, read when they are first asked for."""

    survey: Survey

    @cached_property
    def ledger(self) -> Ledger | Words:
        """The ledger, or why the records can't be read."""
        try:
            return load_ledger(self.survey)
        except SatindexError as error:
            return error.words

    def failure(self, model: Model) -> Words | None:
        """Return why the records that a model observes can't be read; None where they can, or are not asked for."""
        return self.ledger if model.observed and isinstance(self.ledger, Words) else None


def with_observed(scores: Scores, model: Model, records: Records) -> Scores:
    """Return scores with the outcome that a model observes in the purchase records: 1 bought again, 0 did not.

    A model of times has the days until the first purchase as its outcome, and beside it whether there was one; those
    who have not bought yet wait until the `within` days or the records end. Null where it is not known, and why not in
    a column of its own. A purchase counts from the day after answering to `within` days after it. The same scores
    where the model's outcome is an answer or a score.
    """
    observed = model.observed
    if observed is None:
        return scores
    # One frame in memory: the outcome stands in the order of its rows.
    frame = collected(scores.frame)
    if isinstance(records.ledger, Words):
        made = pl.DataFrame({"status": ["no_records"] * frame.height, "waited": [0] * frame.height})
    else:
        made = _observed(frame, scores.survey, records.ledger, observed, is_timed=model.is_timed)
    status = made["status"].alias(observed.status)
    bought = status.replace_strict({BOUGHT: 1.0, NOT_BOUGHT: 0.0, WAITING: 0.0}, default=None, return_dtype=pl.Float64)
    columns = [status, bought.alias(observed.event if model.is_timed else observed.name)]
    if model.is_timed:
        columns.append(made["waited"].cast(pl.Float64).set(bought.is_null(), None).alias(observed.name))
    added = nw.from_native(frame.with_columns(columns), eager_only=True)
    return replace(
        scores, frame=added, answered=Answered(), names=(*scores.names, *(column.name for column in columns[1:]))
    )


@dataclass(frozen=True)
class Answerers:
    """Respondents in the order of their rows: whether they have an id and a readable day of answering, their code
    among the customers (−1: never bought), the day (0 where there is none)."""

    has_id: Flags
    has_day: Flags
    code: Codes
    day: Codes


def answerers(frame: pl.DataFrame, survey: Survey, ledger: Ledger) -> Answerers:
    """Return who answered and when, as the ledger knows customers and counts days."""
    person = survey.respondent
    ids, times = as_ids(frame[about(person.id or "")]), frame[about(person.answered or "")]
    answered = as_times(times, ledger.rules.time_zone).times.cast(pl.Date)
    return Answerers(
        ids.is_not_null().to_numpy(),
        answered.is_not_null().to_numpy(),
        ledger.codes_of(ids),
        answered.to_physical().fill_null(0).to_numpy().astype(np.int64),
    )


def _observed(
    frame: pl.DataFrame, survey: Survey, ledger: Ledger, observed: Observed, *, is_timed: bool
) -> pl.DataFrame:
    """Return what is known of each respondent (`status`), and the days from answering to a purchase or the end."""
    who = answerers(frame, survey, ledger)
    code, day = who.code, who.day
    wait, left = _waits(ledger, code, day), day_number(ledger.observed_until) - day
    nobody = np.zeros(len(day), dtype=bool)
    begin = ledger.observed_from
    known = pl.DataFrame(
        {
            "no_id": ~who.has_id,
            "no_day": ~who.has_day,
            "before": nobody if begin is None else day + 1 < day_number(begin),
            "not_over": left < (1 if is_timed else observed.within),
            "not_on_record": code < 0 if observed.unmatched == "set_aside" else nobody,
            BOUGHT: wait <= observed.within,
            WAITING: left < observed.within,
        }
    )
    status = pl.coalesce(*(pl.when(name).then(pl.lit(name)) for name in known.columns), pl.lit(NOT_BOUGHT))
    return known.select(status=status, waited=np.minimum(np.minimum(wait, observed.within), left))


def _waits(ledger: Ledger, code: Codes, day: Codes) -> Codes:
    """Return the days from a day to the next purchase after it, by customer (code −1: never); NEVER where none is."""
    days = ledger.days
    first = min(int(days.day.min()), int(day.min(initial=0)))
    span = max(int(days.day.max()), int(day.max(initial=0))) - first + 1
    owners = days.code
    place = np.searchsorted(owners * span + days.day - first, code * span + day - first, side="right")
    found = np.minimum(place, len(owners) - 1)
    there = (place < len(owners)) & (owners[found] == code)
    return np.where(there, days.day[found] - day, NEVER)
