"""Shares of R² against R relaimpo, brute force over all orders, and their own rules."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats import importance
from satindex.stats.estimates import NotFitted
from satindex.stats.importance import johnson, lmg, pratt, r_squared, without_controls
from satindex.stats.likelihood_importance import mcfadden_lmg
from satindex.stats.model_matrix import summarise

CARS = Path(__file__).parent.parent / "references" / "mtcars.csv"


def cars(*names):
    columns = CARS.read_text().split("\n", 1)[0].split(",")
    table = np.loadtxt(CARS, delimiter=",", skiprows=1)
    return table[:, [columns.index(name) for name in names]]


def random_correlation(p, seed):
    rng = np.random.default_rng(seed)
    return np.corrcoef((rng.normal(size=(80, p + 1)) @ rng.normal(size=(p + 1, p + 1))).T)


def by_all_orders(correlation, controls=0):
    """The definition itself: the mean gain over all p! orders of entry."""
    p = len(correlation) - 1 - controls
    always = list(range(p, p + controls))

    def explained(entered):
        chosen = [*entered, *always, len(correlation) - 1]
        return r_squared(correlation[np.ix_(chosen, chosen)])

    gains = np.zeros(p)
    orders = list(itertools.permutations(range(p)))
    for order in orders:
        for place, driver in enumerate(order):
            gains[driver] += explained(order[: place + 1]) - explained(order[:place])
    return gains / len(orders)


def driver_data(shared, name):
    """The data sets of R's runs: columns by name, the outcome last."""
    import pandas

    folder = shared / "data"
    if name == "mobi":
        answers = pandas.read_csv(folder / "ecsi" / "mobi.csv")
        groups = {"IMAG": "IMAG", "CUEX": "CUEX", "PERQ": "PERQ", "PERV": "PERV", "SAT": "CUSA"}
        return pandas.DataFrame({to: answers.filter(regex=f"^{of}").mean(axis=1) for to, of in groups.items()})
    if name == "SQ10":
        return pandas.read_csv(folder / "servqual" / "SQ_bliemel.csv")
    if name == "kiosk":
        answers = pandas.read_csv(folder / "servqual" / "kiosk_tidy.csv").dropna(subset=["p01"])
        ends = {"acc": (1, 3), "tang": (4, 6), "ctrl": (7, 9), "econ": (10, 12), "conv": (13, 17), "sec": (19, 21)}
        items = {to: [f"p{number:02d}" for number in range(low, high + 1)] for to, (low, high) in ends.items()}
        means = {to: answers[names].mean(axis=1) for to, names in items.items()}
        return pandas.DataFrame({**means, "total_sat": answers["total_sat"]})
    return pandas.read_csv(folder / "drivers" / f"{name}.csv")


def squared_slopes(correlation):
    return importance.standardised_slopes(correlation) ** 2


METRICS = {
    "lmg": lmg,
    "last": importance.last,
    "first": importance.first,
    "pratt": pratt,
    "betasq": squared_slopes,
    "genizi": johnson,
    "car": importance.car,
}


@pytest.mark.parametrize("data", ["attitude", "swiss", "mobi", "SQ10", "kiosk"])
def test_driver_data_against_relaimpo(shared, data):
    """R relaimpo 2.2.7, calc.relimp of every metric, and R rwa 0.1.2 for Johnson's weights, raw."""
    golden = json.loads((shared / "golden" / "drivers_boot.json").read_text())[data]
    expected = golden["relimp"]
    names = list(expected["lmg"])
    frame = driver_data(shared, data)[[*names, golden["y"]]]
    assert len(frame) == golden["n"]
    correlation = frame.corr().to_numpy()
    assert r_squared(correlation) == pytest.approx(expected["R2"], abs=1e-10)
    for name, metric in METRICS.items():
        assert metric(correlation) == pytest.approx(np.array(list(expected[name].values())), abs=1e-8), name
    weights = dict(zip(names, johnson(correlation), strict=True))
    assert weights == pytest.approx(golden["johnson"]["raw"], abs=1e-8)
    assert weights == pytest.approx(golden["rwa_pkg"]["raw"], abs=1e-8)
    assert len(frame) == golden["rwa_pkg"]["n"]
    for theirs in (golden["johnson"]["R2"], golden["rwa_pkg"]["rsquare"]):
        assert sum(weights.values()) == pytest.approx(theirs, abs=1e-10)
    shares = {name: 100 * weight / expected["R2"] for name, weight in weights.items()}
    assert shares == pytest.approx(golden["rwa_pkg"]["rescaled"], abs=1e-6)


def test_swiss_weighted_against_relaimpo(shared):
    """R relaimpo 2.2.7, calc.relimp(lm(Fertility ~ ., swiss, weights = rep(1:3, …)))."""
    import pandas

    golden = json.loads((shared / "golden" / "drivers_boot.json").read_text())["swiss_weighted_lmg"]
    frame = pandas.read_csv(shared / "data" / "drivers" / "swiss.csv")
    drivers = frame[list(golden["lmg"])].to_numpy(float)
    weights = np.array(golden["weights"], dtype=float)
    found = summarise([drivers], frame["Fertility"].to_numpy(), weights)
    assert lmg(found.correlation) == pytest.approx(np.array(list(golden["lmg"].values())), abs=1e-8)
    assert r_squared(found.correlation) == pytest.approx(golden["R2"], abs=1e-10)


def test_cars_lmg_and_johnson():
    """mpg ~ wt, hp, qsec: R relaimpo 2.2.7 .46282 .29285 .07910; Johnson's weights .49894 .25237 .08345 (R rwa)."""
    correlation = np.corrcoef(cars("wt", "hp", "qsec", "mpg").T)
    assert lmg(correlation).round(5).tolist() == [0.46282, 0.29285, 0.07910]
    assert johnson(correlation).round(5).tolist() == [0.49894, 0.25237, 0.08345]


def test_cars_mcfadden_shares():
    """am ~ hp, qsec, mpg: .11259 .24549 .46888 (dominance analysis by R glm over all subsets)."""
    found = mcfadden_lmg(cars("hp", "qsec", "mpg"), cars("am")[:, 0])
    assert not isinstance(found, NotFitted)
    assert found.shares.round(5).tolist() == [0.11259, 0.24549, 0.46888]
    assert found.shares.sum() == pytest.approx(found.r2, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 5), st.integers(0, 2), st.integers(0, 10_000))
def test_equal_to_all_orders_and_summing_to_the_gain_over_controls(p, controls, seed):
    correlation = random_correlation(p + controls, seed)
    found = lmg(correlation, controls)
    assert found == pytest.approx(by_all_orders(correlation, controls), abs=1e-9)
    only_controls = r_squared(correlation[p:, p:])
    assert found.sum() == pytest.approx(r_squared(correlation) - only_controls, abs=1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(2, 17), st.integers(0, 10_000))
def test_order_of_drivers_does_not_matter(p, seed):
    """Above 14 drivers the early ones are worked apart from the late ones: both ways must agree."""
    correlation = random_correlation(p, seed)
    places = np.random.default_rng(seed).permutation(p)
    shuffled = correlation[np.ix_([*places, p], [*places, p])]
    assert lmg(shuffled) == pytest.approx(lmg(correlation)[places], abs=1e-9)
    assert lmg(correlation).sum() == pytest.approx(r_squared(correlation), abs=1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 10), st.integers(0, 3), st.integers(0, 10_000))
def test_named_alternatives_sum_to_the_gain_over_controls(p, controls, seed):
    correlation = random_correlation(p + controls, seed)
    own = without_controls(correlation, controls)
    gain = r_squared(correlation) - r_squared(correlation[p:, p:])
    for method in (johnson, pratt, importance.car):
        assert method(own).sum() == pytest.approx(gain, abs=1e-8)


def test_first_and_last_are_the_gains_over_controls_alone_and_with_all_others():
    """The definition itself: R² of least squares with and without the driver."""
    correlation = random_correlation(5, 3)
    own = without_controls(correlation, 2)

    def explained(*entered):
        chosen = [*entered, 3, 4, 5]
        return r_squared(correlation[np.ix_(chosen, chosen)])

    alone = [explained(at) - explained() for at in range(3)]
    after = [explained(0, 1, 2) - explained(*(other for other in range(3) if other != at)) for at in range(3)]
    assert importance.first(own) == pytest.approx(alone, abs=1e-10)
    assert importance.last(own) == pytest.approx(after, abs=1e-10)


@pytest.mark.parametrize(("p", "replicates"), [(1, 3), (4, 40_000), (16, 2)])
def test_a_stack_of_correlations_is_worked_like_each_alone(p, replicates):
    """More than are worked at once, and more drivers than are worked at once."""
    few = np.stack([random_correlation(p + 1, seed) for seed in range(3)])
    stack = few[np.arange(replicates) % 3]
    found = lmg(stack, 1)
    assert found.shape == (replicates, p)
    expected = np.stack([lmg(one, 1) for one in few])[np.arange(replicates) % 3]
    assert found == pytest.approx(expected, abs=1e-12)
    for method in (johnson, pratt, importance.car, importance.first, importance.last):
        assert method(few)[1] == pytest.approx(method(few[1]), abs=1e-12)


def test_too_many_drivers_and_none():
    with pytest.raises(ValueError, match="at most 25"):
        lmg(np.eye(27))
    assert lmg(np.eye(1)).size == 0
    assert r_squared(np.eye(1)) == 0
