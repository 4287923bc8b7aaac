"""Intervals against published and hand-computed bounds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.stats.intervals import (
    Interval,
    nps_adjusted_wald,
    nps_bootstrap,
    nps_score,
    nps_wald,
    quantile,
    t_interval,
    two_sided_p,
    wilson,
)

COUNTS = st.tuples(*(st.integers(0, 60) for _ in range(3))).filter(lambda counts: sum(counts) > 0)


def shares(detractors: int, passives: int, promoters: int) -> tuple[float, float, int]:
    n = detractors + passives + promoters
    return promoters / n, detractors / n, n


# Rocks 2016 (arXiv 1601.07235), formulas worked by hand for these counts; adjusted as R package NPS 2.0.999.
@pytest.mark.parametrize(
    ("counts", "method", "low", "high"),
    [
        ((10, 30, 60), nps_wald, 36.85, 63.15),
        ((10, 30, 60), nps_adjusted_wald, 35.47, 61.62),
        ((10, 30, 60), nps_score, 35.57, 61.88),
        ((0, 1, 9), nps_wald, 71.41, 108.59),
        ((0, 1, 9), nps_adjusted_wald, 38.08, 100.0),
        ((0, 1, 9), nps_score, 37.27, 98.21),
    ],
)
def test_nps_intervals_of_known_counts(counts, method, low, high):
    found = method(*shares(*counts))
    assert found.low == pytest.approx(low, abs=0.005)
    assert found.high == pytest.approx(high, abs=0.005)


def test_nps_wald_against_r(shared):
    """R NPS 1.1, nps.se(nps_testdata): 462, 176, 362 of 1000 → .1, SE .0285306852353742."""
    import json

    golden = json.loads((shared / "golden" / "servqual_kano_nps_careless.json").read_text())["nps_all"]
    found = nps_wald(*shares(golden["n_detractor"], golden["n_passive"], golden["n_promoter"]), critical=1.0)
    assert (found.high - found.low) / 200 == pytest.approx(golden["se"], abs=1e-12)


@given(COUNTS, st.sampled_from([nps_adjusted_wald, nps_score]))
def test_nps_bounds_stay_in_range_and_hold_the_estimate(counts, method):
    plus, minus, n = shares(*counts)
    found = method(plus, minus, n)
    assert -100 <= found.low <= found.high <= 100
    if method is nps_score:
        assert found.low - 1e-9 <= 100 * (plus - minus) <= found.high + 1e-9


@given(COUNTS, st.sampled_from([nps_adjusted_wald, nps_score, nps_wald]))
def test_nps_bounds_turn_round_when_promoters_and_detractors_swap(counts, method):
    plus, minus, n = shares(*counts)
    one, other = method(plus, minus, n), method(minus, plus, n)
    assert one.low == pytest.approx(-other.high, abs=1e-6)
    assert one.high == pytest.approx(-other.low, abs=1e-6)


@given(COUNTS)
def test_score_bounds_solve_their_equation(counts):
    """At a bound inside the range the statistic of Tango 1998 equals ±z, recomputed here from counts."""
    detractors, _, promoters = counts
    n, found = sum(counts), nps_score(*shares(*counts))
    for bound, sign in ((found.low / 100, 1), (found.high / 100, -1)):
        if abs(bound) > 1 - 1e-9:
            continue
        a, c = 2 * n, -detractors * bound * (1 - bound)
        b = -detractors - promoters + (2 * n - promoters + detractors) * bound
        q = (math.sqrt(b * b - 4 * a * c) - b) / (2 * a)
        variance = n * (2 * q + bound * (1 - bound))
        if variance > 1e-6:
            statistic = (promoters - detractors - n * bound) / math.sqrt(variance)
            assert statistic == pytest.approx(sign * 1.959964, rel=1e-4)


def test_one_sided_answers_fix_their_bound():
    assert nps_score(1.0, 0.0, 12).high == 100
    assert nps_score(0.0, 1.0, 12).low == -100


def test_bootstrap_repeats_with_its_seed_and_is_near_the_wald_interval():
    one, other = nps_bootstrap(0.6, 0.1, 100, seed=7), nps_bootstrap(0.6, 0.1, 100, seed=7)
    assert one == other
    assert one.low == pytest.approx(36.85, abs=1.5)
    assert one.high == pytest.approx(63.15, abs=1.5)


def test_t_interval_of_apiclus1():
    """R survey 4.1.1, svymean(~api00, dclus1) without fpc, confint(df = 14): 593.1684933 … 695.1703046."""
    found = t_interval(644.169398907104, 23.7790107208869, 14)
    assert found.low == pytest.approx(593.168493261091, abs=1e-6)
    assert found.high == pytest.approx(695.170304553117, abs=1e-6)


def test_wilson_of_apiclus1(shared):
    """R survey 4.1.1 on apiclus1, sch.wide: p .87432; Wilson with t (df 14) at n/deff: .82376 … .91192.

    deff = linearised variance of the share over 15 districts / (p(1 − p)/(n − 1)).
    """
    import numpy as np
    import pandas

    sample = pandas.read_csv(shared / "data" / "design" / "apiclus1.csv")
    wide = (sample["sch.wide"] == "Yes").astype(float)
    share, n = wide.mean(), len(wide)
    totals = (wide - share).groupby(sample["dnum"]).sum()
    variance = 15 / 14 * np.sum(totals**2) / n**2
    effective = n / (variance / (share * (1 - share) / (n - 1)))
    found = wilson(share, effective, quantile(df=14))
    assert (round(share, 5), round(found.low, 5), round(found.high, 5)) == (0.87432, 0.82376, 0.91192)


def test_wilson_by_hand():
    """p = 0, n = 10, z = 1.96: 0 … z²/(n + z²) = 3.8415/13.8415 = .27754."""
    found = wilson(0.0, 10)
    assert found == Interval(0.0, pytest.approx(0.27754, abs=1e-5))


@given(st.floats(0, 1), st.floats(0.5, 1e6))
def test_wilson_stays_between_0_and_1_and_holds_the_share(share, n):
    found = wilson(share, n)
    assert 0 <= found.low <= share + 1e-12
    assert share - 1e-12 <= found.high <= 1


@pytest.mark.parametrize("method", [nps_wald, nps_adjusted_wald, nps_score])
def test_no_base_no_interval(method):
    assert method(0.0, 0.0, 0) is None
    assert wilson(0.5, 0) is None
    assert t_interval(1.0, 1.0, 0) is None
    assert t_interval(1.0, math.nan, 5) is None


def test_p_values_against_tables():
    """Student's t at 2.228 with 10 degrees of freedom: two-sided .05 (any table of t)."""
    assert two_sided_p(2.228139, 10) == pytest.approx(0.05, abs=1e-6)
    assert two_sided_p(-2.228139, 10) == two_sided_p(2.228139, 10)
