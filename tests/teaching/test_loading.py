"""Exercises as they are written: the ready one is sound, and every fault of a broken one is told with its line."""

# ruff: noqa: E501 -- a message stands in one line, as a reader sees it

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import satindex as si
from satindex.cli import main
from satindex.survey.faults import Faults
from satindex.survey.parsing import read_tree
from satindex.survey.tree import as_data

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


def test_every_kind_of_task_is_read_with_its_points(tmp_path: Path, surveys: Path) -> None:
    tasks = """\
  - id: decide
    ask: Which?
    kind: decision
    answer: {{choice: quality, by: estimate, lowest: true}}
    group: yes
    attempts: 2
    reasons:
      from: [{{en: The largest gap, zh: 差距最大}}, {{say: Cost}}, {{say: Colour, counts: false}}]
      wanted: 1
      points: 2
  - {{id: own, ask: Which?, kind: decision, answer: {{choice: quality, by: estimate}}, reasons: [Gap, Cost]}}
  - {{id: shared, ask: Say, kind: written, points: 3, rubric: [A figure, {{zh: 区间}}]}}
  - {{id: apart, ask: Say, kind: written, rubric: [{{say: A, points: 2}}, {{say: B, points: 0.5}}], model: Like this.}}
  - {{id: find, ask: Find, points: 2, answer: {{planted: quality, mistakes: [sign], value_points: 1}}, tolerance: 0.01}}
  - {{id: usual, ask: Find, answer: {{planted: nps, columns: promoters}}}}
  - {{id: word, ask: Which?, answer: {{text: [gap, 差距]}}}}
  - {{id: there, ask: Which?, kind: find_error, answer: {{text: base}}}}
"""
    path = tmp_path / "ex.yaml"
    path.write_text((HEAD + tasks).format(survey=surveys / "postal.yaml"), encoding="utf-8")
    exercise = si.load_exercise(path)
    decide, own, shared, apart, find, usual, *_ = exercise.tasks
    assert [task.kind for task in exercise.tasks] == [
        *("decision", "decision", "written", "written", "find_error", "find_error", "choice", "find_error"),
    ]
    # Points by hand: 1 + 2 for reasons; 1; 3; 2 + 0.5; 2 + 1 for the value; 1; 1; 1.
    assert [task.of for task in exercise.tasks] == [3, 1, 3, 2.5, 3, 1, 1, 1]
    assert (decide.group, decide.attempts, own.group, own.attempts) == (True, 2, False, None)
    assert decide.reasons is not None
    assert own.reasons is not None
    assert [reason.counts for reason in decide.reasons.entries] == [True, True, False]
    assert (decide.reasons.wanted, decide.reasons.free) == (1, False)
    assert (own.reasons.wanted, own.reasons.free, own.reasons.points) == (2, True, 0)
    assert [line.points for line in shared.rubric] == [1.5, 1.5]
    assert [(line.say, line.points) for line in apart.rubric] == [({"en": "A"}, 2.0), ({"en": "B"}, 0.5)]
    assert apart.points == 2.5
    assert find.answer is not None
    assert usual.answer is not None
    assert find.answer.mistakes == ("sign",)
    assert usual.answer.columns == ("promoters",)


def test_faults_of_reasons_rubrics_and_planted_mistakes(tmp_path: Path, surveys: Path) -> None:
    tasks = """\
  - {id: a, ask: A, DECISION, reasons: {from: [x, {say: y, counts: false}], wanted: 2}}
  - {id: b, ask: B, DECISION, reasons: {from: [{say: y, counts: false}]}}
  - {id: c, ask: C, DECISION, reasons: {fom: [y]}}
  - {id: d, ask: D, answer: nps.estimate, reasons: [y]}
  - {id: e, ask: E, kind: written, rubric: [x, {say: y, points: 1}]}
  - {id: f, ask: F, kind: written, points: 2, rubric: [{say: y, points: 1}]}
  - {id: g, ask: G, answer: nps.estimate, rubric: [x]}
  - {id: h, ask: H, answer: {planted: qualty}}
  - {id: i, ask: I, answer: {planted: quality, columns: [estimat]}}
  - {id: j, ask: J, answer: {planted: quality, mistakes: [sgn]}}
  - {id: k, ask: K, answer: {planted: nps, mistakes: [mean_of_ratios]}}
  - {id: l, ask: L, answer: {figure: nps.estimate, value_points: 1}}
  - {id: m, ask: M, kind: find_error, answer: nps.estimate}
  - {id: n/1, ask: N, answer: nps.estimate}
  - {id: o, ask: O, answer: {choice: quality, by: estimate}, tolerance: 1}
  - {id: p, ask: P, answer: {planted: quality.reliability}}
""".replace("DECISION", "kind: decision, answer: {choice: quality, by: estimate}")
    found = faults_of(HEAD + tasks.replace("{", "{{").replace("}", "}}"), tmp_path, surveys)
    assert found == [
        "5: tasks[0].reasons: 2 reasons are wanted, but only 1 of these count.",
        "6: tasks[1].reasons: None of these reasons counts.",
        "7: tasks[2].reasons.fom: There is no such key. Did you mean 'from'?",
        "7: tasks[2].reasons.from: This key is required and not there.",
        "8: tasks[3]: Only a decision has reasons; write kind: decision.",
        "9: tasks[4]: Some lines of the rubric have points and some have none: write them for all or for none.",
        "10: tasks[5]: The task has 2 points, but its rubric adds up to 1.",
        "11: tasks[6]: Only a written task has a rubric; write kind: written.",
        "12: tasks[7].answer: 'qualty' is no figure of this survey (a table of the report: 'qualty'). Did you mean 'quality'?",
        "13: tasks[8].answer: 'quality' is no figure of this survey (a column of this table: 'estimat'). Did you mean 'estimate'?",
        "14: tasks[9].answer.mistakes[0]: There is no mistake 'sgn'. Did you mean 'sign'?",
        "15: tasks[10].answer: In 'nps' none of these mistakes leads to another figure: mean_of_ratios. Name others under mistakes:, or other columns.",
        "16: tasks[11].answer: Only a planted mistake has value_points; write planted: TABLE.",
        "17: tasks[12]: The kind is find_error, but the answer is that of figure.",
        "18: tasks[13].id: 'n/1' is no id: letters, digits, '_' and '-' name files and cells.",
        "19: tasks[14]: Only a figure has a tolerance.",
        "20: tasks[15].answer: 'quality.reliability' is no figure of this survey (a whole table is asked for: 'reliability'). There are: quality.",
    ]


def test_the_exercise_with_every_kind_is_sound(surveys: Path) -> None:
    """Points by hand: 2 + 1 + 2 + (1 + 2) + (1 + 1) + (2 + 1) + (1 + 2)."""
    tasks = si.load_exercise(surveys / "exercises" / "kinds.yaml").tasks
    assert {task.kind for task in tasks} == {"figure", "choice", "ranking", "decision", "find_error", "written"}
    assert sum(task.of for task in tasks) == 16


def test_the_published_schema_of_exercises_takes_what_is_sound(surveys: Path) -> None:
    done = CliRunner().invoke(main, ["schema", "--exercise"])
    validator = Draft202012Validator(json.loads(done.output))
    for path in sorted((surveys / "exercises").glob("*.yaml")):
        tree = read_tree(path.read_text(encoding="utf-8"), Faults(path.name))
        assert tree is not None
        written = as_data(tree)
        assert isinstance(written, dict)
        assert [error.message for error in validator.iter_errors(written)] == [], path.name
    for wrong in ({"id": "a", "ask": "A", "anser": "nps"}, {"id": "a"}, {"id": "a", "ask": "A", "points": -1}):
        assert not validator.is_valid({**written, "tasks": [wrong]}), wrong
