"""The rows themselves, where moments are not enough: for resampling, ranks, models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array, Columns

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """Columns of n respondents (k × n, missing = NaN), with the design's columns where they are declared.

    `positions` are the respondents' places among all, where these are only some of them. What is to be resampled holds
    besides, by the code of each stratum, `sampled`, how many sampling units it has (those without respondents here
    included) and `undrawn`, 1 − (the share of its population that these are), where the population is known; and
    `margins` (M × n), the level that each respondent has in every margin that the weights were fitted to.
    """

    values: Array
    weights: Array | None = None
    strata: Codes | None = None
    clusters: Codes | None = None
    positions: Codes | None = None
    sampled: Codes | None = None
    undrawn: Array | None = None
    margins: Codes | None = None

    @property
    def mass(self) -> Array:
        """The weights, 1 each where none are declared."""
        return np.ones(self.values.shape[1]) if self.weights is None else self.weights

    def complete(self) -> npt.NDArray[np.bool_]:
        """Return which respondents have every column."""
        return np.logical_not(np.isnan(self.values).any(axis=0))

    def only(self, kept: npt.NDArray[np.bool_]) -> Sample:
        """Return the respondents that are kept."""
        return replace(
            self,
            values=self.values[:, kept],
            weights=None if self.weights is None else self.weights[kept],
            strata=None if self.strata is None else self.strata[kept],
            clusters=None if self.clusters is None else self.clusters[kept],
            positions=np.flatnonzero(kept) if self.positions is None else self.positions[kept],
            margins=None if self.margins is None else self.margins[:, kept],
        )


Read = Callable[[Columns], Sample]
"""What gives columns of some respondents."""
