"""The answers that an item can be given, from worst to best, and how often each is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.measures.drawn import Target
from satindex.simulate.shares import poisson
from satindex.survey.model import Item, Scale

Array = npt.NDArray[np.float64]

STEPS = 101
DEFAULT_COUNT = 4.0
DEFAULT_PLACES = {"expected": 0.85, "perceived": 0.7}
DEFAULT_NUMBER = (50.0, 15.0)
# How promoters, passives and detractors spread over their points: most detractors stand near the middle.
NPS_WITHIN = (
    np.array([0.04, 0.02, 0.04, 0.08, 0.12, 0.35, 0.35]),
    np.array([0.4, 0.6]),
    np.array([0.55, 0.45]),
)


@dataclass(frozen=True)
class Grid:
    """Scored answers of one item, worst first, and the unit of its mean: mean = `zero` + `step` × place on the grid.

    `even` says that the answers are evenly spaced; only then is a mean's place on the grid exact.
    """

    scored: Array
    zero: float
    step: float

    @property
    def last(self) -> float:
        """The mean where everyone gives the best answer."""
        return self.zero + self.step * (len(self.scored) - 1)

    @property
    def length(self) -> float:
        """How far the means of the worst and the best answer lie apart."""
        return abs(self.last - self.zero)

    @property
    def quality(self) -> Array:
        """Each answer's place between the worst, 0, and the best, 1."""
        quality: Array = (self.scored - self.scored[0]) / (self.scored[-1] - self.scored[0])
        return quality

    @property
    def even(self) -> bool:
        """Whether the scored answers are evenly spaced."""
        return len(self.scored) < 3 or bool(np.ptp(np.diff(self.scored)) < 1e-9)


def grid_of(item: Item, target: Target, mean: float, sd: float) -> Grid:
    """Return an item's grid for a target; `mean` and `sd` set the span of answers that have none of their own."""
    if target.unit == "percent":
        return _percent_grid(item.scale, *target.ends[item.name])
    scored = _scale_answers(item.scale, mean, sd)
    return Grid(scored, float(scored[0]), float((scored[-1] - scored[0]) / (len(scored) - 1)))


def _percent_grid(scale: Scale, worst: float, best: float) -> Grid:
    low, high = min(worst, best), max(worst, best)
    if scale.kind == "number":
        scored = np.linspace(worst, best, STEPS)
    else:
        possible = np.array(scale.values or np.arange(np.ceil(low), high + 1))
        scored = np.sort(possible[(possible >= low) & (possible <= high)])
        scored = scored if best > worst else scored[::-1]
    first, last = (100 * (end - worst) / (best - worst) for end in (scored[0], scored[-1]))
    return Grid(scored, float(first), float((last - first) / (len(scored) - 1)))


def _scale_answers(scale: Scale, mean: float, sd: float) -> Array:
    if scale.values:
        return np.array(scale.values)
    if scale.kind == "count":
        return np.arange(poisson(np.array([mean])).shape[1], dtype=np.float64)
    return np.round(np.linspace(mean - 4 * sd, mean + 4 * sd, STEPS), 6)


def default_mean(item: Item, target: Target) -> float:
    """Return a believable mean where none is stated: as the measure says, else expectations above perceptions."""
    if target.unit == "percent":
        return 58.0
    if item.scale.values:
        low, high = item.scale.values[0], item.scale.values[-1]
        place = DEFAULT_PLACES[target.side] if target.place is None else target.place
        return round(low + (high - low) * place, 2)
    if item.scale.kind == "count":
        return DEFAULT_COUNT if target.mean is None else target.mean
    return DEFAULT_NUMBER[0]


def default_sd(grid: Grid) -> float:
    """Return a believable standard deviation of one answer: a fifth of the grid, in the unit of the mean."""
    return 0.2 * grid.length


def tilted(means: Array, values: Array) -> Array:
    """Return shares (n × points) of unevenly spaced values that have these means: shares ∝ exp(t · value).

    Examples
    --------
    >>> tilted(np.array([1.0]), np.array([0.0, 1.0, 5.0])) @ np.array([0.0, 1.0, 5.0])
    array([1.])
    """
    low, high = np.full(means.shape, -60.0), np.full(means.shape, 60.0)
    spread = (values - values[0]) / (values[-1] - values[0])
    for _ in range(80):
        middle = (low + high) / 2
        too_high = _tilt(middle, spread) @ values > means
        low, high = np.where(too_high, low, middle), np.where(too_high, middle, high)
    return _tilt((low + high) / 2, spread)


def _tilt(tilts: Array, spread: Array) -> Array:
    weights = np.exp(tilts[:, None] * spread[None, :] - np.maximum(tilts, 0.0)[:, None])
    shares: Array = weights / weights.sum(axis=1, keepdims=True)
    return shares


def nps_shares(promoters: Array, passives: Array, detractors: Array) -> Array:
    """Return the shares (n × 11) of the answers 0–10 for given shares of the three classes."""
    columns = zip((detractors, passives, promoters), NPS_WITHIN, strict=True)
    return np.hstack([share[:, None] * within[None, :] for share, within in columns])
