"""The exercises of the chapters are sound, and their choices are among what can be chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.loading import load_exercise

LATER = ["05-kano", "06-repurchase", "07-kpis", "08-machines"]


@pytest.mark.parametrize(
    "name",
    ["01-coding", "02-gaps", "03-nps", "04-loyalty", *(pytest.param(one, marks=pytest.mark.course) for one in LATER)],
)
def test_an_exercise_is_sound(name: str, surveys: Path) -> None:
    exercise = load_exercise(surveys / "exercises" / f"{name}.yaml")
    assert {"decision", "written"} <= {task.kind for task in exercise.tasks}
    assert all({"zh", "en"} <= set(task.ask) for task in exercise.tasks)


def test_those_who_name_no_branch_are_none_of_the_branches(surveys: Path) -> None:
    """A level without a name can't be what is chosen, however low its figure."""
    exercise = load_exercise(surveys / "exercises" / "01-coding.yaml")
    figures = figures_of(exercise.survey, drawn(exercise.survey, exercise.data, 3))
    assert "(missing)" in {row["level"] for row in figures.table("service by branch").rows}
    named = [one.name for one in figures.ranked("service by branch", "estimate", True)]
    assert sorted(named) == sorted(["东门支局", "车站支局", "大学城支局"])


def test_a_table_named_below_a_measure_is_found_though_it_is_no_row_of_the_measure(surveys: Path) -> None:
    exercise = load_exercise(surveys / "exercises" / "04-loyalty.yaml")
    figures = figures_of(exercise.survey, drawn(exercise.survey, exercise.data, 3))
    placed = figures.ranked("loyalty.sensitivity", "first_share", False)
    assert sum(one.figure for one in placed) == pytest.approx(1, abs=1e-9)  # under any weights some branch leads
