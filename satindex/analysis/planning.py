"""How many respondents the next survey needs, for a margin of error on any index, in all or in each segment."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from satindex.analysis.planning_words import EXPLAINED, FROM_DATA, GIVEN, HEADINGS, KINDS, WORST, explanation
from satindex.errors import FigureError, did_you_mean
from satindex.frames.moments import Grouping, moments
from satindex.language import Words
from satindex.measures.measure import Measure, words_of
from satindex.measures.scores import Scores
from satindex.responses.folding import as_number
from satindex.responses.people import band_labels
from satindex.responses.responses import about
from satindex.results.result import Result, Row
from satindex.stats.base import Base
from satindex.stats.moments import Moments
from satindex.stats.sample_size import sample_size
from satindex.survey.model import Survey

NAME = "plan"
TOTAL = "(total)"
FEW = Words("fewer than two answers: no variance", "回答少于两个：没有方差")
SAME = Words("all answers are the same: no variance; give a standard deviation", "回答全部相同：没有方差；请给出标准差")
OPEN = Words(
    "without data only a standard deviation tells: this score has no lowest and highest value",
    "没有数据时须给出标准差：此得分没有最低和最高值",
)
TOO_WIDE = Words("the margin is wider than the score's whole range", "误差范围比得分的全距还大")


@dataclass(frozen=True)
class Wish:
    """What is asked for: ± `margin` on each index at a confidence `level`.

    `deff`: the design effect (None: that of the data's own design, else 1); `population`: people in all, or by level;
    `response_rate`: the share of those written to who will be usable (None: the survey's own fieldwork); `std_dev`:
    instead of the data's or the worst; `shares`: the promoters and detractors to expect, for NPS.
    """

    margin: float
    deff: float | None = None
    level: float = 0.95
    population: float | Mapping[str, float] | None = None
    response_rate: float | None = None
    std_dev: float | None = None
    shares: tuple[float, float] | None = None
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Spread:
    """What is known of one index in one group: its base, standard deviation and design effect."""

    n: int | None
    std_dev: float | None
    deff: float = 1.0
    reason: Words | None = None


@dataclass(frozen=True)
class _Index:
    measure: Measure
    column: str
    keys: Mapping[str, str] = field(default_factory=dict)


def people(written: Sequence[str]) -> float | dict[str, float] | None:
    """Return a population as it is written: one number, or LEVEL=NUMBER for each level.

    Raises FigureError for anything else.

    Examples
    --------
    >>> people(["12000"]), people(["north=800", "south=1200"]), people([])
    (12000.0, {'north': 800.0, 'south': 1200.0}, None)
    """
    if len(written) == 1 and (whole := as_number(written[0])) is not None:
        return _above_zero(whole, written[0])
    found: dict[str, float] = {}
    for entry in written:
        level, _, number = entry.rpartition("=")
        found[level] = _above_zero(as_number(number) if level else None, entry)
    return found or None


def _above_zero(number: float | None, written: str) -> float:
    if number is None or number <= 0:
        raise FigureError(
            Words(
                f"'{written}' is no population: write a number, or LEVEL=NUMBER for each level.",
                f"“{written}”不是总体人数：请写一个数，或为每个水平写 水平=人数。",
            )
        )
    return number


def plan(survey: Survey, scores: Scores | None, wish: Wish, by: str | None = None) -> Result:
    """Return the number of answers each index needs, with the number of people to write to.

    Variances come from `scores`; without any, from the worst case of the score's range, half below and half on top.
    Raises FigureError for wishes that can't be, unknown measures, unknown segments.
    """
    _refuse(wish, by)
    indices = list(_indices(survey, scores, wish.measures))
    rate = _rate(survey, scores, wish)
    rows = list(_rows(survey, scores, replace(wish, response_rate=rate), indices, by))
    titles = {name: words_of(measure.title, name) for name, measure in survey.measures.items() if measure.title}
    title = Words(
        f"Sample size for ±{wish.margin:g} ({100 * wish.level:.4g}% confidence)",
        f"误差范围 ±{wish.margin:g} 所需样本量（置信水平 {100 * wish.level:.4g}%）",
    )
    return Result(
        NAME,
        tuple(rows),
        title,
        explanation(rows, wish.level, rate, _source(scores, wish)),
        labels={**titles, **EXPLAINED},
        options={"headings": HEADINGS, "kinds": KINDS},
    )


def _source(scores: Scores | None, wish: Wish) -> Words:
    if wish.std_dev is not None:
        return GIVEN
    return WORST if scores is None else FROM_DATA


def _refuse(wish: Wish, by: str | None) -> None:
    for name, value in (("margin", wish.margin), ("deff", wish.deff), ("std_dev", wish.std_dev)):
        if value is not None and not (value > 0 and math.isfinite(value)):
            said = f"{value:g}"
            raise FigureError(Words(f"{name} must be above 0, not {said}.", f"{name} 必须大于 0，不能是 {said}。"))
    _refuse_shares(wish)
    if by is not None and isinstance(wish.population, int | float):
        raise FigureError(
            Words(
                "by segment the population is needed for each level: LEVEL=NUMBER.",
                "分组计算时须给出每个水平的总体人数：水平=人数。",
            )
        )


def _refuse_shares(wish: Wish) -> None:
    whole = wish.response_rate == 1
    for name, value in (("level", wish.level), ("response_rate", None if whole else wish.response_rate)):
        if value is not None and not 0 < value < 1:
            said = f"{value:g}"
            raise FigureError(
                Words(f"{name} is a share between 0 and 1, not {said}.", f"{name} 须在 0 与 1 之间，不能是 {said}。")
            )
    if wish.shares is not None and not (min(wish.shares) >= 0 and sum(wish.shares) <= 1):
        raise FigureError(
            Words(
                "shares are those of promoters and detractors, each 0 or more, together at most 1.",
                "shares 为推荐者与贬损者的比例，各不小于 0，合计不超过 1。",
            )
        )


def _indices(survey: Survey, scores: Scores | None, wanted: Sequence[str]) -> Iterator[_Index]:
    """Yield what is to be planned: the headline of every measure, or the measures and parts that are named."""
    measures = cast("Mapping[str, Measure]", scores.measures if scores else survey.measures)
    heads = {m.name: _headline(m) for m in measures.values()}
    known = {
        column: _Index(m, column, {} if column == heads[m.name] else keys)
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
    reason = spread.reason or (TOO_WIDE if _too_wide(index, wish.margin) else None)
    row: Row = {"n": spread.n, "std_dev": spread.std_dev, "deff": deff, "margin": wish.margin}
    if spread.std_dev is None or reason is not None:
        return {**row, "needed": None, **_sent(None, wish.response_rate), "reason": reason}
    needed = sample_size(spread.std_dev, wish.margin, deff, wish.level, _population(wish.population, level))
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
    deff = n / effective if base.designed and 0 < effective < math.inf else 1.0
    return _Spread(n, std_dev, deff)


def _without_data(index: _Index, wish: Wish) -> _Spread:
    reach = index.measure.reach
    if wish.shares is not None and reach == (-100.0, 100.0):
        promoters, detractors = wish.shares
        variance = promoters + detractors - (promoters - detractors) ** 2
        return _Spread(None, 100 * math.sqrt(variance)) if variance > 0 else _Spread(None, None, reason=SAME)
    return _Spread(None, None, reason=OPEN) if reach is None else _Spread(None, (reach[1] - reach[0]) / 2)


def _population(population: float | Mapping[str, float] | None, level: str | None) -> float | None:
    if not isinstance(population, Mapping):
        return population
    if level is None:
        raise FigureError(
            Words("a population by level needs a segment (by).", "按水平给出总体人数时须指定分组（by）。")
        )
    if level not in population:
        hint = did_you_mean(level, population)
        raise FigureError(
            Words(
                f"the population of '{level}' is not given. {hint.en if hint else ''}".rstrip(),
                f"没有给出“{level}”的总体人数。{hint.zh if hint else ''}",
            )
        )
    return population[level]


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
    if by is None:
        (found,) = moments(scores.frame, [Grouping(blocks)], scores.responses.design, made)
        return found
    # Respondents without a level come last: they are no group to plan for.
    grouping = Grouping(blocks, about(by), scores.responses.levels[by])
    (found,) = moments(scores.frame, [grouping], scores.responses.design, made)
    return found


def _rate(survey: Survey, scores: Scores | None, wish: Wish) -> float | None:
    """Return the usable share of those written to: as asked, else as in the survey's own fieldwork."""
    fieldwork = survey.fieldwork
    if wish.response_rate is not None or fieldwork is None:
        return wish.response_rate
    usable = scores.responses.audit.rows_used if scores else fieldwork.returned
    return usable / fieldwork.sent if usable else None
