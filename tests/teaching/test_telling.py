"""Data sets in which an answer can't be told from a wrong one are drawn again; where none can be had, words say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from satindex.errors import FigureError, SurveyError
from satindex.teaching import Answer, DataPlan, Exercise, Hint, Task, load_exercise
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.figures import Figures
from satindex.teaching.telling import fitting, troubles

SURVEY = """\
survey: small
small_base: {flag: 0, withhold: 0}
items:
  E1..E3: {scale: 1..5}
  P1..P3: {scale: 1..5}
  N: {scale: 0..10}
measures:
  q:
    type: servqual
    dimensions:
      speed: {expected: [E1], perceived: [P1], weight: 2}
      care: {expected: [E2], perceived: [P2], weight: 1}
      look: {expected: [E3], perceived: [P3], weight: 1}
  nps: {type: nps, item: N}
"""
# Gaps by hand: speed −1, 0, −1, 0 → −.5; care 1, −1, 0, 0 → 0; look −1, 1, −1, −1 → −.5. Weighted −.25, 0, −.125.
# NPS: 9, 10, 3, 7 → 50 − 25 = 25; nobody answers 0.
CSV = """\
E1,E2,E3,P1,P2,P3,N
5,4,5,4,5,4,9
4,5,3,4,4,4,10
5,4,5,4,4,4,3
3,4,5,3,4,4,7
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("telling")
    (made / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (made / "data.csv").write_text(CSV, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def figures(folder: Path) -> Figures:
    text = "exercise: x\nsurvey: survey.yaml\ndata: {n: 50}\ntasks:\n  - {id: a, ask: '?', answer: nps.estimate}\n"
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    return figures_of(load_exercise(folder / "x.yaml").survey, str(folder / "data.csv"))


def figure(name: str, *mistakes: str, tolerance: float = 0.05) -> Task:
    hints = tuple(Hint({"en": "!"}, mistake=mistake) for mistake in mistakes)
    return Task("t", {}, "figure", Answer("figure", name), tolerance=tolerance, hints=hints)


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (figure("q.care.estimate", "sign"), "the mistake 'sign' comes to the right answer."),
        (figure("nps.estimate", "zero_not_detractor"), "the mistake 'zero_not_detractor' comes to the right answer."),
        (figure("nps.estimate", "mean_of_ratios"), "the mistake 'mean_of_ratios' can't be made here."),
        # One code up, 7 becomes a passive 8 and 3 stays a detractor: nothing moves but −25 of the sign.
        (figure("nps.estimate", "sign", "code_for_answer", tolerance=30), "the mistake 'code_for_answer' comes to"),
        (
            figure("q.speed.estimate", "sign", "p_for_effect", tolerance=0.2),
            # t = −.5 / (.577 / 2) = −1.73 with 3 degrees of freedom: p = .18; the turned gap is .5.
            "the mistakes 'sign' and 'p_for_effect' come to the same answer.",
        ),
        (
            Task("t", {}, "choice", Answer("choice", "q", by="estimate", lowest=True)),
            "'speed' and 'look' are alike in the report: -0.5 and -0.5.",
        ),
        (
            Task("t", {}, "decision", Answer("significant", "q.speed", at=0.1817)),
            "the p-value is 0.1817, the level 0.1817.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_can_not_be_told_apart(figures: Figures, task: Task, said: str) -> None:
    assert any(said in trouble.words.en for trouble in troubles((task,), figures))


@pytest.mark.parametrize(
    "task",
    [
        figure("q.speed.estimate", "sign"),
        figure("nps.estimate", "sign", "percent_for_share"),
        Task("t", {}, "ranking", Answer("ranking", "q", by="weighted_gap", lowest=True)),
        Task("t", {}, "choice", Answer("choice", "q", by="estimate")),
        Task("t", {}, "decision", Answer("significant", "q.speed")),
        Task("t", {}, "written", rubric=("reasons",)),
    ],
    ids=str,
)
def test_what_can(figures: Figures, task: Task) -> None:
    assert list(troubles((task,), figures)) == []


def exercise_of(folder: Path, data: str, tasks: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(f"exercise: own\nsurvey: survey.yaml\ndata: {data}\ntasks:\n{tasks}", encoding="utf-8")
    return path


def test_the_next_data_set_is_drawn_and_it_is_always_the_same(folder: Path, figures: Figures) -> None:
    """With gaps of 0 in truth and ten respondents, two of three dimensions are often alike."""
    task = Task("t", {}, "ranking", Answer("ranking", "q", by="estimate", lowest=True))
    gaps = {"q.speed": 0, "q.care": 0, "q.look": 0}
    exercise = Exercise("own", figures.scores.survey, DataPlan(10, {"gaps": gaps, "missing": 0}), (task,))
    found = [fitting(exercise, seed) for seed in range(8)]
    assert any(data.seed != seed for seed, data in enumerate(found))
    for seed, data in enumerate(found):
        assert list(troubles((task,), data.figures)) == []
        assert fitting(exercise, seed).export.equals(data.export)
        assert drawn(exercise.survey, exercise.data, data.seed).equals(data.export)


def test_an_exercise_that_no_data_fit_is_told_at_check_and_at_build(folder: Path, figures: Figures) -> None:
    hint = "hints: [{when: sign, say: turned}]"
    tasks = (
        f"  - {{id: gap, ask: '?', answer: q.speed.estimate, tolerance: 3, {hint}}}\n"
        "  - {id: nps, ask: '?', answer: nps.estimate}\n"
    )
    with pytest.raises(SurveyError) as caught:
        load_exercise(exercise_of(folder, "{n: 50}", tasks))
    (fault,) = caught.value.faults
    assert fault.say("en") == (
        f"{folder / 'own.yaml'}:5: tasks[0]: In 8 of 8 data sets drawn for trial this can't be marked fairly: the "
        "mistake 'sign' comes to the right answer. State truths that set them apart, a smaller tolerance, or leave "
        "the hint out."
    )
    exercise = Exercise("own", figures.scores.survey, DataPlan(20), (figure("q.speed.estimate", "sign", tolerance=3),))
    with pytest.raises(FigureError, match=r"20 data sets were drawn, and none fits\. Task 't': the mistake 'sign'"):
        fitting(exercise, 1)


def test_an_answer_that_is_missing_in_every_class_is_told(folder: Path) -> None:
    with pytest.raises(SurveyError) as caught:
        load_exercise(
            exercise_of(folder, "{n: 20, truth: {empty: 1}}", "  - {id: n, ask: '?', answer: nps.estimate}\n")
        )
    (fault,) = caught.value.faults
    assert "'nps.estimate' is missing in this data set" in fault.say("en")
