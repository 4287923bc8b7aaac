"""Scales that every survey knows: the built-in kinds, and presets with labels in the package's languages."""

from __future__ import annotations

from satindex.survey.model import Scale, ScaleKind

_BUILT_IN: tuple[ScaleKind, ...] = ("number", "count", "text", "date", "multi", "rank")

_LABELS: dict[str, tuple[list[str], list[str]]] = {
    "agree5": (
        ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"],
        ["非常不同意", "不同意", "一般", "同意", "非常同意"],
    ),
    "agree7": (
        ["Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree", "Agree",
         "Strongly agree"],
        ["非常不同意", "不同意", "有点不同意", "一般", "有点同意", "同意", "非常同意"],
    ),
    "satisfied5": (
        ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"],
        ["非常不满意", "不满意", "一般", "满意", "非常满意"],
    ),
    "satisfied7": (
        ["Very dissatisfied", "Dissatisfied", "Somewhat dissatisfied", "Neither satisfied nor dissatisfied",
         "Somewhat satisfied", "Satisfied", "Very satisfied"],
        ["非常不满意", "不满意", "有点不满意", "一般", "有点满意", "满意", "非常满意"],
    ),
    "likely5": (
        ["Very unlikely", "Unlikely", "Neither likely nor unlikely", "Likely", "Very likely"],
        ["非常不可能", "不可能", "不确定", "可能", "非常可能"],
    ),
    "frequency5": (
        ["Never", "Rarely", "Sometimes", "Often", "Always"],
        ["从不", "很少", "有时", "经常", "总是"],
    ),
    "importance5": (
        ["Not at all important", "Slightly important", "Moderately important", "Very important", "Extremely important"],
        ["非常不重要", "不太重要", "一般", "比较重要", "非常重要"],
    ),
    "importance7": (
        ["Not at all important", "Of low importance", "Slightly important", "Neutral", "Moderately important",
         "Very important", "Extremely important"],
        ["非常不重要", "不重要", "不太重要", "一般", "比较重要", "重要", "非常重要"],
    ),
    "quality5": (
        ["Very poor", "Poor", "Fair", "Good", "Very good"],
        ["非常差", "差", "一般", "好", "非常好"],
    ),
    "kano5": (
        ["I like it", "I expect it", "I am neutral", "I can live with it", "I dislike it"],
        ["我很喜欢", "它理应如此", "无所谓", "勉强接受", "我很不喜欢"],
    ),
}  # fmt: skip
_ENDS: dict[str, tuple[int, int, tuple[str, str], tuple[str, str]]] = {
    "satisfied10": (1, 10, ("Very dissatisfied", "Very satisfied"), ("非常不满意", "非常满意")),
    "likely11": (0, 10, ("Not at all likely", "Extremely likely"), ("完全不可能", "极有可能")),
}


def _labelled(name: str, en: list[str], zh: list[str]) -> Scale:
    labels = {
        language: {float(point): text for point, text in enumerate(texts, start=1)}
        for language, texts in (("en", en), ("zh", zh))
    }
    return Scale(name, "points", 1.0, float(len(en)), labels=labels)


def _with_ends(name: str, low: int, high: int, en: tuple[str, str], zh: tuple[str, str]) -> Scale:
    labels = {language: {float(low): ends[0], float(high): ends[1]} for language, ends in (("en", en), ("zh", zh))}
    return Scale(name, "points", float(low), float(high), labels=labels)


def _yes_no() -> Scale:
    labels = {"en": {0.0: "No", 1.0: "Yes"}, "zh": {0.0: "否", 1.0: "是"}}
    return Scale("yes_no", "codes", codes={"No": 0.0, "Yes": 1.0, "否": 0.0, "是": 1.0}, labels=labels)


BUILT_IN: dict[str, Scale] = {kind: Scale(kind, kind) for kind in _BUILT_IN}
PRESETS: dict[str, Scale] = {
    **{name: _labelled(name, en, zh) for name, (en, zh) in _LABELS.items()},
    **{name: _with_ends(name, *ends) for name, ends in _ENDS.items()},
    "yes_no": _yes_no(),
}
READY: dict[str, Scale] = BUILT_IN | PRESETS
