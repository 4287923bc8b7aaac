"""What a fitted model expects on average at many places of one column, the others as they are: all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array
from satindex.stats.prediction import Figure, Prediction


@dataclass(frozen=True)
class Averages:
    """A figure's mean in several cases, with its derivatives (case × cuts and slopes); NaN where it is too large."""

    estimates: Array
    gradients: Array

    def std_errors(self, prediction: Prediction) -> Array:
        """Return the delta-method errors; NaN where a variance that one needs is."""
        unknown = np.isnan(prediction.covariance)
        known = np.where(unknown, 0.0, prediction.covariance)
        found = np.sqrt(np.maximum(np.einsum("ca,ab,cb->c", self.gradients, known, self.gradients), 0.0))
        used = self.gradients != 0
        lacking = np.einsum("ca,ab,cb->c", used.astype(float), unknown.astype(float), used.astype(float)) > 0
        return np.where(lacking, np.nan, found)

    def minus(self, one: Averages) -> Averages:
        """Return the differences to a single case."""
        return Averages(self.estimates - one.estimates, self.gradients - one.gradients)


def averages(
    prediction: Prediction, figure: Figure, columns: Array, place: int, values: Array, weights: Array | None = None
) -> Averages:
    """Return the figure's mean over rows in each case: `values` (case × row) stand for the column at `place`.

    The same as `prediction.average` of each case; `columns` are the raw columns of the model, in its order.

    Examples
    --------
    >>> from satindex.stats.prediction import IDENTITY, with_intercept
    >>> line = with_intercept(IDENTITY, np.array([1.0, 2.0]), np.diag([0.01, 0.04]), None)
    >>> found = averages(line, Figure(0.0, np.ones(1)), np.array([[0.0, 1.0]]), 0, np.array([[0.5, 1.5], [0.0, 1.0]]))
    >>> found.estimates.tolist(), found.std_errors(line).round(4).tolist()  # √(.01 + 1²·.04), √(.01 + .5²·.04)
    ([3.0, 2.0], [0.2236, 0.1414])
    """
    mass = np.ones(columns.shape[1]) if weights is None else weights
    others = prediction.slopes @ columns - prediction.slopes[place] * columns[place]
    eta = others + prediction.slopes[place] * values
    cuts = len(prediction.cuts)
    sums, steep = np.zeros(len(values)), np.zeros_like(eta)
    gradients, beyond = np.zeros((len(values), cuts + len(prediction.slopes))), np.zeros(len(values), dtype=bool)
    for cut in np.flatnonzero(figure.steps):
        at, step = eta - prediction.cuts[cut], float(figure.steps[cut])
        beyond |= (at > prediction.curve.farthest).any(axis=1)
        sums += step * (prediction.curve.value(at) @ mass)
        slope = step * prediction.curve.slope(at) * mass
        gradients[:, cut] -= slope.sum(axis=1)
        steep += slope
    gradients[:, cuts:] += steep @ columns.T
    gradients[:, cuts + place] = (steep * values).sum(axis=1)
    total = mass.sum()
    return Averages(np.where(beyond, np.nan, figure.base + sums / total), gradients / total)
