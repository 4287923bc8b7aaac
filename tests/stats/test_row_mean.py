"""Means of rows: s/√n, and by design as R svymean."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats.row_mean import row_mean
from satindex.stats.sandwich import Sampling


def test_a_plain_mean_is_that_of_a_t_test():
    """1, 2, 6: s² = 7, s/√3 = 1.5275, t(2) = 4.3027: 3 ± 6.572."""
    found = row_mean(np.array([1.0, 2.0, 6.0]))
    assert (found.estimate, found.std_error, found.df) == pytest.approx((3, np.sqrt(7 / 3), 2))
    assert (found.interval.low, found.interval.high) == pytest.approx((3 - 6.57240, 3 + 6.57240), abs=1e-4)


def test_clusters_as_r_svymean(shared):
    """R survey 4.1.1, svymean(~api00, svydesign(id = ~dnum, weights = ~pw, data = apiclus1)): 644.169, SE 23.779."""
    import pandas

    frame = pandas.read_csv(shared / "data" / "design" / "apiclus1.csv")
    clusters = np.unique(frame.dnum, return_inverse=True)[1]
    found = row_mean(frame.api00.to_numpy(float), frame.pw.to_numpy(float), Sampling(clusters=clusters))
    assert (found.estimate, found.std_error, found.df) == pytest.approx((644.1694, 23.77901, 14), abs=1e-3)


def test_units_of_the_design_without_rows_count():
    """Two of four units have rows, totals −1 and 1 around the mean: 4/3·(1 + 1)/n², not 2/1·2/n²."""
    values, clusters = np.array([1.0, 1.0, 3.0, 3.0]), np.array([0, 0, 1, 1])
    inside = row_mean(values, None, Sampling(clusters=clusters, sampled=np.array([4])))
    assert inside.std_error == pytest.approx(np.sqrt(4 / 3 * (4 + 4)) / 4)
    alone = row_mean(values, None, Sampling(clusters=clusters))
    assert alone.std_error == pytest.approx(np.sqrt(2 * (4 + 4)) / 4)


def test_what_has_no_error():
    assert row_mean(np.array([2.0])).std_error is None
    assert row_mean(np.array([2.0])).interval is None
    assert row_mean(np.array([2.0, 2.0])).std_error == 0
    lonely = row_mean(np.array([1.0, 2.0]), None, Sampling(clusters=np.array([0, 0])))
    assert (lonely.estimate, lonely.std_error) == (1.5, None)
