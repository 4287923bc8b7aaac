"""The surveys that come with the package load with the real types of measures, and quickly."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from satindex.measures.registry import TYPES
from satindex.survey.load import load_survey, parse_survey, survey_warnings
from satindex.survey.schema import json_schema

FILES = sorted((Path(__file__).resolve().parents[2] / "surveys").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_loads_without_a_warning_and_fits_the_schema(file: Path) -> None:
    survey = load_survey(file, TYPES)
    assert survey.items or survey.customers
    assert survey_warnings(survey, TYPES) == []
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(json_schema(TYPES)).iter_errors(written)] == []


def test_loading_is_quick() -> None:
    load_survey(FILES[0], TYPES)
    taken = []
    for _ in range(5):
        start = time.process_time()
        load_survey(FILES[0], TYPES)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.15


def test_the_five_dimensions_by_habit(shared: Path) -> None:
    """The language's own example, with and without `layout: rater22`, makes the same scores."""
    example = (shared / "design.md").read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    short = re.sub(
        r"    dimensions:\n(      .*\n)+",
        "    layout: rater22\n    expected: E1..E22\n    perceived: P1..P22\n    weights: "
        "{tangibles: 11, reliability: 32, responsiveness: 22, assurance: 19, empathy: 16}\n",
        example,
        count=1,
    )
    assert short != example
    measures = [parse_survey(text, "s.yaml", TYPES).measures for text in (example, short)]
    assert list(measures[0]) == ["quality", "nps", "loyalty", "recommend"]
    assert [measure.score_names for measure in measures[0].values()] == [
        measure.score_names for measure in measures[1].values()
    ]
