"""The records of simulated customers as frames, with the columns that a definition names."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from satindex.customers.reasons import STANDARD
from satindex.language import Words
from satindex.simulate.answers import of_language
from satindex.simulate.customers.approaches import approaches
from satindex.simulate.customers.histories import NEVER, Histories
from satindex.simulate.customers.span import Span
from satindex.simulate.customers.truth import Amounts, CustomerTruth
from satindex.simulate.groups import DEFAULT_LEVELS
from satindex.stats.moments import Array
from satindex.stats.sample import Codes
from satindex.survey.customer_model import CustomerRecords
from satindex.survey.model import Survey

OPEN_FROM, OPEN_FOR = 8 * 3600, 12 * 3600
"""Seconds: doors open at eight, for twelve hours."""
CATEGORIES: Final = (Words("Express", "快递"), Words("Parcels", "包裹"), Words("Letters", "函件"))
CAUSES: Final = (Words("Delay", "延误"), Words("Damage", "破损"), Words("Attitude", "服务态度"))
SATISFIED: Final = {"zh": ("满意", "不满意"), "en": ("yes", "no")}
RIVALS_SD: Final = 0.5
LONGEST_CLOSING: Final = 14
LONGEST_WAIT: Final = 3


@dataclass(frozen=True)
class Drawn:
    """Everything the records are written from; `stream` makes the random numbers of one kind of records."""

    survey: Survey
    truth: CustomerTruth
    span: Span
    histories: Histories
    ids: pl.Series
    stream: Callable[[str], np.random.Generator]

    @property
    def records(self) -> CustomerRecords:
        """What the definition says of its customers."""
        assert self.survey.customers is not None  # noqa: S101 -- only then is anything drawn
        return self.survey.customers

    def of(self, code: Codes) -> pl.Series:
        """Return customers' numbers as they are written."""
        return self.ids.gather(code)

    def said(self, words: tuple[Words, ...], places: Codes) -> pl.Series:
        """Return one of some words for each place, in the definition's language."""
        return gathered([one.say(self.survey.language) for one in words], places)


def gathered(texts: list[str | None] | list[str], places: Codes) -> pl.Series:
    """Return the text at each place."""
    return pl.Series(texts, dtype=pl.String).gather(places)


def frames(drawn: Drawn) -> dict[str, pl.DataFrame]:
    """Return the records that the definition declares, by their key."""
    tiers = _tiers(drawn)
    found = {"purchases": _purchases(drawn, tiers)}
    makers: Mapping[str, Callable[[Drawn], pl.DataFrame]] = {
        "exits": _exits,
        "complaints": _complaints,
        "approached": _approached,
        "programme": lambda one: _programme(one, tiers),
    }
    return found | {name: make(drawn) for name, make in makers.items() if getattr(drawn.records, name) is not None}


def _purchases(drawn: Drawn, tiers: Codes) -> pl.DataFrame:
    of, truth, code = drawn.records.purchases, drawn.truth, drawn.histories.code
    rng = drawn.stream("purchases")
    seconds = OPEN_FROM + (rng.random(len(code)) * OPEN_FOR).astype(np.int64)
    columns = {of.customer: drawn.of(code), of.date: _times(drawn.histories.day, seconds)}
    if of.amount and truth.amount:
        amount = np.maximum(np.round(_amounts(truth.amount, len(code), rng) * _spend(truth)[tiers[code]], 2), 0.01)
        columns[of.amount] = pl.Series(amount)
        columns |= _rivals(drawn, amount, drawn.stream("rivals"))
    if of.category:
        columns[of.category] = drawn.said(
            CATEGORIES, drawn.stream("categories").integers(0, len(CATEGORIES), len(code))
        )
    if of.referred_by:
        columns[of.referred_by] = _referred(drawn, drawn.stream("referrals"))
    columns |= _segments(drawn, columns)
    frame = pl.DataFrame(columns).sort(of.date, of.customer)
    if not of.order:
        return frame
    numbers = (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(8)
    return frame.with_columns(pl.format("D{}", numbers).alias(of.order)).select(of.order, *columns)


def _amounts(of: Amounts, n: int, rng: np.random.Generator) -> Array:
    """Return log-normal amounts with a mean and a standard deviation."""
    variance = math.log1p((of.sd / of.mean) ** 2)
    return rng.lognormal(math.log(of.mean) - variance / 2, math.sqrt(variance), n)


def _spend(truth: CustomerTruth) -> Array:
    """Return what a purchase of each tier, and last of no member, is of the mean of all."""
    tiers = tuple((truth.tiers or {}).values())
    shares = np.array([tier.share for tier in tiers])
    spend = np.array([*(tier.spend for tier in tiers), 1.0])
    found: Array = spend / (np.append(shares, 1 - shares.sum()) @ spend)
    return found


def _tiers(drawn: Drawn) -> Codes:
    """Return each customer's tier by its place, the number of tiers where they are no member."""
    shares = [tier.share for tier in (drawn.truth.tiers or {}).values()]
    uniform = drawn.stream("programme").random(drawn.histories.customers)
    return np.searchsorted(np.cumsum(shares), uniform, side="right").astype(np.int64)


def _rivals(drawn: Drawn, amount: Array, rng: np.random.Generator) -> dict[str, pl.Series]:
    share, columns = drawn.truth.share_of_customer, drawn.records.purchases.rivals.values()
    if share is None:
        return {}
    each = Amounts(mean=1, sd=RIVALS_SD)
    beside = (1 - share) / share / len(columns)
    return {column: pl.Series(np.round(amount * beside * _amounts(each, len(amount), rng), 2)) for column in columns}


def _referred(drawn: Drawn, rng: np.random.Generator) -> pl.Series:
    """Return, on each customer's first purchase, which earlier customer referred them; most came by themselves."""
    histories, n = drawn.histories, drawn.histories.customers
    first = histories.start[:-1]
    order = np.lexsort((np.arange(n), histories.day[first]))
    earlier = order[(rng.random(n) * np.arange(n)).astype(np.int64)]
    referred = rng.random(n) < (drawn.truth.referred or 0.0)
    referred[0] = False  # nobody was there before the first
    by = np.full(len(histories.code), n)
    by[first[order[referred]]] = earlier[referred]
    return pl.concat([drawn.ids, pl.Series([None], dtype=pl.String)]).gather(by)


def _segments(drawn: Drawn, written: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """Return the columns of segments that no other record has: each customer's level, all about equally many."""
    programme = drawn.records.programme
    elsewhere = {*written, "tier", *((programme.tier, programme.joined) if programme else ())}
    rng, found = drawn.stream("segments"), {}
    for segment in drawn.records.segments:
        if segment.column not in elsewhere:
            levels = list(segment.order or DEFAULT_LEVELS[of_language(drawn.survey.language)])
            of = rng.integers(0, len(levels), drawn.histories.customers)
            found[segment.column] = gathered(levels, of[drawn.histories.code])
    return found


def _exits(drawn: Drawn) -> pl.DataFrame:
    of, truth = drawn.records.exits, drawn.truth
    assert of is not None  # noqa: S101 -- written only where it is declared
    code = np.flatnonzero(drawn.histories.left != NEVER)
    code = code[np.argsort(drawn.histories.left[code], kind="stable")]
    columns = {of.customer: drawn.of(code), of.date: _dates(drawn.histories.left[code])}
    rng = drawn.stream("exits")
    if of.reason and truth.reasons:
        texts = [_as_written(name, of.reasons, drawn.survey.language) for name in truth.reasons]
        shares = np.array(list(truth.reasons.values()))
        columns[of.reason] = gathered(texts, rng.choice(len(texts), len(code), p=shares / shares.sum()))
    if of.margin and truth.margin:
        columns[of.margin] = pl.Series(np.round(_amounts(truth.margin, len(code), rng), 2))
    return pl.DataFrame(columns)


def _as_written(reason: str, declared: Mapping[str, tuple[str, ...]], language: str) -> str:
    if declared.get(reason):
        return declared[reason][0]
    return STANDARD[reason].say(language) if reason in STANDARD else reason


def _complaints(drawn: Drawn) -> pl.DataFrame:
    of, truth, histories = drawn.records.complaints, drawn.truth, drawn.histories
    assert of is not None  # noqa: S101 -- written only where it is declared
    rng = drawn.stream("complaints")
    rows = np.flatnonzero(rng.random(len(histories.code)) < (truth.complaints or 0.0))
    n, until = len(rows), drawn.span.until
    day = np.minimum(histories.day[rows] + rng.integers(0, LONGEST_WAIT + 1, n), until)
    seconds = OPEN_FROM + rng.integers(0, OPEN_FOR, n)
    columns = {of.customer: drawn.of(histories.code[rows]), of.date: _times(day, seconds)}
    if of.cause:
        columns[of.cause] = drawn.said(CAUSES, rng.integers(0, len(CAUSES), n))
    closed = rng.random(n) < (1.0 if truth.closed is None else truth.closed)
    if of.closed:
        when = _dates(np.minimum(day + rng.integers(0, LONGEST_CLOSING + 1, n), until))
        columns[of.closed] = when.set(pl.Series(~closed), None)
    if of.satisfied:
        yes, no = SATISFIED[of_language(drawn.survey.language)]
        words = [next(iter(of.yes), yes), next(iter(of.no), no), None]
        happy = rng.random(n) < (truth.complainer_satisfaction or 0.0)
        columns[of.satisfied] = gathered(words, np.where(closed, np.where(happy, 0, 1), 2))
    return pl.DataFrame(columns).sort(of.date, of.customer)


def _approached(drawn: Drawn) -> pl.DataFrame:
    of, truth, histories = drawn.records.approached, drawn.truth, drawn.histories
    assert of is not None  # noqa: S101 -- written only where it is declared
    # Without records of exits, whoever does not buy again has lapsed, whenever they left.
    seen = (
        histories
        if drawn.records.exits
        else Histories(histories.code, histories.day, np.full_like(histories.left, NEVER))
    )
    after, rng = drawn.records.rules.lapsed_after, drawn.stream("approached")
    rows = approaches(seen, drawn.span, after, truth.approached or 0.0, truth.save_rate or 0.0, rng)
    columns = {of.customer: drawn.of(histories.code[rows]), of.date: _dates(histories.day[rows])}
    return pl.DataFrame(columns).sort(of.date, of.customer)


def _programme(drawn: Drawn, tiers: Codes) -> pl.DataFrame:
    of, histories = drawn.records.programme, drawn.histories
    assert of is not None  # noqa: S101 -- written only where it is declared
    names = list(drawn.truth.tiers or {})
    code = np.flatnonzero(tiers < len(names))
    columns = {of.customer: drawn.of(code)}
    if of.tier:
        columns[of.tier] = gathered(names, tiers[code])
    if of.joined:
        # Joining later would make members those who stayed long enough to join.
        columns[of.joined] = _dates(histories.day[histories.start[:-1]][code])
    return pl.DataFrame(columns)


def _dates(day: Codes) -> pl.Series:
    return pl.Series(day.astype(np.int32)).cast(pl.Date).dt.to_string("%Y-%m-%d")


def _times(day: Codes, seconds: Codes) -> pl.Series:
    moments = pl.Series((day * 86_400 + seconds) * 1_000_000).cast(pl.Datetime("us"))
    return moments.dt.to_string("%Y-%m-%d %H:%M:%S")
