"""A class of five with its key: made as `build` makes it, without the learners' files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from satindex.teaching import Exercise, load_exercise
from satindex.teaching.building import right_answer, seed_of
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.grading import Graded, Key, grade, read_key
from satindex.teaching.learners import Learner

SURVEY = """\
survey: post
small_base: {flag: 0, withhold: 0}
items:
  E1..E3: {scale: 1..7}
  P1..P3: {scale: 1..7}
  N: {scale: 0..10}
measures:
  quality:
    type: servqual
    dimensions:
      reliability: {expected: [E1], perceived: [P1], weight: 3, title: {en: Reliability, zh: 可靠性}}
      empathy: {expected: [E2], perceived: [P2], weight: 1, title: {en: Empathy, zh: 移情性}}
      tangibles: {expected: [E3], perceived: [P3], weight: 2, title: {en: Tangibles, zh: 有形性}}
  nps: {type: nps, item: N}
"""
TASKS = """\
exercise: post
title: {zh: 邮政, en: Post}
survey: survey.yaml
data: {n: 60, truth: {means: {quality.reliability.expected: 6, quality.reliability.perceived: 4.5}}}
tasks:
  - {id: gap, ask: The gap?, answer: quality.reliability.estimate, points: 2, attempts: 2, level: easy}
  - {id: share, ask: The share?, answer: nps.promoters, tolerance: 0.005}
  - {id: order, ask: The order?, answer: {ranking: quality, by: estimate, lowest: true}, points: 2}
  - {id: find, ask: What is wrong?, answer: {planted: quality, mistakes: [sign], value_points: 1}}
  - id: decide
    ask: {zh: 先改进哪个?, en: Which first?}
    kind: decision
    answer: {choice: quality, by: estimate, lowest: true}
    group: true
    reasons:
      from: [{en: The largest gap, zh: 差距最大}, {en: Cost, zh: 费用}, {say: Colour, counts: false}]
      points: 2
  - id: advice
    ask: Advice?
    kind: written
    rubric: [{say: A figure, points: 2}, {say: Clear, points: 1}]
    model: Mend the gap.
"""
CLASS = (
    Learner("007", "王芳", "甲"),
    Learner("008", '欧阳, "小明"', "甲"),
    Learner("009", "=cmd|' /C calc'!A0", "乙"),
    Learner("010", "Zoë", "乙"),
    Learner("0011", "@李雷"),
)


@dataclass(frozen=True)
class Classroom:
    """The exercise, the right answers of every learner, and a folder for what they hand in."""

    exercise: Exercise
    key: Path
    answers: Mapping[str, Mapping[str, Any]]
    folder: Path = field(default=Path())

    def hand_in(self, number: str, answers: Mapping[str, Any], file: str = "", **head: Any) -> Path:
        """Write a submission; an answer is a value, a list of attempts in a tuple, or the whole entry in a dict."""
        name = next((one.name for one in CLASS if one.number == number), "")
        said = {"format": "satindex submission 1", "exercise": "post", "learner": number, "name": name}
        body = {**said, "answers": {task: _entry(one) for task, one in answers.items()}, **head}
        path = self.folder / (file or f"submission-{number}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
        return path

    def graded(self, *marked: Path) -> Graded:
        return grade([self.folder], self.exercise, self.read_key(), marked)

    def read_key(self) -> Key:
        return read_key(self.key, self.exercise)

    def right(self, number: str) -> dict[str, Any]:
        """Return an answer of full marks to every task but the written one."""
        own = self.answers[number]
        decide = {"attempts": [_attempt(own["decide"][0])], "reasons": ["A", "费用"]}
        find = f"{own['find']['figure']} = {own['find']['right']:.2f}"
        return {**{task: own[task] for task in ("gap", "share", "order")}, "find": find, "decide": decide}


def _attempt(value: Any, at: str = "2026-11-26T19:30:00+00:00") -> dict[str, Any]:
    return {"value": value, "at": at, "verdict": "right", "mistake": ""}


def _entry(said: Any) -> Any:
    if isinstance(said, dict):
        return said
    return {"attempts": [_attempt(one) for one in (said if isinstance(said, tuple) else (said,))]}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    folder = tmp_path_factory.mktemp("course")
    path = folder / "post.yaml"
    path.write_text(TASKS, encoding="utf-8")
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    exercise = load_exercise(path)
    learners = {}
    for one in CLASS:
        seed = seed_of(exercise, one, 7)
        figures = figures_of(exercise.survey, drawn(exercise.survey, exercise.data, seed))
        answers = {task.id: right_answer(task.answer, figures) for task in exercise.tasks if task.answer}
        learners[one.number] = {"name": one.name, "seed": seed, "file": "", "answers": answers, "group": one.group}
    key = folder / "trainer" / "key.json"
    key.parent.mkdir()
    said = {"format": "satindex key 1", "exercise": "post", "seed": 7, "learners": learners}
    key.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return Classroom(exercise, key, {number: one["answers"] for number, one in learners.items()})


@pytest.fixture
def classroom(built: Classroom, tmp_path: Path) -> Classroom:
    folder = tmp_path / "handed-in"
    folder.mkdir()
    return Classroom(built.exercise, built.key, built.answers, folder)


Points = Callable[[Graded, str], dict[str, float]]


@pytest.fixture
def points_of() -> Points:
    return lambda graded, number: {mark.task.id: mark.points for mark in graded.marks[number]}
