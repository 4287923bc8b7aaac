"""Parquet files: one, or several that hold the rows in parts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from satindex.errors import DataError, NoRowsError, did_you_mean
from satindex.frames.engines import from_parquet
from satindex.frames.row_groups import scanned
from satindex.language import Words
from satindex.readers.export import Codebook, Frame
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.cells import with_plain_texts
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.parts import keys_of
from satindex.readers.opening.source import Source
from satindex.readers.tidy.attached import KEY, Attached, from_json

MARK = b"PAR1"
MOST_SHOWN = 8


def recognises(source: Source) -> bool:
    """Tell whether the file starts with Parquet's mark."""
    return source.head.startswith(MARK)


def open_source(source: Source) -> ParquetExport:
    """Open a Parquet file, or several as one.

    Raises DataError where one is damaged or lacks columns, or where none has rows.
    """
    assert source.path is not None  # noqa: S101 - it has a mark
    paths = source.parts or (source.path,)
    footers = {path: _footer(path) for path in paths}
    written = tuple(footers[paths[0]].types)
    _refuse_lacking(footers)
    keys = tuple(name for name in keys_of(paths[0]) if source.parts and name not in written)
    names, repeated = unique_headings((*written, *keys))
    rows = sum(footer.rows for footer in footers.values())
    if not rows or not written:
        raise NoRowsError(Words(f"{source.name} has no rows.", f"{source.name} 没有数据行。"), source.name, names)
    named = "" if source.suffix in (".parquet", ".pq", "") else f" (named {source.suffix})"
    kind = f"parquet{named}" + (f", {len(paths)} files" if source.parts else "")
    columns = dict(zip(names, (*written, *keys), strict=True))
    return ParquetExport(source.name, kind, names, repeated, paths, columns, rows, keys, footers=footers)


@dataclass(frozen=True)
class Footer:
    """What the end of a Parquet file says: its columns as written, with their types, and its rows."""

    types: Mapping[str, Any]
    rows: int


def _footer(path: Path) -> Footer:
    try:
        types = pl.read_parquet_schema(path)
        rows = scanned(path).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(path.name) from error
    return Footer(types, rows)


def _refuse_lacking(footers: Mapping[Path, Footer]) -> None:
    """Raise DataError, naming all of them, where parts lack columns that the first has."""
    (first, whole), *others = footers.items()
    _refuse(
        first, [_lacking(path, name, part) for path, part in others for name in whole.types if name not in part.types]
    )


def _refuse_unlike(footers: Mapping[Path, Footer], names: Collection[str]) -> None:
    """Raise DataError, naming all of them, where parts hold columns as types that do not go with the first's."""
    (first, whole), *others = footers.items()
    asked = [name for name in whole.types if name in names]
    together = {
        (path, name): _go_together(whole.types[name], part.types[name]) for path, part in others for name in asked
    }
    _refuse(
        first,
        [
            _unlike(path, name, footers[path].types[name], whole.types[name])
            for (path, name), fit in together.items()
            if not fit
        ],
    )


def _refuse(first: Path, faults: Sequence[Words]) -> None:
    if not faults:
        return
    shown, more = faults[:MOST_SHOWN], len(faults) - MOST_SHOWN
    en, zh = "; ".join(fault.en for fault in shown), "；".join(fault.zh for fault in shown)
    raise DataError(
        Words(
            f"The parts do not have the columns of {first.name}: {en}{f'; and {more} more' if more > 0 else ''}.",
            f"各部分与 {first.name} 的列不同：{zh}{f'；另有 {more} 处' if more > 0 else ''}。",
        )
    )


def _lacking(path: Path, name: str, part: Footer) -> Words:
    hint = did_you_mean(name, list(part.types)) or Words("", "")
    return Words(f"{path.name} lacks '{name}' ({hint.en})", f"{path.name} 缺“{name}”（{hint.zh}）")


def _unlike(path: Path, name: str, kind: Any, wanted: Any) -> Words:
    return Words(
        f"{path.name} holds '{name}' as {kind}, not {wanted}: write it as that",
        f"{path.name} 中“{name}”的类型为 {kind}，而不是 {wanted}：请按后者写出",
    )


def _go_together(one: Any, other: Any) -> bool:
    """Whether a column of either type can be read as one of both; a date is no number of days."""
    if one == other:
        return True
    if any(kind.is_temporal() for kind in (one, other)) and any(kind.is_numeric() for kind in (one, other)):
        return False
    try:
        pl.concat([pl.DataFrame(schema={"": one}), pl.DataFrame(schema={"": other})], how="vertical_relaxed")
    except pl.exceptions.SchemaError:
        return False
    return True


@dataclass(frozen=True)
class ParquetExport:
    """Parquet files whose schemas were read; `written` are the files' own names of the columns.

    `keys` are those that the files' folders name.
    """

    source: str
    kind: str
    columns: tuple[str, ...]
    repeated: frozenset[str]
    paths: tuple[Path, ...]
    written: Mapping[str, str]
    rows: int
    keys: tuple[str, ...] = ()
    top: int = 0
    footers: Mapping[Path, Footer] = field(default_factory=dict, repr=False)
    codebook: Codebook = field(default_factory=Codebook)
    set_aside: Mapping[Words, int] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns as written; see Table."""
        return tuple(self.written.values())

    def first_rows(self, count: int) -> list[tuple[str | None, ...]]:
        """Return the first rows as text; see Table."""
        lazy = scanned(self.paths[0], self.keys)
        head = lazy.select(self.headings).slice(self.top, count).collect()
        return [tuple(None if cell is None else str(cell) for cell in row) for row in head.iter_rows()]

    def attached(self) -> Attached | None:
        """Return the codebook among the file's metadata; see Table."""
        rows = from_json(pl.read_parquet_metadata(self.paths[0]).get(KEY))
        return None if rows is None else Attached(rows)

    def below(self, rows: int) -> ParquetExport:
        """Return the table without its first rows; see Table."""
        return replace(self, top=self.top + rows)

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns`; see Export. Types are the file's own."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        named = {name: self.written[name] for name in wanted}
        _refuse_unlike(self.footers, set(named.values()))
        size = 8 * self.rows * len(wanted)
        return with_plain_texts(from_parquet(self.paths, named, size, self.top, self.keys))


def _damaged(name: str) -> DataError:
    return DataError(
        Words(
            f"{name} starts like a Parquet file, but it is cut off or damaged. Write or download it again.",
            f"{name} 开头像 Parquet 文件，但不完整或已损坏。请重新生成或下载。",
        )
    )
