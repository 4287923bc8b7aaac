"""BG/NBD against published figures, integration by brute force, and customers simulated with known parameters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from satindex.stats.bg_nbd import BgNbd, Histories, Likelihood, grouped, log_likelihood
from satindex.stats.bg_nbd_ahead import expected_ahead, expected_purchases, probability_alive
from satindex.stats.bg_nbd_fit import BgNbdFit, BgNbdNotFitted, fit_bg_nbd, with_errors

# Fader, Hardie & Lee 2005, Table 2: the estimates for CDNOW's customers, time in weeks.
CDNOW = BgNbd(0.243, 4.414, 0.793, 2.426)


def one(x: float, t_x: float, age: float) -> Histories:
    return Histories(np.array([x]), np.array([t_x]), np.array([age]), np.ones(1))


def simulated(n: int, model: BgNbd, ages: tuple[float, float], seed: int) -> tuple[Histories, np.ndarray]:
    """Histories as the model's story tells them, and each customer's purchases in the 100 units after T.

    Customers come in the order of the histories, each with a row of their own.
    """
    random = np.random.default_rng(seed)
    rate, leaving = random.gamma(model.r, 1 / model.alpha, n), random.beta(model.a, model.b, n)
    age = random.uniform(*ages, n)
    x, t_x, ahead, now = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    here = np.arange(n)
    while len(here):
        now[here] += random.exponential(1 / rate[here])
        seen, later = now[here] <= age[here], now[here] <= age[here] + 100
        x[here[seen]] += 1
        t_x[here[seen]] = now[here[seen]]
        ahead[here[later & ~seen]] += 1
        here = here[later & (random.random(len(here)) >= leaving[here])]
    return Histories(x, t_x, age, np.ones(n)), ahead


def test_conditional_expectation_of_the_published_example() -> None:
    # Fader, Hardie & Lee's spreadsheet note (2005): x = 2, t_x = 30.43, T = 38.86 → 1.226 in the next 39 weeks.
    assert expected_ahead(CDNOW, one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.226, abs=5e-4)


def test_probability_alive_by_hand() -> None:
    # a/(b+1) = .793/3.426 = .231465; ((4.414+38.86)/(4.414+30.43))^2.243 = e^(2.243·.2166708) = 1.625788;
    # 1/(1 + .231465·1.625788) = 1/1.376314 = .726578.
    assert probability_alive(CDNOW, one(2, 30.43, 38.86))[0] == pytest.approx(0.726578, abs=2e-6)
    assert probability_alive(CDNOW, one(0, 0, 38.86))[0] == 1


@pytest.mark.parametrize("history", [(0, 0, 10), (1, 4, 10), (3, 9.5, 10)])
def test_likelihood_is_the_integral_over_customers(history: tuple[float, float, float]) -> None:
    x, t_x, age = history
    model = BgNbd(1.3, 4.0, 1.6, 2.4)

    def integrand(p: float, rate: float) -> float:
        stayed = (1 - p) ** x * rate**x * math.exp(-rate * age)
        left = p * (1 - p) ** (x - 1) * rate**x * math.exp(-rate * t_x) if x else 0.0
        gamma = model.alpha**model.r * rate ** (model.r - 1) * math.exp(-model.alpha * rate) / math.gamma(model.r)
        between = math.gamma(model.a) * math.gamma(model.b) / math.gamma(model.a + model.b)
        return (stayed + left) * gamma * p ** (model.a - 1) * (1 - p) ** (model.b - 1) / between

    whole, _ = dblquad(integrand, 0, 12, 0, 1, epsabs=1e-12, epsrel=1e-9)
    assert log_likelihood(model, one(x, t_x, age)) == pytest.approx(math.log(whole), abs=1e-6)


@pytest.mark.parametrize("t", [1.0, 39.0, 200.0])
def test_expectations_equal_the_paper_s_closed_form(t: float) -> None:
    r, alpha, a, b = CDNOW.r, CDNOW.alpha, CDNOW.a, CDNOW.b
    known = (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, t / (alpha + t)))
    assert expected_purchases(CDNOW, np.array([t]))[0] == pytest.approx(known, rel=1e-9)
    x, t_x, age = 5.0, 30.0, 38.0
    z = t / (alpha + age + t)
    ahead = 1 - (1 - z) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, z)
    known = (a + b + x - 1) / (a - 1) * ahead * probability_alive(CDNOW, one(x, t_x, age))[0]
    assert expected_ahead(CDNOW, one(x, t_x, age), t)[0] == pytest.approx(known, rel=1e-9)


def test_expectations_stand_where_the_closed_form_does_not() -> None:
    # At a = 1 the formula is 0/0; its limit lies between its neighbours, who are 1e-4 apart in a.
    models = [BgNbd(0.5, 5.0, a, 2.0) for a in (1 - 1e-4, 1.0, 1 + 1e-4)]
    around = [float(expected_purchases(model, np.array([50.0]))[0]) for model in models]
    assert around[0] > around[1] > around[2]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-7)
    # mpmath 1.3 at 40 digits: (a+b−1)/(a−1)(1 − (β/(β+t))^s ₂F₁(s, b; a+b−1; t/(β+t))); SciPy's ₂F₁ is infinite here.
    heavy = expected_purchases(BgNbd(300.0, 100.0, 0.5, 2.0), np.array([1000.0]))
    assert heavy[0] == pytest.approx(142.585581, rel=1e-6)


def test_slopes_are_those_of_the_likelihood() -> None:
    histories, _ = simulated(300, BgNbd(0.6, 8.0, 0.9, 2.2), (20, 60), seed=5)
    likelihood = Likelihood(histories)
    at = np.array([0.6, 8.0, 0.9, 2.2])
    slopes = likelihood.at(BgNbd(*at))[1]
    for place in range(4):
        step = np.zeros(4)
        step[place] = 1e-5
        change = likelihood.at(BgNbd(*(at + step)))[0] - likelihood.at(BgNbd(*(at - step)))[0]
        assert slopes[place] == pytest.approx(change / 2e-5, rel=1e-5, abs=1e-5)


def test_fit_equals_an_independent_climb_of_the_published_likelihood() -> None:
    """R BTYD 2.4.3's bgnbd.LL written out, climbed without slopes by Nelder and Mead."""
    histories, _ = simulated(400, BgNbd(0.8, 6.0, 1.0, 3.0), (30, 90), seed=11)
    x, t_x, age = histories.repeats, histories.recency, histories.age

    def loss(logs: np.ndarray) -> float:
        r, alpha, a, b = np.exp(logs)
        first = r * np.log(alpha) + gammaln(r + x) - gammaln(r) - (r + x) * np.log(alpha + t_x)
        beta = gammaln(a) + gammaln(b) - gammaln(a + b)
        stays = gammaln(a) + gammaln(b + x) - gammaln(a + b + x) - beta
        goes = gammaln(a + 1) + gammaln(b + np.maximum(x, 1) - 1) - gammaln(a + b + np.maximum(x, 1)) - beta
        second = np.exp(stays) * ((alpha + t_x) / (alpha + age)) ** (r + x) + (x > 0) * np.exp(goes)
        return -float(np.sum(first + np.log(second)))

    options = {"xatol": 1e-7, "fatol": 1e-9, "maxiter": 5000, "maxfev": 5000}
    known = minimize(loss, np.log([1, 3, 1, 3]), method="Nelder-Mead", options=options)
    fit = fit_bg_nbd(histories)
    assert isinstance(fit, BgNbdFit)
    assert fit.log_likelihood == pytest.approx(-known.fun, abs=1e-6)
    found = [fit.model.r, fit.model.alpha, fit.model.a, fit.model.b]
    assert found == pytest.approx(np.exp(known.x).tolist(), rel=1e-4)


def test_fit_recovers_the_truth_and_what_happens_next() -> None:
    truth = BgNbd(0.7, 9.0, 0.9, 2.8)
    histories, ahead = simulated(8000, truth, (100, 300), seed=2)
    fit = fit_bg_nbd(histories)
    assert isinstance(fit, BgNbdFit)
    assert fit.alike == ()
    for name, error in zip(("r", "alpha", "a", "b"), fit.std_errors, strict=True):
        assert error is not None
        assert abs(math.log(getattr(fit.model, name) / getattr(truth, name))) < 3 * error
    expected, error = with_errors(fit, lambda model: histories.customers @ expected_ahead(model, histories, 100))
    # What happens varies about the expectation too, by √(sum of the customers' variances), here from their spread.
    chance = math.sqrt(float(np.sum((ahead - expected_ahead(fit.model, histories, 100)) ** 2)))
    assert abs(float(ahead.sum()) - float(expected)) < 3 * math.hypot(float(error), chance)


def test_errors_are_those_of_repeated_samples() -> None:
    truth = BgNbd(1.5, 12.0, 1.2, 3.6)
    fits = [fit_bg_nbd(simulated(1500, truth, (60, 120), seed)[0]) for seed in range(40)]
    rates = [math.log(fit.model.rate) for fit in fits if isinstance(fit, BgNbdFit)]
    errors = [float(with_errors(fit, lambda m: np.log(m.rate))[1]) for fit in fits if isinstance(fit, BgNbdFit)]
    assert len(rates) == 40
    # The spread of 40 is known to within 1/√78 = 11% of itself (one standard error).
    assert np.std(rates, ddof=1) == pytest.approx(np.mean(errors), rel=0.34)
    covered = [abs(rate - math.log(truth.rate)) < 1.96 * error for rate, error in zip(rates, errors, strict=True)]
    assert sum(covered) >= 34  # P(binomial(40, .95) < 34) = .3%


def test_another_unit_of_time_changes_alpha_alone() -> None:
    weeks, _ = simulated(600, BgNbd(0.8, 6.0, 1.0, 3.0), (30, 90), seed=4)
    days = Histories(weeks.repeats, 7 * weeks.recency, 7 * weeks.age, weeks.customers)
    one_fit, other = fit_bg_nbd(weeks), fit_bg_nbd(days)
    assert isinstance(one_fit, BgNbdFit)
    assert isinstance(other, BgNbdFit)
    assert other.model.alpha == pytest.approx(7 * one_fit.model.alpha, rel=1e-6)
    assert (other.model.r, other.model.a) == pytest.approx((one_fit.model.r, one_fit.model.a), rel=1e-6)


def test_customers_alike_are_counted_together() -> None:
    weeks, _ = simulated(300, BgNbd(0.8, 6.0, 1.0, 3.0), (30, 30.0001), seed=4)
    rounded = [np.round(row) for row in (weeks.repeats, weeks.recency, weeks.age)]
    single = Histories(*rounded, np.ones(300))
    together = grouped(*rounded)
    assert len(together.repeats) < 300
    assert together.total == 300
    assert log_likelihood(CDNOW, together) == pytest.approx(log_likelihood(CDNOW, single), rel=1e-12)


def test_customers_who_leave_alike_have_no_estimate_of_how_they_differ() -> None:
    # a + b = 2,500 is as good as one probability of .2 for all.
    histories, _ = simulated(3000, BgNbd(2.0, 20.0, 500.0, 2000.0), (299, 301), seed=1)
    fit = fit_bg_nbd(histories)
    assert isinstance(fit, BgNbdFit)
    assert fit.alike == ("dropout",)
    assert fit.std_errors[2:] == (None, None)
    dropout, error = with_errors(fit, lambda model: np.array(model.dropout))
    assert abs(float(dropout) - 0.2) < 3 * float(error)


def test_customers_who_buy_alike_have_no_estimate_of_how_they_differ() -> None:
    # r = 10⁶ is as good as one rate of .05 for all.
    histories, _ = simulated(2000, BgNbd(1e6, 2e7, 1.0, 4.0), (100, 200), seed=0)
    fit = fit_bg_nbd(histories)
    assert isinstance(fit, BgNbdFit)
    assert fit.alike == ("rates",)
    assert fit.std_errors[:2] == (None, None)
    rate, error = with_errors(fit, lambda model: np.array(model.rate))
    assert abs(float(rate) - 0.05) < 3 * float(error)


def test_nobody_leaving_and_nobody_returning_are_named() -> None:
    random = np.random.default_rng(1)
    rate = random.gamma(2.0, 1 / 10, 500)
    times = [np.cumsum(random.exponential(1 / each, 400)) for each in rate]
    x = np.array([float(np.sum(when < 100)) for when in times])
    t_x = np.array([float(when[int(n) - 1]) if n else 0.0 for when, n in zip(times, x, strict=True)])
    assert fit_bg_nbd(grouped(x, t_x, np.full(500, 100.0))) == BgNbdNotFitted("nobody_leaves")
    assert fit_bg_nbd(grouped(np.zeros(9), np.zeros(9), np.arange(9.0))) == BgNbdNotFitted("nobody_returned")
