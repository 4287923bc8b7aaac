"""What a report will ask of the rows, known before any of it is made: one pass answers it all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from satindex.analysis import frequencies, parts
from satindex.errors import FigureError
from satindex.frames.passes import Sum
from satindex.linkage.whole import fitting
from satindex.measures.scores import Scores


def asked(scores: Scores) -> Iterator[Sum[Any]]:
    """Yield what the tables of measures, the answers item by item, models and the further parts ask of the rows.

    A part says so in a function `asks`; what it does not name is asked when it is made. Use: `score(responses,
    ahead=asked)`.
    """
    yield from scores.asks(tuple(scores.responses.levels))
    yield from frequencies.asks(scores)
    with suppress(FigureError):  # which is said when the models are fitted
        yield from fitting.asks(scores)
    for name in [module.name for module in iter_modules(parts.__path__)]:
        asks = getattr(import_module(f"{parts.__name__}.{name}"), "asks", None)
        if asks is not None:
            yield from asks(scores)
