"""What every family hands back, ready to be laid out in tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array
from satindex.linkage.predicted import Predicted
from satindex.results.result import Cell
from satindex.stats.brant import ProportionalOdds
from satindex.stats.calibration import Group
from satindex.stats.cox import CoxFit
from satindex.stats.firth import FirthFit
from satindex.stats.marginal_effects import MarginalEffects
from satindex.stats.ordinal import OrdinalFit
from satindex.stats.profile import Profile

Ratio = Literal["odds_ratio", "rate_ratio", "hazard_ratio"]
Estimated = OrdinalFit | FirthFit | CoxFit
INTERCEPT = "(intercept)"


NOTHING_PREDICTED = Words("this model predicts nothing", "该模型不作预测")


@dataclass(frozen=True)
class Coefficient:
    """One estimate with its standard error, in the units of the linear predictor."""

    term: str
    estimate: float
    std_error: float


@dataclass(frozen=True)
class CategoryEffect:
    """How much a term moves the share of one level of an ordered outcome, per unit, on average."""

    term: str
    category: str
    effect: float
    std_error: float


@dataclass(frozen=True)
class Fitted:
    """A fitted model: its coefficients (and thresholds), `df` of their t (None: normal), and figures of its fit.

    `errors` names the standard errors as computed: HC0, HC3, cluster, design, model. `notes` are what a reader
    must know about this very fit; `profiles` holds, by term, intervals and tests of the likelihood in place of those of
    the standard errors; `title`, `formula` and `sources` say what it is where that is not what its family says.
    `predicted` is what it expects of each respondent (`unpredicted` why it expects nothing), `estimated` what `stats`
    found, `brant` its test of proportional odds, `calibration` the tenths of the predicted probabilities.
    """

    family: str
    errors: str
    coefficients: tuple[Coefficient, ...]
    df: float | None
    figures: Mapping[str, Cell]
    ratio: Ratio | None = None
    thresholds: tuple[Coefficient, ...] = ()
    effects: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    category_effects: tuple[CategoryEffect, ...] = ()
    notes: tuple[Words, ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    title: Words | None = None
    formula: Words | None = None
    sources: tuple[str, ...] = ()
    predicted: Predicted | None = None
    unpredicted: Words = NOTHING_PREDICTED
    estimated: Estimated | None = None
    brant: ProportionalOdds | None = None
    calibration: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Why there is no fit, in words; `terms` are the terms to blame."""

    reason: Words
    terms: tuple[str, ...] = ()


def coefficients(terms: tuple[str, ...], estimates: Array, std_errors: Array) -> tuple[Coefficient, ...]:
    """Return one coefficient per term."""
    triples = zip(terms, estimates.tolist(), std_errors.tolist(), strict=True)
    return tuple(Coefficient(term, estimate, error) for term, estimate, error in triples)


def effects_by_term(terms: tuple[str, ...], effects: MarginalEffects) -> dict[str, tuple[float, float]]:
    """Return each term's average marginal effect and its standard error."""
    pairs = zip(effects.estimates.tolist(), effects.std_errors.tolist(), strict=True)
    return dict(zip(terms, pairs, strict=True))


def likelihood_figures(value: float, null: float, n: int, parameters: int, designed: bool) -> dict[str, Cell]:
    """Return log likelihoods and pseudo R²; AIC and BIC only where rows are an independent unweighted sample."""
    cox_snell = 1 - float(np.exp(2 * (null - value) / n))
    largest = 1 - float(np.exp(2 * null / n))
    figures: dict[str, Cell] = {
        "log_likelihood": value,
        "null_log_likelihood": null,
        "mcfadden": 1 - value / null if null else None,
        "cox_snell": cox_snell,
        "nagelkerke": cox_snell / largest if largest > 0 else None,
    }
    if not designed:
        figures |= {"aic": 2 * parameters - 2 * value, "bic": float(np.log(n)) * parameters - 2 * value}
    return figures
