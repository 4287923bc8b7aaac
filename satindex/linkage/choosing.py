"""Which family of models an outcome calls for."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Literal, Protocol, cast

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.linkage import families
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.problem import Problem

OutcomeKind = Literal["binary", "ordered", "count", "number"]
MOST_LEVELS = 11


class Family(Protocol):
    """What a file in `families` holds: how its model is called, its formula and sources, and how it is fitted."""

    NAME: Words
    FORMULA: Words
    SOURCES: tuple[str, ...]

    def fit(self, problem: Problem) -> Fitted | Refused:
        """Fit the family's model."""
        ...


def family_of(kind: OutcomeKind, levels: int) -> str:
    """Return the family for an outcome of `kind` with so many different values.

    Two codes → logit; an ordered scale of at most 11 levels → ordinal; a count → poisson; any other number → ols.

    Examples
    --------
    >>> family_of("ordered", 7), family_of("ordered", 101), family_of("count", 30)
    ('ordinal', 'ols', 'poisson')
    """
    if kind == "binary":
        return "logit"
    if kind == "count":
        return "poisson"
    return "ordinal" if kind == "ordered" and levels <= MOST_LEVELS else "ols"


def family(name: str) -> Family:
    """Return the family called `name`; raises FigureError, naming what exists, for another name."""
    known = [module.name for module in pkgutil.iter_modules(families.__path__)]
    if name not in known:
        hint = did_you_mean(name, known)
        raise FigureError(
            Words(
                f"there is no family of models '{name}'. {hint.en if hint else ''}".rstrip(),
                f"没有名为“{name}”的模型族。{hint.zh if hint else ''}",
            )
        )
    return cast("Family", importlib.import_module(f"{families.__name__}.{name}"))
