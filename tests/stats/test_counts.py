"""Count regressions against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.linkage.data import ModelData
from satindex.linkage.model import fit_model
from satindex.stats.counts import fit_negative_binomial, fit_poisson, overdispersion
from satindex.stats.estimates import NotFitted
from satindex.stats.marginal_effects import average_marginal_effects, rate_slopes
from satindex.stats.model_matrix import matrix_of, summarise
from satindex.stats.sandwich import covariance
from satindex.survey.model import Model


def drawn(overdispersed, n=600):
    rng = np.random.default_rng(11)
    columns = np.column_stack([rng.normal(3, 1, n), rng.integers(0, 2, n)])
    rate = np.exp(0.2 + 0.3 * columns[:, 0] - 0.4 * columns[:, 1])
    rate = rate * rng.gamma(1.25, 1 / 1.25, n) if overdispersed else rate
    return columns, rng.poisson(rate).astype(float), rng


def matrix(columns, outcome):
    return matrix_of([columns], summarise([columns], outcome))


@pytest.mark.parametrize("overdispersed", [False, True])
def test_poisson_against_statsmodels(overdispersed):
    import statsmodels.api as sm

    columns, outcome, _ = drawn(overdispersed)
    used = matrix(columns, outcome)
    fit = fit_poisson(used, outcome)
    likelihood = fit.likelihood
    model = sm.Poisson(outcome, sm.add_constant(columns))
    their = model.fit(disp=0, method="newton", tol=1e-10)
    assert likelihood.coefficients == pytest.approx(their.params, rel=1e-8)
    assert likelihood.log_likelihood == pytest.approx(their.llf, rel=1e-10)
    assert likelihood.null_log_likelihood == pytest.approx(their.llnull, rel=1e-8)
    assert covariance(likelihood, "model").std_errors == pytest.approx(their.bse, rel=1e-8)
    robust = model.fit(disp=0, method="newton", tol=1e-10, cov_type="HC0")
    assert covariance(likelihood, "robust").std_errors == pytest.approx(robust.bse, rel=1e-8)
    margins = their.get_margeff(at="overall")
    effects = average_marginal_effects(
        used, likelihood.coefficients, covariance(likelihood, "model").matrix, fit.fitted, rate_slopes
    )
    assert effects.estimates == pytest.approx(margins.margeff, rel=1e-8)
    assert effects.std_errors == pytest.approx(margins.margeff_se, rel=1e-8)


def test_overdispersion_is_told_from_its_absence():
    """The data are drawn with variance = mean, and with variance = mean + .8·mean²."""
    for overdispersed in (False, True):
        columns, outcome, _ = drawn(overdispersed)
        found = overdispersion(outcome, fit_poisson(matrix(columns, outcome), outcome).fitted, 3)
        assert (found.p_value < 0.01) == overdispersed
        assert (found.dispersion > 1.5) == overdispersed


def test_overdispersion_equals_the_auxiliary_regression():
    """Cameron & Trivedi 1990: regress ((y − μ)² − y)/μ on μ without a constant; statsmodels OLS gives t."""
    import statsmodels.api as sm

    columns, outcome, _ = drawn(True)
    mean = fit_poisson(matrix(columns, outcome), outcome).fitted
    their = sm.OLS(((outcome - mean) ** 2 - outcome) / mean, mean).fit()
    found = overdispersion(outcome, mean, 3)
    assert found.statistic == pytest.approx(their.tvalues[0], rel=1e-10)
    assert found.p_value == pytest.approx(their.pvalues[0] / 2, rel=1e-6)


@pytest.mark.parametrize(("errors", "cov_type"), [("model", "nonrobust"), ("robust", "HC0")])
def test_negative_binomial_in_raw_units(errors, cov_type):
    """Fitted on standardised columns and turned back: equal to statsmodels on the raw ones."""
    import statsmodels.api as sm

    columns, outcome, _ = drawn(True)
    fit = fit_negative_binomial(matrix(columns, outcome), outcome, errors)
    their = sm.NegativeBinomial(outcome, sm.add_constant(columns)).fit(
        disp=0, method="bfgs", maxiter=500, gtol=1e-8, cov_type=cov_type
    )
    assert fit.coefficients == pytest.approx(their.params[:-1], abs=1e-5)
    assert fit.alpha == pytest.approx(their.params[-1], abs=1e-5)
    assert fit.covariance.std_errors == pytest.approx(their.bse[:-1], rel=1e-3)
    assert fit.log_likelihood == pytest.approx(their.llf, abs=1e-6)


def test_counts_all_equal_have_no_model():
    used = matrix(np.arange(8.0)[:, None], np.zeros(8))
    assert fit_poisson(used, np.zeros(8)) == NotFitted("one_outcome")


def test_a_group_without_any_event_is_named():
    columns, outcome, _ = drawn(False)
    never = np.zeros(len(outcome))
    never[:40] = 1
    outcome[:40] = 0
    found = fit_poisson(matrix(np.column_stack([columns, never]), outcome), outcome)
    assert found == NotFitted("quasi_separation", (2,))


def test_counts_that_one_respondent_decides_have_no_estimates():
    """One count of a million among noughts: the slopes run off and the information has no inverse."""
    outcome = np.array([0.0, 0, 0, 1e6, 0, 0, 0])
    columns = np.array([[3.0, 2.8e-10], [-5.5e-10, 9.8e-10], [-3.1e-10, 3.0], [-7.9e-10, 4.5e-10]])
    columns = np.vstack([columns, [[-1.0e-10, 3.0], [3.0, 3.0], [3.0, 8.4e-10]]])
    found = fit_model(
        Model("m", "y", ("p",)),
        ModelData(
            outcome, columns, ("p", "q"), np.empty((7, 0)), (), "y", {}, weights=np.array([1.0, 1, 1, 3, 3, 3, 3])
        ),
        "count",
    )
    assert all(row.get("estimate") is not None or row["reason"].en for row in found.table.rows)
