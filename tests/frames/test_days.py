"""Dates and times as survey platforms write them."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest

from satindex.frames.days import as_times

NOON = datetime.fromisoformat("2026-09-27T12:05:09")
# Every text is five past noon and nine seconds in UTC, by its offset where it has one.
WRITTEN = [
    "2026-09-27 12:05:09",
    "2026-09-27T12:05:09Z",
    "2026-09-27T14:05:09.250+02:00",
    "2026-09-27 14:05:09 +0200",
    "2026/09/27 3:05:09 PM GMT+3",
    "2026/09/27 5:35:09 下午 GMT+5:30",
    "2026/09/27 5:35:09 PM GMT+0530",
    "2026/09/27 10:05:09 下午 GMT+10",
    "2026/09/27 2:05:09 AM GMT-10",
    "2026/9/27 下午 12:05:09",
    "2026. 9. 27 오후 12:05:09",
    "2026/09/27 午後 0:05:09",
    "27/09/2026 12:05:09 p. m.",
    "9/27/2026 12:05:09 PM",
    "27.09.2026 12:05:09",
    "2026年9月27日 12时05分09秒",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_times_of_platforms(text: str) -> None:
    read = as_times(pl.Series([text, None]), "UTC").times.to_list()
    assert [None if time is None else time.replace(microsecond=0) for time in read] == [NOON, None]


@pytest.mark.parametrize("text", ["2026-13-01 10:00", "2026-09-27 25:00", "tomorrow", "", "2026-09-27 10:00 GMT+3:99x"])
def test_what_is_no_time_is_missing(text: str) -> None:
    assert as_times(pl.Series([text]), "UTC").times.to_list() == [None]


def test_the_day_and_the_month_are_told_by_the_whole_column_or_not_at_all() -> None:
    assert as_times(pl.Series(["1/2/2026 10:00", "13/2/2026 10:00"]), None).times[0] == datetime.fromisoformat(
        "2026-02-01T10:00"
    )
    assert as_times(pl.Series(["1/2/2026 10:00", "2/13/2026 10:00"]), None).times[0] == datetime.fromisoformat(
        "2026-01-02T10:00"
    )
    assert as_times(pl.Series(["1/2/2026 10:00", "3/4/2026 10:00"]), None).ambiguous == "1/2/2026 10:00"
