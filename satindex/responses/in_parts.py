"""A part of a survey, read for its moments: where only all parts together tell who is set aside, both ways are read."""

from __future__ import annotations

from dataclasses import replace

from satindex.readers.export import Export
from satindex.responses.careless import EVEN_ODD, FEWEST_SETS, questionnaire
from satindex.responses.reading import read_responses
from satindex.responses.responses import Responses
from satindex.survey.model import Survey


def read_part(export: Export, survey: Survey) -> Responses:
    """Return the responses of a part; nothing but its moments may be made of them.

    Where `exclude` names `even_odd`, which is left out if it tells nothing of all respondents, they are those without
    who shows it, and `otherwise` are those with them.
    """
    found = read_responses(export, survey, part=True)
    if not waits_for_all(survey):
        return found
    without = tuple(name for name in survey.exclude if name != EVEN_ODD)
    return replace(found, otherwise=read_responses(export, replace(survey, exclude=without), part=True))


def waits_for_all(survey: Survey) -> bool:
    """Whether only all respondents tell if a sign that `exclude` names is used; each shows it by themselves."""
    return EVEN_ODD in survey.exclude and len(questionnaire(survey, survey.items).sets) >= FEWEST_SETS
