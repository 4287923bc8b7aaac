"""A course from an exercise and a class list: data of their own for all, the same again by the same seed."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from satindex.cli import main
from satindex.errors import DataError, WriteError
from satindex.teaching import Exercise, check, load_exercise
from satindex.teaching.building import build
from satindex.teaching.learners import Learner, read_learners

CLASS = '学号,姓名\n007,"欧阳, 小明"\n0123,Zoë\n'


@pytest.fixture(scope="module")
def plain(surveys: Path, tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    path = tmp_path_factory.mktemp("plain") / "ex.yaml"
    figure = "{id: nps, ask: NPS?, answer: nps.estimate}"
    tasks = f"  - {figure}\n  - {{id: top, ask: Which?, answer: {{choice: quality, by: estimate}}}}\n"
    path.write_text(
        f"exercise: plain\nsurvey: {surveys / 'postal.yaml'}\ndata: {{n: 60}}\ntasks:\n{tasks}", encoding="utf-8"
    )
    return load_exercise(path)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def learners_of(text: str | bytes, tmp_path: Path) -> tuple[Learner, ...]:
    path = tmp_path / "class.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_learners(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_numbers_keep_their_zeros_and_names_their_commas(tmp_path: Path, encoding: str) -> None:
    text = CLASS.replace("Zoë", "张三")
    found = learners_of(text.encode(encoding), tmp_path)
    assert found == (Learner("007", "欧阳, 小明"), Learner("0123", "张三"))


def test_learners_twice_and_numbers_that_name_no_file_are_all_told(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        learners_of("number,name\nA1,x\n../up,y\na1,z\n,w\n", tmp_path)
    said = str(caught.value).removeprefix(f"{tmp_path / 'class.csv'}: ")
    assert said == (
        "row 3: '../up' is no number of letters, digits, '_' and '-'; row 4: 'a1' stands in row 2 already; "
        "row 5: '' is no number of letters, digits, '_' and '-'."
    )
    with pytest.raises(DataError, match=r"a column 学号 \(or number, id\) is expected\."):
        learners_of("姓名\n张三\n", tmp_path)


def test_names_that_no_file_can_have_are_told_and_nothing_is_written(tmp_path: Path, plain: Exercise) -> None:
    """The number names a folder; the name is shown and never names a file, whatever stands in it."""
    long = "x" * 65
    rows = f'CON,a\nlpt1,b\n{long},c\n../../etc,d\n.,e\n007,../../f\n08,"CON, 欧阳"\n'
    with pytest.raises(DataError) as caught:
        learners_of(f"学号,姓名\n{rows}", tmp_path)
    assert str(caught.value).removeprefix(f"{tmp_path / 'class.csv'}: ") == (
        "row 2: 'CON' can't name a folder on Windows; row 3: 'lpt1' can't name a folder on Windows; "
        f"row 4: '{long}' is no number of letters, digits, '_' and '-'; "
        "row 5: '../../etc' is no number of letters, digits, '_' and '-'; "
        "row 6: '.' is no number of letters, digits, '_' and '-'."
    )
    class_ = learners_of('学号,姓名\n007,../../f\n08,"CON, 欧阳 <script>"\n', tmp_path)
    key = build(plain, class_, 7, tmp_path / "course", language="zh")
    entries = json.loads(key.read_text(encoding="utf-8"))["learners"]
    assert {number: entry["name"] for number, entry in entries.items()} == {
        "007": "../../f",
        "08": "CON, 欧阳 <script>",
    }
    assert sorted(path.name for path in (tmp_path / "course" / "learners").iterdir()) == ["007", "08"]
    notebook = (tmp_path / "course" / "learners" / "08" / "plain.ipynb").read_text(encoding="utf-8")
    assert "<script>" not in notebook
    assert "CON, 欧阳 &lt;script&gt;" in notebook


def test_a_course_is_the_same_again_and_differs_by_learner(plain: Exercise, tmp_path: Path) -> None:
    class_ = learners_of(CLASS, tmp_path)
    first, again = (build(plain, class_, 7, tmp_path / name) for name in ("a", "b"))
    assert first.read_bytes() == again.read_bytes()
    files = contents(tmp_path / "a" / "learners")
    assert sorted(files) == sorted(
        f"{number}/{name}"
        for number in ("007", "0123")
        for name in ("plain.csv", "plain.json", "plain.ipynb", "postal.yaml", "satindex_practice.zip")
    )
    assert files == contents(tmp_path / "b" / "learners")
    assert files["007/plain.csv"] != files["0123/plain.csv"]
    key = json.loads(first.read_text(encoding="utf-8"))
    assert [entry["name"] for entry in key["learners"].values()] == ["欧阳, 小明", "Zoë"]
    for number, entry in key["learners"].items():
        file = tmp_path / "a" / entry["file"]
        # NPS by hand from the file that the learner gets.
        export = pd.read_csv(file, dtype=str)
        (column,) = [name for name in export.columns if name.startswith("6、")]
        answers = pd.to_numeric(export[column].str.normalize("NFKC").str.strip(), errors="coerce").dropna()
        answers = answers[answers.between(0, 10)]
        hand = 100 * ((answers >= 9).mean() - (answers <= 6).mean())
        assert entry["answers"]["nps"] == pytest.approx(hand), number
        assert check(plain, str(file), "top", entry["answers"]["top"][0]).right is True
    with pytest.raises(WriteError, match="holds a course already"):
        build(plain, class_, 7, tmp_path / "a")


def test_exact_data_have_the_stated_gap(surveys: Path, tmp_path: Path) -> None:
    """Stated: perceived 5.2 and expected 6.1, so that everyone's gap is −0.9 to the rounding of 200 × 5 answers."""
    path = tmp_path / "ex.yaml"
    means = "{quality.reliability.expected: 6.1, quality.reliability.perceived: 5.2}"
    task = "{id: gap, ask: Gap?, answer: quality.reliability.estimate}"
    data = f"{{n: 200, exact: true, truth: {{means: {means}}}}}"
    text = f"exercise: exact\nsurvey: {surveys / 'postal.yaml'}\ndata: {data}\ntasks:\n  - {task}\n"
    path.write_text(text, encoding="utf-8")
    key = build(load_exercise(path), (Learner("1"),), 7, tmp_path / "course")
    found = json.loads(key.read_text(encoding="utf-8"))["learners"]["1"]["answers"]["gap"]
    assert found == pytest.approx(-0.9, abs=0.005)


def test_the_command_builds_and_says_what_to_keep(plain: Exercise, tmp_path: Path) -> None:
    class_ = tmp_path / "class.csv"
    class_.write_text(CLASS, encoding="utf-8")
    output = tmp_path / "course"
    arguments = ["exercise", "build", plain.file, "--learners", str(class_), "--seed", "7", "-o", str(output)]
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, done.output) == (
        0,
        f"{output}: 2 learners, seed 7. Keep {output / 'trainer'} to yourself.\n",
    )
    assert (output / "trainer" / "key.json").is_file()
