"""Where the boxes and lines of a directed graph without circles stand: rows from causes to effects.

A line that passes a row keeps a lane of its own there (Sugiyama, Tagawa & Toda 1981). Places across are shares of the
width, so that the same layout is read on a phone and on paper.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_IN_ROW = 3
WIDEST_BOX = 0.46
LANES = (0.09, 0.07, 0.05, 0.03)
NARROWEST_BOX = 0.26
SWEEPS = 12
STEPS = 80
STRAIGHT = 6

Edge = tuple[str, str]
# A box is a name; the place where an edge passes a row is the edge with the row.
Place = str | tuple[Edge, int]


@dataclass(frozen=True)
class Layered:
    """The row and the middle (0–1) of each box, the width of all boxes, and where each edge passes rows (row → x)."""

    rows: Mapping[str, int]
    middles: Mapping[str, float]
    box: float
    lanes: Mapping[Edge, Mapping[int, float]]

    @property
    def number(self) -> int:
        """How many rows there are."""
        return max(self.rows.values(), default=-1) + 1


def layered(depths: Mapping[str, int], edges: Sequence[Edge]) -> Layered:
    """Return the layout of boxes with their depths; each edge leads to a greater depth.

    Examples
    --------
    >>> found = layered({"a": 0, "b": 1, "c": 2}, [("a", "b"), ("b", "c"), ("a", "c")])
    >>> found.rows, list(found.lanes["a", "c"])
    ({'a': 0, 'b': 1, 'c': 2}, [1])
    """
    rows = _rows(depths)
    grid: list[list[Place]] = [[] for _ in range(max(rows.values(), default=-1) + 1)]
    for name, row in rows.items():
        grid[row].append(name)
    ways: list[list[Place]] = []
    for cause, effect in edges:
        passed: list[Place] = [((cause, effect), row) for row in range(rows[cause] + 1, rows[effect])]
        for row, place in enumerate(passed, rows[cause] + 1):
            grid[row].append(place)
        ways.append([cause, *passed, effect])
    links = [link for way in ways for link in itertools.pairwise(way)]
    ordered = _ordered(grid, links)
    box, lane = _widths(ordered)
    x = _across(ordered, links, box, lane)
    lanes = {edge: {row: x[edge, row] for row in range(rows[edge[0]] + 1, rows[edge[1]])} for edge in edges}
    return Layered(rows, {name: x[name] for name in rows}, box, lanes)


def _rows(depths: Mapping[str, int]) -> dict[str, int]:
    """Boxes of one depth share a row, a few at most; no edge joins them."""
    found: dict[str, int] = {}
    row = 0
    for depth in sorted(set(depths.values())):
        names = [name for name, at in depths.items() if at == depth]
        for start in range(0, len(names), MOST_IN_ROW):
            found |= dict.fromkeys(names[start : start + MOST_IN_ROW], row)
            row += 1
    return found


def _neighbours(links: Sequence[tuple[Place, Place]]) -> tuple[dict[Place, list[Place]], dict[Place, list[Place]]]:
    above: dict[Place, list[Place]] = {}
    below: dict[Place, list[Place]] = {}
    for upper, lower in links:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    return above, below


def _ordered(grid: list[list[Place]], links: Sequence[tuple[Place, Place]]) -> list[list[Place]]:
    """Sort each row by the mean place of its neighbours, down and up again; keep what crosses least."""
    above, below = _neighbours(links)
    best, fewest = [list(row) for row in grid], _crossings(grid, links)
    now = [list(row) for row in grid]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in range(1, len(now)) if down else range(len(now) - 2, -1, -1):
            beside = now[row - 1 if down else row + 1]
            known = {place: (at + 0.5) / len(beside) for at, place in enumerate(beside)}
            towards = above if down else below
            own = {place: (at + 0.5) / len(now[row]) for at, place in enumerate(now[row])}
            wanted = {place: _mean([known[n] for n in towards.get(place, [])], own[place]) for place in now[row]}
            now[row].sort(key=lambda place: wanted[place])
        crossed = _crossings(now, links)
        if crossed < fewest:
            best, fewest = [list(row) for row in now], crossed
    return best


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(grid: Sequence[Sequence[Place]], links: Sequence[tuple[Place, Place]]) -> int:
    at = {place: (row, column) for row, places in enumerate(grid) for column, place in enumerate(places)}
    spans = [(at[upper][0], at[upper][1], at[lower][1]) for upper, lower in links]
    return sum(
        one[0] == other[0] and (one[1] - other[1]) * (one[2] - other[2]) < 0
        for place, one in enumerate(spans)
        for other in spans[:place]
    )


def _widths(grid: Sequence[Sequence[Place]]) -> tuple[float, float]:
    """Return the widths of a box and of a lane: lanes as wide as the fullest row allows."""
    fitting = WIDEST_BOX
    for lane in LANES:
        counts = [(sum(isinstance(place, str) for place in row), len(row)) for row in grid]
        fitting = min([(1 - (number - boxes) * lane) / boxes for boxes, number in counts if boxes] or [1.0])
        if fitting >= NARROWEST_BOX:
            return min(fitting * 0.97, WIDEST_BOX), lane
    return max(min(fitting * 0.97, WIDEST_BOX), 0.1), LANES[-1]


def _across(
    grid: Sequence[Sequence[Place]], links: Sequence[tuple[Place, Place]], box: float, lane: float
) -> dict[Place, float]:
    """Draw each place towards the mean of its neighbours while rows keep their order and their gaps."""
    above, below = _neighbours(links)
    widths: dict[Place, float] = {place: box if isinstance(place, str) else lane for row in grid for place in row}
    x: dict[Place, float] = {}
    for row in grid:
        x |= _apart(dict.fromkeys(row, 0.5), widths)
    for step in range(STEPS):
        for row in grid if step % 2 == 0 else reversed(grid):
            x |= _apart({p: _drawn_to(p, (*above.get(p, []), *below.get(p, [])), x) for p in row}, widths)
    return x


def _drawn_to(place: Place, neighbours: Sequence[Place], x: Mapping[Place, float]) -> float:
    """The mean place of the neighbours; lanes are drawn to lanes most of all, so that they run straight."""
    pulls = [STRAIGHT if not isinstance(place, str) and not isinstance(n, str) else 1 for n in neighbours]
    return _mean([x[n] for n, pull in zip(neighbours, pulls, strict=True) for _ in range(pull)], 0.5)


def _apart(wanted: Mapping[Place, float], widths: Mapping[Place, float]) -> dict[Place, float]:
    """Return the places nearest to those wanted (least squares), in the same order, that do not overlap."""
    names = list(wanted)
    shifts = [0.0]
    for one, other in itertools.pairwise(names):
        shifts.append(shifts[-1] + (widths[one] + widths[other]) / 2)
    pools: list[tuple[float, int]] = []
    for name, shift in zip(names, shifts, strict=True):
        pools.append((wanted[name] - shift, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (left, n), (right, m) = pools[-2:]
            pools[-2:] = [((left * n + right * m) / (n + m), n + m)]
    level = [mean for mean, n in pools for _ in range(n)]
    low, high = widths[names[0]] / 2, 1 - widths[names[-1]] / 2 - shifts[-1]
    return {
        name: min(max(at, low), max(high, low)) + shift for name, at, shift in zip(names, level, shifts, strict=True)
    }
