"""The likelihood of ordered levels that follow from one latent variable and its cut points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array, Codes
from satindex.stats.links import Link
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Point


@dataclass(frozen=True)
class CumulativeLikelihood:
    """P(y ≤ k) = F(ζ_k − Σ b x), F the distribution of `link`; `codes` are the levels 0 … K of the rows.

    Parameters are the K thresholds, then K slopes for each column whose place (the intercept not counted) is in
    `by_cut` (one for each threshold), then a slope for each other column; all in units of standardised columns.
    """

    matrix: ModelMatrix
    codes: Codes
    thresholds: int
    weights: Array | None
    link: Link
    by_cut: tuple[int, ...] = ()

    @property
    def common(self) -> list[int]:
        """The places of the columns with one slope for all thresholds."""
        return [place for place in range(self.matrix.width - 1) if place not in self.by_cut]

    @property
    def own(self) -> int:
        """How many parameters belong to single thresholds."""
        return self.thresholds * (1 + len(self.by_cut))

    def linear(self, at: Array) -> Array:
        """Return Σ b x of the columns with one slope, on each row."""
        slopes, common = at[self.own :], self.common
        return np.concatenate([slopes @ block[1:][common] for _, block in self.matrix.blocks()])

    def evaluate(self, at: Array) -> Point:
        """Return the log likelihood, its gradient and information; −∞ where thresholds are out of order."""
        size = len(at)
        value, gradient, information = 0.0, np.zeros(size), np.zeros((size, size))
        if not self.by_cut and np.any(np.diff(at[: self.thresholds]) <= 0):
            return Point(-np.inf, gradient, information)
        for upper, lower, terms in self._pieces(at):
            if terms is None:
                return Point(-np.inf, gradient, information)
            value += float(terms.gain.sum())
            gradient += upper @ terms.upper + lower @ terms.lower
            across = (upper * terms.cross) @ lower.T
            information += (upper * terms.upper_curve) @ upper.T + (lower * terms.lower_curve) @ lower.T
            information += across + across.T
        return Point(value, gradient, information)

    def log_likelihood(self, at: Array) -> float:
        """Return the log likelihood alone; −∞ where thresholds are out of order."""
        return sum(-np.inf if terms is None else float(terms.gain.sum()) for _, _, terms in self._pieces(at))

    def scores(self, at: Array) -> Iterator[tuple[slice, Array]]:
        """Yield the rows' own gradients."""
        start = 0
        for upper, lower, terms in self._pieces(at):
            stop = start + upper.shape[1]
            if terms is not None:
                yield slice(start, stop), upper * terms.upper + lower * terms.lower
            start = stop

    def _pieces(self, at: Array) -> Iterator[tuple[Array, Array, _Terms | None]]:
        """Yield the two design blocks (of ζ_k − η and of ζ_{k−1} − η) and the derivatives of the likelihood in each."""
        common = self.common
        for rows, block in self.matrix.blocks():
            codes, columns = self.codes[rows], block[1:]
            upper, lower = self._bounds(at, codes, columns, at[self.own :] @ columns[common])
            mass = None if self.weights is None else self.weights[rows]
            terms = None if np.any(upper <= lower) else _terms(upper, lower, self.link, mass)
            # One spare row at either end takes the thresholds −∞ and ∞, and is dropped.
            yield self._design(codes + 1, columns), self._design(codes, columns), terms

    def crossed(self, at: Array) -> bool:
        """Whether the thresholds of some row are out of order."""
        own = at[: self.own].reshape(-1, self.thresholds)
        for _, block in self.matrix.blocks():
            cuts = own[0][:, None] - own[1:].T @ block[1:][list(self.by_cut)]
            if np.any(np.diff(cuts, axis=0) <= 0):
                return True
        return False

    def _bounds(self, at: Array, codes: Codes, columns: Array, eta: Array) -> tuple[Array, Array]:
        """Return the two thresholds between which each row's level lies, less its linear predictor."""
        if not self.by_cut:
            padded = np.concatenate([[-np.inf], at[: self.thresholds], [np.inf]])
            return padded[codes + 1] - eta, padded[codes] - eta
        own = at[: self.own].reshape(-1, self.thresholds)
        cuts = np.full((self.thresholds + 2, len(codes)), np.inf)
        cuts[0] = -np.inf
        cuts[1:-1] = own[0][:, None] - own[1:].T @ columns[list(self.by_cut)] - eta
        places = np.arange(len(codes))
        return cuts[codes + 1, places], cuts[codes, places]

    def _design(self, chosen: Codes, columns: Array) -> Array:
        cut = np.zeros((self.thresholds + 2, len(chosen)))
        cut[chosen, np.arange(len(chosen))] = 1.0
        cut = cut[1:-1]
        by_cut = [-cut * columns[place] for place in self.by_cut]
        return np.concatenate([cut, *by_cut, -columns[self.common] if self.by_cut else -columns])


@dataclass(frozen=True)
class _Terms:
    """Per row: log probability, first derivatives, and minus the second derivatives in the two bounds."""

    gain: Array
    upper: Array
    lower: Array
    upper_curve: Array
    lower_curve: Array
    cross: Array


def _terms(upper: Array, lower: Array, link: Link, mass: Array | None) -> _Terms:
    # On the side where both are near 1 the difference of upper tails keeps its digits.
    tails = link.above(lower) - link.above(upper)
    chance = np.maximum(np.where(lower > 0, tails, link.below(upper) - link.below(lower)), 1e-300)
    first, second = link.density(upper) / chance, -link.density(lower) / chance
    terms = (
        np.log(chance),
        first,
        second,
        first**2 - link.bend(upper) / chance,
        second**2 + link.bend(lower) / chance,
        first * second,
    )
    return _Terms(*(term if mass is None else term * mass for term in terms))
