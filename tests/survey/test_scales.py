"""Scales as written, and the ready ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from satindex.survey.model import Scale, Survey
from satindex.survey.presets import PRESETS, READY
from satindex.survey.scales import find_scale

Parsed = Callable[[str], Survey]


def scale(parsed: Parsed, written: str, language: str = "zh") -> Scale:
    return parsed(f"language: {language}\nscales:\n  s: {written}\n").scales["s"]


@pytest.mark.parametrize("written", ["{points: [1, 3]}", "{points: 1..3}", "{points: ['1', 3.0]}"])
def test_points(parsed: Parsed, written: str) -> None:
    made = scale(parsed, written)
    assert (made.kind, made.low, made.high, made.values) == ("points", 1.0, 3.0, (1.0, 2.0, 3.0))


@pytest.mark.parametrize(
    "labels",
    [
        "[差, 中, 好]",
        "{zh: [差, 中, 好]}",
        "{1: 差, 2: 中, 3: 好}",
        "{zh: {1: 差, 2.0: 中, '3': 好}}",
    ],
)
def test_labels_of_points(parsed: Parsed, labels: str) -> None:
    made = scale(parsed, f"{{points: [1, 3], labels: {labels}}}")
    assert made.labels == {"zh": {1.0: "差", 2.0: "中", 3.0: "好"}}


def test_labels_of_some_points(parsed: Parsed) -> None:
    made = scale(parsed, "{points: [0, 10], labels: {en: {0: Never, 10: Surely}}}")
    assert made.labels == {"en": {0.0: "Never", 10.0: "Surely"}}


def test_codes_that_are_words_are_labels(parsed: Parsed) -> None:
    made = scale(parsed, "{codes: {No: 0, Yes: 1, 否: 0, 是: 1}}")
    assert made.codes == {"No": 0.0, "Yes": 1.0, "否": 0.0, "是": 1.0}
    assert made.labels == {"en": {0.0: "No", 1.0: "Yes"}, "zh": {0.0: "否", 1.0: "是"}}
    assert made.values == (0.0, 1.0)


def test_labels_describe_stored_codes_not_scores(parsed: Parsed) -> None:
    made = scale(parsed, "{codes: {1: 0, 2: 1}, labels: {en: {1: No, 2: Yes}, zh: [否, 是]}}")
    assert made.labels == {"en": {0.0: "No", 1.0: "Yes"}, "zh": {0.0: "否", 1.0: "是"}}


def test_where_no_code_is_a_number_labels_may_be_keyed_by_score(parsed: Parsed) -> None:
    made = scale(parsed, "{codes: {No: 0, Yes: 1}, labels: {zh: {0: 否, 1: 是}}}")
    assert made.labels == {"zh": {0.0: "否", 1.0: "是"}}


def test_two_codes_with_one_score_keep_both_labels(parsed: Parsed) -> None:
    made = scale(parsed, "{codes: {1: 0, 2: 1, 3: 1}, labels: {en: {1: Never, 2: Once, 3: Often}}}")
    assert made.codes == {"1": 0.0, "2": 1.0, "3": 1.0, "Often": 1.0}
    assert made.labels == {"en": {0.0: "Never", 1.0: "Once"}}


def test_a_survey_s_own_scale_wins(parsed: Parsed) -> None:
    survey = parsed("scales: {agree5: {points: [0, 4]}}\nitems: {Q1: {scale: agree5}, Q2: {scale: agree7}}\n")
    assert survey.items["Q1"].scale.values == (0.0, 1.0, 2.0, 3.0, 4.0)
    assert survey.items["Q2"].scale == PRESETS["agree7"]
    assert set(survey.scales) == {"agree5", "agree7"}


@pytest.mark.parametrize(("name", "points"), [("agree5", 5), ("satisfied10", 10), ("likely11", 11), ("importance7", 7)])
def test_presets_have_the_points_of_their_name(name: str, points: int) -> None:
    assert len(READY[name].values) == points


def test_presets_speak_both_languages_with_no_label_twice() -> None:
    for preset in PRESETS.values():
        assert set(preset.labels) >= {"en", "zh"}
        assert set(preset.labels["en"]) == set(preset.labels["zh"]) <= set(preset.values)
        for labels in preset.labels.values():
            assert len(set(labels.values())) == len(labels)


def test_plain_ranges() -> None:
    made = find_scale("0..10", {})
    assert made is not None
    assert (made.low, made.high, made.labels) == (0.0, 10.0, {})
    assert find_scale("10..0", {}) is None
    assert find_scale("0..100000", {}) is None
