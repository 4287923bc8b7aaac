"""Rows of many levels of a segment, made column by column, as they stand in a table: level after level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from satindex.results.packed_pieces import Column, Piece, Places, Rows
from satindex.results.result import Cell


def of_levels(segment: str, levels: Sequence[Cell], kinds: Sequence[Rows]) -> Piece:
    """Return the rows of each level, one of each kind in turn; a `reason` stands only where there is one."""
    number, placed = len(levels), list[tuple[Places, Rows]]()
    named = {
        "segment": Column.repeated(segment, number),
        "level": Column(np.arange(number, dtype=np.int32), tuple(levels)),
    }
    for place, kind in enumerate(kinds):
        rows, at = Rows({**named, **kind.columns}, number), np.arange(number) * len(kinds) + place
        placed += _by_reason(at, rows)
    together: dict[tuple[str, ...], list[tuple[Places, Rows]]] = {}
    for at, rows in placed:
        together.setdefault(tuple(rows.columns), []).append((at, rows))
    return Piece.placing([_merged(some) for some in together.values()])


def _by_reason(at: Places, rows: Rows) -> list[tuple[Places, Rows]]:
    if "reason" not in rows.columns:
        return [(at, rows)]
    without = rows.columns["reason"].missing
    found = []
    for chosen in (np.flatnonzero(without), np.flatnonzero(~without)):
        some = rows.taken(chosen)
        kept = {name: cells for name, cells in some.columns.items() if name != "reason"}
        some = Rows(kept, some.number) if without[chosen].all() else some
        found += [(at[chosen], some)] if len(chosen) else []
    return found


def _merged(placed: Sequence[tuple[Places, Rows]]) -> tuple[Places, Rows]:
    """Return rows with the same columns together, in the order of their places."""
    at = np.concatenate([places for places, _ in placed])
    order = np.argsort(at)
    names = placed[0][1].columns
    columns = {name: Column.joined([rows.columns[name] for _, rows in placed]).taken(order) for name in names}
    return at[order], Rows(columns, len(at))
