"""A fitted path model under the names of its constructs and items: what its tables and words are made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from satindex.language import Words
from satindex.stats.moments import Array, Columns
from satindex.stats.path_estimate import FEWEST, PathEstimate
from satindex.stats.path_index import Pattern, index_means, patterns
from satindex.stats.path_model import PathModel, Problem, Scheme, collinear_causes
from satindex.stats.replicated_means import ReplicatedMean
from satindex.stats.resampling import Replicates
from satindex.stats.sample import Codes, Read, Sample
from satindex.survey.model import Titles


@dataclass(frozen=True)
class Construct:
    """A construct and the items that reflect it; `ends` holds each item's lowest and highest point."""

    name: str
    title: Titles
    items: Columns
    ends: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Settings:
    """What a definition chose: the inner scheme, the construct that others are important for, the resampling."""

    scheme: Scheme
    target: str
    min_answered: float
    replicates: int
    seed: int

    def needed(self, items: int) -> int:
        """Return how many of a construct's items must be answered."""
        return max(1, int(np.ceil(self.min_answered * items - 1e-9)))


def answers_to(items: Columns, read: Read) -> Sample:
    """Return the answers to `items`, one row each, even where an item is named twice."""
    once = tuple(dict.fromkeys(items))
    found = read(once)
    return replace(found, values=found.values[[once.index(item) for item in items]])


@dataclass(frozen=True)
class Figures:
    """A fitted path model under the names of its constructs and items."""

    name: str
    constructs: tuple[Construct, ...]
    paths: tuple[tuple[str, str], ...]
    settings: Settings
    model: PathModel
    estimate: PathEstimate

    @cached_property
    def names(self) -> Columns:
        """The constructs, in the definition's order."""
        return tuple(construct.name for construct in self.constructs)

    @cached_property
    def items(self) -> Columns:
        """Every construct's items, in turn."""
        return tuple(item for construct in self.constructs for item in construct.items)

    @cached_property
    def lows(self) -> Array:
        """The lowest point of each item."""
        return np.array([low for construct in self.constructs for low, _ in construct.ends])

    @cached_property
    def ranges(self) -> Array:
        """The highest point of each item minus its lowest."""
        return np.array([high - low for construct in self.constructs for low, high in construct.ends])

    def places(self, construct: str) -> Codes:
        """Return where a construct's items stand among all."""
        return np.flatnonzero(self.model.owner == self.names.index(construct))

    @cached_property
    def unsolved(self) -> Words | None:
        """Why there is no model at all."""
        return _unsolved(self)

    def reason(self, construct: str) -> Words | None:
        """Return why a construct has no index."""
        if self.unsolved is not None:
            return self.unsolved
        for at in self.places(construct):
            weight = self.estimate.weights[at]
            if not weight > 0:
                return _negative(self.items[at], self.standardised(int(at)), construct)
        return None

    def standardised(self, item: int) -> float:
        """Return an item's standardised outer weight."""
        return float(self.estimate.fits.weights[0, item]) if self.estimate.fits else float("nan")

    def index_weights(self, construct: str) -> tuple[float, ...] | None:
        """Return a construct's unstandardised weights, summing to 1; None where it has no index."""
        if self.reason(construct) is not None:
            return None
        weights = self.estimate.weights[self.places(construct)]
        return tuple((weights / weights.sum()).tolist())

    def replicated_index(self, construct: str, sample: Sample) -> ReplicatedMean | None:
        """Return a construct's mean index in each replicate, over a sample of its items.

        NaN where a weight is not positive.
        """
        again = self.estimate.again
        if again is None:
            return None
        drawn = again.replicates.of(sample)
        found = index_means(self._patterns(construct, sample, drawn), drawn, again.weights, self.ranges)
        positive = (again.weights[:, self.places(construct)] > 0).all(axis=1)
        return replace(found, total=np.where(positive, found.total, np.nan))

    def index(self, construct: str, sample: Sample) -> float | None:
        """Return a construct's mean index over a sample of its items; None where it has none."""
        if self.reason(construct) is not None:
            return None
        once = Replicates(np.zeros(sample.values.shape[1], dtype=np.int64), np.ones((1, 1)))
        found = self._patterns(construct, sample, once)
        mean = index_means(found, once, self.estimate.weights[None], self.ranges).means[0]
        return float(mean) if np.isfinite(mean) else None

    def _patterns(self, construct: str, sample: Sample, drawn: Replicates) -> list[Pattern]:
        """Return the patterns of a sample of the construct's items."""
        places = self.places(construct)
        needed, among = self.settings.needed(len(places)), np.arange(len(places))
        found = patterns(sample.values, self.lows[places], among, needed, sample.mass, drawn.units)
        return [replace(one, items=places[one.items]) for one in found]


def _unsolved(figures: Figures) -> Words | None:
    estimate = figures.estimate
    if estimate.n < FEWEST:
        return Words(
            f"only {estimate.n} respondents answered every item: no model",
            f"只有 {estimate.n} 位受访者回答了全部题目：无法建模",
        )
    if len(estimate.constant):
        said = ", ".join(dict.fromkeys(figures.items[at] for at in estimate.constant))
        return Words(f"everyone gave the same answer to {said}: no model", f"所有人对 {said} 的回答都相同：无法建模")
    problem = Problem.NONE if estimate.fits is None else Problem(int(estimate.fits.problems[0]))
    if problem is Problem.NO_CONVERGENCE:
        return Words("the weights do not converge", "权重不收敛")
    if problem is Problem.NO_VARIANCE:
        return Words("a construct's items cancel each other: no scores", "某一构念的题目互相抵消：没有得分")
    if problem is Problem.COLLINEAR and estimate.fits:
        causes = collinear_causes(estimate.fits.correlations[0], figures.model)
        said = ", ".join(figures.names[cause] for cause in causes)
        return Words(f"these constructs are collinear: {said}", f"这些构念共线：{said}")
    return None


def _negative(item: str, weight: float, construct: str) -> Words:
    said = f"{weight:.3f}".replace("-", "−")
    return Words(
        f"{item} has the outer weight {said}, which is not positive: no 0–100 index of {construct}; "
        "is it keyed the other way (reverse: true)?",
        f"{item} 的外部权重为 {said}，不是正数：{construct} 没有 0–100 指数；是否应反向计分（reverse: true）？",
    )
