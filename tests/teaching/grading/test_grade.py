"""Marks by the key alone: full marks for its answers, the right part for mixed ones, by hand beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from satindex.errors import DataError
from satindex.teaching.building import build
from satindex.teaching.grading import grade, read_key
from satindex.teaching.grading.comments import comments
from satindex.teaching.learners import read_learners

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Classroom, Points


def test_the_keys_answers_have_full_marks_but_for_the_trainers(classroom: Classroom, points_of: Points) -> None:
    for number in ("007", "009", "0011"):
        classroom.hand_in(number, classroom.right(number))
    graded = classroom.graded()
    whole = {"gap": 2, "share": 1, "order": 2, "find": 2, "decide": 3, "advice": 0}
    assert all(points_of(graded, number) == whole for number in ("007", "009", "0011"))
    assert graded.absent == ("008", "010")
    # The group task is their group's; the others are empty.
    assert points_of(graded, "008") == {**dict.fromkeys(whole, 0), "decide": 3}
    assert graded.open == ()


def test_a_mixed_submission_has_its_part(classroom: Classroom, points_of: Points) -> None:
    own = classroom.answers["0011"]
    answers: dict[str, Any] = {
        "gap": f"－{-own['gap']:.2f}".replace("－-", ""),  # a full-width minus
        "share": f"{100 * own['share']:.1f}%",  # percent for a share of 1
        "order": list(reversed(own["order"])),
        "find": own["find"]["figure"],  # found, without the right value: 1 of 2
        "decide": {"attempts": [{"value": own["order"][-1]}], "reasons": ["Colour", "Cost"]},  # 0 + 2 · 1/2
    }
    classroom.hand_in("0011", answers)
    graded = classroom.graded()
    assert own["gap"] < 0
    assert points_of(graded, "0011") == {"gap": 2, "share": 0, "order": 0, "find": 1, "decide": 1, "advice": 0}
    said = comments(graded.marks["0011"], ())
    assert "decide: 1 of 2 reasons count" in said.en
    mistakes = {mark.task.id: mark.verdict.mistake for mark in graded.marks["0011"] if mark.verdict}
    assert mistakes["share"] == "percent_for_share"


def test_of_the_attempts_the_last_within_the_limit_counts(classroom: Classroom, points_of: Points) -> None:
    right, wrong = classroom.answers["007"]["gap"], 99
    for attempts, points, place in (
        ((wrong, right), 2, 2),
        ((wrong, wrong, right), 0, 2),
        ((right, wrong, wrong), 0, 2),
        ((right,), 2, 1),
    ):
        classroom.hand_in("007", {"gap": attempts})
        graded = classroom.graded()
        mark = graded.marks["007"][0]
        assert (points_of(graded, "007")["gap"], mark.attempt) == (points, place), attempts
    # No limit on the share: the last of many.
    classroom.hand_in("007", {"share": (*[wrong] * 5, classroom.answers["007"]["share"])})
    assert points_of(classroom.graded(), "007")["share"] == 1


def test_a_verdict_that_was_edited_is_ignored(classroom: Classroom, points_of: Points) -> None:
    entry = {"attempts": [{"value": 99, "verdict": "right", "points": 100}], "points": 100}
    classroom.hand_in("007", {"gap": entry}, points=100, total=100)
    assert points_of(classroom.graded(), "007")["gap"] == 0


def test_members_who_differ_are_left_to_the_trainer(classroom: Classroom, points_of: Points) -> None:
    right, wrong = classroom.answers["007"]["decide"][0], classroom.answers["007"]["order"][-1]
    classroom.hand_in("007", {"decide": right})
    classroom.hand_in("008", {"decide": wrong})
    graded = classroom.graded()
    (line,) = graded.open
    assert (line.who, line.task, line.of) == (("007", "008"), "decide", 3)
    assert line.text == f"007: {right} | 008: {wrong}"
    assert [points_of(graded, number)["decide"] for number in ("007", "008")] == [0, 0]
    classroom.hand_in("008", {"decide": right})
    same = classroom.graded()
    assert same.open == ()
    assert [points_of(same, number)["decide"] for number in ("007", "008")] == [1, 1]


def test_a_key_that_does_not_fit_is_refused(classroom: Classroom, tmp_path: Path) -> None:
    classroom.hand_in("007", {"gap": 1})
    edited = tmp_path / "course" / "trainer" / "key.json"
    edited.parent.mkdir(parents=True)
    text = classroom.key.read_text(encoding="utf-8")
    gap = str(classroom.answers["007"]["gap"])
    edited.write_text(text.replace(gap, "-0.123456"), encoding="utf-8")

    with pytest.raises(DataError, match=r"for learner 007 the key has other answers than the exercise now gives \(gap"):
        grade([classroom.folder], classroom.exercise, read_key(edited, classroom.exercise))
    edited.write_text(text.replace('"post"', '"gaps"'), encoding="utf-8")
    with pytest.raises(DataError, match=r"is the key of 'gaps', but .* is 'post'"):
        read_key(edited, classroom.exercise)
    edited.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(DataError, match=r"is no key that `satindex exercise build` wrote"):
        read_key(edited, classroom.exercise)


def test_figures_of_another_learner_are_told(classroom: Classroom) -> None:
    other = classroom.answers["008"]
    classroom.hand_in("007", {"gap": f"{other['gap']:.3f}", "share": f"{other['share']:.4f}"})
    (remark,) = classroom.graded().remarks_on("007")
    assert remark.en == "2 wrong answers are right in the data of 008"


def test_a_course_that_was_built_is_marked_from_its_own_copy_or_from_the_seed(
    classroom: Classroom, points_of: Points, tmp_path: Path
) -> None:
    """Learners and groups of the class list; a copy of the data that someone has edited does not matter."""
    class_list = tmp_path / "class.csv"
    class_list.write_text("学号,姓名,小组\n007,王芳,甲\n008,李雷,甲\n", encoding="gb18030")
    path = build(classroom.exercise, read_learners(class_list), 7, tmp_path / "course")
    key = read_key(path, classroom.exercise)
    assert [(one.name, one.group) for one in key.learners.values()] == [("王芳", "甲"), ("李雷", "甲")]
    # The same exercise, number and seed as the classroom's: so its answers are right.
    classroom.hand_in("007", classroom.right("007"))
    whole = {"gap": 2, "share": 1, "order": 2, "find": 2, "decide": 3, "advice": 0}
    copy = key.folder / key.learners["007"].file
    assert copy.is_file()
    for text in (None, "E1,E2,E3,P1,P2,P3,N\n1,1,1,2,2,2,3\n", "what,ever\n1,2\n"):
        if text is not None:
            copy.write_text(text, encoding="utf-8")
        graded = grade([classroom.folder], classroom.exercise, key)
        assert points_of(graded, "007") == whole
        assert points_of(graded, "008")["decide"] == 3
