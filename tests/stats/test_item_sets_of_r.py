"""Every item set R gave figures of: psych 2.2.9 (alpha, items), lavaan 0.6.14 and semTools 0.5.6 (one factor).

Conventions that differ, and so are converted: semTools divides ω by the observed variance of the sum and pools raw
variances in AVE; psych gives a two-item scale an "alpha if dropped", which is the other item's variance over a
covariance and no alpha: ours is missing.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from satindex.stats.confirmatory import NEGATIVE_RESIDUAL, TWO_ITEMS, confirm
from satindex.stats.exploratory import explore
from satindex.stats.internal_consistency import internal_consistency
from satindex.stats.validity import convergence

FILES = {
    "bfi": "items/bfi.csv",
    "attitude": "drivers/attitude.csv",
    "mobi": "ecsi/mobi.csv",
    "bank": "ecsi/bank.csv",
    "kiosk": "servqual/kiosk_tidy.csv",
    "SQ": "servqual/SQ_bliemel.csv",
}
BFI = [f"bfi_{trait}" for trait in "ACENO"]
MOBI = [f"mobi_{construct}" for construct in ("IMAG", "CUEX", "PERQ", "PERV", "CUSA", "CUSL")]
BANK = [f"bank_{construct}" for construct in ("imag", "expe", "qual", "val", "sat", "loy")]
KIOSK = [f"kiosk_{s}_{d}" for s in ("e", "p", "gap") for d in ("accuracy", "tangible", "control", "economy", "conv")]
ALL = [*BFI, "attitude", "attitude_no_rating", *MOBI, *BANK, *KIOSK, "kiosk_gap_all24", "SQ_22"]
TABLE_OF_PINGOUIN = "pingouin_wide_missing"
TWO = "mobi_PERV"
HEYWOOD = {"mobi_CUSL", "kiosk_p_control"}


@cache
def golden(shared: Path) -> dict[str, Any]:
    return dict(json.loads((shared / "golden" / "reliability.json").read_text(encoding="utf-8")))


@cache
def file_of(shared: Path, name: str) -> pd.DataFrame:
    data = pd.read_csv(shared / "data" / FILES[name])
    if name == "kiosk":
        gaps = {f"g{k:02d}": data[f"p{k:02d}"] - data[f"e{k:02d}"] for k in range(1, 25)}
        # The four who never used a kiosk were shown no item: no rows of R's either.
        data = pd.concat([data, pd.DataFrame(gaps)], axis=1).dropna(subset=["e01"])
    return data


def answers_of(shared: Path, name: str) -> pd.DataFrame:
    """Return a set's answers, those that psych marks "-" turned round."""
    items = list(golden(shared)[name]["item_mean"])
    if name == TABLE_OF_PINGOUIN:
        import pingouin

        return pd.DataFrame(pingouin.read_dataset("cronbach_wide_missing")[items]).astype(float)
    data = file_of(shared, name.split("_")[0])
    keyed = {item.rstrip("-"): 7 - data[item[:-1]] if item.endswith("-") else data[item] for item in items}
    return pd.DataFrame(keyed).astype(float)


@pytest.mark.parametrize("name", [*ALL, TABLE_OF_PINGOUIN])
def test_alpha_and_item_figures(shared: Path, name: str) -> None:
    """R: alpha(x), pairwise, alpha.ci (Feldt), alpha(na.omit(x))."""
    expected, answers = golden(shared)[name], answers_of(shared, name)
    assert (len(answers), len(answers.dropna())) == (expected["n"], expected["n_complete"])
    assert answers.mean().to_numpy() == pytest.approx(list(expected["item_mean"].values()), rel=1e-12)
    found = internal_consistency(answers.cov().to_numpy(), len(answers))
    bounds = [expected["feldt"][end][0]["raw_alpha"] for end in ("lower.ci", "upper.ci")]
    assert [found.alpha, found.low, found.high] == pytest.approx([expected["raw_alpha"], *bounds], abs=1e-12)
    assert found.standardised == pytest.approx(expected["std_alpha"], abs=1e-12)
    assert found.item_rest == pytest.approx(list(expected["r_drop"].values()), abs=1e-12)
    if len(answers.columns) > 2:
        assert found.if_deleted == pytest.approx(list(expected["alpha_drop"].values()), abs=1e-12)
    else:
        assert found.if_deleted == (None, None)
    complete = answers.dropna()
    listwise = internal_consistency(complete.cov().to_numpy(), len(complete))
    assert listwise.alpha == pytest.approx(expected["raw_alpha_listwise"], abs=1e-12)


@pytest.mark.parametrize("name", [name for name in ALL if name not in {TWO, "kiosk_gap_all24"}])
def test_one_factor(shared: Path, name: str) -> None:
    """R: cfa(one factor, std.lv), listwise; compRelSEM(), AVE(). lavaan's optimiser stops short of the maximum by 5e-6.

    Two of them have a residual variance below 0: R gives their figures all the same, ours names the item and gives
    none, although the fit is the same.
    """
    expected, answers = golden(shared)[name], answers_of(shared, name).dropna()
    covariance = answers.cov().to_numpy()
    fit = confirm(covariance, len(answers))
    assert fit.standardised is not None
    assert fit.loadings is not None
    assert fit.residuals is not None
    assert fit.standardised == pytest.approx(list(expected["std_loadings"].values()), abs=1e-5)
    common, squares = fit.loadings.sum() ** 2, (fit.loadings**2).sum()
    assert common / covariance.sum() == pytest.approx(expected["omega_cfa_listwise"], abs=5e-6)
    assert squares / (squares + fit.residuals.sum()) == pytest.approx(expected["AVE_listwise"], abs=5e-6)
    ours = convergence(fit)
    assert fit.improper == (NEGATIVE_RESIDUAL if name in HEYWOOD else None)
    if name in HEYWOOD:
        assert (ours.omega, ours.composite_reliability, ours.variance_extracted) == (None, None, None)
    else:
        assert ours.omega == pytest.approx(common / (common + fit.residuals.sum()), abs=1e-12)
        assert ours.variance_extracted == pytest.approx((fit.standardised**2).mean(), abs=1e-12)


def test_two_items_have_no_one_factor_model(shared: Path) -> None:
    answers = answers_of(shared, TWO)
    assert confirm(answers.cov().to_numpy(), len(answers)).reason == TWO_ITEMS


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("omega_attitude_1", "attitude"),
        ("omega_attitude_3", "attitude"),
        ("omega_mobi_PERQ_1", "mobi_PERQ"),
        ("omega_SQ_3", "SQ_22"),
    ],
)
def test_omega_of_exploratory_loadings(shared: Path, name: str, sets: str) -> None:
    """R: omega(x, nfactors): ω total 1 − Σu²/ΣR of minres loadings, where optim stops; of one factor, ω_h (Σλ)²/ΣR."""
    expected, factors = golden(shared)[name], golden(shared)[name]["nfactors"]
    r = answers_of(shared, sets).corr().to_numpy()
    found = explore(r, factors)
    assert found.uniqueness is not None
    assert found.loadings is not None
    assert 1 - found.uniqueness.sum() / r.sum() == pytest.approx(expected["omega_tot"], abs=5e-6)
    if factors == 1:
        assert found.loadings.sum() ** 2 / r.sum() == pytest.approx(expected["omega_h"], abs=1e-6)
    assert internal_consistency(r, 100).alpha == pytest.approx(expected["alpha"], abs=1e-12)
