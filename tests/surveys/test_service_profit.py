"""The ready service–profit chain is sound, its data are what its script makes, and its figures cover the truths."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import satindex as si
from satindex.measures.registry import TYPES
from satindex.survey.load import survey_warnings


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_service_profit", Path(__file__).parent / "make_service_profit.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def chain(surveys: Path):
    survey = si.load_survey(surveys / "service-profit.yaml")
    scores = si.score(si.read_responses(surveys / "service-profit" / "customers.csv", survey))
    return si.chain(scores, "profit_chain")


def test_the_staff_survey_has_nothing_to_warn_about(surveys: Path) -> None:
    assert survey_warnings(si.load_survey(surveys / "service-profit" / "staff.yaml"), TYPES) == []


def test_the_data_are_what_the_script_makes(surveys: Path, tmp_path: Path, make: ModuleType) -> None:
    make.main(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (surveys / "service-profit" / path.name).read_bytes(), path.name


def test_outlets_are_joined_as_the_script_says(chain) -> None:
    """Of 42 outlets one is not asked, one has no staff, one no figures, one four staff; full width is no matter."""
    rows = {row["fate"]: row["outlets"] for row in chain["profit_chain.join"].to_dicts("en")}
    assert rows == {
        "used: joined": 38,
        "set aside: fewer than 10 answers of staff or customers": 1,
        "set aside: only among customers and staff": 1,
        "set aside: only among customers and the file of outlets": 1,
        "set aside: only among the file of outlets": 1,
    }


def test_staffs_rows_are_accounted_for(chain) -> None:
    assert "staff.csv: 621 rows read, 621 used." in str(chain["profit_chain.join"].explain("en"))


def test_the_links_cover_the_truth(chain, make: ModuleType) -> None:
    """Every link's standardised truth is 0.8, a little less between means of answers (reliability .86 and more)."""
    rows = chain.table.rows
    assert len(rows) == 7
    for row in rows:
        assert row["ci_low"] < make.SLOPE < row["ci_high"], row
    assert all(row["of_means"] > 0.8 for row in chain["profit_chain.reliability"].rows)


def test_the_chain_as_a_whole_reaches_growth(chain) -> None:
    """Along all six links the truth is 0.8⁶ = 0.26 standardised: above 0, whatever the interval."""
    effects = chain["profit_chain.利润率.mediation"].rows
    whole = next(row for row in effects if str(row["through"]).count("→") == 4)
    assert whole["ci_low"] < whole["estimate"] < whole["ci_high"]
    assert whole["estimate"] > 0
    assert len(effects) == 1 + 31 + 1 + 1  # direct, 2⁵ − 1 ways, all ways, total
