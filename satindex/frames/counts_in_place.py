"""How often values occur in a recipe's columns, counted partition by partition where the rows lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import polars as pl

from satindex.frames.recipes import Recipe

_TIMES: Final = "\0times"
_PARTS: Final = 16


def values_counted(frame: Recipe, columns: Sequence[str]) -> dict[str, list[tuple[Any, int]]]:
    """Return the values of each column in order with their counts, all columns read in one pass."""
    names = list(dict.fromkeys(columns))

    by_name: dict[str, list[pl.DataFrame]] = {name: [] for name in names}
    for part in frame.each(names, ValueCounts(tuple(names))) if names else ():
        by_name[part.columns[0]].append(part)
    return {name: _added_up(parts, name).sort(name).rows() if parts else [] for name, parts in by_name.items()}


@dataclass(frozen=True)
class ValueCounts:
    """How often each value of some columns occurs in a partition, a table for each column."""

    names: tuple[str, ...]

    def __call__(self, batches: Iterator[pl.DataFrame], _: int) -> Iterator[pl.DataFrame]:
        counts: dict[str, list[pl.DataFrame]] = {name: [] for name in self.names}
        for batch in batches:
            for name, parts in counts.items():
                parts.append(batch[name].value_counts(name=_TIMES))
                counts[name] = [_added_up(parts, name)] if len(parts) > _PARTS else parts
        return (_added_up(parts, name) for name, parts in counts.items() if parts)


def values_differ(frame: Recipe, column: str) -> bool:
    """Return whether every value of a column is another one, rows without a value apart: the engine groups them."""
    present = frame.select(column).filter(~nw.col(column).is_null())
    twice = present.group_by(column).agg(nw.len().alias(_TIMES)).filter(nw.col(_TIMES) > 1)
    return int(twice.select(nw.len()).collect().item()) == 0


def _added_up(parts: Sequence[pl.DataFrame], name: str) -> pl.DataFrame:
    return pl.concat(parts).group_by(name).agg(pl.col(_TIMES).cast(pl.Int64).sum())
