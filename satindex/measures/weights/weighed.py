"""The weights that an index uses, with the figures of the method they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from satindex.language import Words
from satindex.results.result import Cell, Row


@dataclass(frozen=True)
class Weighed:
    """Weights (sum 1) of an index's parts by one method; None, with a `reason`, where the method refuses them.

    `figures` holds, by column, one figure for each part; `whole` those of the method as a whole (λ, CR, R² …);
    `experts` a row for each expert and part, where several were asked; `warnings` what a reader must know.
    """

    method: str
    names: tuple[str, ...]
    weights: tuple[float, ...] | None
    figures: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    whole: Mapping[str, Cell] = field(default_factory=dict)
    experts: tuple[Row, ...] = ()
    warnings: tuple[Words, ...] = ()
    reason: Words | None = None

    @property
    def by_name(self) -> Mapping[str, float]:
        """The weights by part; empty where there are none."""
        return dict(zip(self.names, self.weights, strict=True)) if self.weights else {}
