"""Cronbach's alpha of a set of items within a base, as cells of a row."""

from __future__ import annotations

from satindex.results.result import Cell
from satindex.stats.base import Base
from satindex.stats.every_group import Alpha
from satindex.stats.moments import Columns

ALPHA_SOURCE = (
    "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika 16, 297–334; "
    "interval: Feldt, L. S., Woodruff, D. J. & Salih, F. A. (1987). Applied Psychological Measurement 11, 93–103."
)


def alpha_of(base: Base, items: Columns, within: Columns | None = None) -> Alpha:
    """Return alpha of `items` from their pairwise-complete covariances; `within` is the block that holds them."""
    return base.alpha(items, within)


def alpha_cells(base: Base, items: Columns) -> dict[str, Cell]:
    """Return `alpha, alpha_low, alpha_high`; nothing for fewer than two items."""
    if len(items) < 2:
        return {}
    found = alpha_of(base, items)
    return {"alpha": found.alpha, "alpha_low": found.low, "alpha_high": found.high}
