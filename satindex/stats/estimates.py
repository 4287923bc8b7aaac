"""What every model's fit comes down to: coefficients, their covariance, and how sure we may be of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
ScoreBlocks = Callable[[], Iterator[tuple[slice, Array]]]
Cause = Literal[
    "separation",
    "quasi_separation",
    "no_convergence",
    "one_outcome",
    "too_few_rows",
    "lonely_cluster",
    "no_freedom",
    "crossed",
    "no_events",
    "monotone",
]


@dataclass(frozen=True)
class NotFitted:
    """Why a model has no estimates; `columns` are the places of the columns to blame (the intercept not counted)."""

    cause: Cause
    columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class Likelihood:
    """A maximised log likelihood: coefficients, inverse information, and each row's score.

    `scores` yields (rows, k × rows) derivatives of the rows' log likelihoods with respect to parameters on the
    scale of the fit; `to_original` (k × k) turns parameters on that scale into `coefficients`, and `inverse` is the
    inverse information on that scale.
    """

    coefficients: Array
    inverse: Array
    to_original: Array
    scores: ScoreBlocks
    log_likelihood: float
    null_log_likelihood: float
    n: int
    predictors: int
    steps: int


@dataclass(frozen=True)
class Covariance:
    """Covariance matrix of coefficients and the degrees of freedom of their t; None stands for the normal.

    Rows and columns of coefficients whose variance is not defined are NaN.
    """

    matrix: Array
    df: float | None = None

    @property
    def std_errors(self) -> Array:
        """Square roots of the diagonal; NaN where a variance is not defined."""
        return np.sqrt(np.maximum(np.diag(self.matrix), 0.0))
