"""How a coded answer stands in an export: its label, the odd ways of writing it, and the signs for no answer."""

from __future__ import annotations

import re

from satindex.survey.model import Item, Scale, Survey

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?$")


def of_language(language: str) -> str:
    """Return `zh` or `en`, whichever a survey's language is nearer to."""
    return "zh" if language.lower().startswith("zh") else "en"


def answer_text(scale: Scale, value: float, language: str) -> str:
    """Return the answer that scores `value` as an export in `language` has it: a label, else the number.

    Examples
    --------
    >>> answer_text(Scale("yes_no", "codes", codes={"No": 0, "Yes": 1, "否": 0, "是": 1}), 1, "zh")
    '是'
    """
    labels = [label for label in _labels(scale, value, language) if label]
    return labels[0] if labels else number_text(value)


def number_text(value: float) -> str:
    """Return a number as people type it: no point where it is whole."""
    return f"{value:.10g}"


def _labels(scale: Scale, value: float, language: str) -> list[str]:
    if scale.kind == "codes":
        keys = [key for key, code in scale.codes.items() if code == value]
        wants_chinese = of_language(language) == "zh"
        keys.sort(key=lambda key: (bool(_NUMBER.match(key)), bool(_CHINESE.search(key)) != wants_chinese))
        return keys
    languages = [language, *(other for other in scale.labels if other != language)]
    whole = [found for found in languages if found in scale.labels and len(scale.labels[found]) == len(scale.values)]
    return [scale.labels[found].get(value, "") for found in whole]


def odd_texts(scale: Scale, value: float, language: str) -> tuple[str, str]:
    """Return two odd ways of writing one answer: with a trailing blank, and in another language or full width.

    Examples
    --------
    >>> odd_texts(Scale("0..10", "points", 0, 10), 8, "zh")
    ('8 ', '８')
    """
    usual = answer_text(scale, value, language)
    others = [label for label in _labels(scale, value, language) if label and label != usual]
    other = others[0] if others else usual.translate(_FULL_WIDTH)
    return f"{usual} ", other if other != usual else f" {usual}"


def missing_texts(survey: Survey, item: Item) -> tuple[str | None, ...]:
    """Return how no answer is written for an item: twice as often an empty cell as each of its missing codes."""
    codes = dict.fromkeys((*item.missing, *item.scale.missing, *survey.missing))
    return (None, None, *codes)
