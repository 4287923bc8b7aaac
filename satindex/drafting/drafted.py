"""A scale as it is drafted, and what scales are told by: words for no answer, the labels of presets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from satindex.language import Words
from satindex.responses.answers import Coder, Matcher
from satindex.responses.folding import as_number
from satindex.survey.model import Item, Scale
from satindex.survey.presets import PRESETS

# Answers that mean no answer on a scale of opinions, in the languages of the presets.
NO_ANSWER = (
    "Don't know", "Do not know", "DK", "DK/NA", "Can't say", "Unsure", "Not sure", "No opinion",
    "N/A", "NA", "n.a.", "Not applicable",
    "Does not apply", "Prefer not to say", "Prefer not to answer", "Refused", "No answer", "(跳过)", "(空)",
    "不知道", "不清楚", "说不清", "不适用", "拒绝回答", "无意见", "不想回答", "未使用过", "說不清", "不適用",
    "拒絕回答", "모름", "잘 모르겠다", "해당 없음", "무응답", "わからない", "分からない", "該当なし", "無回答",
    "Weiß nicht", "Weiss nicht", "Keine Angabe", "k. A.", "Ne sait pas", "Ne sais pas", "Sans opinion",
    "Non applicable", "Sans réponse", "No sabe", "No sé", "No contesta", "No aplica", "NS/NC",
)  # fmt: skip
MOST_POINTS = 11
LIKELIEST = (5, 7, 4, 6, 3)
_NO_ANSWER = Matcher((text, 0.0) for text in NO_ANSWER)


@dataclass(frozen=True)
class Drafted:
    """A scale as written for an item; `own` is its entry under `scales`, where it is none of the ready ones.

    `missing` are answers that mean no answer; `asks` are questions that the answers leave open. `points` is the scale
    itself where it can be averaged. `options` are those of answers that stand joined in a cell.
    """

    name: str
    own: str = ""
    missing: tuple[str, ...] = ()
    asks: tuple[Words, ...] = ()
    points: Scale | None = None
    options: tuple[str, ...] = ()


def is_no_answer(text: str) -> bool:
    """Tell whether a text is a usual word for no answer."""
    return _NO_ANSWER.find(text) is not None


def is_none(answers: Sequence[str]) -> Words:
    """Return the question whether numbers mean no answer."""
    said = ", ".join(answers)
    return Words(f"is {said} no answer? it is read as none", f"{said} 是否表示未作答？现按未作答处理")


def range_of(low: int, high: int, missing: tuple[str, ...] = (), asks: tuple[Words, ...] = ()) -> Drafted:
    """Return the scale of every whole number between two."""
    return Drafted(f"{low}..{high}", missing=missing, asks=asks, points=Scale("", "points", float(low), float(high)))


def matching(labels: Sequence[str]) -> tuple[Scale, Coder] | None:
    """Return the preset that knows all labels; among several the one of which most points are found."""
    worded = [label for label in labels if not is_number(label)]
    if not worded:
        return None
    best: tuple[tuple[float, int], Scale, Coder] | None = None
    for scale, coder in _coders():
        values = [coder.read(label).value for label in labels]
        if None in values:
            continue
        size, seen = len(scale.values), set(values)
        rank = (len(seen) / size, -LIKELIEST.index(size) if size in LIKELIEST else -len(LIKELIEST))
        if len(seen) == size or {scale.values[0], scale.values[-1]} <= seen:
            rank = (rank[0] + 1, rank[1])
        if best is None or rank > best[0]:
            best = rank, scale, coder
    return None if best is None else best[1:]


@cache
def _coders() -> tuple[tuple[Scale, Coder], ...]:
    return tuple((scale, Coder(Item("", scale), (), {})) for scale in PRESETS.values())


def is_number(text: str) -> bool:
    """Tell whether a text is a number."""
    return as_number(text) is not None
