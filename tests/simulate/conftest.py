"""Simulated exports read back the way an export is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from satindex.measures.measure import Measure
from satindex.measures.registry import TYPES
from satindex.readers import open_export
from satindex.responses.reading import read_responses
from satindex.survey.load import load_survey, parse_survey
from satindex.survey.model import Survey

Scored = Callable[[pl.DataFrame, Survey], pl.DataFrame]


@pytest.fixture(scope="session")
def postal() -> Survey:
    """The ready postal survey."""
    return load_survey(Path(__file__).parents[2] / "surveys" / "postal.yaml", TYPES)


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Survey]:
    """Makes a survey of a YAML text."""
    return lambda text: parse_survey(text, "survey.yaml", TYPES)


@pytest.fixture(scope="session")
def scored() -> Scored:
    """Codes an export as any other and adds all score columns; null = no score."""

    def score(export: pl.DataFrame, survey: Survey) -> pl.DataFrame:
        frame = read_responses(open_export(export), survey).frame
        for measure in survey.measures.values():
            assert isinstance(measure, Measure)
            for stage in measure.stages():
                frame = frame.with_columns(*(one.expression.alias(one.name) for one in stage))
        native = nw.to_native(frame)
        assert isinstance(native, pl.DataFrame)
        return native

    return score
