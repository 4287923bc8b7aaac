"""The scale that a column's answers seem to be on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from satindex.drafting.yaml_text import flow, quoted
from satindex.language import Words
from satindex.responses.answers import Coder, Matcher
from satindex.responses.folding import as_number
from satindex.survey.model import Item, Scale
from satindex.survey.presets import PRESETS

# Answers that mean no answer on a scale of opinions, in the languages of the presets.
NO_ANSWER = (
    "Don't know", "Do not know", "Not sure", "No opinion", "N/A", "NA", "n.a.", "Not applicable",
    "Does not apply", "Prefer not to say", "Prefer not to answer", "Refused", "No answer", "(跳过)", "(空)",
    "不知道", "不清楚", "说不清", "不适用", "拒绝回答", "无意见", "不想回答", "未使用过", "說不清", "不適用",
    "拒絕回答", "모름", "잘 모르겠다", "해당 없음", "무응답", "わからない", "分からない", "該当なし", "無回答",
    "Weiß nicht", "Weiss nicht", "Keine Angabe", "k. A.", "Ne sait pas", "Ne sais pas", "Sans opinion",
    "Non applicable", "Sans réponse", "No sabe", "No sé", "No contesta", "No aplica", "NS/NC",
)  # fmt: skip
LIKELIEST = (5, 7, 4, 6, 3)
FEWEST_LABELS = 2
MOST_POINTS = 11
CODES_FOR_NONE = (-1.0, -2.0, -3.0, -8.0, -9.0, -88.0, -99.0, -999.0)
LED_BY_NUMBER = re.compile(r"^\s*(\d{1,2})\s*(?:[-–—=.:：、)）]|分\s*[-–—=:：]?)\s*\S")
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


def scale_of(
    answers: Iterable[str], labels: Mapping[str, str], declared: Sequence[str], likely: bool
) -> Drafted | None:
    """Return the scale that distinct answers are on, None where they are no scale but names, places, kinds.

    `labels` are the export's own of its stored codes, `declared` its codes for no answer; `likely` tells that the
    question asks for a recommendation on 0–10.
    """
    given = [answer for answer in answers if answer not in declared]
    if labels:
        return _labelled(given, labels, declared)
    missing = tuple(answer for answer in given if _NO_ANSWER.find(answer) is not None)
    told = [answer for answer in given if answer not in missing]
    if not told:
        return None
    return _numbers(told, missing, likely) or _preset(told, missing) or _led_by_numbers(told, missing)


def number_of(answers: Iterable[str]) -> Drafted | None:
    """Return the scale of answers that are numbers or words for none; a negative one among others is asked about."""
    given = dict.fromkeys(answers)
    missing = tuple(answer for answer in given if _NO_ANSWER.find(answer) is not None)
    numbers = {answer: as_number(answer) for answer in given if answer not in missing}
    if not numbers or None in numbers.values():
        return None
    below = tuple(answer for answer, number in numbers.items() if number in CODES_FOR_NONE)
    rest = [number for answer, number in numbers.items() if number is not None and answer not in below]
    if below and rest and min(rest) >= 0:
        return Drafted(_number_kind(rest), missing=(*missing, *below), asks=(is_none(below),))
    return Drafted(_number_kind([number for number in numbers.values() if number is not None]), missing=missing)


def is_none(answers: Sequence[str]) -> Words:
    """Return the question whether negative numbers mean no answer."""
    said = ", ".join(answers)
    return Words(f"is {said} no answer? it is read as none", f"{said} 是否表示未作答？现按未作答处理")


def _number_kind(numbers: Sequence[float]) -> str:
    return "count" if all(number >= 0 and number.is_integer() for number in numbers) else "number"


def _labelled(given: Sequence[str], labels: Mapping[str, str], declared: Sequence[str]) -> Drafted | None:
    """Return the scale of a column whose codes have labels: a preset where the codes are its points."""
    none = tuple(code for code, label in labels.items() if code not in declared and _NO_ANSWER.find(label) is not None)
    kept = {code: label for code, label in labels.items() if code not in (*declared, *none)}
    strange = [answer for answer in given if answer not in labels]
    found = _matching(list(kept.values())) if kept else None
    if found is not None and all(found[1].read(answer).meaning == "value" for answer in strange):
        scale, coder = found
        points = {code: coder.read(label).value for code, label in kept.items()}
        if len(set(points.values())) < len(points):
            return None
        if all(as_number(code) == point for code, point in points.items()) or not any(map(_is_number, kept)):
            return Drafted(scale.name, missing=none, points=scale)
        if not strange:
            return _coded(points, none, kept)
    numbers = [as_number(code) for code in (*kept, *(a for a in strange if _NO_ANSWER.find(a) is None))]
    return _partly_labelled(numbers, kept, none) if len(kept) <= FEWEST_LABELS + 1 else None


def _coded(points: Mapping[str, float | None], missing: tuple[str, ...], labels: Mapping[str, str]) -> Drafted:
    """Return a scale of its own: the codes as stored run otherwise than the labels."""
    codes = {code: point for code, point in points.items() if point is not None}
    entry = flow({"codes": {code: f"{point:g}" for code, point in codes.items()}})
    said = ", ".join(f"{code} = {label}" for code, label in labels.items())
    ask = Words(f"stored codes are not the points: {said}", f"存储的编码与分值不同：{said}")
    return Drafted("", entry, missing, (ask,), Scale("", "codes", codes=codes))


def _partly_labelled(
    numbers: Sequence[float | None], labels: Mapping[str, str], missing: tuple[str, ...]
) -> Drafted | None:
    """Return a range of points of which only the ends, or ends and middle, have labels."""
    points = sorted({number for number in numbers if number is not None and number.is_integer()})
    if len(points) < 3 or None in numbers or points[-1] - points[0] >= MOST_POINTS:
        return None
    ends = {as_number(code) for code in labels}
    if not {points[0], points[-1]} <= ends:
        return None
    return _range(int(points[0]), int(points[-1]), missing)


def _range(low: int, high: int, missing: tuple[str, ...] = (), asks: tuple[Words, ...] = ()) -> Drafted:
    return Drafted(f"{low}..{high}", missing=missing, asks=asks, points=Scale("", "points", float(low), float(high)))


def _numbers(told: Sequence[str], missing: tuple[str, ...], likely: bool) -> Drafted | None:
    """Return the points that whole numbers from 0 to 10 are on; a negative one among them is asked about."""
    none = tuple(answer for answer in told if as_number(answer) in CODES_FOR_NONE)
    rest = [as_number(answer) for answer in told if answer not in none]
    points = {
        int(number) for number in rest if number is not None and number.is_integer() and 0 <= number < MOST_POINTS
    }
    if not points or any(number not in points for number in rest):
        return None
    found = _points(points, (*missing, *none), likely)
    return replace(found, asks=(*found.asks, is_none(none))) if none else found


def _points(points: set[int], missing: tuple[str, ...], likely: bool) -> Drafted:
    if points == {0, 1}:
        return Drafted("yes_no", missing=missing, points=PRESETS["yes_no"])
    if likely and 0 in points:
        return Drafted("likely11", missing=missing, points=PRESETS["likely11"])
    low = 0 if 0 in points else 1
    high = next(end for end in (5, 7, 10) if max(points) <= end)
    shown = f"{min(points)}–{max(points)}"
    ask = Words(f"answers found: {shown}; are these the ends?", f"所见答案为 {shown}；两端是否如此？")
    sure = {low, high} <= points and not (likely and low)
    return _range(low, high, missing, () if sure else (ask,))


def _preset(told: Sequence[str], missing: tuple[str, ...]) -> Drafted | None:
    if (found := _matching(told)) is None:
        return None
    scale, coder = found
    seen = {coder.read(answer).value for answer in told}
    if len(seen) < min(3, len(scale.values)):
        return None
    sure = {scale.values[0], scale.values[-1]} <= seen
    ask = Words(f"not every point of {scale.name} was chosen", f"{scale.name} 的各点并未全部出现")
    return Drafted(scale.name, missing=missing, asks=() if sure else (ask,), points=scale)


def _matching(labels: Sequence[str]) -> tuple[Scale, Coder] | None:
    """Return the preset that knows all labels; among several the one of which most points are found."""
    worded = [label for label in labels if not _is_number(label)]
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


def _led_by_numbers(told: Sequence[str], missing: tuple[str, ...]) -> Drafted | None:
    """Return the scale of answers such as `3 - Somewhat important`, each led by its number."""
    led = {answer: LED_BY_NUMBER.match(answer) for answer in told}
    if len(told) < 3 or not all(led.values()):
        return None
    codes = {answer: float(match[1]) for answer, match in led.items() if match}
    if len(set(codes.values())) < len(codes) or max(codes.values()) >= MOST_POINTS:
        return None
    ordered = dict(sorted(codes.items(), key=lambda entry: entry[1]))
    entry = flow({"codes": {answer: f"{point:g}" for answer, point in ordered.items()}})
    return Drafted("", entry, missing, (), Scale("", "codes", codes=ordered))


def _is_number(text: str) -> bool:
    return as_number(text) is not None


def missing_text(answers: Sequence[str]) -> str:
    """Return answers that mean none as a YAML list."""
    return f"[{', '.join(map(quoted, answers))}]"
