"""Where a slope that depends on another column is told apart from 0."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.prediction import Prediction

STEP = 1e-4
"""How far apart slopes are compared for their own slope; g is smooth, so that 8 digits hold."""


@dataclass(frozen=True)
class Region:
    """A stretch of the moderator on which the slope's interval lies above 0 (`sign` 1), below it (−1) or across (0)."""

    low: float
    high: float
    sign: int


def johnson_neyman(slopes: Array, covariance: Array, critical: float, low: float, high: float) -> tuple[Region, ...]:
    """Return the stretches of a moderator from `low` to `high`, in order.

    The slope at d is b₁ + b₃d (`slopes`; `covariance` 2 × 2), its error √(v₁₁ + 2v₁₃d + v₃₃d²); the ends of a stretch
    are where it is `critical` errors from 0. Sources: Johnson & Fay 1950, Psychometrika 15: 349–367; Bauer & Curran
    2005, Multivariate Behavioral Research 40: 373–400.

    Examples
    --------
    >>> johnson_neyman(np.array([0.0, 1.0]), np.diag([0.25, 0.0]), 2.0, -3.0, 3.0)  # |d| against 2·½
    (Region(low=-3.0, high=-1.0, sign=-1), Region(low=-1.0, high=1.0, sign=0), Region(low=1.0, high=3.0, sign=1))
    """
    roots = _roots(slopes, covariance, critical)
    ends = [low, *(root for root in roots if low < root < high), high]
    found: list[Region] = []
    for start, end in itertools.pairwise(ends):
        sign = _sign_at((start + end) / 2, slopes, covariance, critical)
        if found and found[-1].sign == sign:
            found[-1] = Region(found[-1].low, end, sign)
        else:
            found.append(Region(start, end, sign))
    return tuple(found)


def _roots(slopes: Array, covariance: Array, critical: float) -> list[float]:
    c = critical**2
    square = float(slopes[1] ** 2 - c * covariance[1, 1])
    linear = float(2 * (slopes[0] * slopes[1] - c * covariance[0, 1]))
    constant = float(slopes[0] ** 2 - c * covariance[0, 0])
    if square == 0:
        return [-constant / linear] if linear else []
    inner = linear**2 - 4 * square * constant
    if inner <= 0:
        return []
    # The root of larger size first, the other from their product: neither loses digits.
    larger = -(linear + math.copysign(math.sqrt(inner), linear)) / 2
    return sorted([larger / square, constant / larger] if larger else [0.0])


def _sign_at(at: float, slopes: Array, covariance: Array, critical: float) -> int:
    direction = np.array([1.0, at])
    slope = float(direction @ slopes)
    error = math.sqrt(max(float(direction @ covariance @ direction), 0.0))
    return 0 if abs(slope) <= critical * error else int(np.sign(slope))


def effect_at(
    prediction: Prediction, matrix: ModelMatrix, direction: Array, weights: Array | None = None
) -> tuple[float, float]:
    """Return the average marginal effect of moving every row of `matrix` along `direction`, and its error.

    For models of one intercept: mean of g′(η)·(slopes·direction), with delta-method errors; the moderator's columns
    in `matrix` are those at which the effect is wanted. Source: Ai & Norton 2003, Economics Letters 80: 123–129.
    """
    slope = float(prediction.slopes @ direction)
    total = float(matrix.n if weights is None else weights.sum())
    steep, bent = 0.0, np.zeros(len(direction) + 1)
    for rows, block in matrix.blocks():
        raw = block[1:] * matrix.scale[:, None] + matrix.mean[:, None]
        eta = prediction.slopes @ raw - prediction.cuts[0]
        mass = np.ones(len(eta)) if weights is None else weights[rows]
        steep += float(prediction.curve.slope(eta) @ mass)
        second = (prediction.curve.slope(eta + STEP) - prediction.curve.slope(eta - STEP)) / (2 * STEP) * mass
        bent += np.concatenate([[-second.sum()], raw @ second])
    gradient = bent * slope / total
    gradient[1:] += steep / total * direction
    error = math.sqrt(max(float(gradient @ prediction.covariance @ gradient), 0.0))
    return slope * steep / total, error
