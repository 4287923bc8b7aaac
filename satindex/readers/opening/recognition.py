"""Which reader opens what was handed over, which platform wrote it, and what a questionnaire adds."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Export, Table
from satindex.readers.opening.put_down import put_down
from satindex.readers.opening.source import Source, source_of


class Reader(Protocol):
    """A module of `satindex.readers`: `recognises` looks at the content, `open_source` reads the header.

    A module that sets `ASKED` above 0 is asked after those that don't; so with platforms and codebooks.
    """

    def recognises(self, source: Source) -> bool: ...

    def open_source(self, source: Source) -> Table: ...


class Platform(Protocol):
    """A module of `satindex.readers.platforms`: it knows a platform's tables by headings and first rows."""

    def recognises(self, table: Table) -> bool: ...

    def of_platform(self, table: Table) -> Export: ...


class CodebookFile(Protocol):
    """A module of `satindex.readers.codebooks`: it reads a questionnaire or dictionary and describes an export by it.

    `WHAT` says in words what such a file is.
    """

    WHAT: Words

    def recognises(self, source: Source) -> bool: ...

    def described(self, source: Source, export: Export) -> Export: ...


class Twin(Protocol):
    """A module of `satindex.readers.codebooks`: an export of the same answers in another form tells what they mean.

    `WHAT` says in words which files belong together.
    """

    WHAT: Words

    def pairs(self, told: Export, export: Export) -> bool: ...

    def described_by(self, told: Export, export: Export) -> Export: ...


def open_export(given: Any, codebook: str | Path | None = None) -> Export:
    """Open an export: the path of a file, or a pandas, polars, DuckDB or other frame that narwhals knows.

    `codebook` is the path of the questionnaire or dictionary that describes it. Raises DataError, in words, for
    anything that can't be read.
    """
    return open_source(source_of(given), codebook)


def open_source(source: Source, codebook: str | Path | None = None) -> Export:
    """Open what was looked at; see `open_export`."""
    export = _of_platform(_table(put_down(source)))
    return export if codebook is None else _described(source_of(codebook), export)


def _table(source: Source) -> Table:
    if (only := _codebook_file(source)) is not None:
        raise _no_answers(source, only)
    for reader in readers():
        if reader.recognises(source):
            return reader.open_source(source)
    kind = f"{type(source.given).__module__}.{type(source.given).__qualname__}"
    raise DataError(
        Words(
            f"{kind} can't be read as an export: give a file's path or a frame (pandas, polars, DuckDB …).",
            f"无法把 {kind} 当作导出数据读取：请给出文件路径或数据框（pandas、polars、DuckDB、pyarrow 等）。",
        )
    )


def _of_platform(table: Table) -> Export:
    for platform in platforms():
        if platform.recognises(table):
            return platform.of_platform(table)
    return table


def _described(source: Source, export: Export) -> Export:
    found = _codebook_file(source)
    if found is not None:
        return found.described(source, export)
    told = _of_platform(_table(source))
    for module in twins():
        if module.pairs(told, export):
            return module.described_by(told, export)
    known = [*(module.WHAT for module in codebook_files()), *(module.WHAT for module in twins())]
    raise DataError(
        Words(
            f"{source.name} is no questionnaire or dictionary that describes an export. "
            f"Known are: {'; '.join(what.en for what in known)}.",
            f"{source.name} 不是可用来说明导出数据的问卷或编码本。可用的有：{'；'.join(what.zh for what in known)}。",
        )
    )


def _codebook_file(source: Source) -> CodebookFile | None:
    if source.path is None:
        return None
    return next((module for module in codebook_files() if module.recognises(source)), None)


def _no_answers(source: Source, found: CodebookFile) -> DataError:
    what = found.WHAT
    return DataError(
        Words(
            f"{source.name} holds no answers: it is {what.en}. Give the file of answers, and this one as its codebook "
            "(--codebook).",
            f"{source.name} 不含答卷，它是{what.zh}。请给出答卷文件，并把本文件作为编码本（--codebook）。",
        )
    )


@cache
def readers() -> tuple[Reader, ...]:
    """Return every module that can read something, in the order they are asked."""
    import satindex.readers as room

    return cast(tuple[Reader, ...], _modules(room))


@cache
def platforms() -> tuple[Platform, ...]:
    """Return every module that knows a platform, in the order they are asked."""
    import satindex.readers.platforms as room

    return cast(tuple[Platform, ...], _modules(room))


@cache
def codebook_files() -> tuple[CodebookFile, ...]:
    """Return every module that reads a questionnaire or dictionary, in the order they are asked."""
    import satindex.readers.codebooks as room

    return cast(tuple[CodebookFile, ...], _modules(room))


@cache
def twins() -> tuple[Twin, ...]:
    """Return every module that describes an export by another export of the same answers, in the order asked."""
    import satindex.readers.codebooks as room

    return cast(tuple[Twin, ...], _modules(room, "pairs"))


def _modules(room: ModuleType, able_to: str = "recognises") -> tuple[ModuleType, ...]:
    """Return the modules of a room that have the function `able_to`, those that set no `ASKED` first."""
    names = [one.name for one in pkgutil.iter_modules(room.__path__) if not one.ispkg]
    able = (module for name in names if hasattr(module := import_module(f"{room.__name__}.{name}"), able_to))
    return tuple(sorted(able, key=lambda module: getattr(module, "ASKED", 0)))
