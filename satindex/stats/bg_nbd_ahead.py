"""What a BG/NBD model expects of customers: who is still there, and how often they will buy."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np

from satindex.stats.bg_nbd import BgNbd, Histories
from satindex.stats.moments import Array

CELLS: Final = 2**18
NODES: Final = 16
"""Points of integration come in multiples of this many."""


def expected_purchases(model: BgNbd, times: Array) -> Array:
    """Return the purchases expected in each time t after the first, of a customer not yet known: E[X(t)].

    Equal to the paper's (a+b−1)/(a−1)·[1 − (α/(α+t))^r ₂F₁(r, b; a+b−1; t/(α+t))], integrated over the probability
    of leaving instead, because ₂F₁ overflows for customers who buy much and the formula has a gap at a = 1.

    Examples
    --------
    >>> expected_purchases(BgNbd(0.243, 4.414, 0.793, 2.426), np.array([39.0, 78.0])).round(4).tolist()
    [1.1967, 1.8605]
    """
    alike = np.ones(len(times))
    return _purchases(model.r * alike, model.alpha * alike, model.a, model.b, times)


def probability_alive(model: BgNbd, histories: Histories) -> Array:
    """Return each history's probability that the customer has not left: 1 while they never came back.

    1/(1 + a/(b+x−1)·((α+T)/(α+t_x))^(r+x)). Source: Fader, Hardie & Lee 2008, *Computing P(alive) Using the BG/NBD
    Model*.

    Examples
    --------
    >>> known = Histories(np.array([2.0]), np.array([30.43]), np.array([38.86]), np.ones(1))
    >>> probability_alive(BgNbd(0.243, 4.414, 0.793, 2.426), known).round(4).tolist()
    [0.7266]
    """
    from scipy.special import expit

    again = histories.repeats > 0
    after = np.where(again, model.b + histories.repeats - 1, 1.0)
    stretched = np.log(model.alpha + histories.age) - np.log(model.alpha + histories.recency)
    odds = math.log(model.a) - np.log(after) + (model.r + histories.repeats) * stretched
    return np.asarray(np.where(again, expit(-odds), 1.0))


def expected_ahead(model: BgNbd, histories: Histories, t: float) -> Array:
    """Return the purchases expected of each history in the time t to come: E[Y(t) | x, t_x, T].

    P(alive) times the expectation over rates, gamma (r+x, α+T), and probabilities of leaving, beta (a, b+x).

    Examples
    --------
    The worked example of Fader, Hardie & Lee 2005 (spreadsheet note): 1.226 in 39 weeks.

    >>> known = Histories(np.array([2.0]), np.array([30.43]), np.array([38.86]), np.ones(1))
    >>> expected_ahead(BgNbd(0.243, 4.414, 0.793, 2.426), known, 39).round(3).tolist()
    [1.226]
    """
    known, at = np.unique(histories.repeats + 1j * histories.age, return_inverse=True)  # sorted by repeats, then age
    found = np.empty(len(known))
    distinct, starts = np.unique(known.real, return_index=True)
    for x, rows in zip(distinct, np.split(np.arange(len(known)), starts[1:]), strict=True):
        shape = np.full(len(rows), model.r + x)
        found[rows] = _purchases(shape, model.alpha + known.imag[rows], model.a, model.b + x, t)
    return probability_alive(model, histories) * found[at]


def discounted_ahead(model: BgNbd, histories: Histories, year: float, years: int, discount: float) -> Array:
    """Return each history's purchases expected in whole years to come, discounted from the middle of each year.

    Σₖ (E[Y(k)] − E[Y(k − 1)])/(1 + d)^(k − ½), k = 1 … `years`; `year` is a year in the unit of time of the histories.

    Examples
    --------
    >>> known = Histories(np.array([2.0]), np.array([30.43]), np.array([38.86]), np.ones(1))
    >>> paper = BgNbd(0.243, 4.414, 0.793, 2.426)
    >>> discounted_ahead(paper, known, 39, 1, 0.0).round(3).tolist(), expected_ahead(paper, known, 78).round(3).tolist()
    ([1.226], [2.151])
    >>> discounted_ahead(paper, known, 39, 2, 0.21).round(3).tolist()  # 1.226/1.1 + (2.151 − 1.226)/1.331
    [1.809]
    """
    until = [expected_ahead(model, histories, k * year) for k in range(1, years + 1)]
    within = np.diff(np.stack(until), axis=0, prepend=0.0)
    return np.asarray((1 + discount) ** (0.5 - np.arange(1, years + 1)) @ within)


def _purchases(shape: Array, scale: Array, a: float, b: float, t: float | Array) -> Array:
    """Return E[(1 − e^(−λpt))/p] over λ gamma (shape, 1/scale), one value each, and p beta (a, b)."""
    reach = float(np.max(t / scale * np.maximum(1.0, shape), initial=0.0))
    leaving, weights = _beta_nodes(a, b, NODES * math.ceil((12 + 4 * math.sqrt(reach)) / NODES))
    found = np.empty(len(shape))
    stretch = t / scale
    rows = max(1, CELLS // len(leaving))
    for start in range(0, len(shape), rows):
        part = slice(start, start + rows)
        bought = -np.expm1(-shape[part, None] * np.log1p(stretch[part, None] * leaving))
        found[part] = np.einsum("ij,j->i", bought, weights / leaving)  # on one thread
    return found


@lru_cache(maxsize=1024)  # errors ask for the same again, at other rates of buying
def _beta_nodes(a: float, b: float, number: int) -> tuple[Array, Array]:
    """Return the points and weights (summing to 1) of Gauss's rule for a mean over a beta (a, b).

    Source: Golub & Welsch 1969, Mathematics of Computation 23: 221–230, with Jacobi's recurrence; SciPy's
    `roots_jacobi` overflows where b is large.
    """
    from scipy.linalg import eigh_tridiagonal

    k = np.arange(1, number, dtype=np.float64)
    twice = 2 * k + a + b - 2
    diagonal = np.concatenate([[(a - b) / (a + b)], (a - b) * (a + b - 2) / (twice * (twice + 2))])
    # At k = 1 the factors (k + a + b − 2) and (2k + a + b − 3) cancel, and would be 0/0 at a + b = 1.
    ratio = np.concatenate([[1.0], (k[1:] + a + b - 2) / (twice[1:] - 1)])
    square = 4 * k * (k + a - 1) * (k + b - 1) * ratio / (twice**2 * (twice + 1))
    points, vectors = eigh_tridiagonal(diagonal, np.sqrt(square))
    tiny = np.finfo(np.float64).tiny
    return np.maximum((points + 1) / 2, tiny), vectors[0] ** 2
