"""Weights from the first principal component of the parts' correlations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.moments import Array


@dataclass(frozen=True)
class FirstComponent:
    """The largest eigenvalue λ, its share λ/k of all variance, and the loadings; one entry each per matrix.

    Loadings are turned so that their sum is positive; λ is the sum of their squares.
    """

    eigenvalue: Array
    explained: Array
    loadings: Array

    @property
    def weights(self) -> Array:
        """Squared loadings to sum 1: the part of the component's variance that each part brings."""
        return np.asarray(self.loadings**2 / self.eigenvalue[..., None])


def first_component(correlations: Array) -> FirstComponent:
    """Return the first principal component of one correlation matrix (k × k) or of many (… × k × k).

    Weights from squared loadings: Nicoletti, Scarpetta & Boylaud 2000, OECD Economics Department Working Papers 226;
    OECD & JRC 2008, Handbook on Constructing Composite Indicators.

    Examples
    --------
    >>> found = first_component(np.array([[1, 0.5], [0.5, 1]]))
    >>> float(found.eigenvalue.round(10)), found.weights.round(10).tolist()
    (1.5, [0.5, 0.5])
    """
    values, vectors = np.linalg.eigh(correlations)
    eigenvalue = values[..., -1]
    loadings = vectors[..., -1] * np.sqrt(eigenvalue)[..., None]
    turned = np.where(loadings.sum(axis=-1, keepdims=True) < 0, -loadings, loadings)
    return FirstComponent(eigenvalue, eigenvalue / correlations.shape[-1], turned)
