"""What is asked about the person who answers: segments, audience, whatever else an export must say of them."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.forms.questions.answers import plain_choices
from satindex.forms.questions.questionnaire import Kind, Question
from satindex.forms.questions.wording import HAN, YOUR_NUMBER, both, without_number
from satindex.simulate.groups import DEFAULT_LEVELS, Group, groups
from satindex.survey.model import Segment, Survey, Titles


def dividing(survey: Survey) -> tuple[Group, ...]:
    """Return the columns that divide respondents and are made from no other column of them."""
    person = survey.respondent
    made = {derived.name for derived in survey.derive}
    told = {person.id, person.weight, person.fpc, person.duration, person.answered, *survey.form.fixed}
    return tuple(one for one in groups(survey, {}) if one.column not in told and one.column not in made)


def is_item(group: Group, survey: Survey) -> bool:
    """Tell whether a dividing column is an item's, which is then asked as such."""
    columns = {item.column or name for name, item in survey.items.items() if item.question is None}
    return group.column in survey.items or group.column in columns


def questions(survey: Survey) -> Iterator[Question]:
    """Yield what is asked about the person, beside the items."""
    for group in dividing(survey):
        if not is_item(group, survey):
            choices = plain_choices(_answers(group, survey), survey)
            yield Question(
                group.name, group.column, _kind(group, survey), text_of(group, survey), choices, is_declared=True
            )
    asked = {group.column for group in dividing(survey)} | set(survey.items) | set(survey.form.fixed)
    for condition in survey.where:
        of_person = (survey.respondent.id, survey.respondent.duration, survey.respondent.weight)
        made = {derived.name for derived in survey.derive}
        if not condition.one_of and condition.column not in asked | made and condition.column not in of_person:
            texts = survey.form.texts.get(condition.column) or {"": without_number(condition.column)}
            yield Question(condition.column, condition.column, "number", texts)


def asked_id(survey: Survey) -> Question | None:
    """Return the question for the respondent's number, where rows are joined to others by it."""
    person = survey.respondent
    joined = survey.customers is not None or any(model.observed for model in survey.models.values())
    if person.id is None or person.id in survey.form.fixed or not (joined or person.wave):
        return None
    texts = survey.form.texts.get(person.id) or both(YOUR_NUMBER)
    return Question(person.id, person.id, "text", texts)


def _kind(group: Group, survey: Survey) -> Kind:
    """Bands are made from a number; a column whose levels nobody declares is asked in own words."""
    banded = any(derived.name == group.name and derived.bands for derived in survey.derive)
    if banded:
        return "number"
    return "choice" if _answers(group, survey) else "text"


def _answers(group: Group, survey: Survey) -> tuple[str, ...]:
    if any(group.levels is levels for levels in DEFAULT_LEVELS.values()):
        return ()
    if any(derived.name == group.name and derived.bands for derived in survey.derive):
        return ()
    merged = tuple(answer for answers in group.answers for answer in answers)
    segment = _segment(group, survey)
    more = () if segment is None else tuple(level for level in segment.order if level not in group.levels)
    return (*merged, *more)


def _segment(group: Group, survey: Survey) -> Segment | None:
    return next((one for one in survey.respondent.groupings if one.column == group.name), None)


def text_of(group: Group, survey: Survey) -> Titles:
    """Return what is asked: the definition's words for it, else the heading of the export with the segment's title."""
    told = survey.form.texts.get(group.name) or survey.form.texts.get(group.column)
    if told:
        return told
    segment, heading = _segment(group, survey), without_number(group.column)
    titles = dict(segment.title) if segment else {}
    if heading != group.column or not titles:
        titles["zh" if HAN.search(heading) else "" if not titles else "en"] = heading
    return titles
