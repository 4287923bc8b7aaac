"""Ranks of a segment's levels, the highest estimate first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from satindex.results.columns import NO_LEVEL
from satindex.results.packed import alike
from satindex.results.result import Row

_NO_KEYS = frozenset({"segment", "level"})
ROUNDING = 1e-9


def ranked(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows by segment with `rank`: 1 for the level with the highest estimate among rows about the same.

    Equal estimates share the better rank and the next ones are skipped. Respondents without a level, and levels
    without an estimate, have no rank.

    Examples
    --------
    >>> rows = [{"level": name, "estimate": score} for name, score in (("a", 83.0), ("b", 88.0), ("c", 83.0))]
    >>> [row["rank"] for row in ranked(rows)]
    [2, 1, 2]
    """
    found: dict[object, list[float]] = {}
    for row in rows:
        estimate = row.get("estimate")
        if isinstance(estimate, int | float) and row.get("level") != NO_LEVEL:
            found.setdefault(_about(row), []).append(estimate)
    ascending = {about: sorted(estimates) for about, estimates in found.items()}
    return alike(rows, ({**row, "rank": _rank(row, ascending.get(_about(row), []))} for row in rows))


def _about(row: Row) -> object:
    return tuple((key, cell) for key, cell in row.items() if isinstance(cell, str) and key not in _NO_KEYS)


def _rank(row: Row, ascending: list[float]) -> int | None:
    estimate = row.get("estimate")
    if not isinstance(estimate, int | float) or row.get("level") == NO_LEVEL:
        return None
    return 1 + len(ascending) - bisect_right(ascending, estimate + ROUNDING)
