"""The means that weights are put on: those of a measure's parts, over everyone and at each level of a segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from satindex.language import Words
from satindex.measures.measure import Measure
from satindex.measures.presenting import MISSING_LEVEL
from satindex.results.result import Cell, Row
from satindex.stats.moments import Array

NO_FIGURE = Words("a component has no figure here", "此处有组成部分没有数值")
OVERALL = "overall"


@dataclass(frozen=True)
class Level:
    """One level of a segment: its part means (None where one is missing, and why) and its base."""

    name: str
    means: Array | None
    n: Cell
    reason: Cell = None


def weights_of(measure: Measure) -> Array:
    """Return the weights of a measure's parts, of sum 1."""
    return np.array(list(measure.weighted_parts.values()))


def levels_of(measure: Measure, rows: Sequence[Row]) -> list[Level]:
    """Return the levels of a table (one, `overall`, where it has no segment), those without a level left out."""
    key = key_of(measure)
    of_levels = groupby(rows, lambda row: str(row.get("level", OVERALL)))
    return [
        _level(measure, name, {row.get(key): row for row in of_one})
        for name, of_one in of_levels
        if name != MISSING_LEVEL
    ]


def key_of(measure: Measure) -> str:
    """Return the column that names a measure's parts."""
    return next(iter(measure.headline or {}), "component")


def _level(measure: Measure, name: str, rows: Mapping[object, Row]) -> Level:
    cells = [rows[one].get("estimate") if one in rows else None for one in measure.weighted_parts]
    means = [float(cell) for cell in cells if isinstance(cell, int | float)]
    whole = rows.get((measure.headline or {}).get(key_of(measure)), {})
    if len(means) == len(cells):
        return Level(name, np.array(means), whole.get("n"))
    reasons = (rows[one].get("reason") for one in measure.weighted_parts if one in rows)
    return Level(name, None, whole.get("n"), next((reason for reason in reasons if reason), NO_FIGURE))
