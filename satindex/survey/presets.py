"""Scales that every survey knows: the built-in kinds, and presets with labels in eight languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from satindex.survey.model import Scale, ScaleKind
from satindex.survey.preset_labels import agree, frequency, importance, likely, quality, satisfied
from satindex.survey.preset_labels.family import Labels

_BUILT_IN: tuple[ScaleKind, ...] = ("number", "count", "text", "date", "multi", "rank")
_FAMILIES = {
    "agree": agree.FAMILY,
    "satisfied": satisfied.FAMILY,
    "likely": likely.FAMILY,
    "frequency": frequency.FAMILY,
    "importance": importance.FAMILY,
    "quality": quality.FAMILY,
}
LONGEST_LABELLED, LONGEST = 7, 11
_LIKELY_ENDS = {"en": ("Not at all likely", "Extremely likely"), "zh": ("完全不可能", "极有可能")}
_OTHERS: dict[str, dict[str, tuple[str, ...]]] = {
    "kano5": {
        "en": ("I like it", "I expect it", "I am neutral", "I can live with it", "I dislike it"),
        "zh": ("我很喜欢", "它理应如此", "无所谓", "勉强接受", "我很不喜欢"),
    },
    "excellent5": {
        "en": ("Poor", "Fair", "Good", "Very good", "Excellent"),
        "zh": ("差", "一般", "好", "很好", "极好"),
        "zh-Hant": ("差", "普通", "好", "很好", "極好"),
        "ko": ("나쁨", "보통", "좋음", "매우 좋음", "탁월함"),
        "ja": ("悪い", "普通", "良い", "とても良い", "素晴らしい"),
        "de": ("Schlecht", "Mittelmäßig", "Gut", "Sehr gut", "Ausgezeichnet"),
        "fr": ("Médiocre", "Moyen", "Bon", "Très bon", "Excellent"),
        "es": ("Malo", "Regular", "Bueno", "Muy bueno", "Excelente"),
    },
}
_YES_NO = {
    "en": ("No", "Yes"),
    "zh": ("否", "是"),
    "ko": ("아니오", "예"),
    "ja": ("いいえ", "はい"),
    "de": ("Nein", "Ja"),
    "fr": ("Non", "Oui"),
    "es": ("No", "Sí"),
}


def _presets() -> Iterator[Scale]:
    for name, family in _FAMILIES.items():
        for points in range(3, LONGEST_LABELLED + 1):
            yield _labelled(f"{name}{points}", family.of(points), family.also.get(points, ()))
        ends = family.ends() | (_LIKELY_ENDS if name == "likely" else {})
        for points in range(LONGEST_LABELLED + 1, LONGEST + 1):
            yield _with_ends(f"{name}{points}", points, ends)
    for name, labels in _OTHERS.items():
        yield _labelled(name, labels)
    yield _yes_no()


def _labelled(name: str, labels: Mapping[str, Labels], also: Iterable[Labels] = ()) -> Scale:
    by_point = {
        language: {float(point): text for point, text in enumerate(texts, start=1)}
        for language, texts in labels.items()
    }
    others = {text: float(point) for texts in also for point, text in enumerate(texts, start=1)}
    return Scale(name, "points", 1.0, float(len(labels["en"])), labels=by_point, also=others)


def _with_ends(name: str, points: int, ends: Mapping[str, Labels]) -> Scale:
    """Return a scale of which only the ends have labels; eleven points are counted from 0."""
    low = 0.0 if points == LONGEST else 1.0
    high = low + points - 1
    labels = {language: {low: first, high: last} for language, (first, last) in ends.items()}
    return Scale(name, "points", low, high, labels=labels)


def _yes_no() -> Scale:
    labels = {language: {0.0: no, 1.0: yes} for language, (no, yes) in _YES_NO.items()}
    codes = {text: point for texts in labels.values() for point, text in texts.items()}
    return Scale("yes_no", "codes", codes=codes, labels=labels)


BUILT_IN: dict[str, Scale] = {kind: Scale(kind, kind) for kind in _BUILT_IN}
PRESETS: dict[str, Scale] = {scale.name: scale for scale in _presets()}
READY: dict[str, Scale] = BUILT_IN | PRESETS
SHOWN = (
    *BUILT_IN,
    *(f"{family}3..{family}{LONGEST}" for family in _FAMILIES),
    *(name for name in PRESETS if name.rstrip("0123456789") not in _FAMILIES),
)
"""The names of ready scales for a message, those of a family as a range."""
