"""Files of statistics packages: SPSS (.sav, .zsav, .por), Stata (.dta) and SAS (.xpt, .sas7bdat), by pyreadstat."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from satindex.errors import NoRowsError
from satindex.language import Words
from satindex.readers.export import Codebook, Frame
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.cells import as_written
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.source import Source
from satindex.readers.statistics.formats import format_of

if TYPE_CHECKING:
    from satindex.readers.statistics.file import StatisticsFile
    from satindex.readers.tidy.attached import Attached


def recognises(source: Source) -> bool:
    """Tell whether the file starts as those of SPSS, Stata or SAS do."""
    return format_of(source.head) is not None


def open_source(source: Source) -> StatisticalExport:
    """Read the dictionary of the file; raises DataError where it is damaged or has no rows."""
    from satindex.readers.statistics.dictionary import codebook_of
    from satindex.readers.statistics.file import opened

    form = format_of(source.head)
    assert form is not None  # noqa: S101 - it was recognised
    file = opened(Path(source.given), form)
    names, repeated = unique_headings(file.variables)
    if not names or not _has_rows(file):
        raise NoRowsError(Words(f"{source.name} has no rows.", f"{source.name} 没有数据行。"), source.name, names)
    encoding = file.encoding or file.told.file_encoding
    said = f" ({encoding.lower()})" if encoding else ""
    named = "" if source.suffix in (*form.endings, "") else f" (named {source.suffix})"
    variables = dict(zip(names, file.variables, strict=True))
    codebook = codebook_of(file, {variable: name for name, variable in variables.items()})
    return StatisticalExport(
        source.name, f"{form.name}{said}{named}", names, repeated, file, variables, codebook=codebook
    )


@dataclass(frozen=True)
class StatisticalExport:
    """A statistics file whose dictionary was read; `variables` are its own names of the columns."""

    source: str
    kind: str
    columns: tuple[str, ...]
    repeated: frozenset[str]
    file: StatisticsFile = field(repr=False)
    variables: Mapping[str, str]
    top: int = 0
    codebook: Codebook = field(default_factory=Codebook)
    set_aside: Mapping[Words, int] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        """The variables' names as written; see Table."""
        return self.file.variables

    def first_rows(self, count: int) -> list[tuple[str | None, ...]]:
        """Return the first rows as text; see Table."""
        cells = self.file.cells(self.file.variables, self.top, count)
        rows = zip(*(cells[name] for name in self.file.variables), strict=True)
        return [tuple(None if cell is None else as_written(cell) for cell in row) for row in rows]

    def attached(self) -> Attached | None:
        """Return the codebook among the file's notes; see Table."""
        from satindex.readers.tidy.attached import dictionary_mark, from_notes

        notes = self.file.told.notes or ()
        return from_notes(notes, dictionary_mark(self.file.told))

    def below(self, rows: int) -> StatisticalExport:
        """Return the table without its first rows; see Table."""
        return replace(self, top=self.top + rows)

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns`; see Export. Numbers are numbers, dates and times ISO text."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        if not wanted:
            return nw.from_native(pl.DataFrame(), eager_only=True)
        cells = self.file.cells([self.variables[name] for name in wanted], self.top)
        frame = pl.DataFrame({name: cells[self.variables[name]] for name in wanted})
        return nw.from_native(frame, eager_only=True)


def _has_rows(file: StatisticsFile) -> bool:
    if file.rows is not None:
        return file.rows > 0
    first = file.variables[:1]
    return len(file.cells(first, 0, 1)[first[0]]) > 0
