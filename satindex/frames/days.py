"""Dates as they are written in records, as days in one time zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

EXACT: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%d")
_HALF: Final = r"上午|下午|午前|午後|오전|오후|[AaPp]\.?\s?[Mm]\.?"
_PARTS: Final = (
    r"^\s*(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})日?\.?,?"
    rf"(?:[T\s]*(?P<half>{_HALF})?\s*(?P<H>\d{{1,2}})[:：时](?P<M>\d{{1,2}})(?:[:：分](?P<S>\d{{1,2}})秒?)?(?:\.\d+)?"
    rf"\s*(?P<half2>{_HALF})?)?\s*(?P<zone>Z|UTC|GMT|(?:GMT|UTC)[+-]\d{{1,2}}(?::?\d{{2}})?|[+-]\d{{2}}:?\d{{2}})?\s*$"
)
_COMPACT: Final = r"^\s*(\d{4})(\d{2})(\d{2})(\d{0}|[\sT]?\d{2}:?\d{2}.*)$"
_DAY_FIRST: Final = r"^\s*(?P<a>\d{1,2})(?P<sign>[/.-])(?P<b>\d{1,2})[/.-](?P<y>\d{4})(?P<rest>.*)$"
NAIVE: Final = pl.Datetime("us")


@dataclass(frozen=True)
class Times:
    """Points in time, naive in the zone asked for; `offsets` tells whether any cell named an offset from UTC.

    `ambiguous` is a cell whose day and month can't be told apart, where the column does not tell either.
    """

    times: pl.Series
    offsets: bool
    ambiguous: str | None = None


def as_times(column: pl.Series, zone: str | None) -> Times:
    """Return a column of dates or texts as naive times in `zone`; what can't be read is null.

    Without an offset a time is taken as the zone's own. Texts: year first, with or without a time and an offset,
    Chinese 年月日, eight digits; day or month first where the whole column says which.
    """
    if column.dtype == pl.Date:
        return Times(column.cast(NAIVE), offsets=False)
    if isinstance(column.dtype, pl.Datetime):
        if column.dtype.time_zone is None:
            return Times(column.cast(NAIVE), offsets=False)
        there = column.dt.convert_time_zone(zone or "UTC").dt.replace_time_zone(None).cast(NAIVE)
        return Times(there, offsets=True)
    if column.dtype == pl.Null:
        return Times(column.cast(NAIVE), offsets=False)
    return _from_texts(column.cast(pl.String), zone)


def _from_texts(texts: pl.Series, zone: str | None) -> Times:
    for form in EXACT:
        first = texts.drop_nulls().head(1).str.strip_chars()
        if first.len() and first.str.to_datetime(form, strict=False, time_unit="us").null_count() == 0:
            read = texts.str.strip_chars().str.to_datetime(form, strict=False, time_unit="us")
            if read.null_count() == texts.null_count():
                return Times(read, offsets=False)
    distinct = texts.drop_nulls().unique(maintain_order=True)
    written = _iso(distinct)
    if isinstance(written, str):
        return Times(pl.Series(texts.name, [None] * texts.len(), dtype=NAIVE), offsets=False, ambiguous=written)
    found = written.str.extract_groups(_PARTS).struct.unnest()
    read = _moments(found, zone)
    offsets = bool(found["zone"].is_not_null().any())
    times = texts.replace_strict(distinct, read, default=None, return_dtype=NAIVE)
    return Times(times.alias(texts.name), offsets)


def _iso(texts: pl.Series) -> pl.Series | str:
    """Return the texts with the year first; a text that can be read both ways where nothing tells which."""
    compact = texts.str.replace(_COMPACT, "$1-$2-$3 $4")
    parts = compact.str.extract_groups(_DAY_FIRST).struct.unnest()
    rows = parts["y"].is_not_null()
    if not rows.any():
        return compact
    first, second = (parts[name].cast(pl.Int32, strict=False) for name in "ab")
    dotted = bool((parts.filter(rows)["sign"] == ".").all())
    day_first = dotted or bool((first > 12).any())
    month_first = not dotted and bool((second > 12).any())
    if not day_first and not month_first:
        return str(texts.filter(rows)[0])
    day, month = ("b", "a") if month_first and not day_first else ("a", "b")
    iso = parts["y"] + "-" + parts[month] + "-" + parts[day] + parts["rest"]
    return iso.zip_with(rows, compact)


def _moments(found: pl.DataFrame, zone: str | None) -> pl.Series:
    numbers = {name: pl.col(name).cast(pl.Int32, strict=False) for name in ("y", "m", "d", "H", "M", "S")}
    half = pl.coalesce("half", "half2").str.to_uppercase().str.replace_all(r"[.\s]", "")
    hour = numbers["H"].fill_null(0)
    hour = (
        pl.when(half.is_in(["PM", "下午", "午後", "오후"]) & (hour < 12))
        .then(hour + 12)
        .when(half.is_in(["AM", "上午", "午前", "오전"]) & (hour == 12))
        .then(0)
        .otherwise(hour)
    )
    sound = numbers["m"].is_between(1, 12) & hour.is_between(0, 23)
    clock = [numbers[name].fill_null(0) for name in "MS"]
    sound &= clock[0].is_between(0, 59) & clock[1].is_between(0, 59)
    day = pl.concat_str([pl.col("y"), pl.col("m").str.zfill(2), pl.col("d").str.zfill(2)], separator="-")
    seconds = (hour.cast(pl.Int64) * 60 + clock[0]) * 60 + clock[1]
    local = day.str.to_date("%Y-%m-%d", strict=False).cast(NAIVE) + pl.duration(seconds=seconds)
    frame = found.select(local=pl.when(sound).then(local), minutes=_minutes())
    if zone is None:
        return frame["local"]
    utc = (pl.col("local") - pl.duration(minutes=pl.col("minutes"))).dt.replace_time_zone("UTC")
    there = utc.dt.convert_time_zone(zone).dt.replace_time_zone(None).cast(NAIVE)
    return frame.select(pl.when(pl.col("minutes").is_null()).then("local").otherwise(there).alias("at"))["at"]


def _minutes() -> pl.Expr:
    """The offset from UTC in minutes; null where none is written."""
    sign = pl.when(pl.col("zone").str.contains("-", literal=True)).then(-1).otherwise(1)
    hours = pl.col("zone").str.extract(r"[+-](\d{1,2}?)(?::?\d{2})?$", 1).cast(pl.Int32)
    minutes = pl.col("zone").str.extract(r"[+-]\d{1,2}?:?(\d{2})$", 1).cast(pl.Int32).fill_null(0)
    written = sign * (hours * 60 + minutes)
    return pl.when(pl.col("zone").is_not_null()).then(written.fill_null(0))
