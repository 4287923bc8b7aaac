"""The rows themselves, where moments are not enough: for resampling, ranks, models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """Columns of n respondents (k × n, missing = NaN), with the design's columns where they are declared.

    `positions` are the respondents' places among all, where these are only some of them.
    """

    values: Array
    weights: Array | None = None
    strata: Codes | None = None
    clusters: Codes | None = None
    positions: Codes | None = None

    def complete(self) -> npt.NDArray[np.bool_]:
        """Return which respondents have every column."""
        return np.logical_not(np.isnan(self.values).any(axis=0))

    def only(self, kept: npt.NDArray[np.bool_]) -> Sample:
        """Return the respondents that are kept."""
        return Sample(
            self.values[:, kept],
            None if self.weights is None else self.weights[kept],
            None if self.strata is None else self.strata[kept],
            None if self.clusters is None else self.clusters[kept],
            np.flatnonzero(kept) if self.positions is None else self.positions[kept],
        )
