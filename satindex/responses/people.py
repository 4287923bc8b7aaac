"""The columns about the respondent: design, segments, wave, conditions, controls, derived columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from satindex.errors import DataError, did_you_mean
from satindex.language import Words
from satindex.responses.answers import MISSING, Coder, Matcher
from satindex.responses.coding import coder_of
from satindex.responses.columns import Headings, joined
from satindex.responses.conditions import Meaning, Numeric, condition_test, said, seconds
from satindex.responses.derived import JOINT, band_labels, banded, crossed_meaning, merged_into
from satindex.responses.folding import as_number, as_text, is_blank
from satindex.responses.population import POPULATION, population_meaning
from satindex.responses.responses import about, margin_column
from satindex.responses.weighting import level_meaning
from satindex.survey.model import CROSS, Condition, Derived, Item, Segment, Survey

DECLARED = Words("declared missing", "声明为缺失")
NOT_A_TIME = Words("not a time", "不是时长")
SECONDS = about(":seconds")
IN_NO_BAND = Words("no number, so in no band", "不是数值，无法分段")


@dataclass(frozen=True)
class Person:
    """One column about the respondent as it will stand in the coded frame.

    `meaning` turns a stored value into text or a number, None = missing. Rows without a value are set aside
    for the reason `needed`; a `condition` keeps rows whose value is 1. `lost` is why a value that is not empty
    became missing (None: the audit says so elsewhere). A column `as_written` has too many different values to
    look at each. `named` lists levels that must occur. A column made by crossing others (`crossed`) is not in the
    export: its values are theirs, joined by `JOINT`.
    """

    name: str
    column: str
    meaning: Meaning
    order: tuple[str, ...] = ()
    is_grouping: bool = False
    needed: Words | None = None
    condition: Condition | None = None
    as_written: bool = False
    lost: Words | None = None
    named: tuple[str, ...] = ()
    crossed: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the export that it is read from."""
        return self.crossed or (self.column,)

    def mapping(self, stored: Iterable[Any]) -> dict[Any, float | str | None]:
        """Return the meaning of each distinct stored value."""
        return {value: self.meaning(value) for value in stored if value is not None}

    def also(self, other: Person) -> Person:
        """Return the same column serving another purpose too: a cluster is often a segment as well."""
        return replace(
            self,
            meaning=other.meaning if other.named and not self.named else self.meaning,
            order=self.order or other.order,
            is_grouping=self.is_grouping or other.is_grouping,
            needed=self.needed or other.needed,
            as_written=self.as_written and other.as_written,
            lost=self.lost or other.lost,
            named=tuple(dict.fromkeys((*self.named, *other.named))),
        )

    def refuse_absent(self, present: Iterable[float | str | None]) -> None:
        """Raise DataError where a level that a measure names does not occur, with the nearest that does."""
        levels = sorted({str(level) for level in present if level is not None})
        column = self.name.removeprefix("@")
        faults = []
        for name in self.named:
            if name not in levels:
                hint = did_you_mean(name, levels)
                faults.append(
                    Words(
                        f"nobody is '{name}' in the column '{column}'. {hint.en if hint else ''}".rstrip(),
                        f"列“{column}”中没有“{name}”。{hint.zh if hint else ''}",
                    )
                )
        if faults:
            raise DataError(joined(faults))

    def ordered(self, present: Iterable[float | str | None]) -> tuple[str | None, ...]:
        """Return the levels that occur, in order."""
        return in_order(present, self.order)


def in_order(present: Iterable[float | str | None], order: Sequence[str]) -> tuple[str | None, ...]:
    """Return levels with those of a declared order first, numbers by value, None last.

    Examples
    --------
    >>> in_order(["10", "9", None, "old", "young"], ["young", "old"])
    ('young', 'old', '9', '10', None)
    """
    found = set(present)
    texts = {str(level) for level in found if level is not None}
    first = [level for level in order if level in texts]
    rest = sorted(texts - set(first), key=_by_number_then_text)
    return (*first, *rest, *([None] if None in found else []))


def _by_number_then_text(level: str) -> tuple[int, float, str]:
    number = as_number(level)
    leading = re.match(r"\s*[<≤]?\s*(\d+(?:\.\d+)?)", level)
    if number is None and leading:
        number = float(leading[1]) - (0.5 if level.lstrip().startswith(("<", "≤")) else 0)
    return (0, number, level) if number is not None else (1, 0.0, level)


def people_columns(survey: Survey, columns: Mapping[str, str], headings: Headings) -> tuple[Person, ...]:
    """Return the columns about the respondent that this survey needs; raises DataError listing all that lack."""
    finder = _Finder(survey, columns, headings)
    found = [
        *finder.design(),
        *finder.conditions(),
        *finder.groupings(),
        *finder.controls(),
        *finder.measured(),
        *finder.joins(),
    ]
    if survey.respondent.id:
        found.append(replace(finder.text(survey.respondent.id), as_written=True))
    if survey.respondent.duration:
        found.append(finder.answering_time(survey.respondent.duration))
    if survey.respondent.answered and (survey.customers or any(model.observed for model in survey.models.values())):
        found.append(replace(finder.text(survey.respondent.answered), as_written=True))
    if finder.faults:
        raise DataError(joined(finder.faults))
    by_name: dict[str, Person] = {}
    for person in (replace(one, crossed=finder.crossed.get(one.column, ())) for one in found):
        by_name[person.name] = by_name[person.name].also(person) if person.name in by_name else person
    return tuple(by_name.values())


class _Finder:
    def __init__(self, survey: Survey, columns: Mapping[str, str], headings: Headings) -> None:
        self.survey, self.columns, self.headings = survey, columns, headings
        self.derived = {derived.name: derived for derived in survey.derive}
        self.crossed: dict[str, tuple[str, ...]] = {}
        self.faults: list[Words] = []

    def design(self) -> Iterator[Person]:
        person = self.survey.respondent
        if person.weight:
            column = self._column(person.weight)
            needed = Words(f"no weight in '{person.weight}'", f"“{person.weight}”中没有权重")
            yield Person(about(person.weight), column, _weight(person.weight), needed=needed)
        for name in (person.stratum, person.cluster):
            if name:
                column, meaning, _ = self._source(name)
                yield Person(about(name), column, meaning, needed=Words(f"no '{name}'", f"没有“{name}”"))
        if person.fpc:
            needed = Words(f"no population in '{person.fpc}'", f"“{person.fpc}”中没有总体数")
            yield Person(POPULATION, self._column(person.fpc), population_meaning(person.fpc), needed=needed)
        for name, targets in person.rake.items():
            column, meaning, _ = self._source(name)
            needed = Words(f"no '{name}' to weight by", f"没有用于加权的“{name}”")
            yield Person(margin_column(name), column, level_meaning(meaning, targets), needed=needed)

    def conditions(self) -> Iterator[Person]:
        for number, condition in enumerate(self.survey.where):
            column, meaning, _ = self._source(condition.column)
            numeric = self._numeric(condition.column)
            why = Words(f"where: {said(condition)} does not hold", f"不满足 where：{said(condition)}")
            test = condition_test(condition, meaning, numeric)
            yield Person(f"?{number}", column, test, needed=why, condition=condition)

    def _numeric(self, name: str) -> Numeric:
        """Return how a value of a column is read as a number: an item's answers as they were given."""
        if name in self.survey.items and self.survey.items[name].scale.is_numeric:
            return _item_number(self._coder(name))
        return seconds if name == self.survey.respondent.duration else as_number

    def groupings(self) -> Iterator[Person]:
        for segment in self.survey.respondent.groupings:
            if segment.column == self.survey.respondent.weight:
                self.faults.append(_weight_as_segment(segment.column))
            column, meaning, order = self._source(segment.column)
            order, lost = self._called(column, segment.order) or order, self._lost(segment.column)
            yield Person(about(segment.column), column, meaning, order, is_grouping=True, lost=lost)

    def controls(self) -> Iterator[Person]:
        scores = {name for measure in self.survey.measures.values() for name in measure.score_names}
        for model in self.survey.models.values():
            for name in model.beside:
                if name not in self.survey.items and name not in scores:
                    yield self.text(name)

    def measured(self) -> Iterator[Person]:
        for measure in self.survey.measures.values():
            for name in measure.columns:
                levels, person = measure.levels.get(name, ()), self.text(name)
                yield replace(person, named=levels, meaning=_as_named(person.meaning, levels))

    def joins(self) -> Iterator[Person]:
        for name, levels in self.survey.joins.items():
            person = self.text(name)
            yield replace(person, named=levels, meaning=_as_named(person.meaning, levels))

    def text(self, name: str) -> Person:
        column, meaning, order = self._source(name)
        return Person(about(name), column, meaning, order, lost=self._lost(name))

    def answering_time(self, name: str) -> Person:
        """Return the time taken in seconds, beside whatever else its column serves."""
        return Person(SECONDS, self._source(name)[0], seconds, lost=NOT_A_TIME)

    def _lost(self, name: str) -> Words | None:
        """Return why a value of a column may have no meaning; an item's answers are accounted for as such."""
        if name in self.derived:
            derived = self.derived[name]
            if derived.cross:
                return None
            return IN_NO_BAND if derived.bands else self._lost(derived.source)
        return None if name in self.survey.items else DECLARED

    def _source(self, name: str) -> tuple[str, Meaning, tuple[str, ...]]:
        """Return the column behind a name, what its values mean, and the order of its levels."""
        if name in self.derived:
            return self._derived(self.derived[name])
        if name in self.survey.items:
            item = self.survey.items[name]
            return self.columns[name], _item_text(item, self._coder(name), self.survey), _item_order(item, self.survey)
        column = self._column(name)
        declared = (*self.survey.missing, *self.headings.codebook.missing.get(column, ()))
        missing, labels = Matcher((text, 0.0) for text in declared), self._labels(column)
        return column, lambda stored: _text(stored, missing, labels), tuple(labels.values())

    def _labels(self, column: str) -> dict[str, str]:
        """Return the export's own labels of a column's codes; two codes of one label stay codes."""
        labels = self.headings.codebook.value_labels.get(column, {})
        counts = Counter(labels.values())
        return {code: label for code, label in labels.items() if counts[label] == 1}

    def _called(self, column: str, levels: tuple[str, ...]) -> tuple[str, ...]:
        """Return levels as reports name them: a code by the export's label."""
        labels = self._labels(column)
        return tuple(labels.get(level, level) for level in levels)

    def _coder(self, name: str) -> Coder:
        return coder_of(self.survey.items[name], self.survey, self.headings.codebook, self.columns[name])

    def _crossed(self, derived: Derived) -> tuple[str, Meaning, tuple[str, ...]]:
        """Return a column that joins others: a level is one of each, in the order of the first, then the second …"""
        sources = [self._source(name) for name in derived.cross]
        meanings, column = [meaning for _, meaning, _ in sources], JOINT.join(column for column, _, _ in sources)
        self.crossed[column] = tuple(column for column, _, _ in sources)

        orders = product(*(order for _, _, order in sources))
        return column, crossed_meaning(meanings), tuple(CROSS.join(levels) for levels in orders)

    def _derived(self, derived: Derived) -> tuple[str, Meaning, tuple[str, ...]]:
        if derived.cross:
            return self._crossed(derived)
        column, meaning, _ = self._source(derived.source)
        if derived.bands:
            labels = band_labels(derived.bands)
            number = meaning if self._is_made(derived.source) else _numbered(meaning)
            return column, lambda stored: banded(number(stored), derived.bands, labels), labels
        merged = {answer: name for name, answers in derived.merge.items() for answer in answers}
        return column, lambda stored: merged_into(meaning(stored), stored, merged), tuple(derived.merge)

    def _is_made(self, name: str) -> bool:
        """Tell whether a column is an item or derived, whose values are not those stored."""
        return name in self.derived or name in self.survey.items

    def _column(self, name: str) -> str:
        made = (derived.name for derived in self.survey.derive if derived.source == name)
        named = (self.headings.of_form(one) for one in (name, *made))
        found = next((column for column in named if column is not None), None) or self.headings.find(name)
        if found is None:
            hint = self.headings.why_absent(name) or did_you_mean(name, (*self.derived, *self.headings.all))
            self.faults.append(
                Words(
                    f"the export has no column '{name}'. {hint.en if hint else ''}".rstrip(),
                    f"导出文件中没有列“{name}”。{hint.zh if hint else ''}",
                )
            )
        return found or name


def _text(stored: Any, missing: Matcher, labels: Mapping[str, str]) -> str | None:
    """Return a stored value as reports show it: by the export's label of a code, None for no answer."""
    if is_blank(stored):
        return None
    text = as_text(stored).strip()
    label = labels.get(text, text)
    return None if missing.find(text) is not None or missing.find(label) is not None else label


def _numbered(meaning: Meaning) -> Meaning:
    """Return the stored number itself, where it is an answer: a label is no number."""
    return lambda stored: None if meaning(stored) is None else as_text(stored)


def _as_named(meaning: Meaning, levels: tuple[str, ...]) -> Meaning:
    """Return what a value means, that of a named level, by its label or as stored, as that level."""
    matcher = Matcher((level, float(place)) for place, level in enumerate(levels))

    def named(stored: Any) -> float | str | None:
        text = meaning(stored)
        place = matcher.find(text) if isinstance(text, str) else None
        if place is None and text is not None:
            place = matcher.find(as_text(stored))
        return text if place is None else levels[int(place)]

    return named


def _weight_as_segment(name: str) -> Words:
    return Words(f"'{name}' is the weight; it can't be a segment too.", f"“{name}”是权重，不能同时作为分组。")


def _item_number(coder: Coder) -> Numeric:
    def meaning(stored: Any) -> float | None:
        value = coder.read(stored).value
        return None if value is None else coder.unkeyed(value)

    return meaning


def _item_text(item: Item, coder: Coder, survey: Survey) -> Meaning:
    number = _item_number(coder)

    def meaning(stored: Any) -> str | None:
        if is_blank(stored):
            return None
        if not item.scale.is_numeric:
            return None if coder.read(stored) is MISSING else as_text(stored).strip()
        value = number(stored)
        return None if value is None else _label(item, value, survey.language)

    return meaning


def _item_order(item: Item, survey: Survey) -> tuple[str, ...]:
    return tuple(_label(item, value, survey.language) for value in item.scale.values)


def _label(item: Item, value: float, language: str) -> str:
    return item.scale.labels.get(language, {}).get(value) or as_text(value)


def _weight(name: str) -> Meaning:
    def meaning(stored: Any) -> float | None:
        if is_blank(stored):
            return None
        number = as_number(stored)
        if number is None or number < 0:
            raise DataError(
                Words(
                    f"the weight '{name}' holds '{as_text(stored)}'; weights are numbers, 0 or more.",
                    f"权重“{name}”中有“{as_text(stored)}”；权重须为不小于 0 的数。",
                )
            )
        return number

    return meaning


def titled(segment: Segment) -> Words:
    """Return a segment's title in both languages."""
    titles = segment.title
    return Words(titles.get("en", segment.column), titles.get("zh", segment.column))
