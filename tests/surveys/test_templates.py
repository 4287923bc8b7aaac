"""Every template is a sound definition that can be simulated and scored as it stands."""

from __future__ import annotations

import pytest

from satindex.api import read_responses, score
from satindex.errors import SatindexError
from satindex.measures.registry import TYPES
from satindex.results import picture
from satindex.simulate import simulate
from satindex.survey.load import parse_survey, survey_warnings
from satindex.survey.new import names, template_text


@pytest.mark.parametrize("name", names())
def test_a_template_loads_simulates_and_scores(name: str) -> None:
    survey = parse_survey(template_text(name), f"{name}.yaml", TYPES)
    assert survey_warnings(survey, TYPES) == []
    assert all({"zh", "en"} <= set(item.text) for item in survey.items.values())
    assert {"zh", "en"} <= set(survey.title)
    # as many as the head of each template asks for, so that the last stage of complaints has a base to be shown
    scores = score(read_responses(simulate(survey, 300, 1), survey))
    for measure in survey.measures:
        assert all(row["estimate"] is not None for row in scores[measure].rows)
    segments = [segment.column for segment in survey.respondent.segments]
    for name, table in scores.tables(by=segments).items():
        for language, (formula, base) in {"en": ("Formula", "Base"), "zh": ("公式", "样本")}.items():
            said = dict(table.explain(language).parts)
            assert said[formula] != ("",)
            assert " differences " in name or any("300" in line for line in said[base])
            assert table.chart is None or picture.spec(table, language)["description"]


def test_the_components_of_the_loyalty_templates() -> None:
    for name, parts in (("loyalty", 3), ("loyalty4", 4)):
        survey = parse_survey(template_text(name), name, TYPES)
        assert len(survey.measures["loyalty"].parts) == parts


def test_an_unknown_template_is_answered_with_the_nearest() -> None:
    with pytest.raises(SatindexError) as caught:
        template_text("servqal")
    assert str(caught.value) == "There is no template 'servqal'. Did you mean 'servqual'?"
    with pytest.raises(SatindexError) as caught:
        template_text("../../secret")
    assert str(caught.value).startswith(f"There is no template '../../secret'. There are: {names()[0]}, {names()[1]}, ")
