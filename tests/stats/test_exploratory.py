"""Exploratory factor analysis, sampling adequacy, rotation: R psych 2.2.9 and properties."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.adequacy import SINGULAR, adequacy
from satindex.stats.exploratory import TOO_MANY_FACTORS, explore, parallel_analysis
from satindex.stats.rotation import rotated


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("kmo_attitude", "drivers/attitude.csv"),
        ("kmo_mobi", "ecsi/mobi.csv"),
        ("kmo_SQ", "servqual/SQ_bliemel.csv"),
        ("kmo_kiosk_p", "servqual/kiosk_tidy.csv"),
    ],
)
def test_kmo_and_bartlett_equal_psych(shared: Path, name: str, file: str) -> None:
    """R: KMO(cor(x)), cortest.bartlett(cor(x), n)."""
    expected = json.loads((shared / "golden/reliability.json").read_text())[name]
    data = pd.read_csv(shared / "data" / file)[list(expected["MSAi"])].dropna()
    found = adequacy(data.corr().to_numpy(), len(data))
    assert (found.kmo, found.chi2, found.df) == pytest.approx(
        (expected["KMO"], expected["chisq"], expected["df"]), rel=1e-9
    )
    assert found.by_item == pytest.approx(tuple(expected["MSAi"].values()), abs=1e-9)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-6, abs=1e-200)


def test_bartlett_by_hand() -> None:
    """r = .5 thrice: |R| = .5, χ² = −(99 − 11/6)·ln .5 = 67.3508; partial r = 1/3, KMO = .25/(.25 + 1/9)."""
    found = adequacy(np.array([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]), 100)
    assert (found.chi2, found.kmo) == pytest.approx((67.350801, 9 / 13), abs=1e-5)
    assert adequacy(np.ones((3, 3)), 100).reason == SINGULAR


def test_minres_gives_psychs_omega_total(shared: Path) -> None:
    """R: omega(attitude, nfactors = 1): ω total .8509925 = 1 − Σu²/ΣR; omega(mobi PERQ, 1): .8779273."""
    expected = json.loads((shared / "golden/reliability.json").read_text())
    for name, file, prefix in (
        ("omega_attitude_1", "drivers/attitude.csv", ""),
        ("omega_mobi_PERQ_1", "ecsi/mobi.csv", "PERQ"),
    ):
        data = pd.read_csv(shared / "data" / file)
        r = data[[column for column in data if column.startswith(prefix)]].corr().to_numpy()
        found = explore(r, 1)
        assert found.uniqueness is not None
        assert 1 - found.uniqueness.sum() / r.sum() == pytest.approx(expected[name]["omega_tot"], abs=1e-6)


def test_minres_and_oblimin_give_psychs_hierarchical_omega(shared: Path) -> None:
    """R: omega(SQ[1:22], nfactors = 3): the Schmid–Leiman general factor of minres loadings rotated by oblimin."""
    expected = json.loads((shared / "golden/reliability.json").read_text())["omega_SQ_3"]
    r = pd.read_csv(shared / "data/servqual/SQ_bliemel.csv").iloc[:, :22].corr().to_numpy()
    found = explore(r, 3)
    assert found.loadings is not None
    assert found.correlations is not None
    assert found.uniqueness is not None
    a, b, c = (found.correlations[i, j] for i, j in ((0, 1), (0, 2), (1, 2)))
    general = found.loadings @ np.sqrt([a * b / c, a * c / b, b * c / a])
    assert 1 - found.uniqueness.sum() / r.sum() == pytest.approx(expected["omega_tot"], abs=1e-6)
    assert general.sum() ** 2 / r.sum() == pytest.approx(expected["omega_h"], abs=1e-5)


def test_ml_equals_statsmodels(shared: Path) -> None:
    """statsmodels Factor(corr=R, n_factor=3, method='ml'): the same uniquenesses."""
    from statsmodels.multivariate.factor import Factor

    data = pd.read_csv(shared / "data/items/HolzingerSwineford1939.csv")[[f"x{k}" for k in range(1, 10)]]
    r = data.corr().to_numpy()
    found = explore(r, 3, "ml", "none")
    assert found.uniqueness == pytest.approx(Factor(corr=r, n_factor=3, method="ml").fit().uniqueness, abs=1e-5)


def test_varimax_of_holzinger(shared: Path) -> None:
    """R: factanal(x1..x9, 3) loadings of x1: .277, .623, .151 (varimax with Kaiser's weights; textual first)."""
    data = pd.read_csv(shared / "data/items/HolzingerSwineford1939.csv")[[f"x{k}" for k in range(1, 10)]]
    found = explore(data.corr().to_numpy(), 3, "ml", "varimax")
    assert found.loadings is not None
    assert found.loadings[0] == pytest.approx([0.277, 0.623, 0.151], abs=2e-3)


SIMPLE = np.array([[0.8, 0], [0.7, 0], [0.75, 0], [0, 0.6], [0, 0.5], [0, 0.65]])


@pytest.mark.parametrize("method", ["varimax", "promax", "oblimin"])
@settings(deadline=None)
@given(angle=st.floats(-3.0, 3.0))
def test_simple_structure_is_found_from_any_start(method: str, angle: float) -> None:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found = rotated(SIMPLE @ turn, method)  # type: ignore[arg-type]
    assert np.abs(found.loadings - SIMPLE).max() < 1e-3


@settings(deadline=None)
@given(angle=st.floats(-3.0, 3.0), method=st.sampled_from(["varimax", "promax", "oblimin", "none"]))
def test_rotation_keeps_what_the_factors_explain(angle: float, method: str) -> None:
    start = np.array([[0.8, 0.2], [0.6, -0.3], [0.1, 0.7], [0.4, 0.5], [0.3, -0.6]])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found = rotated(start @ turn, method)  # type: ignore[arg-type]
    assert found.loadings @ found.correlations @ found.loadings.T == pytest.approx(start @ start.T, abs=1e-8)


def test_parallel_analysis_counts_factors_and_repeats_by_seed() -> None:
    correlation = np.kron(np.eye(2), np.full((4, 4), 0.6)) + 0.4 * np.eye(8)
    one, other = (parallel_analysis(correlation, 300, seed=5) for _ in range(2))
    assert one.factors == 2
    assert one == other
    assert parallel_analysis(np.eye(8), 300).factors == 0


def test_random_eigenvalues_are_those_of_random_answers() -> None:
    """The 95th percentiles drawn from the Wishart distribution agree with those of 400 data sets of normal answers."""
    rng = np.random.default_rng(3)
    found = np.quantile(
        [np.linalg.eigvalsh(np.corrcoef(rng.normal(size=(6, 100))))[::-1] for _ in range(400)], 0.95, axis=0
    )
    assert parallel_analysis(np.eye(6), 100, draws=2000).by_chance == pytest.approx(found, abs=0.03)


def test_too_many_factors() -> None:
    assert explore(np.eye(3), 2).reason == TOO_MANY_FACTORS
