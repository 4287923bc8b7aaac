"""Exercises as they are written: the ready one is sound, and every fault of a broken one is told with its line."""

# ruff: noqa: E501 -- a message stands in one line, as a reader sees it

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from click.testing import CliRunner

import satindex as si
from satindex.cli import main

HEAD = """\
exercise: broken
survey: {survey}
data: {{n: 60}}
tasks:
"""


def faults_of(text: str, tmp_path: Path, surveys: Path) -> list[str]:
    path = tmp_path / "ex.yaml"
    path.write_text(text.format(survey=surveys / "postal.yaml"), encoding="utf-8")
    with pytest.raises(si.SurveyError) as caught:
        si.load_exercise(path)
    return [str(fault).removeprefix(f"{path}:") for fault in caught.value.faults]


def test_the_ready_exercise_is_read_whole(surveys: Path) -> None:
    exercise = si.load_exercise(surveys / "exercises" / "gaps.yaml")
    assert (exercise.name, exercise.data.n, exercise.data.per_learner) == ("servqual-gaps", 240, True)
    gap = exercise.tasks[0]
    assert (gap.id, gap.kind, gap.points, gap.level, gap.minutes) == ("gap_reliability", "figure", 2.0, "easy", 5.0)
    assert [(hint.mistake, hint.equals) for hint in gap.hints] == [
        ("sign", ""),
        ("", "quality.reliability.expected"),
    ]
    kinds = [task.kind for task in exercise.tasks]
    assert kinds == ["figure"] * 5 + ["decision", "ranking", "decision", "written"]
    with pytest.raises(FrozenInstanceError):
        gap.points = 5  # type: ignore[misc]


def test_all_faults_are_told_at_once(tmp_path: Path, surveys: Path) -> None:
    tasks = """\
  - {{id: a, ask: A, answer: quality.relability.estimate}}
  - {{id: b, ask: B, answer: quality.reliability.estimat}}
  - {{id: a, ask: C, answer: nps.estimate, tolerance: 0.001}}
  - {{id: d, ask: D, answer: {{ranking: quality, by: weightd_gap}}}}
  - {{id: e, ask: E, answer: {{significant: nps}}}}
  - {{id: f, ask: F, anser: nps.estimate}}
  - {{id: g, ask: G, answer: nps.estimate, hints: [{{when: sgn, say: x}}, {{when: {{equals: nps.promotrs}}, say: y}}]}}
  - {{id: h, ask: H, answer: {{choice: quality}}}}
  - {{id: i, ask: I, kind: written}}
"""
    assert faults_of(HEAD + tasks, tmp_path, surveys) == [
        "5: tasks[0].answer: 'quality.relability.estimate' is no figure of this survey (a row of this table: 'relability'). Did you mean 'reliability'?",
        "6: tasks[1].answer: 'quality.reliability.estimat' is no figure of this survey (a column of this table: 'estimat'). Did you mean 'estimate'?",
        "7: tasks[2].id: Another task is called 'a', in line 5.",
        "7: tasks[2].tolerance: The tolerance 0.001 is below the rounding of the report, which shows this figure to ± 0.05: an answer read from it would be wrong. Write 0.05 or more, or leave it out.",
        "8: tasks[3].answer: 'quality' is no figure of this survey (a column of this table: 'weightd_gap'). Did you mean 'weighted_gap'?",
        "9: tasks[4].answer: 'nps' has no test.",
        "10: tasks[5].anser: There is no such key. Did you mean 'answer'?",
        "11: tasks[6].hints[0].when: There is no mistake 'sgn'. Did you mean 'sign'?",
        "11: tasks[6].hints[1].when: 'nps.promotrs' is no figure of this survey (a column of this table: 'promotrs'). Did you mean 'promoters'?",
        "12: tasks[7].answer: Choice and ranking need by: COLUMN; others have none.",
        "13: tasks[8]: A written task has a rubric and no answer.",
    ]


def test_faults_of_the_head(tmp_path: Path, surveys: Path) -> None:
    text = """\
exercise: broken
titel: x
survey: {survey}
data: {{n: 60, truth: {{means: {{quality.relability: 5}}}}}}
tasks:
  - {{id: a, ask: A, answer: nps.estimate}}
"""
    assert faults_of(text, tmp_path, surveys) == ["2: titel: There is no such key. Did you mean 'title'?"]
    (fault,) = faults_of(text.replace("titel: x\n", ""), tmp_path, surveys)
    assert fault.startswith("3: data.truth.means.quality.relability: ")


def test_a_survey_that_is_not_there(tmp_path: Path, surveys: Path) -> None:
    text = HEAD.replace("{survey}", "psotal.yaml") + "  - {{id: a, ask: A, answer: nps.estimate}}\n"
    (tmp_path / "postal.yaml").write_text("survey: x\n", encoding="utf-8")
    assert faults_of(text, tmp_path, surveys) == [
        f"2: survey: There is no file {tmp_path / 'psotal.yaml'}. Did you mean 'postal.yaml'?"
    ]


def test_the_command_says_that_it_is_sound_or_every_fault(tmp_path: Path, surveys: Path) -> None:
    ready = surveys / "exercises" / "gaps.yaml"
    done = CliRunner().invoke(main, ["exercise", "check", str(ready)])
    assert (done.exit_code, done.output) == (0, f"{ready}: sound. 9 tasks, 14 points.\n")
    missing = CliRunner().invoke(main, ["exercise", "check", str(tmp_path / "none.yaml")])
    assert (missing.exit_code, missing.output) == (2, f"{tmp_path / 'none.yaml'}: There is no such file.\n")
