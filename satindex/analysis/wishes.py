"""What a plan is asked for: a margin, a confidence, a population; and wishes that can't be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.responses.folding import as_number


@dataclass(frozen=True)
class Wish:
    """What is asked for: ± `margin` on each index at a confidence `level`.

    `deff`: the design effect (None: that of the data's own design, else 1); `population`: people in all, or by level;
    `response_rate`: the share of those written to who will be usable (None: the survey's own fieldwork); `std_dev`:
    instead of the data's or the worst; `shares`: the promoters and detractors to expect, for NPS.
    """

    margin: float
    deff: float | None = None
    level: float = 0.95
    population: float | Mapping[str, float] | None = None
    response_rate: float | None = None
    std_dev: float | None = None
    shares: tuple[float, float] | None = None
    measures: tuple[str, ...] = ()


def people(written: Sequence[str]) -> float | dict[str, float] | None:
    """Return a population as it is written: one number, or LEVEL=NUMBER for each level.

    Raises FigureError for anything else.

    Examples
    --------
    >>> people(["12000"]), people(["north=800", "south=1200"]), people([])
    (12000.0, {'north': 800.0, 'south': 1200.0}, None)
    """
    if len(written) == 1 and (whole := as_number(written[0])) is not None:
        return _above_zero(whole, written[0])
    found: dict[str, float] = {}
    for entry in written:
        level, _, number = entry.rpartition("=")
        found[level] = _above_zero(as_number(number) if level else None, entry)
    return found or None


def _above_zero(number: float | None, written: str) -> float:
    if number is None or number <= 0:
        raise FigureError(
            Words(
                f"'{written}' is no population: write a number, or LEVEL=NUMBER for each level.",
                f"“{written}”不是总体人数：请写一个数，或为每个水平写 水平=人数。",
            )
        )
    return number


def refuse(wish: Wish, by: str | None) -> None:
    """Raise FigureError for a wish that can't be."""
    for name, value in (("margin", wish.margin), ("deff", wish.deff), ("std_dev", wish.std_dev)):
        if value is not None and not (value > 0 and math.isfinite(value)):
            said = f"{value:g}"
            raise FigureError(Words(f"{name} must be above 0, not {said}.", f"{name} 必须大于 0，不能是 {said}。"))
    _refuse_shares(wish)
    if by is not None and isinstance(wish.population, int | float):
        raise FigureError(
            Words(
                "by segment the population is needed for each level: LEVEL=NUMBER.",
                "分组计算时须给出每个水平的总体人数：水平=人数。",
            )
        )


def _refuse_shares(wish: Wish) -> None:
    whole = wish.response_rate == 1
    for name, value in (("level", wish.level), ("response_rate", None if whole else wish.response_rate)):
        if value is not None and not 0 < value < 1:
            said = f"{value:g}"
            raise FigureError(
                Words(f"{name} is a share between 0 and 1, not {said}.", f"{name} 须在 0 与 1 之间，不能是 {said}。")
            )
    if wish.shares is not None and not (min(wish.shares) >= 0 and sum(wish.shares) <= 1):
        raise FigureError(
            Words(
                "shares are those of promoters and detractors, each 0 or more, together at most 1.",
                "shares 为推荐者与贬损者的比例，各不小于 0，合计不超过 1。",
            )
        )


def population_of(population: float | Mapping[str, float] | None, level: str | None) -> float | None:
    """Return the population of one level, or of all; raises FigureError where it is not given."""
    if not isinstance(population, Mapping):
        return population
    if level is None:
        raise FigureError(
            Words("a population by level needs a segment (by).", "按水平给出总体人数时须指定分组（by）。")
        )
    if level not in population:
        hint = did_you_mean(level, population)
        raise FigureError(
            Words(
                f"the population of '{level}' is not given. {hint.en if hint else ''}".rstrip(),
                f"没有给出“{level}”的总体人数。{hint.zh if hint else ''}",
            )
        )
    return population[level]
