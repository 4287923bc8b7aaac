"""Bootstrap replicates: their spread is the linearised error, they repeat by seed, they respect strata and clusters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from satindex.stats.raking import Margin, rake
from satindex.stats.resampling import MOST_UNITS, influence, replicates, without_each
from satindex.stats.sample import Sample


def means(sample: Sample, number: int = 4000, seed: int = 1) -> np.ndarray:
    drawn = replicates(sample, number, seed)
    assert drawn is not None
    mass = np.ones(sample.values.shape[1]) if sample.weights is None else sample.weights
    sums = drawn.sums(np.stack([mass, mass * sample.values[0]]))
    return sums[:, 1] / sums[:, 0]


@pytest.mark.parametrize("n", [30, MOST_UNITS + 3001])
def test_the_error_of_a_mean_is_s_over_root_n(n: int) -> None:
    """Above MOST_UNITS respondents are dealt into groups: the same error."""
    values = np.random.default_rng(3).gamma(2, 10, size=(1, n))
    found = means(Sample(values))
    assert found.std() == pytest.approx(values.std(ddof=1) / np.sqrt(n), rel=0.06)
    assert found.mean() == pytest.approx(values.mean(), rel=0.01)


def test_clusters_are_drawn_whole() -> None:
    """Two strata of four clusters each, all alike within a cluster: √Σ(W_h²·s_h²/4) over the clusters' means."""
    of_cluster = np.array([1.0, 2.0, 4.0, 7.0, 10.0, 13.0, 14.0, 19.0])
    clusters = np.repeat(np.arange(8), 5)
    sample = Sample(of_cluster[clusters][None], None, clusters // 4, clusters)
    by_hand = np.sqrt(sum(0.25 * of_cluster[part].var(ddof=1) / 4 for part in (slice(0, 4), slice(4, 8))))
    assert means(sample).std() == pytest.approx(by_hand, rel=0.05)


def test_many_clusters_are_dealt_into_groups() -> None:
    """Pairs that answer alike in two strata far apart: √Σ(s_h²/(4·number of pairs)); 3,000 pairs in 1,500 groups."""
    pairs = MOST_UNITS + 1000
    of_pair = np.random.default_rng(8).normal(size=pairs) + (np.arange(pairs) % 2) * 5
    clusters = np.repeat(np.arange(pairs), 2)
    sample = Sample(of_pair[clusters][None], None, clusters % 2, clusters)
    drawn = replicates(sample, 10, 1)
    assert drawn is not None
    assert drawn.counts.shape == (10, 1500)
    by_hand = np.sqrt(sum(0.25 * of_pair[at::2].var(ddof=1) / (pairs / 2) for at in (0, 1)))
    assert means(sample).std() == pytest.approx(by_hand, rel=0.06)


def test_replicates_repeat_by_their_seed() -> None:
    sample = Sample(np.arange(50.0)[None])
    assert np.array_equal(means(sample, 20, seed=5), means(sample, 20, seed=5))
    assert not np.array_equal(means(sample, 20, seed=5), means(sample, 20, seed=6))


def test_a_stratum_of_one_unit_has_no_replicates() -> None:
    assert replicates(Sample(np.arange(3.0)[None], None, np.array([0, 0, 1])), 10, 1) is None


def test_units_without_respondents_here_are_drawn_too() -> None:
    """A part of a design: 6 of 12 units have a total t; the error of its sum is √(12/11·Σ(t − t̄)²) over all 12."""
    values = np.array([3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    drawn = replicates(Sample(values[None], sampled=np.array([12])), 20_000, 1)
    assert drawn is not None
    by_hand = np.sqrt(12 / 11 * np.sum((np.append(values, np.zeros(6)) - values.sum() / 12) ** 2))
    assert drawn.sums(values[None])[:, 0].std() == pytest.approx(by_hand, rel=0.03)


def test_a_single_unit_here_may_be_one_of_several_in_the_design() -> None:
    sample = Sample(np.array([[2.0]]))
    assert replicates(sample, 10, 1) is None
    assert replicates(replace(sample, sampled=np.array([4])), 10, 1) is not None


def test_influence_on_a_mean_is_the_distance_from_it_over_n() -> None:
    """θ − θ without i = (x − x̄)/(n − 1), times (n − 1)/n; in two strata of shares W, W·(x − x̄_h)/n_h."""
    values, strata = np.array([1.0, 2.0, 6.0, 10.0, 14.0]), np.array([0, 0, 0, 1, 1])
    for codes, means_of, n in ((np.zeros(5, dtype=np.int64), 6.6, 5), (strata, np.array([3, 3, 3, 12, 12]), 5)):
        drawn = replicates(Sample(values[None], None, codes), 2, 1)
        assert drawn is not None
        without = without_each(drawn) @ np.column_stack([values, np.ones(5)])
        found = influence(drawn, np.array([6.6]), without[:, :1] / without[:, 1:])
        assert found[:, 0] == pytest.approx((values - means_of) / n)


def test_units_of_a_finite_population_by_hand() -> None:
    """4 of 10: √(1 − .4)·s/√4 (Rao & Wu 1988); a unit drawn t times counts 1 + √.6·(t·4/3 − 1)."""
    values = np.array([[10.0, 9.0, 7.0, 1.0]])
    drawn = replicates(Sample(values, undrawn=np.array([0.6])), 20_000, 1)
    assert drawn is not None
    times = (drawn.counts - 1) / np.sqrt(0.6) + 1
    assert sorted(set((times * 3 / 4).round(9).ravel())) == [0, 1, 2, 3]
    assert drawn.counts.sum(axis=1) == pytest.approx(np.full(20_000, 4.0))
    assert (drawn.sums(values)[:, 0] / 4).std() == pytest.approx(np.sqrt(0.6 * 16.25 / 4), rel=0.03)


def test_a_stratum_drawn_whole_stays_as_it_is() -> None:
    """Even one of a single unit: it adds no error, and the others keep theirs."""
    sample = Sample(np.arange(4.0)[None], strata=np.array([0, 0, 0, 1]), undrawn=np.array([0.5, 0.0]))
    drawn = replicates(sample, 100, 1)
    assert drawn is not None
    assert set(drawn.counts[:, 3]) == {1.0}
    assert drawn.counts[:, 0].std() > 0
    census = replicates(Sample(np.arange(4.0)[None], undrawn=np.array([0.0])), 100, 1)
    assert census is not None
    assert (census.counts == 1).all()


def two_margins(n: int = 90, seed: int = 2) -> tuple[Sample, list[Margin]]:
    """Weights raked to two margins, of clusters of three respondents."""
    random = np.random.default_rng(seed)
    g, h = random.integers(0, 2, n), random.integers(0, 3, n)
    margins = [
        Margin("g", ("a", "b"), g, np.array([40.0, 60.0])),
        Margin("h", ("x", "y", "z"), h, np.array([20.0, 30.0, 50.0])),
    ]
    weights = rake(random.uniform(0.5, 2, n), margins).weights
    sample = Sample(random.normal(size=(1, n)), weights, clusters=np.arange(n) // 3, margins=np.stack([g, h]))
    return sample, margins


def test_every_replicate_is_raked_again() -> None:
    """Each replicate's weights are those that raking the drawn respondents gives (`rake`, one replicate at a time)."""
    sample, margins = two_margins()
    drawn, plain = replicates(sample, 40, 5), replicates(replace(sample, margins=None), 40, 5)
    assert drawn is not None
    assert plain is not None
    assert sample.weights is not None
    values = np.random.default_rng(1).normal(size=(2, 90)) * sample.weights
    found = drawn.sums(values)
    dummies = np.stack([margin.codes == level for margin in margins for level in range(len(margin.levels))])
    targets = np.concatenate([margin.targets for margin in margins])
    assert drawn.sums(dummies * sample.weights) == pytest.approx(np.tile(targets, (40, 1)), rel=1e-6)
    for at in range(40):
        weights = rake(sample.weights * plain.counts[at, plain.units], margins).weights
        assert found[at] == pytest.approx(values @ (weights / sample.weights), rel=1e-4, abs=1e-4)


def test_replicates_are_the_same_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sample, _ = two_margins()
    drawn = replicates(sample, 40, 5)
    assert drawn is not None
    at_once = drawn.sums(sample.values)
    monkeypatch.setattr("satindex.stats.resampling._AT_ONCE", 100)
    assert drawn.sums(sample.values) == pytest.approx(at_once, rel=1e-12)
    places = np.array([0, 3, 4])
    by_place = np.ones((3, 1))
    assert drawn.totals(by_place, places)[:, 0] == pytest.approx(
        drawn.totals(np.eye(drawn.places))[:, places].sum(axis=1)
    )


def test_replicates_that_miss_a_level_are_lost_and_counted() -> None:
    """Two respondents of level b: with 9 of 10 drawn, both are missing in about (8/10)⁹ = 13% of the replicates."""
    margins = np.array([[0] * 8 + [1] * 2])
    drawn = replicates(Sample(np.arange(10.0)[None], margins=margins), 2000, 1)
    assert drawn is not None
    sums = drawn.sums(np.ones((1, 10)))[:, 0]
    assert drawn.lost == np.isnan(sums).sum()
    assert drawn.lost / 2000 == pytest.approx(0.8**9, abs=0.03)
    assert sums[np.isfinite(sums)] == pytest.approx(10.0)
