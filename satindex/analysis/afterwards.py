"""What respondents bought after they answered, by what they answered: promoters against detractors, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.customers.group import Flags, is_customer
from satindex.customers.kpi_words import LABELS
from satindex.customers.ledger import Ledger, observed_until
from satindex.frames.ledgers import collected
from satindex.language import Words
from satindex.linkage.observed import Answerers, answerers
from satindex.measures.measure import words_of
from satindex.measures.presenting import segment_words
from satindex.measures.scores import Scores
from satindex.responses.responses import about
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Estimate
from satindex.stats.moments import Array
from satindex.stats.sample import Codes
from satindex.stats.tallies import mean, share

NAME: Final = "respondents.afterwards"
TITLE: Final = Words("What respondents bought afterwards", "受访者答题后的购买")
KPI_WORDS: Final = {
    "retention": LABELS["retention"],
    "purchases_afterwards": Words("Purchases", "购买次数"),
    "spent_afterwards": Words("Amount spent", "消费金额"),
}
NO_DAY: Final = Words(
    "nothing says when respondents answered: respondent: {answered: …}",
    "未说明作答日期：请写 respondent: {answered: …}",
)
ASIDE: Final = {
    "no_id": Words("without a number", "没有编号"),
    "no_day": Words("without a readable day of answering", "没有可识别的作答日期"),
    "not_on_record": Words("never bought", "没有购买记录"),
    "not_customer": Words("no customer on the day they answered", "作答当日不是客户"),
    "not_over": Words("whose days are not over yet", "观察期尚未结束"),
    "again": Words("further answers of the same customers (the first counts)", "同一客户的再次作答（只计首次）"),
}
SELECTION: Final = Words(
    "Those who answer well may have bought more before: a difference is no proof of an effect.",
    "评价较高者此前可能就购买较多：差异不能证明因果。",
)
UNWEIGHTED: Final = Words(
    "Every respondent counts once: weights and the sampling design are not used here.",
    "每位受访者计一次：此处未使用权重与抽样设计。",
)
SOURCE: Final = "Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212."


@dataclass(frozen=True)
class Watched:
    """The respondents who are watched (`rows` of the frame), what each did, and how many were set aside and why."""

    rows: Codes
    retained: Flags
    purchases: Array
    spent: Array | None
    aside: Mapping[str, int]


def afterwards(ledger: Ledger, scores: Scores) -> dict[str, Result]:
    """Return what respondents did in the `lapsed_after` days after answering: all, and by each measure's groups.

    Groups are those that a measure sorts respondents into (promoters, passives and detractors; kinds of loyalty; …)
    and the survey's segments.
    """
    if scores.survey.respondent.answered is None:
        row = {"kpi": "retention", **Estimate(None, reason=NO_DAY).cells()}
        return {NAME: _table(ledger, scores, NAME, TITLE, [row], None)}
    frame = collected(scores.frame)
    found = watched(ledger, answerers(frame, scores.survey, ledger))
    tables = {NAME: _table(ledger, scores, NAME, TITLE, list(_rows(found)), found)}
    for split in _splits(scores):
        groups, by = frame[split.column].gather(found.rows), f"{NAME} by {split.name}"
        title = Words(f"{TITLE.en} by {split.title.en}", f"{TITLE.zh}：按{split.title.zh}")
        there = [level for level in split.levels if (groups == level).any()]
        rows = [row for level in there for row in _rows(found, (groups == level).to_numpy(), level)]
        if rows:
            tables[by] = _table(ledger, scores, by, title, rows, found, split)
    return tables


@dataclass(frozen=True)
class _Split:
    """Groups of respondents: the column that holds them, what they are called, in which order they stand."""

    name: str
    column: str
    title: Words
    levels: tuple[str, ...]
    labels: Mapping[str, Words]


def _splits(scores: Scores) -> Iterator[_Split]:
    """Yield the groups that measures sort respondents into, then the survey's segments."""
    for name, measure in scores.measures.items():
        if f"{name}.group" in scores.names:
            levels = getattr(measure, "classes", tuple(measure.labels))
            yield _Split(name, f"{name}.group", words_of(measure.title, name), levels, measure.labels)
    for segment, known in scores.responses.levels.items():
        title, levels = segment_words(scores.survey, segment), tuple(level for level in known if level is not None)
        yield _Split(segment, about(segment), title, levels, {})


def watched(ledger: Ledger, who: Answerers) -> Watched:
    """Return what customers who answered did in the `lapsed_after` days from the day after; each counts once."""
    window, codes = ledger.rules.lapsed_after, who.code
    customer = np.zeros(len(codes), dtype=bool)
    known = (codes >= 0) & who.has_day
    customer[known] = is_customer(ledger, codes[known], who.day[known])
    out = {
        "no_id": ~who.has_id,
        "no_day": ~who.has_day,
        "not_on_record": codes < 0,
        "not_customer": ~customer,
        "not_over": who.day + window > observed_until(ledger),
    }
    left, aside = np.ones(len(codes), dtype=bool), {}
    for name, holds in out.items():
        aside[name] = int((left & holds).sum())
        left &= ~holds
    rows = np.flatnonzero(left)
    rows = rows[np.lexsort((rows, who.day[rows], codes[rows]))]
    rows = rows[np.r_[True, codes[rows][1:] != codes[rows][:-1]]] if len(rows) else rows
    aside["again"] = int(left.sum()) - len(rows)
    purchases, spent = _bought(ledger, codes[rows], who.day[rows], window)
    retained = is_customer(ledger, codes[rows], who.day[rows] + window)
    return Watched(rows, retained, purchases, spent, aside)


def _bought(ledger: Ledger, code: Codes, day: Codes, window: int) -> tuple[Array, Array | None]:
    """Return how often each of some customers bought in the `window` days after a day of theirs, and for how much."""
    days = ledger.days
    first = min(int(days.day.min()), int(day.min(initial=0)))
    wide = max(int(days.day.max()), int(day.max(initial=0)) + window) - first + 1
    keys = days.code * wide + days.day - first
    low, high = (np.searchsorted(keys, code * wide + day + more - first, side="right") for more in (0, window))
    counts = high - low
    if not ledger.has_amounts:
        return counts.astype(np.float64), None
    at = np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    spent = np.bincount(np.repeat(np.arange(len(code)), counts), days.values["amount"][at], minlength=len(code))
    return counts.astype(np.float64), spent.astype(np.float64)


def _rows(found: Watched, chosen: Flags | None = None, level: str | None = None) -> Iterator[Row]:
    of = slice(None) if chosen is None else chosen
    retained = found.retained[of]
    figures = {
        "retention": share(int(retained.sum()), len(retained)),
        "purchases_afterwards": mean(found.purchases[of]),
    }
    if found.spent is not None:
        figures["spent_afterwards"] = mean(found.spent[of])
    for name, figure in figures.items():
        yield {"kpi": name, **({} if level is None else {"level": level}), **figure.cells()}


def _table(
    ledger: Ledger,
    scores: Scores,
    name: str,
    title: Words,
    rows: list[Row],
    found: Watched | None,
    split: _Split | None = None,
) -> Result:
    drawn = [kpi for kpi in KPI_WORDS if any(row["kpi"] == kpi and row["estimate"] is not None for row in rows)]
    return Result(
        name,
        tuple(guarded(sorted(rows, key=lambda row: list(KPI_WORDS).index(str(row["kpi"]))), ledger.small)),
        title,
        _explained(ledger, scores, found),
        chart="levels" if split and drawn else None,
        labels={**KPI_WORDS, **(split.labels if split else {})},
        options={
            "small": ledger.small,
            "formats": ("kpi", {"retention": "share", "purchases_afterwards": "points", "spent_afterwards": "money"}),
            "headings": {"estimate": Words("Figure", "数值")},
            "order": split.levels if split else (),
            "panels": [{"kpi": kpi} for kpi in drawn],
        },
        language=ledger.survey.language,
    )


def _explained(ledger: Ledger, scores: Scores, found: Watched | None) -> Explanation:
    window = ledger.rules.lapsed_after
    return Explanation(
        Words(
            f"In the {window} days from the day after answering, of respondents who were customers when they answered: "
            f"retention = still a customer {window} days later / all (Wilson); purchases and amount per respondent, "
            "those who bought nothing included (t interval).",
            f"作答次日起 {window} 天内，基数为作答时仍是客户的受访者：留存率 = {window} 天后仍为客户者/全部"
            "（Wilson 区间）；购买次数与金额为人均，含未购买者（t 区间）。",
        ),
        () if found is None else (_account(found),),
        (SELECTION, UNWEIGHTED) if scores.survey.respondent.has_design else (SELECTION,),
        (SOURCE,),
    )


def _account(found: Watched) -> Words:
    aside = {name: count for name, count in found.aside.items() if count}
    total = len(found.rows) + sum(aside.values())
    english = "".join(f"; {count} {ASIDE[name].en}" for name, count in aside.items())
    chinese = "".join(f"；{ASIDE[name].zh} {count}" for name, count in aside.items())
    return Words(
        f"{total} respondents: {len(found.rows)} are watched{english}.",
        f"{total} 名受访者：{len(found.rows)} 名可观察{chinese}。",
    )
