"""Small bases: figures of few answers are marked, those of very few are withheld, everywhere alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from satindex.language import Words
from satindex.results.bases import BASES, COMPLEMENT, FIGURES_IN_WORDS, GIVEN, KEYS, SmallBase
from satindex.results.columns import NO_LEVEL
from satindex.results.packed import Packed
from satindex.results.packed_bases import guarded_pieces
from satindex.results.result import Row

__all__ = ["BASES", "COMPLEMENT", "SmallBase", "base_of", "figure_of", "guarded", "withheld"]


def guarded(rows: Sequence[Row], small: SmallBase, siblings: str = "level") -> Sequence[Row]:
    """Return the rows with figures of small bases marked (`base_note`) or withheld (None with a `reason`).

    A row's base is the smallest that it names and that is not empty. Where rows differ by `siblings` only, and
    those withheld hold fewer answers than a base needs, the next smallest is withheld too: otherwise the total would
    give it away.
    Guarding twice changes nothing.
    """
    if isinstance(rows, Packed):
        return Packed.of(guarded_pieces(rows.pieces, small, siblings))
    bases = [base_of(row) for row in rows]
    hidden = {at: small.reason for at, base in enumerate(bases) if small.is_withheld(base)}
    if hidden:
        hidden |= dict.fromkeys(_complements(rows, bases, frozenset(hidden), small, siblings), COMPLEMENT)
    return [_guarded(row, n, hidden.get(at), small) for at, (row, n) in enumerate(zip(rows, bases, strict=True))]


def _guarded(row: Row, n: float | None, reason: Words | None, small: SmallBase) -> Row:
    if reason is not None:
        return withheld(row, reason)
    if n is not None and 0 < n < small.flag and row.get("reason") is None:
        return {**row, "base_note": small.note}
    return dict(row)


def withheld(row: Row, reason: Words) -> Row:
    """Return a row without anything that was computed from answers but the base itself."""
    kept = set(_leading_texts(row)) | KEYS | GIVEN
    return {**{name: cell if name in kept else None for name, cell in row.items()}, "reason": reason}


def _leading_texts(row: Row) -> Iterator[str]:
    """The texts a row begins with say what it is about, whatever they are called."""
    for name, cell in row.items():
        if not isinstance(cell, str | Words) or name in FIGURES_IN_WORDS:
            return
        yield name


def base_of(row: Row) -> float | None:
    """Return the smallest base that a row names and that is not empty; None where it names none."""
    found = [row[name] for name in BASES if name in row]
    known = [cell for cell in found if isinstance(cell, int | float)]
    return min((n for n in known if n > 0), default=0) if known else None


def _complements(
    rows: Sequence[Row], bases: Sequence[float | None], hidden: frozenset[int], small: SmallBase, siblings: str
) -> Iterable[int]:
    """Yield, of each set of rows that differ only by level, what must be withheld beside those that are."""
    if not any(siblings in row for row in rows):
        return
    families: dict[Hashable, list[tuple[float, int]]] = defaultdict(list)
    for at, row in enumerate(rows):
        base = bases[at]
        if base:
            families[figure_of(row, siblings)].append((base, at))
    levels = {at: row.get(siblings) for at, row in enumerate(rows) if at in hidden}
    for members in families.values():
        gone = [(base, at) for base, at in members if at in hidden]
        # Those who gave no level are no group of people that could be told from the others.
        named = any(levels[at] != NO_LEVEL for _, at in gone)
        if named and (len(gone) == 1 or sum(base for base, _ in gone) < small.withhold):
            yield from [at for _, at in sorted(members)][len(gone) : len(gone) + 1]


def figure_of(row: Row, siblings: str = "level") -> Hashable:
    """Return what a row is about, but for the level."""
    named = {*_leading_texts(row), *(row.keys() & KEYS)} - {siblings}
    return tuple((name, str(row[name])) for name in sorted(named))
