"""Respondents drawn from a survey and a truth, as an export holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from satindex.errors import DataError
from satindex.language import Words
from satindex.simulate.block import Mask, draw_block
from satindex.simulate.columns import headings
from satindex.simulate.customers.defaults import observed_models
from satindex.simulate.customers.draw import draw_customers
from satindex.simulate.customers.histories import Respondents
from satindex.simulate.plan import plan
from satindex.simulate.platform import Block, platform_columns
from satindex.simulate.truth import Truth
from satindex.simulate.truth_file import as_truth
from satindex.simulate.written import written
from satindex.survey.customer_checks import NO_PURCHASES
from satindex.survey.model import Survey

ROWS = 65_536


def simulate(survey: Survey, n: int, seed: int, truth: Truth | Mapping[str, Any] | None = None) -> pl.DataFrame:
    """Return an export of `n` simulated respondents: text columns under the survey's headings, null = empty cell.

    Behind every answer stands a standard normal, correlated over items as `truth.correlation` says; it is cut so
    that the expectation (and the standard deviation, where stated) of the *answers* is exactly the truth, in every
    segment. Outcomes of models are drawn from the scores of the complete answers. The same survey, truth, n and
    seed give the same export (numpy's PCG64). Raises DataError where the truth can't be true or n < 1, SurveyError
    where it names what the survey does not have.

    Examples
    --------
    >>> from satindex.survey.model import Item, Scale, Survey
    >>> survey = Survey("mini", items={"Q1": Item("Q1", Scale("1..5", "points", 1, 5))})
    >>> export = simulate(survey, n=10_000, seed=7, truth={"means": {"Q1": 3.8}, "odd": 0})
    >>> round(export["Q1"].cast(float).mean(), 1)
    3.8
    """
    return pl.concat(list(batches(survey, n, seed, truth)))


def batches(
    survey: Survey, n: int, seed: int, truth: Truth | Mapping[str, Any] | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the export of `simulate` in blocks of at most 65,536 rows, so that memory stays bounded."""
    for block in respondents(survey, n, seed, as_truth(truth, survey)):
        yield block.export


@dataclass(frozen=True)
class Answered:
    """A block of the export, when its respondents answered, and whether they buy again where a model decides that."""

    export: pl.DataFrame
    when: pl.Series = field(repr=False)
    buys: Mask | None = field(repr=False)


def respondents(survey: Survey, n: int, seed: int, truth: Truth) -> Iterator[Answered]:
    """Yield the respondents of a survey block by block."""
    check_numbers(n, seed)
    planned = plan(survey, truth)
    columns = headings(survey, [(group.name, group.column) for group in planned.groups])
    for number, start in enumerate(range(0, n, ROWS)):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
        block = Block(start, min(ROWS, n - start), n, truth.field)
        careless = rng.random(block.rows) < truth.careless
        drawn = draw_block(planned, rng, careless)
        about = platform_columns(survey, rng, block, careless)
        empty = _empty_rows(start, block.rows, truth.empty)
        answers = written(planned, drawn, columns, rng, empty)
        yield Answered(pl.DataFrame({**about.columns, **answers, **about.when}), about.answered, drawn.buys)


def check_numbers(n: int, seed: int) -> None:
    """Raise DataError where nobody is to be drawn, or the seed is negative."""
    if n < 1:
        raise DataError(Words(f"n must be at least 1, not {n}.", f"n 至少为 1，不能是 {n}。"))
    if seed < 0:
        raise DataError(Words(f"seed must not be negative, but is {seed}.", f"seed 不能为负数，现为 {seed}。"))


def simulate_records(
    survey: Survey, n: int, seed: int, truth: Truth | Mapping[str, Any] | None = None
) -> dict[str, pl.DataFrame]:
    """Return the purchases of `n` simulated customers, and the other records that a definition declares, by their key.

    In a survey whose model observes purchases they are those of the respondents that `simulate` draws with the same
    seed: who buys again within the days is drawn from the model's stated coefficients. Raises DataError for a
    definition without purchases.
    """
    check_numbers(n, seed)
    stated = as_truth(truth, survey)
    if stated.customers is None:
        raise DataError(NO_PURCHASES)
    seen = list(respondents(survey, n, seed, stated)) if observed_models(survey) else []
    return draw_customers(survey, n, seed, stated.customers, asked_of(survey, seen))


def asked_of(survey: Survey, blocks: Sequence[Answered]) -> Respondents | None:
    """Return when all respondents answered and who buys again; None where no model decides that."""
    for model in observed_models(survey):
        if model.observed is not None:
            day = pl.concat([block.when for block in blocks]).cast(pl.Date).to_physical().to_numpy().astype(np.int64)
            buys = np.concatenate([block.buys for block in blocks if block.buys is not None])
            return Respondents(day, buys, model.observed.within)
    return None


def _empty_rows(start: int, rows: int, share: float) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which rows are empty: every 1/share-th, beginning half way, however the rows are divided into blocks."""
    reached = np.floor((np.arange(start, start + rows + 1)) * share + 0.5)
    found: np.ndarray[Any, np.dtype[np.bool_]] = np.diff(reached) > 0
    return found
