"""Every template is a sound definition that can be simulated and scored as it stands."""

from __future__ import annotations

import pytest

from satindex.api import read_responses, score
from satindex.errors import SatindexError
from satindex.measures.registry import TYPES
from satindex.simulate import simulate
from satindex.survey.load import parse_survey, survey_warnings
from satindex.survey.new import names, template_text


@pytest.mark.parametrize("name", names())
def test_a_template_loads_simulates_and_scores(name: str) -> None:
    survey = parse_survey(template_text(name), f"{name}.yaml", TYPES)
    assert survey_warnings(survey, TYPES) == []
    assert all({"zh", "en"} <= set(item.text) for item in survey.items.values())
    assert {"zh", "en"} <= set(survey.title)
    scores = score(read_responses(simulate(survey, 200, 1), survey))
    for measure in survey.measures:
        assert all(row["estimate"] is not None for row in scores[measure].rows)
    segments = [segment.column for segment in survey.respondent.segments]
    for table in scores.tables(by=segments).values():
        for language in ("en", "zh"):
            said = dict(table.explain(language).parts)
            assert said[{"en": "Formula", "zh": "公式"}[language]] != ("",)
            assert any("200" in line for line in said[{"en": "Base", "zh": "样本"}[language]])
            assert table.chart is None or table.plot(language).to_dict()["description"]


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
