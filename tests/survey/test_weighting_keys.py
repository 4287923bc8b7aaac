"""Raking, trimming, finite population and fieldwork as they are written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from jsonschema import Draft202012Validator

from satindex.survey.kinds import MeasureTypes
from satindex.survey.model import Fieldwork, Survey, Trim
from satindex.survey.schema import json_schema

GOOD = """\
respondent:
  weight: w
  fpc: N
  rake: {gender: {F: 0.51, M: 0.49}, age_band: {<30: 21.4, 30+: 78.6}, region: {north: 400, south: 600}}
  trim: 5
fieldwork: {sent: 1200, returned: 640}
"""


def test_margins_as_shares_percentages_or_counts(parsed: Callable[[str], Survey]) -> None:
    survey = parsed(GOOD)
    person = survey.respondent
    assert person.rake == {
        "gender": {"F": 0.51, "M": 0.49},
        "age_band": {"<30": 21.4, "30+": 78.6},
        "region": {"north": 400, "south": 600},
    }
    assert (person.trim, person.fpc) == (Trim(5, by_mean=True, strict=False), "N")
    assert person.has_design
    assert survey.fieldwork == Fieldwork(1200, 640)


def test_a_cap_as_a_weight(parsed: Callable[[str], Survey]) -> None:
    survey = parsed("respondent: {rake: {g: {a: 1, b: 3}}, trim: {cap: 2.5, strict: true}}\n")
    assert survey.respondent.trim == Trim(2.5, by_mean=False, strict=True)


BROKEN = {
    "no margin": ("respondent: {rake: {}}", "respondent.rake: Name at least one margin: {gender: {F: 0.51, M: 0.49}}."),
    "one level": ("respondent: {rake: {g: {a: 1}}}", "respondent.rake.g: A margin needs at least two levels."),
    "a target of 0": (
        "respondent: {rake: {g: {a: 0, b: 1}}}",
        "respondent.rake.g.a: 0 is not allowed: it must be above 0.",
    ),
    "no number": ("respondent: {rake: {g: {a: half, b: 1}}}", "respondent.rake.g.a: 'half' is not a number."),
    "shares": (
        "respondent: {rake: {g: {a: 0.5, b: 0.3}}}",
        "respondent.rake: The shares of 'g' sum to 0.8, not to 1.",
    ),
    "counts": (
        "respondent: {rake: {g: {a: 500, b: 300}, h: {x: 400, y: 500}}}",
        "respondent.rake: Margins must sum alike: 'g' sums to 800, 'h' to 900.",
    ),
    "trim alone": ("respondent: {trim: 5}", "respondent: Only raked weights are trimmed: write rake too."),
    "trim at the mean": (
        "respondent: {rake: {g: {a: 1, b: 3}}, trim: 1}",
        "respondent.trim: 1 is not allowed: it must be above 1.",
    ),
    "two caps": (
        "respondent: {rake: {g: {a: 1, b: 3}}, trim: {ratio: 2, cap: 3}}",
        "respondent.trim: Trimming needs either a ratio or a cap.",
    ),
    "more returned than sent": (
        "fieldwork: {sent: 10, returned: 11}",
        "fieldwork: More came back (11) than were sent (10).",
    ),
    "nothing sent": ("fieldwork: {sent: 0, returned: 0}", "fieldwork.sent: 0 is not allowed: it must be above 0."),
    "half a questionnaire": (
        "fieldwork: {sent: 10, returned: 1.5}",
        "fieldwork.returned: '1.5' is not a whole number.",
    ),
    "no returned": ("fieldwork: {sent: 10}", "fieldwork.returned: This key is required and not there."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_said(name: str, faults_of: Callable[[str], list[str]]) -> None:
    text, said = BROKEN[name]
    assert faults_of(text + "\n") == [f"1: {said}"]


@pytest.mark.parametrize("text", [GOOD, "respondent: {rake: {g: {a: 1, b: 3}}, trim: {cap: 2.5, strict: true}}"])
def test_editors_accept_it_too(text: str, types: MeasureTypes) -> None:
    assert Draft202012Validator(json_schema(types)).is_valid(yaml.safe_load(text))


@pytest.mark.parametrize("text", ["respondent: {trim: {top: 5}}", "fieldwork: {sent: 10}", "respondent: {rake: [g]}"])
def test_editors_mark_what_is_wrong(text: str, types: MeasureTypes) -> None:
    assert not Draft202012Validator(json_schema(types)).is_valid(yaml.safe_load(text))
