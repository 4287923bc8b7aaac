"""Several answers in one cell: what a multi-select question's joined text says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from satindex.language import Words
from satindex.responses.answers import Matcher
from satindex.responses.folding import is_blank, loosely
from satindex.survey.model import Item, Survey

JOINERS = "┋;；|｜\r\n"
OTHER = "(other)"
OTHER_WORDS = Words("other answers", "其他回答")
_JOINER = re.compile(f"[{re.escape(JOINERS)}]")
_WRITTEN_IN = re.compile(r"〖[^〗]*〗")


def parts(cell: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the answers of one cell, each once; `known` answers may hold a joiner themselves, the longest wins.

    Joiners are ┋ ; | and line breaks; what was written in beside an answer (〖…〗) is left out.

    Examples
    --------
    >>> parts("price┋staff┋"), parts("fast; friendly;cheap", ["fast; friendly", "fast"])
    (('price', 'staff'), ('fast; friendly', 'cheap'))
    """
    text = _WRITTEN_IN.sub("", cell)
    folded = sorted({loosely(label): label for label in known}.items(), key=lambda pair: -len(pair[0]))
    found: list[str] = []
    while text:
        answer, text = _first(text, folded)
        if answer:
            found.append(answer)
    return tuple(dict.fromkeys(found))


def _first(text: str, known: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the first answer of a text, and what follows its joiner."""
    ends = [match.start() for match in _JOINER.finditer(text)] + [len(text)]
    heads = {loosely(text[:end]): end for end in reversed(ends)}
    for folded, label in known:
        if folded in heads:
            return label, text[heads[folded] + 1 :]
    return " ".join(text[: ends[0]].split()), text[ends[0] + 1 :]


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
    listed = item.options or tuple(answer for answer, count in given.most_common() if count >= max(fewest, 1))
    grouped = {cell: _listed(answers, listed) for cell, answers in read.items()}
    others = any(OTHER in (answers or ()) for answers in grouped.values())
    return grouped, (*listed, *([OTHER] if others else []))


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
