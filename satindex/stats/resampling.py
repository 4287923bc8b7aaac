"""Bootstrap replicates of a sample: how often each sampling unit is drawn, by seed, within its stratum."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.stats.moments import Array
from satindex.stats.sample import Codes, Sample

MOST_UNITS: Final = 2_000
"""More units than this are dealt at random into as many groups, which are then drawn whole."""
FEWEST_GROUPS: Final = 8
"""A stratum of no more units than this keeps them as they are."""


@dataclass(frozen=True)
class Replicates:
    """The unit (0 … U − 1) of each of n respondents, and how much each unit counts in each replicate (R × U).

    `strata` holds the stratum of each unit, `drawn_from` how many units there are in each unit's stratum, empty ones
    included; None where nothing but the replicates is asked for.
    """

    units: Codes
    counts: Array
    strata: Codes | None = None
    drawn_from: Codes | None = None

    def sums(self, values: Array) -> Array:
        """Return the sums over respondents of each column (values: k × n) in each replicate (R × k)."""
        number = self.counts.shape[1]
        by_unit = np.stack([np.bincount(self.units, row, number) for row in values], axis=1)
        return np.asarray(self.counts @ by_unit)


def replicates(sample: Sample, number: int, seed: int, sampled: Codes | None = None) -> Replicates | None:
    """Return `number` bootstrap replicates of a sample by `seed`; None where a stratum holds a single unit.

    Units are clusters where they are declared, else respondents (or random groups of either). Within each stratum of h
    units, h − 1 are drawn with replacement and count h/(h − 1) each, so that a mean's error is that of linearisation.
    Where the sample is a part of a design, `sampled` is the units of each stratum (by its code) in the whole design:
    those without respondents here are drawn too, and count for nothing.
    Source: Rao & Wu 1988, JASA 83: 231–241; Rao, Wu & Yue 1992, Survey Methodology 18: 209–217.

    Examples
    --------
    >>> drawn = replicates(Sample(np.array([[1.0, 2.0, 6.0]])), 20_000, seed=1)
    >>> round(float((drawn.sums(np.array([[1.0, 2.0, 6.0]])) / 3).std()), 2)  # s/√3 = 1.53
    1.53
    """
    random = np.random.default_rng(seed)
    n = sample.values.shape[1]
    strata = np.zeros(n, dtype=np.int64) if sample.strata is None else sample.strata
    units, stratum_of, empty = _units(sample, strata, random, sampled)
    counts = np.empty((number, len(stratum_of)))
    drawn_from = np.empty(len(stratum_of), dtype=np.int64)
    for stratum in np.unique(stratum_of):
        members = np.flatnonzero(stratum_of == stratum)
        h = len(members) + empty.get(int(stratum), 0)
        if h < 2:
            return None
        counts[:, members] = _drawn(number, h, random)[:, : len(members)]
        drawn_from[members] = h
    return Replicates(units, counts, stratum_of, drawn_from)


def without_each(drawn: Replicates) -> Array:
    """Return how much each unit counts when each in turn is left out (U × U): h/(h − 1) in its own stratum, else 1.

    Examples
    --------
    >>> found = replicates(Sample(np.array([[1.0, 2.0, 6.0]])), 1, seed=1)
    >>> without_each(found)[0].tolist()
    [0.0, 1.5, 1.5]
    """
    if drawn.strata is None or drawn.drawn_from is None:
        raise ValueError("these replicates do not know their strata")
    h = drawn.drawn_from.astype(np.float64)
    counts = np.where(drawn.strata[:, None] == drawn.strata[None, :], (h / (h - 1))[None, :], 1.0)
    np.fill_diagonal(counts, 0.0)
    return np.asarray(counts)


def influence(drawn: Replicates, estimate: Array, without: Array) -> Array:
    """Return what each unit adds to figures (U × k) from the figures without it: (h − 1)/h·(θ − θ without it)."""
    if drawn.drawn_from is None:
        raise ValueError("these replicates do not know their strata")
    h = drawn.drawn_from.astype(np.float64)[:, None]
    return np.asarray((h - 1) / h * (estimate - without))


def _drawn(number: int, h: int, random: np.random.Generator) -> Array:
    """Return how often each of h units counts when h − 1 are drawn, in each of `number` replicates."""
    picked = random.integers(0, h, size=(number, h - 1)) + h * np.arange(number)[:, None]
    times = np.bincount(picked.ravel(), minlength=number * h).reshape(number, h)
    return np.asarray(times * (h / (h - 1)), dtype=np.float64)


def _units(
    sample: Sample, strata: Codes, random: np.random.Generator, sampled: Codes | None
) -> tuple[Codes, Codes, dict[int, int]]:
    """Return each respondent's unit, each unit's stratum, and each stratum's units without respondents here."""
    inside = np.arange(len(strata)) if sample.clusters is None else sample.clusters
    units, stratum_of = _numbered(strata, inside)
    present = np.bincount(stratum_of)
    if len(stratum_of) > MOST_UNITS:
        group_of, stratum_of_group = _numbered(stratum_of, _groups(stratum_of, random))
        units, stratum_of = group_of[units], stratum_of_group
    if sampled is None:
        return units, stratum_of, {}
    groups = np.bincount(stratum_of)
    absent = np.maximum(sampled[: len(present)] - present, 0)
    empty = np.where(present > 0, np.round(absent * groups / np.maximum(present, 1)), 0)
    return units, stratum_of, dict(enumerate(empty.astype(int).tolist()))


def _numbered(strata: Codes, inside: Codes) -> tuple[Codes, Codes]:
    """Return the number 0 … of each pair of a stratum and what is inside it, and each number's stratum."""
    span = int(inside.max(initial=0)) + 1
    keys, numbers = np.unique(strata * span + inside, return_inverse=True)
    return numbers, keys // span


def _groups(strata: Codes, random: np.random.Generator) -> Codes:
    """Return a random group of each unit: in each stratum its share of MOST_UNITS, all of one size.

    Groups of unequal size would let the strata's sizes vary from replicate to replicate.
    """
    found = np.empty(len(strata), dtype=np.int64)
    for stratum in np.unique(strata):
        members = np.flatnonzero(strata == stratum)
        most = max(FEWEST_GROUPS, MOST_UNITS * len(members) // len(strata))
        number = math.ceil(len(members) / math.ceil(len(members) / most))
        found[random.permutation(members)] = np.arange(len(members)) % number
    return found
