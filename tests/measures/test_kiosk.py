"""A published survey as its platform exported it: every figure against R.

Google Forms, cp949, whole Korean questions as headings, expectation and perception interleaved, item 9 before 8.
Figures: tests/references/kiosk.json (base R 4.2.2, psych 2.2.9, MASS 7.3.58.2).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from satindex.analysis.analysis import Analysis
from satindex.api import analyse, load_survey, read_responses
from satindex.measures.scores import Scores, score

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE.parent / "references" / "kiosk.json").read_text(encoding="utf-8"))
PAIRS = {f"p{pair['item']:02d}": pair for pair in EXPECTED["pairs"]}
MODEL = EXPECTED["reuse_polr"]
# The reference calls the predictors by shorter names.
TERMS = {
    "accuracy": "acc",
    "tangible": "tang",
    "control": "ctrl",
    "economy": "econ",
    "convenience": "conv",
    "security": "sec",
}


@pytest.fixture(scope="module")
def scores(shared: Path) -> Scores:
    survey = load_survey(HERE / "kiosk.yaml")
    return score(read_responses(shared / "data" / "servqual" / "kiosk_google_forms_cp949.csv", survey))


@pytest.fixture(scope="module")
def analysis(scores: Scores) -> Analysis:
    return analyse(scores, "en")


def rows_of(analysis: Analysis, table: str, key: str) -> dict[str, dict[str, Any]]:
    return {str(row[key]): row for row in analysis.tables[table].to_dicts("en")}


def test_rows_read_are_rows_used_and_set_aside(scores: Scores) -> None:
    audit = scores.responses.audit
    assert (audit.rows_read, audit.rows_used) == (211, 207)
    assert [(entry.count, entry.reason.en) for entry in audit.set_aside] == [(4, "no score on any measure")]
    # The four never used a kiosk and were shown none of the 50 rated questions.
    assert set(audit.empty.values()) == {4}
    assert len(audit.empty) == 50
    assert audit.cells == ()


def test_items_stand_in_the_columns_with_their_question(scores: Scores) -> None:
    assert scores.responses.columns["e09"].startswith("9-1.")
    assert scores.responses.columns["p08"].startswith("8-2.")


@pytest.mark.parametrize("item", PAIRS)
def test_pair(analysis: Analysis, item: str) -> None:
    row, pair = rows_of(analysis, "quality.items", "item")[item], PAIRS[item]
    found = [row[key] for key in ("expected", "perceived", "estimate", "statistic", "df", "ci_low", "ci_high")]
    wanted = [pair[key] for key in ("mean_e", "mean_p", "gap", "t", "df")] + pair["ci"]
    assert found == pytest.approx(wanted, abs=1e-6)
    # p values run down to 1e-38: equal to six digits, not only to 1e-6.
    assert [row["p_value"], row["p_adjusted"]] == pytest.approx([pair["p"], pair["holm"]], rel=1e-6, abs=0)
    assert row["n"] == 207


def test_every_pair_has_its_row(analysis: Analysis) -> None:
    assert list(rows_of(analysis, "quality.items", "item")) == [f"p{number:02d}" for number in range(1, 25)]


@pytest.mark.parametrize("dimension", EXPECTED["dimension_gaps"])
def test_dimension_gap(analysis: Analysis, dimension: str) -> None:
    row = rows_of(analysis, "quality", "dimension")[dimension]
    assert row["estimate"] == pytest.approx(EXPECTED["dimension_gaps"][dimension], abs=1e-6)
    assert row["perceived"] - row["expected"] == pytest.approx(row["estimate"], abs=1e-12)
    assert row["n"] == 207


@pytest.mark.parametrize("dimension", EXPECTED["alphas"])
def test_alphas_of_both_sides(analysis: Analysis, dimension: str) -> None:
    row, wanted = rows_of(analysis, "quality", "dimension")[dimension], EXPECTED["alphas"][dimension]
    assert [row["alpha_expected"], row["alpha_perceived"]] == pytest.approx([wanted["e"], wanted["p"]], abs=1e-6)


def test_a_single_item_has_no_alpha(analysis: Analysis) -> None:
    row = rows_of(analysis, "quality", "dimension")["single"]
    assert (row["alpha_expected"], row["alpha_perceived"]) == (None, None)


def test_overall_gap(analysis: Analysis) -> None:
    row = rows_of(analysis, "quality", "dimension")["overall"]
    assert row["estimate"] == pytest.approx(EXPECTED["overall_gap"], abs=1e-6)
    assert row["n"] == 207


def test_overall_gap_by_another_way(analysis: Analysis, shared: Path) -> None:
    """Weights equal to the number of items: each respondent's overall gap is the plain mean of 24 gaps."""
    import polars as pl

    tidy = pl.read_csv(shared / "data" / "servqual" / "kiosk_tidy.csv", infer_schema_length=None)
    sides = {side: [f"{side}{number:02d}" for number in range(1, 25)] for side in "ep"}
    answers = tidy.select([pl.col(name).cast(pl.Float64) for name in (*sides["p"], *sides["e"])]).drop_nulls()
    gaps = answers.select(sides["p"]).to_numpy() - answers.select(sides["e"]).to_numpy()
    paired = stats.ttest_1samp(gaps.mean(axis=1), 0)
    row, interval = rows_of(analysis, "quality", "dimension")["overall"], paired.confidence_interval()
    found = [row[key] for key in ("estimate", "ci_low", "ci_high")]
    assert found == pytest.approx([gaps.mean(), interval.low, interval.high], abs=1e-10)
    assert row["p_value"] == pytest.approx(paired.pvalue, rel=1e-9)
    assert row["met"] == pytest.approx(np.mean(gaps.sum(axis=1) >= 0), abs=1e-12)
    assert row["below"] + row["at"] + row["above"] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("term", TERMS)
def test_ordinal_model_of_using_again(analysis: Analysis, term: str) -> None:
    row, name = rows_of(analysis, "reuse_again", "term")[term], TERMS[term]
    assert row["estimate"] == pytest.approx(MODEL["coef"][name], abs=1e-4)
    assert row["std_error"] == pytest.approx(MODEL["se"][name], abs=1e-4)
    assert row["odds_ratio"] == pytest.approx(np.exp(MODEL["coef"][name]), abs=1e-4)


def test_thresholds_and_fit_of_using_again(analysis: Analysis) -> None:
    thresholds = [row["estimate"] for row in analysis.tables["reuse_again.thresholds"].to_dicts("en")]
    assert thresholds == pytest.approx(list(MODEL["zeta"].values()), abs=1e-4)
    (fit,) = analysis.tables["reuse_again.fit"].to_dicts("en")
    assert [fit["log_likelihood"], fit["aic"]] == pytest.approx([MODEL["log_likelihood"], MODEL["aic"]], abs=1e-4)
    assert (fit["n"], fit["left_out"], fit["family"]) == (MODEL["n"], 4, "ordinal")


def test_gap_weighted_by_importance(scored: Any, shared: Path) -> None:
    """Base R: Σ importance·gap/Σ importance over the 24 items' means, −1.17697: weights are the mean importance.

    Weighted by each respondent's own importance it is −1.23579 (NumPy): a mean of ratios is no ratio of means.
    """
    golden = json.loads((shared / "golden/servqual_kano_nps_careless.json").read_text(encoding="utf-8"))
    items = "".join(f"  {side}01..{side}24: {{scale: 1..7}}\n" for side in ("e", "p", "imp"))
    found = []
    for weights in (golden["kiosk_ipa"]["importance"], [f"{{item: imp{k:02d}}}" for k in range(1, 25)]):
        dimensions = "".join(
            f"      d{k:02d}: {{expected: e{k:02d}, perceived: p{k:02d}, weight: {weight}}}\n"
            for k, weight in enumerate(weights, 1)
        )
        definition = f"items:\n{items}measures:\n  q:\n    type: servqual\n    dimensions:\n{dimensions}"
        rows = scored(definition, shared / "data/servqual/kiosk_tidy.csv")["q"].to_dicts()
        found.append(next(row["estimate"] for row in rows if row["dimension"] == "overall"))
    assert found == pytest.approx(
        [golden["kiosk_servqual"]["weighted_gap_by_importance"], -1.2357850961923005], abs=1e-9
    )
