"""What respondents did after they answered: their outcome from the purchase records, by id and day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import narwhals as nw
import numpy as np
import polars as pl

from satindex.customers.ledger import Ledger, day_number
from satindex.customers.loading import load_ledger
from satindex.errors import SatindexError
from satindex.frames.days import as_times
from satindex.frames.ledgers import as_ids, collected
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.responses.responses import about
from satindex.stats.sample import Codes
from satindex.survey.model import Model, Survey
from satindex.survey.model_parts import Observed

BOUGHT: Final = "bought"
NOT_BOUGHT: Final = "not_bought"
STATUSES: Final = {
    BOUGHT: Words("bought again", "再次购买"),
    NOT_BOUGHT: Words("did not buy again", "未再次购买"),
    "not_over": Words("set aside: the days after answering are not all observed yet", "剔除：观察期尚未结束"),
    "before": Words("set aside: answered before the records begin", "剔除：作答早于记录的起始日"),
    "not_on_record": Words("set aside: no purchase has this id", "剔除：购买记录中没有该编号"),
    "no_id": Words("set aside: no id", "剔除：没有编号"),
    "no_day": Words("set aside: no readable day of answering", "剔除：没有可识别的作答日期"),
    "no_records": Words("set aside: the purchase records can't be read", "剔除：无法读取购买记录"),
}
"""What can be known of a respondent, in the order in which it is looked at (the first two last)."""


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

    Null where it is not known, and why not in a column of its own. The same scores where the model's outcome is an
    answer or a score. A purchase counts from the day after answering to `within` days after it.
    """
    observed = model.observed
    if observed is None:
        return scores
    # One frame in memory: the outcome stands in the order of its rows.
    frame = collected(scores.frame)
    ledger = records.ledger
    if isinstance(ledger, Words):
        status = pl.Series(observed.status, ["no_records"] * frame.height)
    else:
        status = _statuses(frame, scores.survey, ledger, observed)
    bought = status.replace_strict({BOUGHT: 1.0, NOT_BOUGHT: 0.0}, default=None, return_dtype=pl.Float64)
    added = frame.with_columns(status.alias(observed.status), bought.alias(observed.name))
    return replace(scores, frame=nw.from_native(added, eager_only=True), names=(*scores.names, observed.name))


def _statuses(frame: pl.DataFrame, survey: Survey, ledger: Ledger, observed: Observed) -> pl.Series:
    """Return what is known of each respondent."""
    person = survey.respondent
    ids, times = as_ids(frame[about(person.id or "")]), frame[about(person.answered or "")]
    zone = ledger.rules.time_zone
    answered = as_times(times, zone).times.cast(pl.Date)
    day = answered.to_physical().fill_null(0).to_numpy().astype(np.int64)
    code = ledger.codes_of(nw.from_native(ids, series_only=True))
    begin = None if ledger.observed_from is None else day_number(ledger.observed_from)
    end = day_number(ledger.observed_until)
    known = pl.DataFrame(
        {
            "no_id": ids.is_null(),
            "no_day": answered.is_null(),
            "before": np.zeros(len(day), dtype=bool) if begin is None else day + 1 < begin,
            "not_over": day + observed.within > end,
            "not_on_record": code < 0 if observed.unmatched == "set_aside" else np.zeros(len(day), dtype=bool),
            BOUGHT: _bought(ledger, code, day, observed.within),
        }
    )
    return known.select(
        pl.coalesce(*(pl.when(name).then(pl.lit(name)) for name in known.columns), pl.lit(NOT_BOUGHT))
    ).to_series()


def _bought(ledger: Ledger, code: Codes, day: Codes, within: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return whether each customer (by code; −1: never) bought on one of the `within` days after a day."""
    days = ledger.days
    first = min(int(days.day.min()), int(day.min(initial=0)))
    span = max(int(days.day.max()), int(day.max(initial=0))) - first + within + 1
    keys, answered = days.code * span + days.day - first, code * span + day - first
    after, until = (np.searchsorted(keys, limit, side="right") for limit in (answered, answered + within))
    return np.asarray((until > after) & (code >= 0))
