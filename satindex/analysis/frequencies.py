"""How often each answer of each item was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from satindex.errors import DataError
from satindex.frames.counts import CountsSum
from satindex.frames.design import Grouping
from satindex.frames.made import Indicator
from satindex.frames.moments import MomentsSum
from satindex.frames.passes import Sum
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Base
from satindex.stats.intervals import wilson
from satindex.survey.model import Item

_MOST_SHOWN = 8
TITLE = Words("Answers, item by item", "各题回答分布")


def item_frequencies(scores: Scores) -> Result:
    """Return a row per item and answer: its count, its share of valid answers (0–1) with Wilson's interval.

    `code` is the answer as stored, before reverse-keying; `missing` counts respondents without a valid answer.
    With a declared design the share is weighted and the interval uses the effective base.
    """
    items = _items(scores)
    base, counts = _base(scores, items), scores.counts(*(item.name for item in items))
    for item in items:
        _refuse_others(item, counts[item.name], scores.responses.audit.source)
    small = scores.survey.small_base
    rows = guarded([row for item in items for row in _rows(item, counts[item.name], base)], small)
    return Result(
        "items",
        tuple(rows),
        TITLE,
        _EXPLANATION,
        "answers",
        scores.item_labels(),
        {"small": small},
        language=scores.survey.language,
    )


def _refuse_others(item: Item, counts: Mapping[float | None, int], source: str) -> None:
    """Raise DataError for answers off the scale: the file's own account of its columns was believed, and is wrong."""
    others = sorted(value for value in counts if value is not None and value not in item.scale.values)
    if others:
        shown = ", ".join(f"{value:g}" for value in others[:_MOST_SHOWN])
        raise DataError(
            Words(
                f"{item.name}: {source} holds answers that its own footer rules out: {shown}. Write the file again.",
                f"{item.name}：{source} 中有其文件尾所排除的回答：{shown}。请重新写出该文件。",
            )
        )


def asks(scores: Scores) -> list[Sum[Any]]:
    """Return what the table asks of the rows."""
    items = _items(scores)
    return [*(CountsSum(item.name) for item in items), *_moments(scores, items)]


def _items(scores: Scores) -> list[Item]:
    return [item for item in scores.survey.items.values() if item.scale.is_numeric and item.scale.values]


def _moments(scores: Scores, items: list[Item]) -> list[MomentsSum]:
    """Return the moments of a 0/1 column per answer where a design is declared; else counts are enough."""
    design = scores.responses.design
    if not design.declared:
        return []
    made = {_name(item, value): Indicator(item.name, "equal", value) for item in items for value in item.scale.values}
    return scores.moments_sums([Grouping(tuple((name,) for name in made))], design, made)


def _base(scores: Scores, items: list[Item]) -> Base | None:
    sums = _moments(scores, items)
    return Base(sums[0].finished(scores.ask(*sums)[0])) if sums else None


def _name(item: Item, value: float) -> str:
    return f"{item.name}={value:g}"


def _rows(item: Item, counts: Mapping[float | None, int], base: Base | None) -> Iterator[Row]:
    missing = counts.get(None, 0)
    n = sum(counts.values()) - missing
    ends = item.scale.values[0] + item.scale.values[-1]
    values = reversed(item.scale.values) if item.reverse else item.scale.values
    for value in values:
        stored = ends - value if item.reverse else value
        count = counts.get(value, 0)
        keys: Row = {"item": item.name, "code": stored, "answer": answer_label(item, stored), "count": count}
        figures = _plain(count, n) if base is None else _designed(base, _name(item, value))
        yield {**keys, **figures, "n": n, "missing": missing}


def _plain(count: int, n: int) -> Row:
    if n == 0:
        nobody = Words("no answers in this base", "该基数内没有回答")
        return {"estimate": None, "std_error": None, "ci_low": None, "ci_high": None, "reason": nobody}
    share = count / n
    error = (share * (1 - share) / (n - 1)) ** 0.5 if n > 1 else None
    interval = wilson(share, n)
    return {
        "estimate": share,
        "std_error": error,
        "ci_low": interval.low if interval else None,
        "ci_high": interval.high if interval else None,
    }


def _designed(base: Base, column: str) -> Row:
    found = base.mean(column)
    if found.estimate is None:
        return found.cells()
    effective = base.effective_base(column, found.estimate * (1 - found.estimate))
    interval = wilson(found.estimate, effective.n, effective.critical)
    ends = {"ci_low": interval.low if interval else None, "ci_high": interval.high if interval else None}
    return {**found.cells(), **ends}


def answer_label(item: Item, stored: float) -> Words:
    """Return the words of an answer as stored."""
    labels = {language: texts.get(stored) for language, texts in item.scale.labels.items()}
    codes = next((text for text, value in item.scale.codes.items() if value == stored), None)
    fallback = codes if codes is not None else f"{stored:g}"
    return Words(labels.get("en") or labels.get("zh") or fallback, labels.get("zh") or labels.get("en") or fallback)


_EXPLANATION = Explanation(
    Words(
        "Share = count / valid answers (weighted where a weight is declared); interval: Wilson.",
        "比例 = 次数/有效回答数（如声明权重则加权）；区间：Wilson。",
    ),
    notes=(
        Words("Answers as given, before reverse-keying.", "按原始回答，未反向计分。"),
        Words(
            "Missing answers are not in the base; they are counted in 'missing'.", "缺失回答不计入基数，列于“缺失”。"
        ),
    ),
    sources=("Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",),
)
