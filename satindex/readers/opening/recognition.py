"""Which reader opens what was handed over."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Export
from satindex.readers.opening.source import Source, source_of


class Reader(Protocol):
    """A module of `satindex.readers`: `recognises` looks at the content, `open_source` reads the header.

    A module that sets `ASKED` above 0 is asked after those that don't.
    """

    def recognises(self, source: Source) -> bool: ...

    def open_source(self, source: Source) -> Export: ...


def open_export(given: Any) -> Export:
    """Open an export: the path of a file, or a pandas, polars, DuckDB or other frame that narwhals knows.

    Raises DataError, in words, for anything that can't be read.
    """
    source = source_of(given)
    for reader in readers():
        if reader.recognises(source):
            return reader.open_source(source)
    kind = f"{type(given).__module__}.{type(given).__qualname__}"
    raise DataError(
        Words(
            f"{kind} can't be read as an export: give a file's path or a frame (pandas, polars, DuckDB …).",
            f"无法把 {kind} 当作导出数据读取：请给出文件路径或数据框（pandas、polars、DuckDB、pyarrow 等）。",
        )
    )


@cache
def readers() -> tuple[Reader, ...]:
    """Return every module of this room that can read something, in the order they are asked."""
    return tuple(sorted(_modules(), key=lambda module: getattr(module, "ASKED", 0)))


def _modules() -> Iterator[Reader]:
    import satindex.readers

    for found in pkgutil.iter_modules(satindex.readers.__path__):
        if not found.ispkg:
            module = import_module(f"satindex.readers.{found.name}")
            if hasattr(module, "recognises"):
                yield cast(Reader, module)
