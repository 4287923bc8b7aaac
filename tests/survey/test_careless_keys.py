"""The keys `careless` and `exclude`: what they mean, and each refusal with its exact message."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from satindex.errors import SurveyError
from satindex.survey.model import Careless, Survey

SURVEY = """survey: s
items: {A1..A6: {scale: 1..7}}
measures: {m: {type: mean, items: A1..A6}}
"""
NO_DURATION = (
    "'seconds_per_item' needs the time taken, and respondent declares no duration. "
    "Name its column: respondent: {duration: …}."
)
SIGNS = "careless, longest_run, irv, seconds_per_item, even_odd, mahalanobis, average_run, synonyms"
REFUSED = {
    "careless: {longest_run: 1}": "careless.longest_run: 1 is not allowed: it must be 2 or more.",
    "careless: {irv: -1}": "careless.irv: -1 is not allowed: it must be 0 or more.",
    "careless: {longest_rum: 5}": "careless.longest_rum: There is no such key. Did you mean 'longest_run'?",
    "careless: {even_odd: low}": "careless.even_odd: 'low' is not a number.",
    "careless: {mahalanobis: 2}": "careless.mahalanobis: 2 is not allowed: it must be below 1.",
    "careless: {at_least: 9}": "careless.at_least: 9 is not allowed: it must be 7 or less.",
    "careless: yes": "careless: A block of keys is expected here: {…: …}.",
    "careless: {seconds_per_item: 2}": f"careless.seconds_per_item: {NO_DURATION}",
    "exclude: seconds_per_item": f"exclude: {NO_DURATION}",
    "exclude: synonyms": "exclude: 'synonyms' has no line to be excluded by. Write where it begins: careless: "
    "{synonyms: …}.",
    "exclude: speed": f"exclude: 'speed' is not one of: {SIGNS}.",
    "exclude: [irv, irv]": "exclude: 'irv' is listed twice.",
    "exclude: {irv: 2}": "exclude: A list is expected here: […, …].",
}


@pytest.mark.parametrize("line", REFUSED)
def test_refusals(line: str, defined: Callable[[str], Survey]) -> None:
    with pytest.raises(SurveyError) as refused:
        defined(SURVEY + line + "\n")
    (fault,) = refused.value.faults
    assert fault.line == 4
    assert str(refused.value).split(":4: ")[1] == REFUSED[line]


def test_defaults_and_what_is_written(defined: Callable[[str], Survey]) -> None:
    plain = defined(SURVEY)
    assert plain.careless == Careless(None, 0.25, 2.0, 0.0, 0.001, 2)
    assert plain.exclude == ()
    written = defined(SURVEY + "careless: {longest_run: 20, irv: 0.5, at_least: 1}\nexclude: careless\n")
    assert written.careless == Careless(20, 0.5, 2.0, 0.0, 0.001, 1)
    assert written.exclude == ("careless",)
