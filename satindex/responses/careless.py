"""Signs of careless answering among coded answers: which items each sign looks at, and who shows it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from satindex.frames.batches import Frame, batches
from satindex.language import Words
from satindex.responses.people import SECONDS
from satindex.stats.careless import (
    Flags,
    average_run,
    centre,
    even_odd,
    longest_run,
    mahalanobis,
    response_variability,
    seconds_per_item,
    synonym_pairs,
    synonyms,
)
from satindex.stats.moments import Array
from satindex.survey.model import Careless, Item, ItemSet, Survey

ENOUGH: Final = "careless"
EVEN_ODD: Final = "even_odd"
FEWEST_IN_ROW = 6
FEWEST_ALIKE = 5
FEWEST_SETS = 3
FEWEST_PAIRS = 5
MOST_BY_CHANCE = 0.2
"""Where a larger share than this has an even–odd consistency below the line, it is chance that puts them there."""
SIGN_WORDS: Final = {
    "longest_run": Words("identical answers in a row", "连续相同回答"),
    "irv": Words("variability of one's answers", "个人回答变异"),
    "seconds_per_item": Words("seconds per item", "每题用时（秒）"),
    "even_odd": Words("even–odd consistency", "奇偶一致性"),
    "mahalanobis": Words("Mahalanobis distance, p", "马氏距离的 p 值"),
    "average_run": Words("mean run of identical answers", "相同回答的平均连续长度"),
    "synonyms": Words("agreement of near-synonyms", "近义题一致性"),
}
NO_BATTERY = Words(
    f"no {FEWEST_IN_ROW} rated items in a row share a scale", f"没有连续 {FEWEST_IN_ROW} 个使用同一量表的评分题"
)
FEW_ALIKE = Words(f"fewer than {FEWEST_ALIKE} rated items share a scale", f"使用同一量表的评分题不足 {FEWEST_ALIKE} 个")
NO_DURATION = Words("no duration is declared under respondent", "respondent 没有声明 duration")
FEW_SETS = Words(
    f"fewer than {FEWEST_SETS} sets of rated items that are averaged", f"取均值的评分题组不足 {FEWEST_SETS} 个"
)
NO_INVERSE = Words(
    "the rated items' covariances have no inverse: an item repeats others",
    "评分题的协方差矩阵不可逆：有题目与其他题目重复",
)
FEW_PAIRS = Words(
    f"fewer than {FEWEST_PAIRS} pairs of rated items correlate above .60",
    f"相关高于 .60 的评分题对不足 {FEWEST_PAIRS} 对",
)
NOBODY = Words("nobody's answers allow it", "没有受访者的回答足以计算")
FEW_PEOPLE = Words("too few respondents for so many items", "受访者太少而题目太多")


@dataclass(frozen=True)
class Questionnaire:
    """The rated items in the order they were asked; items next to each other on one scale share a battery's number."""

    rated: tuple[Item, ...]
    batteries: tuple[int, ...]
    sets: tuple[ItemSet, ...]
    timed: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the coded frame that the signs are read from."""
        return (*(item.name for item in self.rated), *([SECONDS] if self.timed else []))

    @property
    def longest(self) -> int:
        """How many items the longest battery has."""
        return max((self.batteries.count(one) for one in set(self.batteries)), default=0)


@dataclass(frozen=True)
class Sign:
    """One sign: each respondent's figure (NaN: none), where it begins, and who shows it; `reason`: why nobody can."""

    name: str
    threshold: float | None
    values: Array
    flagged: Flags
    reason: Words | None = None

    @property
    def n(self) -> int:
        """How many respondents have the figure."""
        return int(np.logical_not(np.isnan(self.values)).sum())


def questionnaire(survey: Survey, asked: Iterable[str]) -> Questionnaire:
    """Return what the signs look at; `asked` names the items in the order of the export's columns."""
    rated: list[Item] = []
    batteries: list[int] = []
    before: Item | None = None
    chosen = {name for one in survey.multiple.values() for name in one.items}
    for name in asked:
        item = survey.items[name]
        if _is_rated(item) and name not in chosen:
            alike = before is not None and before.scale.values == item.scale.values
            batteries.append(batteries[-1] if alike and batteries else len(rated))
            rated.append(item)
        before = item if _is_rated(item) and name not in chosen else None
    names = {item.name for item in rated}
    sets = {one.items: one for measure in survey.measures.values() for one in measure.item_sets}
    whole = tuple(one for one in sets.values() if len(one.items) > 1 and set(one.items) <= names)
    return Questionnaire(tuple(rated), tuple(batteries), whole, survey.respondent.duration is not None)


def _is_rated(item: Item) -> bool:
    """Whether an item is answered on a scale of three points or more: only there does a person rate."""
    return len(item.scale.values) > 2


@dataclass(frozen=True)
class Norms:
    """What a respondent is held against: how many there are, the rated items' means and covariances over them."""

    people: int
    mean: Array
    covariance: Array


def signs(table: Mapping[str, Array], asked: Questionnaire, limits: Careless) -> tuple[Sign, ...]:
    """Return every sign of respondents whose coded answers are `table` (missing = NaN)."""
    found = before_judged(table, asked, limits)
    return tuple(judged(sign, sign.n, int(sign.flagged.sum())) for sign in found)


def before_judged(table: Mapping[str, Array], asked: Questionnaire, limits: Careless) -> tuple[Sign, ...]:
    """Return every sign of respondents, also those that tell nothing."""
    keyed = _keyed(table, asked)
    return measured(table, asked, limits, Norms(keyed.shape[1], *centre(keyed)))


def measured(table: Mapping[str, Array], asked: Questionnaire, limits: Careless, norms: Norms) -> tuple[Sign, ...]:
    """Return every sign of some respondents, who are held against all, before it is known how many show it."""
    keyed = _keyed(table, asked)
    given = np.array([_as_given(item, table[item.name]) for item in asked.rated]).reshape(keyed.shape)
    return (
        _longest_run(given, asked, limits),
        _variability(given, asked, limits),
        _speed(table, given, limits),
        _even_odd(table, asked, limits, keyed.shape[1]),
        _distance(keyed, limits, norms),
        *([_average_run(given, asked, limits.average_run)] if limits.average_run is not None else []),
        *([_synonyms(keyed, asked, limits.synonyms, norms)] if limits.synonyms is not None else []),
    )


def judged(sign: Sign, n: int, flagged: int) -> Sign:
    """Return a sign as it is used where `n` of all have the figure and `flagged` show it: not if it tells nothing."""
    why = sign.reason or unused(sign.name, n, flagged)
    return sign if sign.reason or why is None else _without(sign.name, len(sign.values), why)


def unused(name: str, n: int, flagged: int) -> Words | None:
    """Return why a sign is not used where `n` of all have its figure and `flagged` show it; None where it is."""
    if not n:
        return NO_INVERSE if name == "mahalanobis" else NOBODY
    return _too_common(flagged / n) if name == EVEN_ODD and flagged / n > MOST_BY_CHANCE else None


def _keyed(table: Mapping[str, Array], asked: Questionnaire) -> Array:
    people = len(next(iter(table.values()))) if table else 0
    return np.array([table[item.name] for item in asked.rated]).reshape(len(asked.rated), people)


def careless(found: Sequence[Sign], at_least: int) -> Flags:
    """Return who shows `at_least` signs, or all there are where there are fewer."""
    there = [sign for sign in found if sign.reason is None]
    if not there:
        return np.zeros(len(found[0].values) if found else 0, dtype=bool)
    shown = np.sum([sign.flagged for sign in there], axis=0)
    return np.asarray(shown >= min(at_least, len(there)))


def table_of(frame: Frame, columns: Sequence[str]) -> dict[str, Array]:
    """Return columns of a frame as arrays, missing = NaN."""
    parts = [batch.select(pl.col(columns).cast(pl.Float64).fill_null(np.nan)) for batch in batches(frame, columns)]
    whole = pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(columns, pl.Float64))
    return {name: whole[name].to_numpy() for name in columns}


def _as_given(item: Item, values: Array) -> Array:
    """Return answers before reverse-keying: a run of ticks in one column is seen only so."""
    return item.scale.values[0] + item.scale.values[-1] - values if item.reverse else values


def _without(name: str, people: int, reason: Words) -> Sign:
    return Sign(name, None, np.full(people, np.nan), np.zeros(people, dtype=bool), reason)


def _longest_run(given: Array, asked: Questionnaire, limits: Careless) -> Sign:
    if asked.longest < FEWEST_IN_ROW:
        return _without("longest_run", given.shape[1], NO_BATTERY)
    values = longest_run(given, asked.batteries)
    limit = limits.longest_run or max(FEWEST_IN_ROW, math.ceil(asked.longest / 2))
    return Sign("longest_run", limit, values, values >= limit)


def _variability(given: Array, asked: Questionnaire, limits: Careless) -> Sign:
    spans = [item.scale.values for item in asked.rated]
    commonest = max(dict.fromkeys(spans), key=spans.count, default=())
    at = [row for row, span in enumerate(spans) if span == commonest]
    if len(at) < FEWEST_ALIKE:
        return _without("irv", given.shape[1], FEW_ALIKE)
    values = response_variability(given[at])
    return Sign("irv", limits.irv, values, values < limits.irv)


def _speed(table: Mapping[str, Array], given: Array, limits: Careless) -> Sign:
    if SECONDS not in table:
        return _without("seconds_per_item", given.shape[1], NO_DURATION)
    values = seconds_per_item(table[SECONDS], given)
    return Sign("seconds_per_item", limits.seconds_per_item, values, values < limits.seconds_per_item)


def _even_odd(table: Mapping[str, Array], asked: Questionnaire, limits: Careless, people: int) -> Sign:
    if len(asked.sets) < FEWEST_SETS:
        return _without("even_odd", people, FEW_SETS)
    items = {item.name: item for item in asked.rated}
    rows: list[Array] = []
    sets: list[range] = []
    for one in asked.sets:
        sets.append(range(len(rows), len(rows) + len(one.items)))
        for at, name in enumerate(one.items):
            zero, hundred = one.ends[at] if one.ends else (items[name].scale.values[0], items[name].scale.values[-1])
            rows.append((table[name] - zero) / (hundred - zero))
    values = even_odd(np.array(rows), sets)
    return Sign("even_odd", limits.even_odd, values, values < limits.even_odd)


def _too_common(share: float) -> Words:
    """Return why a sign is not used that so many show: their sets score too alike to tell the careless by it."""
    return Words(
        f"{share:.0%} of respondents would show it: their item sets score too alike to tell anything by it",
        f"{share:.0%} 的受访者会出现此迹象：各题组得分过于相近，无法据以判断",
    )


def _distance(keyed: Array, limits: Careless, norms: Norms) -> Sign:
    varying = np.diag(norms.covariance) > 0
    if varying.sum() < 2 or norms.people <= 2 * varying.sum():
        return _without("mahalanobis", keyed.shape[1], FEW_PEOPLE)
    _, p_value = mahalanobis(keyed[varying], norms.mean[varying], norms.covariance[np.ix_(varying, varying)])
    return Sign("mahalanobis", limits.mahalanobis, p_value, p_value < limits.mahalanobis)


def _average_run(given: Array, asked: Questionnaire, limit: float) -> Sign:
    if asked.longest < FEWEST_IN_ROW:
        return _without("average_run", given.shape[1], NO_BATTERY)
    values = average_run(given, asked.batteries)
    return Sign("average_run", limit, values, values >= limit)


def _synonyms(keyed: Array, asked: Questionnaire, limit: float, norms: Norms) -> Sign:
    """Return the agreement of items of one scale that nearly say the same to most respondents."""
    covariance = norms.covariance
    spread = np.sqrt(np.diag(covariance))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = covariance / np.outer(spread, spread)
    spans = [item.scale.values for item in asked.rated]
    pairs = [(a, b) for a, b in synonym_pairs(correlation) if spans[a] == spans[b]]
    if len(pairs) < FEWEST_PAIRS:
        return _without("synonyms", keyed.shape[1], FEW_PAIRS)
    values = synonyms(keyed, pairs)
    return Sign("synonyms", limit, values, values < limit)


def said(sign: Sign) -> Words:
    """Return where a sign begins, as a reader would write it."""
    words, relation = SIGN_WORDS[sign.name], "≥" if sign.name in ("longest_run", "average_run") else "<"
    return Words(f"{words.en} {relation} {sign.threshold:g}", f"{words.zh} {relation} {sign.threshold:g}")
