"""A definition may state its own truth: checked like every key, taken by the simulation unless another is given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from satindex.cli import main
from satindex.errors import SurveyError
from satindex.simulate import own_truth, read_truth, simulate
from satindex.survey.model import Survey

Parsed = Callable[[str], Survey]

MINI = """\
survey: mini
items:
  Q1: {scale: 1..5}
  N1: {scale: 0..10}
measures:
  satisfaction: {type: mean, items: [Q1]}
  nps: {type: nps, item: N1}
"""
STATED = MINI + "truth: {means: {satisfaction: 4.5}, missing: 0, empty: 0, odd: 0}\n"


def test_the_block_is_what_is_simulated_unless_a_truth_is_given(parsed: Parsed, tmp_path: Path) -> None:
    survey, bare = parsed(STATED), parsed(MINI)
    truth = {"means": {"satisfaction": 4.5}, "missing": 0, "empty": 0, "odd": 0}
    assert own_truth(survey).means["satisfaction"] == 4.5
    assert simulate(survey, 40, 3).equals(simulate(bare, 40, 3, truth))
    file = tmp_path / "other.yaml"
    file.write_text("means: {satisfaction: 2}\n", encoding="utf-8")
    assert read_truth(file, survey).means["satisfaction"] == 2
    # The file stands in the block's place: what it leaves out is as usual.
    assert read_truth(file, survey) == read_truth(file, bare)


def test_the_shape_of_the_block_is_checked_with_the_other_keys(parsed: Parsed) -> None:
    with pytest.raises(SurveyError) as caught:
        parsed(MINI + "truth:\n  carelss: 0.1\n  missing: 2\n  means: {satisfaction: high}\n")
    places = [(fault.line, fault.path) for fault in caught.value.faults]
    assert places == [(9, "truth.carelss"), (10, "truth.missing"), (11, "truth.means.satisfaction")]
    assert "Did you mean 'careless'?" in str(caught.value)


def test_check_and_simulate_tell_names_that_the_definition_lacks(tmp_path: Path) -> None:
    file = tmp_path / "mini.yaml"
    file.write_text(MINI + "truth:\n  means: {satisfacton: 3}\n", encoding="utf-8")
    said = f"{file}:9: truth.means.satisfacton: There is no 'satisfacton' here. Did you mean 'satisfaction'?"
    for asked in (["check", str(file)], ["simulate", str(file), "-o", str(tmp_path / "data.csv")]):
        found = CliRunner().invoke(main, asked)
        assert found.exit_code == 2
        assert said in found.output
    assert not (tmp_path / "data.csv").exists()
