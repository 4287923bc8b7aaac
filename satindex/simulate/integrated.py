"""True figures that have no closed form: the report of a large population drawn evenly, with the error that is left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.errors import SatindexError
from satindex.measures.scores import Scores, score
from satindex.responses.audit import Audit
from satindex.responses.responses import Responses, about
from satindex.results.result import Result, Row
from satindex.simulate.block import Drawn, draw_block
from satindex.simulate.models import drawn_models
from satindex.simulate.plan import Plan, plan
from satindex.simulate.truth import Truth
from satindex.survey.model import Respondent, Survey

Array = npt.NDArray[np.float64]

POINTS, REPLICATES = 8_192, 4
MOST_COLUMNS = 2_000
FIRST_SEED = 20_260
OF_THE_SAMPLE = ("n", "p_value", "p_adjusted", "statistic", "df", "lead", "threshold", "weight", "rank", "size")
ENDINGS = ("std_error", "_low", "_high", "_n", "_p_value", "_df")
"""Columns that tell of a sample, not of what is true."""


@dataclass(frozen=True)
class Integrated:
    """A figure's expectation under the drawing model, and the standard error of computing it."""

    value: float
    error: float


class Even(np.random.Generator):
    """Random numbers whose first columns are a scrambled Sobol sequence: they fill the cube more evenly than chance.

    Source: Owen, A. B. (1998). Scrambling Sobol' and Niederreiter–Xing points. Journal of Complexity 14(4), 466–489.
    """

    def __init__(self, points: int, columns: int, seed: int) -> None:
        from scipy.stats.qmc import Sobol

        super().__init__(np.random.PCG64(seed))
        self._left: Iterator[Array] = iter(Sobol(columns, seed=seed).random(points).T)
        self._points = points

    def random(self, size: Any = None, *more: Any, **named: Any) -> Any:
        """Return the next column where one number for each point is asked for."""
        column = next(self._left, None) if size == self._points else None
        return super().random(size, *more, **named) if column is None else column

    def standard_normal(self, size: Any = None, *more: Any, **named: Any) -> Any:
        """Return the next column, as normals."""
        from scipy.special import ndtri

        column = next(self._left, None) if size == self._points else None
        if column is None:
            return super().standard_normal(size, *more, **named)
        return ndtri(np.clip(column, 0.25 / self._points**2, 1 - 0.25 / self._points**2))


def integrated(
    survey: Survey, truth: Truth, points: int = POINTS, replicates: int = REPLICATES
) -> dict[str, Integrated]:
    """Return every figure of the measures' tables as it is in expectation: `TABLE.ROW.COLUMN`, of all respondents.

    Answers are complete and careful, weights 1. A figure that a population lacks is left out. The error is that of
    the mean over the few populations, drawn apart: with four, the truth lies within 3.2 errors 95 times in 100.
    """
    planned = plan(_plain(survey), replace(truth, missing=0.0, odd=0.0, careless=0.0, empty=0.0))
    found: dict[str, list[float]] = {}
    for seed in range(FIRST_SEED, FIRST_SEED + replicates):
        for name, value in _figures(planned, points, seed):
            found.setdefault(name, []).append(value)
    whole = {name: values for name, values in found.items() if len(values) == replicates}
    error = math.sqrt(replicates)
    return {
        name: Integrated(float(np.mean(values)), float(np.std(values, ddof=1)) / error)
        for name, values in whole.items()
    }


def _plain(survey: Survey) -> Survey:
    """Leave out what tells of a sample: weights, strata, clusters, and who is left out of the base."""
    person = survey.respondent
    plain = Respondent(wave=person.wave, segments=person.segments)
    return replace(survey, respondent=plain, where=(), exclude=(), chains={}, fieldwork=None)


def _figures(planned: Plan, points: int, seed: int) -> Iterator[tuple[str, float]]:
    survey = planned.survey
    columns = min(MOST_COLUMNS, 16 + len(survey.items) * 2 + len(planned.groups))
    drawn = draw_block(planned, Even(points, columns, seed), np.zeros(points, dtype=np.bool_))
    scores = score(_responses(planned, drawn, points))
    for table, result in scores.tables().items():
        yield from named_cells(table, result)
    for model in unstated(planned):
        rows = _linked(scores, model)
        yield from (
            (f"{model}.{row.get('term')}.estimate", cell) for row in rows if (cell := _estimate(row)) is not None
        )


def unstated(planned: Plan) -> tuple[str, ...]:
    """Return the models whose coefficients follow from the answers: their outcome is not drawn from them."""
    drawn = {model.name for model in drawn_models(planned.survey)}
    return tuple(name for name in planned.survey.models if name not in drawn)


def _linked(scores: Scores, model: str) -> Sequence[Row]:
    """Return the rows of a model; none where it can't be fitted to answers alone."""
    from satindex.linkage.link import link

    try:
        return link(scores, model)[model].rows
    except SatindexError:
        return ()


def _estimate(row: Row) -> float | None:
    cell = row.get("estimate")
    return cell if isinstance(cell, float) and math.isfinite(cell) else None


def _responses(planned: Plan, drawn: Drawn, points: int) -> Responses:
    survey = planned.survey
    found = {name: one.scored[one.places] for name, one in drawn.answers.items()}
    frame: dict[str, pl.Series] = {}
    for name, values in found.items():
        gone = ~drawn.asked[name] if name in drawn.asked else np.zeros(points, dtype=np.bool_)
        frame[name] = pl.Series(np.where(gone, np.nan, values)).fill_nan(None)
    for group in planned.groups:
        places = drawn.levels[group.name]
        frame[about(group.name)] = frame[about(group.column)] = pl.Series(list(group.levels)).gather(
            places.astype(np.uint32)
        )
        item = survey.items.get(group.name)
        if item is not None and item.scale.kind == "codes":
            frame[item.name] = pl.Series(np.array([item.scale.codes[level] for level in group.levels])[places])
    levels_of = {group.name: group.levels for group in planned.groups}
    audit = Audit("", points)
    return Responses(survey, nw.from_native(pl.DataFrame(frame)), audit, {}, levels_of)


def named_cells(table: str, result: Result) -> Iterator[tuple[str, float]]:
    """Yield the figures of a table that are not of the sample, by as many of a row's keys as tell rows apart."""
    keys = [_keys(result, row) for row in result.rows]
    longest = max((len(one) for one in keys), default=0)
    told = next((size for size in range(longest) if len({one[:size] for one in keys}) == len(keys)), longest)
    for row, own in zip(result.rows, keys, strict=True):
        for column, cell in row.items():
            if isinstance(cell, float) and math.isfinite(cell) and not _of_the_sample(column):
                yield ".".join([table, *own[:told], column]), cell


def _keys(result: Result, row: Row) -> tuple[str, ...]:
    """Return what stands in a row before its first figure."""
    cells = takewhile(lambda cell: not isinstance(cell, float), (row.get(column) for column in result.columns))
    return tuple(str(cell) for cell in cells if cell is not None)


def _of_the_sample(column: str) -> bool:
    return column in OF_THE_SAMPLE or column.endswith(ENDINGS)
