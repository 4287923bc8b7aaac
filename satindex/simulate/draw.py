"""Respondents drawn from a survey and a truth, as an export holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from satindex.simulate.exact import skipped
from satindex.simulate.figures import Divided, sample_marginals
from satindex.simulate.plan import plan
from satindex.simulate.platform import Block, platform_columns
from satindex.simulate.truth import Truth
from satindex.simulate.truth_file import as_truth
from satindex.simulate.written import written
from satindex.survey.customer_checks import NO_PURCHASES
from satindex.survey.model import Survey

ROWS = 65_536


def simulate(
    survey: Survey, n: int, seed: int, truth: Truth | Mapping[str, Any] | None = None, *, exact: bool = False
) -> pl.DataFrame:
    """Return an export of `n` simulated respondents: text columns under the survey's headings, null = empty cell.

    Behind every answer stands a standard normal, correlated over items as `truth.correlation` says; it is cut so
    that the expectation (and the standard deviation, where stated) of the *answers* is exactly the truth, in every
    segment. Outcomes of models are drawn from the scores of the complete answers. The same survey, truth, n and
    seed give the same export (numpy's PCG64).

    `exact`: the sample itself has the stated means, NPS, shares and differences, to rounding. Of n answers on whole
    steps, an item's mean is off by at most half a step / n, and so is a dimension's; a gap by a step / n; the shares
    of promoters and detractors by 1/(2n), so the NPS by 100/n; other stated shares by 1/n; a level's mean, of one
    segment that differs, by a step / its answers (where segments are crossed, for each cell in it). This holds for
    the valid respondents, who are neither careless nor empty rows, unweighted (weights are 1). Who leaves a question
    out leaves out its whole measure; segments are always known. How answers hang together stays random, coefficients
    hold in expectation, and so do means of unevenly spaced codes.

    Raises DataError where the truth can't be true, or not exactly with so few, or n < 1, SurveyError where it names
    what the survey does not have.

    Examples
    --------
    >>> from satindex.survey.model import Item, Scale, Survey
    >>> survey = Survey("mini", items={"Q1": Item("Q1", Scale("1..5", "points", 1, 5))})
    >>> export = simulate(survey, n=10_000, seed=7, truth={"means": {"Q1": 3.8}, "odd": 0})
    >>> round(export["Q1"].cast(float).mean(), 1)
    3.8
    """
    return pl.concat([block.export for block in respondents(survey, n, seed, as_truth(truth, survey), exact)])


def batches(
    survey: Survey, n: int, seed: int, truth: Truth | Mapping[str, Any] | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the export of `simulate` in blocks of at most 65,536 rows, so that memory stays bounded."""
    for block in respondents(survey, n, seed, as_truth(truth, survey)):
        yield block.export


@dataclass(frozen=True)
class Answered:
    """A block of the export, when its respondents answered, and whether they buy again where a model decides that.

    `sample` is how often each answer is given among the valid respondents of an exact sample.
    """

    export: pl.DataFrame
    when: pl.Series = field(repr=False)
    buys: Mask | None = field(repr=False)
    sample: Divided | None = field(default=None, repr=False)


def respondents(
    survey: Survey, n: int, seed: int, truth: Truth, exact: bool = False, wanted: range | None = None
) -> Iterator[Answered]:
    """Yield the respondents of a survey block by block, or the blocks `wanted`; an exact sample is one block."""
    check_numbers(n, seed)
    if exact:
        yield _exact(survey, n, seed, truth)
        return
    planned = plan(survey, truth)
    columns = headings(survey, [(group.name, group.column) for group in planned.groups])
    for number in wanted if wanted is not None else blocks_of(n):
        start = number * ROWS
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
        block = Block(start, min(ROWS, n - start), n, truth.field)
        careless = rng.random(block.rows) < truth.careless
        drawn = draw_block(planned, rng, careless)
        about = platform_columns(survey, rng, block, careless)
        empty = _empty_rows(start, block.rows, truth.empty)
        answers = written(planned, drawn, columns, rng, empty)
        yield Answered(pl.DataFrame({**about.columns, **answers, **about.when}), about.answered, drawn.buys)


def blocks_of(n: int) -> range:
    """Return the numbers of the blocks that so many respondents are drawn in: each by seed and its own number."""
    return range(-(-n // ROWS))


def _exact(survey: Survey, n: int, seed: int, truth: Truth) -> Answered:
    """Return a sample whose means, shares and differences are those of the truth, to rounding."""
    if n > ROWS:
        raise DataError(
            Words(f"An exact sample has at most {ROWS} respondents, not {n}.", f"精确样本最多 {ROWS} 人，不能是 {n}。")
        )
    planned = plan(survey, replace(truth, missing=0.0))
    columns = headings(survey, [(group.name, group.column) for group in planned.groups])
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 0])))
    empty = _empty_rows(0, n, truth.empty)
    careless = np.zeros(n, dtype=np.bool_)
    careless[rng.permutation(np.flatnonzero(~empty))[: int(n * truth.careless + 0.5)]] = True
    exactly = skipped(planned, rng, ~careless & ~empty, truth.missing)
    drawn = draw_block(planned, rng, careless, exactly)
    about = platform_columns(survey, rng, Block(0, n, n, truth.field, weighted=False), careless)
    answers = written(planned, drawn, columns, rng, empty)
    places = {name: drawn.answers[name].places for name in planned.items}
    everyone = np.ones(n, dtype=np.bool_)
    bases = {name: exactly.valid & drawn.asked.get(name, everyone) for name in planned.items}
    sample = sample_marginals(planned, drawn.levels, places, bases)
    export = pl.DataFrame({**about.columns, **answers, **about.when})
    return Answered(export, about.answered, drawn.buys, sample)


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
