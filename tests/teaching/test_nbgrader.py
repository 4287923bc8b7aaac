"""nbgrader itself makes the learners' version, autogrades what was handed in, and gives the points of the key."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from satindex.teaching import load_exercise
from satindex.teaching.building import build
from satindex.teaching.learners import Learner

EXERCISE = """\
exercise: gaps & NPS
title: {{en: Gaps}}
survey: {survey}
data: {{n: 80}}
tasks:
  - {{id: gap, ask: The gap?, answer: quality.reliability.estimate, tolerance: 0.01, points: 2}}
  - {{id: 净推荐值, ask: NPS?, answer: nps.estimate, points: 3}}
  - id: first
    ask: Which first?
    kind: decision
    answer: {{choice: quality, by: weighted_gap, lowest: true}}
    points: 1
    reasons: {{from: [{{say: the gap}}, {{say: the colour, counts: false}}], wanted: 1, points: 4}}
  - {{id: advice, ask: Advice?, kind: written, points: 5, rubric: [a line], model: {{en: A model answer.}}}}
"""
STEM = "gaps-NPS"
WHOLE = 10.0  # 2 + 3 + (1 + 4): what is marked by hand, 5 points for advice, stands apart


@pytest.fixture(scope="module")
def course(surveys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nbgrader")
    path = folder / "ex.yaml"
    path.write_text(EXERCISE.format(survey=(surveys / "postal.yaml").as_posix()), encoding="utf-8")
    class_ = (Learner("007", "欧阳, 小明"), Learner("0123"), Learner("9"))
    build(load_exercise(path), class_, 918_273, folder / "course", language="en", nbgrader=True)
    return folder / "course"


def answers_of(course: Path, number: str) -> dict[str, object]:
    key = json.loads((course / "trainer" / "key.json").read_text(encoding="utf-8"))
    answers: dict[str, object] = key["learners"][number]["answers"]
    return answers


def source_of(course: Path) -> nbformat.NotebookNode:
    path = course / "nbgrader" / "source" / STEM / f"{STEM}.ipynb"
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def test_cells_carry_what_nbgrader_asks_for(course: Path) -> None:
    book = source_of(course)
    nbformat.validate(book)
    marked = {cell.id: cell.metadata["nbgrader"] for cell in book.cells if "nbgrader" in cell.metadata}
    assert all(said["schema_version"] == 3 and said["grade_id"] == name for name, said in marked.items())
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    # The points of all tasks, each once: 2 + 3 + (1 + 4) by hidden tests, 5 by hand.
    assert sum(said["points"] for said in marked.values() if said["grade"]) == WHOLE + 5
    assert {name: (said["grade"], said["solution"], said["locked"]) for name, said in marked.items()}["marks-gap"] == (
        True,
        False,
        True,
    )
    assert marked["answer-gap"]["solution"] is True
    assert marked["answer-advice"] | {"points": 5.0} == marked["answer-advice"]


def test_what_is_released_holds_no_key_and_no_name(course: Path) -> None:
    """The source's folder is what nbgrader copies; of its notebook the regions between marks are cut."""
    key = json.loads((course / "trainer" / "key.json").read_text(encoding="utf-8"))
    folder = course / "nbgrader" / "source" / STEM
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [f"{STEM}.ipynb", "postal.yaml", "satindex_practice.zip"]
        + [f"{number}.{ending}" for number in key["learners"] for ending in ("csv", "json")]
    )
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix in (".json", ".ipynb"))
    assert "小明" not in text
    for entry in key["learners"].values():
        for answer in (entry["answers"]["gap"], entry["answers"]["净推荐值"], entry["seed"], key["seed"]):
            assert str(answer) not in text


def nbgrader(course: Path, *arguments: str) -> str:
    tools = Path(sys.executable).parent
    here = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [str(tools / "nbgrader"), *arguments],
        cwd=course / "nbgrader",
        env={**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(here)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def hand_in(course: Path, number: str, answers: dict[str, object], reasons: list[str]) -> None:
    """Place the released notebook with values in the cells that wait for them, as a learner fills them in."""
    released = course / "nbgrader" / "release" / STEM / f"{STEM}.ipynb"
    book = nbformat.read(released, as_version=4)
    for cell in book.cells:
        cell.source = cell.source.replace('number = "..."', f'number = "{number}"')
        for task, value in answers.items():
            cell.source = cell.source.replace(f'answers["{task}"] = ...', f'answers["{task}"] = {value!r}')
        if reasons:
            cell.source = cell.source.replace('reasons["first"] = ...', f'reasons["first"] = {reasons!r}')
    folder = course / "nbgrader" / "submitted" / number / STEM
    folder.mkdir(parents=True)
    nbformat.write(book, folder / f"{STEM}.ipynb")


@pytest.mark.course
def test_nbgrader_gives_full_marks_none_and_the_right_part(course: Path) -> None:
    nbgrader(course, "db", "student", "import", "students.csv")
    nbgrader(course, "generate_assignment", STEM)
    released = (course / "nbgrader" / "release" / STEM / f"{STEM}.ipynb").read_text(encoding="utf-8")
    assert not re.search("right_of|points_of|HIDDEN|SOLUTION|model answer", released)
    right = answers_of(course, "007")
    hand_in(course, "007", {"gap": right["gap"], "净推荐值": right["净推荐值"], "first": right["first"][0]}, ["A"])  # type: ignore[index]
    hand_in(course, "0123", {}, [])
    # The sign turned: 0; right to the report's rounding: 3; the choice right with a reason that does not count: 1 + 0.
    mixed = answers_of(course, "9")
    hand_in(
        course,
        "9",
        {"gap": -mixed["gap"], "净推荐值": f"{mixed['净推荐值']:.1f}", "first": mixed["first"][0]},  # type: ignore[operator, index]
        ["B"],
    )
    nbgrader(course, "autograde", STEM)
    nbgrader(course, "export")
    with (course / "nbgrader" / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in rows}
    assert {row["student_id"]: row["last_name"] for row in rows}["007"] == "欧阳， 小明"
    assert found == {"007": (WHOLE, WHOLE + 5), "0123": (0.0, WHOLE + 5), "9": (4.0, WHOLE + 5)}
