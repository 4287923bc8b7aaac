"""Drivers' shares with their bootstrap: against R, against the definitions, and what is said where there are none."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from satindex.language import Words
from satindex.linkage.data import ModelData
from satindex.linkage.drivers import MODERATE_ROWS
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.model import fit, fit_model
from satindex.linkage.parts import driver_ranks, drivers_compared
from satindex.linkage.resampled import Resampled
from satindex.stats.bootstrap_intervals import bootstrap_interval
from satindex.stats.importance import lmg
from satindex.stats.resampling import replicates
from satindex.stats.sample import Sample
from satindex.survey.model import Model
from satindex.survey.model_parts import Bootstrap, DriversAsked

NOTHING_DRAWN = DriversAsked(bootstrap=Bootstrap(0))


def model(asked=NOTHING_DRAWN, **changes) -> Model:
    return replace(Model("m", "y", ("x*",)), drivers=asked, **changes)


def data(predictors, outcome, **changes) -> ModelData:
    made = ModelData(
        outcome=np.asarray(outcome, dtype=float),
        predictors=predictors,
        predictor_names=tuple(f"x{place}" for place in range(1, predictors.shape[1] + 1)),
        controls=np.empty((len(predictors), 0)),
        control_names=(),
        outcome_name="y",
        outcome_labels={},
    )
    return replace(made, **changes)


def answers(n=120, p=3, seed=1, binary=False, **changes) -> ModelData:
    rng = np.random.default_rng(seed)
    predictors = 0.6 * rng.normal(size=(n, 1)) + rng.normal(size=(n, p))
    linear = predictors @ np.linspace(1, 0.2, p)
    outcome = rng.random(n) < 1 / (1 + np.exp(-linear)) if binary else linear + rng.normal(size=n)
    return data(predictors, outcome, **changes)


def tables(linked: Linked, module) -> dict[str, ModelTable]:
    return {table.suffix: table for table in module.part(None, linked)}


def importances(linked: Linked) -> list[float]:
    return [row["importance"] for row in linked.drivers.rows]


def test_attitude_side_by_side_against_relaimpo(shared):
    """R relaimpo 2.2.7, calc.relimp(rating ~ ., attitude): every metric to 1e-6, in the survey's own tables."""
    import pandas

    golden = json.loads((shared / "golden" / "drivers_boot.json").read_text())["attitude"]["relimp"]
    frame = pandas.read_csv(shared / "data" / "drivers" / "attitude.csv")
    names = tuple(golden["lmg"])
    used = replace(data(frame[list(names)].to_numpy(float), frame["rating"]), predictor_names=names)
    linked = fit(model(), used, "number")
    assert dict(zip(names, importances(linked), strict=True)) == pytest.approx(golden["lmg"], abs=1e-6)
    rows = {row["term"]: row for row in tables(linked, drivers_compared)[".drivers.compared"].rows}
    columns = {"lmg": "lmg", "first": "first", "last": "last", "pratt": "pratt", "genizi": "johnson", "car": "car"}
    for metric, column in columns.items():
        assert {name: rows[name][column] for name in names} == pytest.approx(golden[metric], abs=1e-6)
    squared = {name: rows[name]["std_estimate"] ** 2 for name in names}
    assert squared == pytest.approx(golden["betasq"], abs=1e-6)
    # privileges and advance: slopes −.073 and −.217 against correlations of .426 and .155 (R lm, cor)
    assert [name for name in names if rows[name]["flag"]] == ["privileges", "advance"]
    assert rows["advance"]["flag"].en.startswith("negative in the model though positively correlated")


def test_compared_drivers_sum_to_what_they_add_to_the_controls():
    used = answers(controls=np.random.default_rng(4).normal(size=(120, 1)), control_names=("c",))
    linked = fit(model(), used, "number")
    gain = linked.drivers.r2 - linked.drivers.r2_controls
    table = tables(linked, drivers_compared)[".drivers.compared"]
    for key in ("lmg", "pratt", "johnson", "car"):
        assert sum(row[key] for row in table.rows) == pytest.approx(gain, abs=1e-10)
    assert f"= {gain:.4f}" in table.explanation.numbers[0].en


def test_intervals_are_those_of_shares_computed_anew_in_every_replicate():
    """The definition: rows weighted by how often they were drawn, correlations and LMG from scratch."""
    weights = np.linspace(0.5, 2, 120)
    used = answers(weights=weights)
    found = fit(model(DriversAsked(bootstrap=Bootstrap(60, 5))), used, "number").drivers
    drawn = replicates(Sample(used.outcome[None]), 60, 5)
    everything = np.column_stack([used.predictors, used.outcome]).T
    shares = []
    for times in drawn.counts:
        covariance = np.cov(everything, aweights=weights * times[drawn.units])
        spread = np.sqrt(np.diag(covariance))
        shares.append(lmg(covariance / np.outer(spread, spread)))
    for place, row in enumerate(found.rows):
        drawn_shares = np.array(shares)[:, place]
        expected = bootstrap_interval(row["importance"], drawn_shares)
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((expected.low, expected.high), abs=1e-9)
        assert row["std_error"] == pytest.approx(drawn_shares.std(ddof=1), abs=1e-9)


def test_bca_leaves_each_respondent_out_once():
    used = answers(n=40)
    found = fit(model(DriversAsked(bootstrap=Bootstrap(200, 2, "bca"))), used, "number").drivers
    assert isinstance(found.resampled, Resampled)
    without = [fit(model(), _without(used, at), "number") for at in range(40)]
    own = np.array([importances(linked) for linked in without])
    estimates = np.array(importances(fit(model(), used, "number")))
    # (n − 1)/n·(θ − θ without i)
    assert found.resampled.influence == pytest.approx(39 / 40 * (estimates - own), abs=1e-9)
    row = found.rows[0]
    expected = bootstrap_interval(
        row["importance"], found.resampled.values[:, 0], "bca", 39 / 40 * (estimates - own)[:, 0]
    )
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((expected.low, expected.high), abs=1e-9)


def _without(used: ModelData, at: int) -> ModelData:
    kept = np.arange(len(used.outcome)) != at
    return data(used.predictors[kept], used.outcome[kept])


def test_clusters_are_drawn_whole():
    """Each answer given four times over: the error is that of the clusters, not of four times as many people."""
    one = answers(n=100)
    four = data(np.tile(one.predictors, (4, 1)), np.tile(one.outcome, 4))
    clustered = replace(four, clusters=np.tile(np.arange(100), 4))
    asked = DriversAsked(bootstrap=Bootstrap(400, 3))
    alone, whole, naive = (
        fit(model(asked), used, "number").drivers.rows[0]["std_error"] for used in (one, clustered, four)
    )
    assert whole == pytest.approx(alone, rel=1e-9)
    assert naive == pytest.approx(alone / 2, rel=0.2)


def test_three_quarters_of_a_population_halve_the_error():
    """√(1 − ¾) = ½; the whole of it leaves none."""
    asked = DriversAsked(bootstrap=Bootstrap(1000, 3))
    plain, most, census = (
        fit(model(asked), answers(n=200, undrawn=undrawn), "number").drivers
        for undrawn in (None, np.array([0.25]), np.array([0.0]))
    )
    for one, other, none in zip(plain.rows, most.rows, census.rows, strict=True):
        assert other["std_error"] == pytest.approx(one["std_error"] / 2, rel=0.05)
        assert none["std_error"] == pytest.approx(0, abs=1e-12)
    assert any("For the finite population" in note.en for note in most.notes)


def test_a_stratum_of_one_unit_has_shares_but_no_intervals():
    used = answers(strata=np.array([0] * 119 + [1]))
    rows = fit(model(DriversAsked()), used, "number").drivers.rows
    assert all(row["importance"] is not None and "ci_low" not in row for row in rows)
    assert rows[0]["reason"].en == "a stratum holds a single sampling unit"


def test_unasked_only_where_it_costs_little():
    drawn = fit(model(DriversAsked()), answers(p=10, n=200), "number").drivers.resampled
    assert isinstance(drawn, Resampled)
    assert (drawn.asked, len(drawn.values)) == (Bootstrap(1000, 1, "percentile"), 1000)
    assert fit(model(DriversAsked()), answers(p=11, n=200), "number").drivers.resampled is None
    assert fit(model(DriversAsked()), answers(n=MODERATE_ROWS + 1), "number").drivers.resampled is None
    assert fit(model(NOTHING_DRAWN), answers(), "number").drivers.resampled is None


def test_undefined_replicates_are_counted_and_said():
    """A driver that one of ten respondents alone moves is constant in about (9/10)^9 of the replicates."""
    predictors = np.column_stack([np.arange(10.0) % 4, np.eye(10)[0]])
    used = data(predictors, [3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
    found = fit(model(DriversAsked(bootstrap=Bootstrap(1000))), used, "number").drivers
    assert found.resampled.undefined == pytest.approx(1000 * 0.9**9, rel=0.15)
    assert any(f"{found.resampled.undefined:,} replicates have no value" in note.en for note in found.notes)
    assert all(row["ci_low"] is not None for row in found.rows)


def test_too_few_defined_replicates_have_a_reason():
    rows = fit(model(DriversAsked(bootstrap=Bootstrap(10))), answers(), "number").drivers.rows
    assert all(row["ci_low"] is None and row["reason"].en.startswith("no interval") for row in rows)


def test_ranks_and_pairs_are_counted_over_the_replicates():
    linked = fit(model(DriversAsked(bootstrap=Bootstrap(300, 4))), answers(), "number")
    made = tables(linked, driver_ranks)
    drawn = linked.drivers.resampled.values
    for place, row in enumerate(made[".drivers.ranks"].rows):
        above = (drawn > drawn[:, [place]]).sum(axis=1)
        assert [row["rank_1"], row["rank_2"], row["rank_3"]] == pytest.approx([np.mean(above == k) for k in range(3)])
    pairs = made[".drivers.pairs"].rows
    assert len(pairs) == 3
    assert all(row["estimate"] >= 0 for row in pairs)
    places = {name: place for place, name in enumerate(linked.drivers.shared.names)}
    for row in pairs:
        one, other = places[row["term"]], places[row["other"]]
        assert row["kept"] == pytest.approx(np.mean(drawn[:, one] > drawn[:, other]))
        expected = bootstrap_interval(row["estimate"], drawn[:, one] - drawn[:, other])
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((expected.low, expected.high))
    assert tables(fit(model(), answers(), "number"), driver_ranks) == {}


def test_overlap_is_said_in_words():
    """x2 is x1 and a little more: r = .95 or so, VIF = 1/(1 − r²) about 10."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=200)
    used = data(np.column_stack([x, x + 0.3 * rng.normal(size=200), rng.normal(size=200)]), x + rng.normal(size=200))
    rows = tables(fit(model(), used, "number"), drivers_compared)[".drivers.compared"].rows
    r = np.corrcoef(used.predictors[:, :2].T)[0, 1]
    assert rows[0]["vif"] == pytest.approx(1 / (1 - r**2), rel=0.02)
    assert f"overlap with the others (VIF {rows[0]['vif']:.1f})" in rows[0]["flag"].en
    assert rows[2]["flag"] is None


def test_johnson_by_name():
    linked = fit(model(replace(NOTHING_DRAWN, method="johnson")), answers(), "number")
    rows = tables(linked, drivers_compared)[".drivers.compared"].rows
    assert importances(linked) == pytest.approx([row["johnson"] for row in rows], abs=1e-12)
    assert linked.drivers.options["headings"]["importance"].en == "Importance (Johnson)"
    drawn = fit(model(DriversAsked("johnson", Bootstrap(50))), answers(), "number").drivers.rows
    assert drawn[0]["ci_low"] < drawn[0]["importance"] < drawn[0]["ci_high"]


def test_mcfadden_by_name_sums_to_the_fit_s_own():
    """Shares of McFadden's R² = 1 − ℓ/ℓ₀ of the model in the fit table, the controls' R² taken off."""
    used = answers(binary=True, controls=np.random.default_rng(4).normal(size=(120, 1)), control_names=("c",))
    found = fit_model(model(replace(NOTHING_DRAWN, method="mcfadden")), used, "binary")
    only_controls = replace(used, predictors=np.empty((120, 0)), predictor_names=())
    without = fit_model(model(), only_controls, "binary").fit.rows[0]["mcfadden"]
    shares = [row["importance"] for row in found.drivers().rows]
    assert sum(shares) == pytest.approx(found.fit.rows[0]["mcfadden"] - without, abs=1e-8)
    assert sum(row["share"] for row in found.drivers().rows) == pytest.approx(1)
    assert "McFadden R²" in found.drivers().explanation.numbers[0].en
    assert found.fit.rows[0]["r2"] != pytest.approx(found.fit.rows[0]["mcfadden"], abs=1e-3)


def test_mcfadden_is_drawn_again_by_name_only():
    used = answers(binary=True)
    assert fit(model(DriversAsked("mcfadden")), used, "binary").drivers.resampled is None
    found = fit(model(DriversAsked("mcfadden", Bootstrap(40, 6))), used, "binary").drivers
    drawn = replicates(Sample(used.outcome[None]), 40, 6)
    for place in (0, 39):
        times = drawn.counts[place][drawn.units]
        again = replace(used, weights=times)
        alone = fit(model(replace(NOTHING_DRAWN, method="mcfadden")), again, "binary")
        assert found.resampled.values[place] == pytest.approx(np.array(importances(alone)), abs=1e-7)


def test_mcfadden_says_why_it_has_no_shares():
    asked = replace(NOTHING_DRAWN, method="mcfadden")
    number = fit(model(asked), answers(), "number").drivers
    assert {row["reason"].en for row in number.rows} == {"logit needs an outcome with two values"}
    many = fit(model(asked), answers(p=16, n=400, binary=True), "binary").drivers
    assert "at most 15 drivers" in many.rows[0]["reason"].en
    rng = np.random.default_rng(1)
    x = rng.normal(size=(60, 2))
    separated = fit(model(asked), data(x, (x[:, 0] > 0)), "binary").drivers
    assert "separation" in separated.rows[0]["reason"].en
    assert all(found.r2 is not None for found in (number, many, separated))


def test_too_many_drivers_are_named_and_still_compared():
    linked = fit(model(), answers(p=26, n=400), "number")
    assert "at most 25" in linked.drivers.rows[0]["reason"].en
    rows = tables(linked, drivers_compared)[".drivers.compared"].rows
    assert rows[0]["lmg"] is None
    assert "at most 25" in rows[0]["reason"].en
    assert rows[0]["johnson"] > 0


def test_no_outcome_no_drivers_no_further_tables():
    rng = np.random.default_rng(1)
    linked = fit(model(), data(rng.normal(size=(30, 2)), np.ones(30)), "number")
    assert tables(linked, drivers_compared) == {}
    assert tables(linked, driver_ranks) == {}
    alone = fit(model(DriversAsked()), answers(p=1), "number")
    assert tables(alone, drivers_compared) == {} == tables(alone, driver_ranks)


def test_words_are_in_both_languages():
    linked = fit(model(DriversAsked()), answers(), "number")
    for module in (drivers_compared, driver_ranks):
        for table in tables(linked, module).values():
            said = [table.title, table.explanation.formula, *table.explanation.numbers, *table.explanation.notes]
            assert all(isinstance(words, Words) and words.en and words.zh for words in said)
