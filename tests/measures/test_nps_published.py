"""NPS of real answers against R NPS and a published answer, by definition and straight from columns."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import satindex as si
from satindex.results.result import Result

REFERENCES = json.loads((Path(__file__).parent.parent / "references" / "nps.json").read_text(encoding="utf-8"))
DEFINITION = """
    survey: nps
    respondent: {segments: [Region, BU]}
    items: {REC: {scale: likely11}}
    measures: {nps: {type: nps, item: REC}}
    """
GROUPS = [(segment, level) for segment in ("Region", "BU") for level in REFERENCES[segment]]


def check(row: dict[str, Any], wanted: dict[str, Any]) -> None:
    n = wanted["n"]
    counts = [wanted[key] / n for key in ("n_promoter", "n_passive", "n_detractor")]
    assert row["n"] == n
    assert row["estimate"] == pytest.approx(100 * wanted["nps"], abs=1e-10)
    # R's nps.se divides Σ(x − x̄)² by n · n; ours is that of a mean, s/√n with n − 1.
    assert row["std_error"] == pytest.approx(100 * wanted["se"] * math.sqrt(n / (n - 1)), abs=1e-10)
    assert [row[key] for key in ("promoters", "passives", "detractors")] == pytest.approx(counts, abs=1e-12)
    # Adjusted Wald written out: ¾ more promoters and detractors, 1½ more passives (Rocks 2016).
    net = (wanted["n_promoter"] - wanted["n_detractor"]) / (n + 3)
    extreme = (wanted["n_promoter"] + wanted["n_detractor"] + 1.5) / (n + 3)
    half = 1.959963984540054 * math.sqrt((extreme - net**2) / (n + 3))
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([100 * (net - half), 100 * (net + half)], abs=1e-9)


@pytest.fixture(scope="module")
def answers(shared: Path) -> pl.DataFrame:
    return pl.read_csv(shared / "data" / "nps" / "nps_testdata.csv")


def test_all_by_definition(scored: Any, shared: Path) -> None:
    (row,) = scored(DEFINITION, shared / "data" / "nps" / "nps_testdata.csv")["nps"].to_dicts()
    check(row, REFERENCES["all"])


@pytest.mark.parametrize("engine", ["polars", "pandas", "list"])
def test_all_from_a_column(answers: pl.DataFrame, engine: str) -> None:
    column = {"polars": answers["REC"], "pandas": answers["REC"].to_pandas(), "list": answers["REC"].to_list()}[engine]
    (row,) = si.nps(column).to_dicts()
    check(row, REFERENCES["all"])


@pytest.mark.parametrize(("segment", "level"), GROUPS)
def test_groups(scored: Any, shared: Path, answers: pl.DataFrame, segment: str, level: str) -> None:
    scores = scored(DEFINITION, shared / "data" / "nps" / "nps_testdata.csv")
    rows = {row["level"]: row for row in scores["nps"].by(segment).to_dicts()}
    assert sorted(rows) == sorted(REFERENCES[segment])
    check(rows[level], REFERENCES[segment][level])
    (alone,) = si.nps(answers.filter(pl.col(segment) == level)["REC"]).to_dicts()
    check(alone, REFERENCES[segment][level])


@pytest.mark.parametrize(("segment", "level"), [("all", "all"), *GROUPS])
def test_wald_intervals_of_r(shared: Path, answers: pl.DataFrame, segment: str, level: str) -> None:
    """R NPS: nps.test(x, conf = .95): the Wald interval, its ends the other way round."""
    golden = json.loads((shared / "golden/servqual_kano_nps_careless.json").read_text(encoding="utf-8"))
    wanted = golden["nps_all"] if segment == "all" else golden[f"nps_by_{segment.lower()}"][level]
    column = answers if segment == "all" else answers.filter(pl.col(segment) == level)
    (row,) = si.nps(column["REC"], interval="wald").to_dicts()
    high, low = wanted["test"]["int"]
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([100 * low, 100 * high], abs=1e-9)


@pytest.mark.parametrize("file", ["input_01.csv", "input_02.csv"])
def test_published_answer(scored: Any, shared: Path, file: str) -> None:
    """The same 39 answers written in two ways: −35.9, 8 promoters, 22 detractors (prepbench, case 040)."""
    definition = """
        survey: conference
        items: {Q1: {scale: likely11, column: "On a scale of 0-10, how would you rate Sudzilla?"}}
        measures: {nps: {type: nps, item: Q1}}
        """
    result: Result = scored(definition, shared / "data" / "nps" / file)["nps"]
    (row,) = result.to_dicts()
    assert round(row["estimate"], 1) == -35.9
    # 100 (8 − 22)/39
    assert row["estimate"] == pytest.approx(-1400 / 39, abs=1e-12)
    assert row["n"] == 39
    assert row["promoters"] * 39 == pytest.approx(8, abs=1e-9)
    assert row["detractors"] * 39 == pytest.approx(22, abs=1e-9)
