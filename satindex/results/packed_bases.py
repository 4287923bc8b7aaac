"""Small bases of packed rows: what `guarded` does, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.results.bases import BASES, COMPLEMENT, FIGURES_IN_WORDS, GIVEN, KEYS, SmallBase
from satindex.results.columns import NO_LEVEL
from satindex.results.packed_pieces import Column, Piece, Places, Rows, Where

Numbers = npt.NDArray[np.float64]
_PLAIN, _FLAGGED, _HIDDEN, _BESIDE = range(4)
_NO_FAMILY: Final = -1


@dataclass(frozen=True)
class _Families:
    """The rows that differ by `siblings` only have one number; `named` are those that are some group of people."""

    number: Places
    named: Where


def guarded_pieces(pieces: Sequence[Piece], small: SmallBase, siblings: str) -> Iterator[Piece]:
    """Yield the pieces with figures of small bases marked or withheld; see `small_bases.guarded`."""
    bases = [_bases(piece) for piece in pieces]
    hidden = [(base > 0) & (base < small.withhold) for base in bases]
    beside = [np.zeros(len(piece), dtype=np.bool_) for piece in pieces]
    if any(one.any() for one in hidden) and any(siblings in part.columns for piece in pieces for part in piece.parts):
        families = _families(pieces, bases, siblings)
        at = _complements(np.concatenate(bases), np.concatenate(hidden), families, small)
        beside = np.split(at, np.cumsum([len(piece) for piece in pieces])[:-1])
    for piece, base, gone, too in zip(pieces, bases, hidden, beside, strict=True):
        yield _guarded(piece, base, np.where(gone, _HIDDEN, np.where(too, _BESIDE, _PLAIN)), small)


def _bases(piece: Piece) -> Numbers:
    """Return the smallest base that each row names and that is not empty, 0 where all are, NaN where it names none."""
    found = np.full(len(piece), np.nan)
    for at, part in piece.placed():
        named = [part.columns[name].numbers for name in BASES if name in part.columns]
        for base in named:
            known = np.where(base > 0, base, np.inf)
            found[at] = np.where(np.isnan(base), found[at], np.fmin(found[at], known))
    return np.where(np.isinf(found), 0.0, found)


def _families(pieces: Sequence[Piece], bases: Sequence[Numbers], siblings: str) -> _Families:
    numbers: dict[tuple[tuple[str, str], ...], int] = {}
    found, named = [], []
    for piece, base in zip(pieces, bases, strict=True):
        number, is_named = np.full(len(piece), _NO_FAMILY, dtype=np.int64), np.ones(len(piece), dtype=np.bool_)
        for at, part in piece.placed():
            number[at] = _numbered(part, siblings, numbers)
            if siblings in part.columns:
                codes, texts = part.columns[siblings].said()
                is_named[at] = ~(part.columns[siblings].in_words & (np.array([t == NO_LEVEL for t in texts])[codes]))
        found.append(np.where(base > 0, number, _NO_FAMILY))
        named.append(is_named)
    return _Families(np.concatenate(found), np.concatenate(named))


def _numbered(part: Rows, siblings: str, numbers: dict[tuple[tuple[str, str], ...], int]) -> Places:
    """Return the number of what each row is about, but for the siblings; see `small_bases.figure_of`."""
    leading = _leading(part)
    said: list[tuple[str, Places, list[str]]] = []
    together = np.zeros(part.number, dtype=np.int64)
    for name in sorted(name for name in {*leading, *(part.columns.keys() & KEYS)} if name != siblings):
        codes, texts = part.columns[name].said()
        codes = codes if name in KEYS else np.where(leading[name], codes, _NO_FAMILY)
        said.append((name, codes, texts))
        together = np.unique(together * (len(texts) + 1) + codes + 1, return_inverse=True)[1]
    _, first, of_row = np.unique(together, return_index=True, return_inverse=True)
    about = [tuple((name, texts[codes[at]]) for name, codes, texts in said if codes[at] >= 0) for at in first.tolist()]
    places = np.array([numbers.setdefault(one, len(numbers)) for one in about], dtype=np.int64)
    return places[of_row]


def _leading(part: Rows) -> dict[str, Where]:
    """Return where rows begin with texts up to a column; see `small_bases.figure_of`."""
    found: dict[str, Where] = {}
    still = np.ones(part.number, dtype=np.bool_)
    for name, column in part.columns.items():
        still = still & column.in_words
        if name in FIGURES_IN_WORDS or not still.any():
            break
        found[name] = still
    return found


def _complements(bases: Numbers, hidden: Where, families: _Families, small: SmallBase) -> Where:
    """Return what must be withheld beside rows that are, so that the total does not give them away."""
    found = np.zeros(len(bases), dtype=np.bool_)
    member = families.number >= 0
    gone, size = hidden & member, int(families.number.max(initial=-1)) + 1
    of_gone = families.number[gone]
    count, total = np.bincount(of_gone, minlength=size), np.bincount(of_gone, bases[gone], minlength=size)
    named = np.bincount(of_gone, families.named[gone], minlength=size) > 0
    asked = named & ((count == 1) | (total < small.withhold))
    left = np.flatnonzero(member & ~hidden)
    left = left[asked[families.number[left]]]
    ordered = left[np.lexsort((left, bases[left], families.number[left]))]
    _, first = np.unique(families.number[ordered], return_index=True)
    found[ordered[first]] = True
    return found


def _guarded(piece: Piece, bases: Numbers, outcome: Places, small: SmallBase) -> Piece:
    placed: list[tuple[Places, Rows]] = []
    for at, part in piece.placed():
        told = part.columns["reason"].missing if "reason" in part.columns else np.ones(part.number, dtype=np.bool_)
        flagged = told & (bases[at] > 0) & (bases[at] < small.flag) & (outcome[at] == _PLAIN)
        of_row = np.where(flagged, _FLAGGED, outcome[at])
        for one in np.unique(of_row).tolist():
            chosen = np.flatnonzero(of_row == one)
            rows = part if len(chosen) == part.number else part.taken(chosen)
            placed.append((at[chosen], _told(rows, one, small)))
    return Piece.placing(placed)


def _told(rows: Rows, outcome: int, small: SmallBase) -> Rows:
    """Return rows of one outcome with what is said of them."""
    if outcome == _PLAIN:
        return rows
    if outcome == _FLAGGED:
        return replace(rows, columns=rows.columns | {"base_note": Column.repeated(small.note, rows.number)})
    return withheld_rows(rows, small.reason if outcome == _HIDDEN else COMPLEMENT)


def withheld_rows(rows: Rows, reason: Words) -> Rows:
    """Return rows without anything that was computed from answers but the base itself; see `small_bases.withheld`."""
    leading, none = _leading(rows), np.zeros(rows.number, dtype=np.bool_)
    kept = {
        name: column if name in KEYS or name in GIVEN else column.without(~leading.get(name, none))
        for name, column in rows.columns.items()
    }
    return replace(rows, columns=kept | {"reason": Column.repeated(reason, rows.number)})
