"""Which answers stand in a column at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from satindex.readers.export import Export

Cells = Mapping[str, frozenset[str]]


def distinct_cells(columns: Sequence[str], export: Export) -> Cells:
    """Return the different cells of each column, as text, without the empty ones."""
    if not columns:
        return {}
    frame = export.read(list(columns)).lazy().collect("polars").to_native()
    return {name: frozenset(map(str, frame[name].drop_nulls().unique())) for name in columns}
