"""Means and shares of some of a model's respondents: by hand and against R survey."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from satindex.linkage.averages import average
from satindex.linkage.data import ModelData
from satindex.stats.intervals import wilson


def data(n, **changes):
    made = ModelData(np.zeros(n), np.empty((n, 0)), (), np.empty((n, 0)), (), "y", {})
    return replace(made, **changes)


def everyone(n):
    return np.ones(n, dtype=bool)


def test_a_share_has_wilsons_interval():
    values = np.repeat([1.0, 0.0], [30, 70])
    found = average(data(100), values, everyone(100), share=True)
    assert (found.estimate, found.n) == (0.3, 100)
    assert found.interval == wilson(0.3, 100)


def test_a_share_of_a_design_equals_r(shared):
    """R survey 4.1.1, apiclus1 sch.wide: .87432; Wilson at n/deff with t(14): .82376–.91192."""
    import pandas

    frame = pandas.read_csv(shared / "data" / "design" / "apiclus1.csv")
    clusters = np.unique(frame.dnum, return_inverse=True)[1]
    used = data(183, weights=frame.pw.to_numpy(float), clusters=clusters, sampled_clusters=np.array([15]))
    values = (frame["sch.wide"] == "Yes").to_numpy(float)
    found = average(used, values, everyone(183), share=True)
    assert found.estimate == pytest.approx(0.87432, abs=5e-6)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.82376, 0.91192), abs=5e-6)


def test_a_mean_of_a_domain_equals_r(shared):
    """R survey 4.1.1: the difference by sch.wide of api00 is 41.319; its parts from svyby(~api00, ~sch.wide)."""
    import pandas

    frame = pandas.read_csv(shared / "data" / "design" / "apiclus1.csv")
    clusters = np.unique(frame.dnum, return_inverse=True)[1]
    used = data(183, weights=frame.pw.to_numpy(float), clusters=clusters, sampled_clusters=np.array([15]))
    inside = (frame["sch.wide"] == "Yes").to_numpy()
    parts = [average(used, frame.api00.to_numpy(float), rows) for rows in (inside, ~inside)]
    assert parts[0].estimate - parts[1].estimate == pytest.approx(41.319, abs=1e-3)


def test_all_alike_under_a_design_has_kishs_base():
    """Weights 1, 1, 2, 4: (Σw)²/Σw² = 64/22."""
    weights = np.array([1.0, 1.0, 2.0, 4.0])
    found = average(data(4, weights=weights), np.ones(4), everyone(4), share=True)
    assert found.interval == wilson(1.0, 64 / 22)


def test_what_is_missing_has_its_reason():
    nobody = average(data(3), np.ones(3), ~everyone(3))
    assert (nobody.estimate, nobody.n, nobody.reason.en) == (None, 0, "nobody")
    single = average(data(3), np.arange(3.0), np.array([True, False, False]))
    assert (single.estimate, single.interval, single.reason.en) == (0, None, "a single respondent")
    lonely = data(3, clusters=np.zeros(3, dtype=np.int64))
    for share in (False, True):
        found = average(lonely, np.array([0.0, 1.0, 1.0]), everyone(3), share=share)
        assert found.estimate == pytest.approx(2 / 3)
        assert found.interval is None
        assert found.reason.en == "a stratum holds a single sampling unit"
