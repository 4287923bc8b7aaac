"""Verdicts on one data set: hints of the author first, choices, rankings, decisions, marks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from satindex.errors import FigureError
from satindex.language import Words
from satindex.measures.registry import TYPES
from satindex.survey.load import parse_survey
from satindex.teaching import Answer, DataPlan, Exercise, Hint, Line, Task, check, marked
from satindex.teaching.drawing import figures_of
from satindex.teaching.figures import Figures, MissingFigureError

SURVEY = """\
survey: small
small_base: {flag: 0, withhold: 0}
respondent: {weight: w, segments: [branch]}
items:
  E1..E2: {scale: 1..5}
  P1..P2: {scale: 1..5}
  N: {scale: 0..10}
measures:
  q:
    type: servqual
    dimensions:
      speed: {expected: [E1], perceived: [P1], weight: 3, title: {en: Speed, zh: 速度}}
      care: {expected: [E2], perceived: [P2], weight: 1}
  nps: {type: nps, item: N}
"""
# By hand, with weights 3, 1, 1, 1 (sum 6):
#   gaps on speed −1, −2, 0, −1 → (−3 − 2 + 0 − 1) / 6 = −1; unweighted −4 / 4 = −1 too
#   gaps on care −1, 0, −3, 0 → (−3 + 0 − 3 + 0) / 6 = −1; unweighted −1
#   NPS: 9 (×3), 3, 7, 0 → 3/6 − 2/6 = 16.67; unweighted 1/4 − 2/4 = −25; 0 as passive 3/6 − 1/6 = 33.33
CSV = """\
branch,w,E1,E2,P1,P2,N
北,3,5,5,4,4,9
北,1,5,4,3,4,3
南,1,4,5,4,2,7
南,1,5,3,4,3,0
"""


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    path = tmp_path / "small.csv"
    path.write_text(CSV, encoding="utf-8")
    return figures_of(parse_survey(SURVEY, "small.yaml", TYPES), str(path))


def exercise_of(figures: Figures, *tasks: Task) -> Exercise:
    return Exercise("small", figures.scores.survey, DataPlan(10), tasks)


def figure_task(name: str, *hints: Hint) -> Task:
    return Task("t", {"en": "?"}, "figure", Answer("figure", name), tolerance=0.05, hints=hints)


def test_figures_by_name(figures: Figures) -> None:
    assert figures.figure("q.speed.estimate").figure() == pytest.approx(-1.0)
    assert figures.figure("nps.estimate").figure() == pytest.approx(100 / 6)
    # 北: 9 with weight 3 and 3 with weight 1 → 3/4 − 1/4.
    assert figures.figure("nps by branch.[北].estimate").figure() == pytest.approx(50.0)
    # Of Σ weights = 4, speed has 3: −1 × 3/4.
    assert figures.figure("q.speed.weighted_gap").figure() == pytest.approx(-0.75)
    assert figures.figure("q.estimate").figure() == pytest.approx(-1.0)


def test_weights_and_zeros_left_out_are_recognised(figures: Figures) -> None:
    exercise = exercise_of(figures, figure_task("nps.estimate"))
    assert check(exercise, figures, "t", "16.67").right is True
    assert check(exercise, figures, "t", "−25").mistake == "unweighted_for_weighted"
    assert check(exercise, figures, "t", 33.33).mistake == "zero_not_detractor"
    assert check(exercise, figures, "t", 0.1667).mistake == "percent_for_share"
    assert check(exercise, figures, "t", 77).mistake == ""
    assert check(exercise, figures, "t", "many").hint == Words("A number is asked for.", "此题应填一个数。")


def test_a_mistake_that_gives_the_right_answer_is_not_offered(figures: Figures) -> None:
    """Unweighted, the gap on speed is −1 as well: who answers −1 is right."""
    verdict = check(exercise_of(figures, figure_task("q.speed.estimate")), figures, "t", -1)
    assert (verdict.right, verdict.mistake, verdict.points) == (True, "", 1.0)


def test_the_authors_hints_come_first(figures: Figures) -> None:
    own = Hint({"en": "Turn it.", "zh": "反了。"}, mistake="sign")
    equal = Hint({"en": "That is perceived."}, equals="q.speed.perceived")
    exercise = exercise_of(figures, figure_task("q.speed.estimate", own, equal))
    assert check(exercise, figures, "t", 1.0).hint == Words("Turn it.", "反了。")
    # Perceived on speed: (3·4 + 3 + 4 + 4) / 6 = 23/6; the ready-made mistake says the same figure.
    verdict = check(exercise, figures, "t", 3.83)
    assert (verdict.mistake, verdict.hint) == ("= q.speed.perceived", Words("That is perceived.", "That is perceived."))


def test_choices_rankings_and_decisions(figures: Figures) -> None:
    tasks = (
        Task("first", {}, "choice", Answer("choice", "q", by="weighted_gap", lowest=True)),
        Task("order", {}, "ranking", Answer("ranking", "q", by="weighted_gap", lowest=True), points=2),
        Task("branch", {}, "choice", Answer("choice", "nps by branch", by="estimate")),
        Task("test", {}, "decision", Answer("significant", "q.care")),
        Task("why", {}, "written", rubric=(Line({"en": "a reason"}, 3.0),), points=3),
    )
    exercise = exercise_of(figures, *tasks)
    # −1 × 3/4 on speed lies below −1 × 1/4 on care; keys and titles in both languages are understood.
    assert [check(exercise, figures, "first", said).right for said in ("speed", "速度", "Speed", "care")] == [
        True,
        True,
        True,
        False,
    ]
    assert check(exercise, figures, "order", "速度 > care").points == 2
    assert check(exercise, figures, "order", ["care", "speed"]).right is False
    assert check(exercise, figures, "order", "speed").right is False
    # 北 50, 南: 7 and 0 → −50.
    assert check(exercise, figures, "branch", "北").right is True
    # Four respondents: the weighted gap of −1 is not significant at 5 %.
    assert [check(exercise, figures, "test", said).right for said in ("否", "yes", "perhaps")] == [True, False, False]
    whole = marked(exercise, figures, {"first": "speed", "order": "speed, care", "why": "because"})
    assert (whole.points, whole.of) == (3.0, 8.0)
    assert [verdict.right for verdict in whole.verdicts] == [True, True, False, False, None]


def test_orders_turned_round_or_by_the_plain_gap_have_hints(figures: Figures) -> None:
    order = Task("order", {}, "ranking", Answer("ranking", "q", by="weighted_gap", lowest=True))
    first = Task("first", {}, "choice", Answer("choice", "nps by branch", by="estimate"))
    exercise = exercise_of(figures, order, first)
    assert check(exercise, figures, "order", "care, speed").mistake == "rank_reversed"
    assert check(exercise, figures, "order", "care").mistake == ""
    assert check(exercise, figures, "first", "南").mistake == "rank_reversed"
    assert check(exercise, figures, "first", "西").mistake == ""


def test_answers_to_no_task_are_refused(figures: Figures) -> None:
    exercise = exercise_of(figures, figure_task("nps.estimate"))
    with pytest.raises(FigureError, match=r"there is no task 'tt'. Did you mean 't'\?"):
        marked(exercise, figures, {"tt": 1})


def test_a_figure_that_this_data_set_lacks(tmp_path: Path, figures: Figures) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("branch,w,E1,E2,P1,P2,N\n北,1,5,5,4,4,\n南,1,4,3,4,3,\n", encoding="utf-8")
    lacking = figures_of(figures.scores.survey, str(path))
    with pytest.raises(MissingFigureError, match=r"'nps\.estimate' is missing in this data set: "):
        check(exercise_of(figures, replace(figure_task("nps.estimate"))), lacking, "t", 1)


def test_a_row_is_chosen_by_what_it_is_not_by_what_was_found_of_it(tmp_path: Path) -> None:
    """A feature's category and an attribute's quadrant stand before the figures, and are no part of the row's name."""
    survey = """\
survey: found
small_base: {flag: 0, withhold: 0}
items: {K1..K4: {scale: kano5}, I: {scale: 1..5}, S: {scale: 1..5}}
measures:
  kano:
    type: kano
    features: {a: {functional: K1, dysfunctional: K2}, b: {functional: K3, dysfunctional: K4}}
  map: {type: importance_performance, attributes: {only: {importance: [I], performance: [S]}}}
"""
    path = tmp_path / "found.csv"
    # a: must-be twice, attractive once; b: indifferent twice, must-be once. Worse −2/3 and −1/3.
    path.write_text("K1,K2,K3,K4,I,S\n2,5,3,3,4,3\n3,5,3,2,5,3\n1,3,2,5,4,2\n", encoding="utf-8")
    figures = figures_of(parse_survey(survey, "found.yaml", TYPES), str(path))
    worst = Task("worst", {"en": "?"}, "choice", Answer("choice", "kano", by="worse", lowest=True))
    exercise = exercise_of(figures, worst)
    assert check(exercise, figures, "worst", "a").right is True
    assert check(exercise, figures, "worst", "b").right is False
    assert [one.name for one in figures.ranked("map", "importance", lowest=False)] == ["only"]
    assert figures.figure("kano.a.worse").figure() == pytest.approx(-2 / 3)
