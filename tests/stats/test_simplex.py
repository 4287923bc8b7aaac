"""Rankings over all weights: by hand as areas of the simplex, against draws, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.weighting.simplex import grid, over_simplex, ranks


def test_two_parts_by_hand() -> None:
    """North 80, 50 against South 60, 60: North leads where 80 w + 50 (1 − w) > 60, w > 1/3: two thirds of all weights.
    Declared .5, .5: North 65 leads. Where South leads both ranks differ by 1: the mean shift is ⅓."""
    found = over_simplex(np.array([[80.0, 50.0], [60.0, 60.0]]), np.array([0.5, 0.5]), seed=1)
    assert found.leads == pytest.approx([2 / 3, 1 / 3])
    assert found.mean_rank == pytest.approx([4 / 3, 5 / 3])
    assert found.rank_shift == pytest.approx(1 / 3, abs=1e-4)
    assert found.rank_shares == pytest.approx(np.array([[2 / 3, 1 / 3], [1 / 3, 2 / 3]]), abs=1e-4)


def test_three_parts_by_hand() -> None:
    """Each of three groups is best on one part alone and alike otherwise: each leads a third of the triangle."""
    found = over_simplex(np.eye(3) * 10 + 50, np.array([0.5, 0.3, 0.2]), seed=1)
    assert found.leads == pytest.approx([1 / 3] * 3)
    assert found.mean_rank == pytest.approx([2, 2, 2])


def test_a_corner_of_the_triangle_by_hand() -> None:
    """A is ahead by 10 on part 1 and behind by 10 on parts 2 and 3: it leads where w₁ > ½, a quarter of the area."""
    found = over_simplex(np.array([[60.0, 50.0, 50.0], [50.0, 60.0, 60.0]]), np.array([0.6, 0.2, 0.2]), seed=1)
    assert found.leads == pytest.approx([0.25, 0.75])


def test_one_that_is_better_on_every_part_always_leads() -> None:
    means = np.array([[70.0, 80.0, 60.0, 75.0], [60.0, 70.0, 50.0, 65.0]])
    found = over_simplex(means, np.full(4, 0.25), seed=3)
    assert found.leads.tolist() == [1.0, 0.0]
    assert found.rank_shift == 0.0
    assert found.drawn


def test_equals_share_the_lead() -> None:
    found = over_simplex(np.array([[60.0, 50.0], [60.0, 50.0], [40.0, 40.0]]), np.array([0.5, 0.5]), seed=1)
    assert found.leads == pytest.approx([0.5, 0.5, 0])
    assert found.mean_rank == pytest.approx([1.5, 1.5, 3])
    assert ranks(np.array([60.0, 60.0, 40.0])).tolist() == [1.5, 1.5, 3.0]


def test_draws_repeat_by_their_seed() -> None:
    means = np.random.default_rng(2).normal(60, 5, size=(5, 4))
    one, same, other = (over_simplex(means, np.full(4, 0.25), seed) for seed in (1, 1, 2))
    assert one.leads.tolist() == same.leads.tolist()
    assert one.leads.tolist() != other.leads.tolist()
    assert one.leads == pytest.approx(other.leads, abs=0.03)


scores = st.lists(st.tuples(*[st.integers(0, 100)] * 3), min_size=2, max_size=6)


@given(scores, st.permutations(range(3)))
@settings(max_examples=60, deadline=None)
def test_exact_areas_agree_with_draws(rows: list[tuple[int, ...]], order: list[int]) -> None:
    """Against 4,000 Dirichlet draws of another seed; the order of the parts is nothing."""
    means = np.array(rows, dtype=float)
    weights = np.array([0.5, 0.3, 0.2])
    found = over_simplex(means, weights, seed=1)
    drawn = np.random.default_rng(7).dirichlet(np.ones(3), size=4000) @ means.T
    place = ranks(drawn)
    first = place == place.min(axis=1, keepdims=True)
    assert found.leads == pytest.approx((first / first.sum(axis=1, keepdims=True)).mean(axis=0), abs=0.05)
    assert found.mean_rank == pytest.approx(place.mean(axis=0), abs=0.1)
    assert found.leads.sum() == pytest.approx(1)
    assert found.rank_shares.sum(axis=0) == pytest.approx(np.ones(len(rows)), abs=1e-9)
    turned = over_simplex(means[:, order], weights[order], seed=1)
    assert turned.leads == pytest.approx(found.leads, abs=1e-9)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_grid_is_even(k: int) -> None:
    """The mean weight of each part over all weightings is 1/k, its mean square 2/(k(k + 1)) (uniform Dirichlet)."""
    points = grid(k, 10_000)
    assert points.sum(axis=1) == pytest.approx(np.ones(len(points)))
    assert points.mean(axis=0) == pytest.approx([1 / k] * k)
    assert (points**2).mean(axis=0) == pytest.approx([2 / (k * (k + 1))] * k, abs=1e-3)
