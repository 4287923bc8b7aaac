"""The BG/NBD model of customers as a table: parameters, what they mean, and whether they fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from satindex.customers.ledger import Ledger
from satindex.customers.model_words import ALIKE, FIGURES, FORMULA, NOT_FITTED, NOTES, SOURCES
from satindex.customers.outlook import MOST_FITTED, SEED, YEAR, Outlook
from satindex.language import Words
from satindex.results.result import Explanation, Result, Row
from satindex.stats.base import Estimate
from satindex.stats.bg_nbd import BgNbd
from satindex.stats.bg_nbd_ahead import expected_ahead, expected_purchases, probability_alive
from satindex.stats.bg_nbd_fit import BgNbdFit, BgNbdNotFitted, with_errors
from satindex.stats.intervals import quantile
from satindex.stats.lifetime_value import logged
from satindex.stats.shares import logit_interval

PARAMETERS: Final = ("r", "alpha", "a", "b")
FORMATS: Final = {"dropout": "share", "alive": "share"} | dict.fromkeys(("expected_so_far", "observed_so_far"), "count")


def model_table(ledger: Ledger, seen: Outlook | BgNbdNotFitted) -> Result:
    """Return `lifetime_value.model`."""
    rows: list[Row]
    if isinstance(seen, BgNbdNotFitted):
        missing = Estimate(None, n=ledger.days.customers, reason=NOT_FITTED[seen.cause])
        rows = [{"figure": name, **missing.cells()} for name in PARAMETERS]
    else:
        rows = list(_rows(seen))
    return Result(
        "lifetime_value.model",
        tuple(rows),
        Words("Buying and leaving: the BG/NBD model", "购买与流失：BG/NBD 模型"),
        Explanation(FORMULA, tuple(_numbers(seen)), (*NOTES, *_notes(ledger, seen)), SOURCES),
        labels=FIGURES,
        options={"formats": ("figure", FORMATS), "format": "number", "small": ledger.small},
    )


def _rows(seen: Outlook) -> Iterator[Row]:
    yield from _parameters(seen.fit)
    fit, asked = seen.fit, ~seen.gone
    n = int(fit.customers)
    rate, rate_error = with_errors(fit, lambda model: np.array(model.rate * YEAR))
    yield _logged("rate", float(rate), float(rate_error), n)
    share, share_error = with_errors(fit, lambda model: np.array(model.dropout))
    yield _share("dropout", float(share), float(share_error), n)
    count = int(asked.sum())
    if not count:
        return
    alive = float(seen.alive[asked].mean())
    yield _share("alive", alive, alive * seen.relative_error(probability_alive), count)
    ahead = float(seen.purchases(1)[asked].mean())
    error = seen.relative_error(lambda model, some: expected_ahead(model, some, YEAR))
    yield _logged("next_year", ahead, ahead * error, count)
    yield from _so_far(seen)


def _parameters(fit: BgNbdFit) -> Iterator[Row]:
    for name, error in zip(PARAMETERS, fit.std_errors, strict=True):
        value, n = getattr(fit.model, name), int(fit.customers)
        if error is None:
            held: Words = ALIKE["rates" if name in ("r", "alpha") else "dropout"]
            yield {"figure": name, **Estimate(None, n=n, reason=held).cells()}
        else:
            yield _logged(name, value, value * error, n)


def _logged(name: str, value: float, error: float, n: int) -> Row:
    found = logged(value, error)
    return {"figure": name, **Estimate(value, found.std_error, found.ci_low, found.ci_high, n).cells()}


def _share(name: str, value: float, error: float, n: int) -> Row:
    ends = logit_interval(value, error, quantile()) if 0 < value < 1 and error > 0 else None
    low, high = (ends.low, ends.high) if ends else (None, None)
    return {"figure": name, **Estimate(value, error, low, high, n).cells()}


def _so_far(seen: Outlook) -> Iterator[Row]:
    """Does the model return what it was given? The repeat purchases expected until now beside those observed."""
    ages, counts = np.unique(seen.histories.age, return_counts=True)

    def repeats(model: BgNbd) -> np.ndarray:
        return np.array(counts @ expected_purchases(model, ages))

    expected, error = with_errors(seen.fit, repeats)
    n = len(seen.histories.age)
    yield _logged("expected_so_far", float(expected), float(error), n)
    yield {"figure": "observed_so_far", **Estimate(float(seen.histories.repeats.sum()), n=n).cells()}


def _notes(ledger: Ledger, seen: Outlook | BgNbdNotFitted) -> Iterator[Words]:
    if isinstance(seen, Outlook) and seen.fit.customers < ledger.days.customers:
        yield Words(
            f"Fitted to {MOST_FITTED:,} customers drawn by seed {SEED}; figures are of all.",
            f"以种子 {SEED} 抽取 {MOST_FITTED:,} 位客户拟合；其余数值针对全部客户。",
        )


def _numbers(seen: Outlook | BgNbdNotFitted) -> Iterator[Words]:
    if isinstance(seen, Outlook):
        of = seen.fit
        said = ", ".join(f"{name} = {getattr(of.model, name):.4f}" for name in PARAMETERS)
        said += f"; log L = {of.log_likelihood:.2f}"
        yield Words(said, said)
