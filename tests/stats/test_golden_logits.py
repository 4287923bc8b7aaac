"""Every figure of the three logits in models.json: telco_logit, kiosk_reuse_ge5_logit, mobi_repurchase_logit.

R 4.2.2: glm(…, binomial), confint (MASS 7.3.58.2, profile), sandwich::vcovHC.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from satindex.linkage.data import ModelData
from satindex.linkage.families import logit
from satindex.linkage.fitted import likelihood_figures
from satindex.linkage.problem import prepare
from satindex.linkage.tables import coefficient_rows
from satindex.stats.calibration import hosmer_lemeshow, tenths
from satindex.stats.classification import accuracy, auc, brier, ranked
from satindex.stats.logit import fit_logit
from satindex.stats.marginal_effects import average_marginal_effects, logit_slopes
from satindex.stats.model_matrix import matrix_of, summarise
from satindex.stats.sandwich import covariance
from satindex.survey.model import Model

KIOSK = {"acc": (1, 3), "tang": (4, 6), "ctrl": (7, 9), "econ": (10, 12), "conv": (13, 17), "sec": (19, 21)}
MOBI = {"SAT": "CUSA", "VAL": "PERV", "QUAL": "PERQ", "IMG": "IMAG"}


def telco(data):
    import pandas

    table = pandas.read_csv(data / "behaviour" / "telco_churn.csv")
    contract = [table["Contract"] == level for level in ("One year", "Two year")]
    columns = [table["tenure"], table["MonthlyCharges"], table["SeniorCitizen"], *contract]
    columns.append(table["PaperlessBilling"] == "Yes")
    return np.column_stack(columns).astype(float), (table["Churn"] == "Yes").to_numpy(float)


def kiosk(data):
    import pandas

    table = pandas.read_csv(data / "servqual" / "kiosk_tidy.csv").dropna(subset=["p01", "reuse"])
    means = [table[[f"p{item:02d}" for item in range(low, high + 1)]].mean(axis=1) for low, high in KIOSK.values()]
    return np.column_stack(means), (table["reuse"] >= 5).to_numpy(float)


def mobi(data):
    import pandas

    table = pandas.read_csv(data / "ecsi" / "mobi.csv")
    means = [table.filter(regex=f"^{name}").mean(axis=1) for name in MOBI.values()]
    return np.column_stack(means), (table["CUSL1"] >= MOBI_CUT).to_numpy(float)


MOBI_CUT = 9
READ = {"telco_logit": telco, "kiosk_reuse_ge5_logit": kiosk, "mobi_repurchase_logit": mobi}


@pytest.fixture(params=list(READ))
def case(request, shared):
    """The golden figures, the columns and the outcome of one model."""
    golden = json.loads((shared / "golden" / "models.json").read_text())[request.param]
    return golden, *READ[request.param](shared / "data")


def numbers(entry):
    return np.array(list(entry.values()))


def as_r_stops(columns, outcome):
    """The model's covariance as R's glm leaves it: its weights are those of the step before the last.

    glm starts at (y + ½)/2 and stops when the deviance changes by less than 1e-8 of itself; its coefficients have
    settled by then, its information only to 1e-5.
    """
    design = np.column_stack([np.ones(len(outcome)), columns])
    mean, before = (outcome + 0.5) / 2, np.inf
    linear = np.log(mean / (1 - mean))
    while True:
        working = mean * (1 - mean)
        information = design.T @ (design * working[:, None])
        at = np.linalg.solve(information, design.T @ (working * linear + outcome - mean))
        linear = design @ at
        mean = 1 / (1 + np.exp(-linear))
        deviance = -2 * np.sum(np.log(np.where(outcome == 1, mean, 1 - mean)))
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-8:
            return np.linalg.inv(information)
        before = deviance


def test_coefficients_likelihoods_and_errors(case):
    golden, columns, outcome = case
    matrix = matrix_of([columns], summarise([columns], outcome))
    fit = fit_logit(matrix, outcome)
    found, n = fit.likelihood, len(outcome)
    assert n == golden["n"]
    assert found.coefficients == pytest.approx(numbers(golden["coef"]), abs=1e-6)
    assert np.exp(found.coefficients) == pytest.approx(numbers(golden["OR"]), abs=1e-6)
    figures = likelihood_figures(found.log_likelihood, found.null_log_likelihood, n, matrix.width, designed=False)
    for ours, theirs in {
        "log_likelihood": "logLik",
        "aic": "AIC",
        "bic": "BIC",
        "mcfadden": "mcfadden",
        "cox_snell": "coxsnell",
        "nagelkerke": "nagelkerke",
    }.items():
        assert figures[ours] == pytest.approx(golden[theirs], abs=1e-6), ours
    assert -2 * found.log_likelihood == pytest.approx(golden["dev"], abs=1e-6)
    assert -2 * found.null_log_likelihood == pytest.approx(golden["null_dev"], abs=1e-6)
    assert auc(outcome, fit.fitted) == pytest.approx(golden["auc"], abs=1e-6)
    assert brier(outcome, fit.fitted) == pytest.approx(golden["brier"], abs=1e-6)
    assert accuracy(outcome, fit.fitted) == pytest.approx(golden["accuracy_.5"], abs=1e-9)
    model, robust = covariance(found, "model"), covariance(found, "robust")
    effects = average_marginal_effects(matrix, found.coefficients, model.matrix, fit.fitted, logit_slopes)
    assert effects.estimates == pytest.approx(numbers(golden["ame_derivative"])[1:], abs=1e-6)
    slope = float(np.mean(fit.fitted * (1 - fit.fitted)))
    assert found.coefficients[0] * slope == pytest.approx(golden["ame_derivative"]["(Intercept)"], abs=1e-6)
    theirs = as_r_stops(columns, outcome)
    assert theirs == pytest.approx(np.array(golden["vcov"]), rel=1e-6)
    assert np.sqrt(np.diag(theirs)) == pytest.approx(numbers(golden["se"]), rel=1e-6)
    assert model.std_errors == pytest.approx(np.sqrt(np.diag(theirs)), rel=5e-5)
    assert robust.std_errors == pytest.approx(np.array(golden["se_HC0"]), rel=1e-6)
    larger = np.sqrt(n / (n - matrix.width))
    assert robust.std_errors * larger == pytest.approx(np.array(golden["se_HC1"]), rel=1e-6)


def test_hosmer_lemeshow(case):
    """Ten groups cut at R's quantiles of the fitted values, as ResourceSelection::hoslem.test."""
    golden, columns, outcome = case
    fit = fit_logit(matrix_of([columns], summarise([columns], outcome)), outcome)
    groups = tenths(ranked(outcome, fit.fitted))
    found = hosmer_lemeshow(groups)
    assert len(groups) == golden["hosmer_lemeshow"]["groups"]
    assert found.chi2 == pytest.approx(golden["hosmer_lemeshow"]["stat"], abs=1e-6)
    assert found.df == 8
    assert sum(group.n for group in groups) == len(outcome)
    assert sum(group.n * group.observed for group in groups) == pytest.approx(outcome.sum())


def rows_of(columns, outcome, **asked):
    names = tuple(f"x{place}" for place in range(columns.shape[1]))
    data = ModelData(outcome, columns, names, np.empty((len(outcome), 0)), (), "y", {})
    problem = prepare(data, Model("m", "y", names, **asked))
    return coefficient_rows(problem, logit.fit(problem))


def test_wald_intervals_and_tests(case):
    golden, columns, outcome = case
    rows = rows_of(columns, outcome, errors="model")
    for end, name in (("lo", "ci_low"), ("hi", "ci_high")):
        assert [row[name] for row in rows] == pytest.approx(golden["wald_ci"][end], abs=1e-4)
    assert [row["statistic"] for row in rows] == pytest.approx(golden["z"], rel=5e-5)
    assert [row["p_value"] for row in rows] == pytest.approx(golden["p"], rel=2e-2, abs=1e-6)


def test_profile_intervals(case):
    """R interpolates the profile by a spline: its ends are within 1e-4 of where the likelihood ratio is 3.8415."""
    golden, columns, outcome = case
    rows = rows_of(columns, outcome, intervals="profile")
    for end, name in (("lo", "ci_low"), ("hi", "ci_high")):
        assert [row[name] for row in rows] == pytest.approx(golden["profile_ci"][end], abs=1e-4)
    assert rows[1]["odds_ratio_low"] == pytest.approx(np.exp(golden["profile_ci"]["lo"][1]), abs=1e-4)
