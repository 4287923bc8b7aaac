"""What became of every cell and every row: nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from satindex.language import Words


@dataclass(frozen=True)
class CellsMissing:
    """One answer that was read as missing: in which column, written how, how often, and why."""

    item: str
    column: str
    value: str
    count: int
    reason: Words


@dataclass(frozen=True)
class SetAside:
    """Rows left out of every figure, and the reason; `by_where`: they may be sound answers that are not asked about."""

    reason: Words
    count: int
    by_where: bool = False


@dataclass(frozen=True)
class Audit:
    """The account of an export: rows read = rows used + rows set aside, always.

    `notes` are other things a reader must know (points that did not total 100, values clipped at an anchor).
    """

    source: str
    rows_read: int
    set_aside: tuple[SetAside, ...] = ()
    cells: tuple[CellsMissing, ...] = ()
    empty: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()

    @property
    def rows_used(self) -> int:
        """Rows with at least one score."""
        return self.rows_read - sum(entry.count for entry in self.set_aside)
