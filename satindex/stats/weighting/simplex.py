"""What the weights decide: who leads, and how ranks move, over all weights that sum to 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array

EXACT_UP_TO: Final = 3
DRAWS: Final = 10_000
MOST_GROUPS_EXACT: Final = 50
MOST_WITH_SHARES: Final = 500
_MOST_BESIDE: Final = 100
_MOST_COMPARED: Final = 200_000_000
_CLOSE: Final = 1e-9


@dataclass(frozen=True)
class OverSimplex:
    """How G groups rank over the weight simplex, every weighting being as likely as any other.

    `leads` (G): share of the simplex in which the group is first (shared among equals). `mean_rank` (G), 1 = first.
    `rank_shares` (G × G, None of more than 500 groups): share in which the group has each rank. `rank_shift`: mean over
    weightings and groups of |rank − rank with the declared weights|. `weightings`: how many were looked at; `drawn`:
    whether at random, by seed.
    """

    leads: Array
    mean_rank: Array
    rank_shares: Array | None
    rank_shift: float
    weightings: int
    drawn: bool


def ranks(values: Array) -> Array:
    """Return the ranks of the last axis, 1 for the largest; equal values share the mean of their ranks.

    Examples
    --------
    >>> ranks(np.array([70.0, 80.0, 70.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    if values.shape[-1] > _MOST_BESIDE:
        return np.apply_along_axis(_ranks_by_sorting, -1, values)
    above = values[..., None, :] > values[..., :, None] + _CLOSE
    equal = np.abs(values[..., None, :] - values[..., :, None]) <= _CLOSE
    return np.asarray(1 + above.sum(axis=-1) + (equal.sum(axis=-1) - 1) / 2)


def _ranks_by_sorting(values: Array) -> Array:
    ascending = np.sort(values)
    upper = np.searchsorted(ascending, values + _CLOSE, side="right")
    lower = np.searchsorted(ascending, values - _CLOSE, side="left")
    return np.asarray(1 + len(values) - upper + (upper - lower - 1) / 2)


def over_simplex(means: Array, weights: Array, seed: int, draws: int = DRAWS) -> OverSimplex:
    """Return how groups rank by Σ w·mean (means: G × k parts) over all weights w, against the declared `weights`.

    Up to three parts the weightings looked at are an even grid, and (up to fifty groups) the shares that lead and the
    mean ranks are exact areas of the simplex; above, they are drawn from the uniform Dirichlet distribution by `seed`.
    Source: OECD & JRC 2008, Handbook on Constructing Composite Indicators (average shift in rank); Saisana, Saltelli &
    Tarantola 2005, JRSS A 168: 307–323.

    Examples
    --------
    >>> found = over_simplex(np.array([[80, 20], [40, 60]]), np.array([0.9, 0.1]), seed=1)
    >>> found.leads.round(10).tolist(), found.mean_rank.round(10).tolist()  # equal where 40 w = 40 (1 − w)
    ([0.5, 0.5], [1.5, 1.5])
    """
    groups, k = means.shape
    number = max(100, min(draws, _MOST_COMPARED // max(1, groups**2)))
    drawn = k > EXACT_UP_TO
    weightings = np.random.default_rng(seed).dirichlet(np.ones(k), size=number) if drawn else grid(k, number)
    found = _ranked(weightings @ means.T)
    shift = float(np.abs(found - ranks(means @ weights)).mean())
    exact = not drawn and groups <= MOST_GROUPS_EXACT
    leads, mean_rank = _exact(means) if exact else (_leads(found), found.mean(axis=0))
    shares = _rank_shares(found) if groups <= MOST_WITH_SHARES else None
    return OverSimplex(leads, mean_rank, shares, shift, len(weightings), drawn)


def grid(k: int, number: int) -> Array:
    """Return about `number` weightings of k ≤ 3 parts, each the middle of an equal piece of the simplex.

    Examples
    --------
    >>> grid(2, 4).tolist()
    [[0.125, 0.875], [0.375, 0.625], [0.625, 0.375], [0.875, 0.125]]
    """
    if k == 1:
        return np.ones((1, 1))
    if k == 2:
        first = (np.arange(number) + 0.5) / number
        return np.stack([first, 1 - first], axis=1)
    side = max(2, round(number**0.5))
    i, j = (place.ravel() for place in np.meshgrid(np.arange(side), np.arange(side)))
    upright, turned = i + j < side, i + j < side - 1
    first = np.concatenate([i[upright] + 1 / 3, i[turned] + 2 / 3]) / side
    second = np.concatenate([j[upright] + 1 / 3, j[turned] + 2 / 3]) / side
    return np.stack([first, second, 1 - first - second], axis=1)


def _ranked(values: Array) -> Array:
    """Return the ranks of many rows, a few at a time."""
    at_once = max(1, 2_000_000 // values.shape[1] ** 2)
    return np.concatenate([ranks(values[start : start + at_once]) for start in range(0, len(values), at_once)])


def _leads(found: Array) -> Array:
    first = found == found.min(axis=1, keepdims=True)
    return np.asarray((first / first.sum(axis=1, keepdims=True)).mean(axis=0))


def _rank_shares(found: Array) -> Array:
    """Return the share of weightings in which each group (row) has each rank (column); t equals share t ranks."""
    weightings, groups = found.shape
    alike = np.stack([(found == found[:, [at]]).sum(axis=1) for at in range(groups)], axis=1)
    best = np.rint(found - (alike - 1) / 2).astype(np.int64) - 1 + groups * np.arange(groups)
    shares = np.zeros(groups * groups)
    for further in range(int(alike.max())):
        tied = alike > further
        shares += np.bincount(best[tied] + further, 1 / alike[tied], minlength=len(shares))
    return np.asarray(shares.reshape(groups, groups) / weightings)


def _exact(means: Array) -> tuple[Array, Array]:
    """Return the shares that lead and the mean ranks, as lengths or areas of the simplex."""
    groups = len(means)
    leads, beaten = np.zeros(groups), np.zeros(groups)
    for one in range(groups):
        region, equals = corners(means.shape[1]), 1
        for other in range(groups):
            margin = means[one] - means[other]
            if other == one:
                continue
            if np.all(np.abs(margin) <= _CLOSE):
                equals, beaten[one] = equals + 1, beaten[one] + 0.5
                continue
            region = above_zero(region, margin)
            beaten[one] += 1 - extent(above_zero(corners(means.shape[1]), margin))
        leads[one] = extent(region) / equals
    return leads, 1 + beaten


def corners(k: int) -> Array:
    """Return the corners of the simplex of k ≤ 3 weights, in order around it."""
    return np.eye(k)


def above_zero(region: Array, margin: Array) -> Array:
    """Return the part of a convex region (its corners in order) of weightings w in which Σ w·margin ≥ 0."""
    height = region @ margin
    kept: list[npt.NDArray[np.float64]] = []
    for at in range(len(region)):
        here, there = region[at], region[(at + 1) % len(region)]
        h, t = height[at], height[(at + 1) % len(region)]
        if h >= 0:
            kept.append(here)
        if (h < 0 < t) or (t < 0 < h):
            kept.append(here + (there - here) * (h / (h - t)))
    return np.array(kept) if kept else np.empty((0, region.shape[1]))


def extent(region: Array) -> float:
    """Return which share of the simplex of k ≤ 3 weights a region is: of its length or its area."""
    if region.shape[1] == 1:
        return float(len(region) > 0)
    if region.shape[1] == 2:
        return float(np.ptp(region[:, 0])) if len(region) > 1 else 0.0
    if len(region) < 3:
        return 0.0
    x, y = region[:, 0], region[:, 1]
    return float(abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))))
