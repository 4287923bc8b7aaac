"""Direct and indirect effects: by hand, as sums that must hold, and against least squares."""

from __future__ import annotations

import numpy as np
import pytest

from satindex.stats.mediation import PathSystem, arrows, effects


def columns(n=200, seed=1):
    rng = np.random.default_rng(seed)
    x, c = rng.normal(size=(2, n))
    first = 0.5 * x + 0.3 * c + rng.normal(size=n)
    second = 0.4 * first + 0.2 * x + rng.normal(size=n)
    outcome = 0.3 * second + 0.2 * first + 0.1 * x + rng.normal(size=n)
    return np.stack([x, c, first, second, outcome])


def slopes_of(target, *inputs):
    return np.linalg.lstsq(np.column_stack([np.ones(len(target)), *inputs]), target)[0][1:]


def raw(system, values):
    spread = values.std(axis=1)
    return arrows(system, np.corrcoef(values)) * spread[:, None] / spread[None, :]


def test_a_chain_by_hand():
    """x → m₁ .5, x → m₂ .2, m₁ → m₂ .4; on y: m₁ .3, m₂ .6, x .1.

    Through m₁ .5·.3 = .15; through m₂ .2·.6 = .12; through both .5·.4·.6 = .12; total .1 + .39.
    """
    system = PathSystem(1, 0, (1, 1))
    slopes = np.zeros((4, 4))
    slopes[1, 0], slopes[2, :2], slopes[3, :3] = 0.5, [0.2, 0.4], [0.1, 0.3, 0.6]
    found = effects(system, slopes)
    assert system.paths() == ((1,), (2,), (1, 2))
    assert found.along[0] == pytest.approx([0.15, 0.12, 0.12])
    assert (found.direct[0], found.total[0]) == pytest.approx((0.1, 0.49))


def test_side_by_side_there_is_no_path_from_one_to_the_other():
    assert PathSystem(2, 1, (2,)).paths() == ((3,), (4,))
    assert PathSystem(1, 0, (2, 1)).paths() == ((1,), (2,), (3,), (1, 3), (2, 3))


def test_every_equation_is_least_squares():
    x, c, first, second, outcome = values = columns()
    found = raw(PathSystem(1, 1, (1, 1)), values)
    assert found[2, :2] == pytest.approx(slopes_of(first, x, c))
    assert found[3, :3] == pytest.approx(slopes_of(second, x, c, first))
    assert found[4, :4] == pytest.approx(slopes_of(outcome, x, c, first, second))
    assert np.count_nonzero(found) == 9


@pytest.mark.parametrize("stages", [(1, 1), (2,), (1,), ()])
def test_direct_and_indirect_add_up_to_the_slope_without_mediators(stages):
    """Of least squares the total is the slope of the outcome on predictors and controls alone (Alwin & Hauser 1975)."""
    values = columns()[[0, 1, *range(2, 2 + sum(stages)), 4]]
    system = PathSystem(1, 1, stages)
    total = effects(system, raw(system, values)).total
    assert total[0] == pytest.approx(slopes_of(values[-1], values[0], values[1])[0])


def test_a_stack_is_worked_like_each_alone():
    system = PathSystem(2, 0, (1, 1))
    stack = np.stack([np.corrcoef(columns(seed=seed)) for seed in range(3)])
    together = effects(system, arrows(system, stack))
    for place, one in enumerate(stack):
        alone = effects(system, arrows(system, one))
        assert together.along[place] == pytest.approx(alone.along)
        assert together.total[place] == pytest.approx(alone.total)
