"""Ranges count by number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.language import Words
from satindex.survey.ranges import expand, expand_all

PREFIX = st.text(st.characters(whitelist_categories=("Lu", "Ll", "Lo")), max_size=5)


@given(PREFIX, st.integers(0, 5000), st.integers(0, 300))
def test_a_range_has_each_number_once_in_order(prefix: str, first: int, more: int) -> None:
    names = expand(f"{prefix}{first}..{prefix}{first + more}")
    assert names == tuple(f"{prefix}{number}" for number in range(first, first + more + 1))


@given(PREFIX, st.integers(0, 50), st.integers(0, 40))
def test_padding_is_kept(prefix: str, first: int, more: int) -> None:
    names = expand(f"{prefix}{first:04d}..{prefix}{first + more:04d}")
    assert all(len(name) == len(prefix) + 4 for name in names)
    assert len(set(names)) == more + 1


@given(PREFIX, st.integers(1, 50), st.integers(2, 40))
def test_two_halves_are_the_whole(prefix: str, first: int, more: int) -> None:
    middle, last = first + more // 2, first + more
    halves = expand_all([f"{prefix}{first}..{prefix}{middle}", f"{prefix}{middle + 1}..{prefix}{last}"])
    assert halves == expand(f"{prefix}{first}..{prefix}{last}")


@pytest.mark.parametrize("text", ["Q1..P2", "a..b", "Q3..Q1", "..", "Q1..", "..Q1", "Q1..Q2..Q3", "1" * 300 + "..2"])
def test_what_is_no_range_says_so_in_both_languages(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        expand(text)
    assert isinstance(caught.value.args[0], Words)
