"""Which options each respondent chose, where a question has a column per option."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Any

import narwhals as nw

from satindex.errors import AnswerError
from satindex.frames.batches import Frame, distinct_counts
from satindex.frames.recode import recoded
from satindex.language import Words
from satindex.readers.export import Codebook
from satindex.responses.answers import Coder, Matcher
from satindex.responses.coding import coder_of, missing_of
from satindex.responses.columns import joined
from satindex.responses.folding import as_number, as_text, is_blank, loosely
from satindex.responses.masking import masked
from satindex.survey.counted import ANY, MultipleSet
from satindex.survey.model import Item, Survey

_NOT_CHOSEN = frozenset({"0", "no", "n", "false", "否", "不", "未选", "未选中", "not selected", "unchecked", "none"})
_OPENERS = "([{<（［【〖「—–-:：/_|·. "
_CLOSERS = ")]}>）］】〗」 "
_MOST_SHOWN = 5


@dataclass(frozen=True)
class Marked:
    """A set of dichotomies as it was read: a column per option, 1 chosen, 0 another answer, null none.

    `options` is what each option is called; `others` are texts that do not mean chosen, with their counts.
    """

    expressions: tuple[nw.Expr, ...]
    options: tuple[Words, ...]
    others: Mapping[str, int]


def mark(name: str, item: str) -> str:
    """Return the column that says whether an option of a set was chosen.

    Examples
    --------
    >>> mark("channels", "M1")
    'channels:M1'
    """
    return f"{name}:{item}"


def marked(frame: Frame, survey: Survey, columns: Mapping[str, str], codebook: Codebook) -> dict[str, Marked]:
    """Return every set of dichotomies; raises AnswerError where it can't be told which answers mean chosen."""
    faults: list[Words] = []
    found = {
        one.name: _marked(frame, one, survey, columns, codebook, faults)
        for one in survey.multiple.values()
        if not one.categories
    }
    if faults:
        raise AnswerError(joined(faults))
    return found


def _marked(
    frame: Frame,
    of: MultipleSet,
    survey: Survey,
    columns: Mapping[str, str],
    codebook: Codebook,
    faults: list[Words],
) -> Marked:
    expressions, own, others = [], list[str](), Counter[str]()
    # What few wrote may be written by hand: it is no name for an option.
    fewest = survey.small_base.withhold
    for name in of.items:
        item, column = survey.items[name], columns[name]
        reading = _Reading(of, item, survey, codebook, column)
        counts = distinct_counts(frame, column)
        meanings = {stored: reading.mark(stored) for stored, _ in counts if stored is not None}
        if not of.counted:
            texts = reading.texts(counts)
            faults += _unclear(of, item, texts)
            own += [text for text, count in list(texts.items())[:1] if count >= fewest] or [""]
        for stored, count in counts:
            if item.scale.kind == "text" and stored is not None and meanings[stored] == 0.0:
                others[" ".join(as_text(stored).split())] += count
        expressions.append(recoded(frame, column, meanings, mark(of.name, name)))
    tails = _tails([columns[name] for name in of.items])
    options = tuple(_option(of, survey.items[name], at, own, tails) for at, name in enumerate(of.items))
    return Marked(tuple(expressions), options, others)


@dataclass(frozen=True)
class _Reading:
    """How the cells of one column are read."""

    of: MultipleSet
    item: Item
    survey: Survey
    codebook: Codebook
    column: str

    @property
    def labels(self) -> Mapping[str, str]:
        """The export's own labels of the stored codes."""
        return self.codebook.value_labels.get(self.column, {})

    def mark(self, stored: Any) -> float | None:
        """Return 1 for chosen, 0 for another answer, None for no answer."""
        if self.item.scale.kind != "text":
            value = self._coder.read(stored).value
            return None if value is None else float(self.of.counted == (ANY,) or value in self._values)
        if self._is_missing(stored):
            return None
        if not self.of.counted or self.of.counted == (ANY,):
            return 1.0
        text = as_text(stored)
        return float(any(self._counted.find(said) is not None for said in (text, self.labels.get(text, text))))

    def texts(self, counts: Iterable[tuple[Any, int]]) -> dict[str, int]:
        """Return the texts of a column, as most write them, with their counts; case and width make no difference."""
        found: dict[str, Counter[str]] = {}
        for stored, count in counts:
            if not self._is_missing(stored):
                text = " ".join(as_text(stored).split())
                said = self.labels.get(text, text)
                found.setdefault(loosely(said), Counter())[said] += count
        usual = {min(spelt, key=lambda said: (-spelt[said], said)): spelt.total() for spelt in found.values()}
        return dict(sorted(usual.items(), key=lambda one: (-one[1], one[0])))

    @cached_property
    def _missing(self) -> tuple[str, ...]:
        return missing_of(self.item, self.survey, self.codebook, self.column)

    @cached_property
    def _coder(self) -> Coder:
        return coder_of(self.item, self.survey, self.codebook, self.column)

    @cached_property
    def _counted(self) -> Matcher:
        return Matcher((text, 1.0) for text in self.of.counted)

    @cached_property
    def _values(self) -> frozenset[float | None]:
        return frozenset(self._coder.read(answer).value for answer in self.of.counted) - {None}

    @cached_property
    def _missing_texts(self) -> Matcher:
        return Matcher((text, 0.0) for text in self._missing)

    @cached_property
    def _missing_numbers(self) -> frozenset[float | None]:
        return frozenset(map(as_number, self._missing)) - {None}

    def _is_missing(self, stored: Any) -> bool:
        if is_blank(stored) or as_number(stored) in self._missing_numbers:
            return True
        return self._missing_texts.find(as_text(stored)) is not None


def _unclear(of: MultipleSet, item: Item, texts: Mapping[str, int]) -> Iterator[Words]:
    """Yield what is wrong where a column should hold nothing but its option's own text."""
    if len(texts) <= 1 and not any(loosely(text) in _NOT_CHOSEN for text in texts):
        return
    said = [(masked(text), count) for text, count in list(texts.items())[:_MOST_SHOWN]]
    listed = ", ".join(f"'{text}' ({count} ×)" for text, count in said)
    listed_zh = "、".join(f"“{text}”（{count} 次）" for text, count in said)
    yield Words(
        f"multiple.{of.name}: {item.name} holds {listed}: which answer means chosen? Write counted: … (any: every "
        "answer), or declare the others under 'missing'.",
        f"multiple.{of.name}：{item.name} 中有{listed_zh}：哪个答案表示选中？请写 counted: …（any 为任何答案），"
        "或将其余答案声明为 missing。",
    )


def _option(of: MultipleSet, item: Item, at: int, own: Sequence[str], tails: Sequence[str]) -> Words:
    """Return what an option is called: as the set says, else the item, the column's own text, its heading, its name."""
    said = {language: texts[at] for language, texts in of.options.items()} or dict(item.text)
    other = own[at] if own and as_number(own[at]) is None else ""
    fallback = next(iter(said.values()), "") or other or tails[at] or item.name
    return Words(said.get("en") or fallback, said.get("zh") or fallback)


def _tails(headings: Sequence[str]) -> list[str]:
    """Return what tells the headings of one question apart: `Q6(bus)`, `Q6(train)` → bus, train.

    A shared beginning ends at an opening mark, a shared end at a closing one, so that no word is cut; headings that
    differ by a number only, or not in this way, stay whole.
    """
    first, last = headings[0], headings[0][::-1]
    start = next((at for at in range(_shared(headings), 0, -1) if first[at - 1] in _OPENERS), 0)
    shared = _shared([heading[::-1] for heading in headings])
    end = next((at for at in range(shared, 0, -1) if last[at - 1] in _CLOSERS), 0)
    tails = [heading[start : max(len(heading) - end, start)].strip() for heading in headings]
    told = all(tails) and len(set(tails)) == len(tails) and not all(as_number(tail) is not None for tail in tails)
    return tails if told else list(headings)


def _shared(texts: Sequence[str]) -> int:
    """Return how many characters texts begin with in common."""
    return sum(1 for _ in takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False)))


def not_chosen(found: Mapping[str, Marked]) -> Iterator[Words]:
    """Yield a note per set whose columns write what is not chosen: with which answers, how often."""
    for name, one in found.items():
        shown = Counter(one.others).most_common(_MOST_SHOWN)
        if not shown:
            continue
        more = len(one.others) - len(shown)
        listed = ", ".join(f"'{masked(text)}' ({count} ×)" for text, count in shown)
        listed_zh = "、".join(f"“{masked(text)}”（{count} 次）" for text, count in shown)
        yield Words(
            f"{name}: read as not chosen: {listed}{f' and {more} more' if more > 0 else ''}.",
            f"{name}：视为未选中：{listed_zh}{f'，另有 {more} 种' if more > 0 else ''}。",
        )
