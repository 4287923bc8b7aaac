"""How much of a total few have: Lorenz curve, share of the largest, Gini coefficient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.moments import Array


@dataclass(frozen=True)
class Shared:
    """A figure of concentration, 0–1, and its standard error as if those observed were a random sample."""

    estimate: float
    std_error: float


def lorenz(amounts: Array, at: Array) -> Array:
    """Return the share of the total that the least of n amounts have together, up to each share `at` of their number.

    Amounts are not negative and not all 0; between one amount and the next the curve is a straight line.
    Source: Lorenz 1905, Publications of the American Statistical Association 9(70): 209–219.

    Examples
    --------
    >>> lorenz(np.array([6.0, 1.0, 3.0]), np.array([0.0, 1 / 3, 0.5, 1.0])).round(4).tolist()
    [0.0, 0.1, 0.25, 1.0]
    """
    running = np.concatenate([[0.0], np.cumsum(np.sort(amounts))])
    return np.asarray(np.interp(at, np.linspace(0, 1, len(running)), running / running[-1]))


def top_share(amounts: Array, top: float = 0.2) -> Shared:
    """Return the share of the total that the largest `top` (a share of the number) have: 1 − L(1 − top).

    The error is that of the linearised ordinate: the deviation of one amount is
    [(q − x)·1(x ≤ q) − p·q + L(p)·x]/mean, q the quantile at p = 1 − top.
    Source: Beach & Davidson 1983, Review of Economic Studies 50(4): 723–735; Langel & Tillé 2011, Journal of
    Statistical Planning and Inference 141(8): 2976–2985.

    Examples
    --------
    One of five customers buys for 16, the others for 1 each.

    >>> round(top_share(np.array([16.0, 1.0, 1.0, 1.0, 1.0])).estimate, 4)
    0.8
    """
    p = 1 - top
    share = 1 - float(lorenz(amounts, np.array([p]))[0])
    cut = float(np.quantile(amounts, p, method="inverted_cdf"))
    below = np.where(amounts <= cut, cut - amounts, 0.0) - p * cut
    return Shared(share, _error((below + (1 - share) * amounts) / amounts.mean()))


def reach(amounts: Array, total: float = 0.8) -> Shared:
    """Return the least share of the number that has `total` of the sum: the largest 1 − p, where L(p) = 1 − `total`.

    The error is that of the curve there over its slope, q/mean.

    Examples
    --------
    >>> round(reach(np.array([80.0, 5.0, 5.0, 5.0, 5.0])).estimate, 4)
    0.2
    """
    running = np.concatenate([[0.0], np.cumsum(np.sort(amounts))])
    top = 1 - float(np.interp(1 - total, running / running[-1], np.linspace(0, 1, len(running))))
    slope = float(np.quantile(amounts, 1 - top, method="inverted_cdf")) / float(amounts.mean())
    error = top_share(amounts, top).std_error / slope if slope > 0 else float("nan")
    return Shared(top, error)


def gini(amounts: Array) -> Shared:
    """Return the Gini coefficient of n amounts, 0 (all alike) to 1 − 1/n (one has all): Σ(2i − n − 1)x₍ᵢ₎/(n Σx).

    The error is that of the linearised coefficient: [2(x·F(x) + E(X·1(X ≥ x))) − (G + 1)(x + mean)]/mean.
    Source: Langel & Tillé 2013, Journal of the Royal Statistical Society A 176(2): 521–540.

    Examples
    --------
    >>> round(gini(np.array([1.0, 2.0, 3.0])).estimate, 4), round(gini(np.array([0.0, 0.0, 9.0])).estimate, 4)
    (0.2222, 0.6667)
    """
    x = np.sort(amounts)
    n, total = len(x), float(x.sum())
    ranks = np.arange(1, n + 1)
    found = float((2 * ranks - n - 1) @ x) / (n * total)
    above = (total - np.cumsum(x) + x / 2) / n
    influence = 2 * (x * (ranks - 0.5) / n + above) - (found + 1) * (x + total / n)
    return Shared(found, _error(influence / (total / n)))


def _error(influence: Array) -> float:
    n = len(influence)
    return float(influence.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
