"""Delimited text: csv, tsv, txt in any of the encodings that survey platforms write."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import narwhals as nw
import polars as pl

from satindex.errors import DataError, NoRowsError
from satindex.frames.engines import engine, from_parquet
from satindex.frames.recode import recoded
from satindex.language import Words
from satindex.readers.export import Codebook, Frame
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.source import Source
from satindex.readers.text.encoding import Text, as_utf8
from satindex.readers.text.layout import Layout, layout_of, lines_of_rows
from satindex.readers.text.numbers import Types, as_numbers, corrected, likely_types, not_exact, not_exact_in
from satindex.readers.text.rows import opening, repaired
from satindex.readers.text.structure import structure_of
from satindex.readers.tidy.attached import Attached, beside, from_file

ASKED = 2  # any file may be text: the other kinds are asked first
HEAD_BYTES = 1 << 20
CORRECTIONS = 8
MOST_COLUMNS = 250_000
PROBES = 16
PROBE_BYTES = 1 << 14


def recognises(source: Source) -> bool:
    """Tell whether the source is a file of text."""
    return source.path is not None


def open_source(source: Source) -> DelimitedExport:
    """Open a text file; raises DataError where its bytes, headings or rows can't be trusted."""
    text = as_utf8(source)
    layout = _layout(text, source.name)
    if len(layout.headings) > MOST_COLUMNS:
        raise _too_wide(source.name, len(layout.headings))
    with text.open() as file:
        structure = structure_of(file, layout)
    if structure.zeros:
        raise _zero_bytes(text, source.name)
    rows, quotes, notes = structure.rows, structure.quotes, ""
    if not structure.regular:
        mended = repaired(text, layout, source.name)
        text, rows, quotes = Text(mended.data, text.encoding), mended.rows, True
        layout = Layout(",", "\n", layout.headings, 0, layout.first_rows, layout.delimiter)
        notes = f"; short rows completed: {mended.completed}" if mended.completed else ""
    if not rows:
        raise _no_rows(text, layout, source.name)
    return _export(source, text, layout, rows, quotes, notes)


def _layout(text: Text, name: str) -> Layout:
    """Find the layout from the file's first bytes, from more of them where the headings alone are longer."""
    size = HEAD_BYTES
    while True:
        with text.open() as file:
            head = file.read(size)
        layout = layout_of(head, name, whole=len(head) < size)
        if layout.first_rows or len(head) < size:
            return layout
        size *= 4


def _export(source: Source, text: Text, layout: Layout, rows: int, quotes: bool, notes: str) -> DelimitedExport:
    names, repeated = unique_headings(layout.headings)
    named = "" if source.suffix in (".csv", ".tsv", ".txt", ".tab", "") else f"; named {source.suffix}"
    shown = {"\t": "tab"}.get(layout.written_delimiter, f"'{layout.written_delimiter}'")
    kind = f"csv ({text.encoding.removesuffix('-sig')}, {shown}{named}{notes})"
    export = DelimitedExport(source.name, kind, names, repeated, text, layout, names, rows, quotes, path=source.path)
    return export.without_empty_tail()


@dataclass(frozen=True)
class DelimitedExport:
    """A text file whose rows were counted and found whole; `written` are its columns with an unnamed empty last."""

    source: str
    kind: str
    columns: tuple[str, ...]
    repeated: frozenset[str]
    text: Text
    layout: Layout
    written: tuple[str, ...]
    rows: int
    quotes: bool
    codebook: Codebook = field(default_factory=Codebook)
    set_aside: Mapping[Words, int] = field(default_factory=dict)
    path: Path | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row as written; see Table."""
        return self.layout.headings[: len(self.columns)]

    def first_rows(self, count: int) -> list[tuple[str | None, ...]]:
        """Return the first rows below the headings, a hundred at most; see Table."""
        width = len(self.columns)
        whole = (row[:width] + ("",) * (width - len(row)) for row in self.layout.first_rows[:count])
        return [tuple(cell or None for cell in row) for row in whole]

    def attached(self) -> Attached | None:
        """Return the codebook in a file beside this one; see Table."""
        rows = None if self.path is None else from_file(beside(self.path))
        return None if rows is None else Attached(rows, marked=True)

    def below(self, rows: int) -> DelimitedExport:
        """Return the table without its first rows; see Table."""
        layout = self.layout
        with self.text.open() as file:
            lines = lines_of_rows(file, layout, rows)
        further = replace(layout, skip_lines=layout.skip_lines + lines, first_rows=layout.first_rows[rows:])
        return replace(self, layout=further, rows=self.rows - rows)

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns`; see Export."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        if engine().leaves_on_disk(self.text.size):
            return self._by_way_of_disk(wanted, frozenset(numeric) & frozenset(wanted))
        try:
            frame = self._numbers_read(wanted, frozenset(numeric) & frozenset(wanted))
        except pl.exceptions.PolarsError as error:
            raise _unreadable(self.source, str(error).splitlines()[0]) from error
        if frame.height != self.rows and wanted:
            raise _miscounted(self.source, frame.height, self.rows)
        return nw.from_native(frame, eager_only=True)

    def _by_way_of_disk(self, wanted: Sequence[str], numeric: frozenset[str]) -> Frame:
        """Return the rows as a Parquet file holds them, into which they are streamed: the same answers as in memory."""
        path = engine().spool() / "answers.parquet"
        try:
            rows = self._stored(likely_types(self.written, self._sample(), numeric), wanted, path)
        except pl.exceptions.PolarsError as error:
            raise _unreadable(self.source, str(error).splitlines()[0]) from error
        if rows != self.rows and wanted:
            raise _miscounted(self.source, rows, self.rows)
        numbers = _stored_numbers(path, numeric)
        frame = from_parquet([path], {name: name for name in wanted}, self.text.size)
        return frame.with_columns(recoded(frame, name, of, name) for name, of in numbers.items()) if numbers else frame

    def _stored(self, types: Types, wanted: Sequence[str], path: Path) -> int:
        """Stream the columns into a file with the guessed types, corrected as by `_typed`; return the rows written."""
        for _ in range(CORRECTIONS):
            try:
                self._lazy(types).select(wanted).sink_parquet(path, compression="snappy")
            except pl.exceptions.ComputeError as error:
                types = corrected(types, self.written, str(error)) or {}
                continue
            doubtful = not_exact_in(pl.scan_parquet(path, glob=False))
            if not doubtful:
                return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
            types = {**types, **dict.fromkeys(doubtful, pl.String)}
        self._lazy({}).select(wanted).sink_parquet(path, compression="snappy")
        return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())

    def without_empty_tail(self) -> DelimitedExport:
        """Leave out a last column that has neither a heading nor a cell, as a closing delimiter makes one."""
        if self.layout.headings[-1].strip() or len(self.columns) == 1:
            return self
        last = self.columns[-1]
        if self._scan({}, [last])[last].null_count() < self.rows:
            return self
        return replace(self, columns=self.columns[:-1])

    def _numbers_read(self, wanted: Sequence[str], numeric: frozenset[str]) -> pl.DataFrame:
        frame = self._typed(likely_types(self.written, self._sample(), numeric), wanted)
        doubtful = not_exact(frame)
        frame = frame.with_columns(self._scan({}, doubtful)) if doubtful else frame
        return _texts_to_numbers(frame, numeric)

    def _typed(self, types: Types, wanted: Sequence[str]) -> pl.DataFrame:
        """Read with the guessed types, corrected where a later cell shows the guess wrong; else read texts."""
        for _ in range(CORRECTIONS):
            try:
                return self._scan(types, wanted)
            except pl.exceptions.ComputeError as error:
                types = corrected(types, self.written, str(error)) or {}
        return self._scan({}, wanted)

    def _scan(self, types: Types, wanted: Sequence[str]) -> pl.DataFrame:
        return self._lazy(types).select(wanted).collect()

    def _lazy(self, types: Types) -> pl.LazyFrame:
        schema = {name: types.get(name, pl.String) for name in self.written}
        return pl.scan_csv(
            self.text.data,
            has_header=False,
            skip_lines=self.layout.skip_lines,
            schema=schema,
            separator=self.layout.delimiter,
            eol_char=self.layout.newline,
            null_values=[""] if self.quotes else None,  # an unquoted empty cell is null anyway
            glob=False,
        )

    def _sample(self) -> Iterator[Sequence[str]]:
        """Yield the first rows, and rows from places spread over a large file, to guess types from."""
        yield from self.layout.first_rows
        if not isinstance(self.text.data, Path):
            return
        size = self.text.data.stat().st_size
        with self.text.open() as file:
            for probe in range(1, PROBES):
                file.seek(size * probe // PROBES)
                lines = file.read(PROBE_BYTES).decode("utf-8", "replace").split(self.layout.newline)[1:-1]
                yield from _lenient_rows(lines, self.layout.delimiter)


def _lenient_rows(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _texts_to_numbers(frame: pl.DataFrame, numeric: Collection[str]) -> pl.DataFrame:
    texts = [name for name in frame.columns if name in numeric and frame.schema[name] == pl.String]
    return frame.with_columns(as_numbers(frame[name]) for name in texts) if texts else frame


def _stored_numbers(path: Path, numeric: Collection[str]) -> dict[str, dict[str, float]]:
    """Return, for the columns of texts that are numbers throughout, what number each distinct text is."""
    lazy = pl.scan_parquet(path, glob=False)
    found: dict[str, dict[str, float]] = {}
    for name in (name for name, kind in lazy.collect_schema().items() if name in numeric and kind == pl.String):
        texts = lazy.select(pl.col(name).unique(maintain_order=True)).collect(engine="streaming")[name].drop_nulls()
        numbers = as_numbers(texts)
        if numbers.dtype != pl.String:
            found[name] = {text: number for text, number in zip(texts, numbers, strict=True) if number is not None}
    return found


def _no_rows(text: Text, layout: Layout, name: str) -> NoRowsError:
    en, zh = "", ""
    if layout.skip_lines > 1:  # a heading may hold line ends, but not all rows
        with text.open() as file:
            written = file.read().decode("utf-8", "ignore")
        at = opening(written, layout.delimiter)
        if at is not None:
            line = written.count(layout.newline, 0, at) + 1
            en = f": the quotation mark that opens a heading on line {line} is not closed"
            zh = f"：第 {line} 行开始标题的引号没有闭合"
    words = Words(f"{name} has headings but no rows{en}.", f"{name} 只有标题，没有数据行{zh}。")
    return NoRowsError(words, name, unique_headings(layout.headings)[0])


def _too_wide(name: str, columns: int) -> DataError:
    return DataError(
        Words(
            f"{name} has {columns:,} columns; no survey asks that many questions. Are rows and columns interchanged, "
            "or is the delimiter another?",
            f"{name} 有 {columns:,} 列，没有问卷会问这么多题。是否行列颠倒，或分隔符不同？",
        )
    )


def _zero_bytes(text: Text, name: str) -> DataError:
    with text.open() as file:
        before, _, _ = file.read().partition(b"\0")
    line = before.count(b"\n") + 1
    return DataError(
        Words(
            f"{name}, line {line}: there are zero bytes (NUL), so the file is damaged or no text. Export it again.",
            f"{name} 第 {line} 行含有零字节（NUL）：文件已损坏或不是文本。请重新导出。",
        )
    )


def _unreadable(name: str, said: str) -> DataError:
    return DataError(
        Words(
            f"{name} can't be read as delimited text: {said}. Export it again as CSV in UTF-8 or as Excel.",
            f"无法把 {name} 当作分隔文本读取：{said}。请重新导出为 UTF-8 的 CSV 或 Excel。",
        )
    )


def _miscounted(name: str, read: int, counted: int) -> DataError:
    return DataError(
        Words(
            f"{name} has {counted} rows, but {read} could be read: its quotation marks are inconsistent.",
            f"{name} 有 {counted} 行，却读出 {read} 行：引号使用不一致。",
        )
    )
