"""Which wrong figures a task foresees in one data set, each with its hint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from satindex.language import Words
from satindex.teaching import mistakes
from satindex.teaching.altered import Asked
from satindex.teaching.exercise import Hint, Task


class Mistake(Protocol):
    """A file of `teaching.mistakes`; its NAME is what trainers read, its HINT what learners do."""

    HINT: Words

    def wrong(self, asked: Asked) -> Iterator[float]:
        """Yield the figures that the mistake leads to; none where it can't be made."""
        ...


@dataclass(frozen=True)
class Slip:
    """A wrong figure that is foreseen: which mistake leads to it, and what to say; `own` where the author says it."""

    mistake: str
    figure: float
    hint: Words
    own: bool = False


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


def near(figure: float, other: float, tolerance: float) -> bool:
    """Whether two figures agree within a tolerance; binary fractions are no difference.

    Examples
    --------
    >>> near(0.3, 0.31, 0.01), near(0.3, 0.32, 0.01)
    (True, False)
    """
    return abs(figure - other) <= tolerance + 1e-9 * max(1.0, abs(other))


def slips(task: Task, asked: Asked) -> tuple[Slip, ...]:
    """Return the foreseen wrong figures, the author's first; those that come to the right answer are left out."""
    tolerance = tolerance_of(task, asked)
    found = [*_authors(task.hints, asked), *_ready(task.hints, asked)]
    return tuple(slip for slip in found if not near(slip.figure, asked.right, tolerance))


def recognised(value: float, foreseen: tuple[Slip, ...], tolerance: float) -> Slip | None:
    """Return the slip that a wrong value is: the author's before ready-made ones, of several the nearest."""
    alike = [slip for slip in foreseen if near(value, slip.figure, tolerance)]
    return min(alike, key=lambda slip: (not slip.own, abs(value - slip.figure)), default=None)


def _authors(hints: tuple[Hint, ...], asked: Asked) -> Iterator[Slip]:
    for hint in hints:
        if hint.mistake:
            yield from (Slip(hint.mistake, wrong, hint.words, own=True) for wrong in mistake(hint.mistake).wrong(asked))
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
            made = mistake(name)
            yield from (Slip(name, wrong, made.HINT) for wrong in made.wrong(asked))


def mistake_name(name: str) -> Words:
    """Return what a mistake is called; of a hint for a figure or text, what that is.

    Examples
    --------
    >>> mistake_name("sign").zh
    '正负号反了'
    """
    if name not in mistake_names():
        return Words(name, name)
    return getattr(mistake(name), "NAME", Words(name.replace("_", " "), name))
