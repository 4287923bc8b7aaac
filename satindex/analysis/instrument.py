"""What an instrument's item sets look like: their consistency, their factors, how they stand beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from satindex.frames.made import Indicator, Made, Rescaled
from satindex.frames.moments import Grouping, moments
from satindex.frames.thinned import Thinned, thinned
from satindex.measures.scores import Scores
from satindex.stats.adequacy import Adequacy, adequacy
from satindex.stats.base import Base
from satindex.stats.confirmatory import FactorFit, confirm
from satindex.stats.exploratory import Exploration, Suggestion, explore, parallel_analysis
from satindex.stats.internal_consistency import InternalConsistency, internal_consistency
from satindex.stats.moments import Array, Columns
from satindex.stats.validity import Convergence, Discrimination, convergence, discrimination
from satindex.survey.model import Item, ItemSet

FEWEST = 3


@dataclass(frozen=True)
class Examined:
    """One item set within a base: `component` holds the items' loadings on the first principal component.

    `convergence` is that of the set's own one-factor model; of two items, which have none, that of their battery's.
    """

    of: ItemSet
    n: int
    consistency: InternalConsistency
    fit: FactorFit
    convergence: Convergence
    component: tuple[float, ...]


@dataclass(frozen=True)
class Battery:
    """Item sets that are meant to measure different things, with the correlations of all their items.

    `n` is the fewest respondents behind any pair of items.
    """

    name: str
    sets: tuple[ItemSet, ...]
    n: int
    covariance: Array

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The items in the order of the covariance matrix."""
        return tuple(item for one in self.sets for item in one.items)

    @cached_property
    def correlation(self) -> Array:
        spread = np.sqrt(np.diag(self.covariance))
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = self.covariance / np.outer(spread, spread)
        return found

    @property
    def is_sound(self) -> bool:
        """Whether every pair of items has a correlation."""
        return bool(np.isfinite(self.correlation).all())

    @cached_property
    def adequacy(self) -> Adequacy:
        return adequacy(self.correlation, self.n)

    @cached_property
    def suggestion(self) -> Suggestion | None:
        """What parallel analysis suggests; None where some pair of items has no correlation."""
        return parallel_analysis(self.correlation, self.n) if self.is_sound and self.n > len(self.items) else None

    @cached_property
    def fit(self) -> FactorFit:
        """The confirmatory model in which every set measures a factor of its own."""
        return confirm(self.covariance, self.n, [at for at, one in enumerate(self.sets) for _ in one.items])

    @cached_property
    def exploration(self) -> Exploration | None:
        """The exploratory model with as many factors as parallel analysis suggests."""
        factors = self.suggestion.factors if self.suggestion else 0
        return explore(self.correlation, factors) if factors else None

    def pairs(self) -> Iterable[tuple[ItemSet, ItemSet, Discrimination]]:
        """Yield every two sets with their heterotrait–monotrait ratios."""
        ends = np.cumsum([0, *(len(one.items) for one in self.sets)])
        at = [range(ends[k], ends[k + 1]) for k in range(len(self.sets))]
        for a, b in combinations(range(len(self.sets)), 2):
            yield self.sets[a], self.sets[b], discrimination(self.correlation, at[a], at[b])


@dataclass(frozen=True)
class Ends:
    """The (weighted) shares of answers at the lowest and at the highest point of an item's scale, as keyed."""

    floor: float | None
    ceiling: float | None


@dataclass(frozen=True)
class Instrument:
    """Everything examined of one survey's item sets, and which respondents it was computed from."""

    sets: tuple[Examined, ...]
    batteries: tuple[Battery, ...]
    ends: Mapping[str, Ends]
    part: Thinned


def instrument(scores: Scores) -> Instrument | None:
    """Return the survey's item sets examined; None where no measure has a set of two items or more."""
    sets = _sets(scores)
    if not sets:
        return None
    design = scores.responses.design
    items = dict.fromkeys(item for one in sets for item in one.items)
    part = thinned(scores.frame, [*items, *design.columns])
    made = _made(sets) | _at_ends(scores.survey.items[item] for item in items)
    batteries = {
        name: tuple(one for one in sets if one.battery == name) for name in dict.fromkeys(s.battery for s in sets)
    }
    blocks = [*((name,) for name in made if name.startswith(("floor:", "ceiling:"))), *map(_columns, sets)]
    blocks += [_battery_columns(of) for of in batteries.values()]
    (found,) = moments(part.frame, [Grouping(tuple(dict.fromkeys(blocks)))], design, made)
    base = Base(found)
    examined = tuple(_battery(name, of, base) for name, of in batteries.items())
    return Instrument(
        tuple(_examined(one, base, examined) for one in sets),
        examined,
        {item: Ends(*(_share(base, f"{end}:{item}", made) for end in ("floor", "ceiling"))) for item in items},
        part,
    )


def _sets(scores: Scores) -> list[ItemSet]:
    """Return the item sets of all measures; the same items under a second name are examined once."""
    found: dict[tuple[object, ...], ItemSet] = {}
    for measure in scores.measures.values():
        for one in measure.item_sets:
            found.setdefault((one.items, one.ends), one)
    return list(found.values())


def _columns(one: ItemSet) -> Columns:
    return tuple(f"{one.name}:{item}" for item in one.items) if one.ends else one.items


def _battery_columns(sets: Iterable[ItemSet]) -> Columns:
    return tuple(dict.fromkeys(column for one in sets for column in _columns(one)))


def _made(sets: Iterable[ItemSet]) -> dict[str, Made]:
    return {
        column: Rescaled(item, *ends)
        for one in sets
        if one.ends
        for column, item, ends in zip(_columns(one), one.items, one.ends, strict=True)
    }


def _at_ends(items: Iterable[Item]) -> dict[str, Made]:
    found: dict[str, Made] = {}
    for item in items:
        if item.scale.values:
            found[f"floor:{item.name}"] = Indicator(item.name, "equal", item.scale.values[0])
            found[f"ceiling:{item.name}"] = Indicator(item.name, "equal", item.scale.values[-1])
    return found


def _share(base: Base, column: str, made: Mapping[str, Made]) -> float | None:
    return base.mean(column).estimate if column in made else None


def _examined(one: ItemSet, base: Base, batteries: Iterable[Battery]) -> Examined:
    covariance, n = base.covariance(_columns(one))
    fit = confirm(covariance, n)
    found = convergence(fit)
    beside = next(battery for battery in batteries if battery.name == one.battery)
    if len(one.items) < FEWEST and len(beside.sets) > 1 and beside.fit.improper is None:
        found = convergence(beside.fit, beside.sets.index(one))
    return Examined(one, n, internal_consistency(covariance, n), fit, found, _component(covariance))


def _battery(name: str, sets: tuple[ItemSet, ...], base: Base) -> Battery:
    columns = _battery_columns(sets)
    covariance, _ = base.covariance(columns)
    at = [columns.index(column) for one in sets for column in _columns(one)]
    fewest = int(base.moments.blocks[columns].pairs[base.group].min()) if len(columns) > 1 else 0
    return Battery(name, sets, fewest, covariance[np.ix_(at, at)])


def _component(covariance: Array) -> tuple[float, ...]:
    """Return the items' loadings on the first principal component of their correlations, positive on the whole."""
    spread = np.sqrt(np.diag(covariance))
    if not np.isfinite(covariance).all() or (spread == 0).any():
        return ()
    values, vectors = np.linalg.eigh(covariance / np.outer(spread, spread))
    first = vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0))
    return tuple(float(x) for x in (first if first.sum() >= 0 else -first))
