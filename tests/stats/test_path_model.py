"""PLS path models against R semPLS (and through it SmartPLS), by hand, and by what must hold for any data."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.path_estimate import PathEstimate, estimate_paths
from satindex.stats.path_index import importances, index_means, patterns, unstandardised
from satindex.stats.path_model import PathModel, Problem, collinear_causes, depths, fit_path_models, total_effects
from satindex.stats.replicated_means import spread_of
from satindex.stats.resampling import Replicates
from satindex.stats.sample import Sample
from satindex.stats.spreads import spreads, unit_products

REFERENCES = Path(__file__).parent.parent / "references"
# R semPLS 1.0.10 on its data set mobi, three inner schemes; the outer weights equal SmartPLS 2.0's to 5e-9.
MOBI = json.loads((REFERENCES / "pls_mobi.json").read_text(encoding="utf-8"))
# R plspm's bank data, standardised, computed in numpy apart from this package; R semPLS agrees on R² of EXPE .313233.
BANK = json.loads((REFERENCES / "pls_bank.json").read_text(encoding="utf-8"))


def model_of(constructs: dict[str, list[str]], paths: list[tuple[str, str]], scheme: Any) -> PathModel:
    names = list(constructs)
    arrows = np.zeros((len(names), len(names)), dtype=bool)
    for cause, effect in paths:
        arrows[names.index(cause), names.index(effect)] = True
    owner = [at for at, items in enumerate(constructs.values()) for _ in items]
    return PathModel(np.array(owner), arrows, scheme)


def correlations_of(path: Path, constructs: dict[str, list[str]]) -> np.ndarray:
    items = [item for of in constructs.values() for item in of]
    return np.corrcoef(pl.read_csv(path).select(items).to_numpy(), rowvar=False)[None]


@pytest.mark.parametrize("scheme", ["centroid", "factorial", "path"])
def test_mobi(shared: Path, scheme: Any) -> None:
    wanted = MOBI[scheme]
    constructs = {name: list(weights) for name, weights in wanted["weights"].items()}
    names = list(constructs)
    paths = [(cause, effect) for effect, causes in wanted["paths"].items() for cause in causes]
    found = fit_path_models(
        correlations_of(shared / "data/ecsi/mobi.csv", constructs), model_of(constructs, paths, scheme)
    )
    assert found.solved.all()
    for figure, expected in ((found.weights, wanted["weights"]), (found.loadings, wanted["loadings"])):
        assert figure[0] == pytest.approx([v for of in expected.values() for v in of.values()], abs=1e-9)
    for table, expected in ((found.paths, wanted["paths"]), (found.totals, wanted["total_effects"])):
        for effect, causes in expected.items():
            for cause, value in causes.items():
                assert table[0, names.index(cause), names.index(effect)] == pytest.approx(value, abs=1e-9)
    for name, value in wanted["r2"].items():
        assert found.r2[0, names.index(name)] == pytest.approx(value, abs=1e-9)
    assert math.isnan(found.r2[0, 0])


@pytest.mark.parametrize("scheme", ["centroid", "path"])
def test_bank(shared: Path, scheme: Any) -> None:
    wanted = BANK[scheme]
    constructs = {name: list(weights) for name, weights in wanted["weights"].items()}
    names = list(constructs)
    paths = [(path.split("->")[0], path.split("->")[1]) for path in wanted["paths"]]
    found = fit_path_models(
        correlations_of(shared / "data/ecsi/bank.csv", constructs), model_of(constructs, paths, scheme)
    )
    assert found.weights[0] == pytest.approx([v for of in wanted["weights"].values() for v in of.values()], abs=1e-6)
    assert {n: found.r2[0, names.index(n)] for n in wanted["r2"]} == pytest.approx(wanted["r2"], abs=1e-6)
    for path, value in wanted["paths"].items():
        cause, effect = path.split("->")
        assert found.paths[0, names.index(cause), names.index(effect)] == pytest.approx(value, abs=1e-6)


TWO = PathModel(np.array([0, 0, 1]), np.array([[False, True], [False, False]]))


@pytest.mark.parametrize("scheme", ["centroid", "factorial", "path"])
def test_two_constructs_by_hand(scheme: Any) -> None:
    """r₁₂ = .6, r₁₃ = .5, r₂₃ = .3. The proxy is item 3, so w ∝ (.5, .3); variance .25 + .09 + 2·.15·.6 = .52.
    Loadings (.5 + .3·.6)/√.52, (.3 + .5·.6)/√.52; path = correlation = (.25 + .09)/√.52."""
    r = np.array([[1, 0.6, 0.5], [0.6, 1, 0.3], [0.5, 0.3, 1]])
    found = fit_path_models(r[None], PathModel(TWO.owner, TWO.arrows, scheme))
    root = math.sqrt(0.52)
    assert found.weights[0] == pytest.approx([0.5 / root, 0.3 / root, 1])
    assert found.loadings[0] == pytest.approx([0.68 / root, 0.6 / root, 1])
    assert found.paths[0, 0, 1] == pytest.approx(0.34 / root)
    assert found.r2[0, 1] == pytest.approx(0.34**2 / 0.52)


def test_loadings_sum_to_a_positive_number() -> None:
    """An effect that runs against its cause: the score keeps the items' direction, the path is negative."""
    r = np.array([[1, 0.6, -0.5], [0.6, 1, -0.3], [-0.5, -0.3, 1]])
    found = fit_path_models(r[None], TWO)
    assert (found.loadings > 0).all()
    assert found.paths[0, 0, 1] == pytest.approx(-0.34 / math.sqrt(0.52))


def test_effects_by_hand() -> None:
    """a → b .5, b → c .4, a → c .1, c → d .2: a → c .1 + .5·.4 = .3; a → d .3·.2 = .06; b → d .08."""
    paths = np.zeros((1, 4, 4))
    paths[0, 0, 1], paths[0, 1, 2], paths[0, 0, 2], paths[0, 2, 3] = 0.5, 0.4, 0.1, 0.2
    total = total_effects(paths)[0]
    assert [total[0, 2], total[0, 3], total[1, 3]] == pytest.approx([0.3, 0.06, 0.08])


def test_what_has_no_solution_is_named() -> None:
    against = np.array([[1, -1, 0.2], [-1, 1, -0.2], [0.2, -0.2, 1]])
    assert fit_path_models(against[None], TWO).problems[0] == Problem.NO_VARIANCE
    noise = np.array([[1, 0.6, 0.5], [0.6, 1, 0.3], [0.5, 0.3, 1]])
    stopped = fit_path_models(noise[None], TWO, most=1)
    assert stopped.problems[0] == Problem.NO_CONVERGENCE
    assert np.isnan(stopped.weights).all()
    twins = np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1.0]])
    arrows = np.array([[False, False, True], [False, False, True], [False, False, False]])
    model = PathModel(np.arange(3), arrows)
    found = fit_path_models(twins[None], model)
    assert found.problems[0] == Problem.COLLINEAR
    assert collinear_causes(found.correlations[0], model) == (0, 1)


def test_a_bad_replicate_spoils_no_other() -> None:
    good = np.array([[1, 0.6, 0.5], [0.6, 1, 0.3], [0.5, 0.3, 1]])
    found = fit_path_models(np.stack([good, np.zeros((3, 3)), good]), TWO)
    assert found.problems.tolist() == [Problem.NONE, Problem.NO_VARIANCE, Problem.NONE]
    assert found.weights[2] == pytest.approx(fit_path_models(good[None], TWO).weights[0], abs=1e-14)


def test_depths_name_a_circle() -> None:
    circle = np.array([[False, True, False], [False, False, True], [False, True, False]])
    assert depths(circle) == (0, -1, -1)


def answers(seed: int, rows: int = 60) -> np.ndarray:
    """Seven items, 1–10, of three constructs that follow from each other."""
    rng = np.random.default_rng(seed)
    a = rng.normal(size=rows)
    b = 0.6 * a + 0.8 * rng.normal(size=rows)
    c = 0.4 * a + 0.4 * b + 0.7 * rng.normal(size=rows)
    latent = np.stack([a, a, a, b, b, c, c])
    return np.clip(np.round(5.5 + 1.6 * latent + rng.normal(size=latent.shape)), 1, 10)


THREE = PathModel(
    np.array([0, 0, 0, 1, 1, 2, 2]), np.array([[False, True, True], [False, False, True], [False, False, False]])
)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), scheme=st.sampled_from(["centroid", "factorial", "path"]))
def test_the_solution_is_a_fixed_point(seed: int, scheme: Any) -> None:
    """Scores have variance 1, R² = 1 − residual variance, and starting elsewhere leads to the same weights."""
    model = PathModel(THREE.owner, THREE.arrows, scheme)
    x = answers(seed)
    r = np.corrcoef(x)[None]
    found = fit_path_models(r, model)
    z = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    scores = np.stack([found.weights[0, THREE.owner == k] @ z[THREE.owner == k] for k in range(3)])
    assert scores.var(axis=1) == pytest.approx(np.ones(3))
    residual = scores[2] - np.linalg.lstsq(scores[:2].T, scores[2], rcond=None)[0] @ scores[:2]
    assert found.r2[0, 2] == pytest.approx(1 - residual.var())
    other = fit_path_models(r, model, start=np.arange(1.0, 8.0))
    assert other.weights == pytest.approx(found.weights, abs=1e-8)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_many_at_once_are_the_same_as_one_by_one(seed: int) -> None:
    r = np.stack([np.corrcoef(answers(seed + k)) for k in range(5)])
    together = fit_path_models(r, THREE)
    for k in range(5):
        alone = fit_path_models(r[k : k + 1], THREE)
        assert together.weights[k] == pytest.approx(alone.weights[0], abs=1e-9)
        assert together.totals[k] == pytest.approx(alone.totals[0], abs=1e-9)


def fitted(x: np.ndarray, number: int = 0, seed: int = 1, **design: Any) -> PathEstimate:
    return estimate_paths(Sample(x, **design), THREE, number, seed)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_rows_and_weights(seed: int) -> None:
    """Row order changes nothing; equal weights are none; a weight of 2 is the row twice (Becker & Ismail 2016)."""
    x, rng = answers(seed), np.random.default_rng(seed)
    plain = fitted(x).weights
    assert fitted(x[:, rng.permutation(x.shape[1])]).weights == pytest.approx(plain, abs=1e-9)
    assert fitted(x, weights=np.full(x.shape[1], 3.0)).weights == pytest.approx(plain, abs=1e-9)
    double = rng.integers(0, 2, x.shape[1])
    twice = np.concatenate([x, x[:, double == 1]], axis=1)
    weighted, repeated = fitted(x, weights=1.0 + double), fitted(twice)
    assert weighted.fits is not None
    assert repeated.fits is not None
    assert weighted.fits.weights == pytest.approx(repeated.fits.weights, abs=1e-9)
    assert weighted.fits.paths == pytest.approx(repeated.fits.paths, abs=1e-9)


def test_weighted_spreads_are_numpys() -> None:
    rng = np.random.default_rng(3)
    x, w = rng.normal(5, 2, size=(4, 50)), rng.uniform(0.5, 3, 50)
    of_row = rng.integers(0, 9, 50)
    found = spreads(unit_products(x, w, of_row, 9).sum(axis=0, keepdims=True), 4)
    covariance = np.cov(x, aweights=w, ddof=0)
    assert found.means[0] == pytest.approx(np.average(x, axis=1, weights=w))
    assert found.deviations[0] == pytest.approx(np.sqrt(np.diag(covariance)))
    assert found.correlations[0] == pytest.approx(covariance / np.outer(found.deviations[0], found.deviations[0]))


def test_rows_lacking_an_item_and_rows_without_weight_are_left_out_of_the_model() -> None:
    x = answers(5)
    holed = np.concatenate([x, x[:, :4]], axis=1)
    holed[2, -4:] = np.nan
    found = fitted(holed, weights=np.append(np.ones(63), 0.0))
    assert found.n == 60
    assert found.weights == pytest.approx(fitted(x).weights, abs=1e-12)


def test_a_constant_item_and_too_few_rows_give_no_model() -> None:
    x = answers(1)
    x[4] = 7
    assert fitted(x).constant.tolist() == [4]
    assert fitted(x).fits is None
    assert fitted(answers(1)[:, :2]).fits is None


def test_replicates_refit_the_whole_model() -> None:
    """A replicate is the model of the sample that it draws: units once each and n/(n − 1)-fold have the same fit."""
    x = answers(2, 40)
    found = fitted(x, 200, 7)
    assert found.again is not None
    counts = found.again.replicates.counts
    for b in range(3):
        drawn = np.round(counts[b] * 39 / 40).astype(int)
        alone = fitted(np.repeat(x, drawn, axis=1))
        assert alone.fits is not None
        assert found.again.fits.paths[b] == pytest.approx(alone.fits.paths[0], abs=1e-6)


def test_clusters_are_drawn_whole_within_strata() -> None:
    x = answers(3, 60)
    clusters, strata = np.repeat(np.arange(12), 5), np.repeat(np.arange(3), 20)
    found = fitted(x, 150, 1, clusters=clusters, strata=strata)
    assert found.again is not None
    counts, units = found.again.replicates.counts, found.again.replicates.units
    assert counts.shape == (150, 12)
    assert all(len(set(clusters[units == unit])) == 1 for unit in range(12))
    # 3 of 4 clusters, 4/3-fold, in each stratum: 4 whatever is drawn
    for stratum in range(3):
        assert counts[:, np.unique(units[strata == stratum])].sum(axis=1) == pytest.approx(np.full(150, 4.0))


def test_one_cluster_in_a_stratum_gives_no_replicates() -> None:
    x = answers(3, 60)
    found = fitted(x, 150, 1, clusters=np.repeat(np.arange(3), 20), strata=np.repeat(np.arange(3), 20))
    assert found.solved
    assert found.again is None


def test_index_by_hand() -> None:
    """w = (1, 3), σ = (1, 2) → u = (1, 1.5). Answers (4, 9) on 1–5 and 0–10:
    100 (3 + 1.5·9)/(4 + 1.5·10) = 86.842; only the first: 100·3/4 = 75. Mean weighted 1 : 3 → 77.9605."""
    u = unstandardised(np.array([[1.0, 3.0]]), np.array([[1.0, 2.0]]))
    values = np.array([[4.0, 4.0, np.nan], [9.0, np.nan, np.nan]])
    lows, ranges = np.array([1.0, 0.0]), np.array([4.0, 10.0])
    found = patterns(values, lows, np.arange(2), 1, np.array([1.0, 3.0, 5.0]), np.arange(3))
    once = Replicates(np.arange(3), np.ones((1, 3)))
    assert index_means(found, once, u, ranges).means[0] == pytest.approx((1650 / 19 + 3 * 75) / 4)
    both = patterns(values, lows, np.arange(2), 2, np.array([1.0, 3.0, 5.0]), np.arange(3))
    assert index_means(both, once, u, ranges).means[0] == pytest.approx(1650 / 19)
    without = Replicates(np.arange(3), np.array([[0.0, 1, 1]]))
    assert math.isnan(index_means(both, without, u, ranges).means[0])


def test_importance_by_hand() -> None:
    """Two single items, 1–5 (σ = 1) and 0–10 (σ = 2), path .5: indices have σ 25 and 20, so .5·20/25 = .4."""
    totals = np.array([[[0.0, 0.5], [0.0, 0.0]]])
    found = importances(totals, np.array([[1.0, 0.5]]), np.array([4.0, 10.0]), np.arange(2))
    assert found[0, 0, 1] == pytest.approx(0.4)


def test_a_figure_undefined_in_most_replicates_has_no_spread() -> None:
    assert spread_of(np.array([1.0, np.nan, np.nan, np.nan])) is None
    found = spread_of(np.array([1.0, 2.0, 3.0, np.nan]))
    assert found is not None
    assert (found.std_error, found.number) == (1.0, 3)
    assert all(one <= other for one, other in pairwise([found.low, 2.0, found.high]))
