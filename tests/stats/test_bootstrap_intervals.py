"""Bootstrap intervals against R boot from the same replicates, and by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from satindex.stats.bootstrap_intervals import KINDS, acceleration, bootstrap_interval

NAMES_IN_R = {"percentile": "perc", "basic": "basic", "normal": "normal", "bca": "bca"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("figure", ["boot_attitude_alpha", "boot_nps"])
def test_fixed_replicates_against_r_boot(shared, figure, kind):
    """R boot 1.3-28.1, boot.ci(type = "all", L = empinf(type = "jack")), 1,999 replicates; NPS has many ties."""
    golden = json.loads((shared / "golden" / "drivers_boot.json").read_text())[figure]
    level, *_, low, high = golden[NAMES_IN_R[kind]][0]
    assert len(golden["t"]) == golden.get("R", 1999)
    found = bootstrap_interval(golden["t0"], np.array(golden["t"]), kind, np.array(golden["L_jack"]), level)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_percentile_and_basic_by_hand():
    """Of 39 replicates 1 … 39 the (40·0.025 =) first and the 39th; basic turns them round the estimate 10."""
    drawn = np.random.default_rng(1).permutation(np.arange(1.0, 40.0))
    inside = bootstrap_interval(10.0, drawn, "percentile")
    turned = bootstrap_interval(10.0, drawn, "basic")
    assert inside is not None
    assert turned is not None
    assert (inside.low, inside.high) == (1.0, 39.0)
    assert (turned.low, turned.high) == (20.0 - 39.0, 20.0 - 1.0)


def test_normal_takes_the_bias_off():
    """Mean 20 and s √(38·40/12 …) of 1 … 39 around the estimate 18: the centre is 2·18 − 20."""
    drawn = np.arange(1.0, 40.0)
    found = bootstrap_interval(18.0, drawn, "normal")
    assert found is not None
    assert (found.low + found.high) / 2 == pytest.approx(16.0)
    assert (found.high - found.low) / 2 == pytest.approx(1.959963985 * drawn.std(ddof=1))


def test_bca_without_bias_and_skewness_is_the_percentile_interval():
    drawn = np.arange(1.0, 1000.0)
    influence = np.array([-1.0, 1.0, -2.0, 2.0])
    assert acceleration(influence) == 0
    corrected = bootstrap_interval(500.5, drawn, "bca", influence)
    plain = bootstrap_interval(500.5, drawn, "percentile")
    assert corrected is not None
    assert plain is not None
    # 500 of 999 lie below: a bias of .00125 standard normal units moves each end by less than a place
    assert (corrected.low, corrected.high) == pytest.approx((plain.low, plain.high), abs=0.5)


def test_undefined_replicates_are_left_out_and_too_few_bound_nothing():
    drawn = np.append(np.arange(1.0, 40.0), [np.nan, np.inf])
    found = bootstrap_interval(10.0, drawn)
    assert found is not None
    assert (found.low, found.high) == (1.0, 39.0)
    assert bootstrap_interval(10.0, drawn[:19]) is None
    assert bootstrap_interval(0.0, np.arange(1.0, 40.0), "bca", np.ones(3)) is None  # no replicate below
    assert bootstrap_interval(10.0, np.arange(1.0, 40.0), "bca") is None  # no influence values


def test_units_without_influence_have_no_acceleration():
    assert acceleration(np.zeros(4)) == 0
