"""A table's rows in the order that a choice or a ranking asks for."""

from __future__ import annotations

from dataclasses import dataclass

from satindex.results.columns import kind, written
from satindex.teaching.exercise import Answer
from satindex.teaching.figures import Figures, Placed
from satindex.teaching.naming import DERIVED
from satindex.teaching.reading import same_text


@dataclass(frozen=True)
class Ordered:
    """The rows `placed` of a table, by a column, the lowest or the highest first."""

    name: str
    by: str
    lowest: bool
    figures: Figures
    placed: tuple[Placed, ...]

    def keys_of(self, given: tuple[str, ...]) -> tuple[str, ...]:
        """Return the rows' keys for texts that name rows by key or title; empty where one of them names none."""
        found = [
            next((one.name for one in self.placed if same_text(text, one.name, one.label)), None) for text in given
        ]
        return tuple(one for one in found if one is not None) if None not in found else ()

    def tied(self, form: str) -> tuple[Placed, Placed] | None:
        """Return two rows whose order decides the answer, but whose figures the report writes alike; None without.

        Of a choice they are the first two, of a ranking any neighbours.
        """
        pairs = list(zip(self.placed, self.placed[1:], strict=False))
        for one, other in pairs[:1] if form == "choice" else pairs:
            if self._shown(one.figure) == self._shown(other.figure):
                return one, other
        return None

    def _shown(self, figure: float) -> str:
        table = self.figures.table_of(self.name)
        return written(figure, "gap" if self.by == DERIVED else kind(table, self.by, table.rows[0]))


def ordered(answer: Answer, figures: Figures) -> Ordered:
    """Return the rows that an answer ranks; raises FigureError where they are not there."""
    placed = figures.ranked(answer.name, answer.by, answer.lowest)
    return Ordered(answer.name, answer.by, answer.lowest, figures, placed)
