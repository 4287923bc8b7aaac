"""Customers drawn from a definition and a truth: every kind of record that it declares."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from satindex.simulate.customers.histories import Histories, Respondents, bg_nbd, monthly, of_respondents
from satindex.simulate.customers.records import Drawn, frames
from satindex.simulate.customers.span import Span, span_of
from satindex.simulate.customers.truth import CustomerTruth
from satindex.survey.model import Survey

SHORTEST_ID: Final = 6


def draw_customers(
    survey: Survey, n: int, seed: int, truth: CustomerTruth, asked: Respondents | None = None
) -> dict[str, pl.DataFrame]:
    """Return the declared records of `n` customers by their key; each kind has random numbers of its own.

    `asked` are the respondents of a survey whose model decides who buys again. The same definition, truth, n and seed
    give the same records.
    """
    records = survey.customers
    assert records is not None  # noqa: S101 -- asked only where purchases are declared
    span = span_of(records.rules, truth.months)

    def stream(name: str) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *name.encode()])))

    histories = _histories(n, truth, records.rules.cycle, span, stream("customers"), asked)
    return frames(Drawn(survey, truth, span, histories, _ids(n, records.purchases.joined), stream))


def _histories(
    n: int, truth: CustomerTruth, cycle: int, span: Span, rng: np.random.Generator, asked: Respondents | None
) -> Histories:
    if truth.bg_nbd is not None:
        return bg_nbd(n, truth.bg_nbd, span, rng)
    per_day = (truth.purchase_frequency or 0.0) / cycle
    if asked is not None:
        return of_respondents(asked, per_day, span, rng)
    return monthly(n, 1.0 if truth.retention is None else truth.retention, per_day, span, rng)


def _ids(n: int, joined: bool) -> pl.Series:
    """Return customers' numbers: a survey's own ids, else with zeros before them as firms write them."""
    numbers = pl.Series(np.arange(1, n + 1)).cast(pl.String)
    return numbers if joined else numbers.str.zfill(max(SHORTEST_ID, len(str(n))))
