"""Times to the next purchase, as a definition asks for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import satindex as si

OVARIAN = pl.read_csv(Path(__file__).parent.parent / "references" / "ovarian.csv")
DEFINITION = """
    survey: ovarian
    scales: {fate: {codes: {alive: 0, died: 1}}}
    items:
      days: {scale: number}
      fate: {scale: fate}
      age: {scale: number}
      rx: {scale: count}
      ps: {scale: count}
    models:
      time: {outcome: days, event: fate, family: cox, predictors: [age, ps], what_if: {age: -5}, target: 0.3}
    """


@pytest.fixture
def women():
    return OVARIAN.select(
        pl.col("futime").alias("days"),
        pl.when(pl.col("fustat") == 1).then(pl.lit("died")).otherwise(pl.lit("alive")).alias("fate"),
        "age",
        "rx",
        pl.col("ecog.ps").alias("ps"),
    )


def by_term(table):
    return {row["term"]: row for row in table.rows}


def test_ovarian_as_published(scored, women):
    """R survival, survival-Ex.Rout.save: cox.zph(coxph(Surv(futime, fustat) ~ age + ecog.ps, ovarian))."""
    found = si.link(scored(DEFINITION, women), "time")
    tests = by_term(found["time.proportional_hazards"])
    assert round(tests["age"]["statistic"], 3) == 0.698
    assert round(tests["ps"]["statistic"], 3) == 2.371
    assert round(tests["all terms"]["statistic"], 3) == 3.633
    assert round(found.fit.rows[0]["hazards_p_value"], 2) == 0.16
    fit = found.fit.rows[0]
    assert (fit["family"], fit["errors"], fit["events"], fit["n"]) == ("cox", "HC0", 12, 26)
    assert 0.5 < fit["concordance"] < 1
    row = by_term(found.table)["age"]
    assert row["hazard_ratio"] == pytest.approx(np.exp(row["estimate"]))
    assert "(intercept)" not in by_term(found.table)
    assert any("12 had the event (fate = died); 14" in note.en for note in found.table.explanation.notes)
    assert found.table.plot("zh").to_dict()["description"]
    assert all("not known for everyone" in row["reason"].en for row in found.drivers().rows)
    assert "time.drivers.compared" not in found.tables


def test_age_and_treatment_as_published(scored, women):
    """R survival, tests/ovarian.Rout.save: coxph(Surv(futime, fustat) ~ age + rx + ecog.ps)."""
    asked = DEFINITION.replace("[age, ps]", "[age, rx, ps]").replace("family: cox", "family: cox, errors: model")
    rows = by_term(si.link(scored(asked, women), "time").table)
    published = {
        "age": (0.147, 1.158, 0.0463, 0.0015),
        "rx": (-0.815, 0.443, 0.6342, 0.2),
        "ps": (0.103, 1.109, 0.6064, 0.86),
    }
    for term, (coefficient, ratio, error, p) in published.items():
        row = rows[term]
        assert row["estimate"] == pytest.approx(coefficient, abs=5.1e-4)
        assert row["hazard_ratio"] == pytest.approx(ratio, abs=5.1e-4)
        assert row["std_error"] == pytest.approx(error, abs=5.1e-5)
        assert row["p_value"] == pytest.approx(p, rel=0.05)


def test_what_if_and_target_are_of_the_event_by_a_time(scored, women):
    """P(event by τ) = 1 − exp(−H₀(τ) e^(Σ b x)), H₀ from the events up to τ by hand (nobody is tied)."""
    asked = DEFINITION.replace("family: cox", "family: cox, within: 400")
    found = si.link(scored(asked, women), "time")
    (row,) = found["time.what_if"].rows
    slopes = [by_term(found.table)[term]["estimate"] for term in ("age", "ps")]
    columns = women.select("age", "ps").to_numpy().astype(float)
    days, died = women["days"].to_numpy(), (women["fate"] == "died").to_numpy()
    risk = np.exp(columns @ slopes)
    hazard = sum(1 / risk[days >= day].sum() for day in days[died & (days <= 400)])
    today = 1 - np.exp(-hazard * risk)
    younger = 1 - np.exp(-hazard * np.exp((columns - [5, 0]) @ slopes))
    assert row["today"] == pytest.approx(today.mean(), abs=1e-9)
    assert row["estimate"] == pytest.approx((younger - today).mean(), abs=1e-9)
    assert row["ci_low"] < row["estimate"] < row["ci_high"] < 0
    assert found["time.what_if"].labels["probability"].en == "P(fate = died within 400)"
    needed = found["time.required"].rows[0]
    assert needed["today"] == pytest.approx(today.mean(), abs=1e-9)
    # Ages have no scale: nobody is made older or younger than those seen.
    kept = np.clip(columns[:, 0] + needed["estimate"], columns[:, 0].min(), columns[:, 0].max())
    moved = 1 - np.exp(-hazard * np.exp(np.column_stack([kept, columns[:, 1]]) @ slopes))
    assert moved.mean() == pytest.approx(0.3, abs=1e-8)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("event: fate, ", ""), "needs 'event'"),
        (("family: cox, ", ""), "family cox"),
        (("event: fate", "event: fat"), "fate"),
        (("family: cox", "family: cox, within: 0"), "0"),
        (("family: cox", "family: cox, intervals: profile"), "family logit"),
    ],
)
def test_faults(defined, change, says):
    with pytest.raises(si.SurveyError, match=says):
        defined(DEFINITION.replace(*change))


def test_designs_have_their_errors_and_no_test(scored, women):
    rng = np.random.default_rng(1)
    designed = women.with_columns(w=pl.Series(rng.uniform(1, 2, 26)), shop=pl.Series([f"s{k % 9}" for k in range(26)]))
    text = DEFINITION.replace("survey: ovarian", "survey: ovarian\n    respondent: {weight: w, cluster: shop}")
    found = si.link(scored(text, designed), "time")
    assert (found.fit.rows[0]["errors"], found.fit.rows[0]["df"]) == ("design", 6)
    assert found.fit.rows[0]["hazards_chi2"] is None
    assert "independent" in found["time.proportional_hazards"].rows[0]["reason"].en
    assert found["time.what_if"].rows[0]["std_error"] > 0


def test_nothing_is_predicted_beyond_the_longest_time(scored, women):
    asked = DEFINITION.replace("family: cox", "family: cox, within: 2000")
    found = si.link(scored(asked, women), "time")
    assert found.table.rows[0]["estimate"] is not None
    for name in ("time.what_if", "time.required"):
        (row,) = [row for row in found[name].rows if row["term"] == "age"]
        assert row["estimate"] is None
        assert "the longest time is 1227" in row["reason"].en
    assert "longest time" in found.required("ps", 0.4).rows[0]["reason"].en
    assert "longest time" in found.cross_validated(3).rows[0]["reason"].en


def test_what_can_not_be_fitted_says_why(scored, women):
    alive = women.with_columns(fate=pl.lit("alive"))
    assert "nobody" in si.link(scored(DEFINITION, alive), "time").fit.rows[0]["reason"].en
    early = women.with_columns(days=pl.col("days") - 100)
    assert "0 or more" in si.link(scored(DEFINITION, early), "time").fit.rows[0]["reason"].en
