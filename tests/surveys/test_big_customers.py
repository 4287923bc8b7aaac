"""The ready definition of big customers is sound, and its records are what its script makes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from satindex.api import load_customers, load_survey
from satindex.measures.registry import TYPES
from satindex.survey.load import survey_warnings


def test_the_definition_has_nothing_to_warn_about(surveys: Path) -> None:
    assert survey_warnings(load_survey(surveys / "big-customers.yaml"), TYPES) == []


def test_the_records_are_what_the_script_makes(surveys: Path, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_big_customers", Path(__file__).parent / "make_big_customers.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    sys.modules["make_big_customers"] = make  # a dataclass looks its module up
    spec.loader.exec_module(make)
    make.main(tmp_path)
    there = sorted((surveys / "big-customers").iterdir())
    assert [path.name for path in there] == sorted(path.name for path in tmp_path.iterdir())
    for path in there:
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_every_part_of_the_room_has_something_to_say(surveys: Path) -> None:
    ledger = load_customers(surveys / "big-customers.yaml").ledger
    assert (ledger.audit.rows_read, ledger.audit.rows_used) == (4022, 3978)
    for records in (ledger.exits, ledger.complaints, ledger.approached, ledger.programme):
        assert records is not None
        assert len(records) > 30
