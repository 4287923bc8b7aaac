"""What each distinct answer of an item means: decided once, in Python, for every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from satindex.responses.folding import as_number, as_text, is_blank, loosely, very_loosely
from satindex.survey.model import Item

Meaning = Literal["value", "empty", "missing", "unknown"]


@dataclass(frozen=True)
class Answer:
    """The meaning of one stored answer; `value` is the number it scores, after reverse-keying."""

    meaning: Meaning
    value: float | None = None


EMPTY, MISSING, UNKNOWN = Answer("empty"), Answer("missing"), Answer("unknown")


class Matcher:
    """Texts that mean something, matched exactly first, then ever more loosely; never where two would match."""

    def __init__(self, meanings: Iterable[tuple[str, float]]) -> None:
        pairs = list(meanings)
        self._levels: list[tuple[Callable[[str], str], dict[str, float]]] = [
            (fold, _unambiguous(fold, pairs)) for fold in (str, loosely, very_loosely)
        ]

    def find(self, text: str) -> float | None:
        """Return what `text` means, None where nothing matches."""
        for fold, known in self._levels:
            folded = fold(text)
            if folded and folded in known:
                return known[folded]
        return None


def _unambiguous(fold: Callable[[str], str], pairs: list[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, set[float]] = {}
    for text, value in pairs:
        found.setdefault(fold(text), set()).add(value)
    return {text: next(iter(values)) for text, values in found.items() if len(values) == 1}


@dataclass(frozen=True)
class Coder:
    """Reads the answers of one item; `value_labels` are the export's own labels of its stored codes.

    Where stored numbers are positions of options, `first` is the first option's: then a label says what was answered,
    and without one a number is an answer only on a scale of points that begins there.
    """

    item: Item
    missing: tuple[str, ...]
    value_labels: Mapping[str, str]
    first: int | None = None

    def read(self, stored: object) -> Answer:
        """Return what one stored answer means."""
        if is_blank(stored):
            return EMPTY
        text, number = as_text(stored), as_number(stored)
        if self._is_missing(text, number):
            return MISSING
        value = self._stored(text, number) if self.first is None else self._at_position(text, number)
        return UNKNOWN if value is None else Answer("value", self._keyed(value))

    def _stored(self, text: str, number: float | None) -> float | None:
        value = self._value(text, number)
        if value is None and text in self.value_labels:
            value = self._worded(self.value_labels[text])
        return self._as_scored(number) if value is None else value

    def _at_position(self, text: str, number: float | None) -> float | None:
        """Return what the option at a position means; None where the scale and the option's label don't agree."""
        value, label = self._value(text, number), self.value_labels.get(text)
        if self.item.scale.kind not in ("points", "codes"):
            return value
        if label is None:
            return value if self.item.scale.kind == "codes" or min(self._points) == self.first else None
        said = self._by_code(label, as_number(label)) if as_number(label) is not None else self._worded(label)
        if self.item.scale.kind == "codes":
            return value if said in (None, value) else said if value is None else None
        if said is None and as_number(label) is None and min(self._points) == self.first:
            return value
        return said

    def _is_missing(self, text: str, number: float | None) -> bool:
        if number is not None and number in self._missing_numbers:
            return True
        return any(self._missing_texts.find(said) is not None for said in (text, self.value_labels.get(text, "")))

    def _value(self, text: str, number: float | None) -> float | None:
        scale = self.item.scale
        if scale.kind in ("number", "count"):
            return number if scale.kind == "number" or _is_count(number) else None
        stored = self._by_code(text, number)
        return self._by_label.find(text) if stored is None else stored

    def _by_code(self, text: str, number: float | None) -> float | None:
        scale = self.item.scale
        if scale.kind == "points":
            return number if number is not None and number in self._points else None
        if number is not None and number in self._numeric_codes:
            return self._numeric_codes[number]
        return self._code_texts.find(text)

    def _worded(self, label: str) -> float | None:
        """Return what a stored code means by the label that its own file gives it."""
        found = self._code_texts.find(label)
        return self._by_label.find(label) if found is None else found

    def _as_scored(self, number: float | None) -> float | None:
        """Return an answer that equals a score, where no code is a number and nothing else says what it means."""
        numbered = self.item.scale.kind != "codes" or bool(self._numeric_codes)
        return None if numbered or number not in self._points else number

    def _keyed(self, value: float) -> float:
        if not self.item.reverse or not self._points:
            return value
        return min(self._points) + max(self._points) - value

    def unkeyed(self, value: float) -> float:
        """Return the value as it was answered, before reverse-keying."""
        return self._keyed(value)

    @cached_property
    def _points(self) -> frozenset[float]:
        return frozenset(self.item.scale.values)

    @cached_property
    def _numeric_codes(self) -> dict[float, float]:
        numbers = {as_number(key): value for key, value in self.item.scale.codes.items()}
        return {key: value for key, value in numbers.items() if key is not None}

    @cached_property
    def _code_texts(self) -> Matcher:
        return Matcher(self.item.scale.codes.items())

    @cached_property
    def _by_label(self) -> Matcher:
        scale = self.item.scale
        labelled = ((label, score) for texts in scale.labels.values() for score, label in texts.items())
        return Matcher((*labelled, *scale.also.items()))

    @cached_property
    def _missing_numbers(self) -> frozenset[float]:
        return frozenset(number for number in map(as_number, self.missing) if number is not None)

    @cached_property
    def _missing_texts(self) -> Matcher:
        return Matcher((text, 0.0) for text in self.missing if as_number(text) is None)

    def means(self, label: str) -> bool:
        """Return whether a label says itself what was answered: a number, or a label of the scale."""
        return as_number(label) is not None or self._worded(label) is not None

    def known(self) -> list[str]:
        """Return the answers the scale knows, for a message."""
        scale = self.item.scale
        texts = [*scale.codes, *(label for labels in scale.labels.values() for label in labels.values())]
        if scale.kind == "points":
            texts += [f"{point:g}" for point in scale.values]
        return list(dict.fromkeys(texts))


def _is_count(number: float | None) -> bool:
    return number is not None and number >= 0 and number.is_integer()
