"""Do 95% intervals hold the truth where the data set gives the weights? Indices, and differences of two groups.

10,000 samples from each truth of a grid. The model is fitted to every sample, and again to 100 bootstrap replicates of
it: the fewest that a definition may ask for. With so few the standard error is itself known to 7% (1/√200), which costs
the coverage of a t interval about half a point (that of t with 99 degrees of freedom, read as that of the sample): with
the default of 1,000 it is a little higher. Many samples' models are fitted at once, by the product's own functions; one
sample of each cell goes through a definition as well, and must give the very same intervals. The truth is the index of
a population of a million with its own weights, known to a hundredth of a standard error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from textwrap import dedent

import narwhals as nw
import numpy as np
import polars as pl
import pytest

import satindex as si
from satindex.frames.design import Grouping
from satindex.frames.moments import moments
from satindex.measures.registry import TYPES
from satindex.measures.weights.fitted import FromData, Summaries
from satindex.measures.weights.refits import Refits, times_log_of
from satindex.stats.base import Base, Estimate
from satindex.stats.comparison import between
from satindex.stats.path_estimate import REPLICATES_TOLERANCE
from satindex.stats.path_index import index_means, patterns, unstandardised
from satindex.stats.path_model import PathModel, fit_path_models
from satindex.stats.replicated_means import ReplicatedMean, resampled
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Sample
from satindex.stats.spreads import spreads, unit_products
from satindex.survey.load import parse_survey

FULL, AT_ONCE, REPLICATES, POPULATION = 10_000, 100, 100, 1_000_000
SAMPLES = int(os.environ.get("COVERAGE_SAMPLES", FULL))
# A check of minutes draws fewer samples; the bounds then leave room for what they know less: three standard errors.
SLACK = 3 * np.sqrt(0.95 * 0.05) * (SAMPLES**-0.5 - FULL**-0.5)
pytestmark = pytest.mark.slow
Drawn = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Found:
    """A sample's scores (n) and groups, and the index's mean in each replicate: of all, and of either group."""

    scores: np.ndarray
    second: np.ndarray
    means: tuple[ReplicatedMean, ReplicatedMean, ReplicatedMean]


@dataclass(frozen=True)
class Paths:
    """Three constructs of three items, 1–7, whose means and weights differ; two in five respondents are in group y.

    `level` moves all answers up, so that the top of the scale cuts them off.
    """

    level: float

    model = PathModel(
        np.repeat([0, 1, 2], 3), np.array([[False, True, True], [False, False, True], [False, False, False]])
    )
    means = np.array([4.2, 5.0, 5.8, 3.6, 4.8, 5.6, 4.0, 5.2, 6.0])
    loadings = np.array([0.8, 1.0, 1.2, 0.8, 1.0, 1.1, 1.2, 0.9, 0.7])
    lows, ranges, places = np.ones(9), np.full(9, 6.0), np.array([6, 7, 8])

    def draw(self, rng: np.random.Generator, n: int) -> Drawn:
        first, own, third = rng.normal(size=(3, n))
        second = rng.random(n) < 0.4
        a = first + 0.5 * second
        b = 0.6 * a + 0.8 * own
        latent = np.stack([a, b, 0.4 * a + 0.4 * b + 0.7 * third])[self.model.owner]
        middle = (self.means + self.level)[:, None] + self.loadings[:, None] * latent
        return np.clip(np.round(middle + 0.8 * rng.normal(size=middle.shape)), 1, 7), second

    def weights(self, samples: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Standardised and unstandardised weights of many samples at once."""
        fits = fit_path_models(np.stack([np.corrcoef(x) for x in samples]), self.model)
        deviations = np.stack([x.std(axis=1, ddof=1) for x in samples])
        return fits.weights, unstandardised(fits.weights, deviations)

    def index(self, x: np.ndarray, u: np.ndarray) -> np.ndarray:
        return 100 * (u[6:] @ (x[6:] - 1)) / (6 * u[6:].sum())

    def found(self, samples: list[Drawn], seed: int) -> Iterator[Found]:
        """Every replicate of every sample is fitted in one call."""
        n = samples[0][0].shape[1]
        drawn = replicates(Sample(samples[0][0]), REPLICATES, seed)
        assert drawn is not None
        products = [unit_products(x - x.mean(axis=1, keepdims=True), np.ones(n), drawn.units, n) for x, _ in samples]
        of_samples = [spreads(drawn.totals(one), 9) for one in products]
        weights, u = self.weights([x for x, _ in samples])
        correlations = np.concatenate([one.correlations for one in of_samples])
        again = fit_path_models(correlations, self.model, np.repeat(weights, REPLICATES, axis=0), REPLICATES_TOLERANCE)
        unscaled = unstandardised(again.weights, np.concatenate([one.deviations for one in of_samples]))
        by_sample = unscaled.reshape(len(samples), REPLICATES, 9)
        for (x, second), mine, replicated in zip(samples, u, by_sample, strict=True):
            assert (mine[6:] > 0).all()
            rows = (np.ones(n, dtype=bool), ~second, second)
            means = [self._means(x, row, drawn, replicated) for row in rows]
            yield Found(self.index(x, mine), second, (means[0], means[1], means[2]))

    def _means(self, x: np.ndarray, row: np.ndarray, drawn: Replicates, weights: np.ndarray) -> ReplicatedMean:
        mine = drawn.among(row)
        of = patterns(x[:, row], self.lows, self.places, 2, np.ones(row.sum()), mine.units)
        found = index_means(of, mine, weights, self.ranges)
        return replace(found, total=np.where((weights[:, 6:] > 0).all(axis=1), found.total, np.nan))

    def definition(self, seed: int) -> str:
        return f"""
        items: {{A1..A3: {{scale: 1..7}}, B1..B3: {{scale: 1..7}}, C1..C3: {{scale: 1..7}}}}
        respondent: {{segments: [g]}}
        measures:
          index:
            type: path_index
            constructs: {{a: {{items: A1..A3}}, b: {{items: B1..B3}}, c: {{items: C1..C3}}}}
            paths: {{b: a, c: [a, b]}}
            bootstrap: {{replicates: {REPLICATES}, seed: {seed}}}
        """

    names, key = tuple(f"{letter}{at}" for letter in "ABC" for at in (1, 2, 3)), ("construct", "c")


@dataclass(frozen=True)
class Entropy:
    """Three parts, 0–10, whose entropies differ much from sample to sample; groups differ by `gap` on the first."""

    gap: float

    method = FromData("entropy", ("a", "b", "c"), ("a", "b", "c"), replicates=REPLICATES)

    def draw(self, rng: np.random.Generator, n: int) -> Drawn:
        second = rng.random(n) < 0.4
        first = rng.binomial(10, 0.15 + self.gap * second)
        return np.stack([first, rng.binomial(10, 0.5, n), rng.choice([2, 9], n)]).astype(float), second

    def weights(self, samples: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Weights of many samples at once; entropy asks for no covariances."""
        means = np.stack([10 * x.mean(axis=1) for x in samples])
        logs = np.stack([times_log_of(10 * x).mean(axis=1) for x in samples])
        summaries = Summaries(means, np.empty((len(samples), 3, 3)), logs, samples[0].shape[1])
        found = self.method.fits(summaries).weights
        return found, found

    def index(self, x: np.ndarray, u: np.ndarray) -> np.ndarray:
        return u @ (10 * x)

    def found(self, samples: list[Drawn], seed: int) -> Iterator[Found]:
        method = self.method.redrawn(None, seed)
        for (x, second), mine in zip(samples, self.weights([x for x, _ in samples])[1], strict=True):
            sample = Sample(10 * x)
            refits = Refits(method, lambda columns, sample=sample: sample)
            means = [refits.index_mean(some, False) for some in (sample, sample.only(~second), sample.only(second))]
            yield Found(self.index(x, mine), second, (means[0], means[1], means[2]))

    def definition(self, seed: int) -> str:
        return f"""
        items: {{A: {{scale: 0..10}}, B: {{scale: 0..10}}, C: {{scale: 0..10}}}}
        respondent: {{segments: [g]}}
        measures:
          index:
            type: composite
            weights: {{method: entropy, replicates: {REPLICATES}, seed: {seed}}}
            components: {{a: {{items: [A]}}, b: {{items: [B]}}, c: {{items: [C]}}}}
        """

    names, key = ("A", "B", "C"), ("component", "overall")


Kind = Paths | Entropy


@cache
def truth(kind: Kind) -> tuple[float, float]:
    """The population's index, and how far group x lies above group y."""
    x, second = kind.draw(np.random.default_rng(1), POPULATION)
    scores = kind.index(x, kind.weights([x])[1][0])
    return float(scores.mean()), float(scores[~second].mean() - scores[second].mean())


def estimates(found: list[Found]) -> Iterator[tuple[Estimate, Estimate]]:
    """Index and difference of each sample, with the errors of its replicates."""
    n = len(found[0].scores)
    group = 2 * np.repeat(np.arange(len(found)), n) + np.concatenate([one.second for one in found])
    levels = tuple(f"{number:05d}" for number in range(2 * len(found)))
    frame = pl.DataFrame({"x": np.concatenate([one.scores for one in found]), "g": np.array(levels)[group]})
    frame = frame.with_columns(sample=pl.Series(np.repeat(levels[: len(found)], n)))
    blocks = (("x",),)
    asked = [Grouping(blocks, "g", levels), Grouping(blocks, "sample", levels[: len(found)])]
    by_group, by_sample = moments(nw.from_native(frame), asked)
    for at, one in enumerate(found):
        whole, first, second = one.means
        index = resampled(Base(by_sample, at).mean("x"), whole.means)
        apart = between(by_group, "x", 2 * at, 2 * at + 1).found
        yield index, resampled(apart, first.means - second.means)


def holds(found: Estimate, true: float) -> bool:
    assert found.ci_low is not None
    assert found.ci_high is not None
    return found.ci_low <= true <= found.ci_high


def covered(kind: Kind, n: int) -> tuple[float, float]:
    """Return the shares of samples whose intervals hold the index, and the difference of the groups."""
    rng, held = np.random.default_rng(n), np.zeros(2)
    for seed in range(SAMPLES // AT_ONCE):
        samples = [kind.draw(rng, n) for _ in range(AT_ONCE)]
        found = list(estimates(list(kind.found(samples, seed))))
        held += np.sum(
            [[holds(one, true) for one, true in zip(pair, truth(kind), strict=True)] for pair in found], axis=0
        )
        if seed == 0:
            assert_the_same(kind, samples[0], found[0], seed)
    index, apart = (held / SAMPLES).tolist()
    return index, apart


def assert_the_same(kind: Kind, sample: Drawn, found: tuple[Estimate, Estimate], seed: int) -> None:
    """The sample through a definition: the rows of its tables have the same estimates, errors and intervals."""
    x, second = sample
    frame = pl.DataFrame({name: row.astype(int) for name, row in zip(kind.names, x, strict=True)})
    frame = frame.with_columns(g=pl.Series(np.where(second, "y", "x")))
    survey = parse_survey(dedent(kind.definition(seed)), "survey.yaml", TYPES)
    tables = si.score(si.read_responses(frame, survey)).tables(by=["g"])
    key, value = kind.key
    for name, one in zip(("index", "index differences by g"), found, strict=True):
        (row,) = (row for row in tables[name].to_dicts() if row[key] == value)
        for cell in ("estimate", "std_error", "ci_low", "ci_high"):
            assert row[cell] == pytest.approx(getattr(one, cell), rel=1e-5), (name, cell)


@pytest.mark.parametrize("kind", [[Paths(0.0), Paths(0.7)], [Entropy(0.1), Entropy(0.0)]], ids=["paths", "entropy"])
@pytest.mark.parametrize("n", [100, 250])
def test_indices_and_differences(kind: list[Kind], n: int) -> None:
    """The mean lies within 94–96%, every cell within 92.5–98%."""
    found = {one: covered(one, n) for one in kind}
    cells = np.array(list(found.values()))
    assert 0.94 - SLACK <= cells.mean() <= 0.96 + SLACK, found
    assert cells.min() >= 0.925 - SLACK, found
    assert cells.max() <= 0.98 + SLACK, found
