"""A part of a survey whose folder says something of all its rows, as `wave=2026-10/answers.csv` does."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from satindex.language import Words
from satindex.readers.export import Codebook, Export, Frame
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.parts import keys_of
from satindex.readers.opening.source import Source


def keyed(export: Export, source: Source) -> Export:
    """Return an export with what its folders say as further columns; Parquet files in parts have these already."""
    keys = keys_of(source.path) if source.path is not None and source.is_part and not source.parts else {}
    new = {name: value for name, value in keys.items() if name not in export.columns}
    return KeyedExport(export, new) if new else export


@dataclass(frozen=True)
class KeyedExport:
    """An export with columns that hold one text in every row."""

    of: Export
    keys: Mapping[str, str]

    @property
    def source(self) -> str:
        """The file's name, with its folders' keys."""
        return "/".join((*(f"{name}={value}" for name, value in self.keys.items()), self.of.source))

    @property
    def kind(self) -> str:
        """The kind of file."""
        return self.of.kind

    @property
    def columns(self) -> tuple[str, ...]:
        """The file's columns, and the keys."""
        return (*self.of.columns, *self.keys)

    @property
    def repeated(self) -> frozenset[str]:
        """Headings that stand more than once in the file."""
        return self.of.repeated

    @property
    def codebook(self) -> Codebook:
        """What the file says of its columns."""
        return self.of.codebook

    @property
    def set_aside(self) -> Mapping[Words, int]:
        """Rows of the file that are no answers."""
        return self.of.set_aside

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns`; see Export."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        asked = [name for name in wanted if name not in self.keys] or [self.of.columns[0]]
        frame = self.of.read(asked, [name for name in numeric if name not in self.keys])
        return frame.select(
            nw.lit(self.keys[name]).alias(name) if name in self.keys else nw.col(name) for name in wanted
        )
