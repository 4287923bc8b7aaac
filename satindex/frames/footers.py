"""What the footers of Parquet files say of their rows: how many there are, and within which bounds answers lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Bounds:
    """The lowest and the highest whole number of a column (None: it has none), and how many rows have none."""

    low: int | None
    high: int | None
    missing: int

    def plus(self, other: Bounds) -> Bounds:
        """Return the bounds of both."""
        lows, highs = _there(self.low, other.low), _there(self.high, other.high)
        return Bounds(min(lows, default=None), max(highs, default=None), self.missing + other.missing)


def _there(*numbers: int | None) -> list[int]:
    return [number for number in numbers if number is not None]


def heights(path: Path) -> list[int]:
    """Return how many rows each row group of a file has."""
    found = _footer(path)
    return [found.row_group(group).num_rows for group in range(found.num_row_groups)]


def bounds(paths: Sequence[Path], columns: Iterable[str]) -> dict[str, Bounds]:
    """Return the bounds of those columns of signed whole numbers for which all footers give them."""
    found: dict[str, Bounds | None] = dict.fromkeys(columns, Bounds(None, None, 0))
    for path in paths:
        of_file = _of_file(_footer(path), [name for name, so_far in found.items() if so_far is not None])
        for name, here in of_file.items():
            so_far = found[name]
            found[name] = None if here is None or so_far is None else so_far.plus(here)
    return {name: one for name, one in found.items() if one is not None}


def _of_file(footer: Any, columns: Iterable[str]) -> Mapping[str, Bounds | None]:
    names = [footer.schema.column(at).path for at in range(footer.num_columns)]
    times = Counter(names)
    places = {name: at for at, name in enumerate(names) if times[name] == 1}
    groups = [footer.row_group(group) for group in range(footer.num_row_groups)]
    return {name: _of_column(groups, places[name]) if name in places else None for name in columns}


def _of_column(groups: Sequence[Any], place: int) -> Bounds | None:
    found = [_of_chunk(group.column(place).statistics) for group in groups]
    there = [one for one in found if one is not None]
    return reduce(Bounds.plus, there, Bounds(None, None, 0)) if len(there) == len(found) else None


def _of_chunk(statistics: Any) -> Bounds | None:
    """Return the bounds of a column in a row group; None where they are not given, or not of whole numbers."""
    if statistics is None or not statistics.has_null_count:
        return None
    missing = int(statistics.null_count)
    if not statistics.num_values:
        return Bounds(None, None, missing)
    if not statistics.has_min_max or type(statistics.min) is not int or type(statistics.max) is not int:
        return None
    return Bounds(statistics.min, statistics.max, missing)


def _footer(path: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_metadata(path)
