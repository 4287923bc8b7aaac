"""Conditions on one item's answer, as written in YAML: `{item: S1, at_least: 4}`, `{item: T2, equals: Yes}`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Self

import narwhals as nw
from pydantic import BeforeValidator, model_validator

from satindex.errors import did_you_mean
from satindex.frames.expressions import answered
from satindex.language import Words
from satindex.responses.answers import Coder
from satindex.responses.folding import as_number
from satindex.survey.kinds import Finite, ItemName, KeyFault, Keys
from satindex.survey.model import Item


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


AnswerTexts = Annotated[tuple[str, ...], BeforeValidator(_as_list, json_schema_input_type=str | tuple[str, ...])]


class ConditionOn(Keys):
    """An item and what its answer must be: at least or at most a number, or one of certain answers."""

    item: ItemName
    at_least: Finite | None = None
    at_most: Finite | None = None
    equals: AnswerTexts = ()
    one_of: AnswerTexts = ()

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        if sum((bool(bounds), bool(self.equals), bool(self.one_of))) != 1:
            raise ValueError(
                Words(
                    "A condition has at_least and at_most, or equals, or one_of.",
                    "条件须为 at_least、at_most，或 equals，或 one_of。",
                )
            )
        if len(bounds) == 2 and bounds[0] > bounds[1]:
            raise ValueError(Words("The bound at_least is above at_most.", "at_least 大于 at_most。"))
        return self

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers named by `equals` or `one_of`."""
        return self.equals or self.one_of


@dataclass(frozen=True)
class Condition:
    """A condition on the number that an item's answer scores, after reverse-keying.

    It holds or fails only where the item is answered.
    """

    item: str
    at_least: float | None = None
    at_most: float | None = None
    values: tuple[float, ...] = ()
    answers: tuple[Words, ...] = ()

    def holds(self) -> nw.Expr:
        """Return whether the answer is there and meets the condition."""
        answer = nw.col(self.item)
        found = answered(self.item)
        if self.at_least is not None:
            found = found & (answer >= self.at_least)
        if self.at_most is not None:
            found = found & (answer <= self.at_most)
        return found & self._is_listed() if self.values else found

    def fails(self) -> nw.Expr:
        """Return whether the answer is there and does not meet the condition."""
        return answered(self.item) & ~self.holds()

    def score(self) -> nw.Expr:
        """Return 1 where it holds, 0 where it fails, null where the item is not answered."""
        return nw.when(self.holds()).then(nw.lit(1.0)).when(self.fails()).then(nw.lit(0.0))

    def is_met_by(self, answer: float) -> bool:
        """Tell whether one answer meets the condition.

        Examples
        --------
        >>> Condition("S1", at_least=4).is_met_by(4.0), Condition("S1", values=(1.0,)).is_met_by(0.0)
        (True, False)
        """
        above = self.at_least is None or answer >= self.at_least
        below = self.at_most is None or answer <= self.at_most
        return above and below and (not self.values or answer in self.values)

    def _is_listed(self) -> nw.Expr:
        return nw.any_horizontal(*(nw.col(self.item) == value for value in self.values), ignore_nulls=True)

    def said(self) -> Words:
        """Return the condition in signs: `S1 ≥ 4`, `T2 = Yes`."""
        if self.answers:
            listed = self.listed()
            return Words(f"{self.item} = {listed.en}", f"{self.item} = {listed.zh}")
        low = "" if self.at_least is None else f" ≥ {self.at_least:g}"
        high = "" if self.at_most is None else f" ≤ {self.at_most:g}"
        said = f"{self.item}{low}{' &' if low and high else ''}{high}"
        return Words(said, said)

    def listed(self) -> Words:
        """Return the answers that the condition names: `Yes or Partly`, `是或部分`."""
        return Words(" or ".join(answer.en for answer in self.answers), "或".join(answer.zh for answer in self.answers))


def condition_faults(
    path: tuple[str, ...], keys: ConditionOn, items: Mapping[str, Item], answers: str = ""
) -> Iterator[KeyFault]:
    """Yield what is wrong with a condition: an item without numbers, an answer that its scale does not know."""
    item = items.get(keys.item)
    if item is None:
        return
    if not item.scale.is_numeric:
        kind = item.scale.name
        yield KeyFault(
            (*path, "item"),
            Words(f"{item.name} is answered in '{kind}', which has no numbers", f"{item.name} 的量表“{kind}”没有数值"),
        )
        return
    where = answers or ("equals" if keys.equals else "one_of")
    for text in keys.answers:
        if scored_answer(text, item) is None:
            yield unknown_answer((*path, where), text, item)


def unknown_answer(path: tuple[str, ...], text: str, item: Item) -> KeyFault:
    """Return the fault of naming an answer that the item's scale does not have."""
    scale = item.scale
    known = [*scale.codes, *(label for labels in scale.labels.values() for label in labels.values())]
    known += [f"{value:g}" for value in scale.values] if not scale.codes else []
    return KeyFault(
        path,
        Words(f"'{text}' is not an answer of {item.name}.", f"“{text}”不是 {item.name} 的答案。"),
        did_you_mean(text, dict.fromkeys(known)),
    )


def scored_answer(text: str, item: Item) -> float | None:
    """Return the number that an answer as stored or labelled scores, after reverse-keying; None: no such answer."""
    return Coder(item, (), {}).read(text).value


def answers_of(item: Item) -> Mapping[float, Words]:
    """Return the words of each answer that an item's scale lists, by the number it scores after reverse-keying."""
    values = item.scale.values
    stored = {value: values[0] + values[-1] - value if item.reverse else value for value in values}
    return {value: _words_of_answer(item, as_stored) for value, as_stored in stored.items()}


def _words_of_answer(item: Item, stored: float) -> Words:
    """Return an answer's label in each language, else the code it is written as, else its number."""
    codes = [text for text, scored in item.scale.codes.items() if scored == stored and as_number(text) is None]
    chinese = [text for text in codes if not text.isascii()]
    plain = next((text for text in codes if text.isascii()), None)
    found = {
        "en": item.scale.labels.get("en", {}).get(stored) or plain,
        "zh": item.scale.labels.get("zh", {}).get(stored) or next(iter(chinese), None),
    }
    others = [*(labels[stored] for labels in item.scale.labels.values() if stored in labels), *codes, f"{stored:g}"]
    return Words(found["en"] or others[0], found["zh"] or others[0])


def built_condition(keys: ConditionOn, items: Mapping[str, Item]) -> Condition:
    """Return the condition; called only where `condition_faults` found nothing."""
    if not keys.answers:
        return Condition(keys.item, keys.at_least, keys.at_most)
    return answered_with(keys.answers, items[keys.item])


def answered_with(texts: Iterable[str], item: Item) -> Condition:
    """Return the condition that the answer is one of those written as `texts`."""
    found = (scored_answer(text, item) for text in texts)
    return one_of({value for value in found if value is not None}, item)


def one_of(values: Collection[float], item: Item) -> Condition:
    """Return the condition that the answer scores one of `values`."""
    known = answers_of(item)
    words = {value: known.get(value, Words(f"{value:g}", f"{value:g}")) for value in sorted(values)}
    return Condition(item.name, values=tuple(words), answers=tuple(words.values()))
