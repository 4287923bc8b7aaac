"""A model of the survey from complete cases to its tables."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from satindex.errors import FigureError
from satindex.language import Words
from satindex.linkage.data import ModelData
from satindex.linkage.model import LinkResult, fit_model
from satindex.survey.model import Model

NAMES = ("quality.tangibles", "quality.empathy", "nps")


def model(**changes) -> Model:
    return replace(Model("repurchase", "R1", ("quality.*", "nps"), ("age_band",)), **changes)


def data(kind="binary", n=600, seed=1, **changes) -> ModelData:
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    predictors = np.column_stack([common + rng.normal(size=n), common + rng.normal(size=n), rng.normal(size=n)])
    controls = (rng.random((n, 1)) < 0.4).astype(float)
    linear = predictors @ [0.6, 0.3, -0.4] + 0.5 * controls[:, 0]
    outcome = {
        "binary": lambda: (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float),
        "ordered": lambda: np.clip(np.round(3 + linear + rng.logistic(size=n)), 1, 5),
        "count": lambda: rng.poisson(np.exp(0.3 * linear)).astype(float),
        "overdispersed": lambda: rng.poisson(np.exp(0.3 * linear) * rng.gamma(0.8, 1 / 0.8, n)).astype(float),
        "number": lambda: linear + rng.normal(size=n),
    }[kind]()
    made = ModelData(
        outcome=outcome,
        predictors=predictors,
        predictor_names=NAMES,
        controls=controls,
        control_names=("age_band=36+",),
        outcome_name="R1",
        outcome_labels={1.0: Words("Yes", "是")},
        left_out=7,
    )
    return replace(made, **changes)


def by_term(result):
    return {row["term"]: row for row in result.rows}


def column(result, name):
    return [row[name] for row in result.rows]


def constant_and(columns):
    return np.column_stack([np.ones(len(columns)), columns])


def test_logit_tables_equal_statsmodels():
    import statsmodels.api as sm

    used = data()
    found = fit_model(model(), used, "binary")
    design = constant_and(np.column_stack([used.predictors, used.controls]))
    their = sm.Logit(used.outcome, design).fit(disp=0, method="newton", tol=1e-10, cov_type="HC0")
    assert column(found.table, "term") == ["(intercept)", *NAMES, "age_band=36+"]
    assert column(found.table, "estimate") == pytest.approx(their.params.tolist(), rel=1e-8)
    assert column(found.table, "std_error") == pytest.approx(their.bse.tolist(), rel=1e-8)
    assert column(found.table, "p_value") == pytest.approx(their.pvalues.tolist(), rel=1e-6)
    assert column(found.table, "ci_low") == pytest.approx(their.conf_int()[:, 0].tolist(), rel=1e-7)
    margins = their.get_margeff(at="overall")
    slopes = found.table.rows[1:]
    assert [row["average_marginal_effect"] for row in slopes] == pytest.approx(margins.margeff.tolist(), rel=1e-8)
    errors = [row["average_marginal_effect_std_error"] for row in slopes]
    assert errors == pytest.approx(margins.margeff_se.tolist(), rel=1e-7)
    fit = found.fit.rows[0]
    assert (fit["family"], fit["errors"], fit["n"], fit["left_out"]) == ("logit", "HC0", 600, 7)
    assert (fit["log_likelihood"], fit["mcfadden"], fit["aic"], fit["bic"]) == pytest.approx(
        (their.llf, their.prsquared, their.aic, their.bic)
    )
    fewer = min(used.outcome.sum(), 600 - used.outcome.sum())
    assert fit["events_per_parameter"] == pytest.approx(fewer / 4)


def test_odds_ratios_are_powers_of_the_coefficients():
    rows = by_term(fit_model(model(), data(), "binary").table)
    for name in (*NAMES, "age_band=36+"):
        row = rows[name]
        assert row["odds_ratio"] == pytest.approx(math.exp(row["estimate"]))
        assert row["odds_ratio_low"] == pytest.approx(math.exp(row["ci_low"]))
        assert row["odds_ratio_high"] == pytest.approx(math.exp(row["ci_high"]))
    assert "odds_ratio" not in rows["(intercept)"]


def test_vif_equals_statsmodels():
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    used = data()
    design = constant_and(np.column_stack([used.predictors, used.controls]))
    rows = fit_model(model(), used, "binary").table.rows[1:]
    theirs = [variance_inflation_factor(design, place) for place in range(1, 5)]
    assert [row["vif"] for row in rows] == pytest.approx(theirs, rel=1e-8)


def test_drivers_share_the_gain_over_the_controls():
    """R² of nested least squares: with all terms, and with the control alone."""
    used = data()
    found = fit_model(model(), used, "binary")
    together = np.column_stack([used.controls, used.predictors])

    def explained(columns):
        return 1 - np.linalg.lstsq(constant_and(columns), used.outcome)[1][0] / np.sum(
            (used.outcome - used.outcome.mean()) ** 2
        )

    rows = found.drivers().rows
    gain = explained(together) - explained(used.controls)
    assert sum(row["importance"] for row in rows) == pytest.approx(gain, abs=1e-10)
    assert sum(row["share"] for row in rows) == pytest.approx(1)
    assert found.fit.rows[0]["r2"] == pytest.approx(explained(together), abs=1e-10)
    assert [row["sign"] for row in rows] == [1, 1, -1]
    assert [row["term"] for row in rows] == list(NAMES)


@pytest.mark.parametrize(
    ("kind", "family", "errors", "ratio"),
    [
        ("binary", "logit", "HC0", "odds_ratio"),
        ("ordered", "ordinal", "model", "odds_ratio"),
        ("count", "poisson", "HC0", "rate_ratio"),
        ("number", "ols", "HC3", None),
    ],
)
def test_family_and_errors_follow_the_outcome(kind, family, errors, ratio):
    found = fit_model(model(), data(kind), kind)
    fit = found.fit.rows[0]
    assert (fit["family"], fit["errors"]) == (family, errors)
    assert (ratio is None) or ratio in by_term(found.table)["nps"]
    assert by_term(found.table)["quality.tangibles"]["estimate"] > 0 > by_term(found.table)["nps"]["estimate"]
    for result in found.tables.values():
        assert result.explanation.formula.zh
        assert all(value is None or value == value for row in result.to_dicts("en") for value in row.values())


def test_design_errors_are_the_default_of_a_design():
    for kind in ("binary", "ordered", "count", "number"):
        used = data(kind, weights=np.linspace(0.5, 2, 600), clusters=np.arange(600) % 30)
        fit = fit_model(model(), used, kind).fit.rows[0]
        # 30 clusters − 1 stratum − 4 slopes, and for the ordinal model 3 more thresholds
        assert (fit["errors"], fit["df"]) == ("design", 22 if kind == "ordered" else 25)
        assert "aic" not in fit


def test_weights_are_scaled_so_that_doubling_them_changes_nothing():
    weights = np.linspace(0.5, 2, 600)
    for kind in ("binary", "ordered", "count", "number"):
        one = fit_model(model(), data(kind, weights=weights), kind)
        other = fit_model(model(), data(kind, weights=weights * 2), kind)
        assert column(one.table, "estimate") == pytest.approx(column(other.table, "estimate"), rel=1e-8)
        assert column(one.table, "std_error") == pytest.approx(column(other.table, "std_error"), rel=1e-8)
        assert one.fit.rows[0]["log_likelihood"] == pytest.approx(other.fit.rows[0]["log_likelihood"])


def test_equal_weights_are_none():
    for kind in ("binary", "ordered", "count", "number"):
        plain = fit_model(model(errors="robust"), data(kind), kind)
        weighted = fit_model(model(errors="robust"), data(kind, weights=np.full(600, 3.0)), kind)
        assert column(plain.table, "estimate") == pytest.approx(column(weighted.table, "estimate"), rel=1e-8)
        assert column(plain.table, "std_error") == pytest.approx(column(weighted.table, "std_error"), rel=1e-8)
        shares = (column(found.drivers(), "importance") for found in (plain, weighted))
        assert next(shares) == pytest.approx(next(shares), rel=1e-8)


def test_row_order_does_not_matter():
    used = data("ordered")
    turned = replace(used, outcome=used.outcome[::-1], predictors=used.predictors[::-1], controls=used.controls[::-1])
    one, other = fit_model(model(), used, "ordered"), fit_model(model(), turned, "ordered")
    assert column(one.table, "estimate") == pytest.approx(column(other.table, "estimate"), rel=1e-8)


def test_overdispersed_counts_are_negative_binomial_unless_told_otherwise():
    import statsmodels.api as sm

    used = data("overdispersed")
    found = fit_model(model(), used, "count")
    fit = found.fit.rows[0]
    assert fit["family"] == "negative_binomial"
    assert fit["overdispersion_p_value"] < 0.05
    design = constant_and(np.column_stack([used.predictors, used.controls]))
    their = sm.NegativeBinomial(used.outcome, design).fit(disp=0, method="bfgs", maxiter=500, cov_type="HC0")
    assert column(found.table, "estimate") == pytest.approx(their.params[:-1].tolist(), abs=1e-4)
    assert fit["alpha_negative_binomial"] == pytest.approx(their.params[-1], abs=1e-4)
    assert fit_model(model(family="poisson"), used, "count").fit.rows[0]["family"] == "poisson"
    weighted = replace(used, weights=np.linspace(1, 2, 600))
    assert fit_model(model(), weighted, "count").fit.rows[0]["errors"] == "design"
    refused = fit_model(model(family="negative_binomial"), weighted, "count")
    assert "weights" in refused.fit.rows[0]["reason"].en


def test_ordinal_thresholds_and_effects_have_tables_of_their_own():
    found = fit_model(model(), data("ordered"), "ordered")
    assert column(found["repurchase.thresholds"], "term") == ["1|2", "2|3", "3|4", "4|5"]
    assert column(found["repurchase.thresholds"], "estimate") == sorted(
        column(found["repurchase.thresholds"], "estimate")
    )
    effects = [row for row in found["repurchase.effects"].rows if row["term"] == "nps"]
    assert [row["category"] for row in effects] == ["1", "2", "3", "4", "5"]
    assert sum(row["average_marginal_effect"] for row in effects) == pytest.approx(0, abs=1e-12)


def test_proportional_odds_are_tested_where_they_can_be():
    used = data("ordered")
    fit = fit_model(model(), used, "ordered").fit.rows[0]
    # 4 terms at 4 cut points: 3 × 4 differences of slopes
    assert fit["brant_df"] == 12
    assert 0.001 < fit["brant_p_value"] <= 1
    weighted = fit_model(model(), replace(used, weights=np.linspace(1, 2, 600)), "ordered")
    assert weighted.fit.rows[0]["brant_chi2"] is None
    assert any("Brant" in note.en for note in weighted.table.explanation.notes)


def test_separation_names_the_term_and_gives_no_coefficient():
    used = data()
    used.predictors[:, 2] = np.where((used.outcome == 1) & (np.arange(600) % 9 == 0), 1.0, 0.0)
    found = fit_model(model(), used, "binary")
    rows = by_term(found.table)
    assert all(row["estimate"] is None for row in rows.values())
    assert rows["nps"]["reason"].en.startswith("quasi-complete separation: nps tells the outcome")
    assert rows["quality.tangibles"]["reason"].en == "not estimated: the model is separated by nps"
    assert "separation" in found.fit.rows[0]["reason"].en
    assert found.table.chart is None
    assert sum(row["share"] for row in found.drivers().rows) == pytest.approx(1)


def test_constant_and_collinear_terms_are_named_and_the_rest_is_fitted():
    used = data()
    used.predictors[:, 1] = 2 * used.predictors[:, 0] - 3
    found = fit_model(model(), replace(used, constant=("quality.assurance", "age_band=18-25")), "binary")
    rows = by_term(found.table)
    assert rows["quality.empathy"]["reason"].en == "fully determined by quality.tangibles (collinear)"
    assert rows["quality.assurance"]["reason"].en == "the same for every respondent in the model"
    assert rows["quality.tangibles"]["estimate"] is not None
    shares = by_term(found.drivers())
    assert set(shares) == {*NAMES, "quality.assurance"}
    assert shares["quality.empathy"]["importance"] is None
    assert shares["quality.empathy"]["reason"] == rows["quality.empathy"]["reason"]


@pytest.mark.parametrize(
    ("changes", "kind", "options", "says"),
    [
        ({"outcome": np.ones(600)}, "binary", {}, "same outcome"),
        ({"outcome": np.arange(600) % 3.0}, "binary", {}, "two values"),
        ({"outcome": np.linspace(-1, 5, 600)}, "count", {}, "whole numbers"),
        ({"weights": np.full(600, np.nan)}, "binary", {}, "weights"),
        ({"weights": np.linspace(-1, 5, 600)}, "binary", {}, "weights"),
        ({}, "binary", {"errors": "cluster"}, "cluster column"),
        ({"strata": np.where(np.arange(600) == 0, 1, 0)}, "binary", {}, "single cluster"),
        ({"clusters": np.arange(600) % 3}, "binary", {}, "degrees of freedom"),
    ],
)
def test_what_can_not_be_fitted_says_why(changes, kind, options, says):
    found = fit_model(model(**options), data(**changes), kind)
    assert says in found.fit.rows[0]["reason"].en
    assert all(row["estimate"] is None and row["reason"].zh for row in found.table.rows)


def test_no_complete_case_at_all():
    empty = data(outcome=np.empty(0), predictors=np.empty((0, 3)), controls=np.empty((0, 1)), left_out=600)
    found = fit_model(model(), empty, "binary")
    assert "no respondent" in found.fit.rows[0]["reason"].en
    assert len(found.drivers().rows) == 3


def test_fewer_rows_than_terms():
    used = data(n=4)
    found = fit_model(model(), replace(used, outcome=np.array([0.0, 1.0, 0.0, 1.0])), "binary")
    assert all(row["estimate"] is None for row in found.table.rows)


def test_only_controls_or_only_one_predictor():
    used = data()
    alone = replace(used, controls=np.empty((600, 0)), control_names=())
    found = fit_model(model(controls=()), alone, "binary")
    assert found.fit.rows[0]["r2"] == pytest.approx(sum(column(found.drivers(), "importance")))
    none = replace(used, predictors=np.empty((600, 0)), predictor_names=())
    assert fit_model(model(), none, "binary").drivers().rows == ()


def test_unknown_family_is_an_error_with_the_nearest_name():
    with pytest.raises(FigureError, match="Did you mean 'logit'"):
        fit_model(model(family="logti"), data(), "binary")


def test_more_than_25_drivers_have_a_model_and_a_reason():
    rng = np.random.default_rng(0)
    used = data(predictors=rng.normal(size=(600, 26)), predictor_names=tuple(f"d{k}" for k in range(26)))
    found = fit_model(model(), used, "binary")
    assert found.fit.rows[0]["n"] == 600
    assert all("at most 25" in row["reason"].en for row in found.drivers().rows)


def test_labels_titles_and_languages():
    labels = {"nps": Words("Net promoter score", "净推荐值"), "age_band": Words("Age", "年龄")}
    found = fit_model(model(title={"en": "Repurchase", "zh": "复购"}), data(), "binary", labels=labels, language="zh")
    assert isinstance(found, LinkResult)
    assert found.table.title == Words("Repurchase: logistic regression", "复购：逻辑回归")
    assert found.table.labels["age_band=36+"] == Words("Age = 36+", "年龄 = 36+")
    assert found.table.labels["nps"].zh == "净推荐值"
    assert any("R1 = Yes" in note.en for note in found.table.explanation.notes)
    assert any("R1 = 是" in note.zh for note in found.table.explanation.notes)
    assert list(found.to_frame().columns[:3]) == ["term", "estimate", "std_error"]
    with pytest.raises(FigureError, match="there are: repurchase, "):
        found["repurchase.dirvers"]


def test_explanation_holds_the_models_own_numbers():
    found = fit_model(model(), data(), "binary")
    row = by_term(found.table)["quality.tangibles"]
    said = found.table.explanation.numbers[1].en
    assert f"b(quality.tangibles) = {row['estimate']:.4f}" in said
    assert f"= {row['odds_ratio']:.4f}" in said
    assert f"{found.fit.rows[0]['r2']:.4f}" in found.drivers().explanation.numbers[0].en


def test_kiosk_reuse_against_polr(shared):
    """R MASS 7.3.58.2, polr(factor(reuse) ~ acc + … + sec) on 207 users of kiosks: models.json, kiosk_reuse_polr."""
    import pandas

    golden = json.loads((shared / "golden" / "models.json").read_text())["kiosk_reuse_polr"]
    dimensions = {"acc": (1, 3), "tang": (4, 6), "ctrl": (7, 9), "econ": (10, 12), "conv": (13, 17), "sec": (19, 21)}
    kiosk = pandas.read_csv(shared / "data" / "servqual" / "kiosk_tidy.csv").dropna(subset=["p01", "reuse"])
    means = [kiosk[[f"p{item:02d}" for item in range(low, high + 1)]].mean(axis=1) for low, high in dimensions.values()]
    used = ModelData(
        kiosk["reuse"].to_numpy(float), np.column_stack(means), tuple(dimensions), np.empty((207, 0)), (), "reuse", {}
    )
    found = fit_model(Model("reuse_model", "reuse", tuple(dimensions)), used, "ordered")
    both = [*found.table.rows, *found["reuse_model.thresholds"].rows]
    expected = [*golden["coef"].values(), *golden["zeta"].values()]
    assert [row["estimate"] for row in both] == pytest.approx(expected, abs=1e-4)
    assert [row["std_error"] for row in both] == pytest.approx(list(golden["se"].values()), abs=1e-4)


def test_wine_profile_intervals_against_clm(shared):
    """R ordinal 2022.11.16, confint(clm(rating ~ temp + contact)), a spline through the profile: wine_clm."""
    import pandas

    golden = json.loads((shared / "golden" / "models.json").read_text())["wine_clm"]
    wine = pandas.read_csv(shared / "data" / "models" / "ordinal_wine.csv")
    columns = np.column_stack([wine["temp"] == "warm", wine["contact"] == "yes"]).astype(float)
    names = ("tempwarm", "contactyes")
    used = ModelData(wine["rating"].to_numpy(float), columns, names, np.empty((len(wine), 0)), (), "rating", {})
    rows = fit_model(Model("wine", "rating", names, intervals="profile"), used, "ordered").table.rows
    for row, (low, high) in zip(rows, golden["confint"], strict=True):
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high), abs=1e-4)
        assert row["estimate"] == pytest.approx(golden["coef"][row["term"]], abs=1e-6)


def test_what_one_respondent_alone_determines_has_no_hc3_error():
    """A branch with one respondent: its coefficient stands, its error is missing with the reason; all else holds."""
    used = data("number", 60)
    lone = np.column_stack([used.controls, np.arange(60) == 9]).astype(float)
    used = replace(used, controls=lone, control_names=("age_band=36+", "branch=lone"))
    found = fit_model(model(controls=("age_band", "branch")), used, "number")
    rows = by_term(found.table)
    row = rows["branch=lone"]
    assert row["estimate"] is not None
    assert [row[name] for name in ("std_error", "ci_low", "ci_high", "statistic", "p_value")] == [None] * 5
    assert "leverage 1" in row["reason"].en
    assert "errors: model" in row["reason"].zh
    without = replace(used.only(np.arange(60) != 9), controls=np.delete(lone, 9, axis=0)[:, :1])
    without = replace(without, control_names=("age_band=36+",))
    others = by_term(fit_model(model(controls=("age_band",)), without, "number").table)
    assert rows["nps"]["std_error"] == pytest.approx(others["nps"]["std_error"], rel=1e-8)
    assert "reason" not in rows["nps"]
    # Moving a score does not touch the branch; the mean prediction itself does.
    moved = found.what_if({"nps": 0.5}).rows[0]
    assert moved["std_error"] == pytest.approx(0.5 * rows["nps"]["std_error"])
    needed = found.required("nps", float(used.outcome.mean()) + 0.1).rows[0]
    assert needed["estimate"] is not None
    assert needed["ci_low"] is None
    assert "leverage 1" in needed["reason"].en
    by_model = by_term(fit_model(model(controls=("age_band", "branch"), errors="model"), used, "number").table)
    assert by_model["branch=lone"]["std_error"] > 0


def test_a_logit_imports_nothing_heavy():
    """statsmodels, pandas and scipy.stats each take longer to import than a million rows to fit."""
    code = """
import sys, numpy as np
from satindex.linkage.data import ModelData
from satindex.linkage.model import fit_model
from satindex.survey.model import Model
rng = np.random.default_rng(0)
x = rng.normal(size=(500, 2))
y = (rng.random(500) < .5).astype(float)
data = ModelData(y, x, ("a", "b"), np.empty((500, 0)), (), "y", {})
assert fit_model(Model("m", "y", ("a", "b")), data, "binary").fit.rows[0]["n"] == 500
heavy = {"statsmodels", "pandas", "scipy.stats", "scipy.optimize", "altair", "polars"} & set(sys.modules)
sys.exit(str(heavy) if heavy else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_weight_of_zero_is_not_in_the_model():
    used = data(weights=np.where(np.arange(600) < 100, 0.0, 2.0))
    found = fit_model(model(), used, "binary")
    kept = replace(
        used,
        outcome=used.outcome[100:],
        predictors=used.predictors[100:],
        controls=used.controls[100:],
        weights=np.full(500, 1.0),
    )
    other = fit_model(model(), kept, "binary")
    assert (found.fit.rows[0]["n"], found.fit.rows[0]["left_out"]) == (500, 107)
    assert column(found.table, "std_error") == pytest.approx(column(other.table, "std_error"), rel=1e-9)


def test_fit_explains_itself_with_its_own_likelihoods():
    found = fit_model(model(), data(), "binary").fit
    row = found.rows[0]
    assert f"= {row['mcfadden']:.4f}" in found.explanation.numbers[1].en
    assert f"({row['log_likelihood']:.4f})" in found.explanation.numbers[1].en
