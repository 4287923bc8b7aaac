"""Raked weights: the whole sample fitted to the margins that the survey declares, before `where` keeps a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from satindex.errors import DataError, nearest
from satindex.frames.batches import Frame
from satindex.frames.calibration import Calibration, calibration_of
from satindex.frames.sampling import cell_counts, cells_beyond
from satindex.language import Words
from satindex.responses.answers import Matcher
from satindex.responses.conditions import Meaning
from satindex.responses.folding import as_text
from satindex.responses.responses import RAKED, about, margin_column
from satindex.responses.weighting_words import weighting_notes
from satindex.stats.raking import Array, Margin, Raked, Trimmed, kish_base, rake, trim
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
class RakedSample:
    """The sample with its raked weight in the column `RAKED`, and what errors and readers must know of it.

    `cells`: the combinations of margins' levels, weight before, stratum and cluster, with `count` and raked weight.
    """

    frame: Frame
    cells: pl.DataFrame
    weighting: Weighting
    calibration: Calibration
    notes: tuple[Words, ...]

    def beyond(self, kept: Frame) -> pl.DataFrame:
        """Return the cells less the rows that `kept` holds: a bootstrap draws those too, and rakes with them."""
        return cells_beyond(self.cells, kept, [name for name in self.cells.columns if name not in ("count", RAKED)])


def raked(frame: Frame, person: Respondent) -> RakedSample:
    """Return the sample with weights fitted to the margins of `person`, starting at its weight or at 1.

    Shares and percentages keep the sum of the weights, counts make it theirs. Memory: one entry per combination of
    levels, weight, stratum and cluster that occurs. Raises DataError where levels of sample and margin do not match,
    FigureError where the margins can't be reached.
    """
    weight = about(person.weight) if person.weight else None
    keys = (about(person.stratum) if person.stratum else None, about(person.cluster) if person.cluster else None)
    cells = cell_counts(frame, [*map(margin_column, person.rake), *(name for name in (weight, *keys) if name)])
    counts = cells["count"].cast(pl.Float64).to_numpy()
    before = cells[weight].cast(pl.Float64).to_numpy() if weight else np.ones(cells.height)
    margins = [_margin(name, targets, cells) for name, targets in person.rake.items()]
    _refuse_too_few_people(person.rake, int(counts.sum()))
    found, margins = _fitted(margins, person.rake, before * counts)
    weights = before * reduce(mul, (f[m.codes] for f, m in zip(found.factors, margins, strict=True)))
    trimmed = _trimmed(weights, counts, person)
    after = trimmed.weights if trimmed else weights
    weighting = _weighting(margins, counts, before, after, found, trimmed)
    levels = {margin_column(margin.name): margin.levels for margin in margins}
    return RakedSample(
        frame.with_columns(_expression(margins, found, weight, trimmed).alias(RAKED)),
        cells.with_columns(pl.Series(RAKED, after)),
        weighting,
        calibration_of(cells, levels, weight, before, after, *keys),
        weighting_notes(weighting, person),
    )


def _margin(name: str, targets: Mapping[str, float], cells: pl.DataFrame) -> Margin:
    column, levels = cells[margin_column(name)], tuple(targets)
    found = dict(cells.group_by(column).agg(pl.col("count").sum()).sort(column.name).rows())
    _refuse_unlisted(name, found, levels)
    _refuse_absent(name, found, targets)
    codes = column.replace_strict(list(levels), list(range(len(levels))), return_dtype=pl.Int64).to_numpy()
    return Margin(name, levels, codes, np.array(list(targets.values())))


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


def _trimmed(weights: Array, counts: Array, person: Respondent) -> Trimmed | None:
    if person.trim is None:
        return None
    mean = float(counts @ weights / counts.sum())
    return trim(weights, person.trim.cap * (mean if person.trim.by_mean else 1), counts, strict=person.trim.strict)


def _expression(margins: list[Margin], found: Raked, weight: str | None, trimmed: Trimmed | None) -> nw.Expr:
    factors = [
        nw.col(margin_column(margin.name)).replace_strict(
            list(margin.levels), factor.tolist(), default=None, return_dtype=nw.Float64
        )
        for margin, factor in zip(margins, found.factors, strict=True)
    ]
    raked_weight = reduce(mul, [*([nw.col(weight).cast(nw.Float64)] if weight else []), *factors])
    if trimmed is None or trimmed.count == 0:
        return raked_weight
    if trimmed.strict:
        return (raked_weight + trimmed.share).clip(upper_bound=trimmed.cap)
    return nw.when(raked_weight > trimmed.cap).then(nw.lit(trimmed.cap)).otherwise(raked_weight + trimmed.share)


def _weighting(
    margins: list[Margin], counts: Array, before: Array, after: Array, found: Raked, trimmed: Trimmed | None
) -> Weighting:
    rows: list[Level] = []
    for margin in margins:
        sums = [
            np.bincount(margin.codes, weights=each, minlength=len(margin.levels))
            for each in (before * counts, after * counts, counts)
        ]
        old, new, n = (each.tolist() for each in (sums[0] / sums[0].sum(), sums[1] / sums[1].sum(), sums[2]))
        target = (margin.targets / margin.targets.sum()).tolist()
        rows += [Level(margin.name, s, target[k], old[k], new[k], int(n[k])) for k, s in enumerate(margin.levels)]
    error = max(abs(row.after - row.target) / row.target for row in rows) if trimmed and trimmed.count else found.error
    n, base = int(counts.sum()), kish_base(after, counts)
    return Weighting(tuple(rows), n, base, float(after.min()), float(after.max()), found.rounds, error, trimmed)


def level_meaning(meaning: Meaning, levels: Iterable[str]) -> Meaning:
    """Return what a value is called in a margin: by its text, else as it is stored; any other text as it stands."""
    names = list(levels)
    known = Matcher((level, float(at)) for at, level in enumerate(names))

    def named(stored: Any) -> str | None:
        text = meaning(stored)
        if text is None:
            return None
        found = known.find(str(text))
        found = known.find(as_text(stored)) if found is None else found
        return str(text) if found is None else names[int(found)]

    return named
