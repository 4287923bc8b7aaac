"""Least squares and collinearity against R and statsmodels."""

from __future__ import annotations

import json

import numpy as np
import pytest

from satindex.linkage.data import ModelData
from satindex.linkage.model import fit_model
from satindex.stats.collinearity import variance_inflation
from satindex.stats.estimates import NotFitted
from satindex.stats.importance import standardised_slopes
from satindex.stats.model_matrix import constant_columns, dependent_columns, matrix_of, summarise
from satindex.stats.ols import fit_ols
from satindex.stats.sandwich import Sampling, covariance
from satindex.survey.model import Model


def fitted(columns, outcome, weights=None):
    matrix = matrix_of([columns], summarise([columns], outcome, weights))
    return fit_ols(matrix, outcome, weights)


def test_attitude_against_r(shared):
    """R 4.2.2, lm(rating ~ ., attitude) and car::vif: models.json, attitude_lm and attitude_vif."""
    import pandas

    golden = json.loads((shared / "golden" / "models.json").read_text())
    attitude = pandas.read_csv(shared / "data" / "drivers" / "attitude.csv")
    columns = attitude[list(golden["attitude_vif"])].to_numpy(float)
    fit = fitted(columns, attitude["rating"].to_numpy(float))
    expected = golden["attitude_lm"]
    assert fit.likelihood.coefficients == pytest.approx(np.array(list(expected["coef"].values())), abs=1e-8)
    assert fit.covariance().std_errors == pytest.approx(np.array(list(expected["se"].values())), abs=1e-8)
    assert fit.r2 == pytest.approx(expected["r2"], abs=1e-10)
    assert fit.adjusted_r2 == pytest.approx(expected["adj"], abs=1e-10)
    inflation = variance_inflation(np.corrcoef(columns.T))
    assert inflation == pytest.approx(np.array(list(golden["attitude_vif"].values())), abs=1e-8)
    together = np.corrcoef(np.column_stack([columns, attitude["rating"]]).T)
    assert standardised_slopes(together) == pytest.approx(np.array(list(expected["beta"].values()))[1:], abs=1e-8)


def test_attitude_f_test_against_r(shared):
    """R 4.2.2, summary(lm(rating ~ ., attitude))$fstatistic: models.json, attitude_lm."""
    import pandas

    golden = json.loads((shared / "golden" / "models.json").read_text())
    attitude = pandas.read_csv(shared / "data" / "drivers" / "attitude.csv")
    names = tuple(golden["attitude_vif"])
    data = ModelData(
        attitude["rating"].to_numpy(float), attitude[list(names)].to_numpy(float), names, np.empty((30, 0)), (), "y", {}
    )
    fit = fit_model(Model("m", "y", names, errors="model"), data).fit.rows[0]
    f, df, left = golden["attitude_lm"]["F"]
    assert (fit["f"], fit["parameters"] - 1, fit["df_residual"]) == (pytest.approx(f, abs=1e-8), df, left)
    assert "f" not in fit_model(Model("m", "y", names), data).fit.rows[0]


@pytest.mark.parametrize("name", ["strat_nofpc", "wts_only", "clus1_nofpc"])
def test_designs_against_svyglm(shared, name):
    """R survey 4.1.1, svyglm(api00 ~ ell + meals + mobility), designs without fpc: survey.json."""
    import pandas

    golden = json.loads((shared / "golden" / "survey.json").read_text())[name]["svyglm"]
    file = "apiclus1" if name.startswith("clus1") else "apistrat"
    sample = pandas.read_csv(shared / "data" / "design" / f"{file}.csv")
    strata = pandas.factorize(sample["stype"])[0].astype(np.int64) if name == "strat_nofpc" else None
    clusters = pandas.factorize(sample["dnum"])[0].astype(np.int64) if name == "clus1_nofpc" else None
    columns = sample[["ell", "meals", "mobility"]].to_numpy(float)
    fit = fitted(columns, sample["api00"].to_numpy(float), (sample["pw"] / sample["pw"].mean()).to_numpy())
    found = covariance(fit.likelihood, "design", Sampling(strata, clusters))
    assert fit.likelihood.coefficients == pytest.approx(np.array(list(golden["coef"].values())), rel=1e-8)
    assert found.std_errors == pytest.approx(np.array(list(golden["se"].values())), rel=1e-8)


def test_against_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    columns = rng.normal(100, 5, size=(300, 3))
    outcome = columns @ [1.0, -2.0, 0.5] + rng.normal(size=300) * (1 + rng.random(300))
    groups = rng.integers(0, 20, 300)
    fit, model = fitted(columns, outcome), sm.OLS(outcome, sm.add_constant(columns))
    their = model.fit()
    assert fit.likelihood.coefficients == pytest.approx(their.params, rel=1e-8)
    assert fit.covariance().std_errors == pytest.approx(their.bse, rel=1e-8)
    assert fit.hc3().std_errors == pytest.approx(model.fit(cov_type="HC3").bse, rel=1e-7)
    clustered = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    found = covariance(fit.likelihood, "cluster", Sampling(clusters=groups))
    assert found.std_errors == pytest.approx(clustered.bse, rel=1e-7)
    assert (fit.r2, fit.adjusted_r2) == pytest.approx((their.rsquared, their.rsquared_adj))
    assert fit.likelihood.log_likelihood == pytest.approx(their.llf)


def test_weighted_likelihood_equals_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(4)
    columns, weights = rng.normal(size=(80, 2)), rng.uniform(0.5, 2, 80)
    outcome = columns @ [1.0, 2.0] + rng.normal(size=80)
    fit, their = fitted(columns, outcome, weights), sm.WLS(outcome, sm.add_constant(columns), weights).fit()
    assert fit.likelihood.coefficients == pytest.approx(their.params, rel=1e-9)
    assert fit.covariance().std_errors == pytest.approx(their.bse, rel=1e-9)
    assert fit.r2 == pytest.approx(their.rsquared)
    assert fit.likelihood.log_likelihood == pytest.approx(their.llf)


def test_hc3_of_a_coefficient_that_one_row_determines_is_undefined():
    """Row 7 alone has the third column: its residual is 0 and its leverage 1, so e/(1 − h) is 0/0 (R vcovHC: NaN).

    All other coefficients are those of the fit without the row, and so are their errors.
    """
    rng = np.random.default_rng(3)
    columns = np.column_stack([rng.normal(50, 10, 40), rng.integers(0, 2, 40), np.arange(40) == 7]).astype(float)
    outcome = columns @ [0.3, 1.0, 5.0] + rng.normal(size=40)
    found = fitted(columns, outcome).hc3()
    others = np.arange(40) != 7
    without = fitted(columns[others, :2], outcome[others]).hc3()
    assert found.std_errors[:3] == pytest.approx(without.std_errors, rel=1e-8)
    assert np.isnan(found.std_errors[3])
    assert np.isnan(found.matrix[3]).all()
    assert found.df == without.df


def test_hc3_where_the_reference_level_has_one_row():
    """The two dummies leave row 0 alone at the reference: intercept and dummies rest on it, the slope does not."""
    rng = np.random.default_rng(4)
    level = np.array([0, *rng.integers(1, 3, 39)])
    columns = np.column_stack([rng.normal(size=40), level == 1, level == 2]).astype(float)
    found = fitted(columns, rng.normal(size=40)).hc3()
    assert np.isnan(found.std_errors).tolist() == [True, False, True, True]


def test_nothing_to_explain_and_too_few_rows():
    assert fitted(np.arange(5.0)[:, None], np.ones(5)) == NotFitted("one_outcome")
    assert fitted(np.eye(3)[:, :2], np.array([0.0, 1.0, 2.0])) == NotFitted("too_few_rows")


def test_constant_and_dependent_columns_are_found():
    rng = np.random.default_rng(6)
    one, two = rng.normal(1e4, 1, 200), rng.normal(size=200)
    columns = np.column_stack([one, np.full(200, 0.1), two, one - 3 * two + 7, rng.normal(size=200)])
    summary = summarise([columns[:, :2], columns[:, 2:]], two)
    assert constant_columns(summary) == [1]
    assert dependent_columns(summary) == {3: (0, 2)}
    assert matrix_of([columns[:, :2], columns[:, 2:]], summary, [1, 3]).keep == ((0,), (0, 2))


def test_a_small_spread_far_from_zero_is_no_constant():
    """Seconds of a day in seconds since 1970: mean 1.7 × 10⁹, SD 50; a ten-billionth of it is rounding."""
    rng = np.random.default_rng(9)
    seconds, noise = 1.7e9 + 50 * rng.normal(size=300), rng.normal(size=300)
    third = np.full(300, 1.7e9 / 3) * (1 + 2e-16 * rng.integers(0, 2, 300))
    columns = np.column_stack([seconds, noise, third])
    outcome = (seconds - 1.7e9) / 25 + noise + rng.normal(size=300)
    summary = summarise([columns], outcome)
    assert constant_columns(summary) == [2]
    assert summary.deviation[0] == pytest.approx((seconds - 1.7e9).std(), rel=1e-8)
    found = fit_ols(matrix_of([columns], summary, [2]), outcome).likelihood.coefficients
    expected = np.linalg.lstsq(np.column_stack([np.ones(300), seconds - 1.7e9, noise]), outcome, rcond=None)[0]
    assert found[1:] == pytest.approx(expected[1:], rel=1e-6)


def test_summary_equals_numpy_across_blocks():
    rng = np.random.default_rng(8)
    columns, weights = rng.normal(1e6, 1, size=(20_000, 2)), rng.uniform(1, 3, 20_000)
    outcome = columns[:, 0] + rng.normal(size=20_000)
    found = summarise([columns], outcome, weights)
    together = np.column_stack([columns, outcome])
    expected = np.cov(together.T, aweights=weights, ddof=0)
    assert found.mean == pytest.approx(np.average(together, axis=0, weights=weights), rel=1e-12)
    assert found.deviation == pytest.approx(np.sqrt(np.diag(expected)), rel=1e-8)
    assert found.correlation == pytest.approx(
        expected / np.sqrt(np.outer(np.diag(expected), np.diag(expected))), abs=1e-9
    )
