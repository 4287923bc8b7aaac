"""What an instrument's item sets look like: their consistency, their factors, how they stand beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from satindex.analysis import conventions
from satindex.frames.design import Grouping
from satindex.frames.made import Indicator, Made, Rescaled
from satindex.frames.moments import MomentsSum
from satindex.measures.scores import Scores
from satindex.stats.adequacy import Adequacy, adequacy
from satindex.stats.base import NO_WEIGHT, Base
from satindex.stats.confirmatory import FactorFit, confirm
from satindex.stats.exploratory import Exploration, Suggestion, explore, parallel_analysis
from satindex.stats.internal_consistency import InternalConsistency, internal_consistency
from satindex.stats.moments import Array, Columns
from satindex.stats.validity import Convergence, Discrimination, convergence, discrimination
from satindex.survey.model import Item, ItemSet

FEWEST = 3


@dataclass(frozen=True)
class Examined:
    """One item set within a base: `fit` is its own one-factor model, `component` its first principal component.

    `together` is the model of its whole battery, a factor for each set, where that has a proper solution, and `factor`
    this set's place in it: from there come CR, AVE and loadings; where there is none, from the set's own model.
    """

    of: ItemSet
    n: int
    covariance: Array
    consistency: InternalConsistency
    fit: FactorFit
    component: tuple[float, ...]
    together: FactorFit | None = None
    factor: int = 0

    @cached_property
    def convergence(self) -> Convergence:
        """CR and AVE; ω is that of the set's own model, of two items, which have none, that of the battery's."""
        whole = convergence(self.fit) if self.together is None else convergence(self.together, self.factor)
        own = convergence(self.fit)
        return whole if own.omega is None and len(self.of.items) < FEWEST else replace(whole, omega=own.omega)

    @property
    def loadings(self) -> tuple[float | None, ...]:
        """The standardised loadings of the model that CR and AVE come from; None where it has no proper solution."""
        fit, factor = (self.fit, 0) if self.together is None else (self.together, self.factor)
        if fit.standardised is None or not fit.is_proper:
            return (None,) * len(self.of.items)
        return tuple(float(fit.standardised[at]) for at, of in enumerate(fit.factor_of) if of == factor)

    @cached_property
    def against(self) -> tuple[int, ...]:
        """The items on the smaller side of the set: they run against the others by more than chance would do.

        Where one item is turned round, its neighbours' correlations with the rest fall too; the first principal
        component tells the two sides apart.
        """
        line = min(conventions.AGAINST, -2 / max(self.n, 1) ** 0.5)
        if len(self.of.items) < FEWEST:
            return (0, 1) if any((rest or 0.0) <= line for rest in self.consistency.item_rest) else ()
        return tuple(at for at, loading in enumerate(self.component) if loading <= line)

    @property
    def is_halved(self) -> bool:
        """Whether as many items run one way as the other, so that either half may be the one keyed wrongly."""
        return len(self.of.items) < FEWEST or 2 * len(self.against) == len(self.of.items)


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
    """Everything examined of one survey's item sets."""

    sets: tuple[Examined, ...]
    batteries: tuple[Battery, ...]
    ends: Mapping[str, Ends]


def instrument(scores: Scores) -> Instrument | None:
    """Return the survey's item sets examined; None where no measure has a set of two items or more."""
    sets = _sets(scores)
    if not sets:
        return None
    items = _items(sets)
    blocks, made = _asked(scores, sets)
    (found,) = scores.moments([Grouping(blocks)], scores.responses.design, made)
    base = Base(found)
    examined = tuple(_battery(name, of, base) for name, of in _batteries(sets).items())
    return Instrument(
        tuple(_examined(one, base, examined) for one in sets),
        examined,
        {item: Ends(*(_share(base, f"{end}:{item}", made) for end in ("floor", "ceiling"))) for item in items},
    )


def asks(scores: Scores) -> list[MomentsSum]:
    """Return what `instrument` asks of the rows."""
    sets = _sets(scores)
    if not sets:
        return []
    blocks, made = _asked(scores, sets)
    return scores.moments_sums([Grouping(blocks)], scores.responses.design, made)


def _asked(scores: Scores, sets: Sequence[ItemSet]) -> tuple[tuple[Columns, ...], dict[str, Made]]:
    """Return the columns whose cross-products are wanted, with those that are made while reading."""
    made = _made(sets) | _at_ends(scores.survey.items[item] for item in _items(sets))
    blocks = [*((name,) for name in made if name.startswith(("floor:", "ceiling:"))), *map(_columns, sets)]
    blocks += [_battery_columns(of) for of in _batteries(sets).values()]
    return tuple(dict.fromkeys(blocks)), made


def _items(sets: Iterable[ItemSet]) -> Columns:
    return tuple(dict.fromkeys(item for one in sets for item in one.items))


def _batteries(sets: Sequence[ItemSet]) -> dict[str, tuple[ItemSet, ...]]:
    names = dict.fromkeys(one.battery for one in sets)
    return {name: tuple(one for one in sets if one.battery == name) for name in names}


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
    found = internal_consistency(covariance, n)
    if n > 1 and base.designed and np.isnan(np.diag(covariance)).all():
        found = replace(found, reason=NO_WEIGHT)
    beside = next(battery for battery in batteries if battery.name == one.battery)
    together = beside.fit if len(beside.sets) > 1 and beside.fit.is_proper else None
    component = _component(covariance)
    return Examined(one, n, covariance, found, confirm(covariance, n), component, together, beside.sets.index(one))


def _battery(name: str, sets: tuple[ItemSet, ...], base: Base) -> Battery:
    columns = _battery_columns(sets)
    covariance, _ = base.covariance(columns)
    at = [columns.index(column) for one in sets for column in _columns(one)]
    fewest = int(base.moments.blocks[columns].pairs[base.group].min()) if len(columns) > 1 else 0
    return Battery(name, sets, fewest, covariance[np.ix_(at, at)])


def _component(covariance: Array) -> tuple[float, ...]:
    """Return the items' loadings on the first principal component of their correlations, positive on the whole.

    An item without variation has 0; nothing where some pair of items was not answered together.
    """
    found, spread = np.zeros(len(covariance)), np.sqrt(np.diag(covariance))
    at = np.flatnonzero(spread > 0)
    if not np.isfinite(covariance).all() or not len(at):
        return ()
    values, vectors = np.linalg.eigh(covariance[np.ix_(at, at)] / np.outer(spread[at], spread[at]))
    found[at] = vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0))
    return tuple(float(x) for x in (found if found.sum() >= 0 else -found))
