"""A figure's name taken apart: `nps by branch.[城东支局].estimate` is a table, values of its keys, a column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from satindex.results.result import Cell, Result, Row

_PART = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")
OVERALL = "overall"
DERIVED = "weighted_gap"
_NO_KEYS = {"segment", "reason", "quadrant"}
"""Texts that say nothing of what a row is about: a quadrant is what was found of it, as is Kano's category."""


def parts_of(name: str) -> tuple[str, ...]:
    """Return a name's parts; dots within brackets part nothing.

    Examples
    --------
    >>> parts_of("repurchase.[quality.tangibles].odds_ratio")
    ('repurchase', 'quality.tangibles', 'odds_ratio')
    """
    return tuple((bracketed or plain).strip() for bracketed, plain in _PART.findall(name))


def in_table(parts: tuple[str, ...], tables: Mapping[str, Result]) -> tuple[str, tuple[str, ...]] | None:
    """Return the longest table that a name begins with, and the parts that are left; None where there is none.

    Examples
    --------
    >>> in_table(("nps", "promoters"), {"nps": ...})
    ('nps', ('promoters',))
    """
    for size in range(len(parts), 0, -1):
        if (table := ".".join(parts[:size])) in tables:
            return table, parts[size:]
    return None


def keys_of_row(table: Result, row: Row) -> tuple[str, ...]:
    """Return the values of the columns that say what a row is about: the texts before its first figure."""
    found: list[str] = []
    without = _NO_KEYS | ({"category"} if "feature" in table.columns else set())
    for column in table.columns:
        cell = row.get(column)
        if isinstance(cell, (int, float)) and column != "code":
            break
        if column not in without and cell is not None:
            found.append(_key(cell))
    return tuple(found)


def _key(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def rows_named(table: Result, keys: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows whose keys are, or among others are, `keys` in order; without keys the one that is overall."""
    rows = [(row, keys_of_row(table, row)) for row in table.rows]
    exact = tuple(row for row, own in rows if own == keys)
    if exact or (len(rows) == 1 and not keys):
        return exact or (rows[0][0],)
    whole = tuple(row for row, own in rows if own == (*keys, OVERALL))
    return whole or tuple(row for row, own in rows if keys and _within(keys, own))


def _within(keys: tuple[str, ...], own: tuple[str, ...]) -> bool:
    left = iter(own)
    return all(key in left for key in keys)


def weighted_gap(table: Result, row: Row) -> float | None:
    """Return a dimension's contribution to the weighted gap: its gap times its share of the weights.

    Only of tables that have gaps and weights; the weights are those beside it, of the same level.
    """
    gap, weight = row.get("estimate"), row.get("weight")
    if not isinstance(gap, (int, float)) or not isinstance(weight, (int, float)):
        return None
    beside = [other.get("weight") for other in siblings(table, row)]
    total = sum(other for other in beside if isinstance(other, (int, float)))
    return gap * weight / total if total else None


def siblings(table: Result, row: Row) -> list[Row]:
    """Return the rows of the same level that have a weight: those that an overall figure is made of."""
    return [
        other
        for other in table.rows
        if other.get("level") == row.get("level") and OVERALL not in keys_of_row(table, other)
    ]
