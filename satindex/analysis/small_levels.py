"""Which levels of a segment get a report of their own: one that gives away what another one withholds does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from satindex.language import Words
from satindex.results.small_bases import COMPLEMENT, SmallBase


def without_report(rows: Mapping[str, int], bases: Iterable[Mapping[str, int]], small: SmallBase) -> dict[str, Words]:
    """Return the levels that get no report, each with its reason.

    `rows` counts the respondents of each level, `bases` those behind each figure. Levels below the smallest base get
    none. Where those whose figure is not shown are one alone, or together fewer than a base needs, the whole less all
    others would be that figure: the level with the next smallest base gets no report, either.

    Examples
    --------
    >>> found = without_report({"a": 3, "b": 9, "c": 40}, [{"a": 3, "b": 8, "c": 40}], SmallBase(withhold=5))
    >>> {level: reason.en for level, reason in found.items()}
    {'a': 'base below 5', 'b': "withheld so that a smaller group's figure can't be worked out"}
    """
    found = {level: small.reason for level, n in rows.items() if small.is_withheld(n)}
    counts = [rows, *bases]
    while True:
        more = {level for of in counts for level in _beside(of, found, small)} - set(found)
        if not more:
            return found
        found |= dict.fromkeys(sorted(more), COMPLEMENT)


def _beside(of: Mapping[str, int], without: Mapping[str, Words], small: SmallBase) -> Iterable[str]:
    """Yield the level that must go beside those whose figure is not shown; none where these are enough."""
    there = sorted((n, level) for level, n in of.items() if n > 0)
    gone = [n for n, level in there if level in without or small.is_withheld(n)]
    if any(map(small.is_withheld, gone)) and (len(gone) == 1 or sum(gone) < small.withhold):
        yield from [level for n, level in there if level not in without and not small.is_withheld(n)][:1]
