"""A task as a learner's checks know it: how to read an answer, and what is said to it, sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from satindex.language import Words
from satindex.teaching.practice.bins import bin_of, near
from satindex.teaching.practice.locks import Lock, Said, unsealed
from satindex.teaching.reading import (
    decision_of,
    folded,
    named_and_valued,
    number_of,
    order_of,
    run_together,
    same_text,
)

Form = Literal["number", "decision", "choice", "ranking", "text", "planted", "open"]
PERCENT = "percent_for_share"
NO_NUMBER = Words("A number is asked for.", "此题应填一个数。")
NO_DECISION = Words("Answer yes or no.", "请回答“是”或“否”。")


@dataclass(frozen=True)
class Row:
    """A row that can be chosen or ranked: its key, and what it is called."""

    key: str
    label: Words


@dataclass(frozen=True)
class Outcome:
    """What an answer comes to; `right` is None where the trainer marks."""

    right: bool | None
    mistake: str = ""
    hint: Words | None = None


@dataclass(frozen=True)
class Sheet:
    """One task; `lines` hold what is said to foreseen answers, `alike` the rows that may stand for each other."""

    id: str
    form: Form
    attempts: int | None = None
    asks_reasons: bool = False
    tolerance: float = 0.0
    width: float = 0.0
    rows: tuple[Row, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: object) -> str | Words:
        """Return an answer in the one way that it is kept in, or the words that say why it is none."""
        if self.form == "number":
            number = number_of(value)
            return NO_NUMBER if number is None else str(bin_of(number, self.width))
        if self.form == "decision":
            said = decision_of(value)
            return NO_DECISION if said is None else "yes" if said else "no"
        if self.form == "choice":
            key = self._key(str(value))
            return self._unknown(str(value)) if key is None else key
        if self.form == "planted":
            return run_together(named_and_valued(value)[0])
        return self._order(value) if self.form == "ranking" else folded(value)

    def judged(self, lock: Lock, value: object) -> Outcome:
        """Return what a value that can be read comes to."""
        if self.form == "open":
            return Outcome(None)
        said = unsealed(lock, self.id, self.lines, str(self.read(value)))
        if self.form == "number":
            number = number_of(value) or 0.0
            return _nearest(said, number, self.tolerance) or self._percent(lock, number) or Outcome(False)
        if said and self.form == "planted" and "figure" in said[0]:
            return _righted(said[0], named_and_valued(value)[1])
        return _outcome(said[0]) if said else Outcome(False)

    def _percent(self, lock: Lock, number: float) -> Outcome | None:
        """A share in percent is as near as the share is: 43.3 is met where 0.433 would be right."""
        share = number / 100
        found = unsealed(lock, self.id, self.lines, str(bin_of(share, self.width)))
        right = [one["figure"] for one in found if one["right"] and near(share, one["figure"], self.tolerance)]
        if not right:
            return None
        there = unsealed(lock, self.id, self.lines, str(bin_of(100 * right[0], self.width)))
        return next((_outcome(one) for one in there if one.get("mistake") == PERCENT), None)

    def _key(self, text: str) -> str | None:
        return next((row.key for row in self.rows if same_text(text, row.key, row.label)), None)

    def _order(self, value: object) -> str | Words:
        given = order_of(value)
        keys = [self._key(text) for text in given]
        if None in keys:
            return self._unknown(given[keys.index(None)])
        if len(keys) != len(self.rows) or len(set(keys)) != len(keys):
            number, known = len(self.rows), self._known()
            return Words(f"Name all {number} rows once. {known.en}", f"请把 {number} 项各写一次。{known.zh}")
        return ">".join(self.alike.get(str(key), str(key)) for key in keys)

    def _unknown(self, text: str) -> Words:
        known = self._known()
        return Words(f"There is no '{text}'. {known.en}", f"没有“{text}”。{known.zh}")

    def _known(self) -> Words:
        en, zh = (", ".join(row.label.say(language) for row in self.rows) for language in ("en", "zh"))
        return Words(f"There are: {en}.", f"可用的有：{zh}。")


def _outcome(said: Said) -> Outcome:
    hint = said.get("hint")
    return Outcome(said["right"], said.get("mistake", ""), Words(*hint) if hint else None)


def _nearest(said: list[Said], number: float, tolerance: float) -> Outcome | None:
    """What is right comes first, then what the author foresees, then what is nearest."""
    alike = [one for one in said if near(number, one["figure"], tolerance)]
    if not alike:
        return None
    return _outcome(min(alike, key=lambda one: (not one["right"], not one.get("own"), abs(number - one["figure"]))))


def _righted(said: Said, number: float | None) -> Outcome:
    """The figure that is wrong is named; its right value is to be given too."""
    if number is not None and near(number, said["figure"], said["reach"]):
        return Outcome(True)
    return Outcome(False, "", Words(*said["none" if number is None else "wrong"]))


def sheet_of(said: Mapping[str, Any]) -> Sheet:
    """Return a task as it is written in a file of checks."""
    rows = tuple(Row(key, Words(en, zh)) for key, en, zh in said.get("rows", ()))
    return Sheet(**{**said, "rows": rows})
