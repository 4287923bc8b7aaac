"""The data of an exercise, drawn from its survey with the truths that it states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from satindex.measures.scores import score
from satindex.readers.stacking import open_exports
from satindex.responses.reading import read_responses
from satindex.simulate import simulate
from satindex.survey.model import Survey
from satindex.teaching.exercise import DataPlan
from satindex.teaching.figures import Figures

if TYPE_CHECKING:
    import polars as pl


def drawn(survey: Survey, data: DataPlan, seed: int) -> pl.DataFrame:
    """Return an export of the respondents that `seed` draws."""
    return simulate(survey, data.n, seed, data.truth or None, exact=data.exact)


def figures_of(survey: Survey, source: Any) -> Figures:
    """Return the figures of an export: a file or a frame; raises DataError where it can't be read."""
    return Figures(score(read_responses(open_exports([source]), survey)))
