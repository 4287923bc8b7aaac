"""Confirmatory factor analysis against R lavaan 0.6.14 (`cfa`, maximum likelihood) and semTools 0.5.6."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.confirmatory import (
    NOT_A_CORRELATION,
    SINGULAR,
    TWO_ITEMS,
    FactorFit,
    confirm,
)
from satindex.stats.validity import convergence, discrimination

DATA = {
    "holzinger": "items/HolzingerSwineford1939.csv",
    "bb1992_fco": "servqual/servqual_bb1992.csv",
    "bb1992_rater5": "servqual/servqual_bb1992.csv",
    "bb1992_one": "servqual/servqual_bb1992.csv",
    "kiosk211_p6": "servqual/kiosk_tidy.csv",
    "mobi_6": "ecsi/mobi.csv",
    "bank_6": "ecsi/bank.csv",
    "bfi_5_listwise": "items/bfi.csv",
}
IMPROPER = {"bb1992_rater5", "mobi_6", "bank_6"}


def golden(shared: Path, file: str) -> dict[str, Any]:
    return dict(json.loads((shared / "golden" / file).read_text(encoding="utf-8")))


def model(expected: dict[str, Any]) -> tuple[list[str], list[int]]:
    """Return lavaan's model as the items and the factor of each."""
    lines = [line.split("=~")[1].split("+") for line in expected["model"].split("\n")]
    return [item.strip() for line in lines for item in line], [at for at, line in enumerate(lines) for _ in line]


def fitted(shared: Path, name: str) -> tuple[pd.DataFrame, dict[str, Any], list[int], FactorFit]:
    expected = golden(shared, "cfa.json")[name]
    items, factor_of = model(expected)
    data = pd.read_csv(shared / "data" / DATA[name])[items].dropna()
    assert len(data) == expected["fit"]["ntotal"]
    return data, expected, factor_of, confirm(data.cov().to_numpy(), len(data), factor_of)


@pytest.mark.parametrize("name", DATA)
def test_fit_equals_lavaan(shared: Path, name: str) -> None:
    """An optimised fit: χ² and indices to 1e-6; loadings, which lavaan's optimiser stops short of, to 1e-4.

    `est`: raw loadings where the first of each factor is 1; `phi`: the factors' correlations.
    """
    _, expected, factor_of, fit = fitted(shared, name)
    found = (fit.chi2, fit.df, fit.cfi, fit.rmsea)
    assert found == pytest.approx([expected["fit"][key] for key in ("chisq", "df", "cfi", "rmsea")], abs=1e-6)
    assert fit.standardised is not None
    assert np.abs(fit.standardised) == pytest.approx(np.abs(list(expected["std_loading"].values())), abs=1e-4)
    assert fit.loadings is not None
    assert fit.correlations is not None
    first = [fit.loadings[factor_of.index(factor)] for factor in factor_of]
    assert fit.loadings / first == pytest.approx(list(expected["est"].values()), rel=1e-3, abs=1e-4)
    # A factor and its mirror image fit alike: correlations are compared by size. A single factor has none.
    if len(fit.correlations) > 1:
        assert np.abs(fit.correlations) == pytest.approx(np.abs(expected["phi"]), abs=1e-4)


@pytest.mark.parametrize("name", DATA)
def test_improper_solutions_are_named(shared: Path, name: str) -> None:
    """lavaan: "the covariance matrix of latent variables is not positive definite" (`lavInspect(, "post.check")`)."""
    _, expected, _, fit = fitted(shared, name)
    assert expected["post_check"] == (name not in IMPROPER)
    assert fit.improper == (NOT_A_CORRELATION if name in IMPROPER else None)


# Sums over items of which some run against the others: R's CR of these is near 0, and means nothing.
MIXED = {"bfi_5_listwise": {"C", "E", "O"}}


@pytest.mark.parametrize("name", DATA)
def test_cr_and_ave_equal_semtools_once_its_conventions_are_taken(shared: Path, name: str) -> None:
    """R: compRelSEM(fit) divides by the observed variance of the sum, AVE(fit) pools raw variances.

    Ours divides by the implied variance and averages squared standardised loadings; both follow from the same fit.
    """
    data, expected, factor_of, fit = fitted(shared, name)
    assert fit.loadings is not None
    assert fit.residuals is not None
    covariance = data.cov().to_numpy()
    of = np.array(factor_of)
    relative = {
        key: list(v.values()) if isinstance(v, dict) else [v]
        for key, v in expected.items()
        if key in ("CR_omega", "AVE")
    }
    for factor in range(max(factor_of) + 1):
        at = np.flatnonzero(of == factor)
        common, squares, residual = fit.loadings[at].sum() ** 2, (fit.loadings[at] ** 2).sum(), fit.residuals[at].sum()
        if expected["lv"][factor] not in MIXED.get(name, set()):
            assert common / covariance[np.ix_(at, at)].sum() == pytest.approx(relative["CR_omega"][factor], abs=1e-4)
        assert squares / (squares + residual) == pytest.approx(relative["AVE"][factor], abs=1e-4)
        ours = convergence(fit, factor)
        assert ours.omega == pytest.approx(common / (common + residual), abs=1e-12)


@pytest.mark.parametrize("name", [name for name in DATA if name != "bb1992_one"])
def test_htmt2_equals_semtools(shared: Path, name: str) -> None:
    """R: semTools::htmt(model, data), whose default is HTMT2 (geometric means)."""
    data, expected, factor_of, _ = fitted(shared, name)
    correlation = data.corr().to_numpy()
    at = [np.flatnonzero(np.array(factor_of) == factor) for factor in range(max(factor_of) + 1)]
    for a, b in combinations(range(len(at)), 2):
        found = discrimination(correlation, at[a].tolist(), at[b].tolist())
        assert found.htmt2 == pytest.approx(expected["htmt"][a][b], abs=1e-12)


def test_omega_of_holzingers_first_five_items(shared: Path) -> None:
    """R: compRelSEM(cfa("f =~ x1 + x2 + x3 + x4 + x5"), obs.var = FALSE) = .667; mean squared standardised loading."""
    data = pd.read_csv(shared / "data/items/HolzingerSwineford1939.csv")[[f"x{k}" for k in range(1, 6)]]
    found = convergence(confirm(data.cov().to_numpy(), len(data)))
    assert found.omega == pytest.approx(0.667, abs=5e-4)
    assert found.variance_extracted == pytest.approx(0.343, abs=5e-4)


def test_by_hand() -> None:
    """Three items are exactly identified: λ₁ = √(r₁₂r₁₃/r₂₃) = √(.48·.4/.3) = .8, λ₂ = .6, λ₃ = .5.

    ω = 1.9²/(1.9² + .36 + .64 + .75) = .673507; AVE = (.64 + .36 + .25)/3.
    """
    fit = confirm(np.array([[1, 0.48, 0.4], [0.48, 1, 0.3], [0.4, 0.3, 1]]), n=50)
    found = convergence(fit)
    assert fit.standardised == pytest.approx([0.8, 0.6, 0.5])
    assert (found.omega, found.composite_reliability) == pytest.approx((3.61 / 5.36, 3.61 / 5.36))
    assert found.variance_extracted == pytest.approx(1.25 / 3)
    assert (fit.df, fit.rmsea) == (0, None)


def test_what_cannot_be_fitted_says_why() -> None:
    assert confirm(np.eye(2), 50).reason == TWO_ITEMS
    assert confirm(np.ones((3, 3)), 50).reason == SINGULAR
    assert confirm(np.diag([1.0, 0.0, 1.0]), 50).reason == SINGULAR
    assert confirm(np.full((3, 3), np.nan), 50).reason == SINGULAR


@settings(deadline=None)
@given(
    loadings=st.lists(st.floats(0.4, 0.9), min_size=4, max_size=7),
    spread=st.lists(st.floats(0.2, 5.0), min_size=7, max_size=7),
    turned=st.integers(0, 6),
)
def test_a_true_model_is_found_in_any_unit(loadings: list[float], spread: list[float], turned: int) -> None:
    """Σ made from known loadings gives them back; a reversed item has the negative loading; units do not matter."""
    true = np.array(loadings)
    true[turned % len(true)] *= -1 if len(true) > 4 else 1
    units = np.array(spread[: len(true)])
    correlation = np.outer(true, true) + np.diag(1 - true**2)
    fit = confirm(correlation * np.outer(units, units), n=100)
    assert fit.standardised is not None
    assert fit.standardised * np.sign(fit.standardised[0] * true[0]) == pytest.approx(true, abs=1e-4)
    assert fit.chi2 == pytest.approx(0, abs=1e-5)
