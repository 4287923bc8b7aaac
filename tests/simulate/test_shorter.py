"""Gaps and trends are stated as such, and stand for means and differences."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from satindex.errors import SurveyError
from satindex.simulate import simulate
from satindex.simulate.truth_file import as_truth
from satindex.survey.model import Survey

Parsed = Callable[[str], Survey]
Scored = Callable[[pl.DataFrame, Survey], pl.DataFrame]

WAVES = """
survey: waves
respondent: {wave: {year: {order: ['2024', '2025', '2026']}}}
items:
  E1..E2: {scale: 1..7}
  P1..P2: {scale: 1..7}
  S1: {scale: 1..10}
measures:
  quality: {type: servqual, dimensions: {care: {expected: E1..E2, perceived: P1..P2}}}
  satisfaction: {type: mean, items: [S1]}
"""
TRUTH = {
    "means": {"quality.care.expected": 6.0, "satisfaction": 7.0},
    "gaps": {"quality.care": -1.25},
    "trend": {"satisfaction": 0.5},
    "shares": {"year": {"2024": 0.25, "2025": 0.5, "2026": 0.25}},
}


def test_a_gap_is_that_of_the_sample(parsed: Parsed, scored: Scored) -> None:
    survey = parsed(WAVES)
    assert as_truth(TRUTH, survey).means["quality.care.perceived"] == 4.75
    found = scored(simulate(survey, 80, 3, {**TRUTH, "missing": 0, "empty": 0}, exact=True), survey)
    assert found["quality.care"].mean() == pytest.approx(-1.25)


def test_waves_differ_by_the_step(parsed: Parsed, scored: Scored) -> None:
    survey = parsed(WAVES)
    found = scored(simulate(survey, 80, 3, {**TRUTH, "missing": 0, "empty": 0}, exact=True), survey)
    means = [found.filter(pl.col("@year") == year)["satisfaction"].mean() for year in ("2024", "2025", "2026")]
    # 20, 40 and 20 respondents: the middle wave has the stated mean, 7, the others half a point less and more.
    assert means == pytest.approx([6.5, 7.0, 7.5])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"gaps": {"quality.car": -1}},
            "gaps.quality.car: There is no 'quality.car' here. Did you mean 'quality.care'?",
        ),
        ({"trend": {"satisfacton": 1}}, "Did you mean 'satisfaction'?"),
        ({"means": {"quality.care.perceived": 5}}, "'quality.care.perceived' is stated too"),
        ({"differences": {"year": {"2024": {"satisfaction": 1}}}}, "Differences of 'year' are stated too."),
    ],
)
def test_what_is_wrong_is_told(parsed: Parsed, more: dict[str, dict[str, object]], said: str) -> None:
    with pytest.raises(SurveyError) as caught:
        as_truth({**TRUTH, **more}, parsed(WAVES))
    assert said in str(caught.value)


def test_a_trend_needs_waves(parsed: Parsed) -> None:
    with pytest.raises(SurveyError, match="A trend needs waves"):
        as_truth({"trend": {"satisfaction": 1}}, parsed(WAVES.replace("respondent", "derive: {}\nwhere: {}\n#")))
