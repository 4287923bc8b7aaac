"""Bootstrap intervals of every score agree with linearised ones where both hold."""

from __future__ import annotations

from pathlib import Path

import pytest

import satindex as si


@pytest.fixture(scope="module")
def scores():
    surveys = Path(__file__).parents[2] / "surveys"
    return si.score(si.read_responses(surveys / "postal.csv", si.load_survey(surveys / "postal.yaml")))


def test_errors_are_those_of_linearisation(scores) -> None:
    """4,000 replicates give a standard error an error of 1.1% of its own (1/√(2·4000)); 5% is four of those."""
    rows = {row["score"]: row for row in scores.bootstrap(4000, seed=3).rows}
    linear = {
        "quality": scores["quality"].rows[-1],
        "nps": scores["nps"].rows[0],
        "loyalty": scores["loyalty"].rows[-1],
    }
    for name, row in linear.items():
        assert rows[name]["estimate"] == pytest.approx(row["estimate"], abs=1e-12)
        assert rows[name]["std_error"] == pytest.approx(row["std_error"], rel=0.05)
        assert rows[name]["n"] == row["n"]


def test_the_seed_decides(scores) -> None:
    assert scores.bootstrap(200, seed=5).rows == scores.bootstrap(200, seed=5).rows
    assert scores.bootstrap(200, seed=5).rows != scores.bootstrap(200, seed=6).rows


def test_the_seed_is_printed(scores) -> None:
    assert "seed 5" in str(scores.bootstrap(200, seed=5).explain("en"))
