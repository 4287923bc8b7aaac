"""Answers to several items that are drawn together: a class by its share, then one of the answers it stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.measures.drawn import Target
from satindex.simulate.truth import Truth

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Together:
    """Every possible set of answers (sets × items) with its share."""

    target: Target
    answers: Array
    shares: Array


def together(target: Target, truth: Truth) -> Together:
    """Return how the items of a target of classes are drawn: the classes' shares as stated, else as usual."""
    stated = truth.shares.get(target.name, target.shares)
    sets = [
        (answers, stated.get(name, 0.0) * share) for name, found in target.classes.items() for answers, share in found
    ]
    shares = np.array([share for _, share in sets])
    return Together(target, np.array([answers for answers, _ in sets]), shares / shares.sum())


def places_of(shares: Array, uniform: Array) -> Places:
    """Return which of several shares, laid end to end, each uniform number falls into."""
    return np.minimum(np.searchsorted(np.cumsum(shares), uniform, side="right"), len(shares) - 1).astype(np.int64)
