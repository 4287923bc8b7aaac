"""The block `form` as it is written: what a questionnaire says beside its questions."""

from __future__ import annotations

import pytest

from satindex.errors import SurveyError
from satindex.survey.kinds import MeasureTypes
from satindex.survey.load import parse_survey

GOOD = """
survey: s
items: {A1..A3: {scale: agree5}, why: {scale: text}}
form:
  introduction: {zh: 您好, en: Hello}
  consent: I agree
  thanks: {zh: 谢谢}
  texts: {A1: {zh: 您同意吗？}, "3": {en: How far do you agree?}}
  answers: {城东: {en: East}, "99": {zh: 不知道}}
  fixed: {w: 1, wave: 007}
  optional: [A1..A2, why]
"""


def test_what_is_written_is_read(types: MeasureTypes) -> None:
    form = parse_survey(GOOD, "s.yaml", types).form
    assert form.introduction == {"zh": "您好", "en": "Hello"}
    assert form.consent == {"en": "I agree"}
    assert form.texts["3"] == {"en": "How far do you agree?"}
    assert form.answers["城东"] == {"en": "East"}
    assert form.fixed == {"w": "1", "wave": "007"}
    assert form.optional == ("A1", "A2", "why")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("form: {introducton: x}", "s.yaml:3: form.introducton: There is no such key. Did you mean 'introduction'?"),
        ("form: {optional: A7}", "s.yaml:3: form.optional: There is no item 'A7'. There are: A1..A3."),
        ("form: {texts: [A1]}", "s.yaml:3: form.texts: A block of keys is expected here: {…: …}."),
        ("form: {optional: B1..B2}", "s.yaml:3: form.optional: The range 'B1..B2' matches no item."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(written: str, said: str, types: MeasureTypes) -> None:
    with pytest.raises(SurveyError) as error:
        parse_survey(f"survey: s\nitems: {{A1..A3: {{scale: agree5}}}}\n{written}\n", "s.yaml", types)
    assert str(error.value).startswith(said)
