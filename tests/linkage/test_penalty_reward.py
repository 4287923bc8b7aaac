"""Penalty–reward contrasts against statsmodels and by hand; the satisfaction trap by counting."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import satindex as si
from satindex.results.picture import spec
from satindex.stats.intervals import wilson

SURVEY = """\
respondent: {respondent}
small_base: {{withhold: 0}}
scales: {{s5: {{points: [1, 5]}}}}
items:
  A: {{scale: s5, text: {{en: Basics, zh: 基本}}}}
  B: {{scale: s5}}
  C: {{scale: number}}
  L: {{scale: number, text: {{en: Loyalty, zh: 忠诚度}}}}
  R: {{scale: yes_no}}
models:
  m: {{outcome: {outcome}, predictors: [A, B], {more}, drivers: {{bootstrap: 0}}}}
"""


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(11)
    n = 800
    a, b = rng.integers(1, 6, (2, n))
    linear = -1.5 * (a == 1) + 0.1 * (a == 5) - 0.2 * (b == 1) + 1.4 * (b == 5)
    return pd.DataFrame(
        {
            "A": a,
            "B": b,
            "C": rng.normal(size=n),
            "L": 5 + linear + 0.5 * rng.normal(size=n),
            "R": (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(int),
            "branch": np.arange(n) // 10,
        }
    )


@pytest.fixture
def link(tmp_path):
    def make(frame, outcome="L", more="penalty_reward: {}", respondent="{}"):
        path = tmp_path / "s.yaml"
        text = SURVEY.format(outcome=outcome, more=more, respondent=respondent)
        path.write_text(text, encoding="utf-8")
        return si.link(si.score(si.read_responses(frame, si.load_survey(path))), "m")

    return make


def contrasts(found):
    return {row["term"]: row for row in found["m.penalty_reward"].rows}


def dummies(frame):
    made = {f"{name}{end}": (frame[name] == end).astype(float) for name in "AB" for end in (1, 5)}
    return pd.DataFrame(made)


def test_penalty_and_reward_are_the_dummies_of_one_model(link, frame):
    import statsmodels.api as sm

    theirs = sm.OLS(frame.L, sm.add_constant(dummies(frame))).fit(cov_type="HC3", use_t=True)
    bounds = theirs.conf_int()
    for name, row in contrasts(link(frame)).items():
        for figure, end in (("penalty", 1), ("reward", 5)):
            assert row[figure] == pytest.approx(theirs.params[f"{name}{end}"], rel=1e-8)
            found = (row[f"{figure}_low"], row[f"{figure}_high"])
            assert found == pytest.approx(tuple(bounds.loc[f"{name}{end}"]), rel=1e-6)
        tested = theirs.t_test(f"{name}1 + {name}5 = 0")
        assert row["p_value"] == pytest.approx(float(tested.pvalue), rel=1e-5)
        assert row["range"] == pytest.approx(row["reward"] - row["penalty"])
        assert (row["low_box"], row["high_box"]) == (1, 5)
        assert (row["n_low"], row["n_high"]) == ((frame[name] == 1).sum(), (frame[name] == 5).sum())


def test_an_asymmetry_by_hand(link):
    """Penalty −.5 and reward .3: range .8, asymmetry (.3 − .5)/.8 = −.25 (Mikulić)."""
    steps = pd.DataFrame({"A": np.tile([1, 3, 5], 40), "B": np.repeat([1, 2, 3, 4, 5, 3], 20)})
    exact = steps.assign(L=2 + np.tile([-0.5, 0.0, 0.3], 40), C=0.5, R=1)
    row = contrasts(link(exact))["A"]
    assert (row["penalty"], row["reward"], row["range"]) == pytest.approx((-0.5, 0.3, 0.8))
    assert row["asymmetry"] == pytest.approx(-0.25)
    numbers = link(exact)["m.penalty_reward"].explanation.numbers[0].en
    assert numbers == "A: 0.3000 − (-0.5000) = 0.8000; (0.3000 − 0.5000)/0.8000 = -0.2500"


def test_kinds_of_factors(link, frame):
    """A loses 1.5 at the bottom and wins .1 at the top; B loses .2 and wins 1.4."""
    rows = contrasts(link(frame))
    assert (rows["A"]["factor"].en, rows["B"]["factor"].en) == ("basic", "excitement")
    assert rows["A"]["asymmetry"] < 0 < rows["B"]["asymmetry"]
    even = frame.assign(L=frame.A + 0.3 * np.random.default_rng(1).normal(size=800))
    rows = contrasts(link(even))
    assert rows["A"]["factor"].en == "performance (no asymmetry shown)"
    assert rows["B"]["factor"].en == "not shown to matter" or rows["B"]["asymmetry"] is None


def test_an_asymmetry_s_interval_is_that_of_the_delta_method(link, frame):
    import statsmodels.api as sm

    theirs = sm.OLS(frame.L, sm.add_constant(dummies(frame))).fit(cov_type="HC3", use_t=True)
    names = ["A1", "A5"]
    at, spread = theirs.params[names].to_numpy(), theirs.cov_params().loc[names, names].to_numpy()

    def asymmetry(b):
        return (b[1] + b[0]) / (b[1] - b[0])

    gradient = np.array([(asymmetry(at + 1e-6 * e) - asymmetry(at - 1e-6 * e)) / 2e-6 for e in np.eye(2)])
    row = contrasts(link(frame))["A"]
    half = (row["asymmetry_high"] - row["asymmetry_low"]) / 2
    from satindex.stats.intervals import quantile

    assert half == pytest.approx(quantile(df=795) * np.sqrt(gradient @ spread @ gradient), rel=1e-5)


def test_wrong_signs_withhold_the_asymmetry(link, frame):
    """Those who answer 1 on A do best."""
    rows = contrasts(link(frame.assign(L=5 + 2 * (frame.A == 1) + frame.C * 0.1)))
    assert rows["A"]["asymmetry"] is None
    assert rows["A"]["factor"].en == "unclear"
    assert "no asymmetry" in rows["A"]["reason"].en


def test_boxes_by_name_and_quarters_of_a_score(link, frame):
    rows = contrasts(link(frame, more="penalty_reward: {attributes: [A, C], low: 2, high: 4}"))
    assert (rows["A"]["n_low"], rows["A"]["n_high"]) == ((frame.A <= 2).sum(), (frame.A >= 4).sum())
    assert rows["C"]["reason"].en.startswith("fewer than 5 respondents in the lowest (≤ 2) or highest (≥ 4) box")
    rows = contrasts(link(frame, more="penalty_reward: [C]"))
    assert (rows["C"]["low_box"], rows["C"]["high_box"]) == pytest.approx(tuple(frame.C.quantile([0.25, 0.75])))
    assert (rows["C"]["n_low"], rows["C"]["n_high"]) == (200, 200)


def test_a_box_of_few_says_so_and_stays_in_the_model(link, frame):
    few = frame[(frame.A > 1) | (frame.index < 12)]
    inside = int((few.A == 1).sum())
    assert 0 < inside < 5
    rows = contrasts(link(few))
    assert rows["A"]["penalty"] is None
    assert f"{inside} / " in rows["A"]["reason"].en
    assert rows["B"]["reward"] > 0


def test_a_logit_contrasts_log_odds(link, frame):
    import statsmodels.api as sm

    theirs = sm.Logit(frame.R, sm.add_constant(dummies(frame))).fit(disp=0, tol=1e-12).params
    found = link(frame, "R")
    for name, row in contrasts(found).items():
        assert row["penalty"] == pytest.approx(theirs[f"{name}1"], rel=1e-6)
    assert found["m.penalty_reward"].explanation.notes[0].en.startswith("Coefficients are log odds")


def test_an_attribute_that_nobody_varies_on_has_its_reason(link, frame):
    rows = contrasts(link(frame.assign(B=3)))
    assert rows["B"]["reason"].en == "the same for every respondent in the model"
    nothing = contrasts(link(frame.assign(L=2.0)))
    assert nothing["A"]["reason"].en == "everyone in the model has the same outcome"


TRAP = "trap: {basics: [A], satisfied: 4, loyal: 5.5, beyond: [B]}"


def shares(found):
    return {row["class"].en: row for row in found["m.trap"].rows}


def test_shares_of_the_trap_by_counting(link, frame):
    rows = shares(link(frame, more=TRAP))
    basics, beyond, loyal = frame.A >= 4, frame.B >= 4, frame.L >= 5.5
    counted = {
        "satisfied with the basics": basics,
        "satisfied with the basics, not loyal (of all)": basics & ~loyal,
        "the trap: not loyal, of those satisfied": ~loyal[basics],
        "loyal, of those not satisfied": loyal[~basics],
        "loyal, of those satisfied with the basics only": loyal[basics & ~beyond],
        "loyal, of those satisfied beyond the basics too": loyal[basics & beyond],
    }
    for words, who in counted.items():
        row, bounds = rows[words], wilson(who.mean(), len(who))
        assert (row["estimate"], row["n"]) == (pytest.approx(who.mean()), len(who))
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((bounds.low, bounds.high))


def test_a_difference_is_that_of_two_shares(link, frame):
    """HC3 of a dummy: each group's residuals over 1 − 1/n, so that its variance is p(1 − p)·n/(n − 1)²."""
    row = shares(link(frame, more=TRAP))["difference in loyal: beyond − basics only"]
    basics, beyond, loyal = frame.A >= 4, frame.B >= 4, frame.L >= 5.5
    one, other = loyal[basics & beyond], loyal[basics & ~beyond]
    assert row["estimate"] == pytest.approx(one.mean() - other.mean())
    sizes = ((who.mean(), len(who)) for who in (one, other))
    error = np.sqrt(sum(p * (1 - p) * n / (n - 1) ** 2 for p, n in sizes))
    assert row["std_error"] == pytest.approx(error, rel=1e-8)


def test_the_event_of_two_codes_is_loyal(link, frame):
    rows = shares(link(frame, "R", more="trap: {basics: [A, B], satisfied: 4}"))
    both = (frame.A >= 4) & (frame.B >= 4)
    assert rows["loyal, of those satisfied"]["estimate"] == pytest.approx(frame.R[both].mean())
    assert "loyal, of those satisfied with the basics only" not in rows


def test_clusters_count_in_shares_and_differences(link, frame):
    grouped = frame.sort_values("L").assign(branch=np.arange(800) // 10)
    for words in ("the trap: not loyal, of those satisfied", "difference in loyal: satisfied − not"):
        plain, clustered = (
            shares(link(grouped, more=TRAP, respondent=person))[words] for person in ("{}", "{cluster: branch}")
        )
        assert plain["estimate"] == pytest.approx(clustered["estimate"])
        assert clustered["ci_high"] - clustered["ci_low"] > plain["ci_high"] - plain["ci_low"]


def test_everyone_satisfied_leaves_nobody_to_compare_with(link, frame):
    rows = shares(link(frame.assign(A=4), more=TRAP))
    assert rows["satisfied with the basics"]["estimate"] == 1
    assert rows["loyal, of those not satisfied"]["reason"].en == "nobody"
    assert rows["difference in loyal: satisfied − not"]["reason"].en == "nobody is in one of the two groups"


def test_many_values_need_a_line(link, frame):
    row = link(frame, more="trap: {basics: [A], satisfied: 4}")["m.trap"].rows[0]
    assert row["estimate"] is None
    assert "say from which on somebody is loyal" in row["reason"].en


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_are_drawn_and_explained(link, frame, language):
    found = link(frame, more=f"penalty_reward: {{}}, {TRAP}")
    for name in ("m.penalty_reward", "m.trap"):
        assert spec(found[name], language)["data"]["values"]
        assert found[name].explanation.numbers[0].say(language)
    rows = shares(found)
    trapped = rows["the trap: not loyal, of those satisfied"]["estimate"]
    product = rows["satisfied with the basics"]["estimate"] * trapped
    assert found["m.trap"].explanation.numbers[0].en.endswith(f"= {product:.4f}")
    assert ("基本" if language == "zh" else "Basics") in found["m.trap"].explanation.notes[0].say(language)
