"""What the weights decide: how far indices and the ranking of segments would move under other weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from satindex.analysis.analysis import Part, Section
from satindex.language import Words
from satindex.measures.measure import Measure, words_of
from satindex.measures.scores import Scores
from satindex.measures.weights.levels import NO_FIGURE, Level, levels_of, weights_of
from satindex.measures.weights.movable import for_report
from satindex.results.columns import unit_of
from satindex.results.result import Cell, Explanation, Result, Row
from satindex.stats.moments import Array
from satindex.stats.weighting.simplex import OverSimplex, over_simplex, ranks

ORDER = 60
SEED: Final = 1
TITLE = Words("What the weights decide", "权重的影响")
SENSITIVITY = Words("under other weights", "换用其他权重")
RANKING = Words("does the ranking depend on the weights?", "排名是否取决于权重？")
ESTIMATE = Words(
    "estimate = Σ weight × mean of the component in this table's rows; where respondents lack a component it can "
    "differ a little from the index itself. lowest, highest = its range over all weights that sum to 1: the smallest "
    "and the largest component mean.",
    "estimate = Σ 权重 × 组成部分均值；若有受访者缺少某部分，可能与指数略有差异。"
    "lowest、highest = 在合计为 1 的全部权重下的范围，即最小和最大的组成部分均值。",
)
SOURCES: Final = (
    "OECD & JRC (2008). Handbook on Constructing Composite Indicators (cited from general knowledge).",
    "Saisana, M., Saltelli, A. & Tarantola, S. (2005). Uncertainty and sensitivity analysis techniques as tools for "
    "the quality assessment of composite indicators. Journal of the Royal Statistical Society A 168, 307–323.",
)
_GRID = Words(
    "All weights that sum to 1 count alike: first_share and mean_rank are exact areas, the rest is over an even grid. "
    "Sampling error is not in these figures.",
    "合计为 1 的全部权重同等看待：first_share 与 mean_rank 为精确面积，其余按均匀网格计算。这些数值不含抽样误差。",
)
_DRAWN = Words(
    f"All weights that sum to 1 count alike: drawn uniformly (Dirichlet), seed {SEED}. Sampling error is not in these "
    "figures.",
    f"合计为 1 的全部权重同等看待：均匀抽取（Dirichlet），随机种子 {SEED}。这些数值不含抽样误差。",
)


@dataclass(frozen=True)
class _Ranking:
    """The levels of a segment that can be ranked, and how they rank over all weights."""

    segment: str
    levels: tuple[Level, ...]
    ranked: tuple[Level, ...]
    found: OverSimplex | None
    declared: Array


def part(scores: Scores) -> Part | None:
    """Return the section; None where no measure is the weighted mean of at least two parts."""
    weighted = [measure for measure in scores.measures.values() if len(measure.weighted_parts) > 1]
    if not weighted:
        return None
    segments = tuple(scores.responses.levels)
    tables = scores.tables(by=segments)
    made = {table.name: table for measure in weighted for table in _tables(scores, measure, tables, segments)}
    return Part(Section("weights", TITLE, tuple(made)), made)


def _tables(
    scores: Scores, measure: Measure, tables: Mapping[str, Result], segments: tuple[str, ...]
) -> Iterator[Result]:
    whole = levels_of(measure, tables[measure.name].rows)
    rankings = [_ranking(measure, segment, tables[f"{measure.name} by {segment}"]) for segment in segments]
    rankings = [ranking for ranking in rankings if ranking.found is not None]
    labels = tables[measure.name].labels
    title = words_of(measure.title, measure.name)
    weights = weights_of(measure)
    rows = [row for level in whole for row in _level_rows(level, weights)]
    rows += [row for ranking in rankings for row in _ranking_rows(ranking, weights)]
    options = {
        "format": unit_of(tables[measure.name]),
        "rank_shares": {
            (ranking.segment, level.name): tuple(ranking.found.rank_shares[at].tolist())
            for ranking in rankings
            if ranking.found is not None and ranking.found.rank_shares is not None
            for at, level in enumerate(ranking.ranked)
        },
        "sliders": partial(for_report, scores, measure.name, segments),
    }
    yield Result(
        f"{measure.name}.sensitivity",
        tuple(rows),
        Words(f"{title.en}: {SENSITIVITY.en}", f"{title.zh}：{SENSITIVITY.zh}"),
        _explained(measure, rankings, ESTIMATE),
        chart="weight_space" if rankings else None,
        labels=labels,
        options=options,
        language=scores.survey.language,
    )
    if rankings:
        yield Result(
            f"{measure.name}.ranking",
            tuple(_headline(ranking, weights) for ranking in rankings),
            Words(f"{title.en}: {RANKING.en}", f"{title.zh}：{RANKING.zh}"),
            _explained(measure, rankings),
            labels=labels,
            language=scores.survey.language,
        )


def _ranking(measure: Measure, segment: str, table: Result) -> _Ranking:
    levels = tuple(levels_of(measure, table.rows))
    ranked = tuple(level for level in levels if level.means is not None)
    weights = weights_of(measure)
    if len(ranked) < 2:
        return _Ranking(segment, levels, ranked, None, np.empty(0))
    means = np.array([level.means for level in ranked])
    return _Ranking(segment, levels, ranked, over_simplex(means, weights, SEED), ranks(means @ weights))


def _level_rows(level: Level, weights: Array, more: Row | None = None) -> Iterator[Row]:
    row: dict[str, Cell] = {"level": level.name, "estimate": None, "lowest": None, "highest": None}
    if level.means is None:
        yield {**row, "n": level.n, "reason": level.reason}
        return
    row |= {
        "estimate": float(level.means @ weights),
        "lowest": float(level.means.min()),
        "highest": float(level.means.max()),
    }
    yield {**row, **(more or {}), "n": level.n}


def _ranking_rows(ranking: _Ranking, weights: Array) -> Iterator[Row]:
    found = ranking.found
    place = {level.name: at for at, level in enumerate(ranking.ranked)}
    for level in ranking.levels:
        more: Row = {}
        if found is not None and level.name in place:
            at = place[level.name]
            more = {
                "rank": _rank(ranking.declared[at]),
                "first_share": float(found.leads[at]),
                "mean_rank": float(found.mean_rank[at]),
            }
        for row in _level_rows(level, weights, more):
            yield {"segment": ranking.segment, **row}


def _rank(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(value)


def _headline(ranking: _Ranking, weights: Array) -> Row:
    """Return the share of the weights under which the leader leads, and how far ranks shift on average.

    Levels that are equal with the weights used lead together.
    """
    found = ranking.found
    if found is None:
        return {"segment": ranking.segment, "reason": NO_FIGURE}
    first = np.flatnonzero(ranking.declared == ranking.declared.min())
    return {
        "segment": ranking.segment,
        "leader": ", ".join(ranking.ranked[at].name for at in first),
        "first_share": float(found.leads[first].sum()),
        "rank_shift": found.rank_shift,
        "levels": len(ranking.ranked),
        "weightings": found.weightings,
        "seed": SEED if found.drawn else None,
    }


def _explained(measure: Measure, rankings: list[_Ranking], *more: Words) -> Explanation:
    weights = ", ".join(f"{name} {weight:.4g}" for name, weight in measure.weighted_parts.items())
    said = [_said(_headline(ranking, weights_of(measure))) for ranking in rankings]
    notes = [Words(f"Weights used: {weights}.", f"所用权重：{weights}。"), *more]
    if rankings:
        drawn = any(ranking.found is not None and ranking.found.drawn for ranking in rankings)
        notes.append(_DRAWN if drawn else _GRID)
    return Explanation(
        Words(
            "Over all weights w ≥ 0 with Σ w = 1: the share in which each group has the highest Σ w·mean, its mean "
            "rank, and the mean over weights and groups of |rank − rank with the weights used|.",
            "对所有 w ≥ 0 且 Σ w = 1 的权重：各组 Σ w·均值 居首的占比、平均名次，以及 |名次 − 所用权重下名次| "
            "对权重与组别的均值。",
        ),
        tuple(said),
        tuple(notes),
        SOURCES,
    )


def _said(row: Row) -> Words:
    share, shift = row.get("first_share"), row.get("rank_shift")
    return Words(
        f"{row['segment']}: {row.get('leader')} is first with the weights used, and with {share:.1%} of all weights; "
        f"ranks shift by {shift:.2f} on average",
        f"{row['segment']}：按所用权重 {row.get('leader')} 居首，在全部权重的 {share:.1%} 中居首；"
        f"名次平均变动 {shift:.2f}",
    )
