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
from satindex.stats.proportionality import proportional_odds_of
from satindex.stats.sandwich import Sampling, covariance

KIOSK = {"acc": (1, 3), "tang": (4, 6), "ctrl": (7, 9), "econ": (10, 12), "conv": (13, 17), "sec": (19, 21)}


def fitted(columns, outcome, weights=None, link="logit"):
    matrix = matrix_of([columns], summarise([columns], outcome, weights))
    return fit_ordinal(matrix, outcome, weights, link)


def drawn(n=500, levels=4, seed=5):
    rng = np.random.default_rng(seed)
    columns = np.column_stack([rng.normal(50, 10, n), rng.integers(0, 2, n)])
    latent = 0.08 * columns[:, 0] - 0.7 * columns[:, 1] + rng.logistic(size=n)
    return columns, np.searchsorted(np.quantile(latent, np.linspace(0, 1, levels + 1)[1:-1]), latent).astype(float), rng


def slopes_then_thresholds(fit, values):
    return np.concatenate([values[fit.thresholds :], values[: fit.thresholds]])


def housing(shared):
    """The columns Infl, Type, Cont as dummies, the satisfaction 0–2, and how often each row occurs."""
    import pandas

    table = pandas.read_csv(shared / "data" / "models" / "MASS_housing.csv")
    columns = np.column_stack(
        [
            *(table["Infl"] == level for level in ("Medium", "High")),
            *(table["Type"] == level for level in ("Apartment", "Atrium", "Terrace")),
            table["Cont"] == "High",
        ]
    ).astype(float)
    return columns, table["Sat"].map({"Low": 0.0, "Medium": 1.0, "High": 2.0}).to_numpy(), table["Freq"].to_numpy()


def golden_of(shared, name):
    return json.loads((shared / "golden" / "models.json").read_text())[name]


@pytest.mark.parametrize(
    ("link", "name"),
    [("logit", "housing_polr"), ("probit", "housing_polr_probit"), ("cloglog", "housing_polr_cloglog")],
)
def test_housing_against_polr(shared, link, name):
    """R MASS 7.3.58.2, polr(Sat ~ Infl + Type + Cont, weights = Freq, method = …): models.json."""
    golden = golden_of(shared, name)
    columns, outcome, times = housing(shared)
    for fit in (
        fitted(columns, outcome, times.astype(float), link=link),
        fitted(np.repeat(columns, times, axis=0), np.repeat(outcome, times), link=link),
    ):
        expected = np.array([*golden["coef"].values(), *golden["zeta"].values()])
        assert slopes_then_thresholds(fit, fit.likelihood.coefficients) == pytest.approx(expected, abs=2e-5)
        errors = slopes_then_thresholds(fit, covariance(fit.likelihood, "model").std_errors)
        assert errors == pytest.approx(np.array(list(golden["se"].values())), abs=1e-6)
        assert fit.likelihood.log_likelihood == pytest.approx(golden["logLik"], abs=1e-6)
        assert_deviance_and_aic(fit, golden, len(expected))
        # Both links, optimised anew: no step from the maximum found goes up.
        assert np.abs(fit.model.evaluate(fit.at).gradient).max() < 1e-6
    assert fit.likelihood.n == golden["n"]


def test_wine_against_clm(shared):
    """R ordinal 2022.11.16, clm(rating ~ temp + contact) and nominal_test: models.json, wine_clm."""
    import pandas

    golden = golden_of(shared, "wine_clm")
    wine = pandas.read_csv(shared / "data" / "models" / "ordinal_wine.csv")
    columns = np.column_stack([wine["temp"] == "warm", wine["contact"] == "yes"]).astype(float)
    fit = fitted(columns, wine["rating"].to_numpy(float))
    assert fit.likelihood.coefficients == pytest.approx(np.array(list(golden["coef"].values())), abs=1e-6)
    errors = covariance(fit.likelihood, "model").std_errors
    assert errors == pytest.approx(np.array(list(golden["se"].values())), abs=1e-6)
    assert fit.likelihood.log_likelihood == pytest.approx(golden["logLik"], abs=1e-8)
    assert 2 * 6 - 2 * fit.likelihood.log_likelihood == pytest.approx(golden["AIC"], abs=1e-8)
    # No warm wine was rated 1, so that temperature's own slopes run off: the likelihood has its supremum there.
    for column, (chi2, p) in enumerate(zip(golden["nominal"]["LRT"][1:], golden["nominal"]["p"][1:], strict=True)):
        found = proportional_odds_of(fit, (column,))
        assert (found.chi2, found.p_value, found.df) == pytest.approx((chi2, p, 3), abs=1e-6)


def test_housing_nominal_test(shared):
    """R ordinal 2022.11.16, nominal_test(clm(Sat ~ Infl + Type + Cont)): models.json, housing_nominal_test."""
    golden = golden_of(shared, "housing_nominal_test")
    columns, outcome, times = housing(shared)
    fit = fitted(np.repeat(columns, times, axis=0), np.repeat(outcome, times))
    for place, term in enumerate(((0, 1), (2, 3, 4), (5,)), start=1):
        found = proportional_odds_of(fit, term)
        expected = (golden["LRT"][place], golden["p"][place], golden["Df"][place])
        assert (found.chi2, found.p_value, found.df) == pytest.approx(expected, abs=1e-6)
        assert found.chi2 == pytest.approx(2 * (golden["logLik"][place] - golden["logLik"][0]), abs=1e-6)


def test_kiosk_nominal_test(shared):
    """R ordinal 2022.11.16, nominal_test(clm(factor(reuse) ~ acc + …)): models.json, kiosk_reuse_nominal.

    R has no figure for ctrl, whose thresholds cross at 15 respondents, nor for conv, where its optimiser gave up.
    """
    columns, outcome = kiosk(shared)
    golden = golden_of(shared, "kiosk_reuse_nominal")
    fit = fitted(columns, outcome)
    rows = zip(golden["term"][1:], golden["LRT"][1:], golden["Df"][1:], golden["p"][1:], strict=True)
    for place, (term, chi2, df, p) in enumerate(rows):
        found = proportional_odds_of(fit, (place,))
        if term == "ctrl":
            assert found == NotFitted("crossed")
        elif term == "conv":
            assert found.chi2 == pytest.approx(
                2 * (directly_freed(columns, outcome, place) - golden_log_likelihood(shared)), abs=1e-4
            )
        else:
            assert (found.chi2, found.p_value, found.df) == pytest.approx((chi2, p, df), abs=1e-6)


def golden_log_likelihood(shared):
    return golden_of(shared, "kiosk_reuse_polr")["logLik"]


def directly_freed(columns, outcome, free):
    """The highest log likelihood with one column's slopes free, climbed by SciPy from plain probabilities."""
    from scipy import optimize

    levels, codes = np.unique(outcome, return_inverse=True)
    cuts, width = len(levels) - 1, columns.shape[1]
    centred = columns - columns.mean(axis=0)
    others = [place for place in range(width) if place != free]

    def loss(at):
        zeta, own, shared_slopes = at[:cuts], at[cuts : 2 * cuts], at[2 * cuts :]
        bounds = zeta[:, None] - np.outer(own, centred[:, free]) - shared_slopes @ centred[:, others].T
        below = np.vstack([np.zeros(len(codes)), 1 / (1 + np.exp(-bounds)), np.ones(len(codes))])
        chance = below[codes + 1, np.arange(len(codes))] - below[codes, np.arange(len(codes))]
        return np.inf if np.any(chance <= 0) else -np.log(chance).sum()

    share = np.cumsum(np.bincount(codes) / len(codes))[:-1]
    at = np.concatenate([np.log(share / (1 - share)), np.zeros(cuts + width - 1)])
    for _ in range(20):
        at = optimize.minimize(loss, at, method="Powell", options={"xtol": 1e-8, "ftol": 1e-12, "maxiter": 20_000}).x
    return -loss(at)


def kiosk(shared):
    """Mean perception on six dimensions and the intention to reuse of 207 users of kiosks."""
    import pandas

    table = pandas.read_csv(shared / "data" / "servqual" / "kiosk_tidy.csv").dropna(subset=["p01", "reuse"])
    means = [table[[f"p{item:02d}" for item in range(low, high + 1)]].mean(axis=1) for low, high in KIOSK.values()]
    return np.column_stack(means), table["reuse"].to_numpy(float)


def test_kiosk_reuse_against_polr(shared):
    """R MASS 7.3.58.2, polr(factor(reuse) ~ acc + tang + ctrl + econ + conv + sec): models.json, kiosk_reuse_polr."""
    golden = golden_of(shared, "kiosk_reuse_polr")
    columns, outcome = kiosk(shared)
    assert {f"{level:g}": int((outcome == level).sum()) for level in np.unique(outcome)} == golden["levels"]
    fit = fitted(columns, outcome)
    expected = np.array([*golden["coef"].values(), *golden["zeta"].values()])
    assert fit.likelihood.n == golden["n"]
    assert slopes_then_thresholds(fit, fit.likelihood.coefficients) == pytest.approx(expected, abs=1e-4)
    errors = slopes_then_thresholds(fit, covariance(fit.likelihood, "model").std_errors)
    assert errors == pytest.approx(np.array(list(golden["se"].values())), abs=1e-4)
    assert fit.likelihood.log_likelihood == pytest.approx(golden["logLik"], abs=1e-6)
    assert_deviance_and_aic(fit, golden, len(expected))


def assert_deviance_and_aic(fit, golden, parameters):
    deviance = -2 * fit.likelihood.log_likelihood
    assert deviance == pytest.approx(golden["dev"], abs=1e-6)
    assert 2 * parameters + deviance == pytest.approx(golden["AIC"], abs=1e-6)


def test_mobi_repurchase_against_polr(shared):
    """R MASS 7.3.58.2, polr(factor(CUSL1) ~ SAT + VAL + QUAL + IMG), means of items: models.json."""
    import pandas

    golden = golden_of(shared, "mobi_repurchase_polr")
    mobi = pandas.read_csv(shared / "data" / "ecsi" / "mobi.csv")
    sets = ("CUSA", "PERV", "PERQ", "IMAG")
    columns = np.column_stack([mobi.filter(regex=f"^{name}").mean(axis=1) for name in sets])
    fit = fitted(columns, mobi["CUSL1"].to_numpy(float))
    expected = np.array([*golden["coef"].values(), *golden["zeta"].values()])
    # polr's optimiser stops a little below the maximum: at its estimates the likelihood is lower than at ours.
    assert slopes_then_thresholds(fit, fit.likelihood.coefficients) == pytest.approx(expected, rel=1e-4, abs=1e-4)
    errors = slopes_then_thresholds(fit, covariance(fit.likelihood, "model").std_errors)
    assert errors == pytest.approx(np.array(list(golden["se"].values())), abs=1e-4)
    assert 0 < fit.likelihood.log_likelihood - golden["logLik"] < 1e-6
    assert fit.likelihood.n == golden["n"]
    assert_deviance_and_aic(fit, golden, len(expected))


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
