"""Weights from judgements, points and the data: worked by hand, against published figures, and what must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.weighting.entropy import entropies, entropies_of_means, times_log
from satindex.stats.weighting.first_component import first_component
from satindex.stats.weighting.pairwise import pairwise_weights, together
from satindex.stats.weighting.points import shared_out


def judgements(upper: list[float], k: int) -> np.ndarray:
    """The matrix of a_ij = 1/a_ji from its upper triangle, row by row."""
    matrix = np.eye(k)
    rows, columns = np.triu_indices(k, 1)
    matrix[rows, columns] = upper
    matrix[columns, rows] = 1 / np.array(upper)
    return matrix


def test_ahp_of_two_parts_by_hand() -> None:
    """One judgement, a is 3 times as important as b: 3/4 and 1/4; one judgement can't contradict itself."""
    found = pairwise_weights(judgements([3], 2))
    assert found.weights == pytest.approx([0.75, 0.25])
    assert (found.index, found.ratio, found.least_consistent) == (0.0, 0.0, None)


def test_ahp_of_consistent_judgements_by_hand() -> None:
    """a:b = 2, b:c = 3, so a:c must be 6; weights 6 : 3 : 1 of 10; λ = 3, nothing contradicts."""
    found = pairwise_weights(judgements([2, 6, 3], 3))
    assert found.weights == pytest.approx([0.6, 0.3, 0.1])
    assert found.eigenvalue == pytest.approx(3)
    assert found.ratio == 0.0
    assert found.least_consistent is None


def test_ahp_published() -> None:
    """[[1,3,5],[1/3,1,3],[1/5,1/3,1]]: eigenvector by numpy.linalg.eig; RI .5252 of Saaty & Tran 2007 (R ahpsurvey),
    .58 of Saaty 1980: CR = .01926/.5252 = .0367 and .01926/.58 = .0332."""
    matrix = judgements([3, 5, 3], 3)
    found = pairwise_weights(matrix)
    assert found.weights == pytest.approx([0.63699, 0.25828, 0.10473], abs=5e-6)
    assert found.eigenvalue == pytest.approx(3.03851, abs=5e-6)
    assert found.index == pytest.approx(0.01926, abs=5e-6)
    assert found.ratio == pytest.approx(0.0367, abs=5e-5)
    assert pairwise_weights(matrix, "saaty1980").ratio == pytest.approx(0.03320, abs=5e-6)


def test_ahp_of_a_group() -> None:
    """Element-wise geometric mean with [[1,5,5],[1/5,1,1],[1/5,1,1]]."""
    joined = together([judgements([3, 5, 3], 3), judgements([5, 5, 1], 3)])
    assert joined[0] == pytest.approx([1, math.sqrt(15), 5])
    assert pairwise_weights(joined).weights == pytest.approx([0.68208, 0.19424, 0.12369], abs=5e-6)


def test_the_least_consistent_judgement_of_three_by_hand() -> None:
    """a:b = 3 and b:c = 3 say a:c = 9; c was said to be 5 times a instead. w = (3/5)^⅓ : (3/3)^⅓ : (5/3)^⅓, so c:a is
    (25/9)^⅓ = 1.406. Every pair is off by the same 45^⅓ = 3.557: the most extreme judgement is named."""
    found = pairwise_weights(judgements([3, 1 / 5, 3], 3))
    worst = found.least_consistent
    assert worst is not None
    assert (worst.first, worst.second, worst.stated) == (2, 0, pytest.approx(5))
    assert worst.implied == pytest.approx((25 / 9) ** (1 / 3))
    assert found.ratio > 0.1


def test_the_least_consistent_judgement_of_four() -> None:
    """Weights 8 : 4 : 2 : 1 judged without fault but for a against d, said to be 1/2 where it should be 8."""
    found = pairwise_weights(judgements([2, 4, 1 / 2, 2, 4, 2], 4))
    worst = found.least_consistent
    assert worst is not None
    assert (worst.first, worst.second, worst.stated) == (3, 0, pytest.approx(2))
    assert worst.implied < 1


def test_above_ten_parts_no_consistency_ratio_is_known() -> None:
    found = pairwise_weights(np.ones((11, 11)))
    assert found.weights == pytest.approx([1 / 11] * 11)
    assert found.ratio is None


ratios = st.floats(1 / 9, 9)


@given(st.lists(ratios, min_size=6, max_size=6), st.permutations(range(4)))
@settings(max_examples=60, deadline=None)
def test_ahp_order_of_the_parts_is_nothing(upper: list[float], order: list[int]) -> None:
    matrix = judgements(upper, 4)
    one, other = pairwise_weights(matrix), pairwise_weights(matrix[np.ix_(order, order)])
    assert other.weights == pytest.approx(one.weights[order])
    assert other.ratio == pytest.approx(one.ratio, abs=1e-9)
    assert one.weights.sum() == pytest.approx(1)
    assert one.eigenvalue >= 4 - 1e-9


@given(st.lists(st.floats(0.05, 1), min_size=2, max_size=8), st.floats(0.2, 3))
@settings(max_examples=60, deadline=None)
def test_ahp_recovers_the_weights_of_consistent_judgements(given_weights: list[float], power: float) -> None:
    """a_ij = w_i/w_j gives w back; every judgement to the same power stays consistent."""
    weights = np.array(given_weights) / sum(given_weights)
    found = pairwise_weights(weights[:, None] / weights[None, :])
    assert found.weights == pytest.approx(weights)
    scaled = pairwise_weights((weights[:, None] / weights[None, :]) ** power)
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert scaled.ratio == pytest.approx(0, abs=1e-9)
    assert scaled.weights == pytest.approx(weights**power / (weights**power).sum())


@pytest.mark.parametrize("k", [2, 3, 7])
def test_equal_judgements_give_equal_weights(k: int) -> None:
    assert pairwise_weights(np.ones((k, k))).weights == pytest.approx([1 / k] * k)


def test_experts_points_by_hand() -> None:
    """50/30/20 and 2/2/1 of 5 (= 40/40/20): means 45, 35, 20; standard deviations √50, √50, 0 hundredths."""
    found = shared_out(np.array([[50, 30, 20], [2, 2, 1]]))
    assert found.weights == pytest.approx([0.45, 0.35, 0.20])
    assert found.std_dev == pytest.approx([math.sqrt(0.005), math.sqrt(0.005), 0])
    assert found.lowest == pytest.approx([0.4, 0.3, 0.2])
    assert shared_out(np.array([[50, 50]])).std_dev is None


def test_entropy_by_hand() -> None:
    """Two respondents score 25 and 75: p = ¼, ¾; e = −(¼ ln ¼ + ¾ ln ¾)/ln 2 = .81128; both 50: e = 1.
    Only the first part differs, so it has all the weight."""
    found = entropies(np.array([[25, 75], [50, 50]]))
    assert found == pytest.approx([0.8112781, 1.0])
    assert (1 - found)[1] == 0.0


def test_entropy_published() -> None:
    """By numpy from the definition: −(⅓ ln ⅓ + ⅔ ln ⅔)/ln 3 = .57938; a 0 adds nothing, a constant weighs nothing."""
    found = entropies(np.array([[0, 50, 100], [50, 50, 50], [10, 20, 30]]))
    assert found == pytest.approx([0.57938, 1, 0.92062], abs=5e-6)
    assert (1 - found) / (1 - found).sum() == pytest.approx([0.84124, 0, 0.15876], abs=5e-6)


@given(st.lists(st.tuples(*[st.integers(0, 100)] * 3), min_size=2, max_size=30), st.floats(0.01, 50))
@settings(max_examples=80, deadline=None)
def test_entropy_by_brute_force(rows: list[tuple[int, ...]], factor: float) -> None:
    """The definition with p = x/Σx; unchanged by a change of unit; equal weights are no weights."""
    values = np.array(rows, dtype=float).T
    found = entropies(values)
    for part, entropy in zip(values, found, strict=True):
        shares = part[part > 0] / part.sum() if part.sum() > 0 else np.full(len(part), 1 / len(part))
        assert entropy == pytest.approx(-(shares * np.log(shares)).sum() / math.log(len(part)), abs=1e-7)
    assert entropies(values * factor) == pytest.approx(found, abs=1e-7)
    assert entropies(values, np.full(values.shape[1], 2.5)) == pytest.approx(found, abs=1e-9)


def test_a_weight_of_two_is_two_respondents() -> None:
    """Of the bracket of Theil (1 − e)·ln n, which does not depend on how many respondents there are."""
    values = np.array([[10.0, 40.0, 90.0], [5.0, 6.0, 7.0]])
    twice = values[:, [0, 0, 1, 2]]
    once = (1 - entropies(values, np.array([2, 1, 1]))) * math.log(3)
    assert once == pytest.approx((1 - entropies(twice)) * math.log(4))


def test_entropy_is_not_unchanged_by_a_shift() -> None:
    values = np.array([[0.0, 50.0, 100.0], [10.0, 20.0, 30.0]])
    assert not np.allclose(entropies(values), entropies(values + 10))
    assert entropies_of_means(values.mean(axis=1), times_log(values).mean(axis=1), 3) == pytest.approx(
        entropies(values)
    )


def test_first_component_of_two_parts_by_hand() -> None:
    """r = .5: λ = 1 + r = 1.5, loadings √(1.5/2) each, weights a half each; of 3 parts with r all .5: λ = 2."""
    found = first_component(np.array([[1, 0.5], [0.5, 1]]))
    assert float(found.eigenvalue) == pytest.approx(1.5)
    assert found.loadings == pytest.approx([math.sqrt(0.75)] * 2)
    assert found.weights == pytest.approx([0.5, 0.5])
    three = first_component(np.full((3, 3), 0.5) + 0.5 * np.eye(3))
    assert (float(three.eigenvalue), float(three.explained)) == (pytest.approx(2), pytest.approx(2 / 3))


def test_first_component_as_statsmodels() -> None:
    """statsmodels.multivariate.pca.PCA(standardize=True): eigenvalues/n, squares of the first eigenvector."""
    from statsmodels.multivariate.pca import PCA

    random = np.random.default_rng(5)
    values = random.normal(size=(80, 1)) + random.normal(size=(80, 4)) * [0.5, 1, 1.5, 2]
    theirs = PCA(values, standardize=True)
    found = first_component(np.corrcoef(values.T))
    assert float(found.eigenvalue) == pytest.approx(theirs.eigenvals[0] / len(values))
    assert found.weights == pytest.approx(theirs.eigenvecs[:, 0] ** 2)
    assert (found.loadings > 0).all()


def test_many_matrices_at_once() -> None:
    random = np.random.default_rng(6)
    many = np.stack([np.corrcoef(random.normal(size=(3, 20)) + random.normal(size=20)) for _ in range(5)])
    together_ = first_component(many)
    for at in range(5):
        one = first_component(many[at])
        assert together_.weights[at] == pytest.approx(one.weights)
        assert together_.explained[at] == pytest.approx(float(one.explained))
