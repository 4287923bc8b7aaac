"""What the READMEs show is run: commands, Python and YAML, in both languages."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from satindex.cli import main
from satindex.measures.registry import TYPES
from satindex.survey.load import parse_survey, survey_warnings

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")
pytestmark = pytest.mark.parametrize("readme", READMES)


def blocks(readme: str, mark: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"<!-- {mark} -->\n```\w+\n(.*?)```", text, re.S)


def without_comments(code: str) -> list[str]:
    return [line.partition("  #")[0] for line in code.splitlines()]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "surveys", tmp_path / "surveys")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_of_the_overview_runs(readme: str, checkout: Path) -> None:
    (block,) = blocks(readme, "tested: cli")
    if readme != READMES[0]:  # the same commands are not run twice
        assert [block] == blocks(READMES[0], "tested: cli")
        return
    lines = [shlex.split(line) for line in block.splitlines()]
    assert {line[1] for line in lines} >= {
        "look",
        "draft",
        "check",
        "score",
        "report",
        "customers",
        "simulate",
        "new",
        "schema",
    }
    for line in lines:
        result = CliRunner().invoke(main, line[1:])
        assert result.exit_code == 0, (line, result.output)
        for at, word in enumerate(line):
            assert word != "-o" or (checkout / line[at + 1]).stat().st_size > 0


def test_the_python_runs(readme: str, checkout: Path) -> None:
    (block,) = blocks(readme, "tested: python")
    if readme != READMES[0]:  # the same code is not run twice: the READMEs differ in its comments
        assert without_comments(block) == without_comments(*blocks(READMES[0], "tested: python"))
        return
    script = checkout / "shown.py"
    script.write_text(block, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


def test_the_definition_is_sound(readme: str) -> None:
    (block,) = blocks(readme, "tested: yaml")
    survey = parse_survey(block, readme, TYPES)
    assert survey_warnings(survey, TYPES) == []
    assert len(survey.measures) == 2


def test_the_two_commands_are_the_same_in_both_languages(readme: str) -> None:
    for mark in ("command: report", "command: test"):
        (block,) = blocks(readme, mark)
        assert block == blocks("README.md", mark)[0]
        assert block.startswith("python3.11 -m venv .venv &&\n")
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert len(re.findall(r"```powershell\npy -3\.11 -m venv \.venv\n", text)) == 2
