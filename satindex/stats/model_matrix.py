"""The columns a model is fitted to: left where they are, handed out in small standardised blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from satindex.stats.cross_products import CrossProducts, Summary, cross_products, described
from satindex.stats.estimates import Array

BLOCK_ROWS = 8192
COLLINEAR = 1e-10


@dataclass(frozen=True)
class ModelMatrix:
    """The usable columns of `parts` (each n × p_i), standardised by `mean` and `scale` when handed out.

    `keep` holds, per part, the columns in use; `mean` and `scale` have one entry per column in use, in that order.
    `ready` holds the blocks of all rows side by side, where they are handed out several times.
    """

    parts: tuple[Array, ...]
    keep: tuple[tuple[int, ...], ...]
    mean: Array
    scale: Array
    ready: Array | None = None

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.parts[0])

    @property
    def width(self) -> int:
        """Number of columns, the intercept included."""
        return len(self.mean) + 1

    @property
    def to_original(self) -> Array:
        """The (p + 1) square matrix that turns coefficients of standardised columns into those of the raw ones."""
        matrix = np.diag(np.concatenate([[1.0], 1 / self.scale]))
        matrix[0, 1:] = -self.mean / self.scale
        return matrix

    def every(self, step: int) -> ModelMatrix:
        """Return every `step`-th row, as views."""
        return replace(self, parts=tuple(part[::step] for part in self.parts), ready=None)

    def uncentred(self) -> ModelMatrix:
        """Return the same columns, scaled but not centred: the intercept is then that of the raw columns."""
        return replace(self, mean=np.zeros_like(self.mean), ready=None)

    def only(self, places: Sequence[int]) -> ModelMatrix:
        """Return the columns at these places (the intercept not counted), in their order."""
        keep: list[tuple[int, ...]] = []
        first = 0
        for columns in self.keep:
            keep.append(tuple(column for place, column in enumerate(columns, start=first) if place in places))
            first += len(columns)
        chosen = sorted(places)
        return replace(self, keep=tuple(keep), mean=self.mean[chosen], scale=self.scale[chosen], ready=None)

    def held(self) -> ModelMatrix:
        """Return the same, whose blocks are standardised once for all that ask for them."""
        every = np.empty((self.width, self.n))
        every[0] = 1.0
        self._standardised(slice(0, self.n), every)
        return replace(self, ready=every)

    def blocks(self) -> Iterator[tuple[slice, Array]]:
        """Yield (rows, block): block is (p + 1) × rows, first the intercept; the memory is reused."""
        if self.ready is not None:
            for start in range(0, self.n, BLOCK_ROWS):
                rows = slice(start, min(start + BLOCK_ROWS, self.n))
                yield rows, self.ready[:, rows]
            return
        buffer = np.empty((self.width, BLOCK_ROWS))
        buffer[0] = 1.0
        for start in range(0, self.n, BLOCK_ROWS):
            rows = slice(start, min(start + BLOCK_ROWS, self.n))
            yield rows, self._standardised(rows, buffer[:, : rows.stop - rows.start])

    def _standardised(self, rows: slice, block: Array) -> Array:
        place = 1
        for part, columns in zip(self.parts, self.keep, strict=True):
            for column in columns:
                np.subtract(part[rows, column], self.mean[place - 1], out=block[place])
                block[place] /= self.scale[place - 1]
                place += 1
        return block


def summarise(parts: Sequence[Array], outcome: Array, weights: Array | None = None) -> Summary:
    """Return means, deviations (divisor Σw) and correlations of all columns and the outcome, in one pass.

    Examples
    --------
    >>> found = summarise([np.array([[1.0], [2.0], [3.0]])], np.array([2.0, 4.0, 6.0]))
    >>> found.mean.tolist(), found.correlation[0, 1].round(12).item()
    ([2.0, 4.0], 1.0)
    """
    shift = _row_means(parts, outcome, slice(0, BLOCK_ROWS))
    starts = range(0, len(outcome), BLOCK_ROWS)
    blocks = (_block(parts, outcome, slice(start, start + BLOCK_ROWS), weights, shift) for start in starts)
    return described(reduce(CrossProducts.plus, blocks))


def constant_columns(summary: Summary) -> list[int]:
    """Return the places of the predictors that never vary."""
    return [place for place in range(len(summary.mean) - 1) if summary.deviation[place] == 0]


def dependent_columns(summary: Summary) -> dict[int, tuple[int, ...]]:
    """Return, for each predictor that earlier ones determine exactly, the places of those earlier ones.

    Taken in order, so of two equal columns the later is dependent; constant columns are left out.
    """
    found: dict[int, tuple[int, ...]] = {}
    kept: list[int] = []
    for place in range(len(summary.mean) - 1):
        if summary.deviation[place] == 0:
            continue
        slopes, unexplained = _explained(summary.correlation, place, kept)
        if unexplained < COLLINEAR:
            found[place] = tuple(k for k, slope in zip(kept, slopes, strict=True) if abs(slope) > 1e-6)
        else:
            kept.append(place)
    return found


def matrix_of(parts: Sequence[Array], summary: Summary, left_out: Sequence[int] = ()) -> ModelMatrix:
    """Return the model matrix of all columns but those whose places are `left_out`."""
    keep: list[tuple[int, ...]] = []
    used: list[int] = []
    first = 0
    for part in parts:
        columns = tuple(c for c in range(part.shape[1]) if first + c not in left_out)
        keep.append(columns)
        used.extend(first + c for c in columns)
        first += part.shape[1]
    return ModelMatrix(tuple(parts), tuple(keep), summary.mean[used], summary.deviation[used])


def _block(parts: Sequence[Array], outcome: Array, rows: slice, weights: Array | None, shift: Array) -> CrossProducts:
    columns = np.concatenate([*(part[rows].T for part in parts), outcome[rows][None, :]])
    return cross_products(columns, None if weights is None else weights[rows], shift)


def _row_means(parts: Sequence[Array], outcome: Array, rows: slice) -> Array:
    return np.concatenate([*(part[rows].mean(axis=0) for part in parts), [outcome[rows].mean()]])


def _explained(correlation: Array, place: int, by: list[int]) -> tuple[Array, float]:
    if not by:
        return np.empty(0), 1.0
    slopes = np.asarray(np.linalg.solve(correlation[np.ix_(by, by)], correlation[by, place]), dtype=np.float64)
    return slopes, float(1 - correlation[place, by] @ slopes)
