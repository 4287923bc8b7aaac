"""Items asked from several sides: one counts where it is answered on every side, so that their means are comparable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import narwhals as nw

from satindex.frames.expressions import answered, mean_of_total, number_of, total_of
from satindex.measures.measure import Score
from satindex.stats.moments import Columns


@dataclass(frozen=True)
class Matched:
    """The items of each side, in the same order; their totals are made once, for all means and differences.

    Differences of totals are totals of differences: of whole numbers to the last digit.
    """

    name: str
    sides: Mapping[str, Columns]
    min_answered: float

    def totals(self) -> Iterator[Score]:
        """Yield what the means are made from."""
        valid = [answered(*items) for items in zip(*self.sides.values(), strict=True)]
        for side, columns in self.sides.items():
            yield Score(self._column(side), total_of(columns, valid), kept=False, passing=True)
        yield Score(self._column("answered"), number_of(valid), kept=False, passing=True)

    def mean(self, side: str, minus: str | None = None) -> nw.Expr:
        """Return the mean of a side, or that of its differences from another; null where too few are answered."""
        total = nw.col(self._column(side))
        total = total if minus is None else total - nw.col(self._column(minus))
        number = nw.col(self._column("answered"))
        return mean_of_total(total, number, len(self.sides[side]), self.min_answered)

    def _column(self, of: str) -> str:
        return f"{self.name}:{of}"
