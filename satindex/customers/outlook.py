"""What the BG/NBD model expects of a ledger's customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from satindex.customers.group import Flags
from satindex.customers.keeping import last_bought
from satindex.customers.ledger import Ledger, day_number
from satindex.stats.bg_nbd import BgNbd, Histories, grouped
from satindex.stats.bg_nbd_ahead import discounted_ahead, probability_alive
from satindex.stats.bg_nbd_fit import BgNbdFit, BgNbdNotFitted, fit_bg_nbd, with_errors
from satindex.stats.moments import Array
from satindex.stats.sample import Codes

YEAR: Final = 365.0
MOST_FITTED: Final = 50_000
"""More customers than this are represented by as many, drawn by `SEED`, when the model is fitted."""
MOST_ASKED: Final = 2_000
"""More customers than this are represented by as many when errors are worked out."""
SEED: Final = 1


@dataclass(frozen=True)
class Outlook:
    """A model fitted to the days on which customers bought, and what it says of each of them (by code).

    `gone`: recorded as having left, and not seen since; the model is not asked about them. `margin` is what a
    customer's day of purchase brought on average, None where that is not known.
    """

    fit: BgNbdFit
    histories: Histories = field(repr=False)
    gone: Flags = field(repr=False)
    margin: Array | None = field(repr=False)
    discount: float
    _errors: dict[int, float] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def alive(self) -> Array:
        """The probability that each customer is still one."""
        return np.where(self.gone, 0.0, probability_alive(self.fit.model, self.histories))

    def purchases(self, years: int) -> Array:
        """Return the days of purchase expected of each customer in the years to come."""
        return np.where(self.gone, 0.0, discounted_ahead(self.fit.model, self.histories, YEAR, years, 0.0))

    def value(self, years: int) -> Array | None:
        """Return the discounted margin expected of each customer in the years to come; None without margins."""
        if self.margin is None:
            return None
        ahead = discounted_ahead(self.fit.model, self.histories, YEAR, years, self.discount)
        return np.where(self.gone, 0.0, self.margin * ahead)

    def value_error(self, years: int) -> float:
        """Return the standard error of all customers' value over it, from the model's parameters."""
        if years not in self._errors:
            self._errors[years] = self.relative_error(
                lambda model, some: discounted_ahead(model, some, YEAR, years, self.discount), self.margin
            )
        return self._errors[years]

    def relative_error(self, figure: Callable[[BgNbd, Histories], Array], weights: Array | None = None) -> float:
        """Return the standard error of Σ weight · `figure` over its value, from the model's parameters.

        Of many customers it is that of some thousands of them, drawn by `SEED`.
        """
        asked = _drawn(np.flatnonzero(~self.gone), MOST_ASKED)
        some = _of(self.histories, asked)
        counted = some.customers if weights is None else weights[asked]
        total, error = with_errors(self.fit, lambda model: np.array(counted @ figure(model, some)))
        return float(error / total) if total > 0 else 0.0


def outlook(ledger: Ledger) -> Outlook | BgNbdNotFitted:
    """Return the model of a ledger's customers, or why there is none."""
    histories = histories_of(ledger)
    drawn = _of(histories, _drawn(np.arange(ledger.days.customers), MOST_FITTED))
    fit = fit_bg_nbd(grouped(drawn.repeats, drawn.recency, drawn.age))
    if isinstance(fit, BgNbdNotFitted):
        return fit
    gone = np.zeros(ledger.days.customers, dtype=bool)
    if ledger.left is not None:
        code, day = ledger.left
        gone[code[day >= last_bought(ledger)[code]]] = True
    return Outlook(fit, histories, gone, _margin(ledger, histories), ledger.costs.discount or 0.0)


def histories_of(ledger: Ledger) -> Histories:
    """Return each customer's days of purchase after the first, the time to the last of them, and to the last day."""
    days = ledger.days
    start, end = days.start[:-1], days.start[1:] - 1
    new = np.ones(len(days.day))
    new[1:] = (days.day[1:] != days.day[:-1]) | (days.code[1:] != days.code[:-1])
    repeats = np.add.reduceat(new, start) - 1
    first = days.day[start]
    age = day_number(ledger.observed_until) - first
    return Histories(repeats, (days.day[end] - first).astype(float), age.astype(float), np.ones(len(start)))


def _drawn(codes: Codes, most: int) -> Codes:
    """Return all of the customers, or `most` of them."""
    if len(codes) <= most:
        return codes
    drawn: Codes = np.random.default_rng(SEED).choice(codes, most, replace=False)
    return drawn


def _of(histories: Histories, codes: Codes) -> Histories:
    return Histories(
        histories.repeats[codes], histories.recency[codes], histories.age[codes], histories.customers[codes]
    )


def _margin(ledger: Ledger, histories: Histories) -> Array | None:
    """Return what each customer's day of purchase brought: their own mean amount × the margin rate."""
    if not ledger.has_amounts or ledger.costs.margin_rate is None:
        return None
    total = np.add.reduceat(ledger.days.values["amount"], ledger.days.start[:-1])
    return np.asarray(total / (histories.repeats + 1) * ledger.costs.margin_rate)
