"""The whole way: a course is built, learners answer in what they were handed, the trainer marks what comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from satindex.teaching.building import build
from satindex.teaching.grading import grade, read_key
from satindex.teaching.learners import Learner
from satindex.teaching.practice.opening import open_exercise

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Classroom, Points


def test_what_si_check_records_is_what_is_marked(classroom: Classroom, points_of: Points, tmp_path: Path) -> None:
    class_ = (Learner("007", "王芳", "甲"), Learner("008", "李雷", "甲"))
    course = tmp_path / "course"
    key = read_key(build(classroom.exercise, class_, 7, course), classroom.exercise)
    folder = course / "learners" / "007"
    (checks,) = [path for path in folder.glob("*.json") if not path.name.startswith("submission")]
    own = key.learners["007"].answers
    practice = open_exercise(checks, "en")
    replies = {
        task: practice.check(task, value).verdict
        for task, value in {
            "gap": own["gap"],
            "share": f"{own['share'] * 100:.1f}",
            "order": " > ".join(own["order"]),
            "find": f"{own['find']['figure']} = {own['find']['right']:.2f}",
            "advice": "Mend the gap.",
        }.items()
    }
    assert practice.record.attempts("share")[0]["mistake"] == "percent_for_share"
    assert replies == {"gap": "right", "share": "wrong", "order": "right", "find": "right", "advice": "recorded"}
    assert practice.check("decide", own["decide"][0], reasons="A, B").verdict == "right"
    # Everything in the learners' folders is handed in as it is: notebooks, data and checks beside the answers.
    graded = grade([course / "learners"], classroom.exercise, key)
    # The reasons A and B count, 2 points; the advice is the trainer's to mark.
    assert points_of(graded, "007") == {"gap": 2, "share": 0, "order": 2, "find": 2, "decide": 3, "advice": 0}
    assert points_of(graded, "008")["decide"] == 3
    assert [one.of for one in graded.open] == [2, 1]
    assert graded.absent == ("008",)
    (submission,) = folder.glob("submission-*.json")
    assert json.loads(submission.read_text(encoding="utf-8"))["learner"] == "007"
