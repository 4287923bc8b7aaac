"""What each block adds, and how the model does on respondents it has not seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import satindex as si
from satindex.linkage.blocks import blocks_table
from satindex.linkage.cross_validated import cross_validated_table
from satindex.linkage.data import ModelData
from satindex.linkage.model import fit
from satindex.stats.folds import folds
from satindex.survey.model import Model

BLOCKS = {"first": ("a",), "second": ("b", "c")}


def drawn(kind="binary", n=300, seed=2, **changes):
    rng = np.random.default_rng(seed)
    columns = rng.normal(size=(n, 3))
    control = (rng.random((n, 1)) < 0.4).astype(float)
    linear = columns @ [0.8, -0.5, 0.3] + 0.5 * control[:, 0]
    outcome = {
        "binary": lambda: (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float),
        "ordered": lambda: np.clip(np.round(3 + linear + rng.logistic(size=n)), 1, 5),
        "count": lambda: rng.poisson(np.exp(0.5 * linear)).astype(float),
        "number": lambda: 3 + linear + rng.normal(size=n),
    }[kind]()
    return ModelData(outcome, columns, ("a", "b", "c"), control, ("age=old",), "y", {}, **changes)


def linked(data, kind, **asked):
    return fit(Model("m", "y", ("a", "b", "c"), ("age",), **asked), data, kind)


def constant_and(*columns):
    return np.column_stack([np.ones(len(columns[0])), *columns])


def test_blocks_of_a_logit_equal_statsmodels():
    import statsmodels.api as sm

    data = drawn()
    rows = blocks_table(linked(data, "binary"), BLOCKS, {}).rows
    designs = [data.controls, np.column_stack([data.controls, data.predictors[:, :1]])]
    designs.append(np.column_stack([data.controls, data.predictors]))
    fits = [sm.Logit(data.outcome, constant_and(x)).fit(disp=0, tol=1e-12, cov_type="HC0") for x in designs]
    assert [row["block"] for row in rows] == ["none", "first", "second"]
    for row, their in zip(rows, fits, strict=True):
        assert row["log_likelihood"] == pytest.approx(their.llf, abs=1e-7)
        assert row["mcfadden"] == pytest.approx(their.prsquared, abs=1e-8)
    assert rows[2]["gain"] == pytest.approx(fits[2].prsquared - fits[1].prsquared, abs=1e-8)
    assert rows[2]["lr_chi2"] == pytest.approx(2 * (fits[2].llf - fits[1].llf), abs=1e-6)
    assert rows[2]["df"] == 2
    test = fits[2].wald_test(np.eye(5)[3:], scalar=True)
    assert rows[2]["wald_chi2"] == pytest.approx(float(test.statistic), rel=1e-6)
    assert rows[2]["wald_p_value"] == pytest.approx(float(test.pvalue), rel=1e-5)
    assert rows[1]["terms"] == "a"
    assert rows[2]["auc_gain"] == pytest.approx(rows[2]["auc"] - rows[1]["auc"])


def placements(outcome, chance):
    """DeLong's V10 and V01 by comparing every event with every non-event."""
    events, others = chance[outcome == 1], chance[outcome == 0]
    wins = (events[:, None] > others[None, :]) + 0.5 * (events[:, None] == others[None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


def test_the_gain_in_auc_has_delongs_interval():
    """Every pair compared: var = s²(V10 after − V10 before)/m + s²(V01 after − V01 before)/n (DeLong et al. 1988)."""
    import statsmodels.api as sm

    data = drawn()
    rows = blocks_table(linked(data, "binary"), BLOCKS, {}).rows
    designs = [data.controls, np.column_stack([data.controls, data.predictors[:, :1]])]
    designs.append(np.column_stack([data.controls, data.predictors]))
    chances = [sm.Logit(data.outcome, constant_and(x)).fit(disp=0, tol=1e-12).predict() for x in designs]
    for row, before, after in zip(rows[1:], chances, chances[1:], strict=False):
        pairs = zip(placements(data.outcome, after.round(12)), placements(data.outcome, before.round(12)), strict=True)
        moved = [one - other for one, other in pairs]
        error = sum(side.var(ddof=1) / len(side) for side in moved) ** 0.5
        assert row["auc_gain"] == pytest.approx(moved[0].mean(), abs=1e-9)
        assert row["auc_gain_std_error"] == pytest.approx(error, rel=1e-7)
        assert row["auc_gain_low"] == pytest.approx(row["auc_gain"] - 1.959963984540054 * error, rel=1e-6)
        assert row["auc_gain_high"] == pytest.approx(row["auc_gain"] + 1.959963984540054 * error, rel=1e-6)
    assert "auc_gain_std_error" not in rows[0]


def test_the_gain_in_auc_of_clusters_of_one_is_nearly_delongs():
    """Clusters of one respondent: the sandwich of the influences, G/(G − 1)·(n − 1)/n of their squares."""
    data = drawn(clusters=np.arange(300))
    alone = blocks_table(linked(drawn(), "binary"), BLOCKS, {}).rows[2]["auc_gain_std_error"]
    found = blocks_table(linked(data, "binary", errors="cluster"), BLOCKS, {}).rows[2]
    assert found["auc_gain_std_error"] == pytest.approx(alone, rel=0.02)
    weighted = drawn(weights=np.linspace(0.5, 2, 300))
    assert blocks_table(linked(weighted, "binary", errors="robust"), BLOCKS, {}).rows[2]["auc_gain_low"] is None


def test_blocks_of_a_line_are_its_r2_and_f_tests():
    import statsmodels.api as sm

    data = replace(drawn("number"), controls=np.empty((300, 0)), control_names=())
    rows = blocks_table(linked(data, "number", errors="model"), BLOCKS, {}).rows
    short = sm.OLS(data.outcome, constant_and(data.predictors[:, :1])).fit()
    whole = sm.OLS(data.outcome, constant_and(data.predictors)).fit()
    assert [row["r2"] for row in rows] == pytest.approx([0.0, short.rsquared, whole.rsquared], abs=1e-10)
    _, p, _ = whole.compare_f_test(short)
    assert rows[2]["wald_p_value"] == pytest.approx(p, rel=1e-7)
    assert rows[1]["lr_chi2"] == pytest.approx(2 * (short.llf - sm.OLS(data.outcome, np.ones(300)).fit().llf), abs=1e-7)


@pytest.mark.parametrize("kind", ["ordered", "count"])
def test_blocks_of_other_families_end_at_the_whole_model(kind):
    found = linked(drawn(kind), kind)
    rows = blocks_table(found, BLOCKS, {}).rows
    assert rows[-1]["mcfadden"] == pytest.approx(found.found.figures["mcfadden"])
    assert rows[0]["mcfadden"] < rows[1]["mcfadden"] < rows[2]["mcfadden"]
    assert sum(row["gain"] for row in rows[1:]) == pytest.approx(rows[-1]["mcfadden"] - rows[0]["mcfadden"])


def test_designs_have_wald_tests_only():
    data = drawn(weights=np.linspace(0.5, 2, 300), clusters=np.arange(300) % 40)
    rows = blocks_table(linked(data, "binary"), BLOCKS, {}).rows
    assert rows[1]["lr_chi2"] is None
    assert 0 < rows[1]["wald_p_value"] < 1
    assert rows[1]["gain"] > 0


def test_a_refused_model_says_why():
    rows = blocks_table(linked(replace(drawn(), outcome=np.ones(300)), "binary"), BLOCKS, {}).rows
    assert all("same outcome" in row["reason"].en for row in rows)


DEFINITION = """
    survey: again
    scales: {bought: {codes: {"no": 0, "yes": 1}}, seven: {points: [1, 7]}}
    items: {R1: {scale: bought}, P1..P4: {scale: seven}, N1: {scale: likely11}}
    measures:
      quality: {type: servqual, dimensions: {tangibles: {perceived: P1..P2}, empathy: {perceived: P3..P4}}}
      nps: {type: nps, item: N1}
    models:
      again: {outcome: R1, predictors: [quality.*, nps]}
    """


@pytest.fixture
def answers():
    rng = np.random.default_rng(5)
    n = 300
    mood = rng.normal(size=n)
    items = {f"P{k}": np.clip(np.round(4.5 + mood + rng.normal(size=n)), 1, 7).astype(int) for k in range(1, 5)}
    likely = np.clip(np.round(7 + 2 * mood + rng.normal(size=n)), 0, 10).astype(int)
    bought = np.where(rng.random(n) < 1 / (1 + np.exp(-mood)), "yes", "no")
    return pl.DataFrame({"R1": bought, **items, "N1": likely})


def test_nps_comes_first_where_nothing_is_named(scored, answers):
    rows = si.link(scored(DEFINITION, answers), "again")["again.blocks"].rows
    assert [(row["block"], row["terms"]) for row in rows] == [
        ("none", ""),
        ("nps", "nps"),
        ("rest", "quality.tangibles, quality.empathy"),
    ]
    assert (rows[0]["mcfadden"], rows[0]["auc"]) == (0.0, 0.5)
    alone = DEFINITION.replace("[quality.*, nps]", "[quality.*]")
    assert "again.blocks" not in si.link(scored(alone, answers), "again").tables


def test_named_blocks_and_the_rest(scored, answers):
    asked = DEFINITION.replace("nps]}", "nps], blocks: {empathy: [quality.empathy], nps: nps}}")
    rows = si.link(scored(asked, answers), "again")["again.blocks"].rows
    assert [row["block"] for row in rows] == ["none", "empathy", "nps", "rest"]
    assert rows[3]["terms"] == "quality.tangibles"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("blocks: {first: [quality.empaty]}", r"quality\.empathy"),
        ("blocks: {first: [quality]}", "not a predictor"),
        ("cross_validation: 1", "2"),
        ("cross_validation: {fold: 5}", "folds"),
    ],
)
def test_faults(defined, asked, says):
    with pytest.raises(si.SurveyError, match=says):
        defined(DEFINITION.replace("nps]}", f"nps], {asked}}}"))


def test_folds_are_even_keep_clusters_whole_and_repeat():
    classes = np.repeat([0.0, 1.0], [30, 70])
    place = folds(100, 5, seed=3, classes=classes)
    assert np.bincount(place).tolist() == [20] * 5
    assert [int(classes[place == fold].sum()) for fold in range(5)] == [14] * 5
    clusters = np.arange(100) // 4
    whole = folds(100, 5, seed=3, clusters=clusters)
    assert all(len(set(whole[clusters == cluster])) == 1 for cluster in range(25))
    assert np.array_equal(place, folds(100, 5, seed=3, classes=classes))
    assert not np.array_equal(place, folds(100, 5, seed=4, classes=classes))


def figures(data, kind, number=4, **asked):
    return {row["figure"]: row for row in cross_validated_table(linked(data, kind, **asked), number, 1).rows}


def test_cross_validated_logit_by_hand():
    """Each fold predicted by statsmodels' fit of the others."""
    import statsmodels.api as sm

    data = drawn()
    found = figures(data, "binary")
    place = folds(300, 4, 1, classes=data.outcome)
    design, chance, alone = constant_and(data.controls, data.predictors), np.empty(300), np.empty(300)
    for fold in range(4):
        out = place == fold
        chance[out] = sm.Logit(data.outcome[~out], design[~out]).fit(disp=0, tol=1e-12).predict(design[out])
        alone[out] = data.outcome[~out].mean()
    assert found["brier"]["estimate"] == pytest.approx(np.mean((data.outcome - chance) ** 2), abs=1e-8)
    gain, null = (np.log(np.where(data.outcome == 1, p, 1 - p)).sum() for p in (chance, alone))
    assert found["log_likelihood"]["estimate"] == pytest.approx(gain, abs=1e-6)
    assert found["mcfadden"]["estimate"] == pytest.approx(1 - gain / null, abs=1e-8)
    events, others = chance[data.outcome == 1], chance[data.outcome == 0]
    assert found["auc"]["estimate"] == pytest.approx((events[:, None] > others[None, :]).mean(), abs=1e-9)
    assert found["calibration_slope"]["in_sample"] == pytest.approx(1, abs=1e-6)
    assert found["calibration_slope"]["estimate"] < 1.2
    assert (found["auc"]["folds"], found["auc"]["seed"], found["auc"]["n"]) == (4, 1, 300)


def test_cross_validated_line_by_hand():
    data = drawn("number")
    found = figures(data, "number")
    place = folds(300, 4, 1)
    design, mean, others = constant_and(data.controls, data.predictors), np.empty(300), np.empty(300)
    for fold in range(4):
        out = place == fold
        mean[out] = design[out] @ np.linalg.lstsq(design[~out], data.outcome[~out])[0]
        others[out] = data.outcome[~out].mean()
    squares = ((data.outcome - mean) ** 2).sum()
    assert found["r2"]["estimate"] == pytest.approx(1 - squares / ((data.outcome - others) ** 2).sum(), abs=1e-9)
    assert found["rmse"]["estimate"] == pytest.approx(np.sqrt(squares / 300), abs=1e-9)
    assert found["r2"]["in_sample"] > found["r2"]["estimate"]


@pytest.mark.parametrize(("kind", "asked"), [("ordered", {}), ("count", {}), ("binary", {"penalty": "firth"})])
def test_other_families_do_worse_out_of_sample(kind, asked):
    found = figures(drawn(kind), kind, **asked)
    for name in ("log_likelihood", "mcfadden", "r2"):
        row = found.get(name)
        if row is not None and row["in_sample"] is not None:
            assert row["estimate"] < row["in_sample"], name


def test_times_have_their_concordance():
    rng = np.random.default_rng(1)
    base = drawn("number")
    waited = rng.exponential(np.exp(-(base.predictors @ [0.8, -0.5, 0.3])))
    data = replace(base, outcome=np.minimum(waited, 1.5), event=(waited <= 1.5).astype(float))
    found = figures(data, "number", family="cox", event="e")
    assert 0.6 < found["concordance"]["estimate"] < 0.9
    rows = blocks_table(linked(data, "number", family="cox", event="e"), BLOCKS, {}).rows
    assert rows[2]["concordance_gain"] == pytest.approx(rows[2]["concordance"] - rows[1]["concordance"])
    assert rows[1]["lr_chi2"] > 0


def test_without_fit_or_with_too_few_there_is_a_reason():
    (row,) = cross_validated_table(linked(replace(drawn(), outcome=np.ones(300)), "binary"), 4, 1).rows
    assert "same outcome" in row["reason"].en
    few = drawn(clusters=np.arange(300) % 3)
    (row,) = cross_validated_table(linked(few, "binary", errors="cluster"), 4, 1).rows
    assert "fewer" in row["reason"].en


def test_by_definition_and_in_python(scored, answers):
    asked = DEFINITION.replace("nps]}", "nps], cross_validation: {folds: 5, seed: 2}}")
    found = si.link(scored(asked, answers), "again")
    rows = found["again.cross_validated"].rows
    assert [dict(row) for row in rows] == [dict(row) for row in found.cross_validated(5, 2).rows]
    assert "5 folds by seed 2" in found["again.cross_validated"].explanation.notes[0].en
