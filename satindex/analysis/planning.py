"""How many respondents the next survey needs, for a margin of error on any index, in all or in each segment."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from satindex.analysis.planning_words import (
    EXPLAINED,
    FROM_DATA,
    FROM_SHARES,
    GIVEN,
    HEADINGS,
    KINDS,
    WORST,
    explanation,
)
from satindex.analysis.wishes import Wish, population_of, refuse
from satindex.errors import FigureError, did_you_mean
from satindex.frames.design import Grouping
from satindex.language import Words
from satindex.measures.measure import Measure, words_of
from satindex.measures.scores import Scores
from satindex.responses.derived import band_labels
from satindex.responses.responses import about
from satindex.results.result import Result, Row
from satindex.stats.base import Base
from satindex.stats.moments import Moments
from satindex.stats.sample_size import sample_size
from satindex.survey.model import Survey

NAME = "plan"
OVERALL = "overall"
TOTAL = "(total)"
FEW = Words("fewer than two answers: no variance", "回答少于两个：没有方差")
SAME = Words("all answers are the same: no variance; give a standard deviation", "回答全部相同：没有方差；请给出标准差")
OPEN = Words(
    "without data only a standard deviation tells: this score has no lowest and highest value",
    "没有数据时须给出标准差：此得分没有最低和最高值",
)
NO_DEFF = Words(
    "the data's own design gives no design effect here: give one (deff)",
    "数据的抽样设计在此无法给出设计效应：请给出 deff",
)
TOO_WIDE = Words("the margin is wider than the score's whole range", "误差范围比得分的全距还大")


@dataclass(frozen=True)
class _Spread:
    """What is known of one index in one group: its base, standard deviation and design effect."""

    n: int | None
    std_dev: float | None
    deff: float | None = 1.0
    reason: Words | None = None


@dataclass(frozen=True)
class _Index:
    measure: Measure
    column: str
    keys: Mapping[str, str] = field(default_factory=dict)


def plan(survey: Survey, scores: Scores | None, wish: Wish, by: str | None = None) -> Result:
    """Return the number of answers each index needs, with the number of people to write to.

    Variances come from `scores`; without any, from the worst case of the score's range, half below and half on top.
    Raises FigureError for wishes that can't be, unknown measures, unknown segments, a definition without any measure.
    """
    refuse(wish, by)
    if not survey.measures:
        raise FigureError(_nothing_to_plan(survey))
    indices = list(_indices(survey, scores, wish.measures))
    rate = _rate(survey, scores, wish)
    rows = list(_rows(survey, scores, replace(wish, response_rate=rate), indices, by))
    titles = {name: words_of(measure.title, name) for name, measure in survey.measures.items() if measure.title}
    parts = {name: words for index in indices if index.keys for name, words in index.measure.labels.items()}
    title = Words(
        f"Sample size for ±{wish.margin:g} ({100 * wish.level:.4g}% confidence)",
        f"误差范围 ±{wish.margin:g} 所需样本量（置信水平 {100 * wish.level:.4g}%）",
    )
    return Result(
        NAME,
        tuple(rows),
        title,
        explanation(rows, wish.level, wish.population, rate, _source(scores, wish)),
        labels={**parts, **titles, **EXPLAINED},
        options={"headings": HEADINGS, "kinds": KINDS},
    )


def _nothing_to_plan(survey: Survey) -> Words:
    why = Words("", "")
    if survey.customers is not None and not survey.items:
        why = Words(
            " It is of customers: their number is what the records hold.", "该定义是客户记录，客户数由记录决定。"
        )
    return Words(
        f"{survey.name} declares no measure whose answers could be planned.{why.en}",
        f"{survey.name} 没有声明任何测量，无法计算样本量。{why.zh}",
    )


def _source(scores: Scores | None, wish: Wish) -> Words:
    if wish.std_dev is not None:
        return GIVEN
    if scores is not None:
        return FROM_DATA
    return WORST if wish.shares is None else FROM_SHARES


def _indices(survey: Survey, scores: Scores | None, wanted: Sequence[str]) -> Iterator[_Index]:
    """Yield what is to be planned: the headline of every measure, or the measures and parts that are named."""
    measures = cast("Mapping[str, Measure]", scores.measures if scores else survey.measures)
    heads = {m.name: _headline(m) for m in measures.values()}
    known = {
        column: _Index(m, column, {} if OVERALL in keys.values() else keys)
        for m in measures.values()
        for column, keys in m.compared.items()
    }
    for name in wanted or [name for name, column in heads.items() if column in known]:
        column = heads.get(name) or name
        if column not in known:
            hint = did_you_mean(name, (*(n for n, c in heads.items() if c in known), *known))
            raise FigureError(
                Words(
                    f"there is no index '{name}' to plan for. {hint.en if hint else ''}".rstrip(),
                    f"没有可以计算样本量的指标“{name}”。{hint.zh if hint else ''}",
                )
            )
        yield known[column]


def _headline(measure: Measure) -> str | None:
    chosen = measure.headline
    return next((c for c, keys in measure.compared.items() if chosen is not None and keys == chosen), None)


def _rows(
    survey: Survey, scores: Scores | None, wish: Wish, indices: Sequence[_Index], by: str | None
) -> Iterator[Row]:
    levels: Sequence[str | None] = [None] if by is None else _levels(survey, scores, by)
    found = _moments(scores, indices, by) if scores else None
    for index in indices:
        rows = []
        for at, level in enumerate(levels):
            base = Base(found, at) if found else None
            keys: Row = {} if level is None else {"segment": by, "level": level}
            rows.append({"measure": index.measure.name, **index.keys, **keys, **_sized(index, base, wish, level)})
        yield from rows
        if by is not None:
            yield {"measure": index.measure.name, **index.keys, "segment": by, "level": TOTAL, **_total(rows)}


def _sized(index: _Index, base: Base | None, wish: Wish, level: str | None) -> Row:
    spread = _with_data(index, base) if base else _without_data(index, wish)
    if wish.std_dev is not None:
        spread = replace(spread, std_dev=wish.std_dev, reason=None)
    deff = spread.deff if wish.deff is None else wish.deff
    reason = spread.reason or (TOO_WIDE if _too_wide(index, wish.margin) else NO_DEFF if deff is None else None)
    row: Row = {"n": spread.n, "std_dev": spread.std_dev, "deff": deff, "margin": wish.margin}
    if spread.std_dev is None or deff is None or reason is not None:
        return {**row, "needed": None, **_sent(None, wish.response_rate), "reason": reason}
    needed = sample_size(spread.std_dev, wish.margin, deff, wish.level, population_of(wish.population, level))
    return {**row, "needed": needed, **_sent(needed, wish.response_rate)}


def _sent(needed: int | None, rate: float | None) -> Row:
    if rate is None:
        return {}
    return {"to_send": None if needed is None else math.ceil(needed / rate - 1e-9)}


def _total(rows: Sequence[Row]) -> Row:
    """Return the sums over the levels, None where one is not known."""
    found: dict[str, int | None] = {}
    for name in ("n", "needed", "to_send"):
        if name in rows[0]:
            parts = [row[name] for row in rows]
            whole = [part for part in parts if isinstance(part, int)]
            found[name] = sum(whole) if len(whole) == len(parts) else None
    return found


def _too_wide(index: _Index, margin: float) -> bool:
    reach = index.measure.reach
    return reach is not None and margin >= reach[1] - reach[0]


def _with_data(index: _Index, base: Base) -> _Spread:
    n, std_dev = base.n(index.column), base.sd(index.column)
    if std_dev is None or not math.isfinite(std_dev):
        return _Spread(n, None, reason=FEW)
    if std_dev == 0:
        return _Spread(n, None, reason=SAME)
    effective = base.effective_base(index.column, std_dev**2 * (n - 1) / n).n
    return _Spread(n, std_dev, n / effective if effective > 0 else None)


def _without_data(index: _Index, wish: Wish) -> _Spread:
    reach = index.measure.reach
    if wish.shares is not None and reach == (-100.0, 100.0):
        promoters, detractors = wish.shares
        variance = promoters + detractors - (promoters - detractors) ** 2
        return _Spread(None, 100 * math.sqrt(variance)) if variance > 0 else _Spread(None, None, reason=SAME)
    return _Spread(None, None, reason=OPEN) if reach is None else _Spread(None, (reach[1] - reach[0]) / 2)


def _levels(survey: Survey, scores: Scores | None, by: str) -> list[str]:
    known = {segment.column: segment for segment in survey.respondent.groupings}
    if by not in known:
        hint = did_you_mean(by, known) or Words("The survey declares no segments.", "问卷定义中没有声明分组。")
        raise FigureError(
            Words(f"'{by}' is not a segment of this survey. {hint.en}", f"“{by}”不是该问卷的分组。{hint.zh}")
        )
    if scores is not None:
        return [level for level in scores.responses.levels[by] if level is not None]
    derived = next((one for one in survey.derive if one.name == by), None)
    levels = known[by].order or (band_labels(derived.bands) if derived and derived.bands else ())
    if not levels:
        raise FigureError(
            Words(
                f"without data the levels of '{by}' are not known: give DATA, or write their order in the survey.",
                f"没有数据时无法得知“{by}”有哪些水平：请给出数据，或在问卷定义中写出 order。",
            )
        )
    return list(levels)


def _moments(scores: Scores, indices: Sequence[_Index], by: str | None) -> Moments:
    blocks = tuple(dict.fromkeys((index.column,) for index in indices))
    made = {name: column for index in indices for name, column in index.measure.needs().made.items()}
    # Respondents without a level come last: they are no group to plan for.
    grouping = Grouping(blocks) if by is None else Grouping(blocks, about(by), scores.responses.levels[by])
    # The next survey's population is asked for by itself: that of this one must not count in the design effect too.
    (found,) = scores.moments([grouping], replace(scores.responses.design, population={}), made)
    return found


def _rate(survey: Survey, scores: Scores | None, wish: Wish) -> float | None:
    """Return the usable share of those written to: as asked, else as in the survey's own fieldwork."""
    fieldwork = survey.fieldwork
    if wish.response_rate is not None or fieldwork is None:
        return wish.response_rate
    usable = scores.responses.audit.rows_used if scores else fieldwork.returned
    return usable / fieldwork.sent if usable else None
