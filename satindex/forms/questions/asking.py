"""From a definition to its questions: one for every column that `report` will look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satindex.forms.questions import people
from satindex.forms.questions.answers import choices_of, kind_of, values_of
from satindex.forms.questions.questionnaire import Asked, Choice, Question
from satindex.forms.questions.wording import HAN, without_number
from satindex.measures.drawn import AtLevel
from satindex.simulate.choices import written_options
from satindex.simulate.columns import headings
from satindex.simulate.groups import Group
from satindex.simulate.targets import targets
from satindex.survey.model import Item, Survey, Titles


def questions(survey: Survey) -> tuple[Question, ...]:
    """Return every question in the order of the export: those about the person first, unless they are numbered."""
    about = {question.name: question for question in people.questions(survey)}
    groups = people.dividing(survey)
    options, conditions = written_options(survey), dict(_asked(survey))
    found: list[Question] = [one for one in about.values() if one.name not in {group.name for group in groups}]
    for name, heading in headings(survey, [(group.name, group.column) for group in groups]).items():
        if name in about:
            found.append(about[name])
            continue
        item = _item(name, heading, survey)
        if item is not None and heading not in survey.form.fixed:
            option = options.get(item.name, ("", 0.0))[0]
            found.append(_question(item, heading, option, conditions.get(item.name), survey))
    number = people.asked_id(survey)
    return (number, *found) if number else tuple(found)


def _item(name: str, heading: str, survey: Survey) -> Item | None:
    """Return the item behind a heading: a dividing column has the name of what is made from it."""
    if name in survey.items:
        return survey.items[name]
    return next((item for key, item in survey.items.items() if heading in (key, item.column)), None)


def _question(item: Item, heading: str, option: str, asked: Asked | None, survey: Survey) -> Question:
    kind, choices = kind_of(item), choices_of(item, survey)
    if option:
        kind, choices = "option", (Choice(option, text_of(item, survey)),)
    values = item.scale.values if item.scale.kind == "points" else ()
    missing = (*item.missing, *item.scale.missing, *survey.missing)
    typed = kind not in ("scale", "choice")
    optional = item.name in survey.form.optional or kind in ("text", "multi", "option") or (typed and bool(missing))
    return Question(
        item.name,
        heading,
        kind,
        text_of(item, survey),
        choices,
        required=not optional,
        low=values[0] if values else None,
        high=values[-1] if values else None,
        asked=asked,
        is_declared=item.column is not None,
    )


def text_of(item: Item, survey: Survey) -> Titles:
    """Return what an item asks; where nobody wrote it, its column's heading, or its name."""
    texts = survey.form.texts.get(item.name) or item.text
    if list(texts) == ["en"] and HAN.search(texts["en"]):
        return {"": texts["en"]}
    return texts or {"": without_number(item.column) if item.column else item.name}


def _asked(survey: Survey) -> Iterator[tuple[str, Asked]]:
    """Yield the items that not everyone is asked, as their measures say, and who is."""
    levels: Mapping[str, Group] = {group.name: group for group in people.dividing(survey)}
    for target in targets(survey):
        for name in target.items:
            if isinstance(target.asked, AtLevel):
                group = levels.get(target.asked.column)
                if group is not None and target.asked.level in group.levels:
                    place = group.levels.index(target.asked.level)
                    yield name, Asked(group.name, group.answers[place])
            elif target.asked is not None and target.asked.item != name:
                on = survey.items[target.asked.item]
                met = [value for value in on.scale.values if target.asked.is_met_by(value)]
                if stored := values_of(met, on, survey):
                    yield name, Asked(on.name, stored)
