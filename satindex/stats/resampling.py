"""Bootstrap replicates of a sample: how often each sampling unit is drawn, by seed, within its stratum."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array
from satindex.stats.raking import raking_factors
from satindex.stats.sample import Codes, Sample

MOST_UNITS: Final = 2_000
"""More units than this are dealt at random into as many groups, which are then drawn whole."""
FEWEST_GROUPS: Final = 8
"""A stratum of no more units than this keeps them as they are."""
_AT_ONCE: Final = 4_000_000


@dataclass(frozen=True)
class Reraked:
    """What raking anew adds to B replicates: `factors` (B × C) of the C combinations of the margins' levels.

    `unit_of` and `cell_of` (U) are the sampling unit and the combination of the respondents that stand together. The
    factors of a replicate that can't reach the margins are NaN.
    """

    factors: Array
    unit_of: Codes
    cell_of: Codes


@dataclass(frozen=True)
class Replicates:
    """B replicates of n respondents: the place 0 … U − 1 of each, those of one place counting alike in each replicate.

    A place is a sampling unit, which counts `counts` times (B × U); where the weights are `raked` anew in each
    replicate, it is the part of a sampling unit with one combination of the margins' levels. `strata` holds the stratum
    of each sampling unit, `drawn_from` how many there are in it, those without respondents here included; None where
    nothing but the replicates is asked for. `finite` tells whether the units are drawn from a finite population;
    `groups` how many random groups respondents were dealt into beforehand, where they were.
    """

    units: Codes
    counts: Array
    strata: Codes | None = None
    drawn_from: Codes | None = None
    raked: Reraked | None = None
    finite: bool = False
    groups: int = 0

    @property
    def places(self) -> int:
        """How many places there are (U)."""
        return self.counts.shape[1] if self.raked is None else len(self.raked.unit_of)

    @property
    def lost(self) -> int:
        """How many replicates can't be raked to the margins: nobody of some level was drawn, for one."""
        return 0 if self.raked is None else int(np.isnan(self.raked.factors).any(axis=1).sum())

    def among(self, rows: Codes | npt.NDArray[np.bool_]) -> Replicates:
        """Return the same replicates of some of the respondents."""
        return replace(self, units=self.units[rows])

    def of(self, sample: Sample) -> Replicates:
        """Return the same replicates of the respondents of a sample: those at its positions, else the first."""
        return self.among(np.arange(sample.values.shape[1]) if sample.positions is None else sample.positions)

    def sums(self, values: Array) -> Array:
        """Return the sums over respondents of each column (values: k × n) in each replicate (B × k)."""
        return self.totals(np.stack([np.bincount(self.units, row, self.places) for row in values], axis=1))

    def totals(self, by_place: Array, places: Codes | None = None) -> Array:
        """Return the sums in each replicate (B × k) of totals by place (U × k, or of the given `places` only)."""
        if self.raked is None:
            return np.asarray(_columns(self.counts, places) @ by_place)
        return np.concatenate([times @ by_place for times in self._times(self.raked, places)])

    def _times(self, raked: Reraked, places: Codes | None) -> Iterator[Array]:
        """Yield how much each place counts, in some replicates at a time: all at once they might not fit."""
        unit, cell = (
            (raked.unit_of, raked.cell_of) if places is None else (raked.unit_of[places], raked.cell_of[places])
        )
        step = max(1, _AT_ONCE // max(len(unit), 1))
        for start in range(0, len(self.counts), step):
            some = slice(start, start + step)
            yield self.counts[some, unit] * raked.factors[some, cell]


def _columns(counts: Array, places: Codes | None) -> Array:
    """Return some columns; the first ones without a copy."""
    if places is None or (len(places) and places[-1] == len(places) - 1):
        return counts if places is None else counts[:, : len(places)]
    return counts[:, places]


def replicates(sample: Sample, number: int, seed: int) -> Replicates | None:
    """Return `number` bootstrap replicates of a sample by `seed`; None where a stratum holds a single unit.

    Units are clusters where they are declared, else respondents (or random groups of either). Within each stratum of h
    units, h − 1 are drawn with replacement; a unit drawn t times counts 1 − √(1 − f) + √(1 − f)·t·h/(h − 1), f the
    share of the stratum's population that was sampled (0 where it is not known), so that a mean's error is that of
    linearisation. Units of the design without respondents here are drawn too, and count for nothing. Weights fitted to
    margins are fitted again in each replicate.
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
    units, stratum_of, empty = _units(sample, strata, random)
    counts = np.ones((number, len(stratum_of)))
    drawn_from = np.ones(len(stratum_of), dtype=np.int64)
    for stratum in np.unique(stratum_of):
        members = np.flatnonzero(stratum_of == stratum)
        h = len(members) + empty.get(int(stratum), 0)
        undrawn = 1.0 if sample.undrawn is None else float(sample.undrawn[stratum])
        drawn_from[members] = h
        if undrawn == 0:
            continue
        if h < 2:
            return None
        times = _drawn(number, h, random)[:, : len(members)]
        counts[:, members] = times if undrawn == 1 else 1 + math.sqrt(undrawn) * (times - 1)
    drawn = Replicates(units, counts, stratum_of, drawn_from, finite=sample.undrawn is not None)
    return drawn if sample.margins is None else _reraked(drawn, sample.margins, sample.mass)


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
    counts = np.where(drawn.strata[:, None] == drawn.strata[None, :], (h / np.maximum(h - 1, 1))[None, :], 1.0)
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


def _reraked(drawn: Replicates, margins: Codes, weights: Array) -> Replicates:
    """Return the replicates with weights that hold in each the totals that `weights` have on every margin.

    What `weights` were before they were fitted need not be known: raking multiplies by a factor for each level, so that
    it ends alike wherever it starts from. Where weights were trimmed, the margins that they then had are held.
    """
    cells, cell = _combinations(margins)
    number = cells.shape[1]
    places, place = np.unique(drawn.units * number + cell, return_inverse=True)
    unit_of, cell_of = np.divmod(places, number)
    mass = np.bincount(place, weights, len(places)).astype(np.float64)
    return replace(drawn, units=place, raked=reraked(drawn.counts, cells, unit_of, cell_of, mass))


def reraked(counts: Array, cells: Codes, unit_of: Codes, cell_of: Codes, mass: Array) -> Reraked:
    """Return what raking anew adds to replicates in which units count so often (B × U).

    `cells` (M × C) are the margins' levels of each combination, `unit_of` and `cell_of` the unit and the combination of
    each place, `mass` the weights there: their totals on every margin are held.
    """
    number = cells.shape[1]
    of_cells = np.empty((len(counts), number))
    for at in range(number):
        here = np.flatnonzero(cell_of == at)
        of_cells[:, at] = counts[:, unit_of[here]] @ mass[here]
    of_levels = np.bincount(cell_of, mass, number)
    targets = [np.bincount(codes, of_levels).astype(np.float64) for codes in cells]
    return Reraked(raking_factors(of_cells, cells, targets), unit_of, cell_of)


def _combinations(margins: Codes) -> tuple[Codes, Codes]:
    """Return the combinations of levels (M × C) that occur in M × n codes, and which of them each respondent has."""
    sizes = tuple(int(size) for size in margins.max(axis=1) + 1)
    keys, which = np.unique(np.ravel_multi_index(tuple(margins), sizes), return_inverse=True)
    return np.stack(np.unravel_index(keys, sizes)), which


def _units(sample: Sample, strata: Codes, random: np.random.Generator) -> tuple[Codes, Codes, dict[int, int]]:
    """Return each respondent's unit, each unit's stratum, and each stratum's units without respondents here."""
    inside = np.arange(len(strata)) if sample.clusters is None else sample.clusters
    units, stratum_of = _numbered(strata, inside)
    present = np.bincount(stratum_of)
    if len(stratum_of) > MOST_UNITS:
        group_of, stratum_of_group = _numbered(stratum_of, _groups(stratum_of, random))
        units, stratum_of = group_of[units], stratum_of_group
    if sample.sampled is None:
        return units, stratum_of, {}
    groups = np.bincount(stratum_of)
    absent = np.maximum(sample.sampled[: len(present)] - present, 0)
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
