"""The time taken to answer, where a platform says when a respondent began and ended but not how long it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from satindex.frames.days import as_times
from satindex.language import Words
from satindex.readers.export import Frame, Role, Table

DURATION = "duration"
LOOKED_AT = 100
BEYOND_TWELVE = r"^\s*(?:\d{1,2}[/.-])?(?:1[3-9]|2\d|3[01])[/.-]"
SHORT_YEAR = r"^(\s*\d{1,2}[-/.]\d{1,2}[-/.])(\d{2})(\s|,|$)"
WITH_SECONDS = r"\d[:：.分]\d{1,2}[:：.分]\d{1,2}"
WITH_OFFSET = r"(?:Z|UTC|GMT|(?:UTC|GMT|:\d\d|\.\d+|\s|[MmAP])\s*[+-]\d{1,2}(?::?\d\d)?)\s*$"
LAZY = Words("the frame is read lazily", "数据框为惰性读取")
NO_SECONDS = Words("the times have no seconds", "时间未精确到秒")
NO_TIMES = Words("no cell holds a time", "没有可识别的时间")


@dataclass(frozen=True)
class Duration:
    """A column made of two others of a table: the seconds from `start` to `end`."""

    start: str
    end: str

    def added_to(self, frame: Frame, name: str) -> Frame:
        """Return the frame with the seconds of each row; missing where a time is, or where the end is the earlier."""
        assert isinstance(frame, nw.DataFrame)  # noqa: S101 - of a lazy frame no duration is made
        seconds = seconds_between(_times(frame, self.start), _times(frame, self.end)).to_list()
        return frame.with_columns(nw.new_series(name, seconds, nw.Float64, backend=frame.implementation))


def begun_and_ended(roles: Mapping[str, Role]) -> tuple[str, str] | None:
    """Return the columns of when a respondent began and ended, where there is one of each and none of the duration.

    Examples
    --------
    >>> begun_and_ended({"Start time": "start", "ID": "id", "Completion time": "end"})
    ('Start time', 'Completion time')
    """
    of = {role: [name for name, one in roles.items() if one == role] for role in ("start", "end", "duration")}
    return (of["start"][0], of["end"][0]) if [len(names) for names in of.values()] == [1, 1, 0] else None


def made_of(table: Table, start: str, end: str) -> Duration | Words:
    """Return the duration that a table's columns make, else why they make none.

    Where the day or the month may stand first, all rows are read for one that tells.
    """
    rows = table.first_rows(LOOKED_AT)
    if not rows:
        return LAZY
    places = [table.columns.index(column) for column in (start, end)]
    first = pl.Series([row[at] for row in rows for at in places], dtype=pl.String).drop_nulls()
    if not first.str.contains(WITH_SECONDS).any():
        return NO_SECONDS if len(first) else NO_TIMES
    if (text := as_times(_texts(first), "UTC").ambiguous) is not None and not _told(table, (start, end)):
        return Words(f"'{text}' does not tell the day from the month", f"“{text}”无法判断日与月的先后")
    return Duration(start, end)


def _told(table: Table, columns: Sequence[str]) -> bool:
    """Tell whether some cell holds a day beyond the twelfth, first or second in a date."""
    frame = table.read(columns)
    assert isinstance(frame, nw.DataFrame)  # noqa: S101 - it has first rows
    cells = (_times(frame, column).cast(pl.String) for column in columns)
    return any(bool(texts.str.contains(BEYOND_TWELVE).any()) for texts in cells)


def seconds_between(start: pl.Series, end: pl.Series) -> pl.Series:
    """Return the seconds between two columns of times, texts in any form that `as_times` reads.

    Which of day and month stands first is told by both columns. Times of which one alone names its offset from UTC
    can't be compared.

    Examples
    --------
    >>> seconds_between(pl.Series(["13/9/26 10:00:12", "9/1/26 9:00:00"]), pl.Series(["13/9/26 10:05:40", None]))[0]
    328.0
    """
    texts = [_texts(column) for column in (start, end)]
    both = as_times(pl.concat(texts), "UTC").times
    begun, ended = both.head(len(start)), both.tail(len(end))
    comparable = texts[0].str.contains(WITH_OFFSET) == texts[1].str.contains(WITH_OFFSET)
    seconds = (ended - begun).dt.total_milliseconds() / 1000
    return pl.select(pl.when(pl.lit(comparable) & (pl.lit(seconds) >= 0)).then(pl.lit(seconds))).to_series()


def _times(frame: nw.DataFrame[Any], column: str) -> pl.Series:
    """Return a column as polars has it, whatever engine it comes from."""
    if frame.implementation.is_polars():
        return frame[column].to_polars()
    cells = frame[column].to_list()
    return pl.Series(column, [None if cell is None or cell != cell else cell for cell in cells], strict=False)


def _texts(column: pl.Series) -> pl.Series:
    """Return times as texts in which the year has four digits."""
    if isinstance(column.dtype, pl.Datetime):
        zone = "" if column.dtype.time_zone is None else "%:z"
        return column.dt.strftime(f"%Y-%m-%d %H:%M:%S%.f{zone}")
    return column.cast(pl.String).str.replace(SHORT_YEAR, "${1}20${2}${3}")
