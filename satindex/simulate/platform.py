"""What a survey platform writes beside the answers: number, time, duration, source, address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.simulate.customers.truth import FieldPeriod
from satindex.survey.model import Survey

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

OPENS = time(8)
WENJUANXING_ID = "序号"
SUBMITTED = "提交答卷时间"
SOURCES = ("手机提交", "链接", "微信")
CITIES = ("上海-上海", "浙江-杭州", "江苏-南京", "安徽-合肥")
TYPICAL_SECONDS, HASTY_SECONDS = 260.0, 45.0
POPULATION = 50
"""How many times as many sampling units as respondents a finite population has."""


@dataclass(frozen=True)
class Block:
    """Where a block of respondents stands: `start`, how many `rows`, of `n` in all, in the field period.

    If not `weighted`, all weights are 1.
    """

    start: int
    rows: int
    n: int
    field: FieldPeriod
    weighted: bool = True


@dataclass(frozen=True)
class About:
    """The columns about the person, and when each respondent answered: in the column `when`, where one is declared."""

    columns: dict[str, pl.Series]
    when: dict[str, pl.Series]
    answered: pl.Series = field(repr=False)


def platform_columns(survey: Survey, rng: np.random.Generator, block: Block, careless: Mask) -> About:
    """Return the columns about the person: id, weight, duration and time of answering as the survey names them.

    A survey whose id is 问卷星's gets that platform's other columns too; all addresses are of 192.0.2.0/24, which
    is kept for documentation (RFC 5737).
    """
    person = survey.respondent
    seconds = _seconds(rng, careless)
    start, rows, n = block.start, block.rows, block.n
    answered = _times(block, rng.random(rows))
    texts = answered.dt.to_string("%Y/%-m/%-d %-H:%M:%S")
    picks = rng.random((3, rows))
    found: dict[str, pl.Series] = {}
    if person.id:
        found[person.id] = pl.Series(person.id, np.arange(start + 1, start + rows + 1)).cast(pl.String)
    is_wenjuanxing = person.id == WENJUANXING_ID
    if is_wenjuanxing:
        found[SUBMITTED] = texts
    if person.duration:
        unit = "秒" if is_wenjuanxing else ""
        found[person.duration] = pl.Series(person.duration, seconds).cast(pl.String) + unit
    if is_wenjuanxing:
        found["来源"] = _picked(SOURCES, picks[0])
        found["来自IP"] = _addresses(picks[1], picks[2])
    if person.weight:
        weights = np.round(0.5 + picks[0], 3) if block.weighted else np.ones(rows)
        found[person.weight] = pl.Series(person.weight, weights).cast(pl.String)
    if person.fpc:
        found[person.fpc] = pl.Series(person.fpc, [str(POPULATION * n)] * rows, dtype=pl.String)
    when = {person.answered: texts} if person.answered else {}
    return About(found, when, answered)


def _seconds(rng: np.random.Generator, careless: Mask) -> Places:
    typical = np.where(careless, HASTY_SECONDS, TYPICAL_SECONDS)
    seconds: Places = np.rint(typical * np.exp(0.35 * rng.standard_normal(len(careless)))).astype(np.int64)
    return seconds


def _times(block: Block, jitter: npt.NDArray[np.float64]) -> pl.Series:
    """Return when each respondent answered: evenly over the field period, in local time as platforms write it."""
    opened = datetime.combine(block.field.opened, OPENS)
    step = timedelta(days=block.field.days).total_seconds() / max(block.n, 1)
    seconds = ((block.start + np.arange(len(jitter)) + jitter) * step).astype(np.int64)
    since = pl.Series(seconds * 1_000).cast(pl.Duration("ms"))
    return pl.DataFrame({"since": since}).select(pl.lit(opened) + pl.col("since")).to_series()


def _picked(texts: tuple[str, ...], uniform: npt.NDArray[np.float64]) -> pl.Series:
    return pl.Series(list(texts)).gather((uniform * len(texts)).astype(np.uint32))


def _addresses(host: npt.NDArray[np.float64], city: npt.NDArray[np.float64]) -> pl.Series:
    hosts = pl.Series((1 + host * 254).astype(np.int64)).cast(pl.String)
    return "192.0.2." + hosts + "(" + _picked(CITIES, city) + ")"
