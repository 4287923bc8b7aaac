"""The `weights` block: what is wrong with it is said with place, names and the likely fix."""

# ruff: noqa: E501 -- a message stands in one line, as a reader sees it

from __future__ import annotations

import polars as pl
import pytest

from satindex.api import read_responses, score
from satindex.errors import FigureError, SurveyError
from satindex.measures.registry import TYPES
from satindex.survey.load import parse_survey, survey_warnings

DEFINITION = """\
survey: x
items: {{A: {{scale: 1..7}}, B: {{scale: 1..7}}, C: {{scale: 1..7}}, S: {{scale: 1..7}}, T: {{scale: text}}}}
measures:
  index:
    type: composite
    weights: {weights}
    components: {{a: {{items: [A]{more}}}, b: {{items: [B]}}, c: {{items: [C]}}}}
"""
BROKEN = {
    "beside component weights": (
        "{method: entropy}",
        "x:6: measures.index.weights: 'weights' stands beside weights of single components (a). Keep one of the two.",
    ),
    "no method": ("{comparisons: []}", "x:6: measures.index.weights.method: This key is required and not there."),
    "unknown method": (
        "{method: ahpp}",
        "x:6: measures.index.weights.method: 'ahpp' is not one of: given, expert_points, ahp, entropy, pca, regression.",
    ),
    "unknown key": (
        "{method: pca, sead: 1}",
        "x:6: measures.index.weights.sead: There is no such key. Did you mean 'seed'?",
    ),
    "a key of another method": (
        "{method: entropy, outcome: S}",
        "x:6: measures.index.weights.outcome: 'outcome' does not belong to 'method: entropy'. Beside it may stand: seed, replicates.",
    ),
    "neither comparisons nor experts": (
        "{method: ahp}",
        "x:6: measures.index.weights: 'method: ahp' needs either 'comparisons' or 'experts'. 'experts' holds the comparisons of each expert by name.",
    ),
    "a pair that is not compared": (
        "{method: ahp, comparisons: [[a, b, 3], [c, b, 2]]}",
        "x:6: measures.index.weights.comparisons: These pairs are not compared: a–c. AHP needs every pair once.",
    ),
    "a contradiction": (
        "{method: ahp, comparisons: [[a, b, 3], [a, c, 5], [b, c, 2], [b, a, 2]]}",
        "x:6: measures.index.weights.comparisons[3]: Here b is 2 times as important as a, and 0.3333 times before.",
    ),
    "a contradiction of one expert": (
        "{method: ahp, experts: {ann: [[a, b, 3], [a, c, 5], [b, c, 2]], bo: [[a, b, 1], [a, b, 2], [a, c, 1], [b, c, 1]]}}",
        "x:6: measures.index.weights.experts.bo[1]: Here a is 2 times as important as b, and 1 times before.",
    ),
    "an unknown component": (
        "{method: ahp, comparisons: [[a, b, 3], [a, d, 5], [b, c, 2]]}",
        "x:6: measures.index.weights.comparisons[1]: There is no component 'd'. There are: a, b, c.",
    ),
    "with itself": (
        "{method: ahp, comparisons: [[a, b, 3], [a, a, 5], [b, c, 2]]}",
        "x:6: measures.index.weights.comparisons[1]: 'a' is compared with itself.",
    ),
    "no number": (
        "{method: ahp, comparisons: [[a, b, much], [a, c, 5], [b, c, 2]]}",
        "x:6: measures.index.weights.comparisons[0]: 'much' is not a number above 0. Write 3, or 1/3 for the other way round.",
    ),
    "nought": (
        "{method: ahp, comparisons: [[a, b, 0], [a, c, 5], [b, c, 2]]}",
        "x:6: measures.index.weights.comparisons[0]: '0' is not a number above 0. Write 3, or 1/3 for the other way round.",
    ),
    "two entries": (
        "{method: ahp, comparisons: [[a, b], [a, c, 5], [b, c, 2]]}",
        "x:6: measures.index.weights.comparisons[0]: A comparison is [component, component, how many times as important].",
    ),
    "unknown random index": (
        "{method: ahp, random_index: saaty, comparisons: [[a, b, 1], [a, c, 5], [b, c, 2]]}",
        "x:6: measures.index.weights.random_index: 'saaty' is not one of: saaty_tran2007, saaty1980.",
    ),
    "no points": (
        "{method: expert_points}",
        "x:6: measures.index.weights: 'method: expert_points' needs 'points'. Beside it may stand: points.",
    ),
    "points for some": (
        "{method: expert_points, points: {ann: {a: 50, b: 50}}}",
        "x:6: measures.index.weights.points.ann: These components have no points: c. Give 0 to one that does not count.",
    ),
    "points for another": (
        "{method: given, points: {a: 50, b: 30, c: 10, d: 10}}",
        "x:6: measures.index.weights.points.d: There is no component 'd'. There are: a, b, c.",
    ),
    "negative points": (
        "{method: given, points: {a: -50, b: 30, c: 10}}",
        "x:6: measures.index.weights.points.a: -50 is not allowed: it must be 0 or more.",
    ),
    "all points 0": (
        "{method: given, points: {a: 0, b: 0, c: 0}}",
        "x:6: measures.index.weights.points: All points are 0.",
    ),
    "points mixed": (
        "{method: expert_points, points: {ann: {a: 1, b: 1, c: 1}, b: 3}}",
        "x:6: measures.index.weights.points: Points are a number for each component, or a block of them for each expert.",
    ),
    "experts under given": (
        "{method: given, points: {ann: {a: 1, b: 1, c: 1}}}",
        "x:6: measures.index.weights.points: Points are a number for each component.",
    ),
    "no outcome": (
        "{method: regression}",
        "x:6: measures.index.weights: 'method: regression' needs 'outcome'. Beside it may stand: outcome, importance, seed, replicates.",
    ),
    "unknown outcome": (
        "{method: regression, outcome: satisfation}",
        "x:6: measures.index.weights.outcome: There is no item or score 'satisfation'. There are: index.a, index.b, index.c, index, A, B, C, S, T.",
    ),
    "an outcome of its own": (
        "{method: regression, outcome: index.a}",
        "x:6: measures.index.weights.outcome: 'index.a' is a score of this measure itself.",
    ),
    "an item of its own": (
        "{method: regression, outcome: B}",
        "x:6: measures.index.weights.outcome: B is itself part of the index.",
    ),
    "a text as outcome": (
        "{method: regression, outcome: T}",
        "x:6: measures.index.weights.outcome: The item 'T' is not a number: its scale is 'text'.",
    ),
    "few replicates": (
        "{method: pca, replicates: 10}",
        "x:6: measures.index.weights.replicates: 10 is not allowed: it must be 100 or more.",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said(case: str) -> None:
    weights, message = BROKEN[case]
    more = ", weight: 2" if case == "beside component weights" else ""
    with pytest.raises(SurveyError) as caught:
        parse_survey(DEFINITION.format(weights=weights, more=more), "x", TYPES)
    assert str(caught.value) == message


def warnings_of(text: str) -> list[str]:
    survey = parse_survey(text, "x", TYPES)
    return [fault.say("en") for fault in survey_warnings(survey, TYPES) if "No item uses" not in fault.say("en")]


def test_contradictory_judgements_are_a_warning_that_names_the_worst() -> None:
    """Of three parts λ = 1 + t + 1/t, t = (3·3·5)^⅓; CR = 1.750; c:a by the weights (25/9)^⅓ = 1.4."""
    weights = "{method: ahp, experts: {ann: [[a, b, 3], [c, a, 5], [b, c, 3]]}}"
    assert warnings_of(DEFINITION.format(weights=weights, more="")) == [
        "x:6: measures.index.weights: The judgements contradict each other: consistency ratio 1.750, above 0.10; the least "
        "consistent is c against a: 5 times, where the weights say 1.4."
    ]


def test_each_experts_own_contradictions_are_named() -> None:
    """Together: t = (√3·√8/√1.5)^⅓ = 1.588, λ = 3.2176, CR = .1088/.5252 = .207."""
    good, bad = "[[a, b, 3], [a, c, 6], [b, c, 2]]", "[[a, b, 1], [c, a, 4], [b, c, 4]]"
    weights = f"{{method: ahp, experts: {{ann: {good}, bo: {bad}}}}}"
    of_bo, of_both = warnings_of(DEFINITION.format(weights=weights, more=""))
    assert "The judgements of bo contradict each other: consistency ratio" in of_bo
    assert "The judgements contradict each other: consistency ratio 0.207" in of_both


def test_a_judgement_beyond_nine_is_a_warning() -> None:
    weights = "{method: ahp, comparisons: [[a, b, 10], [a, c, 10], [b, c, 1]]}"
    assert warnings_of(DEFINITION.format(weights=weights, more="")) == [
        "x:6: measures.index.weights.comparisons[0]: 10 lies outside Saaty's scale of 1/9 to 9.",
        "x:6: measures.index.weights.comparisons[1]: 10 lies outside Saaty's scale of 1/9 to 9.",
    ]


def test_some_weights_of_components_are_a_warning() -> None:
    text = DEFINITION.format(weights="{method: entropy}", more=", weight: 2").replace(
        "    weights: {method: entropy}\n", ""
    )
    assert warnings_of(text) == [
        "x:6: measures.index.components: Some components have a weight; these have none and count as 1: b, c."
    ]


def test_a_pair_may_be_said_twice_alike_and_the_other_way_round() -> None:
    text = DEFINITION.format(
        weights="{method: ahp, comparisons: [[a, b, 3], [b, a, 1/3], [c, a, 1/3], [b, c, 1]]}", more=""
    )
    survey = parse_survey(text, "x", TYPES)
    assert survey.measures["index"].used.weights == pytest.approx((0.6, 0.2, 0.2))


def test_measures_made_from_each_other_are_refused() -> None:
    """Two indices that each regress on the other: no order of scoring exists."""
    text = DEFINITION.format(weights="{method: regression, outcome: other}", more="")
    text += "  other: {type: composite, weights: {method: regression, outcome: index}, components: {s: {items: [S]}}}\n"
    survey = parse_survey(text, "x", TYPES)
    data = pl.DataFrame({"A": [1, 2], "B": [2, 3], "C": [1, 5], "S": [1, 3], "T": ["", ""]})
    with pytest.raises(FigureError, match="these measures are made from each other"):
        score(read_responses(data, survey))
