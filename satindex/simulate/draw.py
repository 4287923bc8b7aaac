"""Respondents drawn from a survey and a truth, as an export holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from satindex.errors import DataError
from satindex.language import Words
from satindex.simulate.block import draw_block
from satindex.simulate.columns import headings
from satindex.simulate.plan import plan
from satindex.simulate.platform import platform_columns
from satindex.simulate.truth import Truth
from satindex.simulate.truth_file import as_truth
from satindex.simulate.written import written
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
    if n < 1:
        raise DataError(Words(f"n must be at least 1, not {n}.", f"n 至少为 1，不能是 {n}。"))
    if seed < 0:
        raise DataError(Words(f"seed must not be negative, but is {seed}.", f"seed 不能为负数，现为 {seed}。"))
    planned = plan(survey, as_truth(truth, survey))
    columns = headings(survey, [(group.name, group.column) for group in planned.groups])
    for block, start in enumerate(range(0, n, ROWS)):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, block])))
        rows = min(ROWS, n - start)
        careless = rng.random(rows) < planned.truth.careless
        drawn = draw_block(planned, rng, careless)
        about = platform_columns(survey, rng, start, rows, n, careless)
        empty = _empty_rows(start, rows, planned.truth.empty)
        answers = written(planned, drawn, columns, rng, empty)
        yield pl.DataFrame({**about, **answers})


def _empty_rows(start: int, rows: int, share: float) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which rows are empty: every 1/share-th, beginning half way, however the rows are divided into blocks."""
    reached = np.floor((np.arange(start, start + rows + 1)) * share + 0.5)
    found: np.ndarray[Any, np.dtype[np.bool_]] = np.diff(reached) > 0
    return found
