"""Who looks like leaving now: bought less often, or spent less, in the last months than in their own months before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np

from satindex.customers.group import Flags
from satindex.customers.keeping import last_bought
from satindex.customers.ledger import Ledger
from satindex.customers.periods import Period
from satindex.language import Words
from satindex.stats.falling import falling
from satindex.stats.moments import Array
from satindex.stats.sample import Codes

Values = TypeVar("Values", Array, Flags)
MONTHS: Final = 12
RECENT: Final = 3
LEVEL: Final = 0.1
SIGNS: Final = ("frequency", "spend")


@dataclass(frozen=True)
class Signs:
    """What the last months of each customer (by code) look like beside their own months before.

    `known`: first bought before the twelve months, bought in them, and did not leave. `tested`: those of them who
    bought often enough that some choice of months would flag them; all else is false or 0 for others.
    `by_sign` holds flags for frequency and, where amounts are recorded, spend; `alarm` is the
    chance of a flag although nothing changed. `before` and `recent` hold purchases, and then amounts, of the months.
    """

    period: Period
    known: Flags = field(repr=False)
    tested: Flags = field(repr=False)
    by_sign: dict[str, Flags] = field(repr=False)
    flagged: Flags = field(repr=False)
    alarm: Array = field(repr=False)
    before: Array = field(repr=False)
    recent: Array = field(repr=False)

    @property
    def silent(self) -> Flags:
        """Who is flagged and has not bought at all in the last months."""
        silent: Flags = self.flagged & (self.recent[0] == 0)
        return silent


def signs_of_leaving(ledger: Ledger) -> Signs | Words:
    """Return the signs as of the report's month, or why they can't be told."""
    period = Period("year", ledger.month - MONTHS + 1)
    if period.first <= ledger.first_month:
        return Words(
            f"needs {MONTHS} whole months after a customer's first; purchases begin in "
            f"{Period('month', ledger.first_month).name}",
            f"需要首次购买之后满 {MONTHS} 个月；购买记录始于 {Period('month', ledger.first_month).name}",
        )
    months = ledger.months
    inside = (months.month >= period.first) & (months.month <= period.last)
    known = _known(ledger, period, months.code[inside])
    rows = inside & known[months.code]
    place = np.cumsum(known) - 1
    kinds = [months.orders, *([months.totals["amount"]] if ledger.has_amounts else [])]
    measures = np.zeros((len(kinds), int(known.sum()), MONTHS))
    measures[:, place[months.code[rows]], months.month[rows] - period.first] = [kind[rows] for kind in kinds]
    found = falling(measures, RECENT, LEVEL)
    by_sign = {name: _spread(flags, known) for name, flags in zip(SIGNS, found.by_measure, strict=False)}
    alarm = _spread(found.alarm, known)
    before, recent = (_spread(part.sum(axis=2), known) for part in (measures[..., :-RECENT], measures[..., -RECENT:]))
    return Signs(period, known, alarm > 0, by_sign, _spread(found.by_any, known), alarm, before, recent)


def _known(ledger: Ledger, period: Period, bought: Codes) -> Flags:
    """Return who can be told: any choice of the months must be as likely to be theirs as any other."""
    days = ledger.days
    known: Flags = days.day[days.start[:-1]] < period.first_day
    here = np.zeros(days.customers, dtype=bool)
    here[bought] = True
    known = known & here
    if ledger.left is not None:
        code, day = ledger.left
        gone = code[(day >= last_bought(ledger)[code])]
        known[gone] = False
    return known


def _spread(values: Values, known: Flags) -> Values:
    """Return what is known of some customers for all, by code along the last axis; 0 or false for the others."""
    whole = np.zeros((*values.shape[:-1], len(known)), dtype=values.dtype)
    whole[..., known] = values
    return whole
