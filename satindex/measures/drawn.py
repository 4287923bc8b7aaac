"""What simulated answers to a measure's items must have: their means, what goes together, who is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from satindex.measures.conditions import Condition
from satindex.stats.moments import Columns

Side = Literal["expected", "perceived"]
Unit = Literal["scale", "percent", "nps", "classes"]
# Answers to several items that stand for one class, each with its share within it.
Class = tuple[tuple[tuple[float, ...], float], ...]


@dataclass(frozen=True)
class AtLevel:
    """The respondents at one level of a column, such as the staff."""

    column: str
    level: str


@dataclass(frozen=True)
class Target:
    """What the answers to some items have, under the name that a truth states it by: a mean, or shares of classes.

    Where the unit is `percent`, `ends` holds for each item the answers that count 0 and 100; where it is `classes`,
    `classes` holds the answers that each class stands for and `shares` how large the classes are if nothing is
    stated. `place` is the mean that is drawn if none is stated, as a share of the scale, `mean` the same in answers
    (for counts). `follows` names for an item the one whose answer its own keeps close to. Only those `asked` have
    answers: all, those at a level, or those whose answer to an earlier item meets a condition.
    """

    name: str
    measure: str
    items: Columns
    side: Side = "perceived"
    unit: Unit = "scale"
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    place: float | None = None
    mean: float | None = None
    follows: Mapping[str, str] = field(default_factory=dict)
    asked: AtLevel | Condition | None = None
    classes: Mapping[str, Class] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
