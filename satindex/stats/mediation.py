"""Paths from predictors through mediators to an outcome, out of correlations, of one sample or of many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from satindex.stats.estimates import Array

Path = tuple[int, ...]


@dataclass(frozen=True)
class PathSystem:
    """Predictors, controls, then mediators in stages, then the outcome: columns in this order.

    A mediator depends on predictors, controls and the mediators of earlier stages; the outcome on all. Mediators of one
    stage stand side by side.
    """

    predictors: int
    controls: int
    stages: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many columns there are, the outcome included."""
        return self.predictors + self.controls + sum(self.stages) + 1

    @property
    def mediators(self) -> tuple[tuple[int, ...], ...]:
        """The columns of the mediators, by stage."""
        first, found = self.predictors + self.controls, []
        for size in self.stages:
            found.append(tuple(range(first, first + size)))
            first += size
        return tuple(found)

    def equations(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield each column that depends on others, with those."""
        known = tuple(range(self.predictors + self.controls))
        for stage in (*self.mediators, (self.width - 1,)):
            for target in stage:
                yield target, known
            known = (*known, *stage)

    def paths(self) -> tuple[Path, ...]:
        """Return every way through mediators: one, or several of ascending stages."""
        ways = product(*((None, *stage) for stage in self.mediators))
        found = [tuple(at for at in way if at is not None) for way in ways]
        return tuple(sorted((path for path in found if path), key=lambda path: (len(path), path)))


def arrows(system: PathSystem, correlation: Array) -> Array:
    """Return the standardised slopes (… × k × k: of the row's column on the column's) of every equation, 0 elsewhere.

    `correlation` is … × k × k; each equation is least squares.
    """
    found = np.zeros(correlation.shape)
    for target, inputs in system.equations():
        chosen = list(inputs)
        if chosen:
            between = correlation[..., chosen, :][..., chosen]
            found[..., target, chosen] = np.linalg.solve(between, correlation[..., chosen, target, None])[..., 0]
    return found


@dataclass(frozen=True)
class Effects:
    """Effects of each of p predictors on the outcome: direct (… × p) and along each path (… × p × paths)."""

    direct: Array
    along: Array

    @property
    def indirect(self) -> Array:
        """The sum over all paths."""
        return np.asarray(self.along.sum(axis=-1))

    @property
    def total(self) -> Array:
        """Direct and indirect together."""
        return np.asarray(self.direct + self.indirect)


def effects(system: PathSystem, slopes: Array) -> Effects:
    """Return the effects that slopes (… × k × k) add up to: along a path, the product of its slopes.

    Sources: Alwin & Hauser 1975, American Sociological Review 40: 37–47; Hayes 2022, Introduction to Mediation,
    Moderation, and Conditional Process Analysis, 3rd ed., ch. 5.

    Examples
    --------
    >>> system = PathSystem(1, 0, (1,))
    >>> a, b, direct = 0.5, 0.4, 0.1
    >>> found = effects(system, np.array([[0, 0, 0], [a, 0, 0], [direct, b, 0]]))
    >>> found.direct.tolist(), found.indirect.round(12).tolist(), found.total.round(12).tolist()
    ([0.1], [0.2], [0.3])
    """
    outcome, paths = system.width - 1, system.paths()
    along = [_along(slopes, cause, path, outcome) for cause in range(system.predictors) for path in paths]
    shape = (*slopes.shape[:-2], system.predictors, len(paths))
    return Effects(
        np.asarray(slopes[..., outcome, : system.predictors]),
        np.stack(along, axis=-1).reshape(shape) if along else np.zeros(shape),
    )


def _along(slopes: Array, predictor: int, path: Path, outcome: int) -> Array:
    steps = zip((predictor, *path), (*path, outcome), strict=True)
    found = np.ones(slopes.shape[:-2])
    for cause, effect in steps:
        found = found * slopes[..., effect, cause]
    return found
