"""Numbers that are dates or times, by the format that a statistics package gives their variable, as ISO text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import polars as pl

from satindex.readers.opening.cells import as_written

DAY, HOUR, MINUTE, SECOND = 86_400_000, 3_600_000, 60_000, 1000
SPSS_EPOCH = -12_219_379_200_000  # 14 October 1582, in milliseconds from 1970
STATA_EPOCH = SAS_EPOCH = -315_619_200_000  # 1 January 1960
FARTHEST = 8_000_000_000_000_000  # about 250,000 years: what a calendar is made for
TRAILING = re.compile(r"[\d.]*$")
STATA_DATE = re.compile(r"%-?t?([dcmqhwyC])(.*)$")
SPSS_DATES = frozenset(("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR"))
SPSS_TIMES = frozenset(("TIME", "DTIME", "MTIME"))
SAS_DATES = re.compile(
    r"DATE|DAY|(DDMMYY|MMDDYY|YYMMDD)[BCDNPS]?|WEEKDAT[EX]|WORDDAT[EX]|MONYY|MMYY|YYMM|YYMON|YEAR|YYQ|JULIAN"
    r"|(E8601|B8601|IS8601)DA"
)
SAS_DATETIMES = re.compile(r"DATETIME|DATEAMPM|MDYAMPM|DTDATE|(E8601|B8601|IS8601)DT")
SAS_TIMES = re.compile(r"TIME|TIMEAMPM|TOD|HHMM|(E8601|B8601|IS8601)TM")
PERIODS = {"m": (12, "-", 2), "q": (4, "q", 1), "h": (2, "h", 1), "w": (52, "w", 1)}


@dataclass(frozen=True)
class Clock:
    """What a number counts: `unit` in milliseconds from `epoch` (days, seconds), or periods of a year from 1960."""

    kind: Literal["date", "datetime", "time", "period"]
    unit: int = SECOND
    epoch: int = 0
    period: str = ""


def spss_clock(form: str) -> Clock | None:
    """Return what a variable's numbers count in SPSS, where all times are seconds from 14 October 1582.

    Examples
    --------
    >>> spss_clock("EDATE10").kind, spss_clock("TIME8").kind, spss_clock("F8.2")
    ('date', 'time', None)
    """
    name = TRAILING.sub("", form.upper())
    if name in SPSS_DATES:
        return Clock("date", SECOND, SPSS_EPOCH)
    if name in SPSS_TIMES:
        return Clock("time")
    return Clock("datetime", SECOND, SPSS_EPOCH) if name in ("DATETIME", "YMDHMS") else None


def stata_clock(form: str) -> Clock | None:
    """Return what a variable's numbers count in Stata: days, milliseconds or periods from 1 January 1960.

    `%tC`, which counts leap seconds too, and `%ty`, which is the year itself, stay numbers.

    Examples
    --------
    >>> stata_clock("%td").kind, stata_clock("%tcHH:MM:SS").kind, stata_clock("%tm").kind, stata_clock("%9.0g")
    ('date', 'time', 'period', None)
    """
    found = STATA_DATE.match(form)
    if found is None or found[1] in "Cy":
        return None
    if found[1] == "d":
        return Clock("date", DAY, STATA_EPOCH)
    if found[1] == "c":
        only_time = found[2] and not re.search(r"[CYNnDdJjWw]", found[2])
        return Clock("time", 1) if only_time else Clock("datetime", 1, STATA_EPOCH)
    return Clock("period", 1, period=found[1])


def sas_clock(form: str) -> Clock | None:
    """Return what a variable's numbers count in SAS: days or seconds from 1 January 1960.

    Examples
    --------
    >>> sas_clock("DATE9").kind, sas_clock("DATETIME20.").kind, sas_clock("BEST12")
    ('date', 'datetime', None)
    """
    name = TRAILING.sub("", form.upper())
    if SAS_DATES.fullmatch(name):
        return Clock("date", DAY, SAS_EPOCH)
    if SAS_DATETIMES.fullmatch(name):
        return Clock("datetime", SECOND, SAS_EPOCH)
    return Clock("time") if SAS_TIMES.fullmatch(name) else None


def iso_texts(numbers: pl.Series, clock: Clock) -> pl.Series:
    """Return the times that numbers count: `2018-05-06`, `2018-05-06 10:10:10`, `10:10:10`, `2015-03`, `2015q2`.

    A date with a time of day anywhere in its column is written with it everywhere. A number that no calendar holds
    stays a number.
    """
    ticks = (numbers.cast(pl.Float64) * clock.unit).round() + clock.epoch
    sound = ticks.abs() < FARTHEST
    held = ticks.set(~sound.fill_null(True), None).cast(pl.Int64)
    if clock.kind == "time":
        texts = held.map_elements(_duration, pl.String)
    elif clock.kind == "period":
        texts = held.map_elements(lambda number: _period(number, clock.period), pl.String)
    else:
        texts = _stamps(held, clock)
    return texts if sound.all() else texts.zip_with(sound, numbers.map_elements(as_written, pl.String))


def _stamps(ticks: pl.Series, clock: Clock) -> pl.Series:
    days_only = clock.kind == "date" and not bool((ticks % DAY != 0).any())
    texts = ticks.cast(pl.Datetime("ms")).dt.strftime("%Y-%m-%d" if days_only else "%Y-%m-%d %H:%M:%S%.3f")
    return texts.str.strip_suffix(".000")


def _duration(tick: int) -> str:
    sign, tick = ("-", -tick) if tick < 0 else ("", tick)
    rest = f".{tick % SECOND:03d}".rstrip("0") if tick % SECOND else ""
    return f"{sign}{tick // HOUR:02d}:{tick // MINUTE % 60:02d}:{tick // SECOND % 60:02d}{rest}"


def _period(number: int, period: str) -> str:
    """Return a month, quarter, half-year or week as Stata writes it, a month as ISO does."""
    parts, sign, digits = PERIODS[period]
    return f"{1960 + number // parts}{sign}{number % parts + 1:0{digits}d}"
