"""0–100 indices of constructs from a path model's outer weights, and how much each construct matters for one of them.

Index = 100 · Σ u(x − low)/Σ u(high − low) over a construct's items, with the unstandardised outer weights u = w/σ, all
positive. Sources: Fornell, Johnson, Anderson, Cha & Bryant 1996, Journal of Marketing 60(4): 7–18; importance and
performance: Ringle & Sarstedt 2016, Industrial Management & Data Systems 116: 1865–1886.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from satindex.stats.moments import Array
from satindex.stats.path_model import Truths
from satindex.stats.replicated_means import ReplicatedMean
from satindex.stats.resampling import Replicates
from satindex.stats.sample import Codes


def unstandardised(weights: Array, deviations: Array) -> Array:
    """Return w/σ, NaN for a constant item."""
    found: Array = np.divide(weights, deviations, out=np.full_like(weights, np.nan), where=deviations > 0)
    return found


@dataclass(frozen=True)
class Pattern:
    """The respondents who answered the same items of one construct: totals of answers above the low end, and of w.

    `items` are places in the model's list; `above` U' × k and `weight` U' are totals of the units in `units`.
    """

    items: Codes
    units: Codes
    above: Array
    weight: Array


def patterns(values: Array, lows: Array, items: Codes, needed: int, weights: Array, of_row: Codes) -> list[Pattern]:
    """Return the patterns in which at least `needed` of a construct's items are answered (`values` p × n)."""
    answered, number = ~np.isnan(values[items]), int(of_row.max(initial=-1)) + 1
    found = []
    for rows in _alike(answered, needed):
        present = items[answered[:, rows[0]]]
        # Few rows touch few units; many rows touch nearly all.
        units, of_unit = np.arange(number), of_row[rows]
        if len(rows) < number / 4:
            units, of_unit = np.unique(of_unit, return_inverse=True)
        above = (values[np.ix_(present, rows)] - lows[present, None]) * weights[rows]
        totals = [np.bincount(of_unit, row, len(units)).astype(float) for row in (*above, weights[rows])]
        found.append(Pattern(present, units, np.stack(totals[:-1], axis=1), totals[-1]))
    return found


def _alike(answered: Truths, needed: int) -> Iterator[Codes]:
    """Yield the columns (k × n) with the same answers given, at least `needed` of them; most often all are."""
    number = answered.sum(axis=0)
    whole = np.flatnonzero(number == len(answered))
    if len(whole):
        yield whole
    rest = np.flatnonzero((number >= needed) & (number < len(answered)))
    if len(rest):
        kinds = np.unique(np.packbits(answered[:, rest], axis=0), axis=1, return_inverse=True)[1].ravel()
        for kind in range(int(kinds.max()) + 1):
            yield rest[kinds == kind]


def index_means(found: Sequence[Pattern], drawn: Replicates, weights: Array, ranges: Array) -> ReplicatedMean:
    """Return a construct's mean index 0–100 in each replicate (B), its items weighing `weights` (B × p) there.

    `ranges` (p) holds high − low. A respondent's index is over the items answered.
    """
    total, base = np.zeros(len(weights)), np.zeros(len(weights))
    for pattern in found:
        u = weights[:, pattern.items]
        sums = drawn.totals(np.column_stack([pattern.above, pattern.weight]), pattern.units)
        with np.errstate(divide="ignore", invalid="ignore"):
            total += 100 * np.einsum("bk,bk->b", sums[:, :-1], u) / (u @ ranges[pattern.items])
        base += sums[:, -1]
    return ReplicatedMean(total, base)


def importances(totals: Array, weights: Array, ranges: Array, owner: Codes) -> Array:
    """Return unstandardised total effects (B × J × J as [from, to]): points of the index `to` for one point of `from`.

    A construct's 0–100 index has the standard deviation 100/Σ u(high − low) where its score has 1.
    """
    constructs = totals.shape[1]
    full = (weights * ranges) @ (owner[:, None] == np.arange(constructs)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):  # weights that cancel each other have no index
        found: Array = totals * full[:, :, None] / full[:, None, :]
    return found
