"""Covariances of coefficients that hold where the model's own would not: robust, clustered, of a survey design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from satindex.stats.estimates import Array, Codes, Covariance, Likelihood, NotFitted, ScoreBlocks

Errors = Literal["model", "robust", "cluster", "design"]


@dataclass(frozen=True)
class Sampling:
    """How the rows were drawn. Strata and clusters are codes 0, 1, …; clusters are nested in strata.

    `sampled` holds, per stratum code, how many sampling units the whole design has (rows outside the base included);
    None: those present. `undrawn` is 1 − f per stratum code, f the share of the population's units that was drawn;
    None: a population without end.
    """

    strata: Codes | None = None
    clusters: Codes | None = None
    sampled: Codes | None = None
    undrawn: Array | None = None


def covariance(fit: Likelihood, errors: Errors, sampling: Sampling | None = None) -> Covariance | NotFitted:
    """Return the covariance of a fit's coefficients.

    `model`: inverse information. `robust`: HC0 (White 1980). `cluster`: statsmodels' and Stata's factor
    G/(G − 1)·(n − 1)/(n − k), normal quantiles. `design`: clusters within strata (Binder 1983), with the correction for
    a finite population where it is known, as R `survey::svyglm`; df = clusters − strata − predictors.
    """
    if errors == "model":
        return Covariance(_original(fit, fit.inverse))
    if errors == "robust":
        return Covariance(_around(fit, _meat(fit.scores, len(fit.inverse))))
    if errors == "cluster":
        return _clustered(fit, sampling or Sampling())
    return _designed(fit, sampling or Sampling())


def influence_covariance(influences: Array, errors: Errors, sampling: Sampling) -> Covariance | NotFitted:
    """Return the covariance of figures whose rows' influences are given (figures × rows): by cluster or design."""
    k = len(influences)
    fit = Likelihood(
        coefficients=np.zeros(k),
        inverse=np.eye(k),
        to_original=np.eye(k),
        scores=lambda: iter([(slice(0, influences.shape[1]), influences)]),
        log_likelihood=0.0,
        null_log_likelihood=0.0,
        n=influences.shape[1],
        predictors=0,
        steps=0,
    )
    return covariance(fit, errors, sampling)


def _original(fit: Likelihood, matrix: Array) -> Array:
    return np.asarray(fit.to_original @ matrix @ fit.to_original.T)


def _around(fit: Likelihood, meat: Array) -> Array:
    return _original(fit, fit.inverse @ meat @ fit.inverse)


def _meat(scores: ScoreBlocks, k: int) -> Array:
    meat = np.zeros((k, k))
    for _, block in scores():
        meat += block @ block.T
    return meat


def _totals(scores: ScoreBlocks, k: int, groups: Codes, count: int) -> Array:
    """Sum the rows' scores by group: k × count."""
    totals = np.zeros((k, count))
    for rows, block in scores():
        for place in range(k):
            np.add.at(totals[place], groups[rows], block[place])
    return totals


def _clustered(fit: Likelihood, sampling: Sampling) -> Covariance | NotFitted:
    k = len(fit.inverse)
    if sampling.clusters is None:
        return NotFitted("lonely_cluster")
    _, groups = np.unique(sampling.clusters, return_inverse=True)
    count = int(groups.max()) + 1
    if count < 2:
        return NotFitted("lonely_cluster")
    totals = _totals(fit.scores, k, groups, count)
    factor = count / (count - 1) * (fit.n - 1) / (fit.n - k)
    return Covariance(_around(fit, totals @ totals.T) * factor)


def _designed(fit: Likelihood, sampling: Sampling) -> Covariance | NotFitted:
    k = len(fit.inverse)
    strata = np.zeros(fit.n, dtype=np.int64) if sampling.strata is None else sampling.strata
    units, unit_strata = _units(strata, sampling.clusters)
    present = np.bincount(unit_strata)
    sampled = present if sampling.sampled is None else np.maximum(present, sampling.sampled[: len(present)])
    undrawn = np.ones(len(present)) if sampling.undrawn is None else sampling.undrawn[: len(present)]
    used = present > 0
    if np.any((sampled[used] < 2) & (undrawn[used] > 0)):
        return NotFitted("lonely_cluster")
    df = float(present.sum() - used.sum() - fit.predictors)
    if df <= 0:
        return NotFitted("no_freedom")
    factor = np.where(used, undrawn * sampled / np.maximum(sampled - 1, 1), 0.0)
    if units is None:
        squares = _row_squares(fit.scores, k, strata, factor)
        totals = _totals(fit.scores, k, strata, len(present))
    else:
        by_unit = _totals(fit.scores, k, units, len(unit_strata))
        squares = (by_unit * factor[unit_strata]) @ by_unit.T
        totals = np.stack([np.bincount(unit_strata, weights=row) for row in by_unit])
    meat = squares - (totals * (factor / np.maximum(sampled, 1))) @ totals.T
    return Covariance(_around(fit, meat), df)


def _units(strata: Codes, clusters: Codes | None) -> tuple[Codes | None, Codes]:
    """Return each row's sampling unit (None: every row is one) and each unit's stratum."""
    if clusters is None:
        return None, strata
    _, first, units = np.unique(strata * (int(clusters.max()) + 1) + clusters, return_index=True, return_inverse=True)
    return units, strata[first]


def _row_squares(scores: ScoreBlocks, k: int, strata: Codes, factor: Array) -> Array:
    squares = np.zeros((k, k))
    for rows, block in scores():
        squares += (block * factor[strata[rows]]) @ block.T
    return squares
