"""Dealing rows into folds, each left out once."""

from __future__ import annotations

import numpy as np

from satindex.stats.estimates import Array, Codes


def folds(n: int, number: int, seed: int, clusters: Codes | None = None, classes: Array | None = None) -> Codes:
    """Return the fold 0 … number − 1 of each of n rows, by `seed`: folds of equal size, clusters kept whole.

    Without clusters, rows of the same class are dealt evenly.

    Examples
    --------
    >>> folds(6, 3, seed=1, classes=np.array([0.0, 0, 0, 1, 1, 1])).tolist()  # each fold has one of either class
    [0, 2, 1, 2, 0, 1]
    """
    random = np.random.default_rng(seed)
    if clusters is not None:
        levels, place = np.unique(clusters, return_inverse=True)
        return np.asarray((random.permutation(len(levels)) % number)[place], dtype=np.int64)
    order = random.permutation(n)
    if classes is not None:
        order = order[np.argsort(classes[order], kind="stable")]
    found = np.empty(n, dtype=np.int64)
    found[order] = np.arange(n) % number
    return found
