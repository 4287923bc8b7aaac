"""Simple slopes against statsmodels, with a moderator that is a number, has two values, or is a column of levels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import satindex as si
from satindex.results.picture import spec

SURVEY = """\
respondent: {respondent}
items:
  X: {{scale: number, text: {{en: Quality, zh: 质量}}}}
  V: {{scale: number}}
  M: {{scale: number}}
  B: {{scale: yes_no}}
  Y: {{scale: number}}
  R: {{scale: yes_no}}
models:
  m: {{outcome: {outcome}, predictors: [{predictors}], {more}, drivers: {{bootstrap: 0}}}}
"""


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(5)
    n = 400
    x, v, m = rng.normal(size=(3, n))
    m = 3 + 1.5 * m
    b = (rng.random(n) < 0.4).astype(int)
    town = rng.choice(["alpha", "beta", "gamma"], n)
    linear = 0.2 * x + 0.3 * (m - 3) * x + 0.3 * v + 0.4 * b * x + 0.5 * (town == "gamma") * x
    return pd.DataFrame(
        {
            "X": x,
            "V": v,
            "M": m,
            "B": b,
            "town": town,
            "branch": np.arange(n) // 8,
            "Y": linear + rng.normal(size=n),
            "R": (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(int),
        }
    )


@pytest.fixture
def link(tmp_path):
    def make(frame, outcome="Y", more="moderators: [M]", predictors="X", respondent="{}"):
        path = tmp_path / "s.yaml"
        text = SURVEY.format(outcome=outcome, more=more, predictors=predictors, respondent=respondent)
        path.write_text(text, encoding="utf-8")
        return si.link(si.score(si.read_responses(frame, si.load_survey(path))), "m")

    return make


def slopes(found, term="X"):
    return [row for row in found["m.moderators"].rows if row["term"] == term]


def test_slopes_at_the_mean_and_one_sd_equal_refits_centred_there(link, frame):
    """The slope at v is that of a model with M − v in its place (Aiken & West 1991); statsmodels OLS, HC3."""
    import statsmodels.api as sm

    rows = slopes(link(frame))
    mean, spread = frame.M.mean(), frame.M.std(ddof=0)
    for row, value in zip(rows, (mean - spread, mean, mean + spread), strict=True):
        moved = pd.DataFrame({"X": frame.X, "M": frame.M - value, "XM": frame.X * (frame.M - value)})
        theirs = sm.OLS(frame.Y, sm.add_constant(moved)).fit(cov_type="HC3", use_t=True)
        assert row["value"] == pytest.approx(value)
        assert (row["estimate"], row["std_error"]) == pytest.approx((theirs.params.X, theirs.bse.X), rel=1e-8)
        assert row["p_value"] == pytest.approx(theirs.pvalues.X, rel=1e-6)
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(theirs.conf_int().loc["X"]), rel=1e-6)
    assert "mean − 1 SD" in rows[0]["level"].en


def test_the_test_is_that_of_the_interaction(link, frame):
    import statsmodels.api as sm

    row = link(frame)["m.moderators.tests"].rows[0]
    design = sm.add_constant(pd.DataFrame({"X": frame.X, "M": frame.M, "XM": frame.X * frame.M}))
    theirs = sm.OLS(frame.Y, design).fit(cov_type="HC3", use_t=True)
    assert row["estimate"] == pytest.approx(theirs.params.XM, rel=1e-8)
    assert row["p_value"] == pytest.approx(theirs.pvalues.XM, rel=1e-6)


def test_levels_of_a_column_have_a_slope_each_and_a_joint_test(link, frame):
    """With own dummies and interactions for each level; the joint test is statsmodels' Wald F."""
    import statsmodels.api as sm

    found = link(frame, more="moderators: [town]", predictors="X, V")
    dummies = pd.get_dummies(frame.town, dtype=float)
    own = pd.concat(
        [dummies, dummies.mul(frame.X, axis=0).add_prefix("X_"), dummies.mul(frame.V, axis=0).add_prefix("V_")], axis=1
    )
    theirs = sm.OLS(frame.Y, own).fit(cov_type="HC3", use_t=True)
    for term in ("X", "V"):
        for row, town in zip(slopes(found, term), ("alpha", "beta", "gamma"), strict=True):
            expected = theirs.params[f"{term}_{town}"], theirs.bse[f"{term}_{town}"]
            assert (row["estimate"], row["std_error"]) == pytest.approx(expected, rel=1e-7)
            assert row["level"].en == f"town = {town}"
    tests = {row["term"]: row for row in found["m.moderators.tests"].rows}
    of_x = "X_alpha = X_beta, X_alpha = X_gamma"
    both = f"{of_x}, V_alpha = V_beta, V_alpha = V_gamma"
    for term, hypothesis, df in (("X", of_x, 2), ("(all)", both, 4)):
        expected = theirs.wald_test(hypothesis, scalar=True, use_f=True)
        assert tests[term]["df"] == df
        assert tests[term]["chi2"] / df == pytest.approx(float(expected.statistic), rel=1e-7)
        assert tests[term]["p_value"] == pytest.approx(float(expected.pvalue), rel=1e-6)
    assert "m.moderators.regions" not in found.tables


def test_two_values_are_two_levels(link, frame):
    import statsmodels.api as sm

    rows = slopes(link(frame, more="moderators: B"))
    assert [row["value"] for row in rows] == [0, 1]
    for row, value in zip(rows, (0, 1), strict=True):
        own = frame[frame.B.eq(value)]
        assert row["estimate"] == pytest.approx(sm.OLS(own.Y, sm.add_constant(own.X)).fit().params.X, rel=1e-8)
    assert rows[1]["level"].en == "B = Yes"


def test_a_logit_has_odds_ratios_and_marginal_effects_at_each_level(link, frame):
    """The average over respondents of p(1 − p)·slope with everyone's moderator at the level; statsmodels Logit."""
    import statsmodels.api as sm

    rows = slopes(link(frame, "R", more="moderators: M"))
    design = pd.DataFrame({"X": frame.X, "M": frame.M, "XM": frame.X * frame.M})
    theirs = sm.Logit(frame.R, sm.add_constant(design)).fit(disp=0, tol=1e-12, cov_type="HC0").params
    for row in rows:
        slope = theirs.X + row["value"] * theirs.XM
        chance = 1 / (1 + np.exp(-(theirs.const + theirs.M * row["value"] + slope * frame.X)))
        assert row["estimate"] == pytest.approx(slope, rel=1e-7)
        assert row["odds_ratio"] == pytest.approx(np.exp(slope), rel=1e-7)
        assert row["average_marginal_effect"] == pytest.approx(slope * np.mean(chance * (1 - chance)), rel=1e-6)
        assert row["average_marginal_effect_std_error"] > 0


def test_a_moderator_that_is_a_predictor_moderates_the_others(link, frame):
    found = link(frame, predictors="X, M")
    assert {row["term"] for row in found["m.moderators"].rows} == {"X"}
    alone = slopes(link(frame))
    assert [row["estimate"] for row in slopes(found)] == pytest.approx([row["estimate"] for row in alone], rel=1e-8)


def test_regions_meet_where_slopes_are_just_significant(link, frame):
    found = link(frame)
    regions = found["m.moderators.regions"].rows
    assert (regions[0]["x_from"], regions[-1]["x_to"]) == pytest.approx((frame.M.min(), frame.M.max()))
    assert sum(row["share"] for row in regions) == pytest.approx(1)
    for row in regions:
        inside = frame.M.between(row["x_from"], row["x_to"], inclusive="left" if row is not regions[-1] else "both")
        assert row["share"] == pytest.approx(inside.mean())
    signs = {row["slope"].en for row in regions}
    assert "positive" in signs
    assert len(regions) == len(signs)


def test_clusters_widen_the_errors_and_designs_use_f(link, frame):
    plain, clustered = link(frame), link(frame, respondent="{cluster: branch}")
    assert slopes(plain)[0]["estimate"] == pytest.approx(slopes(clustered)[0]["estimate"])
    assert slopes(plain)[0]["std_error"] != pytest.approx(slopes(clustered)[0]["std_error"])
    test = clustered["m.moderators.tests"].rows[0]
    from scipy import stats

    assert test["p_value"] == pytest.approx(stats.f.sf(test["chi2"], 1, clustered.fit.rows[0]["df"] - 2))


@pytest.mark.parametrize(
    ("changed", "more", "said"),
    [
        ({"M": 3.0}, "moderators: M", "the moderator is the same for everyone"),
        ({"town": "alpha"}, "moderators: town", "the moderator is the same for everyone"),
        ({"M": None}, "moderators: M", "no respondent answered everything"),
    ],
)
def test_what_cannot_be_has_its_reason(link, frame, changed, more, said):
    row = link(frame.assign(**changed), more=more)["m.moderators"].rows[0]
    assert row["estimate"] is None
    assert said in row["reason"].en


def test_a_level_of_one_respondent_leaves_the_others_their_slopes(link, frame):
    """Town zeta has one respondent: its slope can't be told, those of the other towns are as without it."""
    lone = frame.assign(town=frame.town.where(frame.index != 7, "zeta"))
    rows = {row["level"].en: row for row in slopes(link(lone, more="moderators: town"))}
    others = slopes(link(frame.drop(index=7), more="moderators: town"))
    assert rows["town = zeta"]["estimate"] is None
    assert "can't be told apart" in rows["town = zeta"]["reason"].en
    assert len(others) == 3
    for row in others:
        found = rows[row["level"].en]
        assert found["estimate"] == pytest.approx(row["estimate"], rel=1e-7)
        assert found["std_error"] == pytest.approx(row["std_error"], rel=1e-7)
    # Two respondents determine their own level's slope: it stands without an error, all others with theirs.
    both = frame.assign(town=frame.town.where(~frame.index.isin([7, 9]), "zeta"))
    rows = {row["level"].en: row for row in slopes(link(both, more="moderators: town"))}
    zeta = rows.pop("town = zeta")
    assert zeta["estimate"] is not None
    assert zeta["std_error"] is None
    assert all(row["std_error"] > 0 for row in rows.values())


def test_a_reference_level_of_one_respondent_gives_no_slopes(link, frame):
    """The dummies of the others are told from nothing else: no slope can be read off, and the reason says so."""
    lone = frame.assign(town=frame.town.where(frame.index != 7, "aaa"))
    assert all(row["reason"].en for row in slopes(link(lone, more="moderators: town")))


def test_a_level_that_nobody_has_is_no_reference(link, frame):
    """Those of town alpha lack the outcome: beta is the reference, and every slope stands."""
    rows = slopes(link(frame.assign(Y=frame.Y.where(frame.town != "alpha")), more="moderators: town"))
    assert [row["level"].en for row in rows] == ["town = beta", "town = gamma"]
    for row, town in zip(rows, ("beta", "gamma"), strict=True):
        own = frame[frame.town == town]
        assert row["estimate"] == pytest.approx(np.polyfit(own.X, own.Y, 1)[0], rel=1e-7)


def test_an_extreme_value_stands_in_for_a_deviation_beyond_it(link, frame):
    """Nine in ten answer 10: mean 9.9 + SD .3 lies beyond 10."""
    answers = np.where(np.arange(400) % 10 == 0, 9.0 + (np.arange(400) % 20) / 100, 10.0)
    rows = slopes(link(frame.assign(M=answers)))
    assert rows[-1]["value"] == 10
    assert "highest (10)" in rows[-1]["level"].en


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_drawn_and_explained_with_its_own_numbers(link, frame, language):
    found = link(frame, more="moderators: [M, town]")
    drawn = str(spec(found["m.moderators"], language))
    assert ("Quality" if language == "en" else "质量") in drawn
    line = found["m.moderators"].explanation.numbers[0].say(language)
    assert line.endswith(f"= {slopes(found)[2]['estimate']:.4f}")
