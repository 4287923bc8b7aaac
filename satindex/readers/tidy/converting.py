"""An export written as a tidy file of another kind, its labels kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import narwhals as nw
import polars as pl

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Codebook, Export
from satindex.readers.looking.personal import personal_columns
from satindex.readers.opening.platform_export import renamed
from satindex.readers.tidy.attached import KEY, SHEET, beside, to_json
from satindex.readers.tidy.cells import for_csv, for_excel, for_spss
from satindex.readers.tidy.dictionary import dictionary_of
from satindex.readers.tidy.rows import HEADINGS, Rows, rows_of
from satindex.results.score_files import Extras, check_ending, inert_texts, write_table


@dataclass(frozen=True)
class Conversion:
    """What was written where: the columns kept, those dropped with why, and what the kind of file can't hold."""

    path: Path
    columns: tuple[str, ...]
    dropped: Mapping[str, Words] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()


def convert(export: Export, path: Path, keep_personal: bool = False) -> Conversion:
    """Write an export's answers and its codebook; the ending of `path` names the kind of file.

    Columns about the person and open text are dropped unless `keep_personal`. The codebook is a sheet in Excel, a file
    beside a csv (`tidy.codebook.csv`), metadata in Parquet, and labels, missing codes and notes in SPSS; satindex reads
    the file with it. Raises WriteError where the file can't be written, DataError where no column is left.
    """
    check_ending(path)
    dropped = {} if keep_personal else personal_columns(export)
    kept = [column for column in export.columns if column not in dropped]
    if not kept:
        raise _nothing_left(export)
    frame = export.read(kept).lazy().collect("polars").to_native()
    codebook = renamed(export.codebook, {column: column for column in kept})
    notes = _WRITERS[path.suffix.lower()](frame, codebook, path)
    return Conversion(path, tuple(kept), dropped, notes)


def _csv(frame: pl.DataFrame, codebook: Codebook, path: Path) -> tuple[Words, ...]:
    written = dict(zip(frame.columns, inert_texts(frame.columns), strict=True))
    variables = {column: name for column, name in written.items() if column != name}
    table = for_csv(frame)
    _write(_cells(rows_of(codebook, frame.columns, variables)), beside(path))
    _write(table, path)
    return ()


def _excel(frame: pl.DataFrame, codebook: Codebook, path: Path) -> tuple[Words, ...]:
    sheets = {SHEET: _cells(rows_of(codebook, frame.columns, {}))}
    _write(for_excel(frame), path, Extras("answers", sheets))
    return ()


def _parquet(frame: pl.DataFrame, codebook: Codebook, path: Path) -> tuple[Words, ...]:
    _write(frame, path, Extras(metadata={KEY: to_json(rows_of(codebook, frame.columns, {}))}))
    return ()


def _spss(frame: pl.DataFrame, codebook: Codebook, path: Path) -> tuple[Words, ...]:
    table = for_spss(frame)
    dictionary, notes = dictionary_of(table, codebook)
    _write(table, path, Extras(dictionary=dictionary))
    return notes


def _cells(rows: Rows) -> pl.DataFrame:
    texts = {heading: [row[heading] or None for row in rows] for heading in HEADINGS}
    return pl.DataFrame(texts, schema=dict.fromkeys(HEADINGS, pl.String))


def _write(table: pl.DataFrame, path: Path, extras: Extras | None = None) -> None:
    write_table(nw.from_native(table, eager_only=True), path, extras or Extras())


_WRITERS = {".csv": _csv, ".xlsx": _excel, ".parquet": _parquet, ".sav": _spss}


def _nothing_left(export: Export) -> DataError:
    return DataError(
        Words(
            f"Every column of {export.source} holds personal data or open text, so nothing is left to write. "
            "Keep them with --keep-personal (keep_personal=True).",
            f"{export.source} 的所有列都是个人信息或开放题文本，没有可写的列。"
            "如需保留，请用 --keep-personal（keep_personal=True）。",
        )
    )
