"""Proportional hazards against the worked examples and the published output of R survival, and statsmodels PHReg."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from satindex.stats.cox import baseline, fit_cox
from satindex.stats.estimates import NotFitted
from satindex.stats.model_matrix import matrix_of, summarise
from satindex.stats.proportional_hazards import concordance, proportional_hazards_test
from satindex.stats.risk_sets import risk_sets
from satindex.stats.sandwich import Sampling, covariance

OVARIAN = np.loadtxt(Path(__file__).parent.parent / "references" / "ovarian.csv", delimiter=",", skiprows=1)
# Therneau & Grambsch 2000, Modeling Survival Data, appendix E: the first data set (without the row lacking a status),
# and the weighted one.
TIME, STATUS, X = np.array([9, 1, 1, 6, 6, 8.0]), np.array([1, 1, 0, 1, 1, 0.0]), np.array([0, 1, 1, 1, 0, 0.0])
TIME_W = np.array([1, 1, 2, 2, 2, 2, 3, 4, 5.0])
STATUS_W = np.array([1, 0, 1, 1, 1, 0, 0, 1, 0.0])
X_W = np.array([2, 0, 1, 1, 0, 1, 0, 1, 0.0])
WEIGHTS = np.array([1, 2, 3, 4, 3, 2, 1, 2, 1.0])


def fitted(columns, time, event, weights=None):
    columns = columns[:, None] if columns.ndim == 1 else columns
    return fit_cox(matrix_of([columns], summarise([columns], time, weights)), time, event, weights)


def test_ties_by_efron_in_closed_form():
    """Therneau's closed form: e^b = 2√(23/3)·cos(φ/3), φ = arccos(45/23·√(3/23)); information by hand."""
    found = fitted(X, TIME, STATUS)
    r = 2 * math.sqrt(23 / 3) * math.cos(math.acos(45 / 23 * math.sqrt(3 / 23)) / 3)
    assert found.likelihood.coefficients[0] == pytest.approx(math.log(r), abs=1e-9)
    information = r / (r + 1) ** 2 + 3 * r / (r + 3) ** 2 + 5 * r / (r + 5) ** 2
    assert covariance(found.likelihood, "model").matrix[0, 0] == pytest.approx(1 / information, abs=1e-9)
    log_likelihood = 2 * math.log(r) - math.log(3 * r + 3) - math.log(r + 3) - math.log((r + 5) / 2)
    assert found.likelihood.log_likelihood == pytest.approx(log_likelihood, abs=1e-9)


def test_the_proportional_hazards_score_test_in_closed_form():
    """R survival, tests/zph.R (Efron): score 1/(r+1), 3/(r+3), −r/(r+5), 0 at the four events; here g = 1 − KM before.

    Kaplan–Meier before the events: 1 (time 1), 5/6 (time 6, both), (5/6)·(1/2) (time 9).
    """
    found = fitted(X, TIME, STATUS)
    r = math.exp(found.likelihood.coefficients[0])
    score = np.array([1 / (r + 1), 3 / (r + 3), -r / (r + 5), 0.0])
    information = np.array([r / (r + 1) ** 2, 3 * r / (r + 3) ** 2, 5 * r / (r + 5) ** 2, 0.0])
    g = 1 - np.array([1, 5 / 6, 5 / 6, 5 / 12])
    u = np.array([score.sum(), g @ score])
    second = np.array([[information.sum(), g @ information], [g @ information, g**2 @ information]])
    test = proportional_hazards_test(found, (0,))
    assert test.chi2 == pytest.approx(float(u @ np.linalg.solve(second, u)), abs=1e-8)
    assert test.df == 1


def test_weights_and_score_residuals_as_published():
    """R survival, tests/doweight.Rout.save: coxph(Surv(time, status) ~ x, testw1, weights = wt), ties by Efron."""
    found = fitted(X_W, TIME_W, STATUS_W, WEIGHTS)
    b = found.likelihood.coefficients[0]
    assert round(b, 4) == 0.8726
    assert round(covariance(found.likelihood, "model").std_errors[0], 4) == 0.7126
    lr = 2 * (found.likelihood.log_likelihood - found.likelihood.null_log_likelihood)
    assert round(lr, 2) == 1.75

    def log_likelihood(b):
        """Worked out in the appendix of Therneau & Grambsch."""
        r = math.exp(b)
        a, c = 7 * r + 3, 4 * r + 2
        tied = math.log(a + c) + math.log(2 * a / 3 + c) + math.log(a / 3 + c)
        return 11 * b - (math.log(r**2 + 11 * r + 7) + 10 / 3 * tied + 2 * math.log(2 * r + 1))

    assert found.likelihood.log_likelihood == pytest.approx(log_likelihood(b), abs=1e-8)
    assert found.likelihood.null_log_likelihood == pytest.approx(log_likelihood(0.0), abs=1e-8)
    published = [0.88116056, 0.02477248, 0.06057806, 0.06057806, -0.59724033, -0.16737066]
    published += [0.38040295, -0.13750290, 0.66631324]
    raw = found.partial.scores(found.at)[:, 0] / WEIGHTS * found.matrix.scale[0]
    assert raw == pytest.approx(published, abs=2e-6)


def test_equal_weights_are_none():
    one, other = fitted(X_W, TIME_W, STATUS_W), fitted(X_W, TIME_W, STATUS_W, np.full(9, 3.0))
    assert other.likelihood.coefficients == pytest.approx(one.likelihood.coefficients, abs=1e-9)
    spreads = [covariance(found.likelihood, "robust").std_errors for found in (one, other)]
    assert spreads[0] == pytest.approx(spreads[1], abs=1e-9)


def test_ovarian_as_published():
    """R survival, tests/ovarian.Rout.save: coxph(Surv(futime, fustat) ~ age + resid.ds + rx + ecog.ps), residuals."""
    time, event = OVARIAN[:, 0], OVARIAN[:, 1]
    found = fitted(OVARIAN[:, 2:6], time, event)
    scores = found.partial.scores(found.at) * found.matrix.scale
    published = {
        0: (2.26503249, 0.05686357, -0.10565379, -0.42661688),
        4: (-5.41507168, 0.21605962, -0.32258092, -0.39333909),
        8: (-8.20092595, -0.51356176, 0.95647608, 1.11337112),
        22: (-14.86623758, 0.28137017, -0.52279208, -0.43881151),
        25: (0.31490641, 0.07091764, -0.05212198, 0.04845623),
    }
    for row, expected in published.items():
        assert scores[row] == pytest.approx(expected, abs=1e-5)
    without = fitted(OVARIAN[:, [2, 4, 5]], time, event).likelihood
    assert without.coefficients.round(3).tolist() == [0.147, -0.815, 0.103]
    errors = covariance(without, "model").std_errors
    assert [round(value, digits) for value, digits in zip(errors, (4, 4, 4), strict=True)] == [0.0463, 0.6342, 0.6064]
    assert round(2 * (without.log_likelihood - without.null_log_likelihood), 1) == 15.9


def test_ovarian_proportional_hazards_as_published():
    """R survival, survival-Ex.Rout.save: cox.zph(coxph(Surv(futime, fustat) ~ age + ecog.ps, ovarian))."""
    found = fitted(OVARIAN[:, [2, 5]], OVARIAN[:, 0], OVARIAN[:, 1])
    for columns, chi2, df, p in (((0,), 0.698, 1, 0.40), ((1,), 2.371, 1, 0.12), ((0, 1), 3.633, 2, 0.16)):
        test = proportional_hazards_test(found, columns)
        assert (round(test.chi2, 3), test.df, round(test.p_value, 2)) == (chi2, df, p)


def drawn(n=300, seed=3):
    rng = np.random.default_rng(seed)
    columns = np.column_stack([rng.normal(100, 15, n), rng.integers(0, 2, n), rng.normal(size=n)]).astype(float)
    waited = rng.exponential(np.exp(-(0.03 * (columns[:, 0] - 100) + 0.5 * columns[:, 1])) * 20)
    until = rng.uniform(5, 40, n)
    return columns, np.ceil(np.minimum(waited, until)), (waited <= until).astype(float), rng


def test_against_statsmodels():
    from statsmodels.duration.hazard_regression import PHReg

    columns, time, event, rng = drawn()
    found = fitted(columns, time, event)
    their = PHReg(time, columns, status=event, ties="efron").fit(disp=0)
    assert found.likelihood.coefficients == pytest.approx(their.params, abs=1e-6)
    assert covariance(found.likelihood, "model").std_errors == pytest.approx(their.bse, rel=1e-5)
    assert found.likelihood.log_likelihood == pytest.approx(their.llf, abs=1e-6)
    # PHReg's score residuals are Breslow's: clusters are compared where nobody is tied.
    apart = time + rng.uniform(-0.4, 0.4, len(time))
    groups = rng.integers(0, 40, len(time))
    ours = fitted(columns, apart, event)
    theirs = PHReg(apart, columns, status=event).fit(groups=groups, disp=0)
    clustered = covariance(ours.likelihood, "cluster", Sampling(clusters=groups.astype(np.int64)))
    count, n, k = len(np.unique(groups)), len(time), 3
    factor = count / (count - 1) * (n - 1) / (n - k)
    assert clustered.std_errors / math.sqrt(factor) == pytest.approx(theirs.bse, rel=1e-5)


def test_gradient_and_information_are_derivatives():
    columns, time, event, rng = drawn(60)
    partial = fitted(columns, time, event, rng.uniform(0.5, 2, 60)).partial
    at, step = np.array([0.3, -0.2, 0.1]), 1e-5
    point = partial.evaluate(at)
    shifts = np.eye(3) * step
    up, down = ([partial.evaluate(at + sign * shift) for shift in shifts] for sign in (1, -1))
    gradient = [(a.value - b.value) / (2 * step) for a, b in zip(up, down, strict=True)]
    assert point.gradient == pytest.approx(gradient, abs=1e-6)
    information = np.array([-(a.gradient - b.gradient) / (2 * step) for a, b in zip(up, down, strict=True)])
    assert point.information == pytest.approx(information, abs=1e-6)
    assert partial.scores(at).sum(axis=0) == pytest.approx(point.gradient, abs=1e-10)


def test_the_baseline_by_hand_and_its_error():
    """R survival, tests/book1.R in Efron's form: hazard 1/(3r+3) at time 1, 1/(r+3) + 2/(r+5) at 6, 1 at 9 (x = 0)."""
    found = fitted(X, TIME, STATUS)
    r = math.exp(found.likelihood.coefficients[0])
    early = baseline(found, 7.0, "model")
    hazard = np.array([1 / (3 * r + 3), 1 / (r + 3), 2 / (r + 5)])
    assert math.exp(early.log_hazard) == pytest.approx(hazard.sum(), abs=1e-9)
    means = np.array([r / (r + 1), r / (r + 3), r / (r + 5)])
    variance = covariance(found.likelihood, "model").matrix[0, 0]
    slope = -(means @ hazard)
    total = (hazard**2).sum() + slope**2 * variance
    assert early.covariance.matrix[0, 0] * hazard.sum() ** 2 == pytest.approx(total, abs=1e-9)
    assert early.covariance.matrix[0, 1] * hazard.sum() == pytest.approx(slope * variance, abs=1e-9)
    assert baseline(found, 0.5, "model") == NotFitted("no_events")


def test_the_influence_on_the_baseline_is_that_of_a_weight():
    """The derivative of log H₀ with respect to one row's weight, found by refitting, is that row's part."""
    columns, time, event, _ = drawn(80)
    found = fitted(columns, time, event, np.ones(80))
    for row in (3, 40, 77):
        weights = np.ones(80)
        ends = []
        for change in (1e-4, -1e-4):
            weights[row] = 1 + change
            ends.append(baseline(fitted(columns, time, event, weights), 10.0, "model").log_hazard)
        direction = (ends[0] - ends[1]) / 2e-4
        others = Sampling(clusters=np.where(np.arange(80) == row, 0, 1).astype(np.int64))
        # Two clusters, one of them this row alone: totals are ± its influence, the factor 2/1·79/76.
        spread = baseline(found, 10.0, "cluster", others).covariance.matrix[0, 0]
        assert spread == pytest.approx(2 * direction**2 * 2 * 79 / 76, rel=1e-3)


def test_concordance_counts_pairs():
    columns, time, event, _ = drawn(60)
    found = fitted(columns, time, event)
    right = pairs = 0.0
    for i in range(60):
        for j in range(60):
            if event[i] == 1 and (time[i] < time[j] or (time[i] == time[j] and event[j] == 0)):
                pairs += 1
                right += 1.0 if found.linear[i] > found.linear[j] else 0.5 * (found.linear[i] == found.linear[j])
    assert concordance(found.partial.sets, found.linear) == pytest.approx(right / pairs, abs=1e-12)
    assert concordance(risk_sets(np.ones(3), np.ones(3)), np.zeros(3)) is None


def test_what_has_no_estimates():
    assert fitted(X, TIME, np.zeros(6)) == NotFitted("no_events")
    first = np.array([1, 1, 1, 0, 0, 0.0])
    assert fitted(first, np.arange(1.0, 7.0), np.ones(6)) == NotFitted("monotone", (0,))
    assert fitted(X[:2], TIME[:2], STATUS[:2]) == NotFitted("too_few_rows")


def test_row_order_and_units_do_not_matter():
    columns, time, event, rng = drawn(120)
    turned = rng.permutation(120)
    one = fitted(columns, time, event)
    other = fitted(columns[turned] * [1, 10, 0.1] + [7, 0, 1], time[turned] * 24, event[turned])
    assert other.likelihood.coefficients * [1, 10, 0.1] == pytest.approx(one.likelihood.coefficients, rel=1e-6)
    assert other.likelihood.log_likelihood == pytest.approx(one.likelihood.log_likelihood, abs=1e-8)
    assert proportional_hazards_test(other, (0, 1, 2)).chi2 == pytest.approx(
        proportional_hazards_test(one, (0, 1, 2)).chi2, rel=1e-6
    )
