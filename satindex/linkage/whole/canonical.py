"""Sums over all rows for logits and Poisson models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.frames.packing import packable
from satindex.linkage.data import Array
from satindex.linkage.whole.reading import Rows
from satindex.stats.canonical import Kernel, added
from satindex.stats.marginal_effects import EffectSums
from satindex.stats.newton import Point

for _kind in (Point, EffectSums):
    packable(_kind)


@packable
@dataclass(frozen=True)
class Least:
    """The lowest of some values."""

    value: float

    def plus(self, other: Least) -> Least:
        """Return the lower one."""
        return min(self, other, key=lambda one: one.value)


@dataclass(frozen=True)
class CanonicalAt:
    """The log likelihood at some parameters; the outcome is 1 where it has the value `event`, unless that is None."""

    at: Array
    kernel: Kernel
    event: float | None = None

    def outcome(self, rows: Rows) -> Array:
        """Return the outcome as the kernel takes it."""
        if self.event is None:
            return rows.outcome
        found: Array = rows.once("event", lambda: (rows.outcome == self.event).astype(np.float64))
        return found

    def of(self, rows: Rows) -> Point:
        """Return what rows add."""
        known = self._known(rows)[1:]
        return added(rows.matrix, rows.weights, lambda part, _: (known[0][part], known[1][part], known[2][part]))

    def linear(self, rows: Rows) -> Array:
        """Return each row's linear predictor."""
        return self._known(rows)[0]

    def residuals(self, rows: Rows) -> Array:
        """Return each row's outcome less what is expected."""
        return self._known(rows)[2]

    def _known(self, rows: Rows) -> tuple[Array, Array, Array, Array]:
        """Return each row's linear predictor and what the kernel makes of it."""

        def known() -> tuple[Array, Array, Array, Array]:
            predictor = linear(rows, self.at)
            return (predictor, *self.kernel(predictor, self.outcome(rows)))

        return rows.once(f"kernel at {self.at.tolist()}", known)


def linear(rows: Rows, at: Array) -> Array:
    """Return each row's linear predictor."""
    return np.concatenate([at @ block for _, block in rows.matrix.blocks()] or [np.empty(0)])
