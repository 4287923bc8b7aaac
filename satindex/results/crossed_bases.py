"""Which levels of a segment may be shown wave by wave, beside the whole of each level and of each wave.

A level is shown in every wave or in none: then nobody takes what is shown from a whole and is left with a small group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from satindex.results.small_bases import SmallBase

Figure = TypeVar("Figure")
Bases = Mapping[Figure, float]
"""How many answers each figure has."""


def shown_by_wave(
    bases: Mapping[str, Mapping[str, Bases[Figure]]], small: SmallBase, hidden: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the levels that may be shown in every wave; `bases` are by level and wave, `hidden` levels never are.

    A level with a base too small for one figure of one wave is hidden, and more, the smallest first, until those that
    are hidden together have no figure of one level alone or of too few answers in any wave: a wave's own whole less
    the levels shown would be that figure.

    Examples
    --------
    >>> bases = {"a": {"1": {"m": 4}, "2": {"m": 30}}, "b": {"1": {"m": 20}, "2": {"m": 25}}, "c": {"1": {"m": 50}}}
    >>> shown_by_wave(bases, SmallBase(withhold=10))
    ('c',)
    """
    gone = {level for level, of in bases.items() if any(small.is_withheld(n) for n in _every(of))}
    gone |= set(hidden) & set(bases)
    while more := _beside(bases, gone, small):
        gone.add(more)
    return tuple(level for level in bases if level not in gone)


def _every(of: Mapping[str, Bases[Figure]]) -> Iterable[float]:
    return (n for figures in of.values() for n in figures.values())


def _beside(bases: Mapping[str, Mapping[str, Bases[Figure]]], gone: set[str], small: SmallBase) -> str | None:
    """Return the level that must go beside those that are gone; None where these are enough or nothing is left."""
    kept = sorted((level for level in bases if level not in gone), key=lambda level: sum(_every(bases[level])))
    if not small.withhold or not gone or not kept:
        return None
    for figure in {figure: None for of in bases.values() for figures in of.values() for figure in figures}:
        counts = {
            (level, wave): n for level in gone for wave, of in bases[level].items() if (n := of.get(figure, 0)) > 0
        }
        if _gives_away(counts, small):
            return kept[0]
    return None


def _gives_away(counts: Mapping[tuple[str, str], float], small: SmallBase) -> bool:
    """Whether wholes less what is shown tell one of the hidden figures, by level and wave."""
    for wave in {wave for _, wave in counts}:
        there = [n for (_, one), n in counts.items() if one == wave]
        if len(there) == 1 or sum(there) < small.withhold:
            return True
    return any(small.is_withheld(n) and not _is_open(cell, counts) for cell, n in counts.items())


def _is_open(cell: tuple[str, str], counts: Mapping[tuple[str, str], float]) -> bool:
    """Whether another hidden level answered in the same wave, and both in another one."""
    level, wave = cell
    others = [one for one, there in counts if there == wave and one != level]
    return any((level, there) in counts for one, there in counts if one in others and there != wave)
