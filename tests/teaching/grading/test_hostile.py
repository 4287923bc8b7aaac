"""Files as they come from learners and platforms: damaged, huge, wrong, doubled; each is told, none stops the rest."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from satindex.teaching.grading import Graded, grade
from satindex.teaching.grading.files import LARGEST, handed_in

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Classroom, Points


def aside(graded: Graded, folder: Path) -> dict[str, str]:
    return {one.place.removeprefix(f"{folder}/"): one.why.en for one in graded.set_aside}


def test_files_that_are_no_submission_are_told_with_their_reason(classroom: Classroom, points_of: Points) -> None:
    good = classroom.hand_in("007", {"gap": classroom.answers["007"]["gap"]})
    folder = classroom.folder
    for name, raw in {
        "cut.json": good.read_bytes()[:-9],
        "deep.json": b"[" * 200_000,
        "empty.json": b"",
        "list.json": b"[1]",
        "other.json": b'{"format": "nbgrader"}',
        "none.json": b'{"format": "satindex submission 1", "exercise": "post", "learner": "008"}',
        "huge.json": b" " * (LARGEST + 1),
        "work.ipynb": b"{}",
        ".ipynb_checkpoints/submission-007-checkpoint.json": b"{",
        "notes.txt": b"hello",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)
    classroom.hand_in("008", {}, file="else.json", exercise="kano")
    classroom.hand_in("7", {}, file="seven.json")
    classroom.hand_in("008", {"gap": 1}, file="swapped.json", name="王芳")
    graded = classroom.graded()
    assert points_of(graded, "007")["gap"] == 2
    no_json = "is no JSON: damaged, or not a submission"
    assert aside(graded, folder) == {
        **dict.fromkeys(("cut.json", "deep.json", "empty.json", "list.json"), no_json),
        "other.json": "is no submission: its format is 'nbgrader'",
        "none.json": "has no answers",
        "huge.json": "is larger than 2 MB, which no submission is",
        "work.ipynb": "is a notebook, and no code is run: the answers are in the submission-….json beside it",
        "else.json": "is for the exercise 'kano'",
        "seven.json": "names learner '7', who is not in the class. There are: 007, 008, 009, 010, 0011.",
        "swapped.json": 'has the number of 欧阳, "小明" (008) but the name 王芳: whose is it?',
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_file_that_an_editor_has_saved_anew_is_read(classroom: Classroom, points_of: Points, encoding: str) -> None:
    path = classroom.hand_in("007", classroom.right("007"))
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert points_of(classroom.graded(), "007")["order"] == 2


def test_values_that_are_none_are_wrong_and_stop_nothing(classroom: Classroom, points_of: Points) -> None:
    path = classroom.hand_in("007", classroom.right("007"))
    share = json.dumps(classroom.answers["007"]["share"])
    for value in (
        "NaN",
        "Infinity",
        "1e999",
        "9" * 5000,
        '"NaN"',
        '"about 3"',
        "null",
        "{}",
        "[[1]]",
        '"\\ud800"',
        "true",
    ):
        text = json.dumps(json.loads(path.read_text(encoding="utf-8"))).replace(
            f'"value": {share}', f'"value": {value}'
        )
        (classroom.folder / "submission-007.json").write_text(text, encoding="utf-8")
        points = points_of(classroom.graded(), "007")
        assert (points["share"], points["gap"]) == (0, 2), value[:20]
        classroom.hand_in("007", classroom.right("007"))
    classroom.hand_in(
        "007", {"gap": {"attempts": "x"}, "share": {"attempts": [1, "y"]}, "order": {}, "find": {"attempts": []}}
    )
    assert set(points_of(classroom.graded(), "007").values()) == {0}


def test_of_two_submissions_the_later_counts_and_that_is_said(classroom: Classroom, points_of: Points) -> None:
    right = classroom.answers["007"]["gap"]
    late = {"attempts": [{"value": right, "at": "2026-11-27T08:00:00+08:00"}]}
    classroom.hand_in("007", {"gap": late}, file="a.json")
    classroom.hand_in("007", {"gap": 99}, file="b.json")  # 2026-11-26 19:30 UTC is earlier than 2026-11-27 00:00 UTC
    graded = classroom.graded()
    assert points_of(graded, "007")["gap"] == 2
    a = classroom.folder / "a.json"
    (remark,) = graded.remarks_on("007")
    assert remark.en == f"handed in 2 files that differ; the one with the latest answer counts: {a}"
    assert aside(graded, classroom.folder) == {"b.json": f"is earlier than {a}, which counts"}
    classroom.hand_in("007", {"gap": late}, file="b.json")
    assert aside(classroom.graded(), classroom.folder) == {"a.json": f"is the same as {classroom.folder / 'b.json'}"}
    for file, value in (("a.json", 1), ("b.json", 2)):
        classroom.hand_in("007", {"gap": value}, file=file)
    neither = classroom.graded()
    assert "007" in neither.absent
    assert neither.remarks_on("007")[0].en == "handed in 2 files that differ, and none is the later: none counts"


def test_archives_of_a_learning_platform(classroom: Classroom, points_of: Points, tmp_path: Path) -> None:
    path = classroom.hand_in("007", classroom.right("007"))
    archive = tmp_path / "作业.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(path, "王芳_123_assignsubmission/submission-007.json")
        packed.writestr("__MACOSX/王芳/._submission-007.json", b"\x00")
        packed.writestr("bomb/submission-008.json", b" " * 50_000_000)
        packed.writestr("inner.zip", b"PK")
        packed.writestr("../../escape.txt", b"x")
    graded = grade([archive], classroom.exercise, classroom.read_key())
    assert points_of(graded, "007")["gap"] == 2
    assert aside(graded, archive) == {
        "bomb/submission-008.json": "is larger than 2 MB, which no submission is",
        "inner.zip": "is an archive in an archive: unpack it",
    }
    archive.write_bytes(archive.read_bytes()[:500])
    (cut,) = handed_in([archive])
    assert cut.fault is not None
    assert cut.fault.en.startswith("is a damaged archive: ")
