"""The compact letter display."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.letters import compact_letters

LEVELS = ["a1", "a2", "a3", "a4", "a5", "a6"]
PAIRS = [frozenset(pair) for pair in combinations(LEVELS, 2)]


def test_by_hand() -> None:
    """1 differs from 3 and 4, 2 from 4: {1,2}, {2,3}, {3,4}."""
    different = {frozenset(pair) for pair in (("a1", "a3"), ("a1", "a4"), ("a2", "a4"))}
    assert compact_letters(LEVELS[:4], different) == {"a1": "a", "a2": "ab", "a3": "bc", "a4": "c"}


def test_nobody_differs_everybody_differs() -> None:
    assert compact_letters(LEVELS[:3], set()) == {"a1": "a", "a2": "a", "a3": "a"}
    assert compact_letters(LEVELS[:3], set(PAIRS)) == {"a1": "a", "a2": "b", "a3": "c"}


@given(st.sets(st.sampled_from(PAIRS)))
@settings(max_examples=300, deadline=None)
def test_a_letter_is_shared_if_and_only_if_the_pair_does_not_differ(different: set[frozenset[str]]) -> None:
    letters = compact_letters(LEVELS, different)
    assert letters is not None
    for pair in PAIRS:
        one, other = pair
        assert bool(set(letters[one]) & set(letters[other])) == (pair not in different)
