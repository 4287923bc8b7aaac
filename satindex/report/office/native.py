"""A chart as Office can draw it: series of unrounded figures and their intervals, axes, what it says in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from satindex.results import drawing
from satindex.results.layout import LETTERS_NOTE, has_letters, is_small, small_note
from satindex.results.result import Result
from satindex.results.words import base_text

Kind = Literal["bars", "stacked", "line", "points"]
Look = Literal["dots", "line", "dotted", "dashes"]
Figures = tuple[float | None, ...]


@dataclass(frozen=True)
class Series:
    """One series of a chart; `lows` and `highs` are the ends of its intervals.

    Of points `xs` are the places, `x_lows` and `x_highs` the intervals across, `look` how they are joined: dots, a
    line, dots on a line, dashes.
    """

    name: str
    values: Figures
    colour: str
    lows: Figures = ()
    highs: Figures = ()
    xs: Figures = ()
    x_lows: Figures = ()
    x_highs: Figures = ()
    look: Look = "dots"


@dataclass(frozen=True)
class Axis:
    """An axis of figures; at `crossed` the other axis crosses it."""

    title: str = ""
    number_format: str = "General"
    low: float | None = None
    high: float | None = None
    crossed: float | None = None


@dataclass(frozen=True)
class Native:
    """A chart as Word, PowerPoint and Excel draw it; `said` is its alternative text, `notes` stand below it.

    `x` is the axis of points only; `labelled`: each series' name stands at its point.
    """

    kind: Kind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    y: Axis
    x: Axis = Axis()
    said: str = ""
    notes: tuple[str, ...] = ()
    labelled: bool = False


def told(result: Result, language: str, drawn: Native, said: Sequence[str]) -> Native:
    """Return the chart with what every chart says: its base, and in words what it shows."""
    small = [small_note(result).say(language)] if any(is_small(result, row) for row in result.rows) else []
    lettered = [LETTERS_NOTE.say(language)] if has_letters(result) else []
    base = [base_text(result) or ""]
    notes = tuple(note for note in (*base, *drawn.notes, *lettered, *small) if note)
    whole = ". ".join([drawn.title, "; ".join(said[: drawing.SAID_ROWS])])
    return replace(drawn, notes=notes, said=whole)


def lengths(starts: Figures, ends: Figures) -> Figures:
    """Return how far apart starts and ends are, as error bars take them."""
    return tuple(None if start is None or end is None else end - start for start, end in zip(starts, ends, strict=True))


def is_dark(colour: str) -> bool:
    """Whether light letters are read more easily on a colour than dark ones (relative luminance, WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) < 0.179


def round_ends(low: float, high: float, *, zero: bool) -> tuple[float, float]:
    """Return round ends of an axis that holds `low` to `high`, and zero where bars stand on it.

    Examples
    --------
    >>> round_ends(-0.836, 1.224, zero=True), round_ends(7.3, 7.9, zero=False), round_ends(0, 0, zero=True)
    ((-1.0, 1.5), (7.2, 8.0), (0.0, 1.0))
    """
    first, last = (min(low, 0.0), max(high, 0.0)) if zero else (low, high)
    span = last - first or 1.0
    power = 10.0 ** math.floor(math.log10(span / 4))
    step = power * next(one for one in (1, 2, 5, 10) if one * power >= span / 5)
    ends = math.floor(round(first / step, 9)) * step, math.ceil(round(last / step, 9)) * step
    start, end = (float(f"{one:.12g}") for one in ends)
    return start, end if end > start else start + span
