"""Figures against benchmarks: with their error, without, and bad definitions."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from scipy import stats

import satindex as si
from satindex.analysis.parts.benchmarks import part
from satindex.errors import SurveyError
from satindex.results import picture

DEFINITION = """
    items: {Q: {scale: likely11}, A: {scale: 1..7}, B: {scale: 1..7}}
    measures:
      nps: {type: nps, item: Q}
      index: {type: composite, components: {one: {items: [A]}, two: {items: [B]}}}
    benchmarks:
      nps: {competitor A: {estimate: 32, std_error: 2.1, source: "Their annual report 2025"}, last year: 10}
      index.overall: {industry: {estimate: 50}}
      index.two: {industry: 40}
    """
FRAME = pl.DataFrame({"Q": [10] * 50 + [7] * 20 + [0] * 30, "A": [1, 3, 5, 7] * 25, "B": [2, 4] * 50})


def test_with_and_without_their_error(scored: Any) -> None:
    """NPS 50 − 30 = 20, s² = (100²·80 − 100·20²)/99; against 32 ± 2.1 and against 10, exactly known."""
    found = part(scored(DEFINITION, FRAME))
    assert found is not None
    a, last = found.tables["nps benchmarks"].to_dicts()
    variance = (100**2 * 80 - 100 * 20**2) / 99 / 100
    assert (a["benchmark"], a["own"], a["theirs"], a["estimate"]) == ("competitor A", 20.0, 32.0, -12.0)
    assert a["std_error"] == pytest.approx(math.sqrt(variance + 2.1**2))
    assert a["df"] == pytest.approx((variance + 2.1**2) ** 2 / (variance**2 / 99))
    assert (last["estimate"], last["std_error"]) == (10.0, pytest.approx(math.sqrt(variance)))
    x = [100.0] * 50 + [0.0] * 20 + [-100.0] * 30
    assert last["p_value"] == pytest.approx(stats.ttest_1samp(x, 10).pvalue)
    smaller, larger = sorted([a["p_value"], last["p_value"]])
    assert sorted([a["p_adjusted"], last["p_adjusted"]]) == pytest.approx(
        sorted([min(1, 2 * smaller), max(larger, min(1, 2 * smaller))])
    )


def test_parts_and_overall(scored: Any) -> None:
    found = part(scored(DEFINITION, FRAME))
    assert found is not None
    rows = found.tables["index benchmarks"].to_dicts()
    assert [row["component"] for row in rows] == ["overall", "two"]
    assert [row["own"] for row in rows] == pytest.approx([(50 + 100 / 3) / 2, 100 / 3])
    assert [row["estimate"] for row in rows] == pytest.approx([(50 + 100 / 3) / 2 - 50, 100 / 3 - 40])


def test_in_words_and_picture(scored: Any) -> None:
    analysis = si.analyse(scored(DEFINITION, FRAME))
    assert any(section.key == "benchmarks" for section in analysis.sections)
    table = analysis.tables["nps benchmarks"]
    said = str(table.explain("en"))
    for words in ("taken as exact: last year", "competitor A: 20.0000 − 32 = -12.0000 (n = 100)", "annual report"):
        assert words in said
    assert "视为准确值" in str(table.explain("zh"))
    assert picture.spec(table, "zh")


def test_a_small_base_is_withheld(scored: Any) -> None:
    found = part(scored(DEFINITION + "small_base: {withhold: 10}\n", FRAME.sample(9, seed=1)))
    assert found is not None
    for row in found.tables["nps benchmarks"].to_dicts():
        assert (row["own"], row["estimate"], row["p_adjusted"], row["reason"]) == (None, None, None, "base below 10")


def test_no_benchmarks_no_part(scored: Any) -> None:
    assert part(scored(DEFINITION.split("    benchmarks:")[0], FRAME)) is None


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{npss: {a: 1}}", "benchmarks.npss: There is no figure 'npss'. Did you mean 'nps'?"),
        ("{nps.two: {a: 1}}", "benchmarks.nps.two: There is no figure 'nps.two'."),
        ("{nps: {}}", "benchmarks.nps: There is no benchmark. Write {name: figure}."),
        (
            "{nps: {a: {estimate: 1, std_error: 0}}}",
            "benchmarks.nps.a.std_error: 0 is not allowed: it must be above 0.",
        ),
        ("{nps: {a: {std_error: 1}}}", "benchmarks.nps.a.estimate: This key is required and not there."),
        ("{nps: {a: much}}", "benchmarks.nps.a: 'much' is not a number."),
    ],
)
def test_bad_definitions(tmp_path: Path, written: str, message: str) -> None:
    path = tmp_path / "survey.yaml"
    text = f"items: {{Q: {{scale: likely11}}}}\nmeasures: {{nps: {{type: nps, item: Q}}}}\nbenchmarks: {written}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SurveyError) as error:
        si.load_survey(path)
    assert message in str(error.value)
