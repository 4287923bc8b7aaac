"""Firth's penalty and profile intervals as a definition asks for them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import satindex as si

DEFINITION = """
    survey: again
    respondent: {{{person}}}
    scales: {{bought: {{codes: {{"no": 0, "yes": 1}}}}, five: {{points: [1, 5]}}}}
    items: {{R1: {{scale: bought}}, L1: {{scale: five}}, x: {{scale: number}}, z: {{scale: number}}}}
    models:
      again: {{outcome: R1, predictors: [x, z]{asked}}}
    """


def definition(asked="", person=""):
    return DEFINITION.format(asked=f", {asked}" if asked else "", person=person)


@pytest.fixture
def separated():
    """40 answers, everyone with x above 20 bought; z is noise."""
    rng = np.random.default_rng(4)
    x = np.arange(1.0, 41.0)
    bought = np.where(x > 20, "yes", "no")
    level = rng.integers(1, 6, 40)
    return pl.DataFrame({"R1": bought, "L1": level, "x": x, "z": rng.normal(size=40), "w": rng.uniform(1, 2, 40)})


def test_a_separated_logit_names_the_term_and_says_how_to_ask_for_firth(scored, separated):
    rows = {row["term"]: row for row in si.link(scored(definition(), separated), "again").table.rows}
    reason = rows["x"]["reason"]
    assert reason.en.startswith("complete separation: x")
    assert "penalty: firth" in reason.en
    assert "penalty: firth" in reason.zh
    assert rows["x"]["estimate"] is None


def test_firth_gives_finite_estimates_and_says_what_they_are(scored, separated):
    found = si.link(scored(definition("penalty: firth"), separated), "again")
    rows = {row["term"]: row for row in found.table.rows}
    assert 0 < rows["x"]["ci_low"] < rows["x"]["estimate"] < rows["x"]["ci_high"] < 10
    assert rows["x"]["p_value"] < 0.001
    assert "Firth" in found.table.title.en
    assert any("Heinze" in source for source in found.table.explanation.sources)
    fit = found.fit.rows[0]
    assert fit["errors"] == "model"
    assert fit["penalised_log_likelihood"] > fit["null_penalised_log_likelihood"]
    assert "mcfadden" not in fit
    wald = si.link(scored(definition("penalty: firth, intervals: wald"), separated), "again").table.rows[1]
    assert wald["ci_high"] - wald["estimate"] == pytest.approx(wald["estimate"] - wald["ci_low"])


def test_profile_intervals_come_with_the_models_own_errors(scored, separated):
    shuffled = separated.with_columns(x=pl.col("x").shuffle(seed=1))
    found = si.link(scored(definition("intervals: profile"), shuffled), "again")
    assert found.fit.rows[0]["errors"] == "model"
    row = found.table.rows[1]
    assert row["ci_low"] < row["estimate"] < row["ci_high"]
    assert row["odds_ratio_high"] == pytest.approx(np.exp(row["ci_high"]))
    assert any("profile likelihood" in note.en for note in found.table.explanation.notes)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("penalty: firth, errors: robust", "errors: robust"),
        ("intervals: profile, errors: cluster", "errors: cluster"),
        ("penalty: firth, family: poisson", "family logit"),
        ("intervals: profile, family: ols", "family logit, ordinal, poisson"),
        ("penalty: frith", "firth"),
    ],
)
def test_what_contradicts_is_a_fault(defined, asked, says):
    with pytest.raises(si.SurveyError, match=says):
        defined(definition(asked))


@pytest.mark.parametrize(
    ("asked", "person", "outcome", "says"),
    [
        ("penalty: firth", "weight: w", "R1", "independent"),
        ("intervals: profile", "weight: w", "R1", "independent"),
        ("penalty: firth", "", "L1", "logit models only"),
        ("intervals: profile", "", "z", "logit, ordinal and Poisson"),
    ],
)
def test_what_the_data_do_not_allow_has_a_reason(scored, separated, asked, person, outcome, says):
    text = definition(asked, person).replace("outcome: R1", f"outcome: {outcome}").replace("[x, z]", "[x]")
    assert says in si.link(scored(text, separated), "again").fit.rows[0]["reason"].en


def test_ordinal_slopes_have_profiles_as_clm(scored, shared):
    """R ordinal 2022.11.16, confint(clm(rating ~ temp + contact, data = wine)): models.json, wine_clm."""
    table = pl.read_csv(shared / "data" / "models" / "ordinal_wine.csv")
    wine = pl.DataFrame(
        {
            "L1": table["rating"],
            "x": (table["temp"] == "warm").cast(pl.Float64),
            "z": (table["contact"] == "yes").cast(pl.Float64),
        }
    ).with_columns(R1=pl.lit("yes"))
    text = definition("intervals: profile").replace("outcome: R1", "outcome: L1")
    rows = si.link(scored(text, wine), "again").table.rows
    expected = [(1.50976274062531, 3.59522516385142), (0.615792484945935, 2.49240378771102)]
    for row, (low, high) in zip(rows, expected, strict=True):
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high), abs=1e-4)


def test_poisson_profile_of_a_mean_by_hand(scored):
    """Counts of two groups: the profile of log(rate ratio) solved on the likelihood of two Poisson totals."""
    from scipy import optimize

    first, second = np.array([3, 1, 4, 2, 0, 3]), np.array([5, 2, 6, 4, 7, 3])
    answers = pl.DataFrame({"n": np.concatenate([first, second]), "x": np.repeat([0.0, 1.0], 6)})
    text = """
        survey: counts
        items: {n: {scale: count}, x: {scale: number}}
        models: {often: {outcome: n, predictors: [x], family: poisson, intervals: profile}}
        """
    row = si.link(scored(text, answers), "often").table.rows[1]
    a, b = first.sum(), second.sum()

    def root(slope):
        """2(ℓ − ℓ(slope)) with the intercept at its best: a binomial of b among a + b with odds e^slope."""
        share, held = b / (a + b), np.exp(slope) / (1 + np.exp(slope))
        at_best = b * np.log(share) + a * np.log(1 - share)
        return 2 * (at_best - b * np.log(held) - a * np.log(1 - held)) - 3.841458820694124

    best = np.log(b / a)
    assert row["ci_low"] == pytest.approx(optimize.brentq(root, best - 3, best), abs=1e-6)
    assert row["ci_high"] == pytest.approx(optimize.brentq(root, best, best + 3), abs=1e-6)
