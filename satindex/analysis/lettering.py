"""Which columns of a table differ, in two ways of writing it: compact letters, and the letters of lower columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from satindex.measures.comparing import SIGNIFICANT
from satindex.stats.base import Estimate
from satindex.stats.letters import compact_letters, comparable
from satindex.stats.multiplicity import ADJUSTMENTS


@dataclass(frozen=True)
class Lettered:
    """By group: its compact letters, and the letters of the columns that are significantly lower ('' for none)."""

    compact: Mapping[int, str]
    higher_than: Mapping[int, str]


def lettered(
    estimates: Mapping[int, float],
    difference: Callable[[int, int], Estimate],
    columns: Mapping[int, str],
    adjust: Literal["holm", "bh"],
) -> Lettered:
    """Compare groups in pairs, p adjusted among them; `columns` holds the letter at the head of each group's column.

    A group that differs from another one without a test is in neither.
    """
    pairs = list(combinations(estimates, 2))
    found = [difference(*pair) for pair in pairs]
    adjusted = ADJUSTMENTS[adjust]([one.p_value for one in found])
    untested = {_pair(*pair) for pair, one in zip(pairs, found, strict=True) if one.p_value is None and one.estimate}
    told = {int(group) for group in comparable([str(group) for group in estimates], untested)}
    different = [
        pair
        for pair, p in zip(pairs, adjusted, strict=True)
        if p is not None and p < SIGNIFICANT and told.issuperset(pair)
    ]
    ordered = [str(group) for group in sorted(told, key=lambda group: -estimates[group])]
    compact = compact_letters(ordered, {_pair(*pair) for pair in different}) or {}
    above = [pair if estimates[pair[0]] > estimates[pair[1]] else pair[::-1] for pair in different]
    higher = {group: " ".join(columns[low] for high, low in above if high == group) for group in sorted(told)}
    return Lettered({int(group): letters for group, letters in compact.items()}, higher)


def _pair(one: int, other: int) -> frozenset[str]:
    return frozenset({str(one), str(other)})
