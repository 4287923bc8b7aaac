"""What a survey platform writes beside the answers: number, time, duration, source, address."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.survey.model import Survey

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

OPENED = datetime(2026, 3, 2, 8)  # noqa: DTZ001 -- platforms write local time without a zone
FIELD_TIME = timedelta(days=30)
WENJUANXING_ID = "序号"
SOURCES = ("手机提交", "链接", "微信")
CITIES = ("上海-上海", "浙江-杭州", "江苏-南京", "安徽-合肥")
TYPICAL_SECONDS, HASTY_SECONDS = 260.0, 45.0
POPULATION = 50
"""How many times as many sampling units as respondents a finite population has."""


def platform_columns(
    survey: Survey, rng: np.random.Generator, start: int, rows: int, n: int, careless: Mask
) -> dict[str, pl.Series]:
    """Return the columns about the person: id, weight and duration as the survey names them.

    A survey whose id is 问卷星's gets that platform's other columns too; all addresses are of 192.0.2.0/24, which
    is kept for documentation (RFC 5737).
    """
    person = survey.respondent
    seconds = _seconds(rng, careless)
    jitter = rng.random(rows)
    picks = rng.random((3, rows))
    found: dict[str, pl.Series] = {}
    if person.id:
        found[person.id] = pl.Series(person.id, np.arange(start + 1, start + rows + 1)).cast(pl.String)
    is_wenjuanxing = person.id == WENJUANXING_ID
    if is_wenjuanxing:
        found["提交答卷时间"] = _times(start, n, jitter)
    if person.duration:
        unit = "秒" if is_wenjuanxing else ""
        found[person.duration] = pl.Series(person.duration, seconds).cast(pl.String) + unit
    if is_wenjuanxing:
        found["来源"] = _picked(SOURCES, picks[0])
        found["来自IP"] = _addresses(picks[1], picks[2])
    if person.weight:
        weights = np.round(0.5 + picks[0], 3)
        found[person.weight] = pl.Series(person.weight, weights).cast(pl.String)
    if person.fpc:
        found[person.fpc] = pl.Series(person.fpc, [str(POPULATION * n)] * rows, dtype=pl.String)
    return {name: series.alias(name) for name, series in found.items()}


def _seconds(rng: np.random.Generator, careless: Mask) -> Places:
    typical = np.where(careless, HASTY_SECONDS, TYPICAL_SECONDS)
    seconds: Places = np.rint(typical * np.exp(0.35 * rng.standard_normal(len(careless)))).astype(np.int64)
    return seconds


def _times(start: int, n: int, jitter: npt.NDArray[np.float64]) -> pl.Series:
    step = FIELD_TIME.total_seconds() / max(n, 1)
    seconds = ((start + np.arange(len(jitter)) + jitter) * step).astype(np.int64)
    since = pl.Series(seconds * 1_000).cast(pl.Duration("ms"))
    times = pl.DataFrame({"since": since}).select(pl.lit(OPENED) + pl.col("since"))
    return times.to_series().dt.to_string("%Y/%-m/%-d %-H:%M:%S")


def _picked(texts: tuple[str, ...], uniform: npt.NDArray[np.float64]) -> pl.Series:
    return pl.Series(list(texts)).gather((uniform * len(texts)).astype(np.uint32))


def _addresses(host: npt.NDArray[np.float64], city: npt.NDArray[np.float64]) -> pl.Series:
    hosts = pl.Series((1 + host * 254).astype(np.int64)).cast(pl.String)
    return "192.0.2." + hosts + "(" + _picked(CITIES, city) + ")"
