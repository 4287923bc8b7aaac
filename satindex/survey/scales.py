"""From a scale as written to the scale an item is answered on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping

from satindex.errors import did_you_mean, nearest
from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.keys import MOST_POINTS, ScaleKeys
from satindex.survey.model import Scale
from satindex.survey.presets import READY, SHOWN
from satindex.survey.tree import Path, shown

_PLAIN_RANGE = re.compile(r"^\s*(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})\s*$")
_HAN = re.compile(r"[\u3400-\u9fff]")


def number_of(text: str) -> float | None:
    """Return the number a text is written as; None when it is none, or not a finite one.

    Examples
    --------
    >>> number_of("2.0"), number_of("1e999"), number_of("N/A")
    (2.0, None, None)
    """
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None


def built_scales(keys: Mapping[str, ScaleKeys], language: str, faults: Faults) -> dict[str, Scale]:
    """Return the survey's own scales by name; those at fault are left out and noted."""
    built: dict[str, Scale] = {}
    for name, written in keys.items():
        path: Path = ("scales", name)
        scale = _points(name, written, language) if written.points else _codes(name, written, language)
        problems = list(_problems(written, scale))
        for key, what in problems:
            faults.add((*path, *key), what)
        if not problems:
            built[name] = scale
    return built


def find_scale(text: str, own: Mapping[str, Scale]) -> Scale | None:
    """Return the scale of this name, the survey's own before a ready one, or the plain range it is; else None.

    Examples
    --------
    >>> find_scale("0..10", {}).values[-1]
    10.0
    """
    known = own.get(text) or READY.get(text)
    ends = _PLAIN_RANGE.match(text)
    if known is not None or ends is None:
        return known
    low, high = int(ends[1]), int(ends[2])
    return Scale(text.strip(), "points", float(low), float(high)) if low < high < low + MOST_POINTS else None


def scale_fault(text: str, own: Iterable[str]) -> tuple[Words, Words | None]:
    """Return what is wrong with the name of a scale that was not found, and what was probably meant."""
    said = shown(text)
    if _PLAIN_RANGE.match(text):
        what = Words(f"The range '{said}' is not a scale: low..high.", f"区间“{said}”不是量表：应为 低..高。")
        return what, None
    known = [*own, *READY]
    hint = did_you_mean(text, known) if nearest(text, known) else did_you_mean("", [*own, *SHOWN], most=30)
    return Words(f"There is no scale '{said}'.", f"没有量表“{said}”。"), hint


def _points(name: str, keys: ScaleKeys, language: str) -> Scale:
    low, high = keys.points or (0, 0)
    labels: dict[str, dict[float, str]] = {}
    for lang, texts in keys.labels.items():
        if isinstance(texts, dict):
            pairs = {number_of(point): text for point, text in texts.items()}
        else:
            pairs = {float(low + step): text for step, text in enumerate(texts)}
        labels[lang or language] = {point: text for point, text in pairs.items() if point is not None}
    return Scale(name, "points", float(low), float(high), labels=labels, missing=keys.missing)


def _codes(name: str, keys: ScaleKeys, language: str) -> Scale:
    """Labels describe stored codes; where two codes score the same, the second's label is one more code."""
    codes = dict(keys.codes or {})
    if not keys.labels:
        return Scale(name, "codes", codes=codes, labels=_labels_in(codes, language), missing=keys.missing)
    labels: dict[str, dict[float, str]] = {}
    for lang, stored, text in _coded_labels(keys):
        score = _score_of(stored, keys.codes or {})
        if score is not None and labels.setdefault(lang or language, {}).setdefault(score, text) != text:
            codes.setdefault(text, score)
    return Scale(name, "codes", codes=codes, labels=labels, missing=keys.missing)


def _labels_in(codes: Mapping[str, float], language: str) -> dict[str, dict[float, str]]:
    """Codes that are words are labels themselves: Chinese ones are Chinese labels, the others stand for the rest."""
    labels: dict[str, dict[float, str]] = {}
    words = [word for word in codes if number_of(word) is None]
    other = "en" if any(_HAN.search(word) for word in words) else language
    for word in words:
        labels.setdefault("zh" if _HAN.search(word) else other, {}).setdefault(codes[word], word)
    return labels


def _coded_labels(keys: ScaleKeys) -> Iterator[tuple[str, str, str]]:
    for lang, texts in keys.labels.items():
        pairs = texts.items() if isinstance(texts, dict) else zip(keys.codes or {}, texts, strict=False)
        for stored, text in pairs:
            yield lang, stored, text


def _score_of(stored: str, codes: Mapping[str, float]) -> float | None:
    """Return what a stored code scores: as written, by number, or, when no code is a number, by its score."""
    if stored in codes:
        return codes[stored]
    number = number_of(stored)
    numeric = {number_of(code): score for code, score in codes.items() if number_of(code) is not None}
    if number is None:
        return None
    if numeric:
        return numeric.get(number)
    return number if number in codes.values() else None


def stands_for(text: str, scale: Scale) -> float | None:
    """Return what the answer `text` scores on a scale; None where the scale does not know it."""
    if scale.kind == "points":
        number = number_of(text)
        if number is not None and number in scale.values:
            return number
    elif scale.kind == "codes":
        score = _score_of(text, scale.codes)
        if score is not None:
            return score
    folded = text.strip().casefold()
    for labels in scale.labels.values():
        for point, label in labels.items():
            if label.strip().casefold() == folded:
                return point
    return None


def _problems(keys: ScaleKeys, scale: Scale) -> Iterator[tuple[Path, Words]]:
    for language, texts in keys.labels.items():
        yield from _label_problems(keys, scale, language, texts)
    yield from _double_labels(scale)
    yield from _double_codes(keys)
    for answer in scale.missing:
        score = stands_for(answer, scale)
        if score is not None:
            yield ("missing",), missing_point(answer, scale)


def _label_problems(
    keys: ScaleKeys, scale: Scale, language: str, texts: list[str] | dict[str, str]
) -> Iterator[tuple[Path, Words]]:
    path: Path = ("labels", language) if language else ("labels",)
    if isinstance(texts, dict):
        for stored in texts:
            known = _score_of(stored, scale.codes) if scale.kind == "codes" else number_of(stored)
            if known is None or known not in scale.values:
                said = shown(stored)
                yield (*path, stored), Words(f"'{said}' is not a point of this scale.", f"“{said}”不是该量表的点。")
        return
    needed = len(keys.codes or scale.values)
    if len(texts) != needed:
        yield (
            path,
            Words(
                f"There are {len(texts)} labels for {needed} points.", f"有 {len(texts)} 个标签，但量表有 {needed} 点。"
            ),
        )


def _double_labels(scale: Scale) -> Iterator[tuple[Path, Words]]:
    for language, labels in scale.labels.items():
        first: dict[str, float] = {}
        for point, text in labels.items():
            before = first.setdefault(text.strip().casefold(), point)
            if before != point:
                said = shown(text)
                yield (
                    ("labels", language),
                    Words(
                        f"'{said}' is the label of two points: {before:g} and {point:g}.",
                        f"“{said}”同时是两个点的标签：{before:g} 和 {point:g}。",
                    ),
                )


def _double_codes(keys: ScaleKeys) -> Iterator[tuple[Path, Words]]:
    first: dict[float, str] = {}
    codes = keys.codes or {}
    for code, score in codes.items():
        number = number_of(code)
        before = first.setdefault(number, code) if number is not None else code
        if codes[before] != score:
            yield (
                ("codes", code),
                Words(
                    f"'{shown(code)}' is the same number as '{shown(before)}', with another score.",
                    f"“{shown(code)}”与“{shown(before)}”是同一个数，分值却不同。",
                ),
            )


def missing_point(answer: str, scale: Scale) -> Words:
    """Return the fault of a missing code that is an answer of its scale."""
    said, name = shown(answer), shown(scale.name)
    return Words(
        f"'{said}' means no answer and is also an answer of the scale '{name}'.",
        f"“{said}”既表示缺失，又是量表“{name}”的答案。",
    )
