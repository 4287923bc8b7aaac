"""Levels shown wave by wave: with the wholes of levels and of waves they tell no small group's figure."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.results.crossed_bases import shown_by_wave
from satindex.results.small_bases import SmallBase, guarded

SMALL = SmallBase(withhold=10)
COUNTS = st.lists(
    st.lists(st.one_of(st.integers(0, 14), st.integers(0, 80)), min_size=2, max_size=4), min_size=2, max_size=6
).filter(lambda rows: len({len(row) for row in rows}) == 1)


def wholes_hidden(totals: list[int]) -> set[int]:
    """Which levels a table by segment withholds."""
    rows = [{"level": str(at), "estimate": 1.0, "n": n} for at, n in enumerate(totals)]
    return {at for at, row in enumerate(guarded(rows, SMALL)) if row["estimate"] is None and row["n"]}


def told(counts: np.ndarray, shown: set[int], hidden: set[int]) -> set[tuple[int, int]]:
    """The cells that follow from those shown, from the wholes of levels that are not hidden, and of waves.

    A figure's sums are linear in the cells: one follows where it lies in the span of what is known. Whoever reads knows
    where nobody answered.
    """
    cells = [(int(level), int(wave)) for level, wave in zip(*np.nonzero(counts), strict=True)]
    known = [[cell == one for cell in cells] for one in cells if one[0] in shown]
    known += [[level == one for one, _ in cells] for level in range(len(counts)) if level not in hidden]
    known += [[wave == one for _, one in cells] for wave in range(counts.shape[1])]
    matrix = np.array(known, dtype=float).reshape(len(known), len(cells))
    rank = np.linalg.matrix_rank(matrix)
    found = set()
    for at, cell in enumerate(cells):
        alone = np.zeros(len(cells))
        alone[at] = 1
        if np.linalg.matrix_rank(np.vstack([matrix, alone])) == rank:
            found.add(cell)
    return found


def shown_levels(counts: np.ndarray, hidden: set[int]) -> set[int]:
    bases = {str(level): {str(wave): {"m": int(n)} for wave, n in enumerate(row)} for level, row in enumerate(counts)}
    return {int(level) for level in shown_by_wave(bases, SMALL, map(str, hidden))}


@given(COUNTS)
@settings(max_examples=200, deadline=None)
def test_no_small_group_follows_from_what_is_shown(rows: list[list[int]]) -> None:
    counts = np.array(rows)
    hidden = wholes_hidden(counts.sum(axis=1).tolist())
    shown = shown_levels(counts, hidden)
    assert not shown & hidden
    if not shown:
        return
    small = {(int(level), int(wave)) for level, wave in zip(*np.nonzero((counts > 0) & (counts < 10)), strict=True)}
    assert not small & told(counts, shown, hidden)
    left = counts[[level for level in range(len(counts)) if level not in shown]].sum(axis=0)
    assert all(n == 0 or n >= 10 for n in left)


def test_the_check_finds_what_one_hidden_level_gives_away() -> None:
    """Were only the first level hidden, its 4 would be the first wave's whole less the other's."""
    assert told(np.array([[4, 30], [20, 25]]), shown={1}, hidden=set()) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_the_smallest_goes_beside_a_small_one() -> None:
    counts = np.array([[4, 30], [20, 25], [50, 60], [70, 80]])
    assert shown_levels(counts, set()) == {2, 3}
    assert shown_levels(counts[:, ::-1], set()) == {2, 3}


def test_what_is_large_enough_or_empty_is_shown() -> None:
    assert shown_levels(np.array([[10, 0], [20, 25]]), set()) == {0, 1}


def test_where_no_level_has_an_answer_beside_the_small_one_nothing_is_shown() -> None:
    """Only the first answered in the second wave and in another: no hidden level covers it there."""
    assert shown_levels(np.array([[30, 4], [40, 0], [50, 0]]), set()) == set()


def test_levels_whose_whole_is_withheld_are_not_shown_in_any_wave() -> None:
    counts = np.array([[20, 20], [30, 30], [40, 40], [50, 50]])
    assert shown_levels(counts, {0, 1}) == {2, 3}


def test_without_a_least_base_everything_is_shown() -> None:
    bases = {"a": {"1": {"m": 1}, "2": {"m": 2}}, "b": {"1": {"m": 3}, "2": {"m": 400}}}
    assert shown_by_wave(bases, SmallBase(withhold=0)) == ("a", "b")
