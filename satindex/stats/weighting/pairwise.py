"""Weights from pairwise judgements of importance: the analytic hierarchy process (AHP)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.stats.moments import Array

ACCEPTABLE: Final = 0.10
_ROUNDING: Final = 1e-12
RANDOM_INDEX: Final[Mapping[str, Mapping[int, float]]] = {
    "saaty_tran2007": {3: 0.5252, 4: 0.8837, 5: 1.1081, 6: 1.2493, 7: 1.3416, 8: 1.4048, 9: 1.45, 10: 1.49},
    "saaty1980": {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49},
}
"""Mean consistency index of random judgements, by the number of parts."""


@dataclass(frozen=True)
class Judgement:
    """One judgement: part `first` was said to be `stated` times as important as `second`, the weights say `implied`."""

    first: int
    second: int
    stated: float
    implied: float


@dataclass(frozen=True)
class Pairwise:
    """Weights (sum 1) from a matrix of judgements, its largest eigenvalue, consistency index and ratio.

    `ratio` is None where no random index is known (more than ten parts). `least_consistent` is the judgement that
    the weights bear out least, None where all agree with them.
    """

    weights: Array
    eigenvalue: float
    index: float
    ratio: float | None
    least_consistent: Judgement | None


def pairwise_weights(judgements: Array, random_index: str = "saaty_tran2007") -> Pairwise:
    """Return the weights of k parts from their k × k matrix of judgements a_ij = 1/a_ji > 0 (a_ii = 1).

    Weights: the eigenvector of the largest eigenvalue λ, to sum 1; CI = (λ − k)/(k − 1), CR = CI/RI (0 for two parts,
    which can't contradict each other). `random_index` names a row of `RANDOM_INDEX`. Sources: Saaty 1980, The
    Analytic Hierarchy Process; Saaty & Tran 2007, Mathematical and Computer Modelling 46: 962–975.

    Examples
    --------
    >>> found = pairwise_weights(np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]))
    >>> found.weights.round(5).tolist(), round(found.eigenvalue, 5), round(found.ratio, 4)
    ([0.63699, 0.25828, 0.10473], 3.03851, 0.0367)
    """
    k = len(judgements)
    values, vectors = np.linalg.eig(judgements)
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    weights = vector / vector.sum()
    eigenvalue = float(values[largest].real)
    index = (eigenvalue - k) / (k - 1) if k > 1 and eigenvalue - k > _ROUNDING else 0.0
    known = RANDOM_INDEX[random_index].get(k)
    ratio = 0.0 if k <= 2 else index / known if known else None
    return Pairwise(weights, eigenvalue, index, ratio, _least_consistent(judgements, weights))


def together(matrices: Sequence[Array]) -> Array:
    """Return the judgements of several experts as one matrix: the geometric mean of each element.

    It keeps a_ij = 1/a_ji, which the arithmetic mean would break. Source: Aczél & Saaty 1983, Journal of Mathematical
    Psychology 27: 93–102.

    Examples
    --------
    >>> one, other = np.array([[1, 4], [1 / 4, 1]]), np.array([[1, 1], [1, 1]])
    >>> together([one, other]).tolist()
    [[1.0, 2.0], [0.5, 1.0]]
    """
    return np.asarray(np.exp(np.mean([np.log(matrix) for matrix in matrices], axis=0)))


def _least_consistent(judgements: Array, weights: Array) -> Judgement | None:
    """Return the pair with the largest a_ij·w_j/w_i, told from the side that was said to matter more.

    Three parts are off by the same factor in every pair: then it is the most extreme of the judgements.
    """
    off = judgements * weights[None, :] / weights[:, None]
    if off.max() < 1 + 1e-9:
        return None
    among = np.where(off >= off.max() * (1 - 1e-9), np.maximum(judgements, 1 / judgements), 0.0)
    i, j = (int(at) for at in np.unravel_index(int(np.argmax(among)), off.shape))
    first, second = (i, j) if judgements[i, j] >= 1 else (j, i)
    return Judgement(first, second, float(judgements[first, second]), float(weights[first] / weights[second]))
