"""The table of proportional odds by term, from a survey's definition."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import satindex as si

DEFINITION = """
    survey: wines
    scales: {{five: {{points: [1, 5]}}}}
    items: {{rating: {{scale: five}}, temp: {{scale: number}}, contact: {{scale: number}}}}
    models:
      wine: {{outcome: rating, predictors: [temp, contact], link: {link}}}
    """


@pytest.fixture
def wine(shared):
    table = pl.read_csv(shared / "data" / "models" / "ordinal_wine.csv")
    warm, touched = (table["temp"] == "warm").cast(pl.Float64), (table["contact"] == "yes").cast(pl.Float64)
    return pl.DataFrame({"rating": table["rating"], "temp": warm, "contact": touched})


def test_wine_by_term(scored, wine):
    """R ordinal 2022.11.16, nominal_test(clm(rating ~ temp + contact, data = wine)): models.json, wine_clm."""
    found = si.link(scored(DEFINITION.format(link="logit"), wine), "wine")["wine.proportional_odds"]
    rows = {row["term"]: row for row in found.rows}
    assert rows["temp"]["statistic"] == pytest.approx(3.17497709974728, abs=1e-6)
    assert rows["temp"]["p_value"] == pytest.approx(0.365425943577536, abs=1e-6)
    assert rows["contact"]["statistic"] == pytest.approx(0.566740268381835, abs=1e-6)
    assert rows["contact"]["p_value"] == pytest.approx(0.904002389824219, abs=1e-6)
    assert [row["df"] for row in found.rows] == [3, 3]


def test_other_links_have_the_test_but_no_odds_ratio_and_no_brant(scored, wine):
    linked = si.link(scored(DEFINITION.format(link="probit"), wine), "wine")
    assert "odds_ratio" not in linked.table.columns
    assert "probit" in linked.table.title.en
    assert "Φ" in linked.table.explanation.formula.en
    assert linked.fit.rows[0]["brant_chi2"] is None
    rows = linked["wine.proportional_odds"].rows
    assert all(row["statistic"] > 0 and row["brant_chi2"] is None for row in rows)


def test_dummies_of_a_control_are_one_term(scored, wine):
    definition = DEFINITION.format(link="logit").replace("predictors: [temp", "controls: [judge], predictors: [temp")
    judged = wine.with_columns(judge=pl.Series([f"judge {k % 3}" for k in range(72)]))
    rows = si.link(scored(definition, judged), "wine")["wine.proportional_odds"].rows
    assert {row["term"]: row["df"] for row in rows} == {"judge": 6, "temp": 3, "contact": 3}


def test_dependent_respondents_have_no_likelihood_ratio(scored, wine):
    definition = DEFINITION.format(link="logit").replace("survey: wines", "survey: wines\n    respondent: {weight: w}")
    weighted = wine.with_columns(w=pl.Series(np.linspace(1, 2, 72)))
    rows = si.link(scored(definition, weighted), "wine")["wine.proportional_odds"].rows
    assert all(row["statistic"] is None and "independent" in row["reason"].en for row in rows)


def test_two_levels_have_no_such_table(scored, wine):
    two = wine.with_columns(pl.col("rating").clip(2, 3))
    definition = DEFINITION.format(link="logit").replace("link: logit", "family: ordinal")
    assert "wine.proportional_odds" not in si.link(scored(definition, two), "wine").tables


def test_a_link_of_another_family_is_refused(scored, defined, wine):
    with pytest.raises(si.SurveyError, match="models of the family ordinal"):
        defined(DEFINITION.format(link="probit").replace("link: probit", "link: probit, family: ols"))
    codes = "five: {codes: {low: 0, high: 1}}"
    two = DEFINITION.format(link="cloglog").replace("five: {points: [1, 5]}", codes)
    answers = wine.with_columns(rating=pl.when(pl.col("rating") > 3).then(pl.lit("high")).otherwise(pl.lit("low")))
    assert "ordinal" in si.link(scored(two, answers), "wine").fit.rows[0]["reason"].en
