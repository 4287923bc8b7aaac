"""Preset scales: every language of every family has its labels, and no wording means two points of one scale."""

from __future__ import annotations

import pytest

from satindex.responses.answers import Coder
from satindex.responses.folding import loosely, very_loosely
from satindex.survey.model import Item, Scale
from satindex.survey.presets import PRESETS

LANGUAGES = {"en", "zh", "zh-Hant", "ko", "ja", "de", "fr", "es"}
FAMILIES = ("agree", "satisfied", "likely", "frequency", "importance", "quality")


def wordings(scale: Scale) -> list[tuple[str, float]]:
    said = [(text, point) for texts in scale.labels.values() for point, text in texts.items()]
    return [*said, *scale.also.items(), *scale.codes.items()]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("points", range(3, 12))
def test_every_size_has_its_points_and_labels_in_every_language(family: str, points: int) -> None:
    scale = PRESETS[f"{family}{points}"]
    assert len(scale.values) == points
    assert scale.values[0] == (0 if points == 11 else 1)
    assert set(scale.labels) == LANGUAGES
    for texts in scale.labels.values():
        assert len(texts) == (points if points <= 7 else 2)
        assert len(set(texts.values())) == len(texts)
        assert min(texts) == scale.low
        assert max(texts) == scale.high


@pytest.mark.parametrize("scale", PRESETS.values(), ids=PRESETS)
def test_no_wording_means_two_points(scale: Scale) -> None:
    for fold in (str, loosely, very_loosely):
        meanings: dict[str, set[float]] = {}
        for text, point in wordings(scale):
            meanings.setdefault(fold(text), set()).add(point)
        assert {text: points for text, points in meanings.items() if len(points) > 1} == {}


@pytest.mark.parametrize("scale", PRESETS.values(), ids=PRESETS)
def test_every_wording_is_understood_in_one_column_of_mixed_languages(scale: Scale) -> None:
    coder = Coder(Item("Q", scale), (), {})
    for text, point in wordings(scale):
        assert coder.read(text).value == point, text


@pytest.mark.parametrize(
    ("scale", "answer", "value"),
    [
        # Places on the scales as printed in questionnaires: Likert's five, Qualtrics' and SurveyMonkey's libraries.
        ("agree5", "Stimme eher zu", 4),
        ("agree7", "약간 그렇다", 5),
        ("satisfied5", "やや満足", 4),
        ("satisfied7", "有點滿意", 5),
        ("likely5", "Probablement", 4),
        ("frequency5", "Casi nunca", 2),
        ("importance5", "Assez important", 4),
        ("quality5", "較好", 4),
        ("yes_no", "Sí", 1),
        ("likely11", "Extremely likely", 10),
    ],
)
def test_answers_as_printed(scale: str, answer: str, value: float) -> None:
    assert Coder(Item("Q", PRESETS[scale]), (), {}).read(answer).value == value


@pytest.mark.parametrize("scale", ["agree7", "satisfied7"])
def test_a_wording_that_stands_in_two_places_is_asked_about(scale: str) -> None:
    """比较同意 is the fifth of seven in some questionnaires and the sixth in others."""
    word = "比较同意" if scale == "agree7" else "比较满意"
    assert Coder(Item("Q", PRESETS[scale]), (), {}).read(word).meaning == "unknown"
