"""The answers that an item offers: what each is called, and as what it is stored for `report` to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from satindex.forms.questions.questionnaire import MOST_POINTS, Choice, Kind
from satindex.forms.questions.wording import HAN, MARK, in_both
from satindex.simulate.answers import number_text, of_language
from satindex.survey.model import Item, Scale, Survey, Titles
from satindex.survey.scales import number_of

KINDS: Mapping[str, Kind] = {
    "number": "number",
    "count": "count",
    "text": "text",
    "date": "date",
    "multi": "multi",
    "rank": "count",
}


def kind_of(item: Item) -> Kind:
    """Return how an item is asked; a multi-select item without options is asked in own words."""
    scale = item.scale
    if scale.kind == "codes":
        return "choice"
    if scale.kind == "points":
        return "scale" if len(scale.values) <= MOST_POINTS else "number"
    return "text" if scale.kind == "multi" and not item.options else KINDS[scale.kind]


def choices_of(item: Item, survey: Survey) -> tuple[Choice, ...]:
    """Return the answers that an item offers, those that mean no answer last; none where it is asked otherwise."""
    kind = kind_of(item)
    if kind == "multi":
        return tuple(Choice(option, _texts(option, survey)) for option in item.options)
    if kind not in ("scale", "choice"):
        return ()
    answers = _points(item.scale) if kind == "scale" else _codes(item.scale, survey)
    codes = dict.fromkeys((*item.missing, *item.scale.missing, *survey.missing))
    return (*answers, *missing_choices(codes, survey))


def missing_choices(codes: Iterable[str], survey: Survey) -> Iterator[Choice]:
    """Yield the missing codes that a respondent can choose: words, or codes that the definition has words for.

    A number, or words in brackets such as 问卷星's (跳过), is what a platform writes where nobody answered.
    """
    called: set[str] = set()
    for code in codes:
        if MARK.match(code) and code not in survey.form.answers:
            continue
        texts = _texts(code, survey)
        known = texts.get("en") or code
        if known not in called:
            yield Choice(code, texts, is_missing=True)
        called.add(known)


def plain_choices(answers: Iterable[str], survey: Survey) -> tuple[Choice, ...]:
    """Return answers that are stored as they are called."""
    return tuple(Choice(answer, _texts(answer, survey)) for answer in dict.fromkeys(answers))


def values_of(condition_values: Iterable[float], item: Item, survey: Survey) -> tuple[str, ...]:
    """Return the stored answers that score one of some numbers, after reverse-keying."""
    wanted = frozenset(condition_values)
    scale = item.scale
    ends = scale.values[0] + scale.values[-1] if item.reverse and scale.values else None
    stored = ((choice.value, _score(choice.value, scale)) for choice in choices_of(item, survey))
    keyed = ((value, score if ends is None or score is None else ends - score) for value, score in stored)
    return tuple(value for value, score in keyed if score in wanted)


def _score(value: str, scale: Scale) -> float | None:
    return number_of(value) if scale.kind == "points" else scale.codes.get(value)


def _points(scale: Scale) -> Iterator[Choice]:
    for value in scale.values:
        texts = {language: labels[value] for language, labels in scale.labels.items() if labels.get(value)}
        yield Choice(number_text(value), texts)


def _codes(scale: Scale, survey: Survey) -> Iterator[Choice]:
    """Yield an answer for each code; words that differ in their language alone are one answer."""
    for score in dict.fromkeys(scale.codes.values()):
        keys = [key for key, code in scale.codes.items() if code == score]
        labels = {language: words[score] for language, words in scale.labels.items() if words.get(score)}
        numbers = [key for key in keys if number_of(key) is not None]
        own = [labels[key] for key in (of_language(survey.language), *labels) if labels.get(key) in keys]
        first = (*numbers, *own, *keys)[0]
        yield _choice(first, labels or in_both(first), survey)
        words = [key for key in keys if key not in (first, *numbers, *labels.values())]
        chinese, others = [key for key in words if HAN.search(key)], [key for key in words if not HAN.search(key)]
        for number, zh, en in zip_longest(numbers[1:], chinese, others):
            texts = {language: word for language, word in (("zh", zh), ("en", en)) if word}
            mine = texts.get(of_language(survey.language)) or zh or en
            yield _choice(number or mine, texts or {"": number}, survey)


def _choice(value: str, texts: Titles, survey: Survey) -> Choice:
    return Choice(value, {**texts, **survey.form.answers.get(value, {})})


def _texts(answer: str, survey: Survey) -> Titles:
    """Return an answer's wordings; one that the definition words in some languages is itself in the survey's."""
    told = survey.form.answers.get(answer)
    if not told:
        return in_both(answer)
    own = of_language(survey.language)
    return told if own in told or MARK.match(answer) else {own: answer, **told}
