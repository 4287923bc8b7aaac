"""Bootstrap replicates of random groups of sampling units: what is drawn when the rows themselves are not kept."""

from __future__ import annotations

from typing import Final

import numpy as np

from satindex.stats.moments import Array
from satindex.stats.resampling import Replicates
from satindex.stats.sample import Codes

FEW_GROUPS: Final = 1_000
"""Of so few groups how often they count is drawn given its total: none might, and variances be 1 + 1/groups times."""


def grouped_replicates(
    sizes: Array, strata: Codes, number: int, seed: int, undrawn: Array | None = None
) -> Replicates | None:
    """Return `number` replicates of U groups of sampling units, which count Poisson(1) times each, scaled by stratum.

    `sizes` (U) is how many units each group holds. With b_g the Poisson counts and n_g the sizes, a group of a stratum
    of n units counts 1 + √((1 − f)/(1 − Σ(n_g/n)²))·(b_g·n/Σb_g·n_g − 1), f the share of the stratum's population that
    was sampled (`undrawn` is 1 − f by stratum). The stratum so keeps its size, and a mean's error is on average that of
    linearisation, n/(n − 1)·Σ(d − d̄)²: units that share a group hide Σn_g·(n_g − 1)/(n·(n − 1)) of it. None where a
    stratum that was not drawn whole has a single group with units in it.
    Sources: Hanley & MacGibbon 2006, Computer Methods and Programs in Biomedicine 83: 57–62; Chamandy, Muralidharan,
    Najmi & Naidu 2012, Estimating uncertainty for massive data streams, Google.

    Examples
    --------
    >>> drawn = grouped_replicates(np.ones(3), np.zeros(3, dtype=np.int64), 20_000, seed=1)
    >>> round(float((drawn.totals(np.array([[1.0], [2.0], [6.0]])) / 3).std()), 2)  # s/√3 = 1.53
    1.53
    """
    random = np.random.default_rng(seed)
    counts = np.ones((number, len(sizes)))
    drawn_from = np.ones(len(sizes), dtype=np.int64)
    for stratum in np.unique(strata):
        members = np.flatnonzero((strata == stratum) & (sizes > 0))
        left = 1.0 if undrawn is None else float(undrawn[stratum])
        drawn_from[members] = len(members)
        if left == 0 or not len(members):
            continue
        if len(members) < 2:
            return None
        share = sizes[members] / sizes[members].sum()
        times = _times(number, len(members), random)
        scaled = times / (times @ share)[:, None]
        counts[:, members] = 1 + np.sqrt(left / (1 - np.sum(share**2))) * (scaled - 1)
    return Replicates(np.empty(0, dtype=np.int64), counts, strata, drawn_from, finite=undrawn is not None)


def _times(number: int, groups: int, random: np.random.Generator) -> Array:
    """Return how often each group counts in each replicate."""
    if groups > FEW_GROUPS:
        return random.poisson(1.0, (number, groups)).astype(np.float64)
    return random.multinomial(groups, np.full(groups, 1 / groups), number).astype(np.float64)
