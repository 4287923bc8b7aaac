"""Proportional odds against R polr and svyolr, statsmodels, and the logit it becomes with two levels."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.estimates import NotFitted
from satindex.stats.logit import fit_logit
from satindex.stats.model_matrix import matrix_of, summarise
from satindex.stats.ordinal import category_effects, fit_ordinal
from satindex.stats.sandwich import Sampling, covariance

KIOSK = {"acc": (1, 3), "tang": (4, 6), "ctrl": (7, 9), "econ": (10, 12), "conv": (13, 17), "sec": (19, 21)}


def fitted(columns, outcome, weights=None):
    matrix = matrix_of([columns], summarise([columns], outcome, weights))
    return fit_ordinal(matrix, outcome, weights)


def drawn(n=500, levels=4, seed=5):
    rng = np.random.default_rng(seed)
    columns = np.column_stack([rng.normal(50, 10, n), rng.integers(0, 2, n)])
    latent = 0.08 * columns[:, 0] - 0.7 * columns[:, 1] + rng.logistic(size=n)
    return columns, np.searchsorted(np.quantile(latent, np.linspace(0, 1, levels + 1)[1:-1]), latent).astype(float), rng


def slopes_then_thresholds(fit, values):
    return np.concatenate([values[fit.thresholds :], values[: fit.thresholds]])


def test_housing_against_polr(shared):
    """R MASS 7.3.58.2, polr(Sat ~ Infl + Type + Cont, weights = Freq): models.json, housing_polr."""
    import pandas

    golden = json.loads((shared / "golden" / "models.json").read_text())["housing_polr"]
    housing = pandas.read_csv(shared / "data" / "models" / "MASS_housing.csv")
    columns = np.column_stack(
        [
            *(housing["Infl"] == level for level in ("Medium", "High")),
            *(housing["Type"] == level for level in ("Apartment", "Atrium", "Terrace")),
            housing["Cont"] == "High",
        ]
    ).astype(float)
    outcome = housing["Sat"].map({"Low": 0.0, "Medium": 1.0, "High": 2.0}).to_numpy()
    times = housing["Freq"].to_numpy()
    for fit in (
        fitted(columns, outcome, times.astype(float)),
        fitted(np.repeat(columns, times, axis=0), np.repeat(outcome, times)),
    ):
        expected = np.array([*golden["coef"].values(), *golden["zeta"].values()])
        assert slopes_then_thresholds(fit, fit.likelihood.coefficients) == pytest.approx(expected, abs=1e-4)
        errors = slopes_then_thresholds(fit, covariance(fit.likelihood, "model").std_errors)
        assert errors == pytest.approx(np.array(list(golden["se"].values())), abs=1e-4)
        assert fit.likelihood.log_likelihood == pytest.approx(golden["logLik"], abs=1e-6)


def test_kiosk_reuse_against_polr(shared):
    """R MASS 7.3.58.2, polr(factor(reuse) ~ acc + tang + ctrl + econ + conv + sec): models.json, kiosk_reuse_polr."""
    import pandas

    golden = json.loads((shared / "golden" / "models.json").read_text())["kiosk_reuse_polr"]
    kiosk = pandas.read_csv(shared / "data" / "servqual" / "kiosk_tidy.csv").dropna(subset=["p01", "reuse"])
    means = [kiosk[[f"p{item:02d}" for item in range(low, high + 1)]].mean(axis=1) for low, high in KIOSK.values()]
    fit = fitted(np.column_stack(means), kiosk["reuse"].to_numpy(float))
    expected = np.array([*golden["coef"].values(), *golden["zeta"].values()])
    assert fit.likelihood.n == golden["n"]
    assert slopes_then_thresholds(fit, fit.likelihood.coefficients) == pytest.approx(expected, abs=1e-4)
    errors = slopes_then_thresholds(fit, covariance(fit.likelihood, "model").std_errors)
    assert errors == pytest.approx(np.array(list(golden["se"].values())), abs=1e-4)
    assert fit.likelihood.log_likelihood == pytest.approx(golden["logLik"], abs=1e-6)


def test_against_statsmodels():
    """OrderedModel(distr="logit") stores later thresholds as log increments; its Hessian is numerical."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    columns, outcome, _ = drawn()
    fit = fitted(columns, outcome)
    model = OrderedModel(outcome, columns, distr="logit")
    their = model.fit(method="bfgs", disp=0, maxiter=500, gtol=1e-8)
    assert fit.likelihood.coefficients[fit.thresholds :] == pytest.approx(their.params[:2], rel=1e-5)
    assert fit.likelihood.coefficients[: fit.thresholds] == pytest.approx(
        model.transform_threshold_params(their.params)[1:-1], rel=1e-5
    )
    errors = covariance(fit.likelihood, "model").std_errors
    assert errors[fit.thresholds :] == pytest.approx(their.bse[:2], rel=1e-4)
    assert fit.likelihood.log_likelihood == pytest.approx(their.llf, abs=1e-6)
    assert fit.likelihood.null_log_likelihood == pytest.approx(their.llnull, abs=1e-6)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_two_levels_are_a_logit(seed):
    columns, outcome, _ = drawn(300, 2, seed)
    matrix = matrix_of([columns], summarise([columns], outcome))
    logit, ordinal = fit_logit(matrix, outcome).likelihood, fit_ordinal(matrix, outcome).likelihood
    turned = np.array([-1.0, 1.0, 1.0])
    assert ordinal.coefficients == pytest.approx(turned * logit.coefficients, rel=1e-7)
    for errors in ("model", "robust"):
        one, other = covariance(ordinal, errors), covariance(logit, errors)
        assert one.std_errors == pytest.approx(other.std_errors, rel=1e-7)


def test_clustered_design_against_svyolr(shared):
    """R survey 4.1.1, svyolr(cut(meals, 4) ~ avg.ed + mobility + stype, dclus1): survey.json."""
    import pandas

    golden = json.loads((shared / "golden" / "survey.json").read_text())["svyolr_clus1"]
    sample = pandas.read_csv(shared / "data" / "design" / "apiclus1.csv")
    sample["bin"] = pandas.cut(sample["meals"], [0, 25, 50, 75, 100]).cat.codes
    sample = sample[(sample["bin"] >= 0) & sample["avg.ed"].notna()]
    columns = np.column_stack(
        [sample["avg.ed"], sample["mobility"], sample["stype"] == "H", sample["stype"] == "M"]
    ).astype(float)
    clusters = pandas.factorize(sample["dnum"])[0].astype(np.int64)
    weights = (sample["pw"] / sample["pw"].mean()).to_numpy()
    fit = fitted(columns, sample["bin"].to_numpy(float), weights)
    expected = np.array(list(golden["coef"].values()))
    assert slopes_then_thresholds(fit, fit.likelihood.coefficients) == pytest.approx(expected, abs=1e-3)
    found = covariance(fit.likelihood, "design", Sampling(clusters=clusters))
    # 15 of 757 districts were sampled, and R's design has that finite population correction.
    errors = slopes_then_thresholds(fit, found.std_errors) * (1 - 15 / 757) ** 0.5
    assert errors == pytest.approx(np.array(list(golden["se"].values())), rel=2e-4)


def test_effects_are_derivatives_and_sum_to_zero():
    """The same by moving every x a little; errors by moving every parameter a little (delta method)."""
    columns, outcome, rng = drawn()
    weights = rng.uniform(0.5, 2, len(outcome))
    matrix = matrix_of([columns], summarise([columns], outcome, weights))
    fit = fit_ordinal(matrix, outcome, weights)
    spread = covariance(fit.likelihood, "model").matrix
    found = category_effects(fit, matrix, spread, weights)
    assert found.estimates.sum(axis=1) == pytest.approx(np.zeros(2), abs=1e-12)

    def effects(parameters):
        def mean_shares(by):
            linear = (columns + by) @ parameters[3:]
            below = [1 / (1 + np.exp(linear - threshold)) for threshold in parameters[:3]]
            return np.diff([0.0, *(np.average(share, weights=weights) for share in below), 1.0])

        steps = np.eye(2) * 1e-4
        return np.array([(mean_shares(step) - mean_shares(-step)) / 2e-4 for step in steps])

    at = fit.likelihood.coefficients
    assert found.estimates == pytest.approx(effects(at), abs=1e-8)
    sizes = np.array([1e-3, 1e-3, 1e-3, 2e-5, 1e-3])
    pairs = zip(np.diag(sizes), sizes, strict=True)
    jacobian = np.array([(effects(at + move) - effects(at - move)) / (2 * size) for move, size in pairs])
    variance = np.einsum("ajk,ab,bjk->jk", jacobian, spread, jacobian)
    assert found.std_errors == pytest.approx(np.sqrt(variance), rel=1e-4)


def test_separation_is_named():
    columns, outcome, rng = drawn()
    perfect = ((outcome == 3) & (rng.random(len(outcome)) < 0.2)).astype(float)
    assert fitted(np.column_stack([columns, perfect]), outcome) == NotFitted("quasi_separation", (2,))


def test_one_level_and_too_few_rows():
    assert fitted(np.arange(5.0)[:, None], np.ones(5)) == NotFitted("one_outcome")
    assert fitted(np.eye(3)[:, :2], np.array([0.0, 1.0, 2.0])) == NotFitted("too_few_rows")
