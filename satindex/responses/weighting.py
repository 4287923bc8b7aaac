"""Raked weights: the whole sample fitted to the margins that the survey declares, before `where` keeps a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import Any, Final

import narwhals as nw
import polars as pl

from satindex.frames.batches import Frame
from satindex.frames.calibration import Calibration
from satindex.frames.margin_cells import CellWeights, MarginCells
from satindex.frames.sampling import cell_counts, cells_beyond
from satindex.language import Words
from satindex.responses.answers import Matcher
from satindex.responses.conditions import Meaning
from satindex.responses.folding import as_text
from satindex.responses.margins import Design, Fit, Weighting, fitted, unfitted
from satindex.responses.responses import RAKED, margin_column
from satindex.responses.weighting_words import weighting_notes
from satindex.survey.model import Respondent

ROWS_PER_CELL: Final = 1_000
"""With so many rows to each combination of margins' levels, sums by combination cost less than weighted rows."""


@dataclass(frozen=True)
class RakedSample:
    """The sample with its raked weight in the column `RAKED`, and what errors and readers must know of it.

    `counted`: the combinations of margins' levels, weight before, stratum and cluster, with `count` and raked weight;
    `cells` what raking needs of them. Of a part of a sample, whose weights are fitted when all parts are together,
    `RAKED` is the weight before fitting, and `by_cell` says how sums are kept until then.
    """

    frame: Frame
    counted: pl.DataFrame
    cells: MarginCells
    weighting: Weighting | None = None
    calibration: Calibration | None = None
    by_cell: CellWeights | None = None
    notes: tuple[Words, ...] = ()

    def beyond(self, kept: Frame) -> pl.DataFrame:
        """Return the cells less the rows that `kept` holds: a bootstrap draws those too, and rakes with them."""
        return cells_beyond(self.counted, kept, [name for name in self.counted.columns if name not in ("count", RAKED)])


def raked(frame: Frame, person: Respondent) -> RakedSample:
    """Return the sample with weights fitted to the margins of `person`, starting at its weight or at 1.

    Shares and percentages keep the sum of the weights, counts make it theirs. Memory: one entry per combination of
    levels, weight, stratum and cluster that occurs. Raises DataError where levels of sample and margin do not match,
    FigureError where the margins can't be reached.
    """
    counted, cells = _cells(frame, person)
    fit = fitted(cells, person)
    weight = _expression(fit, Design.of(person).weight).alias(RAKED)
    return RakedSample(
        frame.with_columns(weight),
        nw.from_native(counted, eager_only=True).with_columns(weight).to_native(),
        cells,
        fit.weighting,
        fit.calibration,
        fit.by_cell if len(fit.by_cell.combinations) * ROWS_PER_CELL <= fit.weighting.n else None,
        weighting_notes(fit.weighting, person),
    )


def to_be_raked(frame: Frame, person: Respondent) -> RakedSample:
    """Return a part of a sample whose weights can't be fitted yet; raises DataError for a level no margin lists."""
    counted, cells = _cells(frame, person)
    weight = Design.of(person).weight
    before = (nw.col(weight).cast(nw.Float64) if weight else nw.lit(1.0)).alias(RAKED)
    return RakedSample(frame.with_columns(before), counted, cells, by_cell=unfitted(cells, person))


def _cells(frame: Frame, person: Respondent) -> tuple[pl.DataFrame, MarginCells]:
    design = Design.of(person)
    names = (*design.margins, *(name for name in (design.weight, design.stratum, design.cluster) if name))
    counted = cell_counts(frame, names)
    return counted, MarginCells.of(counted, design.columns, design.weight)


def _expression(fit: Fit, weight: str | None) -> nw.Expr:
    trimmed = fit.trimmed
    factors = [
        nw.col(margin_column(margin.name)).replace_strict(
            list(margin.levels), factor.tolist(), default=None, return_dtype=nw.Float64
        )
        for margin, factor in zip(fit.margins, fit.raked.factors, strict=True)
    ]
    raked_weight = reduce(mul, [*([nw.col(weight).cast(nw.Float64)] if weight else []), *factors])
    if trimmed is None or trimmed.count == 0:
        return raked_weight
    if trimmed.strict:
        return (raked_weight + trimmed.share).clip(upper_bound=trimmed.cap)
    return nw.when(raked_weight > trimmed.cap).then(nw.lit(trimmed.cap)).otherwise(raked_weight + trimmed.share)


def level_meaning(meaning: Meaning, levels: Iterable[str]) -> Meaning:
    """Return what a value is called in a margin: by its text, else as it is stored; any other text as it stands."""
    names = list(levels)
    known = Matcher((level, float(at)) for at, level in enumerate(names))

    def named(stored: Any) -> str | None:
        text = meaning(stored)
        if text is None:
            return None
        found = known.find(str(text))
        found = known.find(as_text(stored)) if found is None else found
        return str(text) if found is None else names[int(found)]

    return named
