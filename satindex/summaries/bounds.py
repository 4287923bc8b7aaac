"""How many sums a file of moments may hold where weights are to be fitted to margins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from satindex.errors import FigureError
from satindex.frames.moments import MomentsSum
from satindex.frames.passes import Sum
from satindex.language import Words
from satindex.linkage.whole.summing import CasesSum
from satindex.measures.scores import Scores

MOST_SUMS: Final = 20_000_000
"""Numbers that sums by combination of margins' levels may be: 160 MB, and as much again while they are added up."""
MOST_CELLS: Final = 200_000
"""Combinations of margins' levels, strata and clusters, each named in the file."""


def refuse_too_many(scores: Scores, asked: Iterable[Sum[Any]]) -> None:
    """Raise FigureError where sums by combination of the margins' levels would be too many to be kept."""
    by_cell, cells = scores.responses.by_cell, scores.responses.cells
    if by_cell is None or cells is None:
        return
    combinations = len(by_cell.combinations)
    if len(cells.combinations) > MOST_CELLS:
        raise _too_many(scores, len(cells.combinations), MOST_CELLS)
    needed = sum(_size(one, combinations, scores.rows) for one in asked)
    if needed > MOST_SUMS:
        raise _too_many(scores, combinations, max(1, combinations * MOST_SUMS // needed))


def _size(one: Sum[Any], combinations: int, rows: int) -> int:
    """Return how many numbers the sums of a question may be."""
    if isinstance(one, MomentsSum):
        cells = min(len(one.grouping.levels) * combinations, rows)
        times = 3 if one.design.read_weight else 1
        units = min(cells * len(one.clusters), rows) * 3 * len(one.layout.names) if one.design.cluster else 0
        return units + cells * times * sum((2 * len(columns)) ** 2 for columns in set(one.layout.blocks))
    return min(combinations, rows) * len(one.names) ** 2 if isinstance(one, CasesSum) else 0


def _too_many(scores: Scores, number: int, most: int) -> FigureError:
    person = scores.survey.respondent
    names = [*person.rake, *(n for n in (person.weight if person.trim else None, person.stratum, person.cluster) if n)]
    return FigureError(
        Words(
            f"{number:,} combinations of {', '.join(names)} are too many for sums to be kept by each: at most {most:,} "
            "here. Merge small levels (derive: merge), take a margin out, round weights that are trimmed, or make the "
            "report from the data.",
            f"{'、'.join(names)} 的组合有 {number:,} 种，无法逐一保存合计：此处最多 {most:,} 种。"
            "请合并较小的水平（derive: merge）、去掉一个边际、对需截断的权重取整，或用原始数据生成报告。",
        )
    )
