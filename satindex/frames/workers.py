"""How many threads or processes share the work, so that what they hold of the rows at a time stays within bounds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

MEMORY: Final = 1 << 30
"""What an engine may hold at a time, in bytes, unless told otherwise."""
MOST_WORKERS: Final = 4
BATCH: Final = 1 << 17
"""So many rows, or fewer where they are wide, are worked on at a time by each."""
CELLS: Final = 100 * BATCH
FEWEST: Final = 1 << 12
NARROW: Final[Mapping[Any, int]] = {
    pl.Boolean: 1,
    pl.Int8: 1,
    pl.UInt8: 1,
    pl.Int16: 2,
    pl.UInt16: 2,
    pl.Int32: 4,
    pl.UInt32: 4,
    pl.Float32: 4,
    pl.Date: 4,
}
WIDE: Final = 8
"""Bytes of a cell: of the types above, and of all others."""
TIMES_READ: Final = 2.5
TIMES_WORKED: Final = 7
"""How often what is read, and a batch as numbers of 8 bytes, stand in memory.

Measured (proportional set sizes of a process, less some 130 MiB of Python itself, for a piece of 131,072 rows):
61 MiB for 10 columns of 8 bytes, 1,118 MiB for 200 of them, 360 MiB for 49 columns of 1 byte of which 22 differences
are made, 1,281 MiB for the same 49 columns of 8 bytes in row groups of 983,040 rows.
"""


def rows_at_a_time(columns: int) -> int:
    """Return how many rows make a batch: of many columns fewer, so that a batch takes no more memory than others.

    Examples
    --------
    >>> rows_at_a_time(49), rows_at_a_time(200)
    (131072, 65536)
    """
    return min(BATCH, max(CELLS // max(columns, 1), FEWEST))


def held_by_each(kinds: Iterable[Any], rows: int) -> int:
    """Return about how many bytes one holds that reads pieces of `rows` rows with columns of some types.

    Examples
    --------
    >>> held_by_each([pl.Int8] * 49, 131_072) >> 20, held_by_each([pl.Int64] * 49, 983_040) >> 20
    (358, 1261)
    """
    widths = [NARROW.get(kind, WIDE) for kind in kinds]
    worked = min(rows_at_a_time(len(widths)), rows) * len(widths) * WIDE
    return int(sum(widths) * rows * TIMES_READ + worked * TIMES_WORKED)


def workers_within(memory: int, each: int) -> int:
    """Return how many there may be that hold so many bytes each: no more than there are cores, and at least one.

    Examples
    --------
    >>> workers_within(1 << 30, 600 << 20)
    1
    """
    return max(min(MOST_WORKERS, os.cpu_count() or 1, memory // max(each, 1)), 1)
