"""What several formats of a report want of the same table is made once: it is kept with the table so long as it lives.

A table can be no key of a cache (its rows are mappings), so what was made of it lies in the object itself, as
`functools.cached_property` keeps it; `dataclasses.replace` makes an object that remembers nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


def remembered(make: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R]:
    """Return `make`, which then makes the same thing of the same object (its first argument) only once.

    The object must be frozen, the other arguments hashable, and what is made must not be changed by who gets it.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def keep(of: T, /, *args: P.args, **kwargs: P.kwargs) -> R:
        kept: dict[Any, Any] = of.__dict__.setdefault("_remembered", {})
        key = (name, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = make(of, *args, **kwargs)
        found: R = kept[key]
        return found

    return keep
