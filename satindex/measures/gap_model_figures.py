"""The gap model's sides, gaps and chain, and the figures of a difference between two sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from satindex.language import Words
from satindex.measures.gap_model_words import side_words
from satindex.results.result import Cell
from satindex.stats.base import Base
from satindex.stats.moments import Columns

SIDES = ("expected", "understood", "specified", "delivered", "promised", "perceived")
GAPS: Mapping[int, tuple[str, str]] = {
    1: ("understood", "expected"),
    2: ("specified", "understood"),
    3: ("delivered", "specified"),
    4: ("delivered", "promised"),
    5: ("perceived", "expected"),
}
# Each step of the chain as the gaps it adds (or takes away).
CHAIN: Mapping[str, Mapping[int, float]] = {
    "1": {1: 1},
    "1 + 2": {1: 1, 2: 1},
    "1 + 2 + 3": {1: 1, 2: 1, 3: 1},
    "1 + 2 + 3 + 4": {1: 1, 2: 1, 3: 1, 4: 1},
    "5": {5: 1},
    "5 − (1 + 2 + 3 + 4)": {5: 1, 1: -1, 2: -1, 3: -1, 4: -1},
}
STEP_WORDS = {
    "1": Words("understood − expected", "理解 − 期望"),
    "1 + 2": Words("specified − expected", "规范 − 期望"),
    "1 + 2 + 3": Words("delivered − expected", "交付 − 期望"),
    "1 + 2 + 3 + 4": Words("the gaps inside the firm together", "企业内部四个差距之和"),
    "5": Words("perceived − expected", "感知 − 期望"),
    "5 − (1 + 2 + 3 + 4)": Words("what gaps 1–4 leave unexplained", "差距 1–4 未能解释的部分"),
}


@dataclass(frozen=True)
class Side:
    """One side of a gap: the audience that answers it, and its items."""

    name: str
    audience: str
    items: Columns


def compared_cells(base: Base, one: Side, column: str, other: Side, against: str) -> dict[str, Cell]:
    """Return the cells of the mean of one column minus that of another, with both sides' own."""
    block = (column, against)
    found: dict[str, Cell] = {}
    for key, side, name in (("compared", one, column), ("against", other, against)):
        found |= {
            key: side_words(side.name, side.audience),
            f"{key}_mean": base.mean_beside(name, name, block),
            f"{key}_n": base.n_within(name, block),
        }
    return found | combined_cells(base, block, (1.0, -1.0))


def combined_cells(base: Base, columns: Columns, gradient: Sequence[float]) -> dict[str, Cell]:
    found = base.combination(columns, gradient)
    return {**found.cells(), "df": found.df, "p_value": found.p_value}
