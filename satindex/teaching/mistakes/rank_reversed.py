"""The wrong end first: the last chosen for the first, or a ranking from the other end."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.teaching.altered import Asked
from satindex.teaching.ordered import Ordered

NAME = Words("ranked the other way round", "排序方向反了")
HINT = Words(
    "The order is turned round: look at whether the lowest or the highest comes first.",
    "顺序反了：请看清是最低者在先还是最高者在先。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield nothing: a single figure has no order."""
    yield from ()


def wrong_orders(ordered: Ordered) -> Iterator[tuple[str, ...]]:
    """Yield the order from the other end."""
    yield tuple(one.name for one in reversed(ordered.placed))
