"""Mediation against pingouin, statsmodels and by hand, through the survey's own definition."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import satindex as si
from satindex.results.picture import spec
from satindex.stats.bootstrap_intervals import bootstrap_interval

SURVEY = """\
respondent: {respondent}
scales: {{s: {{points: [0, 10]}}}}
items:
  X: {{scale: number}}
  Z: {{scale: number}}
  SAT: {{scale: number, text: {{zh: 满意度, en: Satisfaction}}}}
  LOY: {{scale: number}}
  BOTH: {{scale: yes_no}}
  Y: {{scale: number}}
  R: {{scale: yes_no}}
  K: {{scale: count}}
models:
  m: {{outcome: {outcome}, predictors: [X], {more}}}
"""
FAST = "drivers: {bootstrap: 0}"


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(3)
    n = 250
    x, z = rng.normal(size=(2, n))
    sat = 0.6 * x + 0.3 * z + rng.normal(size=n)
    loy = 0.5 * sat + 0.2 * x + rng.normal(size=n)
    linear = 0.5 * loy + 0.3 * sat + 0.2 * x
    return pd.DataFrame(
        {
            "X": x,
            "Z": z,
            "SAT": sat,
            "LOY": loy,
            "BOTH": (sat + rng.normal(size=n) > 0).astype(int),
            "Y": linear + rng.normal(size=n),
            "R": (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(int),
            "K": rng.poisson(np.exp(0.4 * linear)),
            "w": rng.uniform(0.5, 2, n),
            "branch": np.arange(n) // 5,
        }
    )


@pytest.fixture
def link(tmp_path):
    def make(frame, outcome="Y", more="through: SAT", respondent="{}"):
        path = tmp_path / "s.yaml"
        text = SURVEY.format(outcome=outcome, more=f"{more}, {FAST}", respondent=respondent)
        path.write_text(text, encoding="utf-8")
        return si.link(si.score(si.read_responses(frame, si.load_survey(path))), "m")

    return make


def effects(found):
    rows = found["m.mediation"].rows
    return {(row["effect"], row["through"]): row for row in rows if row["term"] == "X"}


def slopes(found):
    return {(row["from"], row["to"]): row["unstandardised"] for row in found["m.mediation.paths"].rows}


def theirs(frame, mediators, **more):
    import pingouin

    found = pingouin.mediation_analysis(frame, "X", mediators, "Y", seed=1, n_boot=2000, **more)
    return found.set_index("path")


def test_one_mediator_equals_pingouin(link, frame):
    """pingouin.mediation_analysis(x, m, y): coefficients to 1e-10, the interval within simulation error."""
    found, expected = link(frame, more="through: {chain: SAT, bootstrap: 4000}"), theirs(frame, "SAT")
    rows = effects(found)
    assert rows["indirect", "SAT"]["estimate"] == pytest.approx(expected.coef["Indirect"], abs=1e-10)
    assert rows["direct", None]["estimate"] == pytest.approx(expected.coef["Direct"], abs=1e-10)
    assert rows["total", None]["estimate"] == pytest.approx(expected.coef["Total"], abs=1e-10)
    assert slopes(found)["X", "SAT"] == pytest.approx(expected.coef["SAT ~ X"], abs=1e-10)
    row = rows["indirect", "SAT"]
    assert row["std_error"] == pytest.approx(expected.se["Indirect"], rel=0.06)
    width = row["ci_high"] - row["ci_low"]
    bounds = expected.loc["Indirect", ["CI2.5", "CI97.5"]]
    assert [row["ci_low"], row["ci_high"]] == pytest.approx(list(bounds), abs=0.06 * width)
    assert row["share"] == pytest.approx(expected.coef["Indirect"] / expected.coef["Total"], abs=1e-10)


def test_mediators_side_by_side_with_a_covariate_equal_pingouin(link, frame):
    found = link(frame, more="controls: [Z], through: [[SAT, LOY]]")
    expected = theirs(frame, ["SAT", "LOY"], covar="Z")
    rows = effects(found)
    for mediator in ("SAT", "LOY"):
        assert rows["indirect", mediator]["estimate"] == pytest.approx(expected.coef[f"Indirect {mediator}"], abs=1e-10)
        assert slopes(found)["X", mediator] == pytest.approx(expected.coef[f"{mediator} ~ X"], abs=1e-10)
    assert rows["direct", None]["estimate"] == pytest.approx(expected.coef["Direct"], abs=1e-10)
    assert rows["total", None]["estimate"] == pytest.approx(expected.coef["Total"], abs=1e-10)
    both = sum(rows["indirect", mediator]["estimate"] for mediator in ("SAT", "LOY"))
    assert rows["indirect", "(all)"]["estimate"] == pytest.approx(both)
    assert not any(row["from"] == "Z" for row in found["m.mediation.paths"].rows)


def test_a_chain_splits_what_stands_side_by_side(link, frame):
    """X → SAT → LOY → Y: the ways through LOY alone and through both are pingouin's one way through LOY."""
    chain, expected = effects(link(frame, more="through: [SAT, LOY]")), theirs(frame, ["SAT", "LOY"])
    assert chain["indirect", "SAT"]["estimate"] == pytest.approx(expected.coef["Indirect SAT"], abs=1e-10)
    through_loyalty = chain["indirect", "LOY"]["estimate"] + chain["indirect", "SAT → LOY"]["estimate"]
    assert through_loyalty == pytest.approx(expected.coef["Indirect LOY"], abs=1e-10)
    assert chain["indirect", "(all)"]["estimate"] == pytest.approx(
        expected.coef["Indirect SAT"] + expected.coef["Indirect LOY"], abs=1e-10
    )


def test_the_same_draws_give_pingouin_s_own_replicates(frame):
    """Its index draws as counts of rows: every replicate's a·b to 1e-10, and its bias-corrected interval."""
    import pingouin

    from satindex.linkage.data import ModelData
    from satindex.linkage.equations import Equations
    from satindex.linkage.problem import prepare
    from satindex.survey.model import Model
    from satindex.survey.model_parts import Through

    expected, drawn = pingouin.mediation_analysis(frame, "X", "SAT", "Y", seed=4, n_boot=500, return_dist=True)
    index = np.random.RandomState(4).choice(np.arange(250), replace=True, size=(500, 250))
    counts = np.stack([np.bincount(row, minlength=250) for row in index]).astype(float)
    columns = frame[["X", "SAT"]].to_numpy()
    data = ModelData(frame.Y.to_numpy(), columns, ("X", "SAT"), np.empty((250, 0)), (), "Y", {})
    equations = Equations.of(prepare(data, Model("m", "Y", ("X",))), Through((("SAT",),)), "mean")
    figures = equations.replicated(None)(np.arange(250))(counts)
    assert figures[:, 1] == pytest.approx(drawn, abs=1e-10)  # direct first, then the one path
    estimate = equations.whole(None).effects.along[0, 0]
    corrected = bootstrap_interval(estimate, figures[:, 1], "bca", np.zeros(1))
    bounds = expected.set_index("path").loc["Indirect", ["CI2.5", "CI97.5"]]
    assert [corrected.low, corrected.high] == pytest.approx(list(bounds), abs=0.01)


def test_a_two_valued_outcome_is_a_logit(link, frame):
    """Slopes of statsmodels' Logit and OLS, multiplied along the path and by the mean of p(1 − p)."""
    import statsmodels.api as sm

    found = effects(link(frame, "R", "controls: [Z], through: [SAT, LOY]"))
    first = sm.OLS(frame.SAT, sm.add_constant(frame[["X", "Z"]])).fit().params
    second = sm.OLS(frame.LOY, sm.add_constant(frame[["X", "Z", "SAT"]])).fit().params
    logit = sm.Logit(frame.R, sm.add_constant(frame[["X", "Z", "SAT", "LOY"]])).fit(disp=0, tol=1e-12)
    slope = np.mean(logit.predict() * (1 - logit.predict()))
    by_hand = {
        ("direct", None): logit.params.X,
        ("indirect", "SAT"): first.X * logit.params.SAT,
        ("indirect", "LOY"): second.X * logit.params.LOY,
        ("indirect", "SAT → LOY"): first.X * second.SAT * logit.params.LOY,
    }
    for key, value in by_hand.items():
        assert found[key]["estimate"] == pytest.approx(value * slope, abs=1e-8)
        assert found[key]["ci_low"] < found[key]["estimate"] < found[key]["ci_high"]
    assert found["total", None]["estimate"] == pytest.approx(sum(by_hand.values()) * slope, abs=1e-8)
    direct = logit.get_margeff().margeff[0]
    assert found["direct", None]["estimate"] == pytest.approx(direct, abs=1e-8)


def test_counts_are_poisson(link, frame):
    import statsmodels.api as sm

    found = effects(link(frame, "K"))
    family = sm.families.Poisson()
    poisson = sm.GLM(frame.K, sm.add_constant(frame[["X", "SAT"]]), family=family).fit(tol=1e-12)
    first = sm.OLS(frame.SAT, sm.add_constant(frame.X)).fit().params.X
    expected = first * poisson.params.SAT * frame.K.mean()
    assert found["indirect", "SAT"]["estimate"] == pytest.approx(expected, abs=1e-7)


def test_replicates_of_a_logit_are_fits_of_their_own(link, frame):
    """Weights instead of draws: the table of weighted rows is what one replicate with such counts gives."""
    found = effects(link(frame, "R", "through: SAT", "{weight: w}"))
    import statsmodels.api as sm

    first = sm.WLS(frame.SAT, sm.add_constant(frame.X), weights=frame.w).fit().params.X
    family = sm.families.Binomial()
    logit = sm.GLM(frame.R, sm.add_constant(frame[["X", "SAT"]]), family=family, freq_weights=frame.w).fit(tol=1e-12)
    chance = logit.fittedvalues
    slope = np.average(chance * (1 - chance), weights=frame.w)
    assert found["indirect", "SAT"]["estimate"] == pytest.approx(first * logit.params.SAT * slope, abs=1e-7)


@pytest.mark.parametrize("outcome", ["Y", "R"])
def test_clusters_are_drawn_whole(link, frame, outcome):
    """Everyone five times over as one cluster: the error is that of the 250, not of 1,250."""
    five = pd.concat([frame.assign(branch=[f"{place:03}" for place in range(250)])] * 5, ignore_index=True)
    more = "through: {chain: SAT, bootstrap: 300}"
    alone = effects(link(frame, outcome, more))["indirect", "SAT"]["std_error"]
    whole = effects(link(five, outcome, more, "{cluster: branch}"))["indirect", "SAT"]["std_error"]
    apart = effects(link(five, outcome, more))["indirect", "SAT"]["std_error"]
    assert whole == pytest.approx(alone, rel=1e-6)
    assert apart < 0.6 * alone


def test_bounds_by_name(link, frame):
    rows = [
        effects(link(frame, more=f"through: {{chain: SAT, bootstrap: {{replicates: 500, interval: {kind}}}}}"))
        for kind in ("percentile", "bca")
    ]
    ends = [(row["indirect", "SAT"]["ci_low"], row["indirect", "SAT"]["ci_high"]) for row in rows]
    assert ends[0] != ends[1]
    assert ends[0] == pytest.approx(ends[1], abs=0.1)
    without = effects(link(frame, more="through: {chain: SAT, bootstrap: 0}"))["indirect", "SAT"]
    assert without["ci_low"] is None
    assert without["estimate"] == rows[0]["indirect", "SAT"]["estimate"]


def test_those_who_lack_a_mediator_are_left_out_of_all_equations_only(link, frame):
    few = frame.astype({"SAT": object})
    few.loc[:19, "SAT"] = None
    found = link(few)
    assert {row["n"] for row in found["m.mediation"].rows} == {230}
    assert found.table.rows[0]["n"] == 250
    assert effects(found)["total", None]["estimate"] == pytest.approx(
        np.polyfit(frame.X[20:], frame.Y[20:], 1)[0], abs=1e-10
    )


@pytest.mark.parametrize(
    ("changed", "outcome", "said"),
    [
        ({"SAT": 1.0}, "Y", "no predictor or no mediator can be used"),
        ({"X": 2.0}, "Y", "no predictor or no mediator can be used"),
        ({"Y": 3.0}, "Y", "everyone in the model has the same outcome"),
        ({"SAT": "R"}, "R", "separation: SAT"),
    ],
)
def test_what_cannot_be_has_its_reason(link, frame, changed, outcome, said):
    wanted = {name: frame[value] if isinstance(value, str) else value for name, value in changed.items()}
    rows = link(frame.assign(**wanted), outcome)["m.mediation"].rows
    assert rows[0]["estimate"] is None
    assert said in rows[0]["reason"].en


def test_a_stratum_of_one_has_effects_but_no_intervals(link, frame):
    alone = frame.assign(branch=["only"] + ["rest"] * 249)
    row = effects(link(alone, respondent="{stratum: branch}"))["indirect", "SAT"]
    assert row["estimate"] is not None
    assert row["ci_low"] is None
    assert row["reason"].en == "a stratum holds a single sampling unit"


def test_no_mediators_no_tables(link, frame):
    assert not any("mediation" in name for name in link(frame, more="errors: robust").tables)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_drawn_and_explained_with_its_own_numbers(link, frame, language):
    found = link(frame, more="through: [SAT, LOY]")
    for name in ("m.mediation", "m.mediation.paths"):
        drawn = str(spec(found[name], language))
        assert ("满意度" in drawn) == (language == "zh")
    row = effects(found)["indirect", "SAT"]
    product = slopes(found)["X", "SAT"] * slopes(found)["SAT", "Y"]
    assert row["estimate"] == pytest.approx(product)
    said = found["m.mediation"].explanation.numbers[0].say(language)
    assert said.endswith(f"= {product:.4f}")
    assert "seed 1" in found["m.mediation"].explanation.notes[0].en
