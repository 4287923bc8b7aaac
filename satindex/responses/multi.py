"""Several answers in one cell: what a multi-select question's joined text says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from satindex.language import Words
from satindex.responses.answers import Matcher
from satindex.responses.folding import is_blank, loosely
from satindex.survey.model import Item, Survey

JOINERS = "┋;；|｜\r\n"
OTHER = "(other)"
OTHER_WORDS = Words("other answers", "其他回答")
_COMMAS = ",，"
_JOINER = re.compile(f"[{re.escape(JOINERS + _COMMAS)}]")
_MAY_PART = re.compile(f"[{re.escape(JOINERS + _COMMAS)}\\s]")
_WRITTEN_IN = re.compile(r"〖[^〗]*〗")


def parts(cell: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the answers of one cell, each once; `known` answers may hold a joiner themselves, the longest wins.

    Joiners are ┋ ; | and line breaks; a comma is one beside a known answer only, for answers hold commas too. What
    was written in beside an answer (〖…〗) is left out.

    Examples
    --------
    >>> parts("price┋staff┋"), parts("fast; friendly;cheap", ["fast; friendly", "fast"])
    (('price', 'staff'), ('fast; friendly', 'cheap'))
    >>> parts("fast, not dear, well, near", ["fast, not dear", "fast"])
    ('fast, not dear', 'well, near')
    """
    text = _Joined(_WRITTEN_IN.sub("", cell), {loosely(label): label for label in known})
    return tuple(dict.fromkeys(answer for answer in text.all_known() or text.as_far_as_known() if answer))


class _Joined:
    """A cell cut at everything that may be a joiner; an answer is one piece or several on end."""

    def __init__(self, text: str, known: Mapping[str, str]) -> None:
        cuts = [match.start() for match in _JOINER.finditer(text)]
        self._text, self._known = text, known
        self._longest = max((len(_MAY_PART.findall(label)) for label in known), default=0) + 1
        self._starts = [0, *(cut + 1 for cut in cuts)]
        self._ends = [*cuts, len(text)]

    def all_known(self) -> list[str] | None:
        """Return known answers that make up the whole cell, the longest first; None where none do."""
        count = len(self._starts)
        rest: list[list[str] | None] = [None] * count + [[]]
        for first in reversed(range(count)):
            for last in self._lasts(first):
                answer, after = self._answer(first, last), rest[last + 1]
                if answer is not None and after is not None:
                    rest[first] = [answer, *after]
                    break
        return rest[0]

    def as_far_as_known(self) -> Iterator[str]:
        """Yield each known answer, and the text between two of them up to a sure joiner as one."""
        first, count = 0, len(self._starts)
        while first < count:
            last = self._known_from(first)
            if last is None:
                last = first
                while (
                    last + 1 < count and self._text[self._ends[last]] in _COMMAS and self._known_from(last + 1) is None
                ):
                    last += 1
            answer = self._answer(first, last)
            yield " ".join(self._between(first, last).split()) if answer is None else answer
            first = last + 1

    def _known_from(self, first: int) -> int | None:
        return next((last for last in self._lasts(first) if self._answer(first, last)), None)

    def _lasts(self, first: int) -> Iterable[int]:
        """Return the last piece of an answer that begins at `first`, the farthest that a known answer reaches first."""
        return reversed(range(first, min(first + self._longest, len(self._starts))))

    def _answer(self, first: int, last: int) -> str | None:
        """Return the known answer that the pieces make, an empty one for an empty piece, None for another text."""
        text = loosely(self._between(first, last))
        return self._known.get(text) if text else ""

    def _between(self, first: int, last: int) -> str:
        return self._text[self._starts[first] : self._ends[last]]


def chosen(
    cells: Iterable[tuple[object, int]], item: Item, survey: Survey, fewest: int
) -> tuple[dict[str, tuple[str, ...] | None], tuple[str, ...]]:
    """Return what each distinct cell means (None: no answer), and the answers in order.

    Answers that the item does not list stand together as `(other)`; where it lists none, so do those that fewer than
    `fewest` gave: they may be written by hand.
    """
    missing = Matcher((text, 0.0) for text in (*survey.missing, *item.scale.missing, *item.missing))
    counts = [(str(cell), count) for cell, count in cells if not is_blank(cell)]
    read = {cell: _read(cell, item, missing) for cell, _ in counts}
    given = Counter(dict.fromkeys(item.options, 0))
    for cell, count in counts:
        given.update(dict.fromkeys(read[cell] or (), count))
    # Answers given equally often stand in the order of their spelling: engines count them in any order.
    ranked = sorted(given.items(), key=lambda counted: (-counted[1], counted[0]))
    listed = item.options or tuple(answer for answer, count in ranked if count >= max(fewest, 1))
    grouped = {cell: _listed(answers, listed) for cell, answers in read.items()}
    others = any(OTHER in (answers or ()) for answers in grouped.values())
    return grouped, (*listed, *([OTHER] if others else []))


def undivided(cells: Iterable[tuple[object, int]], item: Item) -> Words | None:
    """Return a note where cells look like answers joined by commas, and the item lists no options to part them by."""
    texts = [str(cell) for cell, _ in cells if not is_blank(cell)]
    if item.options or any(sign in text for text in texts for sign in JOINERS):
        return None
    joined = [{piece for part in re.split(f"[{_COMMAS}]", text) if (piece := loosely(part))} for text in texts]
    shared = Counter(piece for pieces in joined if len(pieces) > 1 for piece in pieces)
    if all(count == 1 for count in shared.values()):
        return None
    return Words(
        f"{item.name}: cells with commas are counted as one answer each, for an answer may hold a comma; "
        "list the answers under options, and they are told apart.",
        f"{item.name}：含逗号的单元格各按一个答案计数，因为答案本身可能含逗号；请在 options 中列出各答案，以便拆分。",
    )


def _read(cell: str, item: Item, missing: Matcher) -> tuple[str, ...] | None:
    if missing.find(cell) is not None:
        return None
    return parts(cell, item.options) or None


def _listed(answers: tuple[str, ...] | None, listed: Sequence[str]) -> tuple[str, ...] | None:
    if answers is None:
        return None
    return tuple(dict.fromkeys(answer if answer in listed else OTHER for answer in answers))


def dummies(meanings: Mapping[str, tuple[str, ...] | None], answer: str) -> dict[str, float | None]:
    """Return 1 for each cell that holds an answer, 0 for each that does not, None for no answer at all."""
    return {cell: None if found is None else float(answer in found) for cell, found in meanings.items()}
