"""Sentences for papers: what a test found in words, then its numbers as the APA writes them."""

from __future__ import annotations

import pytest

from satindex.errors import FigureError
from satindex.language import Words
from satindex.results.result import Explanation, Result, Row

NO = Words("", "")


def table(*rows: Row, chart: str | None = None, simple: bool = True, **options: object) -> Result:
    labels = {"assurance": Words("Assurance", "保证性"), "east": Words("East", "东部"), "west": Words("West", "西部")}
    told = {"simple_sample": simple, **options}
    return Result("quality", rows, Words("Quality", "质量"), Explanation(NO), chart, labels, told)


# A gap of −.5 with standard deviation 2 over 100 pairs: s.e. .2, t(99) = −2.5, p = .014063, d = −.5/2 = −.25.
GAP: Row = {
    "dimension": "assurance", "expected": 5.5, "perceived": 5.0, "estimate": -0.5, "std_error": 0.2,
    "ci_low": -0.8968, "ci_high": -0.1032, "n": 100, "statistic": -2.5, "df": 99, "p_value": 0.014063,
}  # fmt: skip
# Two groups of 50: t(97.6) = 2, so d = 2·√(1/50 + 1/50) = .4.
DIFFERENCE: Row = {
    "segment": "branch", "level": "east", "other": "west", "dimension": "assurance", "estimate": 0.8, "ci_low": 0.01,
    "ci_high": 1.59, "statistic": 2.0, "df": 97.6, "p_value": 0.0483, "p_adjusted": 0.0483, "n": 50, "n_other": 50,
}  # fmt: skip


def test_a_gap() -> None:
    gaps = table(GAP, chart="gaps")
    assert gaps.sentence("en") == (
        "Perceptions fell short of expectations (Assurance), gap = −0.50, 95% CI [−0.90, −0.10], t(99) = −2.50, "
        "p = .014, d = −0.25."
    )
    assert gaps.sentence("zh") == (
        "保证性：感知显著低于期望，差距 = −0.50，95% 置信区间 [−0.90, −0.10]，t(99) = −2.50，p = .014，d = −0.25。"
    )


def test_under_a_design_t_tells_no_effect_size() -> None:
    assert "d = " not in table(GAP, chart="gaps", simple=False).sentence("en")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "East scored higher than West on Assurance, difference = +0.80"),
        ({"estimate": -0.8}, "East scored lower than West on Assurance"),
        ({"p_adjusted": 0.2}, "East and West did not differ significantly on Assurance"),
    ],
)
def test_a_difference(change: Row, said: str) -> None:
    found = table({**DIFFERENCE, **change}, chart="differences", format="gap").sentence("en")
    assert found.startswith(said)
    assert "t(97.6) = 2.00" in found
    assert found.endswith("d = 0.40.")


def test_the_adjusted_p_is_the_one_told() -> None:
    found = table({**DIFFERENCE, "p_adjusted": 0.0004}, chart="differences", format="gap").sentence("en")
    assert "p_adj < .001" in found


def test_a_term_of_a_model() -> None:
    row: Row = {
        "term": "assurance", "estimate": 0.5, "std_error": 0.2, "ci_low": 0.108, "ci_high": 0.892, "statistic": 2.5,
        "p_value": 0.0124, "n": 300, "odds_ratio": 1.6487, "odds_ratio_low": 1.114, "odds_ratio_high": 2.44,
    }  # fmt: skip
    assert table(row, chart="coefficients").sentence("en") == (
        "Assurance was positively associated with the outcome, b = 0.500, 95% CI [0.108, 0.892], z = 2.50, p = .012, "
        "OR = 1.65, 95% CI [1.11, 2.44]."
    )
    of_least_squares = {name: cell for name, cell in row.items() if not name.startswith("odds")} | {"df": 294.0}
    assert "t(294) = 2.50" in table(of_least_squares, chart="coefficients").sentence("en")


def test_answers_by_group() -> None:
    row: Row = {
        "segment": "branch", "item": "assurance", "statistic": 12.5, "df": 4, "df_residual": None, "p_value": 0.014,
        "p_adjusted": None, "cramers_v": 0.2, "n": 312,
    }  # fmt: skip
    assert table(row).sentence("en") == (
        "Answers differed between groups (branch, Assurance), χ²(4, N = 312) = 12.50, p = .014, V = .20."
    )
    scott = table({**row, "df": 3.7, "df_residual": 1150.2, "p_value": 0.3})
    assert "did not differ significantly" in scott.sentence("en")
    assert "F(3.7, 1,150.2) = 12.50" in scott.sentence("en")


def test_a_figure_without_a_test_and_one_that_is_missing() -> None:
    known: Row = {"component": "assurance", "estimate": 61.27, "ci_low": 60.0, "ci_high": 62.5, "n": 90, "alpha": 0.7}
    missing: Row = {"component": "east", "estimate": None, "n": 0, "reason": Words("no answers", "没有回答")}
    found = table(known, missing, chart="estimates", low=0, high=100)
    assert found.sentence("en").splitlines() == [
        "Assurance: index = 61.3, 95% CI [60.0, 62.5], α = .70, n = 90.",
        "East: not computed (no answers).",
    ]
    assert found.sentence("zh").splitlines()[1] == "东部：未能计算（没有回答）。"


def test_one_row_is_told_where_it_is_named() -> None:
    found = table(GAP, {**GAP, "dimension": "east"}, chart="gaps")
    assert found.sentence("en", dimension="east").count("\n") == 0
    assert "East" in found.sentence("en", dimension="east")
    with pytest.raises(FigureError):
        found.sentence("en", dimension="south")
