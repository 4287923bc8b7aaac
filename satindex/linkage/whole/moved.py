"""What a fitted model expects of rows, as they are and after columns are moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from satindex.frames.packing import packable
from satindex.linkage.data import Array
from satindex.linkage.whole.reading import Rows
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.prediction import AverageSums, Figure, Move, Prediction, average_sums, column

packable(AverageSums)
Moves = Mapping[int, Move]


@dataclass(frozen=True)
class Moved:
    """Figures after each of several moves, and how many rows each of these could not be moved the whole way."""

    prediction: Prediction
    figures: tuple[Figure, ...]
    moves: tuple[Moves, ...]

    def of(self, rows: Rows) -> tuple[tuple[tuple[AverageSums, ...], int], ...]:
        """Return what rows add: for each of the moves the sums of every figure, and the rows clipped."""
        return self.of_matrix(rows.matrix, rows.weights)

    def of_matrix(self, matrix: ModelMatrix, weights: Array | None) -> tuple[tuple[tuple[AverageSums, ...], int], ...]:
        """Return the same of a model's columns."""
        return tuple((self._sums(matrix, weights, moves), _clipped(matrix, moves)) for moves in self.moves)

    def _sums(self, matrix: ModelMatrix, weights: Array | None, moves: Moves) -> tuple[AverageSums, ...]:
        return tuple(average_sums(self.prediction, figure, matrix, moves, weights) for figure in self.figures)


def _clipped(matrix: ModelMatrix, moves: Moves) -> int:
    clipped = np.zeros(matrix.n, dtype=bool)
    for place, move in moves.items():
        clipped |= move.clipped(column(matrix, place))
    return int(clipped.sum())
