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
from satindex.stats.importance import johnson, lmg, pratt, r_squared
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


@pytest.mark.parametrize("data", ["attitude", "swiss"])
def test_driver_data_against_relaimpo(shared, data):
    """R relaimpo 2.2.7, calc.relimp(type = c("lmg", "last", "first", "pratt")); R rwa for Johnson's weights."""
    import pandas

    golden = json.loads((shared / "golden" / "drivers_boot.json").read_text())[data]
    frame = pandas.read_csv(shared / "data" / "drivers" / f"{data}.csv")
    expected = golden["relimp"]
    names = list(expected["lmg"])
    correlation = frame[[*names, golden["y"]]].corr().to_numpy()
    assert r_squared(correlation) == pytest.approx(expected["R2"], abs=1e-10)
    for name in ("lmg", "last", "first", "pratt"):
        found = getattr(importance, name)(correlation)
        assert found == pytest.approx(np.array(list(expected[name].values())), abs=1e-8)
    assert johnson(correlation) == pytest.approx(np.array(list(golden["johnson"]["raw"].values())), abs=1e-8)


def test_swiss_weighted_against_relaimpo(shared):
    """R relaimpo 2.2.7, calc.relimp(lm(Fertility ~ ., swiss, weights = rep(1:3, …)))."""
    import pandas

    golden = json.loads((shared / "golden" / "drivers_boot.json").read_text())["swiss_weighted_lmg"]
    frame = pandas.read_csv(shared / "data" / "drivers" / "swiss.csv")
    drivers = frame[list(golden["lmg"])].to_numpy(float)
    weights = np.array(golden["weights"], dtype=float)
    found = summarise([drivers], frame["Fertility"].to_numpy(), weights)
    assert lmg(found.correlation) == pytest.approx(np.array(list(golden["lmg"].values())), abs=1e-8)


def test_cars_lmg_and_johnson():
    """mpg ~ wt, hp, qsec: R relaimpo 2.2.7 .46282 .29285 .07910; Johnson's weights .49894 .25237 .08345 (R rwa)."""
    correlation = np.corrcoef(cars("wt", "hp", "qsec", "mpg").T)
    assert lmg(correlation).round(5).tolist() == [0.46282, 0.29285, 0.07910]
    assert johnson(correlation).round(5).tolist() == [0.49894, 0.25237, 0.08345]


def test_cars_mcfadden_shares():
    """am ~ hp, qsec, mpg: .11259 .24549 .46888 (dominance analysis by R glm over all subsets)."""
    found = mcfadden_lmg(cars("hp", "qsec", "mpg"), cars("am")[:, 0])
    assert found.round(5).tolist() == [0.11259, 0.24549, 0.46888]


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
@given(st.integers(1, 10), st.integers(0, 10_000))
def test_named_alternatives_sum_to_r_squared(p, seed):
    correlation = random_correlation(p, seed)
    for method in (johnson, pratt):
        assert method(correlation).sum() == pytest.approx(r_squared(correlation), abs=1e-9)


def test_too_many_drivers_and_none():
    with pytest.raises(ValueError, match="at most 25"):
        lmg(np.eye(27))
    assert lmg(np.eye(1)).size == 0
    assert r_squared(np.eye(1)) == 0
