"""Logistic regression with Firth's penalty: finite estimates where the outcome is separated, less bias elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from satindex.stats.chi_square import ChiSquare, chi_square
from satindex.stats.estimates import Array, Covariance, NotFitted
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Point, climb
from satindex.stats.profile import Evaluate, Profile, profiles


@dataclass(frozen=True)
class FirthFit:
    """A penalised fit: coefficients (intercept first), their covariance (inverse information), and their profiles.

    `log_likelihood` and `null_log_likelihood` are penalised; `model` tests that all slopes are 0.
    """

    coefficients: Array
    covariance: Covariance
    profiles: tuple[Profile, ...]
    fitted: Array
    log_likelihood: float
    null_log_likelihood: float
    model: ChiSquare


def fit_firth(matrix: ModelMatrix, outcome: Array, profiled: bool = True) -> FirthFit | NotFitted:
    """Fit logit P(y = 1) = b₀ + Σ b x with the penalty ½ log |X'WX| (Jeffreys' prior) on the log likelihood.

    Sources: Firth 1993, Biometrika 80: 27–38; Heinze & Schemper 2002, Statistics in Medicine 21: 2409–2419; as R
    `logistf`, whose profiles keep the determinant of the whole information. Profiles are left out unless `profiled`.
    """
    share = float(outcome.mean())
    if not 0 < share < 1:
        return NotFitted("one_outcome")
    if matrix.n <= matrix.width:
        return NotFitted("too_few_rows")
    likelihood = PenalisedLikelihood(matrix, outcome)
    start = np.zeros(matrix.width)
    start[0] = math.log(share / (1 - share))
    found = climb(likelihood.evaluate, start, small=1e-20)
    if found.ending != "converged":
        return NotFitted("no_convergence")
    null = climb(likelihood.of_intercept, start[:1])
    back = matrix.to_original
    spread = back @ np.linalg.inv(found.point.information) @ back.T
    return FirthFit(
        coefficients=back @ found.at,
        covariance=Covariance(np.asarray(spread)),
        profiles=profiles(_penalised_by(outcome), matrix, found.at, climb) if profiled else (),
        fitted=likelihood.probability(found.at),
        log_likelihood=found.point.value,
        null_log_likelihood=null.point.value,
        model=chi_square(2 * (found.point.value - null.point.value), matrix.width - 1),
    )


def _penalised_by(outcome: Array) -> Callable[[ModelMatrix], Evaluate]:
    return lambda columns: PenalisedLikelihood(columns, outcome).evaluate


@dataclass(frozen=True)
class PenalisedLikelihood:
    """ℓ + ½ log |X'WX| of rows of zeros and ones, W = p(1 − p)."""

    matrix: ModelMatrix
    outcome: Array

    def probability(self, at: Array) -> Array:
        """Return P(y = 1) of each row."""
        linear = np.concatenate([at @ block for _, block in self.matrix.blocks()])
        return np.asarray(np.where(linear >= 0, 1.0, np.exp(-np.abs(linear))) / (1 + np.exp(-np.abs(linear))))

    def evaluate(self, at: Array) -> Point:
        """Return the penalised log likelihood, its gradient, and the information without the penalty's part."""
        width = self.matrix.width
        value, information = 0.0, np.zeros((width, width))
        for rows, block in self.matrix.blocks():
            linear = at @ block
            small = np.exp(-np.abs(linear))
            value += float((self.outcome[rows] * linear - np.maximum(linear, 0.0) - np.log1p(small)).sum())
            information += (block * (small / (1 + small) ** 2)) @ block.T
        sign, volume = np.linalg.slogdet(information)
        if sign <= 0 or not np.isfinite(volume):
            return Point(-np.inf, np.zeros(width), information)
        return Point(
            value + volume / 2,
            self._gradient(at, np.asarray(np.linalg.inv(information), dtype=np.float64)),
            information,
        )

    def of_intercept(self, at: Array) -> Point:
        """Return the same where all slopes are 0: the penalty is still that of the whole model."""
        point = self.evaluate(np.concatenate([at, np.zeros(self.matrix.width - 1)]))
        return Point(point.value, point.gradient[:1], point.information[:1, :1])

    def _gradient(self, at: Array, inverse: Array) -> Array:
        """Σ x (y − p + h(½ − p)), h the rows' leverages."""
        gradient = np.zeros(self.matrix.width)
        probability = self.probability(at)
        for rows, block in self.matrix.blocks():
            chance = probability[rows]
            leverage = np.einsum("ij,ij->j", block, inverse @ block) * chance * (1 - chance)
            gradient += block @ (self.outcome[rows] - chance + leverage * (0.5 - chance))
        return gradient
