"""What is counted instead of averaged: tables of answers by segments, and multiple-response sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Asked = Literal["answered", "chosen", "complete", "everyone"]
ANY = "any"


@dataclass(frozen=True)
class Crosstab:
    """One entry of `tables`: answers to `items` by segments; `base` says what is counted of several answers.

    `means` says whose means stand under the shares: of items with points, of every item with one answer (True), of
    none (False).
    """

    name: str
    items: tuple[str, ...]
    by: tuple[str, ...]
    percent: Literal["column", "row", "total"] = "column"
    letters: bool = True
    base: Literal["respondents", "responses"] = "respondents"
    title: Mapping[str, str] = field(default_factory=dict)
    means: bool | None = None


@dataclass(frozen=True)
class MultipleSet:
    """One entry of `multiple`: items that are together one question of which several answers may be chosen.

    A set of dichotomies has an item per option, chosen where it holds one of `counted` (`any` answer; without any,
    the option's own text); a set of `categories` has an item per mention, all on one scale whose points are the
    options. `options` names the dichotomies' options, by language. `asked` tells whose answers are the base: of those
    who answered at least one of the items, chose at least one, answered all of them, or of everyone.
    """

    name: str
    items: tuple[str, ...]
    counted: tuple[str, ...] = ()
    categories: bool = False
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: Asked = "answered"
    title: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
