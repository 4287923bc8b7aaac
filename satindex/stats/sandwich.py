"""Covariances of coefficients that hold where the model's own would not: robust, clustered, of a survey design."""

from __future__ import annotations

import numpy as np

from satindex.stats.estimates import Array, Covariance, Likelihood, NotFitted
from satindex.stats.score_sums import Errors, Sampling, ScoreSums, score_sums


def covariance(fit: Likelihood, errors: Errors, sampling: Sampling | None = None) -> Covariance | NotFitted:
    """Return the covariance of a fit's coefficients.

    `model`: inverse information. `robust`: HC0 (White 1980). `cluster`: statsmodels' and Stata's factor
    G/(G − 1)·(n − 1)/(n − k), normal quantiles. `design`: clusters within strata (Binder 1983), with the correction for
    a finite population where it is known, as R `survey::svyglm`; df = clusters − strata − predictors.
    """
    if errors == "model":
        return Covariance(_original(fit, fit.inverse))
    sampling = sampling or Sampling()
    return covariance_of(fit, errors, score_sums(fit.scores(), len(fit.inverse), errors, sampling), sampling)


def covariance_of(fit: Likelihood, errors: Errors, sums: ScoreSums, sampling: Sampling) -> Covariance | NotFitted:
    """Return `covariance` from the sums of the scores; of `sampling` only what the whole design has counts."""
    if errors == "model":
        return Covariance(_original(fit, fit.inverse))
    if errors == "robust":
        return Covariance(_around(fit, sums.square[0]))
    return _clustered(fit, sums) if errors == "cluster" else _designed(fit, sums, sampling)


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


def _clustered(fit: Likelihood, sums: ScoreSums) -> Covariance | NotFitted:
    units = sums.units
    if units is None or len(units.keys) < 2:
        return NotFitted("lonely_cluster")
    count = len(units.keys)
    factor = count / (count - 1) * (fit.n - 1) / (fit.n - len(fit.inverse))
    return Covariance(_around(fit, units.totals.T @ units.totals) * factor)


def _designed(fit: Likelihood, sums: ScoreSums, sampling: Sampling) -> Covariance | NotFitted:
    present = sums.present.astype(np.int64)
    sampled = present if sampling.sampled is None else np.maximum(present, sampling.sampled[: len(present)])
    undrawn = np.ones(len(present)) if sampling.undrawn is None else sampling.undrawn[: len(present)]
    used = present > 0
    if np.any((sampled[used] < 2) & (undrawn[used] > 0)):
        return NotFitted("lonely_cluster")
    df = float(present.sum() - used.sum() - fit.predictors)
    if df <= 0:
        return NotFitted("no_freedom")
    factor = np.where(used, undrawn * sampled / np.maximum(sampled - 1, 1), 0.0)
    totals = sums.total.T
    meat = sums.squares_by(factor) - (totals * (factor / np.maximum(sampled, 1))) @ totals.T
    return Covariance(_around(fit, meat), df)
