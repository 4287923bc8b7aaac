"""A table with one planted mistake: the same again for the same data, found by name in either language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from satindex.measures.registry import TYPES
from satindex.survey.load import parse_survey
from satindex.teaching import Answer, DataPlan, Exercise, Task, check
from satindex.teaching.drawing import figures_of
from satindex.teaching.figures import Figures
from satindex.teaching.planted_files import write_planted
from satindex.teaching.planting import planted

SURVEY = """\
survey: small
small_base: {flag: 0, withhold: 0}
items:
  E1..E2: {scale: 1..5}
  P1..P2: {scale: 1..5}
measures:
  q:
    type: servqual
    dimensions:
      speed: {expected: [E1], perceived: [P1], weight: 3, title: {en: Speed, zh: 速度}}
      care: {expected: [E2], perceived: [P2], weight: 1, title: {en: Care, zh: 关心}}
"""
# By hand: gaps on speed −1, −2, 0 → −1; on care 1, 1, 1 → 1; overall (3·−1 + 1·1)/4 = −0.5, unweighted (−1 + 1)/2 = 0.
CSV = "E1,E2,P1,P2\n5,3,4,4\n5,4,3,5\n4,2,4,3\n"
SIGN = Answer("planted", "q", columns=("estimate",), mistakes=("sign",), value_points=1.0)


def read(text: str, tmp_path: Path) -> Figures:
    path = tmp_path / "small.csv"
    path.write_text(text, encoding="utf-8")
    return figures_of(parse_survey(SURVEY, "small.yaml", TYPES), str(path))


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return read(CSV, tmp_path)


def test_one_figure_is_wrong_and_the_others_are_as_they_were(figures: Figures, tmp_path: Path) -> None:
    error = planted(SIGN, figures)
    assert planted(SIGN, read(CSV, tmp_path)).name == error.name
    assert error.wrong == -error.right
    right = {"speed": -1.0, "care": 1.0, "overall": -0.5}
    write_planted(error.table, tmp_path / "table.csv")
    table = pl.read_csv(tmp_path / "table.csv")
    given = dict(zip(table["dimension"], table["estimate"], strict=True))
    (wrong,) = [name for name in right if given[name] != right[name]]
    assert error.name == f"q.{wrong}.estimate"
    assert given[wrong] == -right[wrong]


def test_each_mistake_has_its_figure(figures: Figures) -> None:
    error = planted(replace(SIGN, mistakes=("unweighted_for_weighted",)), figures)
    assert (error.name, error.right, error.wrong) == ("q.overall.estimate", -0.5, 0.0)


def test_the_figure_has_its_points_and_its_value_others(figures: Figures) -> None:
    answer = replace(SIGN, mistakes=("unweighted_for_weighted",))
    task = Task("find", {"en": "?"}, "find_error", answer, points=2.0)
    exercise = Exercise("small", figures.scores.survey, DataPlan(10), (task,))

    def points(value: object) -> tuple[bool | None, float, float]:
        verdict = check(exercise, figures, "find", value)
        return verdict.right, verdict.points, verdict.of

    for said in ("q.overall.estimate = -0.5", ["overall estimate", "−0.50"], "总体 差距 ＝ －0.5", ["差距/总体", -0.5]):
        assert points(said) == (True, 3.0, 3.0), said
    for said in ("overall.estimate", "overall.estimate = 0", ["overall.estimate", "x"], "总体差距=-0.52"):
        assert points(said) == (False, 2.0, 3.0), said
    for said in ("speed.estimate = -0.5", "-0.5", "", [], "overall", "estimate"):
        assert points(said) == (False, 0.0, 3.0), said
