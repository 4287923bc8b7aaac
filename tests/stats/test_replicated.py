"""Correlations in bootstrap replicates are those of the rows counted as often as they were drawn."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats.model_matrix import summarise
from satindex.stats.replicated import unit_sums


def sums_of(predictors, outcome, weights=None, by=None, places=None):
    summary = summarise([predictors], outcome, weights)
    units = np.arange(len(outcome)) if by is None else by
    return unit_sums([predictors], outcome, summary, places or range(predictors.shape[1] + 1), weights, units)


def test_counting_rows_is_repeating_them():
    """numpy.corrcoef of the rows repeated; of their order the columns asked for."""
    rng = np.random.default_rng(1)
    predictors = 1e6 + rng.normal(size=(12, 3)) @ rng.normal(size=(3, 3))
    outcome = predictors @ [1.0, 0.5, 0.0] + rng.normal(size=12)
    counts = rng.integers(0, 4, size=(5, 12))
    found = sums_of(predictors, outcome, places=[2, 0, 3]).correlations(counts.astype(float))
    for one, times in zip(found, counts, strict=True):
        repeated = np.repeat(np.column_stack([predictors[:, [2, 0]], outcome]), times, axis=0)
        assert one == pytest.approx(np.corrcoef(repeated.T), abs=1e-8)


def test_clusters_are_counted_whole_with_their_weights():
    """numpy.cov with aweights of the rows' weights times their cluster's count."""
    rng = np.random.default_rng(2)
    predictors, outcome = rng.normal(size=(9, 1)), rng.normal(size=9)
    weights, clusters = rng.uniform(0.5, 2, 9), np.repeat([0, 1, 2], 3)
    found = sums_of(predictors, outcome, weights, clusters).correlations(np.array([[2.0, 0.0, 1.0]]))[0]
    covariance = np.cov(np.stack([predictors[:, 0], outcome]), aweights=weights * np.array([2, 0, 1])[clusters])
    assert found[0, 1] == pytest.approx(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]), abs=1e-12)


def test_more_rows_than_are_summed_at_once():
    rng = np.random.default_rng(3)
    predictors, outcome = rng.normal(size=(20_000, 2)), rng.normal(size=20_000)
    found = sums_of(predictors, outcome, by=np.arange(20_000) % 50).correlations(np.ones((1, 50)))[0]
    assert found == pytest.approx(np.corrcoef(np.column_stack([predictors, outcome]).T), abs=1e-10)


def test_a_replicate_in_which_a_column_does_not_vary_or_two_are_one_is_undefined():
    predictors = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0], [2.0, 4.0], [3.0, 3.0]])
    sums = sums_of(predictors, np.array([1.0, 3.0, 2.0, 5.0, 4.0]))
    counts = np.array([[2, 2, 1, 0, 0], [0, 1, 0, 2, 0], [1, 1, 1, 1, 1]], dtype=float)
    found = sums.correlations(counts)
    assert np.isnan(found[0]).all()  # the first column is 1 throughout
    assert np.isnan(found[1]).all()  # two different rows only: the columns determine each other
    assert np.isfinite(found[2]).all()
    assert np.isnan(sums.correlations(np.zeros((1, 5)))).all()


def test_a_dummy_that_is_not_drawn_is_constant_whatever_the_rounding():
    """One 1 among 0s: where that row is not drawn the column's variance is 0 but for rounding."""
    predictors = np.column_stack([np.arange(10.0) % 4, np.eye(10)[0]])
    sums = sums_of(predictors, np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3]))
    counts = np.random.default_rng(1).multinomial(10, np.full(10, 0.1), size=2000).astype(float)
    assert np.array_equal(np.isnan(sums.correlations(counts)[:, 0, 0]), counts[:, 0] == 0)
