"""Where the labels of points stand, so that they overlap as little as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import wcwidth

LETTER, HEIGHT, AWAY = 6.4, 14.0, 7.0
_SIDES = (
    *(("left", AWAY, 0.0), ("right", -AWAY, 0.0), ("center", 0.0, -2 * AWAY), ("center", 0.0, 2 * AWAY)),
    *(("left", AWAY, -12.0), ("right", -AWAY, -12.0), ("left", AWAY, 12.0), ("right", -AWAY, 12.0)),
)
Edges = tuple[float, float, float, float]


@dataclass(frozen=True)
class Placed:
    """A label beside its point: how it is aligned, and how far it is moved (pixels, y downwards)."""

    align: str
    dx: float
    dy: float


@dataclass(frozen=True)
class _Box:
    left: float
    right: float
    top: float
    bottom: float

    def overlap(self, other: _Box) -> float:
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


def placed(
    points: Sequence[tuple[float, float, str]], width: float, height: float, others: Sequence[Edges] = ()
) -> list[Placed]:
    """Return the place of each label of `points` (x, y in pixels from the upper left, text), one after the other.

    Right of the point where that is free, else left, above, below or at a corner: the side that overlaps least.
    `others` are what else is drawn (left, right, top, bottom).

    Examples
    --------
    >>> [place.align for place in placed([(50, 50, "first"), (40, 50, "second")], 400, 200)]
    ['left', 'center']
    """
    taken = [*(_Box(x - 5, x + 5, y - 5, y + 5) for x, y, _ in points), *(_Box(*edges) for edges in others)]
    found = []
    for x, y, text in points:
        boxes = [_box(x, y, text, side) for side in _SIDES]
        costs = [_cost(box, taken, width, height) for box in boxes]
        best = costs.index(min(costs))
        taken.append(boxes[best])
        found.append(Placed(*_SIDES[best]))
    return found


def _box(x: float, y: float, text: str, side: tuple[str, float, float]) -> _Box:
    align, dx, dy = side
    lines = text.split("\n")
    long, high = LETTER * max(max(wcwidth.wcswidth(line), len(line)) for line in lines), HEIGHT * len(lines)
    left = x + dx - {"left": 0.0, "right": long, "center": long / 2}[align]
    return _Box(left, left + long, y + dy - high / 2, y + dy + high / 2)


def _cost(box: _Box, taken: Sequence[_Box], width: float, height: float) -> float:
    outside = max(0.0, -box.left) + max(0.0, box.right - width) + max(0.0, -box.top) + max(0.0, box.bottom - height)
    return sum(box.overlap(other) for other in taken) + 1000 * outside
