"""How often each point of a scale is answered, so that mean and standard deviation are exactly as stated."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

HALVINGS = 44
WIDEST = 12.0
KEPT = 32


def possible_sds(means: Array, points: int) -> tuple[Array, Array]:
    """Return the least and the largest standard deviation that answers on `0 … points − 1` can have.

    Least: all answers on the two points around the mean, √(f(1 − f)) with f its fraction. Largest: all
    answers at the ends, √(m(points − 1 − m)).

    Examples
    --------
    >>> least, largest = possible_sds(np.array([2.5]), 7)
    >>> float(least[0]), round(float(largest[0]), 6)
    (0.5, 2.95804)
    """
    fraction = means - np.floor(means)
    return np.sqrt(fraction * (1 - fraction)), np.sqrt(np.maximum(means * (points - 1 - means), 0.0))


def rounded_normal(means: Array, sds: Array, points: int) -> Array:
    """Return the shares (n × points) of a normal rounded to `0 … points − 1`, values beyond the ends at the ends.

    The normal's own centre and spread are found by bisection, so that the *rounded* answers have the mean
    and the standard deviation that are asked for; `sds` must lie within `possible_sds`.

    Examples
    --------
    >>> shares = rounded_normal(np.array([4.5]), np.array([1.2]), 7)
    >>> round(float(shares[0] @ np.arange(7)), 9)
    4.5
    """
    return _found(tuple(means.tolist()), tuple(sds.tolist()), points).copy()


@lru_cache(maxsize=KEPT)
def _found(of_means: tuple[float, ...], of_sds: tuple[float, ...], points: int) -> Array:
    """Keep what was found: a class draws from the same truth for every learner."""
    means, sds = np.array(of_means), np.array(of_sds)
    low, high = np.full(means.shape, np.log(1e-3)), np.full(means.shape, np.log(1e3 * points))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        too_wide = _sd(_centred(means, np.exp(middle), points)) > sds
        low, high = np.where(too_wide, low, middle), np.where(too_wide, middle, high)
    return _centred(means, np.exp((low + high) / 2), points)


def _centred(means: Array, spreads: Array, points: int) -> Array:
    low, high = -0.5 - WIDEST * spreads, points - 0.5 + WIDEST * spreads
    steps = np.arange(points)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        too_high = _shares(middle, spreads, points) @ steps > means
        low, high = np.where(too_high, low, middle), np.where(too_high, middle, high)
    return _shares((low + high) / 2, spreads, points)


def _shares(centres: Array, spreads: Array, points: int) -> Array:
    from scipy.special import ndtr

    cuts = np.arange(points - 1) + 0.5
    below = ndtr((cuts[None, :] - centres[:, None]) / spreads[:, None])
    ends = np.zeros((len(centres), 1))
    return np.diff(np.hstack([ends, below, ends + 1]), axis=1)


def _sd(shares: Array) -> Array:
    steps = np.arange(shares.shape[1])
    mean = shares @ steps
    return np.sqrt(np.maximum(shares @ steps**2 - mean**2, 0.0))


def poisson(means: Array) -> Array:
    """Return the shares (n × points) of Poisson counts, cut where less than 1e-9 is left and given to the last."""
    from scipy.special import pdtr

    top = float(means.max())
    points = int(np.ceil(top + 8 * np.sqrt(top) + 12))
    below = pdtr(np.arange(points - 1)[None, :], means[:, None])
    ends = np.zeros((len(means), 1))
    return np.diff(np.hstack([ends, below, ends + 1]), axis=1)


def thresholds(shares: Array) -> Array:
    """Return the cuts (n × points − 1) on a standard normal that give these shares."""
    from scipy.special import ndtri

    cuts: Array = ndtri(np.clip(np.cumsum(shares, axis=1)[:, :-1], 0.0, 1.0))
    return cuts
