"""Regions of significance and effects at a level: by hand and against numerical derivatives."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.model_matrix import matrix_of, summarise
from satindex.stats.moderation import effect_at, johnson_neyman
from satindex.stats.prediction import EXPONENTIAL, LOGISTIC, with_intercept


def regions(slopes, covariance, low=-10.0, high=10.0, critical=2.0):
    found = johnson_neyman(np.array(slopes, dtype=float), np.array(covariance, dtype=float), critical, low, high)
    return [(one.low, one.high, one.sign) for one in found]


def test_by_hand():
    """(1 + d)² = 4·(1 + ¼d²): 2d − 3 = 0, so that the slope is told from 0 above 1.5."""
    assert regions([1, 1], [[1, 0], [0, 0.25]]) == [(-10, 1.5, 0), (1.5, 10, 1)]


def test_two_ends_by_hand():
    """d² = 4·(.04·(1 + d²)): .84 d² = .16, d = ±.43644."""
    end = math.sqrt(0.16 / 0.84)
    found = regions([0, 1], [[0.04, 0], [0, 0.04]])
    assert [sign for _, _, sign in found] == [-1, 0, 1]
    assert [low for low, _, _ in found] == pytest.approx([-10, -end, end])


def test_no_end_within_the_answers():
    assert regions([5, 0.1], [[1, 0], [0, 0.001]], -1, 1) == [(-1, 1, 1)]
    assert regions([0.1, 0.0], [[1, 0], [0, 0.1]]) == [(-10, 10, 0)]
    assert regions([-5, 0.0], [[1, 0], [0, 0.0]]) == [(-10, 10, -1)]


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10_000))
def test_at_every_inner_end_the_slope_is_just_so_many_errors_from_0(seed):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(2, 2))
    slopes, covariance = 2 * rng.normal(size=2), root @ root.T
    found = johnson_neyman(slopes, covariance, 1.96, -3, 3)
    assert (found[0].low, found[-1].high) == (-3, 3)
    for one, other in itertools.pairwise(found):
        direction = np.array([1, one.high])
        assert one.high == other.low
        error = math.sqrt(direction @ covariance @ direction)
        assert abs(slopes @ direction) == pytest.approx(1.96 * error, rel=1e-6)
        assert one.sign != other.sign


@pytest.mark.parametrize("curve", [LOGISTIC, EXPONENTIAL])
def test_an_effect_is_the_mean_derivative_with_the_error_of_its_own(curve):
    """Central differences of the mean prediction along the direction, and of that with respect to coefficients."""
    rng = np.random.default_rng(1)
    columns, direction = rng.normal(size=(50, 3)), np.array([1.0, 0.0, 0.5])
    root, b = 0.1 * rng.normal(size=(4, 4)), np.array([-0.3, 0.5, 0.2, -0.4])
    weights = rng.uniform(0.5, 2, 50)
    matrix = matrix_of([columns], summarise([columns], columns[:, 0]))

    def mean(coefficients, moved):
        return np.average(
            curve.value(coefficients[0] + (columns + moved * direction) @ coefficients[1:]), weights=weights
        )

    def effect(coefficients):
        return (mean(coefficients, 1e-5) - mean(coefficients, -1e-5)) / 2e-5

    estimate, error = effect_at(with_intercept(curve, b, root @ root.T, None), matrix, direction, weights)
    assert estimate == pytest.approx(effect(b), rel=1e-7)
    gradient = np.array([(effect(b + 1e-4 * e) - effect(b - 1e-4 * e)) / 2e-4 for e in np.eye(4)])
    assert error == pytest.approx(math.sqrt(gradient @ root @ root.T @ gradient), rel=1e-4)
