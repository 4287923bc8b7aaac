"""Which wrong figures a task foresees in one data set, each with its hint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast, runtime_checkable

from satindex.language import Words
from satindex.teaching import mistakes
from satindex.teaching.altered import Asked
from satindex.teaching.exercise import Hint, Task
from satindex.teaching.ordered import Ordered
from satindex.teaching.practice.bins import near

PERCENT = "percent_for_share"


class Mistake(Protocol):
    """A file of `teaching.mistakes`; its NAME is what trainers read, its HINT what learners do."""

    NAME: Words
    HINT: Words

    def wrong(self, asked: Asked) -> Iterator[float]:
        """Yield the figures that the mistake leads to; none where it can't be made."""
        ...


@runtime_checkable
class Misorder(Protocol):
    """A file of `teaching.mistakes` that rows can be ranked wrong by."""

    def wrong_orders(self, ordered: Ordered) -> Iterator[tuple[str, ...]]:
        """Yield the keys of the rows in the orders that the mistake leads to."""
        ...


@dataclass(frozen=True)
class Slip:
    """A wrong figure that is foreseen: which mistake leads to it, and what to say; `own` where the author says it.

    Where it is in percent of what is right, a tolerance of the right figure is a hundred times as wide: `unit`.
    """

    mistake: str
    figure: float
    hint: Words
    own: bool = False
    unit: float = 1.0


@cache
def mistake_names() -> tuple[str, ...]:
    """Return the names of the ready-made mistakes.

    Examples
    --------
    >>> "sign" in mistake_names()
    True
    """
    return tuple(sorted(module.name for module in iter_modules(mistakes.__path__)))


def mistake(name: str) -> Mistake:
    """Return a ready-made mistake by its name."""
    return cast("Mistake", import_module(f"{mistakes.__name__}.{name}"))


def tolerance_of(task: Task, asked: Asked) -> float:
    """Return how far off a figure is still right: as the task says, else the rounding of the report."""
    return asked.found.rounding if task.tolerance is None else task.tolerance


def authors_slips(task: Task, asked: Asked) -> tuple[Slip, ...]:
    """Return the wrong figures that the author foresees in hints, also those that come to the right answer."""
    return tuple(_authors(task.hints, asked))


def slips(task: Task, asked: Asked) -> tuple[Slip, ...]:
    """Return the foreseen wrong figures, the author's first; those that come to the right answer are left out."""
    tolerance = tolerance_of(task, asked)
    found = [*_authors(task.hints, asked), *_ready(task.hints, asked)]
    return tuple(slip for slip in found if not near(slip.figure, asked.right, tolerance))


def foreseen(value: float, task: Task, asked: Asked) -> Slip | None:
    """Return the slip that a wrong value is: of the author's hints before ready-made mistakes, of several the nearest.

    The ready-made are only computed where no hint is for this value.
    """
    tolerance = tolerance_of(task, asked)
    for found in (_authors(task.hints, asked), _ready(task.hints, asked)):
        wrong = tuple(slip for slip in found if not near(slip.figure, asked.right, tolerance))
        slip = recognised(value, wrong, tolerance)
        if slip is not None:
            return slip
    return None


def recognised(value: float, slips: tuple[Slip, ...], tolerance: float) -> Slip | None:
    """Return the slip that a wrong value is: the author's before ready-made ones, of several the nearest."""
    alike = [slip for slip in slips if near(value, slip.figure, tolerance * slip.unit)]
    return min(alike, key=lambda slip: (not slip.own, abs(value - slip.figure)), default=None)


@dataclass(frozen=True)
class WrongOrder:
    """A wrong order of rows that is foreseen: which mistake leads to it, and what to say."""

    mistake: str
    order: tuple[str, ...]
    hint: Words
    own: bool = False


def wrong_orders(task: Task, ordered: Ordered) -> tuple[WrongOrder, ...]:
    """Return the foreseen wrong orders, those that the author names first."""
    own = {hint.mistake: hint.words for hint in task.hints if hint.mistake}
    found: list[WrongOrder] = []
    for name in (*own, *(name for name in mistake_names() if name not in own)):
        made = mistake(name)
        if isinstance(made, Misorder):
            orders = made.wrong_orders(ordered)
            found.extend(WrongOrder(name, order, own.get(name, made.HINT), name in own) for order in orders)
    return tuple(found)


def misordered(given: tuple[str, ...], foreseen: tuple[WrongOrder, ...]) -> WrongOrder | None:
    """Return the foreseen order that rows are given in; of a choice, which is given alone, the first of them."""
    return next((one for one in foreseen if given and one.order[: len(given)] == given), None)


def _authors(hints: tuple[Hint, ...], asked: Asked) -> Iterator[Slip]:
    for hint in hints:
        if hint.mistake:
            yield from _made(hint.mistake, asked, hint.words, own=True)
        else:
            yield Slip(f"= {hint.equals}", equal_to(hint.equals, asked), hint.words, own=True)


def equal_to(said: str, asked: Asked) -> float:
    """Return the figure that a hint is for: a number as written, or a figure by name; raises FigureError."""
    try:
        return float(said)
    except ValueError:
        other = asked.figures.figure(said).figure()
        assert other is not None  # noqa: S101 -- Figures.figure refuses missing ones
        return other


def _ready(hints: tuple[Hint, ...], asked: Asked) -> Iterator[Slip]:
    said = {hint.mistake for hint in hints}
    for name in mistake_names():
        if name not in said:
            yield from _made(name, asked, mistake(name).HINT)


def _made(name: str, asked: Asked, hint: Words, *, own: bool = False) -> Iterator[Slip]:
    for wrong in mistake(name).wrong(asked):
        in_percent = name == PERCENT and near(wrong, 100 * asked.right, 0.0)
        yield Slip(name, wrong, hint, own, 100.0 if in_percent else 1.0)


def mistake_name(name: str) -> Words:
    """Return what a mistake is called; of a hint for a figure or text, what that is.

    Examples
    --------
    >>> mistake_name("sign").zh
    '正负号反了'
    """
    return mistake(name).NAME if name in mistake_names() else Words(name, name)
