"""When customers buy, and when they leave: month by month, as BG/NBD tells it, or as a model of answers decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from satindex.simulate.customers.span import Span
from satindex.simulate.customers.truth import Buying
from satindex.stats.moments import Array
from satindex.stats.sample import Codes

Flags = npt.NDArray[np.bool_]
NEVER: Final = np.iinfo(np.int64).max
RAREST: Final = 1e-9
SLOWEST_EXIT: Final = 30


@dataclass(frozen=True)
class Histories:
    """Purchases in the order of customers and days (`code`, `day`), and the day each customer left, `NEVER` if none."""

    code: Codes = field(repr=False)
    day: Codes = field(repr=False)
    left: Codes = field(repr=False)

    @property
    def customers(self) -> int:
        """How many customers there are; each has bought."""
        return len(self.left)

    @property
    def start(self) -> Codes:
        """Where each customer's purchases begin, and after the last customer the number of all purchases."""
        return np.searchsorted(self.code, np.arange(self.customers + 1))


@dataclass(frozen=True)
class Respondents:
    """Who answered on which day, and whether a model lets them buy again within so many days."""

    day: Codes = field(repr=False)
    buys: Flags = field(repr=False)
    within: int


def monthly(n: int, retention: float, per_day: float, span: Span, rng: np.random.Generator) -> Histories:
    """Return customers who buy at least once in every month, and stay through each month with one probability.

    A month's purchases are 1 + Poisson(`per_day` · days − 1). Nobody leaves in their first month. Who leaves does so
    between the month's last purchase and its end.
    """
    joined = _joined(n, span, rng)
    further = rng.geometric(1 - retention, n) if retention < 1 else np.full(n, span.months)
    leaving = joined + further
    leaves = leaving < span.months
    code, day = _bought(joined, np.minimum(leaving, span.months - 1), per_day, span, rng)
    last = _last(code, day, n)
    month_end = span.last[np.minimum(leaving, span.months - 1)]
    left = last + _below(month_end - last + 1, rng)
    return Histories(code, day, np.where(leaves, left, NEVER))


def bg_nbd(n: int, model: Buying, span: Span, rng: np.random.Generator) -> Histories:
    """Return customers as the BG/NBD model tells it, in days: on each day they buy with their own probability.

    It is gamma (r, 1/alpha); after each purchase but the first they leave with their own probability, beta (a, b).
    """
    month = _joined(n, span, rng)
    first = span.first[month] + _below(span.days[month], rng)
    rate = np.clip(rng.gamma(model.r, 1 / model.alpha, n), RAREST, 1.0)
    leaving = rng.beta(model.a, model.b, n)
    codes, days = [np.arange(n)], [first]
    here, now, left = np.arange(n), first.copy(), np.full(n, NEVER)
    while len(here):
        now[here] += rng.geometric(rate[here])
        here = here[now[here] <= span.until]
        codes.append(here)
        days.append(now[here])
        gone = rng.random(len(here)) < leaving[here]
        left[here[gone]] = now[here[gone]] + 1 + _below(np.full(int(gone.sum()), SLOWEST_EXIT), rng)
        here = here[~gone]
    return _in_order(np.concatenate(codes), np.concatenate(days), np.where(left <= span.until, left, NEVER))


def of_respondents(asked: Respondents, per_day: float, span: Span, rng: np.random.Generator) -> Histories:
    """Return customers who were there before they answered, and buy again within the days, or leave, as decided."""
    n = len(asked.day)
    month = span.month(asked.day)
    joined = np.minimum(_joined(n, span, rng), np.maximum(month - 1, 0))
    code, day = _bought(joined, np.full(n, span.months - 1), per_day, span, rng)
    kept = asked.buys[code] | (day <= asked.day[code])
    code, day = code[kept], day[kept]
    since = day - asked.day[code]
    seen = np.zeros(n, dtype=bool)
    seen[code[(since > 0) & (since <= asked.within)]] = True
    within = asked.day + 1 + _below(np.full(n, asked.within), rng)
    late = np.flatnonzero(asked.buys & ~seen & (within <= span.until))
    left = np.where(~asked.buys & (within <= span.until), within, NEVER)
    return _in_order(np.append(code, late), np.append(day, within[late]), left)


def _joined(n: int, span: Span, rng: np.random.Generator) -> Codes:
    """Return each customer's first month: half of them were there before, unless business began with the records."""
    later = _below(np.full(n, span.months), rng)
    return later if span.opened else np.where(rng.random(n) < 0.5, 0, later)


def _bought(first: Codes, last: Codes, per_day: float, span: Span, rng: np.random.Generator) -> tuple[Codes, Codes]:
    """Return customers and days of purchases in every month from the first to the last, in order."""
    length = last - first + 1
    of = np.repeat(np.arange(len(first)), length)
    month = np.arange(len(of)) - np.repeat(np.cumsum(length) - length, length) + first[of]
    purchases = 1 + rng.poisson(np.maximum(per_day * span.days - 1, 0)[month])
    code, month = np.repeat(of, purchases), np.repeat(month, purchases)
    day = span.first[month] + _below(span.days[month], rng)
    order = np.lexsort((day, code))
    return code[order], day[order]


def _in_order(code: Codes, day: Codes, left: Codes) -> Histories:
    order = np.lexsort((day, code))
    return Histories(code[order], day[order], left)


def _last(code: Codes, day: Codes, n: int) -> Codes:
    """Return each customer's last day of purchase."""
    last: Codes = day[np.searchsorted(code, np.arange(n), side="right") - 1]
    return last


def _below(limit: Codes, rng: np.random.Generator) -> Codes:
    """Return a whole number from 0 to below each limit."""
    uniform: Array = rng.random(len(limit))
    return (uniform * limit).astype(np.int64)
