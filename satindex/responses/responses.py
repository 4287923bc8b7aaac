"""Coded answers of one export, ready to score, with the audit of how they came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from satindex.frames.batches import Frame
from satindex.frames.calibration import Calibration
from satindex.frames.design import Design
from satindex.frames.identity import Identity
from satindex.language import Words
from satindex.responses.audit import Audit
from satindex.survey.model import Survey

if TYPE_CHECKING:
    import polars as pl

    from satindex.frames.margin_cells import CellWeights, MarginCells
    from satindex.responses.margins import Weighting


def about(column: str) -> str:
    """Return the name under which a column about the respondent stands beside the items.

    Examples
    --------
    >>> about("branch")
    '@branch'
    """
    return f"@{column}"


RAKED = "#weight"
NUMBERED = "#id"
"""Ids that are whole numbers, as they are written: read many times as fast as texts."""


def margin_column(name: str) -> str:
    """Return the name under which a margin's levels stand beside the items, as the margin writes them.

    Examples
    --------
    >>> margin_column("gender")
    '#@gender'
    """
    return f"#@{name}"


@dataclass(frozen=True)
class Responses:
    """Respondents kept by the survey's `where`, one row each.

    `frame` holds each numeric item as a number (null = missing) under its name, and the columns about the
    respondent as text under `about(name)`, the weight as a number. `columns` maps an item to its column in
    the export, in the order of the export; `levels` lists each grouping's levels in order, None last where some
    respondents have none.
    `sampled` counts the design's sampling units by stratum before `where`: what is kept is a domain of the sample;
    `population` counts those of the population, where the survey says. `weighting` is what became of raked weights,
    which stand in the column `RAKED`, and `calibration` what their errors need. `beyond` counts the rows so weighted
    that `where` leaves out, by the design's columns. `options` is what the options
    of each set of dichotomies are called; whether they were chosen stands in a column each. `personal` are the columns
    about the respondent that may identify a person, each with why. `known` are answers about the rows of `frame` that
    reading gave, by what was asked. `clusters` names those of each stratum of the whole sample, `orders` the levels of
    each grouping in the order that the survey gives them, where it does. `cells` are what raking needs of the whole
    sample; `by_cell` says how sums are weighted that are kept by combination of the margins' levels; `stated` are the
    numbers of the finite population by stratum as they were read. `even_odd` counts who has an even–odd consistency,
    and for whom it is too low, before anyone was set aside; of a part of a survey, `otherwise` are the responses
    without that sign.
    """

    survey: Survey
    frame: Frame
    audit: Audit
    columns: Mapping[str, str]
    levels: Mapping[str, tuple[str | None, ...]]
    sampled: Mapping[str | None, int] = field(default_factory=dict)
    population: Mapping[str | None, float] = field(default_factory=dict)
    weighting: Weighting | None = None
    calibration: Calibration | None = field(default=None, compare=False, repr=False)
    beyond: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    options: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    personal: Mapping[str, Words] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    clusters: Mapping[str | None, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: MarginCells | None = field(default=None, compare=False, repr=False)
    by_cell: CellWeights | None = field(default=None, compare=False, repr=False)
    stated: Mapping[str | None, tuple[float, ...]] = field(default_factory=dict, compare=False, repr=False)
    even_odd: tuple[int, int] = field(default=(0, 0), compare=False, repr=False)
    otherwise: Responses | None = field(default=None, compare=False, repr=False)

    @property
    def design(self) -> Design:
        """The sampling design's columns in `frame`."""
        person = self.survey.respondent
        weight, stratum, cluster = (about(c) if c else None for c in (person.weight, person.stratum, person.cluster))
        weight = RAKED if self.calibration or self.by_cell else weight
        calibrated = (self.calibration, self.beyond, self.by_cell)
        return Design(weight, stratum, cluster, self.sampled, self.population, *calibrated)

    @property
    def identity(self) -> Identity:
        """What tells respondents from each other when some are drawn at random: the id, in waves each time anew."""
        person = self.survey.respondent
        wave = (about(person.wave.column),) if person.wave else ()
        if person.id is None:
            return Identity()
        return Identity((NUMBERED if NUMBERED in self.frame.collect_schema().names() else about(person.id), *wave))
