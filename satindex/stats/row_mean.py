"""The mean of some rows' values, with the error that their sampling gives it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array, NotFitted
from satindex.stats.intervals import Interval, t_interval
from satindex.stats.model_matrix import matrix_of, summarise
from satindex.stats.ols import fit_ols
from satindex.stats.sandwich import covariance
from satindex.stats.score_sums import Sampling


@dataclass(frozen=True)
class RowMean:
    """A mean, its standard error and the degrees of freedom of its t; None where undefined."""

    estimate: float
    std_error: float | None = None
    df: float | None = None

    @property
    def interval(self) -> Interval | None:
        """The 95% interval by Student's t."""
        return None if self.std_error is None else t_interval(self.estimate, self.std_error, self.df)

    def rescaled(self, zero: float, hundred: float) -> RowMean:
        """Return the mean of 100·(x − zero)/(hundred − zero)."""
        by = 100 / (hundred - zero)
        error = None if self.std_error is None else self.std_error * abs(by)
        return RowMean((self.estimate - zero) * by, error, self.df)


def row_mean(values: Array, weights: Array | None = None, sampling: Sampling | None = None) -> RowMean:
    """Return the mean of n ≥ 1 values: s/√n with n − 1 degrees of freedom, or by the design that `sampling` declares.

    Weights alone are a design too. With one, rows are a part of it (a domain): its error is linearised.

    Examples
    --------
    >>> row_mean(np.array([1.0, 2.0, 6.0]))
    RowMean(estimate=3.0, std_error=1.52..., df=2.0)
    """
    estimate = float(np.average(values, weights=weights))
    if np.ptp(values) == 0:
        return RowMean(estimate, 0.0, float(len(values) - 1)) if len(values) > 1 else RowMean(estimate)
    nothing = np.empty((len(values), 0))
    found = fit_ols(matrix_of([nothing], summarise([nothing], values, weights)), values, weights)
    if isinstance(found, NotFitted):
        return RowMean(estimate)
    designed = weights is not None or sampling is not None
    spread = covariance(found.likelihood, "design", sampling) if designed else found.covariance()
    return (
        RowMean(estimate)
        if isinstance(spread, NotFitted)
        else RowMean(estimate, float(spread.std_errors[0]), spread.df)
    )
