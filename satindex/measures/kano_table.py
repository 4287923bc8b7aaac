"""Kano's 5 × 5 table: the category of a pair of answers, functional (rows) and dysfunctional (columns)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import narwhals as nw
import numpy as np

from satindex.measures.drawn import Class
from satindex.stats.moments import Array

# Answers 1–5: like, must-be, neutral, live-with, dislike (Berger et al. 1993; the values are DuMouchel's).
CATEGORIES = "AOMIRQ"
TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
FUNCTIONAL_VALUES = (4.0, 2.0, 0.0, -1.0, -2.0)
DYSFUNCTIONAL_VALUES = (-2.0, -1.0, 0.0, 2.0, 4.0)

# How simulated pairs of answers fall within a category, and how categories are mixed, a leading one after another.
_ROWS, _COLUMNS = (1.0, 0.35, 0.45, 0.2, 1.0), (1.0, 0.2, 0.5, 0.3, 1.0)
MIXES: tuple[Mapping[str, float], ...] = (
    {"A": 0.1, "O": 0.2, "M": 0.45, "I": 0.2, "R": 0.03, "Q": 0.02},
    {"A": 0.18, "O": 0.45, "M": 0.17, "I": 0.15, "R": 0.03, "Q": 0.02},
    {"A": 0.45, "O": 0.18, "M": 0.1, "I": 0.2, "R": 0.05, "Q": 0.02},
    {"A": 0.2, "O": 0.1, "M": 0.15, "I": 0.45, "R": 0.08, "Q": 0.02},
)


def _pairs(category: str) -> Class:
    """Return the pairs of answers of a category, each with its share of it."""
    cells = [(f, d) for f in range(5) for d in range(5) if TABLE[f][d] == category]
    whole = sum(_ROWS[f] * _COLUMNS[d] for f, d in cells)
    return tuple(((f + 1.0, d + 1.0), _ROWS[f] * _COLUMNS[d] / whole) for f, d in cells)


PAIRS: Mapping[str, Class] = {category: _pairs(category) for category in CATEGORIES}


def category_of(functional_item: str, dysfunctional_item: str) -> nw.Expr:
    """Return the letter of each respondent's pair of answers; every category is stated, the rest is null."""
    functional, dysfunctional = nw.col(functional_item), nw.col(dysfunctional_item)
    of_pair = (functional - 1) * 5 + dysfunctional
    letters = "".join(TABLE)
    held = {
        letter: nw.any_horizontal(
            *(of_pair == place for place, found in enumerate(letters, start=1) if found == letter), ignore_nulls=True
        )
        for letter in CATEGORIES
    }
    text = nw.when(held["A"]).then(nw.lit("A"))
    for letter in CATEGORIES[1:]:
        text = text.when(held[letter]).then(nw.lit(letter))
    return text


@dataclass(frozen=True)
class Categorised:
    """1 where the pair of answers is one of `categories`; else 0 where it is one of `among`, else missing."""

    functional: str
    dysfunctional: str
    categories: str
    among: str = CATEGORIES

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.functional, self.dysfunctional)

    def compute(self, *values: Array) -> Array:
        letters = np.array([list(row) for row in TABLE]).ravel()
        held = np.where(np.isin(letters, list(self.categories)), 1.0, 0.0)
        held[~np.isin(letters, list(self.categories + self.among))] = np.nan
        return _looked_up(held, *values)


@dataclass(frozen=True)
class Scaled:
    """DuMouchel's value of one side's answer, where both sides are answered."""

    functional: str
    dysfunctional: str
    side: Literal["functional", "dysfunctional"]

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.functional, self.dysfunctional)

    def compute(self, *values: Array) -> Array:
        if self.side == "functional":
            return _looked_up(np.repeat(FUNCTIONAL_VALUES, 5), *values)
        return _looked_up(np.tile(DYSFUNCTIONAL_VALUES, 5), *values)


def _looked_up(cells: Array, functional: Array, dysfunctional: Array) -> Array:
    """Return the cell (row × 5 + column) of each pair of answers, missing where either is."""
    answered = ~(np.isnan(functional) | np.isnan(dysfunctional))
    place = np.where(answered, (functional - 1) * 5 + dysfunctional - 1, 0).astype(np.int64)
    return np.where(answered, cells[place], np.nan)
