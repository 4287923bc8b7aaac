"""Sources of a course: editions, languages, blanks, and what is said of bad ones."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from satindex.cli import main
from satindex.errors import SurveyError
from satindex.teaching.course import build_course
from satindex.teaching.course.building import notebooks_of

GOOD = """\
# %% [markdown] tags=["zh", "slide"]
# # 差距

# %% [markdown] tags=["en", "slide"]
# # Gaps

# %% tags=["zh"]
language = "zh"

# %% tags=["en"]
language = "en"

# %%
import satindex as si

# %% [markdown] tags=["zh", "trainer"]
# 用时 5 分钟。

# %% [markdown] tags=["en", "trainer"]
# Takes five minutes.

# %% [markdown] tags=["zh", "notes"]
# 先让学员猜。

# %% [markdown] tags=["en", "notes"]
# Let them guess first.

# %% [markdown] tags=["zh", "slides", "slide"]
# 满意 = 感知 − 期望

# %% [markdown] tags=["en", "slides", "slide"]
# Satisfaction = perceived − expected

# %% [markdown] tags=["zh", "exercise"]
# **练习** 差距是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise** What is the gap?

# %% tags=["answer"]
gap = 5.2 - 6.1
si.check("gap", gap, reasons="P - E")

# %% tags=["answer"]
other = 0.9

# %% tags=["check"]
si.check("other", other)

# %% [markdown] tags=["zh", "exercise"]
# **练习** 说明理由。

# %% [markdown] tags=["en", "exercise"]
# **Exercise** Give your reasons.

# %% [markdown] tags=["zh", "answer"]
# 可靠性差距最大。

# %% [markdown] tags=["en", "answer"]
# Reliability has the largest gap.
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "01-gaps.py").write_text(GOOD, encoding="utf-8")
    return folder


def sources_of(text: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def test_the_learner_gets_blanks_and_nothing_of_the_answers(source: Path) -> None:
    assert sources_of(notebooks_of(source)["en/learner/01-gaps.ipynb"]) == [
        "# Gaps",
        'language = "en"',
        "import satindex as si",
        "**Exercise** What is the gap?",
        '# Your answer: write your code here and put your value in the place of ...\nsi.check("gap", ..., reasons=...)',
        "# Your answer: write your code here and put your value in the place of ...\nother = ...",
        'si.check("other", other)',
        "**Exercise** Give your reasons.",
        "*Your answer: double-click here and write.*",
    ]


def test_the_trainer_gets_answers_and_notes_in_chinese(source: Path) -> None:
    found = sources_of(notebooks_of(source)["zh/trainer/01-gaps.ipynb"])
    assert "用时 5 分钟。" in found
    assert "先让学员猜。" in found
    assert 'gap = 5.2 - 6.1\nsi.check("gap", gap, reasons="P - E")' in found
    assert "可靠性差距最大。" in found
    assert "满意 = 感知 − 期望" not in found
    assert not any("Exercise" in text for text in found)


def test_the_slides_hold_what_is_marked_and_the_code_that_it_needs(source: Path) -> None:
    book = json.loads(notebooks_of(source)["en/slides/01-gaps.ipynb"])
    shown = [("".join(cell["source"]), cell["metadata"]["slideshow"]["slide_type"]) for cell in book["cells"]]
    assert shown == [
        ("# Gaps", "slide"),
        ('language = "en"', "skip"),
        ("import satindex as si", "skip"),
        ("Let them guess first.", "notes"),
        ("Satisfaction = perceived − expected", "slide"),
    ]


def test_notebooks_are_valid_and_the_same_at_every_build(source: Path, tmp_path: Path) -> None:
    paths = build_course(source, tmp_path / "out")
    before = {path: path.read_bytes() for path in paths}
    for path in paths:
        nbformat.validate(nbformat.read(path, as_version=4))
    assert {path: path.read_bytes() for path in build_course(source, tmp_path / "out")} == before
    assert len(paths) == 6


def test_an_id_stays_when_a_cell_is_put_before(source: Path) -> None:
    def ids() -> set[str]:
        return {cell["id"] for cell in json.loads(notebooks_of(source)["zh/trainer/01-gaps.ipynb"])["cells"]}

    before = ids()
    (source / "01-gaps.py").write_text(GOOD.replace("# %%\nimport", "# %%\nn = 1\n\n# %%\nimport"), encoding="utf-8")
    assert before < ids()


BAD = {
    '# %% [markdown] tags=["zh", "trainr"]\n# x': "1: There is no tag 'trainr'. Did you mean 'trainer'?",
    '# %% tags=["zh", "en"]\nx = 1': "1: Tags en and zh: A cell is in one language.",
    '# %% tags=["answer", "slide"]\nx = 1': "1: Tags answer and slide: The slides hold no answers and no checks.",
    '# %% [markdown] tags=["zh", "slide", "subslide"]\n# x': "1: A cell is one of slide, subslide on the slides.",
    '# %% [markdown] tags=["zh", "slides"]\n# x': "1: A cell for the slides begins none.",
    "# %% [markdown]\n# x": '1: A text is in one language. Tag it "zh" or "en".',
    "# %%\n\n# %%\nx = 1": "1: The cell is empty.",
    "# %%\nx = (\n": "2: No Python: '(' was never closed.",
    "# %% [raw]\n# x": "1: A cell is code or [markdown].",
    "# %% [markdown] tags=[zh]\n# x": "1: 'tags=[zh]' can't be read.",
    '# %% A title tags=["zh"]\nx = 1': "1: A cell has no title: 'A title'.",
    "x = 1\n# %%\ny = 1": "2: 1 lines begin with '# %%', but the file holds 2 cells",
    GOOD.replace("# # Gaps", "# Gaps"): "4: The first text in en is no title. Begin with '# Title'.",
    GOOD.replace(
        'tags=["en", "notes"]', 'tags=["en", "trainer"]'
    ): "22: Chinese and English part here: markdown [notes] in Chinese, markdown [trainer] in English (line 25).",
    GOOD.replace(', "exercise"]', "]"): "40: This answer is in no exercise.",
    GOOD.replace('"answer"]\n# ', '"trainer"]\n# '): "50: This exercise has no answer.",
}


@pytest.mark.parametrize("text", BAD, ids=[said[:40] for said in BAD.values()])
def test_a_bad_source_is_refused_with_its_line(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATINDEX_LANG", "en")
    path = tmp_path / "01-bad.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SurveyError) as caught:
        notebooks_of(path)
    assert f"{path}:{BAD[text]}" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a b.py", b"", "The name of a chapter is of letters"),
        ("01-a.py", "# %%\n# 差距".encode("gb18030"), "The file is not UTF-8."),
        ("01-a.py", b"", "The first text in zh is no title."),
    ],
)
def test_a_file_that_is_no_source_is_refused(name: str, raw: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(SurveyError, match=said):
        notebooks_of(tmp_path)


def test_there_must_be_a_source(tmp_path: Path) -> None:
    with pytest.raises(SurveyError, match=r"No source of a course"):
        notebooks_of(tmp_path)
    with pytest.raises(SurveyError, match=r"There is no such file"):
        notebooks_of(tmp_path / "none.py")


def test_faults_of_all_files_come_together_and_nothing_is_written(source: Path, tmp_path: Path) -> None:
    (source / "02-bad.py").write_text('# %% tags=["zh", "en"]\nx = 1\n', encoding="utf-8")
    (source / "03-bad.py").write_text("# %% [markdown]\n# x\n", encoding="utf-8")
    said = CliRunner().invoke(main, ["course", "build", str(source), "-o", str(tmp_path / "out")])
    assert said.exit_code == 2
    assert "02-bad.py:1:" in said.output
    assert "03-bad.py:1:" in said.output
    assert not (tmp_path / "out").exists()


def test_the_command_tells_what_it_wrote(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATINDEX_LANG", "en")
    said = CliRunner().invoke(main, ["course", "build", str(source), "-o", str(tmp_path / "out")])
    assert said.exit_code == 0
    assert said.output == f"{tmp_path / 'out'}: 1 chapters, 6 notebooks.\n"
