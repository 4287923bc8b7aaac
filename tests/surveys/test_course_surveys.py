"""The definitions of the course are sound, in both languages, and their data are what `simulate` makes of them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from satindex.api import load_survey
from satindex.cli import main
from satindex.measures.registry import TYPES
from satindex.survey.load import survey_warnings

LARGEST = 150_000
FOLDER = Path(__file__).parents[2] / "surveys" / "course"
DEFINITIONS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_a_definition_has_nothing_to_warn_about(path: Path) -> None:
    survey = load_survey(path)
    assert survey_warnings(survey, TYPES) == []
    assert all({"zh", "en"} <= set(item.text) for item in survey.items.values())
    assert {"zh", "en"} <= set(survey.title)


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_the_data_are_what_the_command_in_the_definition_makes(path: Path, tmp_path: Path) -> None:
    said = re.search(r"^#\s+satindex (simulate .*)$", path.read_text(encoding="utf-8"), re.M)
    assert said is not None
    words = shlex.split(said[1])
    kept = FOLDER / Path(words[-1]).name
    words[1], words[-1] = str(path), str(tmp_path / kept.name)
    assert CliRunner().invoke(main, words).exit_code == 0
    made = sorted(tmp_path.glob("*.csv"))
    assert made
    if kept.exists():
        assert {file.name: file.read_bytes() for file in made} == {
            file.name: (FOLDER / file.name).read_bytes() for file in made
        }


def test_the_data_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.csv")}
    assert sizes
    assert max(sizes.values()) < LARGEST
