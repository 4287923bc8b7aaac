"""Weights fitted to margins, from what a sample holds of each combination of the margins' levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import mul

import numpy as np
import polars as pl

from satindex.errors import DataError, nearest
from satindex.frames.calibration import Calibration, calibration_of
from satindex.frames.margin_cells import COUNT, CellWeights, MarginCells
from satindex.language import Words
from satindex.responses.responses import about, margin_column
from satindex.stats.raking import Array, Margin, Raked, Trimmed, rake, trim
from satindex.survey.model import Respondent
from satindex.survey.weighting import is_shares


@dataclass(frozen=True)
class Level:
    """One level of a margin: the shares 0–1 it is to have, has by the weights before, and has after; and its rows."""

    margin: str
    level: str
    target: float
    before: float
    after: float
    n: int


@dataclass(frozen=True)
class Weighting:
    """What became of the weights: every margin's levels, how raking went, where weights were cut, Kish's base."""

    levels: tuple[Level, ...]
    n: int
    effective_base: float
    smallest: float
    largest: float
    rounds: int
    error: float
    trimmed: Trimmed | None = None

    @property
    def design_effect(self) -> float:
        """Kish's design effect n·Σw²/(Σw)²."""
        return self.n / self.effective_base


@dataclass(frozen=True)
class Design:
    """The columns that cells are by, as far as they are declared; `told_apart`: by the weight too, as it is cut."""

    margins: tuple[str, ...]
    weight: str | None
    stratum: str | None
    cluster: str | None
    told_apart: bool

    @classmethod
    def of(cls, person: Respondent) -> Design:
        """Return those of a definition."""
        weight, stratum, cluster = (about(c) if c else None for c in (person.weight, person.stratum, person.cluster))
        margins = tuple(map(margin_column, person.rake))
        return cls(margins, weight, stratum, cluster, told_apart=person.trim is not None)

    @property
    def read_weight(self) -> str | None:
        """The weight that is read beside the combinations."""
        return None if self.told_apart else self.weight

    @property
    def combinations(self) -> tuple[str, ...]:
        """The columns that rows weigh alike by."""
        apart = self.weight if self.told_apart else None
        return (*self.margins, *(name for name in (apart, self.stratum) if name))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the cells of a sample are by."""
        return (*self.combinations, *([self.cluster] if self.cluster else []))


@dataclass(frozen=True)
class Fit:
    """Weights fitted to margins: each margin's factors, where they were cut, what became of them, errors' needs."""

    margins: tuple[Margin, ...]
    raked: Raked
    trimmed: Trimmed | None
    weighting: Weighting
    calibration: Calibration
    by_cell: CellWeights


def unfitted(cells: MarginCells, person: Respondent) -> CellWeights:
    """Return the weights before fitting, by combination; raises DataError for a level that no margin lists."""
    frame = cells.frame()
    for name, targets in person.rake.items():
        _refuse_unlisted(name, _counts(name, frame), tuple(targets))
    design, lowest = Design.of(person), cells.sums[:, 3]
    before = lowest if design.told_apart else np.ones(len(lowest))
    return replace(_by_combination(cells, design, before, before), only=True)


def fitted(cells: MarginCells, person: Respondent) -> Fit:
    """Return the weights of a whole sample, fitted to the margins that the survey declares.

    Raises DataError where levels of sample and margin do not match, FigureError where the margins can't be reached.
    """
    design, frame = Design.of(person), cells.frame()
    count, base, squares, lowest, highest = cells.sums.T
    margins = [_margin(name, targets, frame) for name, targets in person.rake.items()]
    _refuse_too_few_people(person.rake, int(count.sum()))
    found, margins = _fitted(margins, person.rake, base)
    factor = reduce(mul, (f[m.codes] for f, m in zip(found.factors, margins, strict=True)))
    after, trimmed = _Masses(factor * base, factor**2 * squares, factor * lowest, factor * highest), None
    before = np.ones(len(count))
    if person.trim is not None:
        before, trimmed = lowest, _trimmed(factor * lowest, count, person)
        factor = trimmed.weights
        after = _Masses(factor * count, factor**2 * count, factor, factor)
    levels = {margin_column(margin.name): margin.levels for margin in margins}
    calibration = calibration_of(
        frame, levels, design.weight, base, after.total, after.squares, design.stratum, design.cluster
    )
    weighting = _weighting(margins, count, base, after, found, trimmed)
    by_cell = _by_combination(cells, design, factor, before)
    return Fit(tuple(margins), found, trimmed, weighting, calibration, by_cell)


@dataclass(frozen=True)
class _Masses:
    """The weights of each cell: their sum, that of their squares, the smallest and the largest."""

    total: Array
    squares: Array
    smallest: Array
    largest: Array


def _by_combination(cells: MarginCells, design: Design, after: Array, before: Array) -> CellWeights:
    """Return the weights by combination: those that differ in their cluster only weigh alike."""
    columns = design.combinations
    alike = {one[: len(columns)]: at for at, one in reversed(list(enumerate(cells.combinations)))}
    known = dict(sorted(alike.items(), key=lambda entry: entry[1]))
    at = np.array(list(known.values()), dtype=np.int64)
    return CellWeights(columns, tuple(known), design.margins, design.read_weight, design.stratum, after[at], before[at])


def _margin(name: str, targets: Mapping[str, float], cells: pl.DataFrame) -> Margin:
    column, levels, found = cells[margin_column(name)], tuple(targets), _counts(name, cells)
    _refuse_unlisted(name, found, levels)
    _refuse_absent(name, found, targets)
    codes = column.replace_strict(list(levels), list(range(len(levels))), return_dtype=pl.Int64).to_numpy()
    return Margin(name, levels, codes, np.array(list(targets.values())))


def _counts(name: str, cells: pl.DataFrame) -> dict[str, int]:
    """Return how many rows each level of a margin has."""
    column = margin_column(name)
    counted = cells.group_by(column).agg(pl.col(COUNT).sum().cast(pl.Int64)).sort(column)
    return dict(counted.select(column, COUNT).rows())


def _refuse_unlisted(name: str, found: Mapping[str, int], levels: tuple[str, ...]) -> None:
    unlisted = {level: count for level, count in found.items() if level not in levels}
    if unlisted:
        guesses = {level: nearest(level, levels) for level in unlisted}
        en = ", ".join(f"'{s}' ({n} ×{f', nearest: {guesses[s]}' if guesses[s] else ''})" for s, n in unlisted.items())
        zh = "、".join(f"“{s}”（{n} 次{f'，最接近：{guesses[s]}' if guesses[s] else ''}）" for s, n in unlisted.items())
        raise DataError(
            Words(
                f"respondent.rake.{name} does not list {en}, which the sample holds. It lists: {', '.join(levels)}.",
                f"respondent.rake.{name} 未列出样本中的{zh}。已列出：{'、'.join(levels)}。",
            )
        )


def _refuse_absent(name: str, found: Mapping[str, int], targets: Mapping[str, float]) -> None:
    absent = [level for level in targets if level not in found]
    if absent:
        raise DataError(
            Words(
                f"nobody in the sample is {' or '.join(repr(level) for level in absent)} in '{name}', which "
                "respondent.rake gives a target; merge the level with another one (derive: merge).",
                f"样本的“{name}”中没有{'、'.join(f'“{level}”' for level in absent)}，而 respondent.rake 为其设定了"
                "目标；请与其他水平合并（derive: merge）。",
            )
        )


def _refuse_too_few_people(rake_to: Mapping[str, Mapping[str, float]], sample: int) -> None:
    """Refuse counts of fewer people than the sample has: mostly percentages with a level left out."""
    for name, targets in rake_to.items():
        total = sum(targets.values())
        if not is_shares(targets) and total < sample:
            raise DataError(
                Words(
                    f"the targets of respondent.rake.{name} sum to {total:.6g}: that is neither 1 (shares) nor 100 "
                    f"(percentages), and as counts of people fewer than the {sample} in the sample.",
                    f"respondent.rake.{name} 的目标合计为 {total:.6g}：既不是 1（比例）也不是 100（百分比），"
                    f"作为人数又少于样本中的 {sample} 人。",
                )
            )


def _fitted(
    margins: list[Margin], rake_to: Mapping[str, Mapping[str, float]], base: Array
) -> tuple[Raked, list[Margin]]:
    """Return the margins with targets as totals of weights, and the weights of the cells fitted to them."""
    counted = [sum(targets.values()) for targets in rake_to.values() if not is_shares(targets)]
    total = counted[0] if counted else float(base.sum())
    scaled = [Margin(m.name, m.levels, m.codes, m.targets * (total / m.targets.sum())) for m in margins]
    crossed, at = np.unique(np.stack([margin.codes for margin in scaled]), axis=1, return_inverse=True)
    of_cells = [Margin(m.name, m.levels, codes, m.targets) for m, codes in zip(scaled, crossed, strict=True)]
    return rake(np.bincount(at.ravel(), weights=base).astype(np.float64), of_cells), scaled


def _trimmed(weights: Array, counts: Array, person: Respondent) -> Trimmed:
    if person.trim is None:
        raise ValueError("nothing is to be trimmed")
    mean = float(counts @ weights / counts.sum())
    return trim(weights, person.trim.cap * (mean if person.trim.by_mean else 1), counts, strict=person.trim.strict)


def _weighting(
    margins: list[Margin], counts: Array, base: Array, after: _Masses, found: Raked, trimmed: Trimmed | None
) -> Weighting:
    rows: list[Level] = []
    for margin in margins:
        each = (base, after.total, counts)
        sums = [np.bincount(margin.codes, weights=one, minlength=len(margin.levels)) for one in each]
        old, new, n = (one.tolist() for one in (sums[0] / sums[0].sum(), sums[1] / sums[1].sum(), sums[2]))
        target = (margin.targets / margin.targets.sum()).tolist()
        rows += [Level(margin.name, s, target[k], old[k], new[k], int(n[k])) for k, s in enumerate(margin.levels)]
    error = max(abs(row.after - row.target) / row.target for row in rows) if trimmed and trimmed.count else found.error
    kish = float(after.total.sum() ** 2 / after.squares.sum())
    smallest, largest = float(after.smallest.min()), float(after.largest.max())
    return Weighting(tuple(rows), int(counts.sum()), kish, smallest, largest, found.rounds, error, trimmed)
