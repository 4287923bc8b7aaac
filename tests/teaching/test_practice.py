"""Practice checks: exact verdicts from sealed files, the learner's record, and what a file shows of its answers."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.errors import DataError
from satindex.language import Words
from satindex.teaching import Exercise, check, load_exercise
from satindex.teaching.building import build
from satindex.teaching.drawing import figures_of
from satindex.teaching.figures import Figures
from satindex.teaching.grading.files import handed_in
from satindex.teaching.learners import Learner
from satindex.teaching.practice import Practice, open_exercise
from satindex.teaching.practice.bins import bin_of, bins_near, near, width_of
from satindex.teaching.practice.locks import Lock, length_of, sealed, unsealed
from satindex.teaching.practice.record import Record
from satindex.teaching.practice.scrypt import by_hand, scrypt
from satindex.teaching.practice.sheets import Sheet

FIGURES = st.floats(-1e6, 1e6) | st.sampled_from([0.0, -0.35, 0.05, 12.5, 100.0, 1e9, -1e9])
TOLERANCES = st.sampled_from([0.0, 0.0005, 0.005, 0.01, 0.05, 0.5]) | st.floats(1e-6, 10)


@given(FIGURES, TOLERANCES, st.floats(-4, 4) | st.sampled_from([-1.0, 1.0]))
@settings(max_examples=400)
def test_a_value_finds_a_figure_in_its_bin_if_and_only_if_it_is_within_the_tolerance(
    figure: float, tolerance: float, off: float
) -> None:
    """`near` is |value − figure| ≤ tolerance, to binary fractions: the rule that marks are given by."""
    value = figure + off * tolerance
    width = width_of(tolerance, [figure])
    found = bin_of(value, width) in bins_near(figure, tolerance, width) and near(value, figure, tolerance)
    assert found == near(value, figure, tolerance)
    assert len(bins_near(figure, tolerance, width)) <= 3


@given(st.floats(-50, 50), st.sampled_from([0.005, 0.01, 0.05]), st.integers(-30, 30))
@settings(max_examples=60, deadline=None)
def test_sealed_sheets_judge_exactly(figure: float, tolerance: float, steps: int) -> None:
    """Values on a decimal grid a tenth of the tolerance wide, round the answer; by exact arithmetic beside it."""
    lock, width = Lock("salt", "007", n=2, r=1), width_of(tolerance, [figure])
    said = {str(one): [{"right": True, "figure": figure}] for one in bins_near(figure, tolerance, width)}
    sheet = Sheet("t", "number", tolerance=tolerance, width=width, lines=sealed(lock, "t", said, 64))
    value = round(figure + steps * tolerance / 10, 6)
    off = abs(Decimal(value) - Decimal(figure))
    if abs(off - Decimal(tolerance)) > Decimal("1e-7"):
        assert sheet.judged(lock, value).right is (off <= Decimal(tolerance))


def test_scrypt_by_hand_is_scrypt() -> None:
    """RFC 7914, section 12: scrypt("password", "NaCl", N=1024, r=8, p=16) has p = 16; the first vector has p = 1."""
    first = (
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
    )
    assert by_hand(b"", b"", 16, 1, 64).hex() == first
    assert by_hand("答案".encode(), b"salt", 8, 2, 80) == scrypt("答案".encode(), b"salt", 8, 2, 80)


def test_sealed_lines_show_neither_texts_nor_which_is_right() -> None:
    lock = Lock("salt", "007", n=2, r=1)
    said = {"-17": [{"right": True}], "3": [{"right": False, "hint": ["Turn it.", "反了。"]}]}
    lines = sealed(lock, "gap", said, length_of(list(said.values())))
    assert len(lines) == 8  # six lines that nothing opens
    assert len({len(line) for line in lines.values()}) == 1
    assert list(lines) == sorted(lines)
    assert unsealed(lock, "gap", lines, "3") == said["3"]
    for other in (Lock("salt", "008", n=2, r=1), Lock("other", "007", n=2, r=1)):
        assert unsealed(other, "gap", lines, "3") == []
    assert unsealed(lock, "other", lines, "3") == []


TASKS = """\
exercise: 差距 & NPS
title: {{zh: 差距, en: "Gaps <i>&</i> NPS"}}
survey: {survey}
data: {{n: 80}}
tasks:
  - id: gap
    ask: {{zh: 差距？, en: "The gap?"}}
    answer: quality.reliability.estimate
    tolerance: 0.01
    attempts: 3
    minutes: 4
    hints: [{{when: sign, say: {{zh: 反了。, en: "Turned <b>round</b>."}}}}]
  - {{id: nps, ask: NPS?, answer: nps.estimate}}
  - {{id: significant, ask: Is it?, answer: {{significant: quality.reliability}}}}
  - {{id: order, ask: Order?, answer: {{ranking: quality, by: estimate, lowest: true}}}}
  - {{id: first, ask: First?, kind: decision, answer: {{choice: quality, by: estimate, lowest: true}}, reasons: [x, y]}}
  - {{id: word, ask: Word?, answer: {{text: [信度, internal consistency]}}}}
  - {{id: advice, ask: Advice?, kind: written, points: 3, rubric: [a]}}
"""
NAME = "差距-NPS"


@pytest.fixture(scope="module")
def exercise(surveys: Path, tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    path = tmp_path_factory.mktemp("practice") / "ex.yaml"
    path.write_text(TASKS.format(survey=surveys / "postal.yaml"), encoding="utf-8")
    return load_exercise(path)


@pytest.fixture(scope="module")
def course(exercise: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("built") / "course"
    build(exercise, (Learner("007", "欧阳, <b>小明</b>"),), 918_273, output, language="en")
    return output


@pytest.fixture(scope="module")
def figures(exercise: Exercise, course: Path) -> Figures:
    return figures_of(exercise.survey, str(course / "learners" / "007" / f"{NAME}.csv"))


@pytest.fixture
def folder(course: Path, tmp_path: Path) -> Path:
    for file in (course / "learners" / "007").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.fixture
def practice(folder: Path) -> Practice:
    return open_exercise(folder / f"{NAME}.json")


def submitted(folder: Path) -> dict[str, dict[str, object]]:
    said = json.loads((folder / "submission-007.json").read_text(encoding="utf-8"))
    assert (said["format"], said["exercise"], said["learner"]) == ("satindex submission 1", "差距 & NPS", "007")
    assert said["name"] == "欧阳, <b>小明</b>"
    answers: dict[str, dict[str, object]] = said["answers"]
    return answers


def key_of(course: Path) -> dict[str, object]:
    key = json.loads((course / "trainer" / "key.json").read_text(encoding="utf-8"))
    answers: dict[str, object] = key["learners"]["007"]["answers"]
    return answers


def test_practice_says_what_the_trainers_check_says(
    exercise: Exercise, figures: Figures, course: Path, folder: Path
) -> None:
    """On every kind of task, right and wrong answers alike, and what is foreseen of mistakes."""
    gap, nps = figures.figure("quality.reliability.estimate").figure(), figures.figure("nps.estimate").figure()
    assert gap is not None
    assert nps is not None
    rows = [one.name for one in figures.ranked("quality", "estimate", lowest=True)]
    labels = [one.label.zh for one in figures.ranked("quality", "estimate", lowest=True) if one.label]
    values: dict[str, list[object]] = {
        "gap": [gap, -gap, gap + 0.0099, gap + 0.0101, gap - 0.0101, f"{gap:.2f}".replace("-", "−"), 9],
        "nps": [nps, -nps, nps / 100, f"{nps:.1f} %", nps + 0.06, 0],
        "significant": ["是", "否", True, "ＹＥＳ"],
        "order": [rows, labels, " > ".join(rows), rows[::-1]],
        "first": [*rows, *labels, f" {rows[0].upper()} "],
        "word": ["信度", " Internal  Consistency", "ｉｎｔｅｒｎａｌ consistency", "效度"],
    }
    for task, given_ in values.items():
        for value in given_:
            opened = open_exercise(folder / f"{NAME}.json")
            opened.record.path.unlink(missing_ok=True)  # type: ignore[union-attr] -- it has a folder
            reply, verdict = opened.check(task, value), check(exercise, figures, task, value)
            assert (reply.right, reply.mistake) == (verdict.right, verdict.mistake), (task, value)
            if verdict.hint is not None:
                assert verdict.hint in reply.parts


def test_each_value_is_recorded_as_it_was_given(practice: Practice, folder: Path, course: Path) -> None:
    right = key_of(course)
    gap = right["gap"]
    assert isinstance(gap, float)
    assert (
        str(practice.check("gap", -np.float64(gap))) == "✗ Not right yet. Turned <b>round</b>. Attempts left: 2 of 3."
    )
    assert str(practice.check("gap", pd.Series([gap]))) == "✓ Right."
    assert practice.check("order", pl.Series(right["order"])).right is True
    assert practice.check("first", "可靠性").parts[-1].en == 'Give your reasons too: reasons="…".'
    assert (
        practice.check("first", "可靠性", reasons=["成本 <x>", "差距"]).parts[-1].en
        != 'Give your reasons too: reasons="…".'
    )
    assert str(practice.check("advice", "三句话。")) == "✎ Recorded. Your trainer marks this."
    answers = submitted(folder)
    attempts = answers["gap"]["attempts"]
    assert isinstance(attempts, list)
    assert [(one["value"], one["verdict"], one["mistake"]) for one in attempts] == [
        (-gap, "wrong", "sign"),
        (gap, "right", ""),
    ]
    assert attempts[0]["at"].endswith("+00:00")
    assert answers["order"]["attempts"][0]["value"] == right["order"]  # type: ignore[index]
    assert answers["first"]["reasons"] == ["成本 <x>", "差距"]
    assert answers["advice"]["text"] == "三句话。"


def test_what_is_no_answer_is_said_and_not_recorded(practice: Practice, folder: Path) -> None:
    said = {
        task: practice.check(task, value).words.en
        for task, value in (("gap", ...), ("nps", math.nan), ("significant", "perhaps"), ("order", "可靠性"))
    }
    assert said["gap"] == "Put your answer in the place of `...`."
    assert said["nps"].startswith("The value is missing (NaN or infinite)")
    assert said["significant"] == "Answer yes or no."
    assert said["order"].startswith("Name all 5 rows once. There are: ")
    assert practice.check("first", "reliabilty").words.en.startswith("There is no 'reliabilty'. There are: ")
    assert practice.check("gapp", 1).words == Words(
        "There is no task 'gapp'. Did you mean 'gap'?", "没有题目“gapp”。是否应为“gap”？"
    )
    assert practice.check("gap", {"a": 1}).words.en.startswith("Hand in a number")
    assert practice.check("gap", pd.NA).words.en.startswith("Hand in a number")
    assert not (folder / "submission-007.json").exists()


def test_attempts_are_limited_and_the_same_value_again_is_none(practice: Practice, folder: Path, course: Path) -> None:
    for _ in range(3):
        assert practice.check("gap", 5).parts[-1].en == "Attempts left: 2 of 3."
    practice.check("gap", 6)
    assert practice.check("gap", 7).parts[-1].en == "Attempts left: 0 of 3."
    anew = open_exercise(folder / f"{NAME}.json", "zh")
    right = key_of(course)["gap"]
    assert str(anew.check("gap", right)) == "… 3 次作答机会已用完；此值未检查，也未记录。"
    assert anew.check("gap", 7).right is False
    assert len(submitted(folder)["gap"]["attempts"]) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: text.replace('"attempts"', '"versuche"'),
        lambda text: "[1]",
        lambda text: "[" * 100_000,
    ],
)
def test_a_damaged_submission_is_kept_aside(practice: Practice, folder: Path, damage: Callable[[str], str]) -> None:
    practice.check("gap", 5)
    path = folder / "submission-007.json"
    broken = damage(path.read_text(encoding="utf-8"))
    path.write_text(broken, encoding="utf-8")
    (folder / "damaged-1-submission-007.json").write_text("earlier", encoding="utf-8")
    reply = practice.check("nps", 1)
    assert "kept as damaged-2-submission-007.json" in reply.words.en
    assert (folder / "damaged-1-submission-007.json").read_text(encoding="utf-8") == "earlier"
    assert (folder / "damaged-2-submission-007.json").read_text(encoding="utf-8") == broken
    assert list(submitted(folder)) == ["gap", "nps"]  # what the notebook remembers stands there again


def test_a_submission_of_another_exercise_is_left_alone(practice: Practice, folder: Path) -> None:
    other = {"format": "satindex submission 1", "exercise": "other", "learner": "007", "answers": {}}
    path = folder / "submission-007.json"
    path.write_text(json.dumps(other), encoding="utf-8")
    practice.check("nps", 1)
    assert json.loads(path.read_text(encoding="utf-8")) == other
    assert (folder / "submission-007-差距---NPS.json").is_file()


def test_a_folder_that_cannot_be_written_is_said(practice: Practice, folder: Path, course: Path) -> None:
    nowhere = replace(practice, record=Record(practice.record.whose, folder / "gone"))
    reply = nowhere.check("nps", key_of(course)["nps"])
    assert reply.right is True
    assert reply.parts[-1].en.startswith("NOT RECORDED: ")


def test_replies_are_inert_in_a_notebook(practice: Practice, course: Path) -> None:
    gap = key_of(course)["gap"]
    assert isinstance(gap, float)
    shown = practice.check("gap", -gap)._repr_html_()
    assert "Turned &lt;b&gt;round&lt;/b&gt;." in shown
    assert "<script" not in practice.check("<script>alert(1)</script>", 1)._repr_html_()


def test_files_that_are_no_checks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="this is no file of checks"):
        si.open_exercise(tmp_path / "x.json")
    with pytest.raises(DataError, match="can't be read"):
        si.open_exercise(tmp_path / "y.json")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("satindex.teaching.practice.opening._OPEN", [])
    with pytest.raises(DataError, match="open an exercise first"):
        si.check("gap", 1)


def test_the_only_file_of_checks_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("satindex.teaching.practice.opening._OPEN", [])
    assert str(si.check("nps", ...)) == "… Put your answer in the place of `...`."


def test_a_definition_is_studied_by_oneself(
    exercise: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = si.open_exercise(exercise.file, "en")
    scores = si.score(si.read_responses(opened.data, exercise.survey))
    frame = scores["quality"].to_frame()
    gap = frame.loc[frame["dimension"] == "reliability", "estimate"].item()
    assert [si.check("gap", value).right for value in (gap, -gap)] == [True, False]
    assert str(si.check("advice", "three sentences")) == "✎ Not recorded: this is study by yourself."
    assert list(tmp_path.iterdir()) == []
    assert si.open_exercise(exercise.file, "en", data=scores, learner="9").check("word", "信度").right is True
    assert (tmp_path / "submission-9.json").is_file()


ALONE = """\
import sys
assert not any("site-packages" in place for place in sys.path), sys.path
if sys.argv[1] == "without": del __import__("hashlib").scrypt
sys.path.append("satindex_practice.zip")
import satindex as si
si.open_exercise(sys.argv[2])
print(si.check("gap", float(sys.argv[3])), si.check("gap", -float(sys.argv[3])), sep="|")
loaded = {name.split(".")[0] for name in sys.modules} - set(sys.stdlib_module_names) - {"__main__"}
print(sorted(loaded))
try:
    si.load_survey
except AttributeError as error:
    print("needs satindex itself" in str(error))
"""


@pytest.mark.parametrize("scrypt_there", ["with", "without"])
def test_checks_work_where_nothing_is_installed(folder: Path, course: Path, scrypt_there: str) -> None:
    """Isolated Python: no site-packages, nothing but the folder; with scrypt by hand as in Pyodide."""
    gap = key_of(course)["gap"]
    script = folder / "alone.py"
    script.write_text(ALONE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(script), scrypt_there, f"{NAME}.json", str(gap)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONUTF8": "1"},
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "✓ Right.|✗ Not right yet. Turned <b>round</b>. Attempts left: 1 of 3.",
        "['satindex']",
        "True",
    ]


def test_a_folder_handed_in_whole_is_read_for_its_submission(practice: Practice, folder: Path, tmp_path: Path) -> None:
    """Data, checks and the checks' code stand beside it: none of them is told as an archive or damaged."""
    practice.check("nps", 1)
    archive = shutil.make_archive(str(tmp_path.parent / f"{tmp_path.name}-in"), "zip", folder)
    for source in (folder, Path(archive)):
        handed = list(handed_in([source]))
        assert [one.fault for one in handed] == [None] * len(handed)
        assert sorted(Path(one.place).name for one in handed) == [
            "submission-007.json",
            f"{NAME}.ipynb",
            f"{NAME}.json",
        ]


def test_the_bundle_is_the_same_whenever_it_is_made(course: Path) -> None:
    from satindex.teaching.bundle import bundle

    made = bundle()
    bundle.cache_clear()
    assert hashlib.sha256(bundle()).digest() == hashlib.sha256(made).digest()
    assert (course / "learners" / "007" / "satindex_practice.zip").read_bytes() == made
