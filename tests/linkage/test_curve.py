"""The satisfaction–loyalty curve: points, smooth line and elasticity, on known curves and against statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import satindex as si
from satindex.results.picture import spec
from satindex.stats.intervals import wilson
from satindex.stats.spline import spline_of

SURVEY = """\
respondent: {respondent}
small_base: {{withhold: {withhold}}}
scales: {{s5: {{points: [1, 5], labels: {{en: [Very bad, Bad, Fair, Good, Very good], zh: [很差, 差, 中, 好, 很好]}}}}}}
items:
  S: {{scale: s5, text: {{en: Satisfaction, zh: 满意度}}}}
  X: {{scale: number}}
  Z: {{scale: number}}
  M: {{scale: number}}
  L: {{scale: number, text: {{en: Loyalty, zh: 忠诚度}}}}
  R: {{scale: yes_no}}
  K: {{scale: count}}
models:
  m: {{outcome: {outcome}, predictors: [Z], {more}, drivers: {{bootstrap: 0}}}}
"""


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(8)
    n = 600
    s = rng.integers(1, 6, n)
    x = rng.uniform(1, 9, n)
    town = rng.choice(["alpha", "beta"], n)
    slope = np.where(town == "beta", 12.0, 3.0)
    return pd.DataFrame(
        {
            "S": s,
            "X": x,
            "Z": rng.normal(size=n),
            "M": rng.normal(size=n),
            "L": 20 + slope * s + rng.normal(size=n),
            "R": (rng.random(n) < 1 / (1 + np.exp(3 - s))).astype(int),
            "K": rng.poisson(np.exp(0.2 * x)),
            "town": town,
            "branch": np.arange(n) // 10,
        }
    )


@pytest.fixture
def link(tmp_path):
    def make(frame, outcome="L", more="curve: S", respondent="{}", withhold=0):
        path = tmp_path / "s.yaml"
        text = SURVEY.format(outcome=outcome, more=more, respondent=respondent, withhold=withhold)
        path.write_text(text, encoding="utf-8")
        return si.link(si.score(si.read_responses(frame, si.load_survey(path))), "m")

    return make


def test_a_point_at_each_level_with_its_t_interval(link, frame):
    from scipy import stats

    rows = link(frame)["m.curve"].rows
    assert [row["x"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["value"].en for row in rows][::4] == ["1 Very bad", "5 Very good"]
    for row in rows:
        own = frame.L[frame.S.eq(row["x"])]
        low, high = stats.t.interval(0.95, len(own) - 1, own.mean(), stats.sem(own))
        assert (row["estimate"], row["n"]) == (pytest.approx(own.mean()), len(own))
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high))


def test_an_event_is_a_share_with_wilsons_interval(link, frame):
    for row in link(frame, "R")["m.curve"].rows:
        own = frame.R[frame.S.eq(row["x"])]
        bounds = wilson(own.mean(), len(own))
        assert row["estimate"] == pytest.approx(own.mean())
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((bounds.low, bounds.high))
        assert 0 < row["fitted_low"] < row["fitted"] < row["fitted_high"] < 1


def test_the_line_is_least_squares_on_the_splines_columns(link, frame):
    """statsmodels OLS of the same columns, HC3; its prediction and error at each level."""
    import statsmodels.api as sm

    spline = spline_of(frame.S.to_numpy(float))
    theirs = sm.OLS(frame.L, sm.add_constant(spline.columns(frame.S.to_numpy(float)))).fit(cov_type="HC3", use_t=True)
    at = np.column_stack([np.ones(5), spline.columns(np.arange(1.0, 6.0))])
    expected = theirs.get_prediction(at).summary_frame()
    rows = link(frame)["m.curve"].rows
    assert [row["fitted"] for row in rows] == pytest.approx(expected["mean"].tolist(), rel=1e-8)
    assert [row["fitted_low"] for row in rows] == pytest.approx(expected["mean_ci_lower"].tolist(), rel=1e-7)
    assert [row["fitted_high"] for row in rows] == pytest.approx(expected["mean_ci_upper"].tolist(), rel=1e-7)


def elasticities(found):
    return [row for row in found["m.curve.elasticity"].rows if row["moderator"] is None]


def test_a_straight_line_through_the_origin_has_elasticity_one(link, frame):
    """L = 4·(S − 1): proportional to the distance from the scale's lowest point; no error, as all lie on it."""
    rows = elasticities(link(frame.assign(L=4.0 * (frame.S - 1) + 0.0)))
    for row in rows:
        assert row["slope"] == pytest.approx(4)
        assert row["estimate"] == pytest.approx(1)


def test_a_constant_and_a_line_by_hand(link, frame):
    """L = 30 + 10·S, 0 the lowest of an open number ≥ 0: at the median 3, 10·(3 − 1)/60."""
    row = elasticities(link(frame.assign(L=30.0 + 10 * frame.S)))[1]
    assert (row["x"], row["fitted"]) == pytest.approx((3, 60))
    assert row["estimate"] == pytest.approx(1 / 3)


def test_a_power_has_its_exponent_as_elasticity(link, frame):
    """Of 100·x² the elasticity is 2 everywhere: as near as four knots come to a parabola."""
    rows = elasticities(link(frame.assign(L=100 * frame.X**2), more="curve: X"))
    assert [row["estimate"] for row in rows] == pytest.approx([2, 2, 2], abs=0.25)


def test_an_elasticity_of_a_count_is_slope_times_distance(link, frame):
    """Poisson of the spline: E(K) = e^η, so that the elasticity is η′·x (the number X begins at 0)."""
    import statsmodels.api as sm

    spline = spline_of(frame.X.to_numpy())
    family = sm.families.Poisson()
    theirs = sm.GLM(frame.K, sm.add_constant(spline.columns(frame.X.to_numpy())), family=family).fit(tol=1e-12)
    rows = elasticities(link(frame, "K", more="curve: X, family: poisson"))
    for row in rows:
        slope = spline.slopes(np.array([row["x"]]))[0] @ theirs.params.to_numpy()[1:]
        assert row["estimate"] == pytest.approx(slope * row["x"], rel=1e-6)
        assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_groups_have_lines_of_their_own_and_their_elasticities_are_compared(link, frame):
    """Independent groups: the difference over √(sum of squared errors), squared, from each group alone."""
    found = link(frame, more="moderators: [town], curve: S")
    rows = [row for row in found["m.curve.elasticity"].rows if row["moderator"] == "town"]
    middle = {row["level"].en: row for row in rows if row["at"].en == "median"}
    alone = {town: elasticities(link(frame[frame.town == town]))[1] for town in ("alpha", "beta")}
    for town, row in middle.items():
        assert row["estimate"] == pytest.approx(alone[town]["estimate"], rel=1e-6)
    errors = {town: (row["ci_high"] - row["ci_low"]) / 2 for town, row in middle.items()}
    test = found["m.curve.tests"].rows[-1]
    from satindex.stats.intervals import quantile

    t = quantile(df=600 - 6)
    distance = middle["alpha"]["estimate"] - middle["beta"]["estimate"]
    spread = (errors["alpha"] / t) ** 2 + (errors["beta"] / t) ** 2
    assert test["chi2"] == pytest.approx(distance**2 / spread, rel=1e-4)
    assert test["verdict"].en == "groups differ"
    assert {row["level"].en for row in found["m.curve.town"].rows} == {"alpha", "beta"}


def test_a_bend_is_tested_and_named(link, frame):
    bent = link(frame.assign(L=frame.S.astype(float) ** 3 + frame.Z))["m.curve.tests"].rows[0]
    assert bent["verdict"].en == "bent: steeper towards the top"
    assert bent["p_value"] < 0.001
    flat = link(frame.assign(L=np.sqrt(frame.S) + 0.05 * frame.Z))["m.curve.tests"].rows[0]
    assert flat["verdict"].en == "bent: flatter towards the top"
    straight = link(frame.assign(L=frame.S + frame.Z))["m.curve.tests"].rows[0]
    assert straight["verdict"].en == "no bend shown"


def test_many_values_are_cut_into_tenths(link, frame):
    rows = link(frame, more="curve: X")["m.curve"].rows
    assert [row["n"] for row in rows] == [60] * 10
    ordered = frame.sort_values("X")
    for tenth, row in enumerate(rows):
        own = ordered.iloc[60 * tenth : 60 * (tenth + 1)]
        assert (row["x"], row["estimate"]) == pytest.approx((own.X.mean(), own.L.mean()))


def test_numbers_that_group_are_cut_into_thirds(link, frame):
    rows = link(frame, more="curve: {of: S, by: M}")["m.curve.M"].rows
    words = list(dict.fromkeys(row["level"].en for row in rows))
    assert [word.split(" (")[0] for word in words] == ["lowest third", "middle third", "highest third"]
    low = frame.M.le(frame.M.quantile(1 / 3))
    assert sum(row["n"] for row in rows if row["level"].en == words[0]) == low.sum()


def test_everyone_has_a_base_of_their_own(link, frame):
    found = link(frame.assign(town=frame.town.where(frame.index % 3 > 0)), more="curve: {of: S, by: town}")
    assert sum(row["n"] for row in found["m.curve"].rows) == 600
    assert sum(row["n"] for row in found["m.curve.town"].rows) == 400


def test_clusters_widen_points_and_line(link, frame):
    alike = frame.assign(L=frame.L + np.repeat(np.random.default_rng(1).normal(size=60), 10) * 8)
    plain, clustered = (link(alike, respondent=person)["m.curve"].rows[2] for person in ("{}", "{cluster: branch}"))
    for ends in (("ci_low", "ci_high"), ("fitted_low", "fitted_high")):
        assert plain[ends[1]] - plain[ends[0]] < clustered[ends[1]] - clustered[ends[0]]


def test_few_answers_are_withheld_as_everywhere(link, frame):
    few = frame[(frame.S < 5) | (frame.index < 20)]
    rows = link(few, withhold=10)["m.curve"].rows
    assert rows[-1]["estimate"] is None
    assert rows[-1]["fitted"] is None
    assert rows[-1]["reason"].en == "base below 10"


@pytest.mark.parametrize(
    ("changed", "more", "table", "said"),
    [
        ({"S": 3}, "curve: S", "m.curve", "the score is the same for everyone"),
        ({"town": "alpha"}, "curve: {of: S, by: town}", "m.curve.town", "everyone is alike"),
        ({"S": None}, "curve: S", "m.curve", "no respondent answered"),
    ],
)
def test_what_cannot_be_has_its_reason(link, frame, changed, more, table, said):
    row = link(frame.assign(**changed), more=more)[table].rows[0]
    assert row["estimate"] is None
    assert said in row["reason"].en


def test_without_a_zero_there_is_no_elasticity(link, frame):
    found = link(frame.assign(L=frame.L - 40))
    assert all(row["estimate"] is None and "lowest possible" in row["reason"].en for row in elasticities(found))
    assert found["m.curve"].rows[0]["fitted"] is not None


def test_a_separated_event_has_points_but_no_line(link, frame):
    found = link(frame.assign(R=(frame.S > 2).astype(int)), "R")
    assert [row["estimate"] for row in found["m.curve"].rows] == [0, 0, 1, 1, 1]
    assert all(row["fitted"] is None for row in found["m.curve"].rows)
    assert any("No smooth line" in note.en for note in found["m.curve"].explanation.notes)
    assert "m.curve.tests" not in found.tables


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_drawn_and_explained(link, frame, language):
    found = link(frame, more="curve: {of: S, by: town}")
    drawn = spec(found["m.curve.town"], language)
    assert ("Satisfaction" if language == "en" else "满意度") in str(drawn)
    assert len(drawn["data"]["values"]) == 10
    numbers = found["m.curve.elasticity"].explanation.numbers[0].say(language)
    assert numbers.endswith(f"= {elasticities(found)[0]['estimate']:.4f}")
