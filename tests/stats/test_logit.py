"""Logistic regression against R, statsmodels and survey designs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.classification import auc, brier
from satindex.stats.estimates import Likelihood, NotFitted
from satindex.stats.logit import fit_logit
from satindex.stats.marginal_effects import average_marginal_effects, logit_slopes
from satindex.stats.model_matrix import matrix_of, summarise
from satindex.stats.sandwich import Sampling, covariance

CARS = np.loadtxt(Path(__file__).parent.parent / "references" / "mtcars.csv", delimiter=",", skiprows=1)


def fitted(columns, outcome, weights=None):
    matrix = matrix_of([columns], summarise([columns], outcome, weights))
    return matrix, fit_logit(matrix, outcome, weights)


def drawn(n=400, seed=3):
    rng = np.random.default_rng(seed)
    columns = np.column_stack([rng.normal(2000, 3, n), rng.integers(0, 2, n), rng.normal(0, 0.01, n)])
    chance = 1 / (1 + np.exp(-(0.2 * (columns[:, 0] - 2000) + 0.5 * columns[:, 1] + 40 * columns[:, 2])))
    return columns, (rng.random(n) < chance).astype(float), rng


def theirs(columns, outcome, **options):
    import statsmodels.api as sm

    return sm.Logit(outcome, sm.add_constant(columns)).fit(disp=0, method="newton", tol=1e-10, maxiter=100, **options)


def test_telco_churn_against_r(shared):
    """R 4.2.2, glm(Churn ~ tenure + …, binomial), sandwich::vcovHC(type = "HC0"): models.json, telco_logit."""
    import pandas

    golden = json.loads((shared / "golden" / "models.json").read_text())["telco_logit"]
    telco = pandas.read_csv(shared / "data" / "behaviour" / "telco_churn.csv")
    columns = np.column_stack(
        [
            telco["tenure"],
            telco["MonthlyCharges"],
            telco["SeniorCitizen"],
            telco["Contract"] == "One year",
            telco["Contract"] == "Two year",
            telco["PaperlessBilling"] == "Yes",
        ]
    ).astype(float)
    outcome = (telco["Churn"] == "Yes").to_numpy(float)
    matrix, fit = fitted(columns, outcome)
    likelihood = fit.likelihood
    model, robust = covariance(likelihood, "model"), covariance(likelihood, "robust")
    assert likelihood.coefficients == pytest.approx(np.array(list(golden["coef"].values())), abs=1e-8)
    # R's glm takes the information one step before the maximum (its deviance has settled to 1e-8, not its errors).
    assert model.std_errors == pytest.approx(np.array(list(golden["se"].values())), rel=2e-5)
    assert robust.std_errors == pytest.approx(np.array(golden["se_HC0"]), rel=2e-5)
    their = theirs(columns, outcome)
    assert model.std_errors == pytest.approx(their.bse, rel=1e-8)
    assert robust.std_errors == pytest.approx(theirs(columns, outcome, cov_type="HC0").bse, rel=1e-8)
    assert likelihood.log_likelihood == pytest.approx(golden["logLik"], abs=1e-8)
    assert -2 * likelihood.null_log_likelihood == pytest.approx(golden["null_dev"], abs=1e-8)
    assert auc(outcome, fit.fitted) == pytest.approx(golden["auc"], abs=1e-8)
    assert brier(outcome, fit.fitted) == pytest.approx(golden["brier"], abs=1e-8)
    effects = average_marginal_effects(matrix, likelihood.coefficients, model.matrix, fit.fitted, logit_slopes)
    assert effects.estimates == pytest.approx(np.array(list(golden["ame_derivative"].values())[1:]), abs=1e-8)


def as_r_stops(columns, outcome, weights):
    """The same fit as R's glm leaves it: coefficients at the last step, weights of the step before.

    glm starts at (wy + ½)/(w + 1), stops when the deviance changes by less than 1e-8 of itself, and svyglm takes
    both the information and the weights in the scores from the step before. This alone moves errors by 1e-5.
    """
    design = np.column_stack([np.ones(len(outcome)), columns])
    mean = (weights * outcome + 0.5) / (weights + 1)
    linear, before = np.log(mean / (1 - mean)), np.inf
    while True:
        working = weights * mean * (1 - mean)
        information = design.T @ (design * working[:, None])
        target = linear + (outcome - mean) / (mean * (1 - mean))
        at = np.linalg.solve(information, design.T @ (working * target))
        linear = design @ at
        mean = 1 / (1 + np.exp(-linear))
        deviance = -2 * np.sum(weights * np.log(np.where(outcome == 1, mean, 1 - mean)))
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-8:
            break
        before = deviance
    scores = (design * (working * (outcome - mean) / (mean * (1 - mean)))[:, None]).T
    return Likelihood(
        coefficients=at,
        inverse=np.linalg.inv(information),
        to_original=np.eye(len(at)),
        scores=lambda: iter([(slice(0, len(outcome)), scores)]),
        log_likelihood=-deviance / 2,
        null_log_likelihood=0.0,
        n=len(outcome),
        predictors=len(at) - 1,
        steps=0,
    )


@pytest.mark.parametrize("name", ["strat_nofpc", "wts_only", "clus1_nofpc"])
def test_designs_against_svyglm(shared, name):
    """R survey 4.1.1, svyglm(I(sch.wide == "Yes") ~ ell + meals + mobility, quasibinomial), designs without fpc."""
    import pandas

    golden = json.loads((shared / "golden" / "survey.json").read_text())[name]
    file = "apiclus1" if name.startswith("clus1") else "apistrat"
    sample = pandas.read_csv(shared / "data" / "design" / f"{file}.csv")
    columns = sample[["ell", "meals", "mobility"]].to_numpy(float)
    outcome = (sample["sch.wide"] == "Yes").to_numpy(float)
    weights = (sample["pw"] / sample["pw"].mean()).to_numpy(float)
    strata = pandas.factorize(sample["stype"])[0].astype(np.int64) if name == "strat_nofpc" else None
    clusters = pandas.factorize(sample["dnum"])[0].astype(np.int64) if name == "clus1_nofpc" else None
    sampling = Sampling(strata, clusters)
    _, fit = fitted(columns, outcome, weights)
    found = covariance(fit.likelihood, "design", sampling)
    coefficients = np.array(list(golden["svyglm_logit"]["coef"].values()))
    std_errors = np.array(list(golden["svyglm_logit"]["se"].values()))
    assert fit.likelihood.coefficients == pytest.approx(coefficients, abs=1e-6)
    assert found.std_errors == pytest.approx(std_errors, rel=3e-5)
    stopped = covariance(as_r_stops(columns, outcome, weights), "design", sampling)
    assert stopped.std_errors == pytest.approx(std_errors, rel=1e-9)
    assert found.df == golden["df"] - 3


def test_against_statsmodels_to_8_digits():
    columns, outcome, _ = drawn()
    matrix, fit = fitted(columns, outcome)
    their = theirs(columns, outcome)
    assert fit.likelihood.coefficients == pytest.approx(their.params, rel=1e-8)
    assert fit.likelihood.log_likelihood == pytest.approx(their.llf, abs=1e-9)
    assert fit.likelihood.null_log_likelihood == pytest.approx(their.llnull, abs=1e-6)
    assert covariance(fit.likelihood, "model").std_errors == pytest.approx(their.bse, rel=1e-8)
    robust = covariance(fit.likelihood, "robust")
    assert robust.std_errors == pytest.approx(theirs(columns, outcome, cov_type="HC0").bse, rel=1e-6)
    effects = average_marginal_effects(
        matrix, fit.likelihood.coefficients, covariance(fit.likelihood, "model").matrix, fit.fitted, logit_slopes
    )
    margins = their.get_margeff(at="overall")
    assert effects.estimates == pytest.approx(margins.margeff, rel=1e-8)
    assert effects.std_errors == pytest.approx(margins.margeff_se, rel=1e-6)


def test_clustered_errors_equal_statsmodels():
    columns, outcome, rng = drawn()
    clusters = rng.integers(0, 23, len(outcome))
    _, fit = fitted(columns, outcome)
    their = theirs(columns, outcome, cov_type="cluster", cov_kwds={"groups": clusters})
    assert covariance(fit.likelihood, "cluster", Sampling(clusters=clusters)).std_errors == pytest.approx(
        their.bse, rel=1e-8
    )


def test_frequency_weights_stand_for_repeated_rows():
    columns, outcome, rng = drawn(120)
    times = rng.integers(1, 5, len(outcome))
    _, weighted = fitted(columns, outcome, times.astype(float))
    _, repeated = fitted(np.repeat(columns, times, axis=0), np.repeat(outcome, times))
    one, other = weighted.likelihood, repeated.likelihood
    assert one.coefficients == pytest.approx(other.coefficients, rel=1e-9)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-12)
    assert one.null_log_likelihood == pytest.approx(other.null_log_likelihood, rel=1e-12)
    assert covariance(one, "model").matrix == pytest.approx(covariance(other, "model").matrix, rel=1e-8)
    expanded = auc(np.repeat(outcome, times), np.repeat(weighted.fitted, times))
    assert auc(outcome, weighted.fitted, times.astype(float)) == pytest.approx(expanded)


def test_complete_separation_is_named():
    """y is 1 exactly where x > 4.5: R's glm gives a slope of 45.8 and a warning; here there is no slope."""
    x = np.arange(1.0, 9.0)
    noise = np.array([0.3, -0.1, 0.2, 0.4, -0.3, 0.1, 0.0, -0.2])
    _, found = fitted(np.column_stack([noise, x]), (x > 4.5).astype(float))
    assert isinstance(found, NotFitted)
    assert found.cause == "separation"
    assert 1 in found.columns


def test_quasi_separation_names_only_the_term_to_blame():
    columns, outcome, rng = drawn(2000)
    perfect = ((outcome == 1) & (rng.random(len(outcome)) < 0.02)).astype(float)
    _, found = fitted(np.column_stack([columns, perfect]), outcome)
    assert found == NotFitted("quasi_separation", (3,))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.floats(0.5, 14))
def test_strong_but_overlapping_effects_are_fitted(seed, slope):
    """Without separation there is a fit with a gradient of zero, however steep."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=300)
    outcome = (rng.random(300) < 1 / (1 + np.exp(-slope * x))).astype(float)
    overlap = x[outcome == 0].max(initial=-np.inf) > x[outcome == 1].min(initial=np.inf)
    matrix, found = fitted(x[:, None], outcome)
    assert isinstance(found, NotFitted) != overlap
    if overlap:
        for rows, block in matrix.blocks():
            assert block @ (outcome[rows] - found.fitted[rows]) == pytest.approx(np.zeros(2), abs=1e-6)


def test_one_outcome_and_too_few_rows():
    assert fitted(np.arange(5.0)[:, None], np.ones(5))[1] == NotFitted("one_outcome")
    assert fitted(np.eye(3)[:, :2], np.array([0.0, 1.0, 0.0]))[1] == NotFitted("too_few_rows")


def test_lonely_cluster_and_no_freedom_are_named():
    columns, outcome, _ = drawn()
    _, fit = fitted(columns, outcome)
    alone = np.zeros(len(outcome), dtype=np.int64)
    alone[0] = 1
    assert covariance(fit.likelihood, "design", Sampling(strata=alone)) == NotFitted("lonely_cluster")
    four = np.arange(len(outcome)) % 4
    assert covariance(fit.likelihood, "design", Sampling(clusters=four)) == NotFitted("no_freedom")


def test_units_outside_the_base_count_as_empty_ones():
    """A design of 10 sampled clusters, 6 of them in the base: the meat is 10/9 Σ(t − T/10)², with 4 zeros."""
    columns, outcome, _ = drawn()
    _, fit = fitted(columns, outcome)
    six = (np.arange(len(outcome)) % 6).astype(np.int64)
    whole = covariance(fit.likelihood, "design", Sampling(clusters=six, sampled=np.array([10])))
    part = covariance(fit.likelihood, "design", Sampling(clusters=six))
    # At the maximum the scores total 0, so only the factor n/(n − 1) changes.
    assert whole.matrix == pytest.approx(part.matrix * (10 / 9) / (6 / 5), rel=1e-6)


def test_auc_of_a_coin_and_of_a_seer():
    outcome = np.array([0.0, 1.0, 0.0, 1.0])
    assert auc(outcome, np.full(4, 0.5)) == 0.5
    assert auc(outcome, outcome) == 1.0
    assert auc(outcome, 1 - outcome) == 0.0


def test_rows_beyond_one_block_change_nothing():
    columns, outcome, _ = drawn(20_000)
    _, fit = fitted(columns, outcome)
    _, upside_down = fitted(columns[::-1], outcome[::-1])
    assert fit.likelihood.coefficients == pytest.approx(upside_down.likelihood.coefficients, rel=1e-9)
    assert fit.likelihood.coefficients == pytest.approx(theirs(columns, outcome).params, rel=1e-7)


def test_many_rows_start_from_few_and_end_at_the_same_maximum():
    """Above 100 000 rows the climb starts from every 16th row's maximum; statsmodels takes all rows from the start."""
    columns, outcome, _ = drawn(120_000)
    _, fit = fitted(columns, outcome)
    their = theirs(columns, outcome)
    assert fit.likelihood.coefficients == pytest.approx(their.params, rel=1e-7)
    assert covariance(fit.likelihood, "model").std_errors == pytest.approx(their.bse, rel=1e-7)


def test_auc_counts_ties_as_half_even_where_rounding_parts_them():
    """Against the definition, all pairs, on probabilities with ties that differ in the last bit."""
    rng = np.random.default_rng(0)
    probability = rng.integers(1, 9, 60) / 9
    noisy = np.nextafter(probability, rng.integers(0, 2, 60))
    outcome = rng.integers(0, 2, 60).astype(float)
    weights = rng.integers(1, 4, 60).astype(float)
    events, others = np.flatnonzero(outcome == 1), np.flatnonzero(outcome == 0)
    wins = np.sign(np.subtract.outer(probability[events], probability[others])) / 2 + 0.5
    assert auc(outcome, noisy) == pytest.approx(wins.mean())
    mass = np.outer(weights[events], weights[others])
    assert auc(outcome, noisy, weights) == pytest.approx((wins * mass).sum() / mass.sum())
